// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "core/image/image.h"
#include "core/io/data/data_labels.h"
#include "core/io/data/detect.h"

namespace zscope {

// A thing that looked like an image and is not usable.
struct Rejected {
    std::string name;    // as RecordReader::name_of() gives it
    std::string reason;  // one sentence
    bool operator==(const Rejected&) const = default;
};

// What is known of a data set before its images are decoded.
struct RecordSet {
    DataKind kind = DataKind::folder;
    std::filesystem::path path;        // as the person named it
    std::int64_t count = 0;            // records, usable or not
    std::int64_t bytes = 0;            // to be read for all of them, about
    std::vector<LabelColumn> columns;  // of the labels that each record carries
    std::string fingerprint;  // changes with names, sizes or times of the files: 64 hex digits
    std::vector<Rejected> rejected;  // seen while listing; not among `count`
    std::int64_t other_files = 0;    // neither images nor labels, silently passed over
};

// One image as its data set keeps it.
struct Record {
    std::int64_t index = 0;
    std::vector<std::byte> file;       // encoded: PNG, JPEG, BMP or WebP; or empty, and
    ImageU8 image;                     // the pixels themselves
    std::vector<std::int16_t> labels;  // one a column
    std::string problem;               // not empty: why this record is not usable
};

// A data set as a row of records in an order that never changes. One thread.
class RecordReader {
  public:
    virtual ~RecordReader() = default;
    virtual const RecordSet& set() const = 0;
    // The next call of next() gives record `index` (0…count).
    virtual void start(std::int64_t index) = 0;
    // Fills `record`; false at the end. A damaged record has a `problem`; an Error means that no
    // later record can be had either.
    virtual bool next(Record& record) = 0;
    // A name that is the same whenever the set is opened, for lists and messages: "a/b.png" in a
    // folder, "data_batch_1.bin#17", "#17" in a file that has only one part.
    virtual std::string name_of(std::int64_t index) const = 0;
};

using ListProgress = std::function<void(std::int64_t looked_at)>;

// Lists what detect_data() found; decodes nothing. Progress counts files or records. An Error if
// the files contradict themselves, if nothing is there to be read, or when `stop` was requested.
std::unique_ptr<RecordReader> open_records(const DetectedData& data, const std::stop_token& stop,
                                           const ListProgress& progress);

// `name` with its data set before it: "photos/a.png", "train.mat#17".
std::string whole_name(const RecordSet& set, const std::string& name);

}  // namespace zscope
