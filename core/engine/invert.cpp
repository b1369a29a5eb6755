// SPDX-License-Identifier: MIT
#include "core/engine/invert.h"

#include <c10/core/GradMode.h>

#include <array>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/engine/detail/compute_threads.h"
#include "core/engine/detail/invert/invert_starts.h"
#include "core/engine/detail/invert/invert_steps.h"
#include "core/latent/prior_shell.h"

namespace zscope {

namespace {

using detail::InvertNetworks;
using detail::InvertPool;
using detail::InvertTarget;

constexpr double kShowPeriod = 0.3;  // seconds between two looks at the best image
constexpr double kPoolShare = 0.25, kSquaresShare = 0.9;  // of the progress, at their end

at::Tensor tensor_of_image(const ImageU8& image, const Architecture& g) {
    const std::int64_t size = g.image_size();
    if (image.width != size || image.height != size || image.channels != g.channels) {
        fail("The image has {}×{} pixels and {} channels; this model draws {}×{} with {}",
             image.width, image.height, image.channels, size, size, g.channels);
    }
    const at::Tensor bytes = at::from_blob(const_cast<std::uint8_t*>(image.pixels.data()),
                                           {1, size, size, g.channels}, at::kByte);
    return (bytes.permute({0, 3, 1, 2}).to(at::kFloat) / 127.5 - 1.0).contiguous();
}

// One search: keeps the best that any start comes to, and says so.
class Search {
  public:
    Search(InvertNetworks& networks, const InvertTarget& target, InvertResult& result,
           const std::stop_token& stop, const InvertProgress& progress)
        : networks_(networks), target_(target), result_(result), stop_(stop), say_(progress) {}

    // Of each row its distance and loss; the best row so far is kept. False: stop.
    bool look(const at::Tensor& inputs, const at::Tensor& images, std::size_t first_start) {
        const c10::NoGradGuard no_grad;
        const at::Tensor features = detail::feature_squares(networks_.features(images), target_);
        const at::Tensor squares = detail::pixel_squares(images, target_);
        const at::Tensor pixels = detail::pixel_differences(images, target_);
        for (std::int64_t row = 0; row < inputs.size(0); ++row) {
            const double feature = features[row].item<double>() / target_.feature_unit;
            const double loss =
                squares[row].item<double>() / target_.pixel_unit + detail::kFeatureWeight * feature;
            const ImageDistance distance{pixels[row].item<double>() / 2.0, std::sqrt(feature)};
            const std::size_t start = first_start + static_cast<std::size_t>(row);
            if (start == losses_.size()) losses_.push_back(loss);
            if (loss <= losses_[start]) {
                losses_[start] = loss;
                result_.starts[start].distance = distance;
            }
            if (!best_image_.defined() || loss < best_loss_) {
                best_loss_ = loss;
                best_inputs_ = inputs[row].clone();
                best_image_ = images[row].clone();
                result_.distance = distance;
                result_.label = result_.starts[start].label;
                news_ = true;
            }
        }
        result_.exact = result_.distance.pixels <= kExactPixels;
        show();
        return !stop_.stop_requested();
    }

    void at_share(double share, std::string what) {
        share_ = share;
        what_ = std::move(what);
        show();
    }

    bool started() const { return best_image_.defined(); }
    void finish() {
        const auto nz = static_cast<std::size_t>(networks_.generator().nz);
        const auto* values = best_inputs_.const_data_ptr<float>();
        result_.z.assign(values, values + best_inputs_.numel());
        result_.image = detail::to_host(best_image_.contiguous());
        const std::span<const float> z = std::span(result_.z).first(nz);
        result_.deviations = deviations_from_prior(networks_.model().prior, z);
        const PriorShell shell =
            prior_shell(networks_.model().prior, static_cast<std::int64_t>(nz));
        result_.norm = shell.norm + result_.deviations * shell.deviation;
        result_.stopped = stop_.stop_requested();
    }

  private:
    using Clock = std::chrono::steady_clock;

    void show() {
        if (!say_) return;
        const auto now = Clock::now();
        const std::chrono::duration<double> since = now - shown_;
        const bool best = news_ && (shown_ == Clock::time_point{} || since.count() >= kShowPeriod);
        if (best) {
            finish();
            shown_ = now;
            news_ = false;
        }
        say_(share_, what_, best ? &result_ : nullptr);
    }

