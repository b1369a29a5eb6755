// SPDX-License-Identifier: MIT
#include "core/latent/sheets.h"

#include "core/base/check.h"
#include "core/base/error.h"

namespace zscope {

namespace {

void check_lengths(std::span<const float> first, std::span<const float> other, const char* what) {
    if (other.size() == first.size()) return;
    fail("{} is a latent of {} numbers, the first is of {}: they belong to different models", what,
         other.size(), first.size());
}

// Calls draw(x, y) with the place of each latent, 0…1, and joins what it returns.
template <class Draw>
std::vector<float> each_place(SheetSize size, Draw draw) {
    ZSCOPE_CHECK(size.columns >= 2 && size.rows >= 2, "{} × {}", size.columns, size.rows);
    std::vector<float> sheet;
    for (int row = 0; row < size.rows; ++row) {
        for (int column = 0; column < size.columns; ++column) {
            const std::vector<float> z = draw(static_cast<double>(column) / (size.columns - 1),
                                              static_cast<double>(row) / (size.rows - 1));
            sheet.insert(sheet.end(), z.begin(), z.end());
        }
    }
    return sheet;
}

}  // namespace

std::vector<float> corner_sheet_at(const SheetCorners& corners, double x, double y, PathMode mode) {
    check_lengths(corners.top_left, corners.top_right, "the top right corner");
    check_lengths(corners.top_left, corners.bottom_left, "the bottom left corner");
    check_lengths(corners.top_left, corners.bottom_right, "the bottom right corner");
    const auto left = interpolate_on_path(corners.top_left, corners.bottom_left, y, mode);
    const auto right = interpolate_on_path(corners.top_right, corners.bottom_right, y, mode);
    return interpolate_on_path(left, right, x, mode);
}

std::vector<float> corner_sheet(const SheetCorners& corners, SheetSize size, PathMode mode) {
    return each_place(size,
                      [&](double x, double y) { return corner_sheet_at(corners, x, y, mode); });
}

std::vector<float> direction_sheet(std::span<const float> origin, std::span<const float> right,
                                   std::span<const float> down, SheetSize size, SheetSpan span) {
    return each_place(size, [&](double x, double y) {
        return direction_sheet_at(origin, right, down, x, y, span);
    });
}

std::vector<float> direction_sheet_at(std::span<const float> origin, std::span<const float> right,
                                      std::span<const float> down, double x, double y,
                                      SheetSpan span) {
    check_lengths(origin, right, "the direction to the right");
    check_lengths(origin, down, "the direction down");
    const double along = span.first + x * (span.last - span.first);
    const double below = span.first + y * (span.last - span.first);
    std::vector<float> z(origin.size());
    for (std::size_t i = 0; i < z.size(); ++i)
        z[i] = static_cast<float>(origin[i] + along * right[i] + below * down[i]);
    return z;
}

}  // namespace zscope
