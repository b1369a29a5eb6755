// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/image/image.h"
#include "core/image/near_duplicates.h"
#include "core/io/data/data_source.h"
#include "core/io/data/record_reader.h"

namespace zscope {

// What `zscope data scan` and the window's Data panel say of a data set: a value, without a handle
// to anything.
struct DataScan {
    struct Side {  // pixels
        int width = 0, height = 0;
    };
    struct Problem {  // images that are not usable for one reason
        std::string reason;
        std::int64_t count = 0;
        std::vector<std::string> examples;  // names of the first three
    };
    struct LabelCount {
        LabelColumn column;
        std::vector<std::int64_t> counts;  // one a word
        std::int64_t unlabelled = 0;
    };
    struct Duplicate {  // the second looks like the first
        std::string first, second;
        int distance = 0;                                  // bits of `hash_bits`
        std::int64_t first_record = 0, second_record = 0;  // for read_pictures()
    };

    DataKind kind = DataKind::folder;
    std::filesystem::path path;
    std::int64_t records = 0;  // looked at, usable or not
    std::int64_t usable = 0;
    std::int64_t other_files = 0;  // neither images nor labels
    std::int64_t file_bytes = 0;   // about what is read for one look at all images
    Side smallest, largest;        // by area; 0 × 0 where nothing is usable
    std::int64_t grey = 0;         // of the usable ones; all others have colour
    std::int64_t not_square = 0;
    std::vector<Problem> problems;  // the most frequent first
    std::vector<LabelCount> labels;
    std::vector<Duplicate> duplicates;  // the first kMaxListedDuplicates
    std::int64_t duplicate_groups = 0;  // images that others look like
    std::vector<std::string> exclude;   // all that look like an earlier one: the list to leave out
    int hash_bits = 64;                 // of the hash that duplicates were looked for with
    bool whole = true;                  // false: stopped before the end
};
inline constexpr std::size_t kMaxListedDuplicates = 1000;

using ScanProgress = std::function<void(double share, const std::string& what)>;

// Another way to find what looks alike than the perceptual hash: a hash that is learned from all
// images of the set (core/engine/near_hash.h). They are decoded a second time, 32 × 32 and in
// colour, a large set into the cache folder.
struct LearnedHash {
    // A code for each image of the source, in its order; empty: the perceptual hash is used.
    std::function<std::vector<Hash128>(DataSource& images, const std::stop_token& stop,
                                       const std::function<void(double share)>& progress)>
        codes_of;
    int most_bits = 0;  // in which the codes of near-duplicates may differ, 0…31
    std::filesystem::path cache_folder;
};

// Looks at every image once (decodes it on all processors; keeps 8 bytes of each and the names of
// duplicates; 24 with a learned hash). When `stop` was requested: what was found so far. An Error
// if the path is no data set. Blocks for minutes.
DataScan scan_data(const std::filesystem::path& path, const std::stop_token& stop,
                   const ScanProgress& progress, const LearnedHash& learned = {});

// The images of these records, (side, side) in colour, in the order asked for; black where one
// cannot be read any more. Blocks.
std::vector<ImageU8> read_pictures(const std::filesystem::path& path,
                                   std::span<const std::int64_t> records, int side);

// One sentence of advice, what it is about, and the flag that follows it on the command line.
struct DataAdvice {
    enum class About { few, mirror, augment, smaller, squash, grey, duplicates };
    About about = About::few;
    std::string text;
    std::string flag;  // "--flip on"; empty: nothing that a flag could do
};
// For training at this size: small sets, duplicates, shapes, colours. Pure.
std::vector<DataAdvice> advice_for(const DataScan& scan, std::int64_t size, std::int64_t channels);

// What the images take while they are trained on, in bytes: held in memory, where disk is 0, or in
// a packed cache, of which at most `memory` is read ahead. Pure.
struct DataNeeds {
    std::int64_t memory = 0, disk = 0;
};
DataNeeds needs_of(const DataScan& scan, std::int64_t size, std::int64_t channels);

// The names of scan.exclude, one a line, as read_exclude_list() takes them. Pure.
std::string exclude_list(const DataScan& scan);

}  // namespace zscope