    InvertNetworks& networks_;
    const InvertTarget& target_;
    InvertResult& result_;
    const std::stop_token& stop_;
    const InvertProgress& say_;
    std::vector<double> losses_;  // the best of each start
    double best_loss_ = 0.0, share_ = 0.0;
    std::string what_;
    at::Tensor best_inputs_, best_image_;
    bool news_ = false;
    Clock::time_point shown_{};
};

// Least squares from each start until one meets the image; then, if none did, Adam from where all
// of them are.
void run_search(InvertNetworks& networks, const InvertTarget& target,
                std::vector<InvertPool::Start> starts, const InvertOptions& options,
                const std::stop_token& stop, InvertResult& result, Search& search) {
    const auto count = static_cast<double>(starts.size());
    std::vector<at::Tensor> reached;
    for (std::size_t i = 0; i < starts.size() && !result.exact; ++i) {
        result.starts.push_back({starts[i].from, starts[i].label, {}});
        std::int64_t looks = 0;
        detail::least_squares(
            networks, target, starts[i].inputs, options.rounds,
            [&](const at::Tensor& inputs, const at::Tensor& images) {
                const double of_start =
                    static_cast<double>(looks++) / static_cast<double>(options.rounds + 1);
                search.at_share(kPoolShare + (kSquaresShare - kPoolShare) *
                                                 (static_cast<double>(i) + of_start) / count,
                                fmt::format("Least squares, start {} of {}", i + 1, starts.size()));
                return search.look(inputs, images, i);
            });
        reached.push_back(starts[i].inputs);
        if (stop.stop_requested()) return;
    }
    if (result.exact || options.steps == 0) return;
    at::Tensor all = at::cat(reached);
    std::int64_t step = 0;
    detail::adam_steps(networks, target, all, options.steps, options.learning_rate,
                       [&](const at::Tensor& inputs, const at::Tensor& images) {
                           const double share =
                               static_cast<double>(step++) / static_cast<double>(options.steps);
                           search.at_share(kSquaresShare + (1.0 - kSquaresShare) * share,
                                           "Adam on pixels and features");
                           return search.look(inputs, images, 0);
                       });
}

}  // namespace

void check(const InvertOptions& options) {
    const auto within = [](const char* name, double value, double low, double high) {
        if (!(value >= low && value <= high))
            fail("{} must be between {} and {}, not {}", name, low, high, value);
    };
    within("starts", static_cast<double>(options.starts), 1, 256);
    within("rounds", static_cast<double>(options.rounds), 0, 1000);
    within("steps", static_cast<double>(options.steps), 0, 100'000);
    within("learning rate", options.learning_rate, 1e-6, 10.0);
    within("samples", static_cast<double>(options.samples), kInvertYardstick, 100'000);
}

InvertVerdict verdict_of(const ImageDistance& found, const ImageDistance& yardstick) {
    // 0.02 of the range is what one hardly sees at this size; half of what luck gives is a
    // likeness.
    if (found.pixels <= 0.02) return InvertVerdict::found;
    return found.pixels <= 0.6 * yardstick.pixels ? InvertVerdict::near : InvertVerdict::cannot;
}

const char* sentence_about(InvertVerdict verdict) {
    switch (verdict) {
        case InvertVerdict::found:
            return "The model draws this image: the two can hardly be told apart.";
        case InvertVerdict::near:
            return "As near as this model can draw it: alike, not the same.";
        case InvertVerdict::cannot:
            return "This model cannot draw this: the search came hardly nearer than luck.";
    }
    return "";
}

struct Inverter::State {
    InvertNetworks networks;
    std::optional<InvertPool> pool;
};

Inverter::Inverter(SnapshotPointer model, Weights weights, int threads) {
    detail::set_compute_threads(threads);
    state_ = std::make_unique<State>(State{InvertNetworks(std::move(model), weights), {}});
}
Inverter::~Inverter() = default;
Inverter::Inverter(Inverter&&) noexcept = default;
Inverter& Inverter::operator=(Inverter&&) noexcept = default;

const ModelSnapshot& Inverter::model() const {
    return state_->networks.model();
}

InvertResult Inverter::find(const ImageU8& target, const InvertOptions& options,
                            const std::stop_token& stop, const InvertProgress& progress) {
    check(options);
    const c10::NoGradGuard no_grad;
    InvertNetworks& networks = state_->networks;
    const at::Tensor image = tensor_of_image(target, networks.generator());
    const std::string drawing = fmt::format("Drawing {} random samples", options.samples);
    if (!state_->pool || !state_->pool->serves(options)) {
        state_->pool.reset();
        state_->pool.emplace(networks, options, stop, [&](double share) {
            if (progress) progress(kPoolShare * share, drawing, nullptr);
        });
    }
    InvertResult result;
    result.features = networks.features_name();
    const InvertTarget sought = state_->pool->look_at(networks, image, result.yardstick);
    Search search(networks, sought, result, stop, progress);
    run_search(networks, sought, state_->pool->starts(networks, sought, options), options, stop,
               result, search);
    if (!search.started()) fail("stopped");
    search.finish();
    return result;
}

}  // namespace zscope
