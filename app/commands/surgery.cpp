// SPDX-License-Identifier: MIT
#include "app/commands/surgery.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <map>

#include "app/commands/latent_argument.h"
#include "core/base/error.h"
#include "core/engine/shipped_oracle.h"
#include "core/latent/labels.h"

namespace zscope::app {

namespace {

struct Box {
    std::string sample;
    std::array<std::int64_t, 4> edges{};
};

Box parse_box(const std::string& text, std::int64_t side) {
    const auto at = text.rfind('@');
    if (at == std::string::npos) {
        fail("\"{}\" is no box: write SAMPLE@LEFT,TOP,RIGHT,BOTTOM in pixels, as 7:3@10,12,30,28",
             text);
    }
    Box box{text.substr(0, at), {}};
    const char* from = text.data() + at + 1;
    const char* const end = text.data() + text.size();
    for (std::size_t k = 0; k < 4; ++k) {
        const auto [next, error] = std::from_chars(from, end, box.edges[k]);
        const bool last = k == 3;
        if (error != std::errc() || (last ? next != end : next == end || *next != ',')) {
            fail("\"{}\" is no box: four whole numbers belong behind the @", text);
        }
        from = next + (last ? 0 : 1);
    }
    const auto [left, top, right, bottom] = box.edges;
    if (left < 0 || top < 0 || right > side || bottom > side || left >= right || top >= bottom) {
        fail("the box \"{}\" does not lie in an image of {} x {} pixels", text, side, side);
    }
    return box;
}

}  // namespace

void ThingArgument::add_to(CLI::App& command) {
    command.add_option("--world", world,
                       "Whose oracle sees the thing: faces, rooms, or the file of an oracle. Left "
                       "out: the world that the model learned from.");
    command.add_option("--concept", concept_key,
                       "The thing, by the oracle's name for it: window, door; glasses, hat.");
    command.add_option("--name", name, "What is ticked or boxed, for people: glasses.");
    command.add_option("--yes", yes, "Samples that have it, as 7:3 (row 3 of seed 7); with --no.");
    command.add_option("--no", no, "Samples that do not.");
    command.add_option("--box", boxes,
                       "Where it is in a sample, in pixels: 7:3@LEFT,TOP,RIGHT,BOTTOM. As often as "
                       "you like.");
}

std::vector<float> rows_of(const std::vector<std::string>& sources, const ModelSnapshot& model) {
    std::vector<float> rows;
    for (const std::string& text : sources) {
        const std::vector<float> z =
            join_labels(latent_of(parse_latent_source(text).source, model), model.generator);
        rows.insert(rows.end(), z.begin(), z.end());
    }
    return rows;
}

MarkedImages marked_images(const std::vector<std::string>& boxes, const ModelSnapshot& model) {
    const std::int64_t side = model.generator.image_size();
    std::map<std::string, MapMask> masks;
    for (const std::string& text : boxes) {
        const Box box = parse_box(text, side);
        MapMask& mask = masks[box.sample];
        mask.size = side;
        mask.cells.resize(static_cast<std::size_t>(side * side));
        for (std::int64_t y = box.edges[1]; y < box.edges[3]; ++y) {
            for (std::int64_t x = box.edges[0]; x < box.edges[2]; ++x)
                mask.cells[static_cast<std::size_t>(y * side + x)] = 1;
        }
    }
    MarkedImages marked;
    for (auto& [sample, mask] : masks) {
        const std::vector<float> z = rows_of({sample}, model);
        marked.z.insert(marked.z.end(), z.begin(), z.end());
        marked.masks.push_back(std::move(mask));
    }
    return marked;
}

std::filesystem::path oracle_file(const ThingArgument& argument, const ModelSnapshot& model) {
    if (std::filesystem::exists(argument.world)) return argument.world;
    const World* trained = world_trained_on(model.provenance);
    if (argument.world.empty() && trained == nullptr) {
        fail("this model does not say which world it learned from: name one with --world");
    }
    return shipped_oracle(argument.world.empty() ? *trained : find_world(argument.world));
}

std::unique_ptr<Seer> open_thing(const ThingArgument& argument, Sampler& sampler) {
    const ModelSnapshot& model = sampler.model();
    if (!argument.concept_key.empty()) {
        return seer_by_oracle(Oracle::open(oracle_file(argument, model)), argument.concept_key);
    }
    auto seer = seer_by_ticks(sampler, argument.name.empty() ? "the thing" : argument.name,
                              rows_of(argument.yes, model), rows_of(argument.no, model));
    seer->name = argument.called();
    return seer;
}

}  // namespace zscope::app
