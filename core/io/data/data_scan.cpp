// SPDX-License-Identifier: MIT
#include "core/io/data/data_scan.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>
#include <utility>

#include "core/base/error.h"
#include "core/image/perceptual_hash.h"
#include "core/io/data/data_set.h"
#include "core/io/data/record_decoding.h"
#include "core/io/resize.h"

namespace zscope {

namespace {

struct Look {  // at one image
    int width = 0, height = 0, channels = 0;
    std::uint64_t hash = 0;
};

Look look_at(const ImageU8& image) {
    const CropBox all{0, 0, image.width, image.height};
    const ImageU8 grey = with_channels(resize(image, all, kHashSide, kHashSide), 1);
    return {image.width, image.height, image.channels, perceptual_hash(grey.pixels)};
}

// Reasons that differ in their numbers only are one.
std::string without_numbers(const std::string& reason) {
    std::string text;
    for (const char c : reason) {
        const bool digit = std::isdigit(static_cast<unsigned char>(c)) != 0;
        if (!digit) text += c;
        if (digit && (text.empty() || text.back() != '#')) text += '#';
    }
    return text;
}

class Problems {
  public:
    void add(const std::string& name, const std::string& reason) {
        constexpr std::size_t kExamples = 3, kMostReasons = 1000;
        const std::string key = without_numbers(reason);
        if (!by_key_.contains(key) && by_key_.size() >= kMostReasons) return;
        DataScan::Problem& problem = by_key_[key];
        if (problem.count++ == 0) problem.reason = reason;
        if (problem.examples.size() < kExamples) problem.examples.push_back(name);
    }
    std::vector<DataScan::Problem> by_count() const {
        std::vector<DataScan::Problem> list;
        for (const auto& [key, problem] : by_key_)
            list.push_back(problem);
        std::stable_sort(list.begin(), list.end(),
                         [](const auto& a, const auto& b) { return a.count > b.count; });
        return list;
    }

  private:
    std::map<std::string, DataScan::Problem> by_key_;
};

class Scanner {
  public:
    explicit Scanner(const RecordReader& reader) : reader_(reader) {
        const RecordSet& set = reader.set();
        scan_.kind = set.kind;
        scan_.path = set.path;
        scan_.other_files = set.other_files;
        scan_.file_bytes = set.bytes;
        for (const Rejected& one : set.rejected) {
            ++scan_.records;
            problems_.add(one.name, one.reason);
        }
        for (const LabelColumn& column : set.columns)
            scan_.labels.push_back({column, std::vector<std::int64_t>(column.words.size()), 0});
    }

    void take(const Record& record, const std::optional<Look>& look) {
        ++scan_.records;
        if (!look) {
            problems_.add(reader_.name_of(record.index), record.problem);
            return;
        }
        ++scan_.usable;
        hashes_.push_back(look->hash);
        records_.push_back(static_cast<std::uint32_t>(record.index));
        take_size({look->width, look->height});
        if (look->channels == 1) ++scan_.grey;
        for (std::size_t i = 0; i < record.labels.size(); ++i) {
            const std::int16_t label = record.labels[i];
            if (label == kNoLabel)
                ++scan_.labels[i].unlabelled;
            else
                ++scan_.labels[i].counts.at(static_cast<std::size_t>(label));
        }
    }

    std::vector<NearPair> pairs(const std::stop_token& stop) const {
        return near_pairs(hashes_, stop);
    }
    std::int64_t usable() const { return scan_.usable; }

    DataScan finish(bool whole, int hash_bits, std::span<const NearPair> pairs) {
        scan_.whole = whole;
        scan_.hash_bits = hash_bits;
        scan_.problems = problems_.by_count();
        std::set<std::uint32_t> firsts;
        for (const NearPair& pair : surplus_of(pairs, records_.size())) {
            firsts.insert(pair.first);
            scan_.exclude.push_back(name(pair.second));
            if (scan_.duplicates.size() < kMaxListedDuplicates) {
                scan_.duplicates.push_back({name(pair.first), name(pair.second), pair.distance,
                                            records_[pair.first], records_[pair.second]});
            }
        }
        scan_.duplicate_groups = std::ssize(firsts);
        return std::move(scan_);
    }

