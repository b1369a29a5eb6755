// SPDX-License-Identifier: MIT
#include "core/io/data/record_reader.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/io/data/record_decoding.h"
#include "core/io/image_codec.h"
#include "tests/io/data/data_files.h"
#include "tests/temp_folder.h"

using namespace zscope;
using test::TempFolder;
namespace fs = std::filesystem;

namespace {

std::unique_ptr<RecordReader> opened(const fs::path& path) {
    return open_records(detect_data(path), {}, {});
}

std::vector<Record> all_of(RecordReader& reader) {
    std::vector<Record> records;
    for (Record record; reader.next(record);)
        records.push_back(record);
    return records;
}

std::string error_of(const fs::path& path) {
    try {
        (void)all_of(*opened(path));
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string png_text(std::uint8_t value) {
    const auto bytes = encode_png(ImageU8{3, 2, 3, std::vector<std::uint8_t>(18, value)});
    return {bytes.begin(), bytes.end()};
}

}  // namespace

TEST_CASE("IDX: images, labels, names, and a start in the middle, plain and gzip") {
    for (const bool gzip : {false, true}) {
        CAPTURE(gzip);
        const TempFolder folder;
        const std::string suffix = gzip ? ".gz" : "";
        const auto write = [&](const std::string& name, const std::string& text) {
            if (gzip)
                test::write_gzip(folder / (name + suffix), text);
            else
                write_file_atomically(folder / name, text);
        };
        write("train-images-idx3-ubyte", test::idx_images(3, 2, 5));
        write("train-labels-idx1-ubyte", test::idx_labels("\x02\x07\x01"));
        write("t10k-images-idx3-ubyte", test::idx_images(1, 2, 5));
        const auto reader = opened(folder.path());
        CHECK(reader->set().kind == DataKind::idx);
        CHECK(reader->set().count == 3);
        REQUIRE(reader->set().columns.size() == 1);
        CHECK(reader->set().columns[0].words.size() == 8);
        const auto records = all_of(*reader);
        REQUIRE(records.size() == 3);
        CHECK(records[1].image.width == 5);
        CHECK(records[1].image.height == 2);
        CHECK(records[1].image.pixels ==
              std::vector<std::uint8_t>{10, 11, 12, 13, 14, 15, 16, 17, 18, 19});
        CHECK(records[1].labels == std::vector<std::int16_t>{7});
        reader->start(2);
        Record last;
        CHECK(reader->next(last));
        CHECK(last.image.pixels == records[2].image.pixels);
        CHECK(!reader->next(last));
        CHECK(reader->name_of(2) == "#2");
    }
}

TEST_CASE("IDX: a header that promises more or less than is there is refused") {
    const TempFolder folder;
    const std::string good = test::idx_images(3, 2, 5);
    const fs::path file = folder / "images-idx3-ubyte";
    write_file_atomically(file, good.substr(0, good.size() - 1));
    CHECK(contains(error_of(file), "3 images of 5×2, which are 30 bytes, and it has 29"));
    write_file_atomically(file, good + "x");
    CHECK(contains(error_of(file), "and it has 31"));
    std::string huge = good;
    huge.replace(4, 12,
                 test::big_endian(0xFFFFFFFFU) + test::big_endian(8192) + test::big_endian(8192));
    write_file_atomically(file, huge);
    CHECK(contains(error_of(file), "is damaged"));
    write_file_atomically(file, good);
    write_file_atomically(folder / "labels-idx1-ubyte", test::idx_labels("\x01\x02"));
    CHECK(contains(error_of(file), "has 2 labels for 3 images"));
}

TEST_CASE("CIFAR-10: planes become pixels, batches follow each other, words are read") {
    const TempFolder folder;
    write_file_atomically(folder / "data_batch_1.bin", test::cifar(2, 1));
    write_file_atomically(folder / "data_batch_2.bin", test::cifar(3, 1));
    write_file_atomically(folder / "test_batch.bin", test::cifar(9, 1));
    write_file_atomically(folder / "batches.meta.txt", "airplane\nautomobile\nbird\n\n");
    const auto reader = opened(folder.path());
    CHECK(reader->set().kind == DataKind::cifar10);
    CHECK(reader->set().count == 5);
    CHECK(reader->set().columns[0].words[2] == "bird");
    CHECK(reader->set().columns[0].words[9] == "9");
    const auto records = all_of(*reader);
    REQUIRE(records.size() == 5);
    CHECK(records[3].labels == std::vector<std::int16_t>{1});
    // Image 1 of its file: plane c begins with byte 1024·c + 10.
    CHECK(records[3].image.pixels[0] == 10);
    CHECK(records[3].image.pixels[1] == (1024 + 10) % 251);
    CHECK(records[3].image.pixels[2] == (2048 + 10) % 251);
    CHECK(records[3].image.pixels[3] == 11);
    CHECK(reader->name_of(3) == "data_batch_2.bin#1");
    reader->start(4);
    Record last;
    CHECK(reader->next(last));
    CHECK(last.image.pixels == records[4].image.pixels);
}

TEST_CASE("CIFAR: cut off files, labels that do not exist, and pickles are told") {
    const TempFolder folder;
    write_file_atomically(folder / "train.bin", test::cifar(4, 2));
    const auto reader = opened(folder.path());
    CHECK(reader->set().kind == DataKind::cifar100);
    CHECK(all_of(*reader)[2].labels == std::vector<std::int16_t>{2, 3});
    std::string late = test::cifar(300, 1);
    late[3073 * 299] = 77;  // beyond what detection looks at
    write_file_atomically(folder / "late.bin", late);
    const auto records = all_of(*opened(folder / "late.bin"));
    CHECK(contains(records[299].problem, "its label is 77"));
    CHECK(records[298].problem.empty());
    const TempFolder cut;
    write_file_atomically(cut / "data_batch_1.bin", test::cifar(2, 1));
    write_file_atomically(cut / "data_batch_2.bin", test::cifar(2, 1).substr(1));
    CHECK(contains(error_of(cut.path()), "data_batch_2.bin is no whole number of CIFAR's records"));
    const TempFolder python;
    write_file_atomically(python / "batches.meta", "x");
    CHECK(contains(error_of(python.path()), "Python version (pickles)"));
}

TEST_CASE("CIFAR out of its .tar.gz") {
    const TempFolder folder;
    const std::string base = "cifar-10-batches-bin/";
    test::write_gzip(folder / "cifar-10-binary.tar.gz",
                     test::tar_entry(base + "data_batch_2.bin", test::cifar(3, 1)) +
                         test::tar_entry(base + "batches.meta.txt", "cat\ndog\n") +
                         test::tar_entry(base + "data_batch_1.bin", test::cifar(2, 1)) +
                         test::tar_entry(base + "test_batch.bin", test::cifar(7, 1)) +
                         test::tar_end());
    const auto reader = opened(folder / "cifar-10-binary.tar.gz");
    CHECK(reader->set().kind == DataKind::cifar10);
    CHECK(reader->set().count == 5);
    CHECK(reader->set().columns[0].words[1] == "dog");
    CHECK(reader->name_of(2) == "data_batch_2.bin#0");
    CHECK(all_of(*reader)[4].labels == std::vector<std::int16_t>{2});
}

TEST_CASE("WebDataset: keys join images and labels, whatever stands first, over shards") {
    const TempFolder folder;
    write_file_atomically(folder / "a-000.tar",
                          test::tar_entry("x/1.cls", "5\n") +
                              test::tar_entry("x/1.jpg", png_text(10)) +
                              test::tar_entry("x/2.seg.png", png_text(20)) +
                              test::tar_entry("x/2.json", R"({"cls":7,"who":"b","no":[1]})") +
                              test::tar_entry("x/3.txt", "a caption") + test::tar_end());
    write_file_atomically(folder / "a-001.tar", test::tar_entry("x/1.png", png_text(30)) +
                                                    test::tar_entry("x/1.json", "{oops") +
                                                    test::tar_end());
    const auto reader = opened(folder.path());
    const RecordSet& set = reader->set();
    CHECK(set.kind == DataKind::tar);
    CHECK(set.count == 3);
    CHECK(set.other_files == 1);
    REQUIRE(set.columns.size() == 2);
    CHECK(set.columns[0] == LabelColumn{"cls", {"5", "7"}});
    CHECK(set.columns[1] == LabelColumn{"who", {"b"}});
    REQUIRE(set.rejected.size() == 1);
    CHECK(set.rejected[0].name == "x/1.json");
    auto records = all_of(*reader);
    REQUIRE(records.size() == 3);
    CHECK(records[0].labels == std::vector<std::int16_t>{0, kNoLabel});
    CHECK(records[1].labels == std::vector<std::int16_t>{1, 0});
    CHECK(records[2].labels == std::vector<std::int16_t>{kNoLabel, kNoLabel});
    CHECK(decode_record(records[2])->pixels[0] == 30);
    CHECK(reader->name_of(1) == "a-000.tar/x/2.seg.png");
    reader->start(1);
    Record second;
    CHECK(reader->next(second));
    CHECK(decode_record(second)->pixels[0] == 20);
}

TEST_CASE("WebDataset: what stands before a damage is used, and the damage is told") {
    const TempFolder folder;
    const std::string good =
        test::tar_entry("1.png", png_text(1)) + test::tar_entry("2.png", png_text(2));
    write_file_atomically(folder / "cut.tar", good + std::string(512, 'x'));
    const auto reader = opened(folder / "cut.tar");
    CHECK(reader->set().count == 2);
    REQUIRE(reader->set().rejected.size() == 1);
    CHECK(contains(reader->set().rejected[0].reason, "is damaged after 2 entries"));
    CHECK(all_of(*reader).size() == 2);
}

TEST_CASE("CelebA: attributes join images by name; those without a line have no labels") {
    const TempFolder folder;
    for (const char* name : {"000001.jpg", "000002.jpg", "000003.jpg"})
        write_file_atomically(folder / "img_align_celeba" / name, png_text(1));
    write_file_atomically(folder / "list_attr_celeba.txt",
                          "2\nSmiling Young\n000001.jpg  1 -1\n000003.jpg -1  1\n");
    const auto reader = opened(folder.path());
    CHECK(reader->set().kind == DataKind::celeba);
    const auto records = all_of(*reader);
    REQUIRE(records.size() == 3);
    CHECK(reader->set().columns[1] == LabelColumn{"Young", {"no", "yes"}});
    CHECK(records[0].labels == std::vector<std::int16_t>{1, 0});
    CHECK(records[1].labels == std::vector<std::int16_t>{kNoLabel, kNoLabel});
    CHECK(records[2].labels == std::vector<std::int16_t>{0, 1});
    CHECK(reader->name_of(2) == "img_align_celeba/000003.jpg");
    write_file_atomically(folder / "list_attr_celeba.txt", "2\nSmiling Young\n000001.jpg 1\n");
    CHECK(contains(error_of(folder.path()), "line 3: 1 values for 2 attributes"));
    write_file_atomically(folder / "list_attr_celeba.txt", "Smiling Young\n000001.jpg 1 3\n");
    CHECK(contains(error_of(folder.path()), "line 2: \"3\" where 1 or -1 must stand"));
}

TEST_CASE("folder: the subfolders of the top are labels where there are several") {
    const TempFolder folder;
    write_file_atomically(folder / "cats/x/1.png", png_text(1));
    const auto one = opened(folder.path());
    CHECK(one->set().columns.empty());
    write_file_atomically(folder / "dogs/2.png", png_text(2));
    write_file_atomically(folder / "3.png", png_text(3));
    const auto reader = opened(folder.path());
    CHECK(reader->set().columns == std::vector<LabelColumn>{{"folder", {"cats", "dogs"}}});
    std::vector<std::int16_t> labels;
    for (const Record& record : all_of(*reader))
        labels.push_back(record.labels.at(0));
    CHECK(labels == std::vector<std::int16_t>{kNoLabel, 0, 1});
    CHECK(reader->set().fingerprint != one->set().fingerprint);
}

TEST_CASE("what is no data set is refused by what it is") {
    const TempFolder folder;
    CHECK(contains(error_of(folder / "missing"), "there is no such file"));
    CHECK(contains(error_of(folder.path()), "no image in"));
    write_file_atomically(folder / "a.png", png_text(1));
    CHECK(contains(error_of(folder / "a.png"), "is one PNG image: name the folder"));
    write_file_atomically(folder / "b.zip", "PK\x03\x04rest");
    CHECK(contains(error_of(folder / "b.zip"), "is a zip archive: unpack it"));
    write_file_atomically(folder / "c.bin", "whatever");
    CHECK(contains(error_of(folder / "c.bin"), "is not a data set that zscope reads"));
    CHECK(!is_data_file(folder / "c.bin"));
    const TempFolder damaged;
    const fs::path gzip = damaged / "train-images-idx3-ubyte.gz";
    test::write_gzip(gzip, test::idx_images(3, 2, 5));
    const std::string whole = test::text_of_file(gzip);
    write_file_atomically(gzip, whole.substr(0, whole.size() - 6));
    for (const fs::path& path : {gzip, damaged.path()})
        CHECK(contains(error_of(path), "train-images-idx3-ubyte.gz ends early"));
}
