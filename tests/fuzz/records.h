// SPDX-License-Identifier: MIT
#pragma once

#include "core/io/data/formats.h"
#include "tests/fuzz/input.h"

namespace zscope::fuzz {

// Reads all records of a set that is there, and keeps the reader to its promises.
inline void read_all(RecordReader& reader) {
    const RecordSet& set = reader.set();
    require(set.count >= 0 && set.fingerprint.size() == 64);
    Record record;
    std::int64_t count = 0;
    while (reader.next(record)) {
        require(record.index == count++ && record.labels.size() == set.columns.size());
        for (std::size_t i = 0; i < record.labels.size(); ++i) {
            require(record.labels[i] >= kNoLabel &&
                    record.labels[i] < std::ssize(set.columns[i].words));
        }
        const ImageU8& image = record.image;
        require(std::ssize(image.pixels) ==
                std::int64_t{image.width} * image.height * image.channels * (image.width > 0));
        require(!reader.name_of(record.index).empty());
    }
    require(count == set.count);
}

}  // namespace zscope::fuzz
