// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/io/sqlite.h"

namespace zscope {

// How long one connection waits for another (two windows may share a library).
inline constexpr int kLibraryBusyMs = 2000;

// Opens the library's database, ready for use: WAL, every commit on the disk, schema up to date.
// A damaged file is moved aside, never deleted: `tell` gets the message and a new one begins.
// An Error if the folder cannot be written or the file is of a newer zscope or another program.
SqliteDatabase open_library_file(const std::filesystem::path& file,
                                 const std::function<void(const std::string&)>& tell);

}  // namespace zscope
