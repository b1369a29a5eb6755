// SPDX-License-Identifier: MIT
#include "ui/panels/map_panel.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>

#include "core/latent/torch_randn.h"
#include "ui/panels/grid_latents.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr std::array<const char*, 3> kFeatureWords = {"auto", "d", "image"};
constexpr std::array<const char*, 3> kColourWords = {"opinion", "norm", "third"};
constexpr double kLeastSide = 24.0, kMostSide = 160.0;

template <class Enum>
void take_word(const nlohmann::json& settings, const char* key,
               const std::array<const char*, 3>& words, Enum& value) {
    const std::string word =
        settings.value(key, std::string(words[static_cast<std::size_t>(value)]));
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (word == words[i]) value = static_cast<Enum>(i);
    }
}

const char* name_of(MapFeatures features) {
    return features == MapFeatures::discriminator ? "D's features" : "the images";
}

}  // namespace

std::string why_stale(const ExploreMap& map, const ModelView& model, const Session& session) {
    if (model.step != map.step) {
        return fmt::format("Laid out at step {}; the model is at step {} now.", thousands(map.step),
                           thousands(model.step));
    }
    if (model.ema != map.ema) return "Laid out with the model's other weights.";
    if (session.edits != map.settings.edits) return "Laid out before the edits were changed.";
    return {};
}

MapPanel::MapPanel(const MakeSlot& make_slot) : canvas_(make_slot("map")) {}

nlohmann::json MapPanel::settings() const {
    return {{"count", count_},
            {"seed", seed_},
            {"features", kFeatureWords[static_cast<std::size_t>(features_)]},
            {"plane", look_.plane},
            {"colour", kColourWords[static_cast<std::size_t>(look_.colour)]},
            {"side", look_.side}};
}

void MapPanel::set_settings(const nlohmann::json& settings) {
    count_ = std::clamp(settings.value("count", count_), kFewestMapSamples, kMostMapSamples);
    seed_ = std::max<std::int64_t>(settings.value("seed", seed_), 0);
    take_word(settings, "features", kFeatureWords, features_);
    take_word(settings, "colour", kColourWords, look_.colour);
    const auto plane = settings.value("plane", static_cast<std::int64_t>(look_.plane));
    look_.plane =
        static_cast<std::size_t>(std::clamp<std::int64_t>(plane, 0, std::ssize(kMapPlanes) - 1));
    look_.side = std::clamp(settings.value("side", look_.side), kLeastSide, kMostSide);
    if (settings.contains("zoom")) canvas_.zoom(settings.value("zoom", 1.0));
    make_wanted_ = settings.value("make", false);
}

ExploreMapSettings MapPanel::wanted(const Frame& frame) const {
    ExploreMapSettings settings;
    settings.seed = static_cast<std::uint64_t>(seed_);
    settings.count = count_;
    settings.features = frame.model.has_d ? features_ : MapFeatures::automatic;
    settings.edits = frame.session.edits;
    return settings;
}

void MapPanel::make(Frame& frame) {
    frame.out.wish(MakeMap{wanted(frame)});
    canvas_.fit();
}

void MapPanel::draw(Frame& frame) {
    if (!frame.model.available) {
        rest();
        return no_model(frame, "Open a model to see many of its samples on one map.");
    }
    if (std::exchange(make_wanted_, false)) make(frame);
    if (other_state(frame)) return rest();
    const ExploreMap& map = *frame.map->map;
    controls(frame, map);
    facts(frame, map);
    if (!canvas_.error().empty()) failure_note(Failure{canvas_.error()});
    canvas_.draw(frame, frame.map->map, look_);
}

// True: there is no map of this model to show, and it says why.
bool MapPanel::other_state(Frame& frame) {
    using State = MapView::State;
    const State state = frame.map == nullptr ? State::none : frame.map->state;
    if (state == State::working) {
        const MapView& view = *frame.map;
        const std::string what = fmt::format("Drawing the map of {}: {}", view.name, view.what);
        Working working{what};
        working.progress = view.progress;
        working.cancel = "Cancel";
        if (working_state(working)) frame.out.wish(CancelJob{view.job});
        return true;
    }
    if (state == State::failed) {
        const std::string what = fmt::format("The map was not made: {}", frame.map->error);
        Failure failure{what};
        failure.button = "Try again";
        if (failed_state(failure)) make(frame);
        return true;
    }
    const std::string button = fmt::format("Draw {} samples", thousands(count_));
    if (frame.map == nullptr || frame.map->map == nullptr) {
        if (empty_state("A map of many samples: those that look alike lie near each other, and "
                        "pictures come as you zoom in.",
                        button.c_str())) {
            make(frame);
        }
        return true;
    }
    if (frame.map->model == frame.session.model) return false;
    const std::string sentence =
        fmt::format("The map that was drawn is of {}; the tools work on {} now.", frame.map->name,
                    frame.model.name);
    if (empty_state(sentence, button.c_str())) make(frame);
    return true;
}

