// SPDX-License-Identifier: MIT
#include "core/surgery/unit_edits.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

namespace zscope {

namespace {

using Units = std::vector<std::int64_t>;

bool ablates(const Edit& edit, std::int64_t block) {
    return edit.on && edit.block == block && edit.op == EditOp::ablate && !edit.mask &&
           edit.strength >= 1.0;
}

Units units_of(const Edit& edit, std::int64_t count) {
    if (edit.units) return *edit.units;
    Units all(static_cast<std::size_t>(std::max<std::int64_t>(count, 0)));
    std::iota(all.begin(), all.end(), std::int64_t{0});
    return all;
}

Units sorted(std::span<const std::int64_t> units) {
    Units result(units.begin(), units.end());
    std::ranges::sort(result);
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
}

// Of an edit that was called after its units, the new name; a name that a person gave stays.
void leave_out(Edit& edit, const Units& units, std::int64_t count) {
    const Units before = units_of(edit, count);
    const bool called_after_them = edit.name == name_of_units(before);
    Units left;
    std::ranges::set_difference(sorted(before), units, std::back_inserter(left));
    if (called_after_them) edit.name = name_of_units(left);
    edit.units = std::move(left);
}

}  // namespace

std::vector<Edit> edits_on(std::span<const Edit> edits) {
    std::vector<Edit> on;
    std::ranges::copy_if(edits, std::back_inserter(on), &Edit::on);
    return on;
}

std::vector<std::int64_t> ablated_units(std::span<const Edit> edits, std::int64_t block,
                                        std::int64_t count) {
    Units all;
    for (const Edit& edit : edits) {
        if (!ablates(edit, block)) continue;
        const Units units = units_of(edit, count);
        all.insert(all.end(), units.begin(), units.end());
    }
    return sorted(all);
}

std::string name_of_units(std::span<const std::int64_t> units) {
    return units.size() == 1 ? fmt::format("unit {}", units.front())
                             : fmt::format("{} units", units.size());
}

std::vector<Edit> with_edit(std::vector<Edit> edits, std::int64_t block, Units units, EditOp op,
                            double value) {
    if (units.empty()) return edits;
    Edit edit;
    edit.block = block;
    edit.name = name_of_units(units);
    edit.units = std::move(units);
    edit.op = op;
    edit.value = value;
    edits.push_back(std::move(edit));
    return edits;
}

std::vector<Edit> toggle_ablation(std::vector<Edit> edits, std::int64_t block,
                                  std::span<const std::int64_t> units, std::int64_t count) {
    const Units wanted = sorted(units), already = ablated_units(edits, block, count);
    if (wanted.empty()) return edits;
    if (!std::ranges::includes(already, wanted)) {
        Units fresh;
        std::ranges::set_difference(wanted, already, std::back_inserter(fresh));
        return with_edit(std::move(edits), block, std::move(fresh), EditOp::ablate, 0.0);
    }
    for (Edit& edit : edits) {
        if (ablates(edit, block)) leave_out(edit, wanted, count);
    }
    std::erase_if(edits, [&](const Edit& edit) {
        return ablates(edit, block) && edit.units && edit.units->empty();
    });
    return edits;
}

}  // namespace zscope
