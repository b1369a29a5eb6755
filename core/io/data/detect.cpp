// SPDX-License-Identifier: MIT
#include "core/io/data/detect.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <system_error>

#include "core/base/error.h"
#include "core/io/codecs/codec.h"
#include "core/io/data/byte_stream.h"
#include "core/io/data/folder_listing.h"
#include "core/io/data/formats.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

// The first bytes of a file, unpacked where it is gzip; an Error if it cannot be read.
std::string head_of(const fs::path& file) {
    std::array<std::byte, 512> bytes{};
    ByteStream stream(file);
    const std::size_t count = stream.read(bytes);
    return {reinterpret_cast<const char*>(bytes.data()), count};
}

bool is_tar(const std::string& head) {
    return head.size() == 512 && head.compare(257, 5, "ustar") == 0;
}

bool is_lmdb(const std::string& head) {
    // LMDB's meta page: a page header of 16 bytes, then its magic, 0xBEEFC0DE, little-endian.
    return head.size() > 20 && head.compare(16, 4, "\xDE\xC0\xEF\xBE") == 0;
}

bool is_mat(const std::string& head) {
    return head.starts_with("MATLAB 5.0 MAT-file") || head.starts_with("MATLAB 7.3 MAT-file");
}

bool is_idx_images(const std::string& head) {
    return head.starts_with(std::string("\0\0\x08\x03", 4)) ||
           head.starts_with(std::string("\0\0\x08\x04", 4));
}

bool contains(const fs::path& path, std::string_view word) {
    return path.filename().string().find(word) != std::string::npos;
}

