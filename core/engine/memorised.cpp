// SPDX-License-Identifier: MIT
#include "core/engine/memorised.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cstring>
#include <numeric>
#include <utility>

#include "core/base/error.h"
#include "core/engine/detail/compute_threads.h"
#include "core/engine/detail/image_spaces.h"
#include "core/engine/detail/nearest_rows.h"
#include "core/engine/detail/network.h"
#include "core/engine/sampling.h"
#include "core/latent/labels.h"

namespace zscope {

namespace {

using detail::ImageSpace;
using detail::NearestRows;
using detail::RowBlock;

constexpr std::int64_t kPiece = 256;  // images of a block

void check_stop(const std::stop_token& stop) {
    if (stop.stop_requested()) fail("stopped before the comparison was finished");
}

// Images first … of a source as (N, S, S, C) bytes.
at::Tensor read_images(DataSource& source, std::int64_t first, std::int64_t count) {
    const std::int64_t size = source.size(), channels = source.channels();
    at::Tensor bytes = at::empty({count, size, size, channels}, at::kByte);
    const auto each = static_cast<std::size_t>(size * size * channels);
    for (std::int64_t i = 0; i < count; ++i) {
        source.read(first + i, std::span(bytes.mutable_data_ptr<std::uint8_t>() +
                                             static_cast<std::size_t>(i) * each,
                                         each));
    }
    return bytes;
}

// Calls take(bytes, first) for all of `source`, block by block.
template <class Take>
void in_blocks(DataSource& source, const std::stop_token& stop, Take take) {
    for (std::int64_t first = 0; first < source.count(); first += kPiece) {
        check_stop(stop);
        take(read_images(source, first, std::min(kPiece, source.count() - first)), first);
    }
}

// Samples from fixed z, drawn anew whenever they are asked for: no more than a block is held.
class Samples {
  public:
    Samples(const SnapshotPointer& model, const MemorisationSettings& settings)
        : sampler_(model, settings.weights, settings.threads),
          width_(static_cast<std::size_t>(model->generator.inputs())),
          z_(draw_inputs(model->prior, settings.seed, settings.count, model->generator)) {}

    at::Tensor bytes(std::int64_t first, std::int64_t count) {
        const auto z = std::span(z_).subspan(static_cast<std::size_t>(first) * width_,
                                             static_cast<std::size_t>(count) * width_);
        return detail::bytes_of_planes(detail::to_tensor(sampler_.images(z)));
    }

  private:
    Sampler sampler_;
    std::size_t width_;
    std::vector<float> z_;
};

// One space's comparison: its queries are the samples, then the held-out images.
struct Comparison {
    ImageSpace space;
    std::vector<at::Tensor> sample_rows, held_out_rows;
    std::unique_ptr<NearestRows> training, held_out;

    RowBlock block_of(const at::Tensor& bytes, bool flipped) const {
        return {space.rows_of(bytes), flipped ? space.rows_of(bytes.flip({2})) : at::Tensor()};
    }
    void start() {
        const at::Tensor samples = at::cat(sample_rows), others = at::cat(held_out_rows);
        sample_rows.clear();
        held_out_rows.clear();
        training = std::make_unique<NearestRows>(at::cat({samples, others}), kNeighbours);
        held_out = std::make_unique<NearestRows>(samples, 1);
    }
};

ImageU8 image_of(const at::Tensor& bytes) {  // (1, S, S, C)
    const at::Tensor dense = bytes.contiguous();
    const auto* first = dense.const_data_ptr<std::uint8_t>();
    return {static_cast<int>(bytes.size(2)), static_cast<int>(bytes.size(1)),
            static_cast<int>(bytes.size(3)),
            std::vector<std::uint8_t>(first, first + dense.numel())};
}

class Check {
  public:
    Check(const SnapshotPointer& model, MemorisationImages& images,
          const MemorisationSettings& settings, const std::stop_token& stop,
          const MemorisedProgress& progress)
        : images_(images),
          settings_(settings),
          stop_(stop),
          progress_(progress),
          samples_(model, settings) {
        for (ImageSpace& space : detail::image_spaces(model, images.world))
            comparisons_.push_back({std::move(space), {}, {}, nullptr, nullptr});
    }

    MemorisationReport run() {
        const c10::InferenceMode inference;
        draw_samples();
        look_at_held_out();
        look_at_training();
        return report();
    }

  private:
    void draw_samples() {
        for (std::int64_t first = 0; first < settings_.count; first += kPiece) {
            check_stop(stop_);
            const std::int64_t count = std::min(kPiece, settings_.count - first);
            const at::Tensor bytes = samples_.bytes(first, count);
            for (Comparison& one : comparisons_)
                one.sample_rows.push_back(one.space.rows_of(bytes));
            say(first + count, settings_.count, "Drawing samples");
        }
    }

