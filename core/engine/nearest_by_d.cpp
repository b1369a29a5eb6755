// SPDX-License-Identifier: MIT
#include "core/engine/nearest_by_d.h"

#include <c10/core/InferenceMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/engine/detail/compute_threads.h"
#include "core/engine/detail/d_looks.h"
#include "core/engine/detail/image_spaces.h"
#include "core/engine/detail/nearest_rows.h"
#include "core/engine/detail/network.h"
#include "core/engine/detail/runner.h"
#include "core/image/grid.h"
#include "core/latent/labels.h"

namespace zscope {

namespace {

constexpr std::int64_t kPiece = 256;

using Say = std::function<void(double, const std::string&)>;

// Of length 1 each, so that half the square of their Euclidean distance is the cosine distance.
at::Tensor directions(const at::Tensor& features) {
    return features / features.norm(2, 1, /*keepdim=*/true).clamp_min(1e-12);
}

std::vector<std::uint8_t> read_bytes(DataSource& data, std::int64_t index) {
    std::vector<std::uint8_t> bytes(
        static_cast<std::size_t>(data.size() * data.size() * data.channels()));
    data.read(index, bytes);
    return bytes;
}

ImageRgba8 picture_of_bytes(const std::vector<std::uint8_t>& bytes, std::int64_t size,
                            std::int64_t channels) {
    ImageRgba8 image{static_cast<int>(size), static_cast<int>(size), {}};
    image.pixels.reserve(static_cast<std::size_t>(4 * size * size));
    for (std::size_t i = 0; i < bytes.size(); i += static_cast<std::size_t>(channels)) {
        for (std::size_t c = 0; c < 3; ++c)
            image.pixels.push_back(bytes[channels == 1 ? i : i + c]);
        image.pixels.push_back(255);
    }
    return image;
}

// One search: G and D of a model, and the image that all others are compared with.
class Search {
  public:
    Search(const SnapshotPointer& model, const NearestOptions& options, const std::stop_token& stop,
           const Say& say)
        : model_(*model),
          options_(options),
          stop_(stop),
          say_(say),
          d_(detail::Network::from_tensors(detail::discriminator_of(*model), *model->d)),
          g_(model, options.weights) {
        query_ = features_of_z(options.z, options.edits);
        if (!query_.isfinite().all().item<bool>())
            fail("the D of {} has broken down: its features are not numbers", model->name);
    }

    std::vector<NearestImage> among_samples(double until);
    std::vector<NearestImage> among_data(DataSource& data, double from);

  private:
    std::vector<float> draw(std::span<const float> z, std::span<const Edit> edits) {
        std::vector<float> pixels(z.size() / inputs() *
                                  static_cast<std::size_t>(g_.image_values()));
        g_.images(z, edits, pixels);
        return pixels;
    }
    at::Tensor features_of_z(std::span<const float> z, std::span<const Edit> edits) {
        std::vector<float> pixels = draw(z, edits);
        const std::int64_t size = model_.generator.image_size();
        const auto count = static_cast<std::int64_t>(z.size() / inputs());
        const at::Tensor images = at::from_blob(
            pixels.data(), {count, model_.generator.channels, size, size}, at::kFloat);
        return directions(detail::pooled_features(d_, images));
    }
    std::size_t inputs() const { return static_cast<std::size_t>(model_.generator.inputs()); }
    void say(double share, std::int64_t done, std::int64_t all, const char* what) const {
        if (stop_.stop_requested()) fail("stopped");
        if (say_) say_(share, fmt::format("{} of {} {} looked at", done, all, what));
    }

