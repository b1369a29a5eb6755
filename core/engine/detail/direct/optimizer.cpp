// SPDX-License-Identifier: MIT
#include "core/engine/detail/direct/optimizer.h"

#include <cmath>

#include "core/base/check.h"

namespace zscope::detail::direct {

Optimizer::Optimizer(const Crew& crew, Network& network, Adam& moments, Network* average)
    : crew_(crew) {
    for (auto& [name, parameter] : network.parameters()) {
        at::Tensor& mean = moments.exp_avg().at(name);
        at::Tensor& square = moments.exp_avg_sq().at(name);
        // The kernel walks raw memory: all must have one layout.
        ZSCOPE_CHECK(parameter.grad().strides() == parameter.strides() &&
                         mean.strides() == parameter.strides() &&
                         square.strides() == parameter.strides(),
                     "layouts of {}", name);
        kernels::AdamArgs args;
        args.count = parameter.numel();
        args.weights = parameter.mutable_data_ptr<float>();
        args.gradients = parameter.grad().const_data_ptr<float>();
        args.mean = mean.mutable_data_ptr<float>();
        args.square = square.mutable_data_ptr<float>();
        if (average != nullptr) {
            at::Tensor& averaged = average->parameters().at(name);
            ZSCOPE_CHECK(averaged.strides() == parameter.strides(), "layout of the average's {}",
                         name);
            args.average = averaged.mutable_data_ptr<float>();
        }
        tensors_.push_back(args);
    }
}

void Optimizer::apply(std::int64_t step, const Adam::Rates& rates, double newest) const {
    const auto t = static_cast<double>(step);
    for (kernels::AdamArgs args : tensors_) {
        args.beta2 = static_cast<float>(rates.beta2);
        args.mean_newest = static_cast<float>(1.0 - rates.beta1);
        args.square_newest = static_cast<float>(1.0 - rates.beta2);
        args.step_size = static_cast<float>(rates.lr / (1.0 - std::pow(rates.beta1, t)));
        args.square_factor = static_cast<float>(1.0 / std::sqrt(1.0 - std::pow(rates.beta2, t)));
        args.eps = static_cast<float>(Adam::kEps);
        args.newest = static_cast<float>(newest);
        crew_.run(crew_.set->adam, args);
    }
}

}  // namespace zscope::detail::direct
