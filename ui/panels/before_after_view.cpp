// SPDX-License-Identifier: MIT
#include "ui/panels/before_after_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/image/difference.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

bool complete(const RenderResult* result) {
    return result != nullptr && result->done && result->error.empty() && !result->tiles.empty() &&
           std::ranges::none_of(result->tiles, [](const auto& tile) { return tile == nullptr; });
}

}  // namespace

ImVec2 SquaresLayout::corner(int index) const {
    const int row = index / columns;
    return {static_cast<float>(index % columns) * (side + gap),
            static_cast<float>(row) * (side + caption + gap) + caption};
}

SquaresLayout square_layout(ImVec2 room, int count, float caption, float gap) {
    SquaresLayout best{1, 0.0F, caption, gap};
    for (int columns = 1; columns <= count; ++columns) {
        const int rows = (count + columns - 1) / columns;
        const auto wide = static_cast<float>(columns), high = static_cast<float>(rows);
        const float side = std::floor(std::min((room.x - gap * (wide - 1)) / wide,
                                               (room.y - gap * (high - 1)) / high - caption));
        if (side > best.side) best = {columns, side, caption, gap};
    }
    best.side = std::max(best.side, 16.0F);
    return best;
}

ChangeFigures change_figures(std::vector<double> each) {
    ChangeFigures figures{std::move(each)};
    if (figures.each.empty()) return figures;
    const double sum = std::accumulate(figures.each.begin(), figures.each.end(), 0.0);
    figures.mean = sum / static_cast<double>(figures.each.size());
    figures.least = *std::ranges::min_element(figures.each);
    figures.most = *std::ranges::max_element(figures.each);
    return figures;
}

std::string change_text(const ChangeFigures& figures) {
    if (figures.each.empty()) return {};
    if (figures.most == 0.0) return "nothing changed";
    const std::string mean = fmt::format("changed by {} %", figure(100 * figures.mean));
    if (figures.each.size() == 1) return mean;
    return mean + fmt::format(" on average, {} … {} %", figure(100 * figures.least),
                              figure(100 * figures.most));
}

bool EditDifference::take(const RenderResult* without, const RenderResult* with) {
    if (!complete(without) || !complete(with) || without->step != with->step ||
        without->ema != with->ema || without->tiles.size() != with->tiles.size()) {
        return false;
    }
    if (without->tiles == without_ && with->tiles == with_) return true;
    without_ = without->tiles;
    with_ = with->tiles;
    std::vector<std::shared_ptr<const ImageRgba8>> maps;
    std::vector<double> each;
    for (std::size_t i = 0; i < with_.size(); ++i) {
        maps.push_back(std::make_shared<const ImageRgba8>(difference_map(*without_[i], *with_[i])));
        each.push_back(mean_change(*without_[i], *with_[i]));
    }
    const auto* shown = maps_.has(0) ? maps_.image(0).get() : nullptr;
    if (shown != nullptr && shown->width != maps.front()->width) maps_.clear();
    maps_.update(maps);
    figures_ = change_figures(std::move(each));
    return true;
}

}  // namespace zscope::ui