    const ModelSnapshot& model_;
    const NearestOptions& options_;
    const std::stop_token& stop_;
    const Say& say_;
    detail::Network d_;
    detail::Runner g_;
    at::Tensor query_;  // (1, F)
};

std::vector<NearestImage> Search::among_samples(double until) {
    const std::vector<float> z =
        draw_inputs(model_.prior, options_.seed, options_.samples, model_.generator);
    const auto row_of = [&](std::int64_t first, std::int64_t count) {
        return std::span(z).subspan(static_cast<std::size_t>(first) * inputs(),
                                    static_cast<std::size_t>(count) * inputs());
    };
    detail::NearestRows nearest(query_, options_.shown + 1);
    for (std::int64_t first = 0; first < options_.samples; first += kPiece) {
        say(until * static_cast<double>(first) / static_cast<double>(options_.samples), first,
            options_.samples, "samples");
        const std::int64_t count = std::min(kPiece, options_.samples - first);
        nearest.look_at({features_of_z(row_of(first, count), {}), {}}, first);
    }
    std::vector<NearestImage> found;
    for (std::int64_t i = 0; i <= options_.shown; ++i) {
        NearestImage image;
        image.row = nearest.indices()[0][i].item<std::int64_t>();
        if (image.row < 0 || std::ssize(found) == options_.shown) break;
        const auto own = row_of(image.row, 1);
        if (std::ranges::equal(own, options_.z)) continue;  // the image itself
        const double distance = nearest.distances()[0][i].item<double>();
        image.distance = distance * distance / 2;
        image.z.assign(own.begin(), own.end());
        image.picture = std::make_shared<const ImageRgba8>(
            image_from_planes(draw(own, {}), static_cast<int>(model_.generator.channels),
                              static_cast<int>(model_.generator.image_size())));
        found.push_back(std::move(image));
    }
    return found;
}

std::vector<NearestImage> Search::among_data(DataSource& data, double from) {
    const std::int64_t size = data.size(), channels = data.channels(), all = data.count();
    if (size != model_.generator.image_size() || channels != model_.generator.channels) {
        fail("these images are {0}×{0} with {1} channels; the model's are {2}×{2} with {3}", size,
             channels, model_.generator.image_size(), model_.generator.channels);
    }
    const auto each = static_cast<std::size_t>(size * size * channels);
    detail::NearestRows nearest(query_, std::min(options_.shown, std::max<std::int64_t>(1, all)));
    std::vector<std::uint8_t> bytes;
    for (std::int64_t first = 0; first < all; first += kPiece) {
        say(from + (1 - from) * static_cast<double>(first) / static_cast<double>(all), first, all,
            "images of the data");
        const std::int64_t count = std::min(kPiece, all - first);
        bytes.resize(static_cast<std::size_t>(count) * each);
        for (std::int64_t i = 0; i < count; ++i) {
            data.read(first + i,
                      std::span(bytes).subspan(static_cast<std::size_t>(i) * each, each));
        }
        const at::Tensor pixels =
            at::from_blob(bytes.data(), {count, size, size, channels}, at::kByte);
        nearest.look_at(
            {directions(detail::pooled_features(d_, detail::planes_of_bytes(pixels))), {}}, first);
    }
    std::vector<NearestImage> found;
    for (std::int64_t i = 0; i < nearest.indices().size(1); ++i) {
        NearestImage image;
        image.row = nearest.indices()[0][i].item<std::int64_t>();
        if (image.row < 0) break;
        const double distance = nearest.distances()[0][i].item<double>();
        image.distance = distance * distance / 2;
        image.picture = std::make_shared<const ImageRgba8>(
            picture_of_bytes(read_bytes(data, image.row), size, channels));
        found.push_back(std::move(image));
    }
    return found;
}

}  // namespace

NearestImages nearest_by_d(const SnapshotPointer& model, const NearestOptions& options,
                           DataSource* data, const std::stop_token& stop, const Say& say) {
    const auto inputs = static_cast<std::size_t>(model->generator.inputs());
    if (options.z.size() != inputs) {
        fail("this sample has {} numbers; {} takes {}", options.z.size(), model->name, inputs);
    }
    if (options.samples < 1 || options.shown < 1) fail("nothing is asked for");
    const c10::InferenceMode inference;
    detail::set_compute_threads(options.threads);
    Search search(model, options, stop, say);
    NearestImages found;
    // A sample is drawn before D sees it, an image of the data only read.
    const double share = data == nullptr
                             ? 1.0
                             : 2.0 * static_cast<double>(options.samples) /
                                   static_cast<double>(2 * options.samples + data->count());
    found.samples = search.among_samples(share);
    if (data != nullptr) {
        found.data = search.among_data(*data, share);
        found.data_count = data->count();
    }
    return found;
}

}  // namespace zscope
