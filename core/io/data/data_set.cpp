// SPDX-License-Identifier: MIT
#include "core/io/data/data_set.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/io/data/build_journal.h"
#include "core/io/data/byte_stream.h"
#include "core/io/data/image_set.h"
#include "core/io/data/packed_source.h"
#include "core/io/data/record_decoding.h"
#include "core/io/file_write.h"
#include "core/io/sha256.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

using Pixels = std::vector<std::uint8_t>;

std::size_t image_bytes(const DataSetOptions& options) {
    return static_cast<std::size_t>(options.size * options.size * options.channels);
}

// The images of a reader, prepared; what can be gone on with is in the caller's hands.
// take(record, pixels): pixels are empty where the record has a problem.
void prepare_all(RecordReader& reader, const DataSetOptions& options, const std::stop_token& stop,
                 const DataProgress& progress,
                 const std::function<void(const Record&, const Pixels&)>& take) {
    const RecordSet& set = reader.set();
    const std::string what =
        fmt::format("Reading {} images of {}, once", set.count, data_name(set.path));
    const auto make = [&](const ImageU8& image) {
        Pixels pixels(image_bytes(options));
        prepare_image(image, static_cast<int>(options.size), static_cast<int>(options.channels),
                      pixels, options.crop);
        return pixels;
    };
    const auto take_one = [&](const Record& record, const std::optional<Pixels>& pixels) {
        take(record, pixels ? *pixels : Pixels());
        if ((record.index + 1) % 64 == 0 || record.index + 1 == set.count) {
            progress(static_cast<double>(record.index + 1) / static_cast<double>(set.count), what);
        }
    };
    if (!decode_records(reader, stop, make, take_one))
        fail("stopped while reading {}", set.path.string());
}

void check_any_image(const RecordReader& reader, const ImageIndex& index) {
    if (index.count() > 0) return;
    const RecordSet& set = reader.set();
    const Rejected& first = index.rejected.front();
    fail("no usable image in {}: {} cannot be used, the first is {}: {}", set.path.string(),
         index.rejected_count, whole_name(set, first.name), first.reason);
}

struct Prepared {
    std::unique_ptr<DataSource> images;
    ImageIndex index;
    bool cached = false;
};

Prepared read_into_memory(RecordReader& reader, const DataSetOptions& options,
                          const std::stop_token& stop, const DataProgress& progress) {
    Prepared prepared;
    prepared.index.columns = reader.set().columns;
    Pixels all;
    prepare_all(reader, options, stop, progress, [&](const Record& record, const Pixels& pixels) {
        if (pixels.empty()) {
            prepared.index.reject({reader.name_of(record.index), record.problem});
            return;
        }
        all.insert(all.end(), pixels.begin(), pixels.end());
        prepared.index.add(record.index, 0, record.labels);
    });
    check_any_image(reader, prepared.index);
    prepared.images = make_memory_source(std::move(all), options.size, options.channels);
    return prepared;
}

// The packed cache of one set: images in PATH.zspk, what is known of them in PATH.zsix.
class Cache {
  public:
    Cache(RecordReader& reader, const DataSetOptions& options)
        : reader_(reader), options_(options) {
        const RecordSet& set = reader.set();
        const char* crop = options.crop == Crop::center ? "center" : "squash";
        key_ = fmt::format("set 1 {} of {} crop {} size {} channels {}", word_of(set.kind),
                           set.fingerprint, crop, options.size, options.channels);
        const std::string path = fs::absolute(set.path).lexically_normal().string();
        const auto hash = sha256(std::as_bytes(std::span(path)));
        base_ = options.cache_folder / fmt::format("set-{}-{}px-{}ch-{}",
                                                   hex_of(std::as_bytes(std::span(hash)).first(8)),
                                                   options.size, options.channels, crop);
    }

    Prepared open(const std::stop_token& stop, const DataProgress& progress) {
        std::error_code ignored;
        if (fs::exists(with(".zspk"), ignored) && fs::exists(with(".zsix"), ignored)) {
            try {
                return opened();
            } catch (const Error&) {
                // Damaged, of other files or of another version: it is made again.
            }
        }
        build(stop, progress);
        return opened();
    }

  private:
    fs::path with(const char* extension) const { return base_.string() + extension; }

    Prepared opened() const {
        Prepared prepared;
        prepared.index = read_image_index(with(".zsix"), key_);
        prepared.images = open_packed(with(".zspk"), key_, "", PackedCheck::header);
        if (prepared.images->count() != prepared.index.count() ||
            prepared.index.columns != reader_.set().columns) {
            fail("{} does not belong to its index", with(".zspk").string());
        }
        prepared.cached = true;
        return prepared;
    }

