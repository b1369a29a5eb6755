// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>

#include "core/io/data/record_reader.h"

namespace zscope {

// The readers of each format, for open_records(), which has the contract. All throw Error.

// Which CIFAR a file is by its size and labels; nothing if it is none.
std::optional<DataKind> cifar_kind(const std::filesystem::path& file);

// CIFAR-10 and CIFAR-100, binary version (Krizhevsky 2009): records of one or two labels and
// 3 × 32 × 32 bytes, plane by plane.
std::unique_ptr<RecordReader> open_cifar(const DetectedData& data);
// The same out of one tar (or .tar.gz) file that holds its files; null if it holds none.
std::unique_ptr<RecordReader> open_cifar_tar(const std::filesystem::path& tar);

// MNIST's format (LeCun, Cortes, Burges): big-endian sizes, then bytes; also (N, H, W, 3).
std::unique_ptr<RecordReader> open_idx(const DetectedData& data);

// A folder tree; the subfolders of its top are a label where there are several.
std::unique_ptr<RecordReader> open_folder(const DetectedData& data, const std::stop_token& stop,
                                          const ListProgress& progress);
std::unique_ptr<RecordReader> open_celeba(const DetectedData& data, const std::stop_token& stop,
                                          const ListProgress& progress);

// WebDataset: the files of a record share the name up to its first dot.
std::unique_ptr<RecordReader> open_tar(const DetectedData& data, const std::stop_token& stop,
                                       const ListProgress& progress);

// LMDB and .mat, through the program zscope_reader.
std::unique_ptr<RecordReader> open_through_helper(const DetectedData& data,
                                                  const std::stop_token& stop);

}  // namespace zscope
