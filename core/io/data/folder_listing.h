// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <stop_token>
#include <string>
#include <vector>

#include "core/io/data/byte_stream.h"
#include "core/io/data/record_reader.h"

namespace zscope {

struct ListedFile {
    std::string name;  // below the folder
    FileFacts facts;
};
struct FolderListing {
    std::vector<ListedFile> files;   // named as images or begin as one; ordered by path
    std::vector<Rejected> rejected;  // looked like images and cannot be read
    std::int64_t other_files = 0;    // neither
};

// Names that make a person expect an image.
bool has_image_extension(const std::filesystem::path& path);

// Walks a folder tree; a file that is not named as an image is sniffed, nothing is decoded. Links
// are followed, loops are not; a file reached by several names counts once. When `stop` is
// requested: what was found so far. An Error if the folder itself cannot be read.
FolderListing list_folder(const std::filesystem::path& folder, const std::stop_token& stop = {},
                          const ListProgress& progress = {});

}  // namespace zscope