    void build(const std::stop_token& stop, const DataProgress& progress) {
        const RecordSet& set = reader_.set();
        if (set.count > INT32_MAX) fail("{} has too many records", set.path.string());
        auto writer = std::make_unique<PackedWriter>(with(".zspk"), key_, set.count, options_.size,
                                                     options_.channels, Unfinished::keep);
        auto journal = std::make_unique<BuildJournal>(with(".journal"), key_, set.columns);
        auto first = journal->take_up(writer->done());
        if (!first) {  // the images are there, and what is known of them is lost
            writer.reset();
            journal->remove();
            journal.reset();
            fs::remove(with(".zspk.part"));
            writer = std::make_unique<PackedWriter>(with(".zspk"), key_, set.count, options_.size,
                                                    options_.channels, Unfinished::keep);
            journal = std::make_unique<BuildJournal>(with(".journal"), key_, set.columns);
            first = journal->take_up(writer->done());
            if (!first) fail("{} is being made by another zscope", with(".zspk").string());
        }
        reader_.start(*first);
        fill(*writer, *journal, stop, progress);
        check_any_image(reader_, journal->index());
        // The index first: images without one are not used, and their making goes on.
        write_image_index(with(".zsix"), journal->index());
        writer->finish_early();
        journal->remove();
    }

    void fill(PackedWriter& writer, BuildJournal& journal, const std::stop_token& stop,
              const DataProgress& progress) {
        constexpr std::size_t kPiece = std::size_t{1} << 20;
        Pixels piece;
        const auto write = [&] {
            journal.flush();  // before the images: more is known than is there, never less
            writer.append(piece);
            piece.clear();
        };
        const auto take = [&](const Record& record, const Pixels& pixels) {
            if (pixels.empty()) {
                journal.reject(record.index, {reader_.name_of(record.index), record.problem});
                return;
            }
            journal.add(record.index, crc32_of(pixels), record.labels);
            piece.insert(piece.end(), pixels.begin(), pixels.end());
            if (piece.size() >= kPiece) write();
        };
        try {
            prepare_all(reader_, options_, stop, progress, take);
        } catch (const Error&) {
            if (!piece.empty()) write();
            throw;
        }
        if (!piece.empty()) write();
    }

    RecordReader& reader_;
    const DataSetOptions& options_;
    std::string key_;
    fs::path base_;
};

std::vector<std::int64_t> chosen(const RecordReader& reader, const ImageIndex& index,
                                 const std::set<std::string>& exclude) {
    std::vector<std::int64_t> images;
    for (std::int64_t i = 0; i < index.count(); ++i) {
        const auto record = index.records[static_cast<std::size_t>(i)];
        if (exclude.empty() || !exclude.contains(reader.name_of(record))) images.push_back(i);
    }
    if (images.empty()) fail("the list of images to leave out leaves none");
    return images;
}

std::string description_of(const RecordSet& set, std::int64_t images, std::int64_t excluded) {
    const std::string text =
        fmt::format("{} {} from {}", images, images == 1 ? "image" : "images", data_name(set.path));
    return excluded == 0 ? text : fmt::format("{} ({} left out by a list)", text, excluded);
}

std::vector<std::string> lines_about(const RecordSet& set, const ImageIndex& index) {
    std::vector<std::string> lines;
    for (const auto* list : {&set.rejected, &index.rejected}) {
        for (const Rejected& one : *list)
            lines.push_back(fmt::format("{}: {}", whole_name(set, one.name), one.reason));
    }
    const std::int64_t more = index.rejected_count - std::ssize(index.rejected);
    if (more > 0) lines.push_back(fmt::format("{} more, see zscope data scan", more));
    return lines;
}

}  // namespace

DataSet open_data_set(const fs::path& path, const DataSetOptions& options,
                      const std::stop_token& stop, const DataProgress& progress) {
    const std::unique_ptr<RecordReader> reader =
        open_records(detect_data(path), stop, [&](std::int64_t looked_at) {
            progress(0.0,
                     fmt::format("Looking through {}: {} files so far", path.string(), looked_at));
        });
    const RecordSet& set = reader->set();
    const bool small =
        set.bytes <= options.most_in_memory &&
        set.count <= options.most_in_memory / static_cast<std::int64_t>(image_bytes(options));
    Prepared prepared = small ? read_into_memory(*reader, options, stop, progress)
                              : Cache(*reader, options).open(stop, progress);
    DataSet opened;
    opened.cached = prepared.cached;
    opened.left_out = lines_about(set, prepared.index);
    ImageSetParts parts;
    parts.chosen = chosen(*reader, prepared.index, options.exclude);
    const std::int64_t excluded = prepared.index.count() - std::ssize(parts.chosen);
    parts.description = description_of(set, std::ssize(parts.chosen), excluded);
    parts.images = std::move(prepared.images);
    parts.index = std::move(prepared.index);
    parts.check = prepared.cached;
    parts.on_bad_image = [report = options.on_bad_image, place = set.path.string()](auto record) {
        if (report) {
            report(
                fmt::format("{}: image {} of the cache is damaged and left out; the cache is "
                            "made anew if you remove it",
                            place, record));
        }
    };
    opened.source = make_image_set(std::move(parts));
    return opened;
}

std::set<std::string> read_exclude_list(const fs::path& file) {
    constexpr std::size_t kMost = std::size_t{256} << 20;
    const auto bytes = read_file(file, kMost);
    std::string_view rest(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    std::set<std::string> names;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        std::string_view line = rest.substr(0, end);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty()) names.emplace(line);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return names;
}

std::int64_t packed_bytes(std::int64_t images, std::int64_t size, std::int64_t channels) {
    constexpr std::int64_t kIndexBytes = 8;  // without labels
    return images * (size * size * channels + kIndexBytes);
}

}  // namespace zscope
