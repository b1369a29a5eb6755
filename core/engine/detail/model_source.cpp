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
#include "core/latent/labels.h"

namespace zscope::detail {

namespace {

constexpr std::int64_t kPiece = 64;

// Each image has a seed of its own, so that image i is the same however many are drawn.
std::vector<float> piece_of_z(const ModelSnapshot& model, std::int64_t first, std::int64_t count) {
    std::vector<float> z;
    for (std::int64_t i = first; i < first + count; ++i) {
        const auto seed = static_cast<std::uint64_t>(i + kModelSourceFirstSeed);
        const std::vector<float> one =
            draw_inputs(model.prior, seed, 1, model.generator,
                        model.generator.labels > 0 ? i % model.generator.labels : kLabelsInTurn);
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

using Progress = std::function<void(double, const std::string&)>;

// The images as the generator makes them, from where the writer stands.
void draw(const SnapshotPointer& model, const ModelSourceSettings& settings, PackedWriter& writer,
          const std::stop_token& stop, const Progress& progress) {
    Sampler sampler(model, Weights::automatic);
    const auto channels = static_cast<int>(model->generator.channels);
    const auto size = static_cast<int>(model->generator.image_size());
    const std::string what =
        fmt::format("Drawing {} images from {}, once", settings.count, model->name);
    const auto planes = static_cast<std::size_t>(channels * size * size);
    for (std::int64_t first = writer.done(); first < settings.count; first = writer.done()) {
        if (stop.stop_requested()) fail("stopped while images were drawn from {}", model->name);
        const std::int64_t count = std::min(kPiece, settings.count - first);
        const HostTensor images = sampler.images(piece_of_z(*model, first, count), {}, stop);
        std::vector<std::uint8_t> bytes;
        for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i) {
            const ImageU8 image =
                interleaved(images.f32().subspan(i * planes, planes), channels, size);
            bytes.insert(bytes.end(), image.pixels.begin(), image.pixels.end());
        }
        writer.append(bytes);
        progress(static_cast<double>(first + count) / static_cast<double>(settings.count), what);
    }
    writer.finish();
}

// The same images at the asked size and colour.
void convert(DataSource& from, const ModelSourceSettings& settings, PackedWriter& writer,
             const std::stop_token& stop, const Progress& progress) {
    const auto side = static_cast<int>(from.size()), channels = static_cast<int>(from.channels());
    const std::string what =
        fmt::format("Resizing {} to {} pixels, once", from.description(), settings.size);
    ImageU8 image{side, side, channels, {}};
    image.pixels.resize(static_cast<std::size_t>(side) * side * channels);
    std::vector<std::uint8_t> bytes(
        static_cast<std::size_t>(settings.size * settings.size * settings.channels));
    for (std::int64_t i = 0; i < settings.count; ++i) {
        if (i % kPiece == 0) {
            if (stop.stop_requested()) fail("stopped while images were resized");
            progress(static_cast<double>(i) / static_cast<double>(settings.count), what);
        }
        from.read(i, image.pixels);
        prepare_image(image, static_cast<int>(settings.size), static_cast<int>(settings.channels),
                      bytes);
        writer.append(bytes);
    }
    writer.finish();
}

std::string id_of(const ModelSnapshot& model) {
    const std::string& id = shown_id(model, Weights::automatic);
    return id.empty() ? model_id(generator_weights(model, Weights::automatic)) : id;
}

}  // namespace

std::unique_ptr<DataSource> open_model_source(
    const SnapshotPointer& model, const ModelSourceSettings& settings, const std::stop_token& stop,
    const std::function<void(double share, const std::string& what)>& progress) {
    const std::string id = id_of(*model);
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
    ModelSourceSettings own = settings;
    own.size = model->generator.image_size();
    own.channels = model->generator.channels;
    const bool as_made = own.size == settings.size && own.channels == settings.channels;
    std::unique_ptr<DataSource> made;
    if (!as_made) made = open_model_source(model, own, stop, progress);
    PackedWriter writer(path, key, settings.count, settings.size, settings.channels,
                        as_made ? Unfinished::keep : Unfinished::remove);
    if (as_made) {
        draw(model, settings, writer, stop, progress);
    } else {
        convert(*made, settings, writer, stop, progress);
    }
    return open_packed(path, key, description);
}

}  // namespace zscope::detail
