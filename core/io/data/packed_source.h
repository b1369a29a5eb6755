// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>

#include "core/io/data/data_source.h"

namespace zscope {

// Decoded images of one size in one file of the cache folder: "ZSPK", version, count, size,
// channels, key, SHA-256 of the payload; then (N, H, W, C) bytes, memory-mapped when read.
// `key` says what is inside (model id, z seed …) and must match on open.
enum class PackedCheck {
    payload,  // its hash: reads all of it
    header,   // its header, key and length; somebody else checks each image (image_index.h)
};
// What is read stays in the system's cache; in the program's own memory at most some 256 MiB of it.
std::unique_ptr<DataSource> open_packed(const std::filesystem::path& path, const std::string& key,
                                        const std::string& description,
                                        PackedCheck check = PackedCheck::payload);

// What becomes of images that were written without finish().
enum class Unfinished {
    remove,
    keep,  // in "PATH.part": the next writer with the same path and key goes on from there
};

// Written atomically: the file appears under its name only when finish() has returned.
class PackedWriter {
  public:
    // An Error if the disk has no room for all of it. Where another process is at work on the kept
    // file already, this one begins its own, which is not kept.
    PackedWriter(std::filesystem::path path, std::string key, std::int64_t count, std::int64_t size,
                 std::int64_t channels, Unfinished unfinished = Unfinished::remove);
    ~PackedWriter();
    PackedWriter(const PackedWriter&) = delete;
    PackedWriter& operator=(const PackedWriter&) = delete;

    // Images that are there: at first those kept from before, their hash verified, else 0.
    std::int64_t done() const;
    void append(std::span<const std::uint8_t> images);  // any whole number of images
    void finish();
    // The same with the images that are there, at least one, where fewer came than were announced.
    void finish_early();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace zscope