  private:
    std::string name(std::uint32_t image) const { return reader_.name_of(records_[image]); }

    void take_size(DataScan::Side side) {
        const auto area = [](DataScan::Side s) { return std::int64_t{s.width} * s.height; };
        if (side.width != side.height) ++scan_.not_square;
        if (scan_.usable == 1 || area(side) < area(scan_.smallest)) scan_.smallest = side;
        if (scan_.usable == 1 || area(side) > area(scan_.largest)) scan_.largest = side;
    }

    const RecordReader& reader_;
    DataScan scan_;
    Problems problems_;
    std::vector<std::uint64_t> hashes_;
    std::vector<std::uint32_t> records_;
};

// Pairs by a learned hash. The set is read as training reads it, so that its images are those that
// the scan found usable, in the same order.
std::vector<NearPair> learned_pairs(const std::filesystem::path& path, const LearnedHash& learned,
                                    std::int64_t usable, const std::stop_token& stop,
                                    const ScanProgress& progress) {
    if (usable < 2) return {};
    DataSetOptions options;
    options.size = 32;
    options.channels = 3;
    options.cache_folder = learned.cache_folder;
    const DataSet set = open_data_set(path, options, stop, progress);
    if (set.source->count() != usable)
        fail("{} changed while it was looked at: scan it again", path.string());
    const std::vector<Hash128> codes = learned.codes_of(*set.source, stop, [&](double share) {
        progress(share, fmt::format("Learning what {} images have in common", usable));
    });
    return near_pairs(codes, learned.most_bits, stop);
}

}  // namespace

DataScan scan_data(const std::filesystem::path& path, const std::stop_token& stop,
                   const ScanProgress& progress, const LearnedHash& learned) {
    const auto reader = open_records(detect_data(path), stop, [&](std::int64_t looked_at) {
        progress(0.0, fmt::format("Looking through {}: {} files so far", path.string(), looked_at));
    });
    Scanner scanner(*reader);
    const std::int64_t count = reader->set().count;
    const std::string what = fmt::format("Looking at {} images", count);
    const auto take = [&](const Record& record, const std::optional<Look>& look) {
        scanner.take(record, look);
        if (record.index % 64 == 0 || record.index + 1 == count)
            progress(static_cast<double>(record.index + 1) / static_cast<double>(count), what);
    };
    const bool whole = decode_records(*reader, stop, look_at, take);
    if (!learned.codes_of || !whole) return scanner.finish(whole, 64, scanner.pairs(stop));
    try {
        return scanner.finish(true, 128,
                              learned_pairs(path, learned, scanner.usable(), stop, progress));
    } catch (const Error&) {
        if (!stop.stop_requested()) throw;
        return scanner.finish(false, 128, {});
    }
}

std::vector<ImageU8> read_pictures(const std::filesystem::path& path,
                                   std::span<const std::int64_t> records, int side) {
    const auto reader = open_records(detect_data(path), {}, [](std::int64_t) {});
    std::vector<ImageU8> pictures;
    for (const std::int64_t index : records) {
        ImageU8 picture{side, side, 3, {}};
        picture.pixels.resize(static_cast<std::size_t>(3 * side * side));
        Record record;
        if (index >= 0 && index < reader->set().count) {
            reader->start(index);
            if (reader->next(record)) {
                if (const auto image = decode_record(record))
                    prepare_image(*image, side, 3, picture.pixels);
            }
        }
        pictures.push_back(std::move(picture));
    }
    return pictures;
}

std::string exclude_list(const DataScan& scan) {
    std::string text;
    for (const std::string& name : scan.exclude)
        text += name + "\n";
    return text;
}

}  // namespace zscope
