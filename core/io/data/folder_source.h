// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/image/image.h"
#include "core/io/data/data_source.h"

namespace zscope {

struct RejectedFile {
    std::filesystem::path path;
    std::string reason;  // one sentence
};
struct ScanReport {
    std::filesystem::path folder;
    std::vector<std::filesystem::path> images;  // usable, ordered by path
    std::vector<RejectedFile> rejected;         // looked like images and are not usable
    std::int64_t other_files = 0;               // not images by content, silently passed over
};
using ScanProgress = std::function<void(std::int64_t looked_at)>;
using ScanImage = std::function<void(const ImageU8& image)>;

// Walks a folder tree, each file sniffed and decoded once. Links are followed, loops are not; a
// file reached by several names counts once; a bad file ends up in `rejected`. `on_image` gets each
// usable image, in the order of `images`. When `stop` is requested: what was found so far. An Error
// if the folder itself cannot be read.
ScanReport scan_folder(const std::filesystem::path& folder, const std::stop_token& stop = {},
                       const ScanProgress& progress = {}, const ScanImage& on_image = {});

struct FolderSourceOptions {
    std::int64_t size = 64;
    std::int64_t channels = 3;
    // Sets whose decoded images fit are kept decoded; larger ones are decoded again each epoch.
    std::int64_t keep_decoded_bytes = std::int64_t{2} << 30;
    // Called by read(), on its thread, once for each file that has gone bad since the scan.
    std::function<void(const RejectedFile&)> on_bad_file;
};
// Centre crop to a square, then antialiased resize. A file that goes bad after the scan is replaced
// by a neighbour and reported once; it never ends a run. An Error if no image is usable.
std::unique_ptr<DataSource> make_folder_source(ScanReport report,
                                               const FolderSourceOptions& options);

// Scan and source in one, so that a set that fits is decoded only once. `report` is filled even if
// no image is usable (Error). Null when `stop` was requested.
std::unique_ptr<DataSource> open_folder(const std::filesystem::path& folder,
                                        const FolderSourceOptions& options, ScanReport& report,
                                        const std::stop_token& stop = {},
                                        const ScanProgress& progress = {});

}  // namespace zscope
