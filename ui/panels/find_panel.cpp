// SPDX-License-Identifier: MIT
#include "ui/panels/find_panel.h"

#include <IconsFontAwesome6.h>
#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <cmath>

#include "ui/panels/grid_latents.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/sample_card.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

using State = FindSearch::State;

constexpr float kGap = 8.0F, kPast = 48.0F;  // design units
constexpr float kLargest = 320.0F;

void wrapped(std::string_view text, const ImVec4& colour) {
    ImGui::PushTextWrapPos(0.0F);
    ImGui::PushStyleColor(ImGuiCol_Text, colour);
    ImGui::TextUnformatted(text.data(), text.data() + text.size());
    ImGui::PopStyleColor();
    ImGui::PopTextWrapPos();
}

// A picture that is only looked at.
void picture(const TileAtlas& atlas, std::size_t tile, float side) {
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const ImVec2 high(low.x + side, low.y + side);
    ImGui::Dummy(ImVec2(side, side));
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    if (atlas.has(tile)) {
        draw.AddImage(atlas.texture(), low, high, atlas.uv_min(tile), atlas.uv_max(tile));
    } else {
        draw.AddRectFilled(low, high, ImGui::GetColorU32(palette().raised));
    }
}

bool on_session_model(const Frame& frame, const FindSearch& search) {
    return search.model == frame.session.model &&
           static_cast<std::int64_t>(search.result.z.size()) == frame.model.nz;
}

const char* word_of(const FindSearch& search) {
    switch (search.state) {
        case State::waiting:
            return "waits for its turn";
        case State::working:
            return "is looked for";
        case State::done:
            return "";
        case State::cancelled:
            return "cancelled: the best so far";
        case State::failed:
            return "failed";
    }
    return "";
}

}  // namespace

std::string figures_text(const InvertResult& result) {
    return fmt::format(
        "Off by {:.1f} % of the range from black to white, on the average over the pixels; the "
        "nearest of {} random samples is off by {:.1f} %.",
        100 * result.distance.pixels, kInvertYardstick, 100 * result.yardstick.pixels);
}

std::string prior_text(const InvertResult& result) {
    const double off = result.deviations;
    if (std::abs(off) < 2.0)
        return fmt::format("‖z‖ {:.1f}: as long as that of a random z.", result.norm);
    return fmt::format(
        "‖z‖ {:.1f}: {:.1f} standard deviations {} than that of a random z, so that "
        "it is at the border of what the model was trained on.",
        result.norm, std::abs(off), off > 0 ? "longer" : "shorter");
}

double nearness(const InvertResult& result) {
    if (result.yardstick.pixels <= 0.0) return 1.0;
    return std::clamp(1.0 - result.distance.pixels / result.yardstick.pixels, 0.0, 1.0);
}

void FindPanel::draw(Frame& frame) {
    const FindSearch* search = frame.find == nullptr ? nullptr : chosen(*frame.find);
    if (search == nullptr) return nothing_yet(frame);
    head(frame, *search);
    if (ImGui::BeginChild("body")) {
        if (search->state == State::failed) {
            Failure failure{search->error};
            failure.button = "Try again";
            if (failed_state(failure)) frame.out.wish(FindZ{search->path, search->seed});
        } else if (search->best == nullptr && search->over()) {
            if (empty_state("It was cancelled before anything was found.", "Search again"))
                frame.out.wish(FindZ{search->path, search->seed});
        } else {
            pictures(frame, *search);
        }
        history(*frame.find, *search);
    }
    ImGui::EndChild();
}

// The one that was clicked, until another one begins.
const FindSearch* FindPanel::chosen(const FindView& view) {
    if (view.searches.empty()) return nullptr;
    const FindSearch& newest = *view.searches.front();
    if (newest.job != newest_) {
        newest_ = newest.job;
        chosen_ = 0;
    }
    for (const auto& search : view.searches) {
        if (chosen_ != 0 && search->job == chosen_) return search.get();
    }
    return &newest;
}

void FindPanel::nothing_yet(Frame& frame) {
    if (!frame.model.available)
        return no_model(frame, "Open a model to find the z of an image on it.");
    const std::string sentence = fmt::format(
        "Drop an image on the window: zscope looks for the z with which {} draws it as nearly as "
        "it "
        "can.",
        frame.model.name);
    if (!frame.has_file_dialog) open_controls(frame);
    if (empty_state(sentence, frame.has_file_dialog ? "Open an image …" : nullptr))
        frame.out.wish(AskForPath{AskForPath::For::image});
}

