// SPDX-License-Identifier: MIT
#pragma once

#include <ATen/ATen.h>

#include <functional>
#include <stop_token>

#include "core/io/data/data_source.h"

namespace zscope::detail {

// Whether so many bytes of images may stay in a device's memory: at most 40 % of what is free, the
// rest is for the step.
bool fits_on_device(std::int64_t bytes, std::int64_t free_bytes);
std::int64_t bytes_of(const DataSource& source);  // of all its images

using UploadProgress = std::function<void(double share)>;

// All images of the source on a device: (count, H, W, C) bytes. Reads each once, on the calling
// thread, whose current stream has them when this returns. Undefined when `stop` came. Errors of
// the source; c10::Error without memory.
at::Tensor upload_images(DataSource& source, at::Device where, const std::stop_token& stop,
                         const UploadProgress& progress);

}  // namespace zscope::detail
