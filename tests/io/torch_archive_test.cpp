// SPDX-License-Identifier: MIT
#include "core/io/torch_archive.h"

#include <doctest/doctest.h>
#include <zip.h>

#include <cstdlib>
#include <filesystem>

#include "core/base/error.h"
#include "tests/io/torch_pickles.h"
#include "tests/io/torch_touch.h"
#include "tests/temp_folder.h"

using namespace zscope;
using test::TempFolder;
using test::touch;

namespace {

using Members = std::map<std::string, std::string>;

std::string from_hex(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
    }
    return bytes;
}

template <class Number>
std::string raw(std::initializer_list<Number> numbers) {
    std::string bytes;
    for (const Number number : numbers) {
        bytes.append(reinterpret_cast<const char*>(&number), sizeof(number));
    }
    return bytes;
}

std::vector<std::byte> zip_of(const Members& members, zip_int32_t method = ZIP_CM_STORE) {
    zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    zip_t* archive = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    REQUIRE(archive != nullptr);
    zip_source_keep(target);
    for (const auto& [name, content] : members) {
        zip_source_t* source = zip_source_buffer(archive, content.data(), content.size(), 0);
        const zip_int64_t index = zip_file_add(archive, name.c_str(), source, 0);
        REQUIRE(index >= 0);
        zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), method, 0);
    }
    REQUIRE(zip_close(archive) == 0);
    zip_stat_t facts;
    REQUIRE(zip_source_stat(target, &facts) == 0);
    std::vector<std::byte> file(facts.size);
    zip_source_open(target);
    REQUIRE(zip_source_read(target, file.data(), facts.size) ==
            static_cast<zip_int64_t>(facts.size));
    zip_source_close(target);
    zip_source_free(target);
    return file;
}

Members plain_members() {
    return {{"archive/data.pkl", from_hex(test::kPlainPickle)},
            {"archive/byteorder", "little"},
            {"archive/data/0", raw({0.0F, 1.0F, 2.0F, 3.0F, 4.0F, 5.0F})},
            {"archive/data/1", std::string("\x00\x3e", 2)},
            {"archive/data/2", raw({4.0F})}};
}

TorchArchive parse(const Members& members) {
    return parse_torch_archive(zip_of(members), "it");
}

TorchArchive parse_pickle(const std::string& pickle) {
    return parse({{"a/data.pkl", pickle}, {"a/data/0", raw({1.0F, 2.0F, 3.0F, 4.0F})}});
}

// A pickle of {"t": a tensor on storage "0" of `count` floats}; small numbers below 128 only.
std::string tensor_pickle(int offset, std::initializer_list<int> shape,
                          std::initializer_list<int> strides, int count = 4) {
    const auto number = [](int value) { return std::string("K") + static_cast<char>(value); };
    const auto tuple = [&](std::initializer_list<int> values) {
        std::string text = "(";
        for (const int value : values)
            text += number(value);
        return text + "t";
    };
    const auto text = [](const std::string& value) {
        return std::string("X") + static_cast<char>(value.size()) + std::string(3, '\0') + value;
    };
    return "\x80\x02}" + text("t") + "ctorch._utils\n_rebuild_tensor_v2\n((" + text("storage") +
           "ctorch\nFloatStorage\n" + text("0") + text("cpu") + number(count) + "tQ" +
           number(offset) + tuple(shape) + tuple(strides) + "\x89NtRs.";
}

std::vector<float> floats(const HostTensor& tensor) {
    const HostTensor values = to_f32(tensor);
    return {values.f32().begin(), values.f32().end()};
}

}  // namespace

TEST_CASE("torch archive: dicts, OrderedDicts, parameters, strides, numbers, texts") {
    const TorchArchive archive = parse(plain_members());
    REQUIRE(archive.tensors.size() == 3);
    const HostTensor& w = archive.tensors.at("net.w");  // the transpose of ((0 1 2) (3 4 5))
    CHECK(w.shape == std::vector<std::int64_t>{3, 2});
    CHECK(floats(w) == std::vector<float>{0, 3, 1, 4, 2, 5});
    CHECK(archive.tensors.at("net.b").dtype == DType::f16);
    CHECK(floats(archive.tensors.at("net.b")) == std::vector<float>{1.5F});
    CHECK(floats(archive.tensors.at("deep.0")) == std::vector<float>{4.0F});
    CHECK(archive.numbers.at("epoch") == 3.0);
    CHECK(archive.numbers.at("lr") == 0.5);
    CHECK(archive.strings.at("tag") == "x");
}

TEST_CASE("torch archive: protocol 4 and a view into a storage") {
    const TorchArchive archive = parse({{"x/data.pkl", from_hex(test::kProtocol4Pickle)},
                                        {"x/data/0", raw({0.0F, 1.0F, 2.0F, 3.0F})}});
    CHECK(floats(archive.tensors.at("w")) == std::vector<float>{1, 2});
    CHECK(archive.numbers.at("n") == -5.0);
}

