// SPDX-License-Identifier: MIT
#include "ui/panels/samples_panel.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/latent/torch_randn.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"
#include "ui/widgets/zoom_controls.h"

namespace zscope::ui {

namespace {

constexpr std::array<std::int64_t, 6> kCounts = {16, 36, 64, 100, 144, 256};
constexpr float kSmallestTile = 20.0F;

bool in_training(TrainerState state) {
    return state == TrainerState::running || state == TrainerState::paused ||
           state == TrainerState::stopping;
}

// The live model, or the first opened one: what the switch in the header leads to.
const ModelRegistry::Entry* other_model(const Frame& frame) {
    for (const ModelRegistry::Entry& entry : frame.models) {
        const bool live = std::holds_alternative<LiveModel>(entry.ref.which);
        if (frame.model.live != live && entry.ref.which != frame.session.model.which) {
            if (!live || in_training(frame.trainer.state)) return &entry;
        }
    }
    return nullptr;
}

void side_label(const char* text, const ImVec4& colour) {
    ImGui::PushStyleColor(ImGuiCol_Text, colour);
    ImGui::TextUnformatted(text);
    ImGui::PopStyleColor();
}

}  // namespace

SamplesPanel::SamplesPanel(const MakeSlot& make_slot)
    : view_(make_slot("samples")), sift_(make_slot("samples.d"), "samples") {}

void SamplesPanel::rest() {
    view_.rest();
    sift_.rest();
}

nlohmann::json SamplesPanel::settings() const {
    nlohmann::json settings = {{"zoom", zoom_}, {"smooth", smooth_}, {"real", show_real_}};
    sift_.write(settings);
    return settings;
}

void SamplesPanel::set_settings(const nlohmann::json& settings) {
    zoom_ = std::clamp(settings.value("zoom", zoom_), 0.0, 8.0);
    smooth_ = settings.value("smooth", smooth_);
    show_real_ = settings.value("real", show_real_);
    sift_.read(settings);
}

void SamplesPanel::draw(Frame& frame) {
    if (!frame.model.available) {
        rest();
        no_model(frame, "Open a model, or drop one on the window, to see what it draws.");
        return;
    }
    const GridState& grid = frame.session.grid;
    z_ = latents_.get(frame.model, grid);
    view_.ask(request_for(frame, z_));
    view_.poll();
    view_.atlas().set_smooth(smooth_);
    sift_.update(frame, z_);
    header(frame);
    controls(frame);
    sift_.filters(frame);
    ImVec2 room = ImGui::GetContentRegionAvail();
    if (!show_real_) return fakes(frame, room);
    const float gap = dp(12);
    room.x = std::floor((room.x - gap) / 2);
    fakes(frame, room);
    ImGui::SameLine(0, gap);
    reals(frame, room);
}

void SamplesPanel::header(Frame& frame) {
    const RenderResult* shown = view_.result();
    const std::int64_t step = shown != nullptr ? shown->step : frame.model.step;
    const bool ema = shown != nullptr ? shown->ema : frame.model.ema;
    const bool training = frame.model.live && in_training(frame.trainer.state);
    const ModelRegistry::Entry* other = other_model(frame);
    const std::string label = other == nullptr   ? ""
                              : frame.model.live ? fmt::format("Show {}", other->name)
                                                 : std::string("Show the one in training");
    float button = 0;
    if (other != nullptr) button = ImGui::CalcTextSize(label.c_str()).x + dp(24);
    ImGui::AlignTextToFramePadding();
    const std::string text = fmt::format("{}{} · {}", frame.model.name,
                                         training ? " · in training" : "", weights_text(step, ema));
    text_ellipsis(text, palette().muted,
                  std::max(dp(80), ImGui::GetContentRegionAvail().x - button - dp(8)));
    tooltip(frame.model.provenance);
    if (other == nullptr) return;
    ImGui::SameLine();
    const float room = ImGui::GetContentRegionAvail().x;
    if (room > button) ImGui::SetCursorPosX(ImGui::GetCursorPosX() + room - button);
    if (ImGui::Button((label + "###other").c_str())) frame.out.act(ModelChoose{other->ref});
    tooltip("Every tool then works on that model.");
}

void SamplesPanel::controls(Frame& frame) {
    const GridState& grid = frame.session.grid;
    if (ImGui::Button("New seed")) {
        const std::uint64_t mixed = mix_seed(static_cast<std::uint64_t>(grid.seed), 1);
        frame.out.act(GridSet{static_cast<std::int64_t>(mixed % 1000000), {}});
    }
    tooltip("Other samples: another seed for z.");
    ImGui::SameLine();
    std::int64_t seed = grid.seed;
    ImGui::SetNextItemWidth(dp(80));
    ImGui::InputScalar("##seed", ImGuiDataType_S64, &seed);
    if (ImGui::IsItemDeactivatedAfterEdit()) {
        frame.out.act(GridSet{std::max<std::int64_t>(0, seed), {}});
    }
    tooltip("The seed that z is drawn from. The same seed gives the same z in PyTorch.");
    flow(dp(112));
    ImGui::SetNextItemWidth(dp(112));
    if (ImGui::BeginCombo("##count", count_of(grid.count, "image").c_str())) {
        for (const std::int64_t count : kCounts) {
            if (ImGui::Selectable(fmt::format("{}", count).c_str(), count == grid.count)) {
                frame.out.act(GridSet{{}, count});
            }
        }
        ImGui::EndCombo();
    }
    tooltip("How many samples are drawn.");
    label_picker(frame);
    sift_.choice(frame);
    view_controls();
    flow(button_width("Export …"));
    export_.draw(frame, {RecipeTool::samples}, fmt::format("samples-seed-{}.png", grid.seed));
    sift_.status(frame);
}

// Of a conditional model.
void SamplesPanel::label_picker(Frame& frame) {
    const std::int64_t labels = frame.model.labels;
    if (labels == 0) return;
    const std::int64_t chosen = grid_for(frame.model, frame.session.grid).label;
    const auto words = [](std::int64_t label) {
        return label < 0 ? std::string("labels in turn") : fmt::format("label {}", label);
    };
    flow(dp(128));
    ImGui::SetNextItemWidth(dp(128));
    if (ImGui::BeginCombo("##label", words(chosen).c_str())) {
        for (std::int64_t label = -1; label < labels; ++label) {
            if (ImGui::Selectable(words(label).c_str(), label == chosen)) {
                frame.out.act(GridSet{{}, {}, label});
            }
        }
        ImGui::EndCombo();
    }
    tooltip(
        fmt::format("This model was trained with {} labels: which one its images get. In turn: "
                    "row 0 gets label 0, row 1 label 1, and so on.",
                    labels));
}

void SamplesPanel::view_controls() {
    // Whole pixels only, where they are shown as they are.
    if (zoom_slider(zoom_) && !smooth_ && zoom_ > 1) zoom_ = std::round(zoom_);
    smooth_box(smooth_);
    flow(button_width("Real", true));
    ImGui::Checkbox("Real", &show_real_);
    tooltip("Training images beside the generated ones.");
}

TileLayout SamplesPanel::layout(ImVec2 size, int count, float native) const {
    const float gap = dp(4);
    if (zoom_ == 0.0) {
        return fit_tiles(size.x, size.y, count, native, gap, dp(kSmallestTile), !smooth_);
    }
    const auto tile = static_cast<float>(std::max(8.0, native * zoom_));
    return flow_tiles(size.x, count, tile, gap);
}

void SamplesPanel::fakes(Frame& frame, ImVec2 size) {
    if (ImGui::BeginChild("fakes", size)) {
        if (!view_.error().empty()) {
            Failure failure{view_.error()};
            failure.advice = "Choose another model in the bar above.";
            failed_state(failure);
        } else if (sift_.rows().empty()) {
            sift_.nothing_left();
        } else {
            const auto native = static_cast<float>(frame.model.size);
            if (show_real_) side_label("Generated", palette().generated);
            // A little less, so that the marks of the outer cards and no scroll bar fit in. As
            // large as all of them would be: nothing grows while a filter's slider is dragged.
            const ImVec2 room(ImGui::GetContentRegionAvail().x - dp(4),
                              ImGui::GetContentRegionAvail().y - dp(4));
            cards(frame, layout(room, static_cast<int>(frame.session.grid.count), native));
        }
    }
    ImGui::EndChild();
}

void SamplesPanel::cards(Frame& frame, const TileLayout& layout) {
    const std::vector<CardMarks> marks = grid_marks(frame.session, frame.samples, frame.model);
    const CardSource source{
        [&](std::size_t row) { return grid_sample(frame, z_, static_cast<std::int64_t>(row)); },
        [&](std::size_t row) {
            const GridState grid = grid_for(frame.model, frame.session.grid);
            const std::string found = sift_.found(row);
            return describe(grid_origin(grid, static_cast<std::int64_t>(row))) +
                   (found.empty() ? "" : " · " + found);
        },
        "Select", true};
    const ImVec2 from(ImGui::GetCursorPosX() + dp(2), ImGui::GetCursorPosY() + dp(2));
    const float step = layout.tile + dp(4);
    const ImVec2 size(layout.tile, layout.tile);
    const std::vector<std::size_t> rows = sift_.rows();
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto column = static_cast<float>(static_cast<int>(i) % layout.columns);
        const auto line = static_cast<float>(static_cast<int>(i) / layout.columns);
        ImGui::SetCursorPos(ImVec2(from.x + column * step, from.y + line * step));
        const CardEvent event =
            sample_card(frame, view_.atlas(), rows[i], size, marks[rows[i]], source, rows[i]);
        card_label(sift_.labels(rows[i]));
        order_.clicked(frame, event, i, rows.size(),
                       [&](std::size_t place) { return source.id(rows[place]); });
    }
}

