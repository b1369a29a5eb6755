// SPDX-License-Identifier: MIT
#include "core/engine/detail/direct/hidden_layer.h"

#include <algorithm>
#include <cmath>

namespace zscope::detail::direct {

namespace {

constexpr double kMomentum = 0.1;  // weight of the newest batch in the running statistics

std::int64_t padded_channels(const MapsShape& shape) {
    return kernels::padded(shape.channels);
}

// What a part's sums take, on cache lines of their own.
std::size_t sums_stride(const MapsShape& shape) {
    return static_cast<std::size_t>(2 * padded_channels(shape) + 8);
}

}  // namespace

HiddenLayer::HiddenLayer(const Crew& crew, const MapsShape& shape, bool normed, float slope)
    : crew_(crew), shape_(shape), normed_(normed), slope_(slope) {
    if (normed) before_ = kernels::Buffer(bytes());
    after_ = kernels::Buffer(bytes());
    if (crew.set->paired) form_ = kernels::Buffer(bytes());
    const auto channels = static_cast<std::size_t>(padded_channels(shape));
    for (auto* values : {&scale_, &shift_, &mean_, &inverse_, &through_scale_, &through_shift_,
                         &through_factor_}) {
        values->assign(channels, 0.0F);
    }
    sums_.assign(static_cast<std::size_t>(crew.threads) * sums_stride(shape), 0.0);
}

std::size_t HiddenLayer::bytes() const {
    return static_cast<std::size_t>(shape_.elements()) * crew_.element_bytes();
}

double* HiddenLayer::sums_of(int part) {
    return sums_.data() + static_cast<std::size_t>(part) * sums_stride(shape_);
}

void HiddenLayer::clear_sums() {
    std::fill(sums_.begin(), sums_.end(), 0.0);
}

std::vector<double> HiddenLayer::total_sums() const {
    std::vector<double> total(static_cast<std::size_t>(2 * padded_channels(shape_)), 0.0);
    for (std::size_t part = 0; part < static_cast<std::size_t>(crew_.threads); ++part) {
        for (std::size_t i = 0; i < total.size(); ++i)
            total[i] += sums_[part * sums_stride(shape_) + i];
    }
    return total;
}

kernels::Output HiddenLayer::forward_output(Form operand) {
    kernels::Output out;
    out.shape = shape_;
    out.slope = slope_;
    if (normed_) {
        out.store = kernels::Store::normed;
        out.maps = before_.data();
    } else {
        out.store = kernels::Store::leaky;
        out.maps = after_.data();
        out.form_kind = operand;
        out.form = operand == Form::none ? nullptr : form_.data();
    }
    return out;
}

void HiddenLayer::finish_forward(const NormTensors& norm, Form operand) {
    const std::vector<double> sums = total_sums();
    const auto padded = static_cast<std::size_t>(padded_channels(shape_));
    const auto count = static_cast<double>(shape_.images * shape_.pixels());
    for (std::size_t c = 0; c < static_cast<std::size_t>(shape_.channels); ++c) {
        const double mean = sums[c] / count;
        const double variance = std::max(0.0, sums[padded + c] / count - mean * mean);
        const double inverse = 1.0 / std::sqrt(variance + norm.eps);
        mean_[c] = static_cast<float>(mean);
        inverse_[c] = static_cast<float>(inverse);
        scale_[c] = static_cast<float>(norm.scale[c] * inverse);
        shift_[c] = static_cast<float>(norm.shift[c] - norm.scale[c] * inverse * mean);
        const double unbiased = count > 1.0 ? variance * count / (count - 1.0) : variance;
        const auto moved = [](float& value, double newest) {
            value = static_cast<float>((1.0 - kMomentum) * value + kMomentum * newest);
        };
        moved(norm.running_mean[c], mean);
        moved(norm.running_variance[c], unbiased);
    }
    ++*norm.batches;
    kernels::NormArgs args;
    args.shape = shape_;
    args.before = before_.data();
    args.maps = after_.data();
    args.scale = scale_.data();
    args.shift = shift_.data();
    args.slope = slope_;
    args.form_kind = operand;
    args.form = operand == Form::none ? nullptr : form_.data();
    crew_.run(crew_.set->norm, args);
}

kernels::Output HiddenLayer::gradient_output(Form operand) {
    kernels::Output out;
    out.shape = shape_;
    out.slope = slope_;
    out.maps = after_.data();
    if (normed_) {
        out.store = kernels::Store::normed_gradient;
        out.before = before_.data();
        out.scale = scale_.data();
        out.shift = shift_.data();
        out.mean = mean_.data();
        out.inverse_deviation = inverse_.data();
    } else {
        out.store = kernels::Store::leaky_gradient;
        out.before = after_.data();
        out.form_kind = operand;
        out.form = operand == Form::none ? nullptr : form_.data();
    }
    return out;
}

void HiddenLayer::finish_gradient(const NormTensors& norm, Form operand, bool add) {
    const std::vector<double> sums = total_sums();
    const auto padded = static_cast<std::size_t>(padded_channels(shape_));
    const auto count = static_cast<double>(shape_.images * shape_.pixels());
    for (std::size_t c = 0; c < static_cast<std::size_t>(shape_.channels); ++c) {
        const double sum = sums[c], products = sums[padded + c];
        if (norm.scale_gradient != nullptr) {
            float& scale = norm.scale_gradient[c];
            float& shift = norm.shift_gradient[c];
            scale = static_cast<float>((add ? scale : 0.0) + products);
            shift = static_cast<float>((add ? shift : 0.0) + sum);
        }
        // dy = γ/σ · (g − Σg/n − x̂ · Σ(g·x̂)/n) with x̂ = (y − μ)/σ, written for g and y.
        const double scale = scale_[c], inverse = inverse_[c];
        through_scale_[c] = scale_[c];
        through_factor_[c] = static_cast<float>(-scale * inverse * products / count);
        through_shift_[c] =
            static_cast<float>(scale * (mean_[c] * inverse * products - sum) / count);
    }
    kernels::NormArgs args;
    args.shape = shape_;
    args.before = before_.data();
    args.maps = after_.data();
    args.scale = through_scale_.data();
    args.shift = through_shift_.data();
    args.factor = through_factor_.data();
    args.form_kind = operand;
    args.form = operand == Form::none ? nullptr : form_.data();
    crew_.run(crew_.set->norm, args);
}

}  // namespace zscope::detail::direct