TEST_CASE("torch archive: a pickled module has the names of its state_dict") {
    const TorchArchive archive = parse({{"x/data.pkl", from_hex(test::kModulePickle)},
                                        {"x/data/0", raw({std::int64_t{7}})},
                                        {"x/data/1", raw({2.5F})}});
    REQUIRE(archive.tensors.size() == 2);
    CHECK(floats(archive.tensors.at("conv.weight")) == std::vector<float>{2.5F});
    const HostTensor& count = archive.tensors.at("count");
    CHECK(count.dtype == DType::i64);
    CHECK(count.shape.empty());
}

TEST_CASE("torch archive: nothing that a stream names is called") {
    const TempFolder folder;
    const std::string file = folder / "made-by-pickle";
    const std::string command = "touch " + file;
    const TorchArchive archive =
        parse_pickle("\x80\x02}U\x01scposix\nsystem\n(U" +
                     std::string(1, static_cast<char>(command.size())) + command + "tRs.");
    CHECK_FALSE(std::filesystem::exists(file));
    CHECK(archive.tensors.empty());
    CHECK(archive.strings.empty());
}

TEST_CASE("torch archive: views that leave their storage are refused") {
    CHECK(floats(parse_pickle(tensor_pickle(0, {2, 2}, {2, 1})).tensors.at("t")).size() == 4);
    CHECK(floats(parse_pickle(tensor_pickle(3, {1}, {1})).tensors.at("t")) ==
          std::vector<float>{4});
    CHECK(floats(parse_pickle(tensor_pickle(1, {3}, {0})).tensors.at("t")) ==
          std::vector<float>{2, 2, 2});
    CHECK(parse_pickle(tensor_pickle(9, {0, 3}, {3, 1})).tensors.at("t").count() == 0);

    const auto refused = [](const std::string& pickle, const char* why) {
        CHECK_THROWS_WITH_AS(parse_pickle(pickle), doctest::Contains(why), Error);
    };
    refused(tensor_pickle(1, {2, 2}, {2, 1}), "beyond its storage");
    refused(tensor_pickle(0, {2, 2}, {3, 1}), "beyond its storage");
    refused(tensor_pickle(0, {5}, {1}), "beyond its storage");
    refused(tensor_pickle(0, {2, 2}, {1}), "shape and strides");
    refused(tensor_pickle(0, {5}, {1}, 5), "shorter than announced");
    refused(tensor_pickle(0, {127, 127, 127, 127, 127, 127, 127, 127}, {0, 0, 0, 0, 0, 0, 0, 0}),
            "larger than the file");
    refused(tensor_pickle(0, {1, 1, 1, 1, 1, 1, 1, 1, 1}, {1, 1, 1, 1, 1, 1, 1, 1, 1}),
            "8 dimensions");
}

TEST_CASE("torch archive: the stride of an axis of one element says nothing, however large") {
    // As tensor_pickle(1, {2, 1}, {2, 2^63 - 1}), with the number written by LONG1.
    std::string pickle = tensor_pickle(1, {2, 1}, {2, 7});
    const std::string largest = "\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f";
    pickle.replace(pickle.find("K\x07"), 2, largest);
    const TorchArchive archive = parse_pickle(pickle);
    CHECK(floats(archive.tensors.at("t")) == std::vector<float>{2.0F, 4.0F});
}

TEST_CASE("torch archive: what no torch.save writes is refused") {
    const auto refused = [](const std::string& pickle, const char* why) {
        CHECK_THROWS_WITH_AS(parse_pickle(pickle), doctest::Contains(why), Error);
    };
    refused("", "fewer bytes");
    refused("\x80\x02}", "fewer bytes");
    refused("\x80\x02.", "without its value");
    refused(
        "\x80\x02(K\x01"
        "d.",
        "a key without a value");
    refused("\x80\x02(K\x01K\x02u.", "without its value");
    refused("\x80\x02K\x01K\x02K\x02s.", "no dict");
    refused("\x80\x02h\x05.", "reference to nothing");
    refused("\x80\x02X\x01\xff\xff\xff.", "fewer bytes");
    refused(std::string("\x80\x02X\x01\0\0\0\xff.", 9), "UTF-8");
    refused("\x80\x02S'x'\n.", "0x53");
    refused("\x80\x02K\x01Q.", "another kind");
    refused("\x80\x02" + std::string(2000, '('), "nested too deeply");
}

