// SPDX-License-Identifier: MIT
#include "core/engine/detail/model_source.h"

#include <algorithm>
#include <vector>

#include "core/base/error.h"
#include "core/engine/data_opening.h"
#include "core/engine/sampling.h"
#include "core/image/grid.h"
#include "core/io/data/packed_source.h"
#include "core/io/model_id.h"
#include "core/io/resize.h"
#include "core/latent/torch_randn.h"

namespace zscope::detail {

namespace {

constexpr std::int64_t kPiece = 64;

// Each image has a seed of its own, so that image i is the same however many are drawn.
std::vector<float> piece_of_z(const ModelSnapshot& model, std::int64_t first, std::int64_t count) {
    std::vector<float> z;
    for (std::int64_t i = first; i < first + count; ++i) {
        const auto seed = static_cast<std::uint64_t>(i + kModelSourceFirstSeed);
        const std::vector<float> one = draw_z(model.prior, seed, 1, model.generator.nz);
        z.insert(z.end(), one.begin(), one.end());
    }
    return z;
}

// Planes (C, H, W) in −1…1 as interleaved bytes.
ImageU8 interleaved(std::span<const float> planes, int channels, int size) {
    ImageU8 image{size, size, channels, {}};
    const auto pixels = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
    image.pixels.reserve(planes.size());
    for (std::size_t i = 0; i < pixels; ++i) {
        for (std::size_t c = 0; c < static_cast<std::size_t>(channels); ++c)
            image.pixels.push_back(to_byte(planes[c * pixels + i]));
    }
    return image;
}

void draw(const SnapshotPointer& model, const ModelSourceSettings& settings, PackedWriter& writer,
          const std::stop_token& stop,
          const std::function<void(double, const std::string&)>& progress) {
    Sampler sampler(model, Weights::automatic);
    const auto channels = static_cast<int>(model->generator.channels);
    const auto size = static_cast<int>(model->generator.image_size());
    const std::string what =
        fmt::format("Drawing {} images from {}, once", settings.count, model->name);
    const auto out_bytes =
        static_cast<std::size_t>(settings.size * settings.size * settings.channels);
    const auto planes = static_cast<std::size_t>(channels * size * size);
    std::vector<std::uint8_t> bytes;
    for (std::int64_t first = 0; first < settings.count; first += kPiece) {
        if (stop.stop_requested()) fail("stopped while images were drawn from {}", model->name);
        const std::int64_t count = std::min(kPiece, settings.count - first);
        const HostTensor images = sampler.images(piece_of_z(*model, first, count), {}, stop);
        bytes.resize(static_cast<std::size_t>(count) * out_bytes);
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
            prepare_image(interleaved(images.f32().subspan(i * planes, planes), channels, size),
                          static_cast<int>(settings.size), static_cast<int>(settings.channels),
                          std::span(bytes).subspan(i * out_bytes, out_bytes));
        }
        writer.append(bytes);
        progress(static_cast<double>(first + count) / static_cast<double>(settings.count), what);
    }
    writer.finish();
}

}  // namespace

std::unique_ptr<DataSource> open_model_source(
    const SnapshotPointer& model, const ModelSourceSettings& settings, const std::stop_token& stop,
    const std::function<void(double share, const std::string& what)>& progress) {
    const bool ema = resolve_weights(*model, Weights::automatic) == Weights::ema;
    std::string id = ema ? model->id_ema : model->id_raw;
    if (id.empty()) id = model_id(generator_weights(*model, Weights::automatic));
    const std::string key = fmt::format(
        "drawn 1 model {} prior {} first seed {} count {} size {} channels {}", id, model->prior,
        kModelSourceFirstSeed, settings.count, settings.size, settings.channels);
    const std::filesystem::path path =
        settings.folder / fmt::format("drawn-{}-{}-{}px-{}ch-{}.zspk", id.substr(0, 16),
                                      model->prior, settings.size, settings.channels,
                                      settings.count);
    const std::string description =
        fmt::format("{} images drawn from {}", settings.count, model->name);
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) {
        try {
            return open_packed(path, key, description);
        } catch (const Error&) {
            // A damaged or older cache is no loss: the images are drawn again.
        }
    }
    PackedWriter writer(path, key, settings.count, settings.size, settings.channels);
    draw(model, settings, writer, stop, progress);
    return open_packed(path, key, description);
}

}  // namespace zscope::detail
