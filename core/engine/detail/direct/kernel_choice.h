// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "core/engine/detail/direct/kernel_table.h"
#include "core/model/architecture.h"

namespace zscope::detail::direct {

// All products of a training step whose kernels are chosen: those between maps. The ends of the
// networks, at the images, have one way only.
std::vector<ProductShape> product_shapes(const Architecture& generator,
                                         const Architecture& discriminator, std::int64_t images,
                                         bool bf16);

// Tables of measured choices beside the person's settings, one a thread count; dropped when the
// processor, LibTorch or the kernels have changed. A missing or damaged file counts as empty, and
// one that cannot be written is no failure: it is measured again next time.
class KernelCache {
  public:
    explicit KernelCache(std::filesystem::path file, int threads);
    static std::filesystem::path default_file();
    const KernelTable& table() const { return table_; }
    void add(const KernelTable& measured);

  private:
    std::filesystem::path file_;
    int threads_;
    KernelTable table_;
};

using ChoiceProgress = std::function<void(double share, const std::string& what)>;

// The fastest for each shape on this machine, from the cache or measured now (some runs each, on
// the calling thread and `threads` of its team, a second or two in all). `stop` ends it with an
// Error.
KernelTable choose_kernels(const std::vector<ProductShape>& shapes, int threads, KernelCache& cache,
                           const std::stop_token& stop = {}, const ChoiceProgress& progress = {});

}  // namespace zscope::detail::direct