    void look_at_held_out() {
        in_blocks(*images_.held_out, stop_, [&](const at::Tensor& bytes, std::int64_t) {
            for (Comparison& one : comparisons_)
                one.held_out_rows.push_back(one.space.rows_of(bytes));
        });
        for (Comparison& one : comparisons_)
            one.start();
        if (!images_.unseen) return;
        in_blocks(*images_.held_out, stop_, [&](const at::Tensor& bytes, std::int64_t first) {
            for (Comparison& one : comparisons_)
                one.held_out->look_at(one.block_of(bytes, images_.flipped), first);
        });
    }

    void look_at_training() {
        in_blocks(*images_.training, stop_, [&](const at::Tensor& bytes, std::int64_t first) {
            for (Comparison& one : comparisons_)
                one.training->look_at(one.block_of(bytes, images_.flipped), first);
            say(first + bytes.size(0), images_.training->count(),
                "Comparing with the training images");
        });
    }

    MemorisationReport report() {
        MemorisationReport report;
        report.samples = settings_.count;
        report.held_out = images_.held_out->count();
        report.training = images_.training->count();
        report.training_images = images_.training->description();
        for (const Comparison& one : comparisons_) {
            report.spaces.push_back(
                {one.space.name, one.space.what, memorisation_figures(distances_of(one))});
        }
        add_rows(report);
        return report;
    }

    NearestDistances distances_of(const Comparison& one) const {
        const auto values = [](const at::Tensor& nearest) {
            const at::Tensor dense = nearest.contiguous();
            const auto* first = dense.const_data_ptr<float>();
            return std::vector<float>(first, first + dense.numel());
        };
        const at::Tensor nearest = one.training->distances().select(1, 0);
        NearestDistances distances;
        distances.samples = values(nearest.slice(0, 0, settings_.count));
        distances.held_out = values(nearest.slice(0, settings_.count));
        if (images_.unseen)
            distances.samples_to_held_out = values(one.held_out->distances().select(1, 0));
        distances.training = images_.training->count();
        return distances;
    }

    void add_rows(MemorisationReport& report) {
        const NearestRows& found = *comparisons_.front().training;
        const at::Tensor order =
            std::get<1>(found.distances().slice(0, 0, settings_.count).select(1, 0).sort());
        const std::int64_t rows = std::min(settings_.shown, settings_.count);
        for (std::int64_t i = 0; i < rows; ++i) {
            const auto sample = order[i].item<std::int64_t>();
            MemorisationReport::Row row{sample, image_of(samples_.bytes(sample, 1)), {}};
            for (std::int64_t k = 0; k < kNeighbours; ++k) {
                const auto image = found.indices()[sample][k].item<std::int64_t>();
                if (image < 0) break;  // fewer training images than that
                row.nearest.push_back({image, found.distances()[sample][k].item<float>(),
                                       image_of(read_images(*images_.training, image, 1))});
            }
            report.rows.push_back(std::move(row));
        }
    }

    void say(std::int64_t done, std::int64_t all, const char* what) const {
        progress_(static_cast<double>(done) / static_cast<double>(all), what);
    }

    MemorisationImages& images_;
    const MemorisationSettings& settings_;
    const std::stop_token& stop_;
    const MemorisedProgress& progress_;
    Samples samples_;
    std::vector<Comparison> comparisons_;
};

void check_fit(const ModelSnapshot& model, const DataSource& source) {
    const Architecture& g = model.generator;
    if (source.size() == g.image_size() && source.channels() == g.channels) return;
    fail("{} draws {}-pixel images of {} channels, the data set's are of {} pixels and {} channels",
         model.name, g.image_size(), g.channels, source.size(), source.channels());
}

}  // namespace

MemorisationReport check_memorisation(const SnapshotPointer& model, MemorisationImages& images,
                                      const MemorisationSettings& settings,
                                      const std::stop_token& stop,
                                      const MemorisedProgress& progress) {
    if (settings.count < 1 || settings.count > kMostMemorisationSamples) {
        fail("{} samples: 1 to {} can be compared", settings.count, kMostMemorisationSamples);
    }
    check_fit(*model, *images.training);
    check_fit(*model, *images.held_out);
    if (images.training->count() < 1 || images.held_out->count() < 1)
        fail("there must be images on both sides: trained on, and held out");
    return Check(model, images, settings, stop, progress).run();
}

}  // namespace zscope
