// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "core/io/data/data_source.h"
#include "core/io/data/record_reader.h"
#include "core/io/resize.h"

namespace zscope {

struct DataSetOptions {
    std::int64_t size = 64;
    std::int64_t channels = 3;
    Crop crop = Crop::center;
    std::filesystem::path cache_folder;  // of the packed files
    std::set<std::string> exclude;       // names (RecordReader::name_of) to leave out
    // A set of which no more than this is to be read, and comes out, is decoded into memory each
    // time: that takes seconds, and leaves nothing on the disk that could be out of date. A larger
    // one is decoded once, into the packed cache.
    std::int64_t most_in_memory = std::int64_t{256} << 20;
    // Called by read(), on its thread, once for each image of the cache that has gone bad.
    std::function<void(const std::string& line)> on_bad_image;
};
struct DataSet {
    std::unique_ptr<DataSource> source;
    std::vector<std::string> left_out;  // a line for each: "photos/a.png: the file ends early"
    bool cached = false;
};
using DataProgress = std::function<void(double share, const std::string& what)>;

// Any data set that detect_data() knows, as images to train on. The cache file is checked against
// the names, sizes and times of the set's files, crop, size and channels, and made again if they
// differ; an interrupted making goes on where it was. An Error if no image is usable or `stop` was
// requested. Blocks for minutes.
DataSet open_data_set(const std::filesystem::path& path, const DataSetOptions& options,
                      const std::stop_token& stop, const DataProgress& progress);

// Names to leave out, one a line, as `zscope data scan --exclude-out` writes them.
std::set<std::string> read_exclude_list(const std::filesystem::path& file);

// What the packed cache of so many images takes on the disk, in bytes.
std::int64_t packed_bytes(std::int64_t images, std::int64_t size, std::int64_t channels);

}  // namespace zscope
