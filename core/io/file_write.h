// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zscope {

// Old-complete or new-complete, never torn: written to a sibling, fsynced, renamed over `path`,
// folder fsynced. Missing folders are made. On failure the sibling is removed and an Error says
// what failed on which file (a full disk by name). An existing file's mode is kept.
// Any thread; blocks on the disk.
void write_file_atomically(const std::filesystem::path& path,
                           std::span<const std::span<const std::byte>> parts);
void write_file_atomically(const std::filesystem::path& path, std::string_view text);

// Whether this is such a sibling by its name, being written or left behind by a crash.
bool is_temporary_file(const std::filesystem::path& path);
// Removes the siblings in this folder (not below it) that a crash left behind. A writer holds a
// lock on its own, so what another thread or program is writing stays. Never an error.
void remove_left_over_files(const std::filesystem::path& folder);

// The whole file; an Error if it is missing, not a regular file, or larger than `limit` bytes.
std::vector<std::byte> read_file(const std::filesystem::path& path, std::size_t limit);
// Its first `count` bytes, or all if it has fewer.
std::vector<std::byte> read_file_begin(const std::filesystem::path& path, std::size_t count);

}  // namespace zscope
