// SPDX-License-Identifier: MIT
#include "core/engine/detail/direct/kernel_table.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/check.h"
#include "core/engine/kernels/sets.h"

namespace zscope::detail::direct {

std::string ProductShape::key() const {
    const bool strided = geometry == kernels::Geometry::strided;
    const std::int64_t big_side = strided ? 2 * small_side : 4 * small_side;
    const std::string small = fmt::format("{}x{}", small_channels, small_side);
    const std::string big = fmt::format("{}x{}", big_channels, big_side);
    const std::string way = product == Product::up     ? fmt::format("up|{}->{}", small, big)
                            : product == Product::down ? fmt::format("down|{}->{}", big, small)
                                                       : fmt::format("weights|{}*{}", big, small);
    return fmt::format("{} b{}|{}", way, images, bf16 ? "bf16" : "fp32");
}

bool has_kernels(const KernelTable& table, const std::string& set) {
    const auto here = [](const std::string& name) {
        return name == kLibtorch || kernels::set_named(name) != nullptr;
    };
    return here(set) && std::all_of(table.begin(), table.end(),
                                    [&](const auto& entry) { return here(entry.second); });
}

const kernels::KernelSet* kernels_for(const KernelTable& table, const ProductShape& shape) {
    const kernels::KernelSet* fastest = kernels::fastest_set(shape.bf16);
    ZSCOPE_CHECK(fastest != nullptr, "no kernels for {}", shape.key());
    const auto named = table.find(shape.key());
    if (named == table.end()) return fastest;
    if (named->second == kLibtorch) return nullptr;
    const kernels::KernelSet* set = kernels::set_named(named->second);
    return set != nullptr && set->bf16 == shape.bf16 ? set : fastest;
}

}  // namespace zscope::detail::direct
