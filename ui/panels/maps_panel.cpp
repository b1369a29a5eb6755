// SPDX-License-Identifier: MIT
#include "ui/panels/maps_panel.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "core/surgery/unit_edits.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

struct OrderWord {
    const char* key;
    const char* shown;
};
// In the order of MapOrder.
constexpr std::array<OrderWord, 5> kOrders = {{{"number", "By number"},
                                               {"activation", "By activation"},
                                               {"variance", "By variance"},
                                               {"highest", "By highest cell"},
                                               {"effect", "By effect"}}};
constexpr float kStrip = 268.0F;

std::size_t at(MapOrder order) {
    return static_cast<std::size_t>(order);
}

}  // namespace

MapsPanel::MapsPanel(const MakeSlot& make_slot)
    : maps_(make_slot("maps")), picture_(make_slot("maps.sample")), strip_(make_slot) {}

void MapsPanel::rest() {
    maps_.rest();
    picture_.rest();
    strip_.rest();
}

nlohmann::json MapsPanel::settings() const {
    return {{"order", kOrders[at(order_)].key},
            {"alike", alike_},
            {"edits", with_edits_},
            {"zoom", sheet_.zoomed()}};
}

void MapsPanel::set_settings(const nlohmann::json& settings) {
    const std::string order = settings.value("order", std::string(kOrders[at(order_)].key));
    for (std::size_t i = 0; i < kOrders.size(); ++i) {
        if (order == kOrders[i].key) order_ = static_cast<MapOrder>(i);
    }
    alike_ = settings.value("alike", alike_);
    with_edits_ = settings.value("edits", with_edits_);
    if (settings.contains("zoom")) sheet_.zoom(settings.value("zoom", 1.0F));
}

void MapsPanel::draw(Frame& frame) {
    if (!frame.model.available || frame.model.blocks.empty()) {
        rest();
        return no_model(frame, "Open a model, or drop one on the window, to look into it.");
    }
    if (!shown_.take(frame, "Click a sample to see what every unit of the generator does for it."))
        return rest();
    block_buttons(frame);
    ask(frame);
    take(frame);
    const std::string& error = maps_.error().empty() ? picture_.error() : maps_.error();
    if (!error.empty()) {
        Failure failure{error};
        failure.advice = "Choose another model in the bar above.";
        failed_state(failure);
        return;
    }
    controls(frame);
    if (!drawn_here(frame)) {
        working_state(Working{"Drawing the maps …"});
        return;
    }
    body(frame);
}

void MapsPanel::block_buttons(Frame& frame) {
    const std::vector<BlockShape>& blocks = frame.model.blocks;
    const std::int64_t now =
        std::clamp<std::int64_t>(frame.session.operate.block, 1, std::ssize(blocks));
    block_ = now;
    for (std::int64_t block = 1; block <= std::ssize(blocks); ++block) {
        const BlockShape& shape = blocks[static_cast<std::size_t>(block - 1)];
        const std::string label = fmt::format("Block {} · {} maps {}×{}###block{}", block,
                                              shape.maps, shape.size, shape.size, block);
        if (block > 1) flow(button_width(label.c_str()));
        const bool pressed =
            block == now ? primary_button(label.c_str()) : ImGui::Button(label.c_str());
        tooltip(block == std::ssize(blocks)
                    ? "The last block: its maps are the colours of the image."
                    : "Blocks are numbered from z: early ones lay out, late ones paint.");
        if (!pressed) continue;
        OperateState operate = frame.session.operate;
        look_at_block(operate, block);
        block_ = block;
        frame.out.act(OperateSet{operate});
    }
}

void MapsPanel::ask(Frame& frame) {
    // Whoever just clicked waits for this before all else.
    RenderRequest request = request_for(
        frame, shown_.z(), maps_.pending() ? RenderPriority::dragged : RenderPriority::visible);
    if (!with_edits_) request.edits.clear();
    RenderRequest picture = request;
    picture.priority = RenderPriority::visible;
    request.want = WantBlock{block_};
    maps_.ask(std::move(request));
    picture_.ask(std::move(picture));
    maps_.poll();
    picture_.poll();
    picture_.atlas().set_smooth(true);
}