void FindPanel::open_controls(Frame& frame) {
    if (frame.has_file_dialog) {
        if (ImGui::Button(ICON_FA_FOLDER_OPEN "  Another image …"))
            frame.out.wish(AskForPath{AskForPath::For::image});
        tooltip("Looks for the z of another image. Dropping it on the window does the same.");
        return;
    }
    ImGui::SetNextItemWidth(-1);
    const bool entered = ImGui::InputTextWithHint("##path", "type the path of an image, then Enter",
                                                  &typed_, ImGuiInputTextFlags_EnterReturnsTrue);
    if (entered && !typed_.empty()) frame.out.wish(FindZ{typed_});
}

void FindPanel::head(Frame& frame, const FindSearch& search) {
    ImGui::PushFont(fonts().strong, kBody);
    const std::string name = search.path.filename().string();
    text_ellipsis(
        name, palette().text,
        std::min(ImGui::GetContentRegionAvail().x, ImGui::CalcTextSize(name.c_str()).x + 1));
    ImGui::PopFont();
    tooltip(search.path.string());
    const std::string more = fmt::format(
        "{}{}{}", search.model_name.empty() ? "" : fmt::format("on {}", search.model_name),
        *word_of(search) != 0 ? " · " : "", word_of(search));
    ImGui::SameLine(0, dp(8));
    if (ImGui::GetContentRegionAvail().x < dp(40)) ImGui::NewLine();
    text_ellipsis(more, palette().muted);
    if (!search.over()) {
        const float cancel = button_width("Cancel") + dp(8);
        const float bar = std::max(dp(80), ImGui::GetContentRegionAvail().x - cancel);
        const std::string text = search.what.empty() ? "Waits" : search.what;
        ImGui::ProgressBar(static_cast<float>(search.progress), ImVec2(bar, 0), text.c_str());
        ImGui::SameLine();
        if (ImGui::Button("Cancel")) frame.out.wish(CancelJob{search.job});
        tooltip("The best so far is kept here.");
        return;
    }
    if (search.state == State::failed || search.best == nullptr) return open_controls(frame);
    buttons(frame, search);
}

void FindPanel::buttons(Frame& frame, const FindSearch& search) {
    const bool here = on_session_model(frame, search);
    ImGui::BeginDisabled(!here);
    if (primary_button("Keep in the tray")) {
        const SampleId id = sample_of(frame, search);
        frame.out.act(TrayKeep{{id}});
        frame.out.act(SelectionChange{SelectHow::replace, {id}});
    }
    ImGui::EndDisabled();
    if (ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled | ImGuiHoveredFlags_ForTooltip)) {
        ImGui::SetTooltip("%s", here ? "Keeps the sample that was found, to interpolate, to walk "
                                       "from, to calculate with."
                                     : "It was found on another model than the one in use.");
    }
    flow(button_width("Search again"));
    if (ImGui::Button("Search again")) frame.out.wish(FindZ{search.path, search.seed + 1});
    tooltip("On the model in use, from other random starts.");
    flow(frame.has_file_dialog ? button_width(ICON_FA_FOLDER_OPEN "  Another image …") : dp(200));
    open_controls(frame);
}

SampleId FindPanel::sample_of(Frame& frame, const FindSearch& search) const {
    SampleOrigin origin;
    origin.tool = "photo";
    origin.text = search.path.filename().string();
    if (search.result.label >= 0) origin.label = search.result.label;
    return frame.out.sample(search.result.z, origin);
}

