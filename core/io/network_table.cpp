// SPDX-License-Identifier: MIT
#include "core/io/network_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "core/base/error.h"

namespace zscope {

namespace {

constexpr std::size_t kMostRows = 40;
constexpr std::size_t kMostLetters = 60;  // of a name: files may hold names of any length

using Row = std::array<std::string, 3>;  // found, expected, reason

std::string shortened(const std::string& name) {
    if (name.size() <= kMostLetters) return name;
    std::size_t begin = name.size() - kMostLetters;
    // Not in the middle of a character of UTF-8.
    while (begin < name.size() && (static_cast<unsigned char>(name[begin]) & 0xC0U) == 0x80U)
        ++begin;
    return "…" + name.substr(begin);
}

Row row_of(const Layer& layer, const Misfits& misfits) {
    const std::string found =
        fmt::format("{} {}", shortened(layer.tensor), shape_text(layer.shape));
    const auto misfit = misfits.find(&layer);
    if (misfit == misfits.end()) {
        return {found, layer.is_norm ? "a BatchNorm2d" : "a convolution", "fits"};
    }
    return {found, misfit->second.expected, misfit->second.reason};
}

// What does not fit comes first where not all can be shown.
std::vector<Row> rows_of(const std::vector<Layer>& layers, const Misfits& misfits) {
    std::vector<Row> rows{{"found", "expected", "why"}};
    const bool all = layers.size() <= kMostRows;
    for (const Layer& layer : layers) {
        if (rows.size() > kMostRows) break;
        if (all || misfits.contains(&layer)) rows.push_back(row_of(layer, misfits));
    }
    if (rows.size() <= layers.size()) {
        rows.push_back({fmt::format("({} layers more)", layers.size() + 1 - rows.size()), "", ""});
    }
    return rows;
}

}  // namespace

std::string shape_text(const std::vector<std::int64_t>& shape) {
    return fmt::format("[{}]", fmt::join(shape, ", "));
}

void refuse_network(std::string_view source, std::string_view what,
                    const std::vector<Layer>& layers, const Misfits& misfits) {
    std::string text = fmt::format("{}: {}\n", source, what);
    const std::vector<Row> rows = rows_of(layers, misfits);
    std::array<std::size_t, 2> widths{};
    for (const Row& row : rows) {
        for (std::size_t i = 0; i < widths.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    }
    for (const Row& row : rows) {
        text += fmt::format("  {:<{}}  {:<{}}  {}\n", row[0], widths[0], row[1], widths[1], row[2]);
    }
    text.pop_back();
    fail("{}", text);
}

}  // namespace zscope
