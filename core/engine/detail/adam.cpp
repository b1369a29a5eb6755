// SPDX-License-Identifier: MIT
#include "core/engine/detail/adam.h"

#include <vector>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/engine/detail/network.h"

namespace zscope::detail {

namespace {

at::Tensor moment_from(const std::string& name, const at::Tensor& parameter,
                       const NamedTensors& moments) {
    const auto found = moments.find(name);
    if (found == moments.end()) fail("Adam's state of {} is missing in the checkpoint", name);
    if (found->second.shape != parameter.sizes().vec()) {
        fail("Adam's state of {} in the checkpoint has another shape than the weight", name);
    }
    at::Tensor moment = at::zeros_like(parameter.detach());
    return moment.copy_(to_tensor(found->second));
}

}  // namespace

Adam::Adam(const TensorMap& parameters) {
    for (const auto& [name, parameter] : parameters) {
        exp_avg_[name] = at::zeros_like(parameter.detach());
        exp_avg_sq_[name] = at::zeros_like(parameter.detach());
    }
}

Adam::Adam(const TensorMap& parameters, const NamedTensors& exp_avg,
           const NamedTensors& exp_avg_sq) {
    for (const auto& [name, parameter] : parameters) {
        exp_avg_[name] = moment_from(name, parameter, exp_avg);
        exp_avg_sq_[name] = moment_from(name, parameter, exp_avg_sq);
    }
}

// What the fused kernel takes, parameter by parameter. It walks raw memory: all four tensors must
// have one layout.
struct Adam::Lists {
    std::vector<at::Tensor> weights, gradients, means, squares;
};

Adam::Lists Adam::lists_for(TensorMap& parameters) {
    Lists lists;
    for (auto& [name, parameter] : parameters) {
        ZSCOPE_CHECK(parameter.grad().defined(), "{} has no gradient", name);
        at::Tensor gradient = parameter.grad();
        if (gradient.strides() != parameter.strides()) {
            gradient = at::empty_like(parameter.detach()).copy_(gradient);
        }
        lists.weights.push_back(parameter.detach());
        lists.gradients.push_back(gradient);
        lists.means.push_back(exp_avg_.at(name));
        lists.squares.push_back(exp_avg_sq_.at(name));
        ZSCOPE_CHECK(lists.means.back().strides() == parameter.strides(), "Adam's layout of {}",
                     name);
    }
    return lists;
}

void Adam::apply(TensorMap& parameters, std::int64_t step, const Rates& rates) {
    const c10::NoGradGuard no_grad;
    Lists lists = lists_for(parameters);
    std::vector<at::Tensor> steps;
    for (const at::Tensor& weight : lists.weights) {
        steps.push_back(
            at::scalar_tensor(static_cast<double>(step), weight.options().dtype(at::kFloat)));
    }
    at::_fused_adam_(lists.weights, lists.gradients, lists.means, lists.squares, {}, steps,
                     rates.lr, rates.beta1, rates.beta2, /*weight_decay=*/0.0, kEps,
                     /*amsgrad=*/false, /*maximize=*/false);
}

void Adam::apply(TensorMap& parameters, const DeviceRates& rates) {
    const c10::NoGradGuard no_grad;
    Lists lists = lists_for(parameters);
    const std::vector<at::Tensor> steps(lists.weights.size(), rates.step);
    at::_fused_adam_(lists.weights, lists.gradients, lists.means, lists.squares, {}, steps,
                     rates.lr, rates.beta1, rates.beta2, /*weight_decay=*/0.0, kEps,
                     /*amsgrad=*/false, /*maximize=*/false);
}

}  // namespace zscope::detail