void MapPanel::controls(Frame& frame, const ExploreMap& map) {
    making_controls(frame, map);
    static constexpr std::array<const char*, 3> planes = {"PC1 × PC2", "PC1 × PC3", "PC2 × PC3"};
    flow(dp(112));
    ImGui::SetNextItemWidth(dp(112));
    int plane = static_cast<int>(look_.plane);
    if (ImGui::Combo("##plane", &plane, planes.data(), std::ssize(planes))) {
        look_.plane = static_cast<std::size_t>(plane);
    }
    tooltip(
        "Which two principal components are the axes: the directions in which the samples "
        "differ most (PC1), second and third most.");
    flow(dp(144));
    ImGui::SetNextItemWidth(dp(144));
    const MapColour shown = possible_colour(map, look_.colour);
    const std::array<const char*, 3> colours = {"Colour: D's opinion", "Colour: ‖z‖",
                                                "Colour: third PC"};
    if (ImGui::BeginCombo("##colour", colours[static_cast<std::size_t>(shown)])) {
        for (const MapColour each : {MapColour::opinion, MapColour::norm, MapColour::third}) {
            if (possible_colour(map, each) != each) continue;
            const char* name = colours[static_cast<std::size_t>(each)];
            if (ImGui::Selectable(name, each == shown)) look_.colour = each;
        }
        ImGui::EndCombo();
    }
    tooltip("What the colour of a point means. By rank: as many points have each colour.");
    SliderOptions options;
    options.min = kLeastSide;
    options.max = kMostSide;
    options.reset = MapLook{}.side;
    options.format = "%.0f px";
    options.tooltip = "How large the pictures are. Smaller ones: more of them.";
    flow(dp(96));
    ImGui::SetNextItemWidth(dp(96));
    slider("##side", look_.side, options);
    flow(button_width("Fit"));
    if (ImGui::Button("Fit")) canvas_.fit();
    tooltip(
        "The whole map.   F   Wheel: zoom at the pointer; drag the ground or the middle "
        "button: move.");
}

void MapPanel::making_controls(Frame& frame, const ExploreMap& map) {
    SliderOptions options;
    options.min = static_cast<double>(kFewestMapSamples);
    options.max = static_cast<double>(kMostMapSamples);
    options.reset = static_cast<double>(kUsualMapSamples);
    options.logarithmic = true;
    options.format = "%lld samples";
    options.tooltip = "Of the next map. More take longer: it says how long while it draws.";
    ImGui::SetNextItemWidth(dp(136));
    slider("##count", count_, options);
    flow(button_width("New seed"));
    if (ImGui::Button("New seed")) {
        seed_ = static_cast<std::int64_t>(mix_seed(static_cast<std::uint64_t>(seed_), 1) % 1000000);
        make(frame);
    }
    tooltip("Other samples: another seed for z, and the map drawn anew.");
    if (frame.model.has_d) {
        const std::array<const char*, 2> ways = {"By D's features", "By the images"};
        flow(dp(136));
        ImGui::SetNextItemWidth(dp(136));
        int way = features_ == MapFeatures::image ? 1 : 0;
        if (ImGui::Combo("##features", &way, ways.data(), std::ssize(ways))) {
            features_ = way == 1 ? MapFeatures::image : MapFeatures::discriminator;
        }
        tooltip(
            "What decides who lies near whom: the last hidden maps of D, averaged over the "
            "image, or the image itself at 8 × 8 pixels.");
    }
    ExploreMapSettings next = wanted(frame);
    if (next.features == MapFeatures::automatic) next.features = map.settings.features;
    const bool other = next != map.settings || !why_stale(map, frame.model, frame.session).empty();
    flow(button_width("Draw anew"));
    const bool pressed = other ? primary_button("Draw anew") : ImGui::Button("Draw anew");
    if (pressed) make(frame);
    tooltip("The map of the model as it is now, with these settings.");
}

void MapPanel::facts(Frame& frame, const ExploreMap& map) {
    const std::string stale = why_stale(map, frame.model, frame.session);
    if (!stale.empty()) {
        text_ellipsis(stale + " Draw it anew to see where its samples lie.", palette().warning);
    }
    const auto [a, b] = kMapPlanes[look_.plane];
    text_ellipsis(
        fmt::format("PC{} {:.0f} %, PC{} {:.0f} % of the variance of {} · {} samples of seed {}",
                    a + 1, 100 * map.explained[a], b + 1, 100 * map.explained[b],
                    name_of(map.settings.features), thousands(map.settings.count),
                    map.settings.seed),
        palette().muted);
}

}  // namespace zscope::ui
