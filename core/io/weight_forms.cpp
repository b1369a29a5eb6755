// SPDX-License-Identifier: MIT
#include "core/io/weight_forms.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string_view>

#include "core/base/error.h"

namespace zscope {

namespace {

const HostTensor* find(const NamedTensors& tensors, const std::string& name) {
    const auto found = tensors.find(name);
    return found == tensors.end() ? nullptr : &found->second;
}

// As f32; nothing for a tensor of integers.
std::optional<HostTensor> floats(const HostTensor* tensor) {
    if (tensor == nullptr) return std::nullopt;
    try {
        return to_f32(*tensor);
    } catch (const Error&) {
        return std::nullopt;
    }
}

// Which slice along the kept axes an element belongs to. `kept`: extents, 1 where not kept.
std::size_t slice_of(std::size_t element, const std::vector<std::int64_t>& shape,
                     const std::vector<std::int64_t>& kept) {
    std::size_t slice = 0, factor = 1;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
        const auto extent = static_cast<std::size_t>(shape[axis]);
        const std::size_t index = element % extent;
        element /= extent;
        if (kept[axis] == 1) continue;
        slice += index * factor;
        factor *= extent;
    }
    return slice;
}

std::optional<HostTensor> weight_norm(const HostTensor& g, const HostTensor& v) {
    std::vector<std::int64_t> kept = g.shape;
    if (kept.empty()) kept.assign(v.shape.size(), 1);  // one norm for all
    if (kept.size() != v.shape.size() || v.count() == 0) return std::nullopt;
    for (std::size_t axis = 0; axis < kept.size(); ++axis) {
        if (kept[axis] != 1 && kept[axis] != v.shape[axis]) return std::nullopt;
    }
    const std::span<const float> from = v.f32(), scale = g.f32();
    std::vector<double> squares(scale.size(), 0.0);
    for (std::size_t i = 0; i < from.size(); ++i) {
        const double value = from[i];
        squares[slice_of(i, v.shape, kept)] += value * value;
    }
    std::vector<float> result(from.size());
    for (std::size_t i = 0; i < from.size(); ++i) {
        const std::size_t slice = slice_of(i, v.shape, kept);
        result[i] = static_cast<float>(from[i] * (scale[slice] / std::sqrt(squares[slice])));
    }
    return HostTensor::from_floats(v.shape, result);
}

// uᵀ·W·v, W being `weight` with `axis` first and all others in a row; nothing if u, v do not fit.
std::optional<double> sigma_along(std::size_t axis, const HostTensor& weight, const HostTensor& u,
                                  const HostTensor& v) {
    if (axis >= weight.shape.size()) return std::nullopt;
    const std::int64_t rows = weight.shape[axis];
    if (rows < 1 || u.count() != rows || v.count() != weight.count() / rows) return std::nullopt;
    std::vector<std::int64_t> row_only(weight.shape.size(), 1), others = weight.shape;
    row_only[axis] = rows;
    others[axis] = 1;
    const std::span<const float> w = weight.f32(), left = u.f32(), right = v.f32();
    double sigma = 0.0;
    for (std::size_t i = 0; i < w.size(); ++i) {
        const std::size_t row = rows == 1 ? 0 : slice_of(i, weight.shape, row_only);
        sigma += double{left[row]} * w[i] * right[slice_of(i, weight.shape, others)];
    }
    return sigma;
}

std::optional<HostTensor> spectral_norm(const HostTensor& weight, const HostTensor& u,
                                        const HostTensor& v) {
    const auto first = sigma_along(0, weight, u, v), second = sigma_along(1, weight, u, v);
    const double sigma = std::max(first.value_or(0.0), second.value_or(0.0));
    if (!(sigma > 0.0)) return std::nullopt;
    const std::span<const float> from = weight.f32();
    std::vector<float> result(from.size());
    for (std::size_t i = 0; i < from.size(); ++i)
        result[i] = static_cast<float>(from[i] / sigma);
    return HostTensor::from_floats(weight.shape, result);
}

struct Form {
    std::string_view ending;  // of the first part's name
    std::string_view second, third;
};
constexpr Form kWeightNorms[] = {
    {"weight_g", "weight_v", ""},
    {"parametrizations.weight.original0", "parametrizations.weight.original1", ""}};
constexpr Form kSpectralNorms[] = {
    {"weight_orig", "weight_u", "weight_v"},
    {"parametrizations.weight.original", "parametrizations.weight.0._u",
     "parametrizations.weight.0._v"}};

// Puts the weight into the first part's place and takes the parts away.
void replace(ForeignNetwork& network, const std::string& base, const Form& form, HostTensor made) {
    const std::string weight = base + "weight";
    const std::string first = base + std::string(form.ending);
    std::erase(network.order, weight);
    std::ranges::replace(network.order, first, weight);
    for (const std::string_view part : {form.ending, form.second, form.third}) {
        if (part.empty()) continue;
        network.tensors.erase(base + std::string(part));
        std::erase(network.order, base + std::string(part));
    }
    network.tensors.insert_or_assign(weight, std::move(made));
}

void resolve(ForeignNetwork& network, const std::string& name, const Form& form) {
    if (!name.ends_with(form.ending)) return;
    const std::string base = name.substr(0, name.size() - form.ending.size());
    if (!base.empty() && base.back() != '.') return;
    const auto part = [&](std::string_view ending) {
        return floats(find(network.tensors, base + std::string(ending)));
    };
    const auto first = part(form.ending), second = part(form.second);
    if (!first || !second) return;
    std::optional<HostTensor> made;
    if (form.third.empty()) {
        made = weight_norm(*first, *second);
    } else if (const auto third = part(form.third)) {
        made = spectral_norm(*first, *second, *third);
    }
    if (made) replace(network, base, form, std::move(*made));
}

}  // namespace

ForeignNetwork with_plain_weights(ForeignNetwork network) {
    std::vector<std::string> names;
    for (const auto& [name, tensor] : network.tensors) {
        if (name.find("weight") != std::string::npos) names.push_back(name);
    }
    for (const std::string& name : names) {
        for (const Form& form : kWeightNorms)
            resolve(network, name, form);
        for (const Form& form : kSpectralNorms)
            resolve(network, name, form);
    }
    return network;
}

}  // namespace zscope
