// SPDX-License-Identifier: MIT
#include "core/engine/surgery/thing.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/latent/labels.h"
#include "core/latent/torch_randn.h"

namespace zscope {

namespace {

std::vector<PlaceShare> kinds_of(const World& world) {
    std::vector<PlaceShare> kinds;
    if (world.segments().empty()) return kinds;
    kinds.push_back({"", "none of these"});
    for (const WorldSegment& segment : world.segments())
        kinds.push_back({std::string(segment.key), std::string(segment.title)});
    return kinds;
}

std::string keys_of(const World& world) {
    std::string keys;
    for (const WorldSegment& segment : world.segments())
        keys += fmt::format("{}{}", keys.empty() ? "" : ", ", segment.key);
    for (const WorldAttribute& attribute : world.attributes()) {
        if (attribute.kind == WorldAttribute::Kind::degrees) continue;
        if (keys.find(attribute.key) != std::string::npos) continue;
        keys += fmt::format("{}{}", keys.empty() ? "" : ", ", attribute.key);
    }
    return keys;
}

}  // namespace

ThingQuestion Thing::question() const {
    return {attributes, attribute, segment};
}

ThingInWorld find_thing(const World& world, std::string_view key) {
    ThingInWorld found;
    const auto attributes = world.attributes();
    for (std::size_t k = 0; k < attributes.size(); ++k) {
        const bool yes_no = attributes[k].kind == WorldAttribute::Kind::yes_no;
        if (attributes[k].key == key && yes_no) found.attribute = k;
    }
    const auto segments = world.segments();
    for (std::size_t k = 0; k < segments.size(); ++k) {
        if (segments[k].key == key) found.segment = static_cast<std::uint8_t>(k + 1);
    }
    if (!found.attribute && found.segment == 0) {
        fail("the world {} has nothing called \"{}\"; there are {}", world.name(), key,
             keys_of(world));
    }
    return found;
}

Thing thing_of_oracle(Oracle& oracle, std::string_view key) {
    const World& world = oracle.world();
    const Judge judge = oracle_judge(oracle);
    Thing thing;
    thing.name = std::string(key);
    thing.judge = fmt::format("the oracle of {}", world.name());
    thing.attributes = judge.attributes;
    const ThingInWorld found = find_thing(world, key);
    thing.attribute = found.attribute;
    thing.segment = found.segment;
    thing.kinds = kinds_of(world);
    thing.read = [&oracle](const HostTensor& images, const std::stop_token& stop) {
        return oracle.read(images, stop);
    };
    return thing;
}

Thing thing_of_ticks(const TickJudge& judge, const std::string& name) {
    Thing thing;
    thing.name = name;
    thing.judge = fmt::format("a classifier of your ticks ({})", judge.report.features);
    thing.attributes = judge.judge.attributes;
    thing.attribute = 0;
    thing.read = [&judge](const HostTensor& images, const std::stop_token& stop) {
        OracleReading reading;
        reading.count = images.shape.front();
        reading.values = judge.judge.read(images, stop);
        return reading;
    };
    return thing;
}

std::unique_ptr<Seer> seer_by_oracle(Oracle oracle, std::string_view key) {
    auto seer = std::make_unique<Seer>();
    seer->oracle.emplace(std::move(oracle));
    seer->thing = thing_of_oracle(*seer->oracle, key);
    seer->name = std::string(key);
    return seer;
}

std::unique_ptr<Seer> seer_by_ticks(Sampler& sampler, const std::string& name,
                                    std::span<const float> yes_z, std::span<const float> no_z,
                                    const std::stop_token& stop) {
    auto seer = std::make_unique<Seer>();
    seer->name = name;
    seer->ticks = learn_ticks(sampler, name, yes_z, no_z, stop);
    if (seer->ticks->report.usable) {
        seer->thing = thing_of_ticks(*seer->ticks, name);
    } else {
        seer->why_not = words_of(seer->ticks->report, name);
    }
    return seer;
}

ThingLooks look_at(Sampler& sampler, const Thing* thing, std::span<const float> z,
                   std::span<const Edit> edits, const std::stop_token& stop) {
    const HostTensor images = sampler.images(z, edits, stop);
    ThingLooks looks;
    looks.count = images.shape.front();
    looks.pixels.assign(images.f32().begin(), images.f32().end());
    if (sampler.model().discriminator) looks.d_logits = sampler.d_logits(images);
    if (thing == nullptr) return looks;
    OracleReading reading = thing->read(images, stop);
    looks.values = std::move(reading.values);
    looks.segments = std::move(reading.segments);
    return looks;
}

ThingLooks rows_of(const ThingLooks& looks, std::span<const std::int64_t> rows) {
    ThingLooks chosen;
    chosen.count = std::ssize(rows);
    const auto copy = [&](const auto& from, auto& to) {
        const std::size_t each = from.size() / static_cast<std::size_t>(looks.count);
        for (const std::int64_t row : rows) {
            const auto first = from.begin() + row * static_cast<std::ptrdiff_t>(each);
            to.insert(to.end(), first, first + static_cast<std::ptrdiff_t>(each));
        }
    };
    copy(looks.values, chosen.values);
    copy(looks.segments, chosen.segments);
    copy(looks.d_logits, chosen.d_logits);
    copy(looks.pixels, chosen.pixels);
    return chosen;
}

void append(ThingLooks& to, const ThingLooks& more) {
    to.count += more.count;
    to.values.insert(to.values.end(), more.values.begin(), more.values.end());
    to.segments.insert(to.segments.end(), more.segments.begin(), more.segments.end());
    to.d_logits.insert(to.d_logits.end(), more.d_logits.begin(), more.d_logits.end());
    to.pixels.insert(to.pixels.end(), more.pixels.begin(), more.pixels.end());
}

ThingPool find_with_thing(Sampler& sampler, const Thing* thing, std::uint64_t seed,
                          std::int64_t count, std::int64_t most_drawn, const std::stop_token& stop,
                          const ShareDone& done) {
    constexpr std::int64_t kPiece = 64;
    const ModelSnapshot& model = sampler.model();
    const auto nz = static_cast<std::size_t>(model.generator.nz);
    const auto inputs = static_cast<std::size_t>(model.generator.inputs());
    const std::vector<float> all = draw_z(model.prior, seed, most_drawn, model.generator.nz);
    ThingPool pool;
    while (pool.looks.count < count && pool.drawn < most_drawn) {
        const std::int64_t rows = std::min(kPiece, most_drawn - pool.drawn);
        const auto z = std::span(all).subspan(static_cast<std::size_t>(pool.drawn) * nz,
                                              static_cast<std::size_t>(rows) * nz);
        const std::vector<float> in = join_labels(z, model.generator, kLabelsInTurn, pool.drawn);
        const ThingLooks looks = look_at(sampler, thing, in, {}, stop);
        std::vector<std::int64_t> with;
        for (std::int64_t i = 0; i < rows && pool.looks.count + std::ssize(with) < count; ++i) {
            if (thing == nullptr || has_thing(looks, thing->question(), i)) with.push_back(i);
        }
        append(pool.looks, rows_of(looks, with));
        for (const std::int64_t i : with) {
            pool.z.insert(pool.z.end(), in.begin() + i * static_cast<std::ptrdiff_t>(inputs),
                          in.begin() + (i + 1) * static_cast<std::ptrdiff_t>(inputs));
        }
        pool.drawn += rows;
        if (done) done(static_cast<double>(pool.looks.count) / static_cast<double>(count));
    }
    return pool;
}

}  // namespace zscope