// Maps of another block, or of the sample before, are not taken for those that were asked for.
void MapsPanel::take(const Frame& frame) {
    const RenderResult* result = maps_.result();
    if (result == nullptr || result->stamp != maps_.asked() || result->maps == nullptr) return;
    if (result->maps != taken_ || alike_ != sheet_.alike()) {
        taken_ = result->maps;
        taken_of_ = frame.session.model;
        const bool with_sign = frame.model.blocks[static_cast<std::size_t>(block_ - 1)].with_sign;
        sheet_.take(block_maps(taken_, block_, with_sign), alike_);
    }
    sheet_.arrange(result->stamp, order_, facts(frame));
}

bool MapsPanel::drawn_here(const Frame& frame) const {
    return taken_ != nullptr && taken_of_ == frame.session.model && !sheet_.order().empty();
}

std::shared_ptr<const BlockFacts> MapsPanel::facts(const Frame& frame) const {
    if (frame.operate == nullptr) return nullptr;
    const auto found = frame.operate->facts.find(block_);
    if (found == frame.operate->facts.end() || found->second == nullptr) return nullptr;
    const auto maps = frame.model.blocks[static_cast<std::size_t>(block_ - 1)].maps;
    const bool of_this =
        found->second->model_id == frame.model.id && std::ssize(found->second->units) == maps;
    return of_this ? found->second : nullptr;
}

void MapsPanel::controls(Frame& frame) {
    ImGui::SetNextItemWidth(dp(136));
    if (ImGui::BeginCombo("##order", kOrders[at(order_)].shown)) {
        for (std::size_t i = 0; i < kOrders.size(); ++i) {
            const auto order = static_cast<MapOrder>(i);
            if (ImGui::Selectable(kOrders[i].shown, order == order_)) order_ = order;
        }
        ImGui::EndCombo();
    }
    tooltip(
        "How the maps are arranged: by the unit's number, or the largest first by mean activation, "
        "variance or highest cell in this sample, or by how much ablating the unit changes images "
        "on average.");
    flow(button_width("Same scale", true));
    ImGui::Checkbox("Same scale", &alike_);
    tooltip("On: one scale of colours for all maps. Off: each map up to its own highest cell.");
    flow(button_width("With edits", true));
    ImGui::Checkbox("With edits", &with_edits_);
    tooltip("Off: the maps as the model makes them. On: as the edits leave them.");
    flow(button_width("Fit"));
    if (ImGui::Button("Fit")) sheet_.fit();
    tooltip("All maps.   F   Wheel: zoom at the pointer; middle button: move.");
    if (order_ != MapOrder::effect || facts(frame) != nullptr) return;
    small_muted("Effects of this block are not known yet: see on the right. Until then by number.");
}

// Those of the Session: a ranking selects them as well. None in maps of another block, as they are
// while those of the chosen one are on their way.
void MapsPanel::units(const Frame& frame) {
    const OperateState& operate = frame.session.operate;
    sheet_.select(sheet_.maps().block == operate.block ? operate.units
                                                       : std::vector<std::int64_t>());
    units_ = sheet_.selected();
}

void MapsPanel::keep_units(Frame& frame) const {
    if (sheet_.selected() == units_ || sheet_.maps().block != block_) return;
    OperateState operate = frame.session.operate;
    operate.block = sheet_.maps().block;
    operate.units = sheet_.selected();
    frame.out.act(OperateSet{std::move(operate)});
}

void MapsPanel::body(Frame& frame) {
    const std::vector<std::int64_t> ablated =
        ablated_units(frame.session.edits, sheet_.maps().block, sheet_.maps().count);
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float gap = dp(8), strip = std::min(dp(kStrip), room.x * 0.42F);
    units(frame);
    sheet_.draw(ImVec2(room.x - strip - gap, room.y), ablated);
    keep_units(frame);
    ImGui::SameLine(0, gap);
    if (ImGui::BeginChild("strip", ImVec2(strip, room.y))) {
        const bool current = sheet_.maps().block == block_;
        strip_.draw(frame, sheet_, picture_.atlas(), ablated, current ? facts(frame) : nullptr);
    }
    ImGui::EndChild();
}

}  // namespace zscope::ui