void SamplesPanel::reals(Frame& frame, ImVec2 size) {
    if (frame.wants_real != nullptr) *frame.wants_real = true;
    if (ImGui::BeginChild("reals", size)) {
        if (frame.real == nullptr || frame.real->images.empty()) {
            empty_state("Real images appear here with the first step of training.");
        } else {
            real_atlas_.update(frame.real->images);
            real_atlas_.set_smooth(smooth_);
            side_label("Real", palette().real);
            // As large as the generated ones beside them, and as many: only so can they be
            // compared.
            const int places = static_cast<int>(frame.session.grid.count);
            const int count = std::min(places, static_cast<int>(real_atlas_.count()));
            const ImVec2 room(ImGui::GetContentRegionAvail().x - dp(4),
                              ImGui::GetContentRegionAvail().y - dp(4));
            const TileLayout lay = layout(room, places, static_cast<float>(frame.model.size));
            const ImVec2 at = ImGui::GetCursorScreenPos();
            const float step = lay.tile + dp(4);
            ImDrawList& draw = *ImGui::GetWindowDrawList();
            for (int i = 0; i < count; ++i) {
                const auto tile = static_cast<std::size_t>(i);
                const ImVec2 low(at.x + dp(2) + static_cast<float>(i % lay.columns) * step,
                                 at.y + dp(2) + static_cast<float>(i / lay.columns) * step);
                draw.AddImage(real_atlas_.texture(), low,
                              ImVec2(low.x + lay.tile, low.y + lay.tile), real_atlas_.uv_min(tile),
                              real_atlas_.uv_max(tile));
            }
            const int rows = (count + lay.columns - 1) / lay.columns;
            ImGui::Dummy(ImVec2(1, static_cast<float>(rows) * step));
        }
    }
    ImGui::EndChild();
}

}  // namespace zscope::ui
