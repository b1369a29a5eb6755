// SPDX-License-Identifier: MIT
#include "core/engine/detail/render_job.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <limits>
#include <utility>

#include "core/base/error.h"
#include "core/engine/detail/d_looks.h"
#include "core/image/grid.h"

namespace zscope::detail {

namespace {

std::span<const float> row_of(const RenderRequest& request, std::size_t row, std::size_t nz) {
    return std::span(*request.z).subspan(row * nz, nz);
}

void check_latents(const RenderRequest& request, const ModelSnapshot& model) {
    const std::int64_t nz = model.generator.inputs();
    const std::size_t given = request.z ? request.z->size() : 0;
    if (request.count < 0 || given != static_cast<std::size_t>(request.count * nz)) {
        fail(
            "{} takes {} numbers per image; these {} samples have {} in all: they were made for "
            "another model",
            model.name.empty() ? "This model" : model.name, nz, request.count, given);
    }
}

std::size_t map_values(const std::array<std::int64_t, 3>& shape) {
    return static_cast<std::size_t>(shape[0] * shape[1] * shape[2]);
}

// Of one row's maps; zeros if none are wanted.
std::array<std::int64_t, 3> shape_of_maps(const RenderRequest& request,
                                          const ModelSnapshot& model) {
    const Architecture& g = model.generator;
    if (const auto* of_d = std::get_if<WantDBlock>(&request.want))
        return d_map_shape(discriminator_of(model), of_d->block);
    if (std::holds_alternative<WantSaliency>(request.want))
        return {g.channels, g.image_size(), g.image_size()};
    const auto* wanted = std::get_if<WantBlock>(&request.want);
    if (!wanted) return {};
    const auto blocks = static_cast<std::int64_t>(g.blocks.size());
    if (wanted->block < 1 || wanted->block > blocks) {
        fail("There is no block {}: the model has {}", wanted->block, blocks);
    }
    const auto block = static_cast<std::size_t>(wanted->block);
    return {g.blocks[block - 1].out, g.map_size(block), g.map_size(block)};
}

}  // namespace

void RenderJob::begin(std::shared_ptr<const RenderRequest> request, SnapshotPointer model) {
    check_latents(*request, *model);
    RenderJob next;
    next.ema_ = resolve_weights(*model, request->model.weights) == Weights::ema;
    next.map_shape_ = shape_of_maps(*request, *model);
    next.request_ = std::move(request);
    next.model_ = std::move(model);
    const auto count = static_cast<std::size_t>(next.request_->count);
    next.have_.assign(count, false);
    next.pending_ = count;
    next.tiles_.resize(count);
    if (std::holds_alternative<WantDLogit>(next.request_->want)) {
        next.numbers_.assign(count, std::numeric_limits<float>::quiet_NaN());
    }
    next.maps_.resize(count * map_values(next.map_shape_));
    next.keep_rows(*this);
    *this = std::move(next);
}

void RenderJob::keep_rows(const RenderJob& before) {
    if (before.model_ != model_ || before.ema_ != ema_) return;
    if (before.request_->want != request_->want || before.request_->edits != request_->edits) {
        return;
    }
    const auto nz = static_cast<std::size_t>(model_->generator.inputs());
    const std::size_t map = map_values(map_shape_);
    for (std::size_t row = 0; row < std::min(have_.size(), before.have_.size()); ++row) {
        const std::span<const float> z = row_of(*request_, row, nz);
        const std::span<const float> old = row_of(*before.request_, row, nz);
        if (!before.have_[row] || std::memcmp(z.data(), old.data(), z.size_bytes()) != 0) continue;
        have_[row] = true;
        --pending_;
        tiles_[row] = before.tiles_[row];
        if (!numbers_.empty()) numbers_[row] = before.numbers_[row];
        std::copy_n(before.maps_.begin() + static_cast<std::ptrdiff_t>(row * map), map,
                    maps_.begin() + static_cast<std::ptrdiff_t>(row * map));
    }
}

void RenderJob::take_next_rows(std::size_t most) {
    const auto nz = static_cast<std::size_t>(model_->generator.inputs());
    rows_.clear();
    z_.clear();
    for (std::size_t row = 0; row < have_.size() && rows_.size() < most; ++row) {
        if (have_[row]) continue;
        const std::span<const float> z = row_of(*request_, row, nz);
        rows_.push_back(row);
        z_.insert(z_.end(), z.begin(), z.end());
    }
}

double RenderJob::work(RunnerCache& runners, std::size_t most) {
    using Clock = std::chrono::steady_clock;
    take_next_rows(most);
    if (rows_.empty()) return 0.0;
    Runner& runner = runners.get(model_, ema_ ? Weights::ema : Weights::raw);
    const Clock::time_point start = Clock::now();
    compute(runner);
    const double ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
    compute_ms_ += ms;
    store();
    for (const std::size_t row : rows_)
        have_[row] = true;
    pending_ -= rows_.size();
    return ms;
}

void RenderJob::compute(Runner& runner) {
    const std::vector<Edit>& edits = request_->edits;
    if (const auto* wanted = std::get_if<WantBlock>(&request_->want)) {
        out_.resize(rows_.size() * map_values(map_shape_));
        runner.maps(z_, wanted->block, edits, out_);
    } else if (const auto* of_d = std::get_if<WantDBlock>(&request_->want)) {
        out_.resize(rows_.size() * map_values(map_shape_));
        runner.d_maps(z_, of_d->block, edits, out_);
    } else if (const auto* what = std::get_if<WantSaliency>(&request_->want)) {
        out_.resize(rows_.size() * map_values(map_shape_));
        runner.saliency(z_, *what, edits, out_);
    } else if (std::holds_alternative<WantDLogit>(request_->want)) {
        out_.resize(rows_.size());
        runner.logits(z_, edits, out_);
    } else {
        out_.resize(rows_.size() * static_cast<std::size_t>(runner.image_values()));
        runner.images(z_, edits, out_);
    }
}

void RenderJob::store() {
    const Architecture& g = model_->generator;
    const std::size_t each = out_.size() / rows_.size();
    for (std::size_t i = 0; i < rows_.size(); ++i) {
        const std::span<const float> row = std::span<const float>(out_).subspan(i * each, each);
        if (wants_maps()) {
            std::copy(row.begin(), row.end(),
                      maps_.begin() + static_cast<std::ptrdiff_t>(rows_[i] * each));
        } else if (std::holds_alternative<WantDLogit>(request_->want)) {
            numbers_[rows_[i]] = row.front();
        } else {
            tiles_[rows_[i]] = std::make_shared<const ImageRgba8>(image_from_planes(
                row, static_cast<int>(g.channels), static_cast<int>(g.image_size())));
        }
    }
}

RenderResult RenderJob::result() const {
    RenderResult result;
    result.stamp = request_->stamp;
    result.step = model_->step;
    result.ema = ema_;
    result.tiles = tiles_;
    result.numbers = numbers_;
    result.done = done();
    result.compute_ms = compute_ms_;
    if (done() && wants_maps()) {
        result.maps = std::make_shared<const HostTensor>(HostTensor::from_floats(
            {request_->count, map_shape_[0], map_shape_[1], map_shape_[2]}, maps_));
    }
    return result;
}

}  // namespace zscope::detail