std::vector<fs::path> files_in(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        std::error_code unknown;
        if (entry->is_regular_file(unknown)) files.push_back(entry->path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

// Those for training where a set names both.
std::vector<fs::path> for_training(const std::vector<fs::path>& files) {
    std::vector<fs::path> chosen;
    std::copy_if(files.begin(), files.end(), std::back_inserter(chosen),
                 [](const fs::path& file) { return contains(file, "train"); });
    return chosen.empty() ? files : chosen;
}

// Those that are named so and begin so. `problem` is set to why the first of them cannot be read.
std::vector<fs::path> with_head(const std::vector<fs::path>& files, bool (*is)(const std::string&),
                                std::initializer_list<std::string_view> extensions,
                                std::string& problem) {
    std::vector<fs::path> found;
    for (const fs::path& file : files) {
        // A folder may hold a hundred thousand photos: only likely names are opened.
        const bool likely =
            std::any_of(extensions.begin(), extensions.end(),
                        [&](std::string_view part) { return contains(file, part); });
        if (!likely) continue;
        try {
            if (is(head_of(file))) found.push_back(file);
        } catch (const Error& error) {
            if (problem.empty()) problem = error.what();
        }
    }
    return found;
}

fs::path attributes_of(const fs::path& folder) {
    for (const char* name : {"list_attr_celeba.txt", "Anno/list_attr_celeba.txt",
                             "list_attr_celeba.csv", "Anno/list_attr_celeba.csv"}) {
        std::error_code ignored;
        if (fs::is_regular_file(folder / name, ignored)) return folder / name;
    }
    return {};
}

// Where CelebA's images are, as the sites that offer it pack them.
fs::path celeba_images(const fs::path& folder) {
    for (const char* name : {"img_align_celeba/img_align_celeba", "img_align_celeba",
                             "Img/img_align_celeba", "img_celeba", "Img"}) {
        std::error_code ignored;
        if (fs::is_directory(folder / name, ignored)) return folder / name;
    }
    return folder;
}

DetectedData cifar_of(const fs::path& path, const std::vector<fs::path>& files) {
    DetectedData found{DataKind::cifar10, path, {}};
    bool any = false;
    for (const fs::path& file : files) {
        if (!contains(file, "data_batch") || file.extension() != ".bin") continue;
        found.files.push_back(file);
        any = any || cifar_kind(file) == DataKind::cifar10;
    }
    // All of them, also one that is cut off: its reader says so.
    if (any) return found;
    for (const fs::path& file : files) {
        if (file.filename() == "train.bin" && cifar_kind(file) == DataKind::cifar100)
            return {DataKind::cifar100, path, {file}};
    }
    return {};
}

void refuse_pickles(const fs::path& folder) {
    std::error_code ignored;
    if (!fs::exists(folder / "batches.meta", ignored)) return;
    fail(
        "{} holds CIFAR's Python version (pickles), which zscope does not read: get the binary "
        "version, cifar-10-binary.tar.gz or cifar-100-binary.tar.gz",
        folder.string());
}

// A folder with more files is not one download that went wrong.
constexpr std::size_t kFilesOfOneSet = 20;

DetectedData detect_folder(const fs::path& path) {
    std::error_code ignored;
    if (fs::is_regular_file(path / "data.mdb", ignored))
        return {DataKind::lmdb, path, {path / "data.mdb"}};
    if (const fs::path list = attributes_of(path); !list.empty())
        return {DataKind::celeba, path, {celeba_images(path), list}};
    const std::vector<fs::path> files = files_in(path);
    if (DetectedData cifar = cifar_of(path, files); !cifar.files.empty()) return cifar;
    refuse_pickles(path);
    std::string problem;
    auto idx = for_training(with_head(files, is_idx_images, {"idx", "ubyte"}, problem));
    if (!idx.empty()) return {DataKind::idx, path, {idx.front()}};
    auto mat = for_training(with_head(files, is_mat, {".mat"}, problem));
    if (!mat.empty()) return {DataKind::svhn, path, {mat.front()}};
    // An archive among photos is a backup of them.
    const bool photos = std::any_of(files.begin(), files.end(), has_image_extension);
    auto tars = with_head(files, is_tar, {".tar", ".tgz"}, problem);
    if (!tars.empty() && !photos) return {DataKind::tar, path, std::move(tars)};
    const bool only_that = !photos && files.size() <= kFilesOfOneSet;
    if (!problem.empty() && only_that) throw Error(problem);
    return {DataKind::folder, path, {path}};
}

[[noreturn]] void refuse_file(const fs::path& path, const std::string& head) {
    const SniffedImage image =
        sniff_image(std::as_bytes(std::span(head.data(), std::min(head.size(), kSniffBytes))));
    if (image.kind != ImageKind::none) {
        fail("{} is one {} image: name the folder that holds your images", path.string(),
             image.name);
    }
    if (head.starts_with("PK\x03\x04"))
        fail("{} is a zip archive: unpack it and name the folder", path.string());
    fail(
        "{} is not a data set that zscope reads: a folder of images, an LSUN LMDB, CIFAR's binary "
        "version, SVHN's .mat, MNIST's IDX files, CelebA's folder, or a WebDataset .tar",
        path.string());
}

DetectedData detect_file(const fs::path& path) {
    const std::string head = head_of(path);
    if (is_lmdb(head)) return {DataKind::lmdb, path, {path}};
    if (is_mat(head)) return {DataKind::svhn, path, {path}};
    if (is_idx_images(head)) return {DataKind::idx, path, {path}};
    if (is_tar(head)) return {DataKind::tar, path, {path}};
    if (const auto kind = cifar_kind(path)) return {*kind, path, {path}};
    refuse_file(path, head);
}

}  // namespace

std::string_view word_of(DataKind kind) {
    static constexpr std::string_view kWords[] = {"folder", "celeba", "cifar10", "cifar100",
                                                  "idx",    "svhn",   "lmdb",    "tar"};
    return kWords[static_cast<std::size_t>(kind)];
}

std::string_view title_of(DataKind kind) {
    static constexpr std::string_view kTitles[] = {
        "a folder of images",       "CelebA: images with 40 attributes",
        "CIFAR-10, binary version", "CIFAR-100, binary version",
        "IDX, the format of MNIST", "SVHN: cropped digits in a .mat file",
        "LMDB, the format of LSUN", "WebDataset: images in tar files"};
    return kTitles[static_cast<std::size_t>(kind)];
}

std::string data_name(const fs::path& path) {
    // "photos/" has an empty file name.
    const auto name = path.has_filename() ? path.filename() : path.parent_path().filename();
    return name.empty() || name == "." || name == ".." ? path.string() : name.string();
}

DetectedData detect_data(const fs::path& path) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) fail("{}: there is no such file or folder", path.string());
    if (fs::is_directory(status)) return detect_folder(path);
    if (!fs::is_regular_file(status)) fail("{} is neither a file nor a folder", path.string());
    return detect_file(path);
}

bool is_data_file(const fs::path& path) {
    try {
        return detect_data(path).kind != DataKind::folder;
    } catch (const std::exception&) {
        return false;
    }
}

}  // namespace zscope
