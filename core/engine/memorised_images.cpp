// SPDX-License-Identifier: MIT
#include <algorithm>
#include <optional>

#include "core/base/error.h"
#include "core/engine/data_opening.h"
#include "core/engine/memorised.h"
#include "core/engine/oracle.h"
#include "core/io/checkpoint.h"
#include "core/io/data/held_out.h"
#include "core/io/data/image_set.h"
#include "core/io/model_file.h"
#include "core/io/resize.h"
#include "core/io/shipped_models.h"
#include "core/worlds/world_word.h"

namespace zscope {

namespace {

constexpr std::int64_t kAsideSeed = 4000;
constexpr std::int64_t kAsideShare = 10;

// How a model was trained, as far as its file says.
struct Origin {
    TrainConfig config;
    DataSpec data;
};

std::optional<Origin> origin_of(const std::string& model) {
    const auto all = worlds();
    for (const World* world : all) {
        if (world->name() == model && shipped_model_file(model))
            return Origin{{}, {std::string(kWorldPrefix) + model, ""}};
    }
    const auto path = resolve_model(model);
    try {
        const Checkpoint checkpoint = read_checkpoint(path);
        return Origin{checkpoint.config, {checkpoint.data, checkpoint.exclude}};
    } catch (const Error&) {
        return std::nullopt;  // a model that does not say
    }
}

// Whether the images of `asked` are those of the run, so that what it held out is known.
bool same_data(const DataSpec& asked, const DataSpec& of_run) {
    return asked.text.empty() || (lasting_text(asked) == lasting_text(of_run) &&
                                  (asked.exclude.empty() || asked.exclude == of_run.exclude));
}

std::unique_ptr<DataSource> fresh_images(WorldWord word, const TrainConfig& config,
                                         std::int64_t count, const std::stop_token& stop) {
    word.options.seed = word.options.seed == kHeldOutSeed ? kHeldOutSeed + 1 : kHeldOutSeed;
    word.options.size = static_cast<int>(config.size);
    check_world_options(*word.world, word.options);
    constexpr std::int64_t kPiece = 256;
    std::vector<std::uint8_t> pixels;
    for (std::int64_t first = 0; first < count; first += kPiece) {
        if (stop.stop_requested()) fail("stopped while fresh images were drawn");
        for (WorldImage& drawn :
             draw_many(*word.world, word.options, first, std::min(kPiece, count - first))) {
            const ImageU8 image =
                with_channels({drawn.size, drawn.size, 3, std::move(drawn.pixels)},
                              static_cast<int>(config.channels));
            pixels.insert(pixels.end(), image.pixels.begin(), image.pixels.end());
        }
    }
    return make_memory_source(std::move(pixels), config.size, config.channels);
}

TrainConfig config_for(const ModelSnapshot& model, const std::optional<Origin>& origin) {
    TrainConfig config = origin ? origin->config : TrainConfig{};
    config.size = model.generator.image_size();
    config.channels = model.generator.channels;
    if (config.channels != 1 && config.channels != 3)
        fail("{} draws images of {} channels: only grey and colour can be compared", model.name,
             config.channels);
    return config;
}

// The two parts of one set. It is opened twice: a part owns its source.
void split(MemorisationImages& images, const std::function<std::unique_ptr<DataSource>()>& open,
           std::int64_t hold_out, std::int64_t seed, std::int64_t most) {
    images.training = training_part(open(), hold_out, seed);
    images.held_out = held_out_part(open(), hold_out, seed, most);
}

void leave_aside(MemorisationImages& images,
                 const std::function<std::unique_ptr<DataSource>()>& open, std::int64_t most) {
    const std::int64_t all = open()->count();
    if (all < 2) fail("a single image cannot be compared with others: name a larger data set");
    const std::int64_t aside = std::clamp<std::int64_t>(all / kAsideShare, 1, most);
    split(images, open, aside, kAsideSeed, most);
    images.unseen = false;
    images.note = fmt::format(
        "nothing was held out from training: {} of the images are left aside now. The model may "
        "know those as well, so that a sample that repeats one of them is missed, and memory "
        "cannot be told from smoothness. zscope train --hold-out N keeps images for this",
        aside);
}

}  // namespace

MemorisationImages open_memorisation_images(const std::string& model, const DataSpec& data,
                                            std::int64_t most, const std::stop_token& stop,
                                            const MemorisedProgress& progress) {
    const SnapshotPointer opened = open_model(resolve_model(model));
    const std::optional<Origin> origin = origin_of(model);
    if (data.text.empty() && (!origin || origin->data.text.empty())) {
        fail("{} does not say what it was trained on: name the images with --data", model);
    }
    const bool own = origin && same_data(data, origin->data);
    const DataSpec spec = own ? origin->data : data;
    const TrainConfig config = config_for(*opened, origin);
    const auto open = [&] { return open_data(spec, config, stop, progress).source; };
    MemorisationImages images;
    images.flipped = config.flip == "on";
    const bool world = spec.text.starts_with(kWorldPrefix);
    if (world) images.world = parse_world_word(spec.text).world;
    if (own && config.hold_out > 0) {
        split(images, open, config.hold_out, config.seed, most);
        images.note =
            fmt::format("{} images that the run held out from training", images.held_out->count());
    } else if (world) {
        images.training = open();
        images.held_out = fresh_images(parse_world_word(spec.text), config, most, stop);
        images.note = fmt::format("{} fresh images of the world {}, which no model was trained on",
                                  most, images.world->name());
    } else {
        leave_aside(images, open, most);
    }
    return images;
}

}  // namespace zscope
