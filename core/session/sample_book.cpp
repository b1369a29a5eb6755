// SPDX-License-Identifier: MIT
#include "core/session/sample_book.h"

#include <fmt/format.h>

#include <utility>

namespace zscope {

namespace {

std::size_t hash_of(const std::vector<float>& z) {
    std::size_t hash = z.size();
    for (const float number : z)  // std::hash: −0 and 0, which are equal, have the same
        hash = hash * 1099511628211U + std::hash<float>()(number);
    return hash;
}

}  // namespace

SampleBook::SampleBook(std::function<void(const Sample&)> on_new) : on_new_(std::move(on_new)) {}

void SampleBook::restore(std::vector<Sample> samples) {
    samples_.clear();
    by_z_.clear();
    for (Sample& sample : samples)
        put(std::make_shared<const Sample>(std::move(sample)));
}

void SampleBook::put(SamplePointer sample) {
    by_z_.emplace(hash_of(sample->z), sample->id);
    samples_[sample->id] = std::move(sample);
}

SampleId SampleBook::add(std::vector<float> z, SampleOrigin origin, ModelRef model) {
    const auto [from, to] = by_z_.equal_range(hash_of(z));
    for (auto it = from; it != to; ++it) {
        const Sample& known = *samples_.at(it->second);
        if (known.origin == origin && known.model == model && known.z == z) return known.id;
    }
    const SampleId id = samples_.empty() ? 1 : samples_.rbegin()->first + 1;
    const auto sample = std::make_shared<const Sample>(
        Sample{id, std::move(z), std::move(origin), std::move(model)});
    put(sample);
    if (on_new_) on_new_(*sample);
    return id;
}

SamplePointer SampleBook::find(SampleId id) const {
    const auto found = samples_.find(id);
    return found == samples_.end() ? nullptr : found->second;
}

std::string describe(const SampleOrigin& origin) {
    if (!origin.text.empty()) return origin.text;
    if (!origin.seed) return origin.tool;
    std::string text = fmt::format("seed {}", *origin.seed);
    if (origin.count != 1) text += fmt::format(" · row {}", origin.row);
    if (origin.label) text += fmt::format(" · label {}", *origin.label);
    return text;
}

}  // namespace zscope
