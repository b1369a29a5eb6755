// SPDX-License-Identifier: MIT
#include "core/image/quantize.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <map>

#include "core/base/check.h"

namespace zscope {

namespace {

constexpr std::size_t kMostColours = 256;
constexpr unsigned kDroppedBits = 2;  // 64 levels a channel: finer than 256 colours can be

using Colour = std::array<double, 3>;

// Pixels of (nearly) one colour.
struct Bin {
    std::uint32_t key = 0;
    double count = 0.0;
    Colour mean{};
};

std::uint32_t key_of(const std::uint8_t* pixel, unsigned dropped_bits) {
    return static_cast<std::uint32_t>(pixel[0] >> dropped_bits) << 16 |
           static_cast<std::uint32_t>(pixel[1] >> dropped_bits) << 8 |
           static_cast<std::uint32_t>(pixel[2] >> dropped_bits);
}

std::vector<Bin> bins_of(std::span<const std::shared_ptr<const ImageRgba8>> frames,
                         unsigned dropped_bits) {
    std::map<std::uint32_t, Bin> bins;  // in the order of keys, so that nothing hangs on hashing
    for (const auto& frame : frames) {
        for (std::size_t i = 0; i < frame->pixels.size(); i += 4) {
            const std::uint8_t* pixel = frame->pixels.data() + i;
            Bin& bin = bins[key_of(pixel, dropped_bits)];
            bin.count += 1.0;
            for (std::size_t c = 0; c < 3; ++c)
                bin.mean[c] += pixel[c];
        }
    }
    std::vector<Bin> list;
    for (auto& [key, bin] : bins) {
        bin.key = key;
        for (double& channel : bin.mean)
            channel /= bin.count;
        list.push_back(bin);
    }
    return list;
}

// A set of bins, a range of the list; its error is Σ count·(distance from the mean)².
struct Box {
    std::size_t first = 0, last = 0;
    Colour mean{}, spread{};  // spread: the error of each channel
    double error = 0.0;
};

Box box_of(const std::vector<Bin>& bins, std::size_t first, std::size_t last) {
    Box box{first, last};
    double count = 0.0;
    for (std::size_t i = first; i < last; ++i) {
        count += bins[i].count;
        for (std::size_t c = 0; c < 3; ++c)
            box.mean[c] += bins[i].count * bins[i].mean[c];
    }
    for (double& channel : box.mean)
        channel /= count;
    for (std::size_t i = first; i < last; ++i) {
        for (std::size_t c = 0; c < 3; ++c) {
            const double off = bins[i].mean[c] - box.mean[c];
            box.spread[c] += bins[i].count * off * off;
        }
    }
    box.error = box.spread[0] + box.spread[1] + box.spread[2];
    return box;
}

// False if the box holds one colour only.
bool cut(std::vector<Bin>& bins, std::vector<Box>& boxes, std::size_t which) {
    const Box box = boxes[which];
    const auto axis =
        static_cast<std::size_t>(std::ranges::max_element(box.spread) - box.spread.begin());
    const auto begin = bins.begin() + static_cast<std::ptrdiff_t>(box.first);
    const auto end = bins.begin() + static_cast<std::ptrdiff_t>(box.last);
    const auto middle = std::stable_partition(
        begin, end, [&](const Bin& bin) { return bin.mean[axis] <= box.mean[axis]; });
    if (middle == begin || middle == end) return false;
    const auto at = static_cast<std::size_t>(middle - bins.begin());
    boxes[which] = box_of(bins, box.first, at);
    boxes.push_back(box_of(bins, at, box.last));
    return true;
}

std::vector<Colour> median_cut(std::vector<Bin> bins) {
    std::vector<Box> boxes = {box_of(bins, 0, bins.size())};
    while (boxes.size() < kMostColours) {
        const auto worst = std::ranges::max_element(boxes, {}, &Box::error);
        if (worst->error <= 0.0) break;
        if (!cut(bins, boxes, static_cast<std::size_t>(worst - boxes.begin()))) break;
    }
    std::vector<Colour> colours;
    for (const Box& box : boxes)
        colours.push_back(box.mean);
    return colours;
}

std::size_t nearest(const std::vector<Colour>& colours, const Colour& wanted) {
    std::size_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < colours.size(); ++i) {
        double squares = 0.0;
        for (std::size_t c = 0; c < 3; ++c)
            squares += (colours[i][c] - wanted[c]) * (colours[i][c] - wanted[c]);
        if (squares < least) {
            least = squares;
            best = i;
        }
    }
    return best;
}

}  // namespace

ClipPalette::ClipPalette(std::span<const std::shared_ptr<const ImageRgba8>> frames) {
    ZSCOPE_CHECK(!frames.empty(), "{} frames", frames.size());
    std::vector<Bin> bins = bins_of(frames, 0);
    std::vector<Colour> colours;
    if (bins.size() > kMostColours) {
        dropped_bits_ = kDroppedBits;
        bins = bins_of(frames, kDroppedBits);
        colours = median_cut(bins);
    } else {
        for (const Bin& bin : bins)
            colours.push_back(bin.mean);
    }
    for (const Colour& colour : colours) {
        auto& rounded = colours_.emplace_back();
        std::ranges::transform(colour, rounded.begin(), [](double channel) {
            return static_cast<std::uint8_t>(std::lround(channel));
        });
    }
    for (const Bin& bin : bins)
        index_[bin.key] = static_cast<std::uint8_t>(nearest(colours, bin.mean));
}

std::vector<std::uint8_t> ClipPalette::indices(const ImageRgba8& frame) const {
    std::vector<std::uint8_t> indices(frame.pixels.size() / 4);
    for (std::size_t i = 0; i < indices.size(); ++i)
        indices[i] = index_.at(key_of(frame.pixels.data() + 4 * i, dropped_bits_));
    return indices;
}

}  // namespace zscope
