// SPDX-License-Identifier: MIT
#include "core/io/data/record_decoding.h"

#include <algorithm>
#include <atomic>
#include <new>
#include <thread>

#include "core/base/error.h"
#include "core/io/codecs/codec.h"

namespace zscope {

void run_parallel(std::size_t count, const std::function<void(std::size_t)>& work) {
    std::atomic<std::size_t> next{0};
    const auto run = [&] {
        for (std::size_t i = next++; i < count; i = next++)
            work(i);
    };
    const std::size_t threads =
        std::min<std::size_t>(count, std::max(1U, std::thread::hardware_concurrency()));
    std::vector<std::jthread> others;  // they have the caller's nice value
    for (std::size_t i = 1; i < threads; ++i)
        others.emplace_back(run);
    run();
}

std::optional<ImageU8> decode_record(Record& record) {
    if (!record.problem.empty()) return std::nullopt;
    try {
        if (record.image.width > 0) return std::move(record.image);
        ImageU8 image = decode_by_content(record.file);
        record.file = {};
        return image;
    } catch (const Error& error) {
        record.problem = error.what();
    } catch (const std::bad_alloc&) {
        record.problem = "not enough memory to decode it";
    }
    record.file = {};
    return std::nullopt;
}

std::vector<Record> read_batch(RecordReader& reader) {
    constexpr std::size_t kMostRecords = 512, kMostBytes = std::size_t{32} << 20;
    std::vector<Record> records;
    std::size_t bytes = 0;
    Record record;
    while (records.size() < kMostRecords && bytes < kMostBytes && reader.next(record)) {
        bytes += record.file.size() + record.image.pixels.size();
        records.push_back(std::move(record));
    }
    return records;
}

}  // namespace zscope
