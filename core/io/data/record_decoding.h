// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

#include "core/io/data/record_reader.h"

namespace zscope {

// Calls work(0) … work(count − 1), spread over as many threads as there are processors; returns
// when all are done. `work` must not throw.
void run_parallel(std::size_t count, const std::function<void(std::size_t)>& work);

// The pixels of a record; sets its `problem` and gives nothing if there are none to be had. Frees
// the encoded bytes. Never throws an Error.
std::optional<ImageU8> decode_record(Record& record);

// The next records, as many as are worth spreading over threads and at most some 32 MiB of them;
// none at the end.
std::vector<Record> read_batch(RecordReader& reader);

// Decodes all records from where `reader` stands: make(image) on several threads, take(record,
// result) on the caller's, in order; the result is empty where the record has a problem.
// False when `stop` was requested.
template <class Make, class Take>
bool decode_records(RecordReader& reader, const std::stop_token& stop, Make make, Take take) {
    using Result = decltype(make(std::declval<const ImageU8&>()));
    while (!stop.stop_requested()) {
        std::vector<Record> records = read_batch(reader);
        if (records.empty()) return true;
        std::vector<std::optional<Result>> results(records.size());
        run_parallel(records.size(), [&](std::size_t i) {
            if (const auto image = decode_record(records[i])) results[i] = make(*image);
        });
        for (std::size_t i = 0; i < records.size(); ++i)
            take(records[i], results[i]);
    }
    return false;
}

}  // namespace zscope
