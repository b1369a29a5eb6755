// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/io/data/record_reader.h"

namespace zscope {

inline constexpr std::uint32_t kImageIndexVersion = 1;
inline constexpr std::size_t kMaxListedRejected = 1000;

// What is known of the images of a packed file, kept beside it ("….zsix").
struct ImageIndex {
    std::string key;  // of the packed file
    std::vector<LabelColumn> columns;
    std::vector<Rejected> rejected;  // the first kMaxListedRejected of them
    std::int64_t rejected_count = 0;
    std::vector<std::uint32_t> records;  // which record of the set image i was
    std::vector<std::uint32_t> checks;   // CRC-32 of its bytes
    std::vector<std::int16_t> labels;    // (images, columns)

    std::int64_t count() const { return static_cast<std::int64_t>(records.size()); }
    void add(std::int64_t record, std::uint32_t check, const std::vector<std::int16_t>& of_it);
    void reject(Rejected one);
    bool operator==(const ImageIndex&) const = default;
};

// A file "ZSIX": version, count, columns, length of the JSON, SHA-256 of what follows; then JSON
// (key, columns, rejected), records, checks and labels as little-endian numbers. Written
// atomically.
void write_image_index(const std::filesystem::path& path, const ImageIndex& index);
// An Error if it is not there, damaged, of another version, or of another key.
ImageIndex read_image_index(const std::filesystem::path& path, const std::string& key);

}  // namespace zscope
