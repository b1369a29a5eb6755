// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "core/io/data/data_labels.h"

namespace zscope {

// Images to train on, all of one size: `read` writes image `index` as (H, W, C) bytes.
// read() may decode and may throw Error for a file that has gone bad since the scan; it is called
// from one thread at a time.
class DataSource {
  public:
    virtual ~DataSource() = default;
    virtual std::int64_t count() const = 0;
    virtual std::int64_t size() const = 0;      // pixels a side
    virtual std::int64_t channels() const = 0;  // 1 or 3
    virtual void read(std::int64_t index, std::span<std::uint8_t> out) = 0;
    virtual std::string description() const = 0;  // for people: "500 images from photos/"
    // What the data set says of its images; null where it says nothing. Lives as long as the
    // source.
    virtual const DataLabels* labels() const { return nullptr; }
};

}  // namespace zscope
