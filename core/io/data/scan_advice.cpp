// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>

#include "core/io/data/data_scan.h"
#include "core/io/data/data_set.h"

namespace zscope {

namespace {

using About = DataAdvice::About;

constexpr std::int64_t kFew = 300, kSmall = 3000;

// Named by members: an aggregate of two texts makes GCC 12 warn of a read that is not there.
void add(std::vector<DataAdvice>& advice, About about, std::string_view text,
         std::string_view flag = {}) {
    DataAdvice& one = advice.emplace_back();
    one.about = about;
    one.text = text;
    one.flag = flag;
}

void advise_on_count(const DataScan& scan, std::vector<DataAdvice>& advice) {
    if (scan.usable >= kSmall) return;
    if (scan.usable < kFew) {
        add(advice, About::few,
            fmt::format("{} images are very few: D learns them by heart and G copies them. Get "
                        "more, some thousands if you can.",
                        scan.usable));
    }
    add(advice, About::mirror,
        fmt::format("This is a small set (under {} images). Mirroring doubles it, unless left and "
                    "right differ in meaning, as in writing.",
                    kSmall),
        "--flip on");
    add(advice, About::augment,
        "DiffAugment changes colour, place and parts of real and generated images alike, so that D "
        "cannot learn a small set by heart. Samples stay more varied; a short run pays for it in "
        "quality.",
        "--augment diffaugment");
}

void advise_on_size(const DataScan& scan, std::int64_t size, std::vector<DataAdvice>& advice) {
    const int side = std::min(scan.largest.width, scan.largest.height);
    if (side < size) {
        add(advice, About::smaller,
            fmt::format("No image has {} pixels a side: they are enlarged, and a smaller size "
                        "trains faster on the same detail.",
                        size),
            size > 32 ? fmt::format("--size {}", size / 2) : std::string());
    }
    if (scan.not_square * 2 > scan.usable) {
        add(advice, About::squash,
            "Most images are not square: the middle is taken, or all of it in other proportions.",
            "--crop squash");
    }
}

}  // namespace

std::vector<DataAdvice> advice_for(const DataScan& scan, std::int64_t size, std::int64_t channels) {
    std::vector<DataAdvice> advice;
    if (scan.usable == 0) return advice;
    advise_on_count(scan, advice);
    advise_on_size(scan, size, advice);
    if (scan.grey == scan.usable && channels == 3) {
        add(advice, About::grey, "All images are grey: one channel is enough, and a little faster.",
            "--channels 1");
    }
    if (std::ssize(scan.exclude) * 100 >= scan.usable) {
        add(advice, About::duplicates,
            fmt::format("{} images look like another one: look at the pairs, and leave them out "
                        "if they are the same.",
                        scan.exclude.size()),
            "--exclude-out FILE here, then zscope train --exclude FILE");
    }
    return advice;
}

DataNeeds needs_of(const DataScan& scan, std::int64_t size, std::int64_t channels) {
    const std::int64_t bytes = packed_bytes(scan.usable, size, channels);
    const std::int64_t most = DataSetOptions{}.most_in_memory;
    if (bytes <= most && scan.file_bytes <= most) return {bytes, 0};
    return {std::min(bytes, most), bytes};
}

}  // namespace zscope