void FindPanel::pictures(Frame& frame, const FindSearch& search) {
    pictures_.update(std::vector{search.target, search.best, search.difference});
    pictures_.set_smooth(true);
    const float gap = dp(kGap);
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float text = 7 * ImGui::GetTextLineHeightWithSpacing() + dp(kPast);
    const float side =
        std::clamp(std::min((room.x - 2 * gap) / 3, room.y - text), dp(64), dp(kLargest));
    const auto column = [&](const char* caption, const char* help, auto draw) {
        ImGui::BeginGroup();
        draw();
        ImGui::PushTextWrapPos(ImGui::GetCursorPosX() + side);
        small_muted(caption);
        ImGui::PopTextWrapPos();
        ImGui::EndGroup();
        tooltip(help);
    };
    column("The image", "The largest square in its middle, at the model's size.",
           [&] { picture(pictures_, 0, side); });
    ImGui::SameLine(0, gap);
    column(search.over() ? "Nearest sample" : "Nearest so far", "", [&] {
        const bool card = search.over() && on_session_model(frame, search) && pictures_.has(1);
        if (!card) return picture(pictures_, 1, side);
        const CardSource source{[&](std::size_t) { return sample_of(frame, search); },
                                [&](std::size_t) { return search.path.filename().string(); }};
        const CardEvent event = sample_card(frame, pictures_, 1, ImVec2(side, side), {}, source, 0);
        if (event.clicked) select_clicked(frame, event, sample_of(frame, search));
    });
    ImGui::SameLine(0, gap);
    column("Difference",
           "Where the two differ: from dark blue, not at all, to yellow, by a quarter of the range "
           "from black to white or more.",
           [&] { picture(pictures_, 2, side); });
    if (search.best != nullptr) verdict(search);
}

void FindPanel::verdict(const FindSearch& search) {
    const InvertResult& result = search.result;
    if (search.over()) {
        const InvertVerdict found = verdict_of(result.distance, result.yardstick);
        ImGui::PushFont(fonts().strong, kBody);
        wrapped(sentence_about(found),
                found == InvertVerdict::cannot ? palette().minus : palette().text);
        ImGui::PopFont();
    }
    const std::string share =
        fmt::format("{:.0f} % of the way from a random sample", 100 * nearness(result));
    const float width = std::min(ImGui::GetContentRegionAvail().x, dp(3 * kLargest));
    ImGui::ProgressBar(static_cast<float>(nearness(result)), ImVec2(width, 0), share.c_str());
    tooltip("0 %: no nearer than the nearest random sample. 100 %: the image itself.");
    wrapped(figures_text(result), palette().text);
    small_muted(fmt::format("{} Features ({}): {:.2f} of a random sample's distance.{}",
                            prior_text(result), result.features, result.distance.features,
                            result.label >= 0 ? fmt::format(" Label {}.", result.label) : ""));
}

void FindPanel::history(const FindView& view, const FindSearch& shown) {
    if (view.searches.size() < 2) return;
    ImGui::Dummy(ImVec2(0, dp(4)));
    small_muted("Searches of this session");
    std::vector<FindSearch::Picture> tiles;
    for (const auto& search : view.searches)
        tiles.push_back(search->target);
    // Models of other sizes: an atlas has tiles of one size.
    for (auto& tile : tiles) {
        if (tile != nullptr && shown.target != nullptr && tile->width != shown.target->width)
            tile = nullptr;
    }
    past_.update(tiles);
    past_.set_smooth(true);
    const float side = dp(kPast);
    for (std::size_t i = 0; i < view.searches.size(); ++i) {
        const FindSearch& search = *view.searches[i];
        if (i > 0) flow(side);
        ImGui::PushID(static_cast<int>(i));
        const ImVec2 low = ImGui::GetCursorScreenPos();
        if (ImGui::InvisibleButton("past", ImVec2(side, side), ImGuiButtonFlags_EnableNav))
            chosen_ = search.job;
        const ImVec2 high(low.x + side, low.y + side);
        ImDrawList& draw = *ImGui::GetWindowDrawList();
        if (past_.has(i) && tiles[i] != nullptr) {
            draw.AddImage(past_.texture(), low, high, past_.uv_min(i), past_.uv_max(i));
        } else {
            draw.AddRectFilled(low, high, ImGui::GetColorU32(palette().raised));
        }
        if (&search == &shown)
            draw.AddRect(low, high, ImGui::GetColorU32(palette().accent), 0, 0, dp(2));
        tooltip(search.best == nullptr
                    ? fmt::format("{}: {}", search.path.filename().string(), word_of(search))
                    : fmt::format("{} on {}: off by {:.1f} %", search.path.filename().string(),
                                  search.model_name, 100 * search.result.distance.pixels));
        ImGui::PopID();
    }
}

}  // namespace zscope::ui
