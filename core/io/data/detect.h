// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace zscope {

enum class DataKind {
    folder,    // of image files
    celeba,    // a folder with list_attr_celeba.txt (or .csv)
    cifar10,   // the binary version: records of 1 + 3,072 bytes
    cifar100,  // the binary version: records of 2 + 3,072 bytes
    idx,       // MNIST's format, plain or gzip
    svhn,      // cropped digits in a .mat file
    lmdb,      // LSUN: keys to JPEG or WebP files
    tar,       // WebDataset: shards of files with a common key
};
std::string_view word_of(DataKind kind);   // for JSON: "celeba"
std::string_view title_of(DataKind kind);  // for people: "CelebA: a folder with attributes"

// The last name of a path, for people: "photos" of "/x/photos/".
std::string data_name(const std::filesystem::path& path);

struct DetectedData {
    DataKind kind = DataKind::folder;
    std::filesystem::path path;                // as the person named it
    std::vector<std::filesystem::path> files;  // images first, then what describes them
};

// What a path holds, by the content of its files; names only choose between files of one kind
// (training before test). Reads a few kilobytes. An Error says what is there instead and what to
// do, for a path that cannot be data. Any thread.
DetectedData detect_data(const std::filesystem::path& path);

// Whether a file (not a folder) is something that detect_data() knows: for a window that is
// dropped something. Never an error.
bool is_data_file(const std::filesystem::path& path);

}  // namespace zscope
