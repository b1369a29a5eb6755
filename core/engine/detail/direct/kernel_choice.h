// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
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

// Seconds of the fastest kernels of a shape, by its key.
using ShapeTimes = std::map<std::string, double>;
// What was measured: for each shape the fastest kernels, and how long they took.
struct MeasuredKernels {
    KernelTable table;
    ShapeTimes seconds;
};

// What the products of a network take in each precision: the sum over its shapes, each by its
// fastest kernels.
struct PrecisionTimes {
    double bf16_s = 0.0, fp32_s = 0.0;
    bool bf16_is_faster() const { return bf16_s < fp32_s; }
};
// nullopt where a shape was not measured in both. The shapes' own precision does not matter.
std::optional<PrecisionTimes> compare_precisions(const std::vector<ProductShape>& shapes,
                                                 const ShapeTimes& seconds);

// Tables of measured choices beside the person's settings, one a thread count; dropped when the
// processor, LibTorch or the kernels have changed. A missing or damaged file counts as empty, and
// one that cannot be written is no failure: it is measured again next time.
class KernelCache {
  public:
    explicit KernelCache(std::filesystem::path file, int threads);
    static std::filesystem::path default_file();
    const KernelTable& table() const { return measured_.table; }
    const ShapeTimes& seconds() const { return measured_.seconds; }
    // Of the network that was trained last; nullopt where no precision had to be measured.
    const std::optional<PrecisionTimes>& precision() const { return precision_; }
    void add(const MeasuredKernels& measured);
    void keep_precision(const PrecisionTimes& times);

  private:
    void write() const;

    std::filesystem::path file_;
    int threads_;
    MeasuredKernels measured_;
    std::optional<PrecisionTimes> precision_;
};

// {"bf16_ms", "fp32_ms"}, as kernels.json and run.json have it; nullopt for what is no such thing.
nlohmann::json precision_to_json(const PrecisionTimes& times);
std::optional<PrecisionTimes> precision_from_json(const nlohmann::json& times);

using ChoiceProgress = std::function<void(double share, const std::string& what)>;

// The fastest for each shape on this machine, from the cache or measured now (some runs each, on
// the calling thread and `threads` of its team, a second or two in all). `stop` ends it with an
// Error.
KernelTable choose_kernels(const std::vector<ProductShape>& shapes, int threads, KernelCache& cache,
                           const std::stop_token& stop = {}, const ChoiceProgress& progress = {});

}  // namespace zscope::detail::direct