TEST_CASE("torch archive: a list that holds itself, and one repeated without end, are refused") {
    // l = []; l.append(l)
    CHECK_THROWS_WITH_AS(parse_pickle(std::string("\x80\x02]q\0h\0a.", 9)),
                         doctest::Contains("nested too deeply"), Error);
    // l0 = []; l(i+1) = (li, li, li): 3^40 paths
    std::string bombs = "\x80\x02]";
    for (int i = 0; i < 40; ++i)
        bombs += "22\x87";
    CHECK_THROWS_WITH_AS(parse_pickle(bombs + "."), doctest::Contains("too many values"), Error);
    // One long text as the name of many globals.
    std::string names = std::string("\x80\x04X\0\0\x10\0", 7) + std::string(0x100000, 'a') + "q\1";
    for (int i = 0; i < 200; ++i)
        names += "h\1h\1\x93";
    CHECK_THROWS_WITH_AS(parse_pickle(names + "."), doctest::Contains("too often"), Error);
}

TEST_CASE("torch archive: the zip around it") {
    const auto refused = [](const Members& members, const char* why) {
        CHECK_THROWS_WITH_AS(parse(members), doctest::Contains(why), Error);
    };
    Members members = plain_members();
    members["archive/byteorder"] = "big";
    refused(members, "byte order");
    members = plain_members();
    members.erase("archive/data/1");
    refused(members, "lacks its member archive/data/1");
    members = plain_members();
    members["other/data.pkl"] = "x";
    refused(members, "more than one data.pkl");
    refused({{"readme.txt", "hello"}}, "no data.pkl");
    CHECK_THROWS_AS(parse_torch_archive({}, "it"), Error);

    // Zeros that unpack to a thousand times the file.
    const std::string zeros(std::size_t{40} << 20, '\0');
    const auto bomb = zip_of({{"a/data.pkl", zeros}}, ZIP_CM_DEFLATE);
    CHECK(bomb.size() < 1'000'000);
    CHECK_THROWS_WITH_AS(parse_torch_archive(bomb, "it"), doctest::Contains("unpacks to"), Error);
    const auto deflated = zip_of(plain_members(), ZIP_CM_DEFLATE);
    CHECK(parse_torch_archive(deflated, "it").tensors.size() == 3);
}

TEST_CASE("torch archive: damage in a member's bytes is noticed by its CRC") {
    auto file = zip_of(plain_members());
    const std::string needle = raw({3.0F, 4.0F, 5.0F});
    const auto begin = reinterpret_cast<const char*>(file.data());
    const std::string_view text(begin, file.size());
    const std::size_t at = text.find(needle);
    REQUIRE(at != std::string_view::npos);
    file[at] ^= std::byte{1};
    CHECK_THROWS_WITH_AS(parse_torch_archive(file, "it"), doctest::Contains("archive/data/0"),
                         Error);
}

TEST_CASE("torch archive: flipped bits and cut ends never crash") {
    const auto whole = zip_of(plain_members());
    const TorchArchive expected = parse_torch_archive(whole, "it");
    unsigned sum = 0, loaded = 0, refused = 0;
    const auto attempt = [&](const std::vector<std::byte>& file) {
        try {
            sum += touch(parse_torch_archive(file, "it"));
            ++loaded;
        } catch (const Error&) {
            ++refused;
        }
    };
    for (std::size_t size = 0; size < whole.size(); ++size) {
        attempt({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)});
    }
    CHECK(loaded == 0);
    auto file = whole;
    for (std::byte& byte : file) {
        for (int bit = 0; bit < 8; ++bit) {
            byte ^= std::byte{1} << bit;
            attempt(file);
            byte ^= std::byte{1} << bit;
        }
    }
    CHECK(refused > whole.size());
    CHECK(touch(parse_torch_archive(file, "it")) == touch(expected));

    // The same on the pickle alone, which the CRC would otherwise shield.
    Members members = plain_members();
    std::string& pickle = members["archive/data.pkl"];
    for (char& character : pickle) {
        for (int bit = 0; bit < 8; ++bit) {
            character = static_cast<char>(character ^ (1 << bit));
            attempt(zip_of(members));
            character = static_cast<char>(character ^ (1 << bit));
        }
    }
    CHECK(sum > 0);
}

TEST_CASE("torch archive: the default model") {
    const char* path = std::getenv("ZSCOPE_DEFAULT_MODEL");
    if (path == nullptr) {
        MESSAGE("skipped: ZSCOPE_DEFAULT_MODEL does not name the default model's file");
        return;
    }
    const TorchArchive archive = read_torch_archive(path);
    CHECK(archive.tensors.size() == 25);
    const HostTensor& first = archive.tensors.at("netG_state_dict.main.0.weight");
    CHECK(first.shape == std::vector<std::int64_t>{100, 512, 4, 4});
    CHECK(archive.tensors.at("netG_state_dict.main.12.weight").shape ==
          std::vector<std::int64_t>{64, 3, 4, 4});
}
