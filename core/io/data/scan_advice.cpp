// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "core/io/data/data_scan.h"

namespace zscope {

namespace {

constexpr std::int64_t kFew = 300, kSmall = 3000;

void advise_on_count(const DataScan& scan, std::vector<std::string>& advice) {
    if (scan.usable >= kSmall) return;
    if (scan.usable < kFew) {
        advice.push_back(fmt::format(
            "{} images are very few: D learns them by heart and G copies them. Get more, some "
            "thousands if you can.",
            scan.usable));
    }
    advice.push_back(fmt::format(
        "This is a small set (under {} images). Mirroring doubles it (--flip on), unless left and "
        "right differ in meaning, as in writing.",
        kSmall));
    advice.emplace_back(
        "For a small set, DiffAugment (--augment diffaugment) helps most: it changes colour, place "
        "and parts of real and generated images alike, so that D cannot learn them by heart.");
}

void advise_on_size(const DataScan& scan, std::int64_t size, std::vector<std::string>& advice) {
    const int side = std::min(scan.largest.width, scan.largest.height);
    if (side < size) {
        advice.push_back(fmt::format(
            "No image has {0} pixels a side: they are enlarged, and a smaller --size trains faster "
            "on the same detail.",
            size));
    }
    if (scan.not_square * 2 > scan.usable) {
        advice.emplace_back(
            "Most images are not square: the middle is taken (--crop center), or all of it in "
            "other proportions (--crop squash).");
    }
}

}  // namespace

std::vector<std::string> advice_for(const DataScan& scan, std::int64_t size,
                                    std::int64_t channels) {
    std::vector<std::string> advice;
    if (scan.usable == 0) return advice;
    advise_on_count(scan, advice);
    advise_on_size(scan, size, advice);
    if (scan.grey == scan.usable && channels == 3)
        advice.emplace_back("All images are grey: --channels 1 is enough, and a little faster.");
    if (std::ssize(scan.exclude) * 100 >= scan.usable) {
        advice.push_back(fmt::format(
            "{} images look like another one: look at the pairs; --exclude-out FILE writes a list, "
            "and zscope train --exclude FILE leaves them out.",
            scan.exclude.size()));
    }
    return advice;
}

}  // namespace zscope
