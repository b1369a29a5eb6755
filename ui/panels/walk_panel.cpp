// SPDX-License-Identifier: MIT
#include "ui/panels/walk_panel.h"

#include <IconsFontAwesome6.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <imgui.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/base/error.h"
#include "core/latent/interpolate.h"
#include "ui/panels/tool_parts.h"
#include "ui/panels/walk_form.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr std::size_t kMostFilm = 24;
constexpr std::size_t kAhead = 2;  // steps that are decided before they are needed
constexpr float kFilmGap = 4.0F;
constexpr std::int64_t kFewestSaved = 16, kMostSaved = 64;  // steps in a picture

// What is not play: the place is anew where the Session says when one of these changes.
bool same_place(const WalkState& a, const WalkState& b) {
    return a.start == b.start && !other_shape(a, b) && a.step == b.step && a.turns == b.turns;
}

bool bounded(const Frame& frame) {
    const WalkState& state = frame.session.walk;
    return state.least_opinion > 0.0 && state.kind != WalkKind::loop && frame.model.has_d;
}

double degrees_between(const std::vector<float>& a, const std::vector<float>& b) {
    return std::acos(std::clamp(cosine(a, b), -1.0, 1.0)) * 180.0 / std::numbers::pi;
}

}  // namespace

WalkPanel::WalkPanel(const MakeSlot& make_slot)
    : picture_(make_slot("walk")),
      film_(make_slot("walk.film")),
      start_(make_slot("walk.start")),
      guard_(make_slot) {
    view_.smooth = true;
}

void WalkPanel::rest() {
    playing_ = false;
    for (RenderView* view : {&picture_, &film_, &start_})
        view->rest();
    guard_.rest();
}

void WalkPanel::set_settings(const nlohmann::json& settings) {
    view_.smooth = settings.value("smooth", view_.smooth);
    play_wanted_ = settings.value("playing", false);
}

void WalkPanel::draw(Frame& frame) {
    if (!frame.model.available) {
        rest();
        no_model(frame, "Open a model, or drop one on the window, to walk through its images.");
        return;
    }
    if (frame.session.walk.start == 0 && ImGui::GetDragDropPayload() == nullptr) {
        rest();
        if (empty_state("A walk through latent space goes on by itself from one sample: drop one "
                        "here.",
                        frame.session.selection.empty() ? "Start at the first of Samples"
                                                        : "Start at the selected")) {
            pick_start(frame);
        }
        return;
    }
    const bool there = take(frame);
    if (there) {
        advance(frame);
        decide(frame);
        ask(frame);
    }
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const float tile = std::clamp(std::floor(room.y * 0.13F), dp(40), dp(80));
    const float lines = 2 * ImGui::GetFrameHeightWithSpacing();
    // Beside the picture the form, which may be the higher one; below both the film.
    const float height = std::clamp(room.y - tile - lines, dp(96), dp(416));
    const float caption = 2 * ImGui::GetTextLineHeightWithSpacing();
    const float side = std::floor(std::clamp(height - caption, dp(96), room.x * 0.52F));
    const auto fits = static_cast<std::size_t>((room.x + dp(kFilmGap)) / (tile + dp(kFilmGap)));
    film_images_ = std::clamp<std::size_t>(fits, 2, kMostFilm);
    if (there && picture_.error().empty()) {
        picture(frame, side);
    } else {
        ImGui::BeginChild("refused", ImVec2(side, side));
        Failure failure{there ? picture_.error() : problem_};
        failure.advice = there ? "Choose another model in the bar above."
                               : "Drop another sample on the start, or take another kind of walk.";
        failed_state(failure);
        ImGui::EndChild();
    }
    ImGui::SameLine(0, dp(16));
    ImGui::BeginChild("form", ImVec2(0, height));
    const WalkForm form = draw_walk_form(frame, start_.atlas(), d_text());
    ImGui::EndChild();
    form_held_ = form.held;
    if (form.state) change(frame, *form.state);
    if (!there) return;
    transport(frame);
    film(frame);
}

void WalkPanel::pick_start(Frame& frame) {
    WalkState state = frame.session.walk;
    const auto& selection = frame.session.selection;
    state.start = selection.empty()
                      ? grid_sample(frame, latents_.get(frame.model, frame.session.grid), 0)
                      : selection.back();
    state.step = 0;
    state.turns.clear();
    frame.out.act(WalkSet{state});
}

// The Session's walk; false if it cannot go.
bool WalkPanel::take(Frame& frame) {
    const WalkState& state = frame.session.walk;
    const SampleRows rows = sample_rows({state.start}, frame.samples, frame.model.nz);
    if (rows.ids.empty()) start_.rest();
    if (!rows.ids.empty()) start_.ask(request_for(frame, rows.z));
    start_.poll();
    start_.atlas().set_smooth(view_.smooth);
    try {
        trail_.follow(walk_of(state, frame.samples, space_of(frame.model)), state);
        problem_.clear();
    } catch (const Error& error) {
        problem_ = error.what();
    }
    if (!problem_.empty()) {
        playing_ = false;
        for (RenderView* view : {&picture_, &film_})
            view->rest();
        guard_.rest();
        seen_.reset();
        return false;
    }
    if (!seen_ || !same_place(*seen_, state)) {
        if (seen_) playing_ = false;  // undone, or set from elsewhere
        place_ = static_cast<double>(state.step);
    }
    seen_ = state;
    return true;
}

void WalkPanel::advance(Frame& frame) {
    const double passed = std::max(0.0, frame.time - std::exchange(last_, frame.time));
    if (std::exchange(play_wanted_, false) && !playing_) toggle_play(frame);
    if (!playing_ || form_held_ || pushed_) return;
    place_ += passed * frame.session.walk.per_s;
    if (bounded(frame)) place_ = std::min(place_, static_cast<double>(trail_.decided()));
    if (place_ >= static_cast<double>(kMostWalkSteps)) go_to(frame, kMostWalkSteps);
    if (frame.animate != nullptr) *frame.animate = true;
}

void WalkPanel::decide(Frame& frame) {
    const std::size_t ahead = std::min(static_cast<std::size_t>(place_) + kAhead,
                                       static_cast<std::size_t>(kMostWalkSteps));
    if (!bounded(frame)) {
        guard_.rest();
        return trail_.decide_up_to(ahead);
    }
    guard_.follow(frame, trail_, ahead,
                  [&](const std::vector<float>& rows) { return shown(frame, rows); });
}

std::vector<float> WalkPanel::shown(const Frame& frame, const std::vector<float>& rows) {
    left_out_.clear();
    const WalkPlan& plan = trail_.plan();
    if (frame.session.directions.target != DirectionTarget::walk) return plan.with_label(rows);
    return plan.with_label(directed(rows, plan.start.size(), frame.session.directions,
                                    directions_of(frame), &left_out_));
}

std::vector<float> WalkPanel::here() {
    return pushed_ ? *pushed_ : trail_.at(place_);
}

void WalkPanel::ask(Frame& frame) {
    const bool moving = playing_ || pushed_ || std::exchange(asked_, place_) != place_;
    picture_.ask(request_for(frame,
                             std::make_shared<const std::vector<float>>(shown(frame, here())),
                             moving ? RenderPriority::dragged : RenderPriority::visible));
    const auto rows = trail_.rows_up_to(static_cast<std::size_t>(place_), film_images_);
    film_.ask(request_for(frame, std::make_shared<const std::vector<float>>(shown(frame, rows)),
                          playing_ ? RenderPriority::hidden : RenderPriority::visible));
    for (RenderView* view : {&picture_, &film_}) {
        view->poll();
        view->atlas().set_smooth(view_.smooth);
    }
}

void WalkPanel::act(Frame& frame, const WalkState& state) {
    frame.out.act(WalkSet{state});
    seen_ = frame.session.walk;
}

void WalkPanel::go_to(Frame& frame, double step) {
    playing_ = false;
    const double last = static_cast<double>(bounded(frame) ? trail_.decided() : kMostWalkSteps);
    place_ = std::clamp(step, 0.0, last);
    act(frame, trail_.commit(frame.session.walk, static_cast<std::size_t>(place_)));
}

void WalkPanel::toggle_play(Frame& frame) {
    if (playing_) return go_to(frame, place_);  // the picture stays where it is, between steps
    playing_ = true;
    if (bounded(frame) && frame.model.live) guard_.measure_again();
    if (frame.animate != nullptr) *frame.animate = true;
}

// A new walk begins where this one is; what the hand or the form did goes on from there.
SampleId WalkPanel::start_over(Frame& frame, const std::vector<float>& z, const char* how) {
    SampleOrigin origin = origin_at(frame, place_);
    origin.text = how + origin.text;
    place_ = 0.0;
    return frame.out.sample(trail_.plan().with_label(z), origin);
}

void WalkPanel::change(Frame& frame, WalkState next) {
    const WalkState now = frame.session.walk;
    const bool other = other_shape(next, now);
    if (next.start != now.start) {
        place_ = 0.0;
        playing_ = false;
    } else if (other && place_ > 0.0 && problem_.empty()) {
        next.start = start_over(frame, here(), "");
    }
    if (next.start != now.start || other) {
        next.step = 0;
        next.turns.clear();
    }
    if (next.least_opinion != now.least_opinion && trail_.there()) {
        trail_.forget_after(static_cast<std::size_t>(std::ceil(place_)));
    }
    act(frame, next);
}

void WalkPanel::picture(Frame& frame, float side) {
    ImGui::BeginGroup();
    view_.draw("picture", picture_.atlas(), 0, ImVec2(side, side));
    steer(frame, side);
    if (!ImGui::IsAnyMouseDown()) {
        tooltip(
            "Drag: steer, in two directions that belong to the seed; the walk goes on from "
            "there.\nWheel: zoom · middle drag: pan · F: fit · right click: all verbs");
    }
    if (ImGui::BeginPopupContextItem("verbs")) {
        small_muted(origin_at(frame, place_).text);
        sample_verbs(frame, sample_here(frame));
        ImGui::EndPopup();
    }
    where(frame, side);
    ImGui::EndGroup();
}

void WalkPanel::steer(Frame& frame, float side) {
    std::vector<float> z = here();
    const LatentDrag::Event event = drag_.after_item(
        z, frame.model.prior, static_cast<std::uint64_t>(frame.session.walk.seed), side);
    if (event.active && !pushed_) goes_on_ = playing_;
    if (event.active) pushed_ = z;
    if (!event.active && !event.released) {
        pushed_.reset();
        return;
    }
    if (frame.animate != nullptr) *frame.animate = true;
    if (!event.released) return;
    WalkState state = frame.session.walk;
    state.start = start_over(frame, *pushed_, "steered from ");
    state.step = 0;
    state.turns.clear();
    pushed_.reset();
    act(frame, state);
    playing_ = goes_on_;
}

void WalkPanel::transport(Frame& frame) {
    const PlayWish wish = play_controls(playing_, true, "a step");
    if (wish.toggle) toggle_play(frame);
    if (wish.steps > 0) go_to(frame, std::floor(place_) + 1.0);
    if (wish.steps < 0) go_to(frame, std::ceil(place_) - 1.0);
    ImGui::SameLine();
    ImGui::BeginDisabled(place_ == 0.0);
    if (ImGui::Button(ICON_FA_BACKWARD_FAST "###first")) go_to(frame, 0.0);
    ImGui::EndDisabled();
    tooltip("Back to the start.");
    flow(button_width("Keep"));
    if (ImGui::Button("Keep")) frame.out.act(TrayKeep{{sample_here(frame)}});
    tooltip("Puts what is shown into the tray.");
    flow(button_width("Smooth", true));
    ImGui::Checkbox("Smooth", &view_.smooth);
    tooltip("Off: every pixel as it is (nearest). On: enlarged without steps (bicubic).");
    flow(button_width("Export …"));
    PictureOf picture{RecipeTool::walk};
    const std::int64_t shown = frame.session.walk.step + 1;
    picture.layout.images = std::clamp<std::int64_t>(shown, kFewestSaved, kMostSaved);
    export_.draw(frame, picture, "walk.png", true);
    flow(dp(96));
    ImGui::AlignTextToFramePadding();
    mono(place_ == std::floor(place_) ? fmt::format("step {:.0f}", place_)
                                      : fmt::format("step {:.1f}", place_));
}

void WalkPanel::film(Frame& frame) {
    const auto newest = static_cast<std::size_t>(place_);
    const std::size_t count = std::min(film_images_, newest + 1), first = newest + 1 - count;
    const auto width = static_cast<float>(film_images_);
    const float gap = dp(kFilmGap);
    const float tile =
        std::max(dp(24), std::floor((ImGui::GetContentRegionAvail().x + gap) / width - gap));
    const float side = std::min(tile, std::max(dp(24), ImGui::GetContentRegionAvail().y));
    const CardSource source{[&](std::size_t i) {
                                const auto step = first + i;
                                SampleOrigin origin = origin_at(frame, static_cast<double>(step));
                                return frame.out.sample(shown(frame, trail_.row(step)), origin);
                            },
                            [&](std::size_t i) { return fmt::format("step {}", first + i); },
                            "Go back to this step"};
    std::optional<std::size_t> clicked;
    ImGui::PushID("film");
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) ImGui::SameLine(0, gap);
        const CardEvent event =
            sample_card(frame, film_.atlas(), i, ImVec2(side, side), {}, source, i);
        if (event.clicked && event.add) select_clicked(frame, event, source.id(i));
        if (event.clicked && !event.add) clicked = first + i;
    }
    ImGui::PopID();
    if (clicked) go_to(frame, static_cast<double>(*clicked));
}

void WalkPanel::where(const Frame& frame, float width) {
    const std::vector<float> z = here();
    const WalkPlan& plan = trail_.plan();
    const auto nz = static_cast<std::int64_t>(z.size());
    const auto line = [width](const std::string& text) {
        text_ellipsis(text, palette().muted, width);
    };
    line(fmt::format("‖z‖ {:.2f} (usual {:.2f}) · {:.0f}° from the start", norm(z),
                     typical_norm(plan.prior, nz), degrees_between(z, plan.start)));
    if (frame.session.directions.target != DirectionTarget::walk) return;
    std::vector<std::string> names;
    for (const DirectionUse& use : frame.session.directions.list) {
        const DirectionPointer direction = directions_of(frame).find(use.id);
        if (direction != nullptr && use.strength != 0.0)
            names.push_back(fmt::format("{} {:+.1f}", direction->name, use.strength));
    }
    std::string text = names.empty() ? "" : fmt::format("With {}", fmt::join(names, ", "));
    if (!left_out_.empty())
        text += fmt::format(" · without {}, of another model", fmt::join(left_out_, ", "));
    if (!text.empty()) line(text);
}

SampleOrigin WalkPanel::origin_at(const Frame& frame, double place) const {
    const WalkState& state = frame.session.walk;
    std::string kind = name_of(state.kind);
    kind.front() = static_cast<char>(kind.front() - 'A' + 'a');
    if (state.kind == WalkKind::shell) kind = "shell";
    SampleOrigin origin;
    origin.tool = "walk";
    origin.text = fmt::format("step {:.2f} of a {} walk from #{}, walk seed {}", place, kind,
                              state.start, state.seed);
    return origin;
}

SampleId WalkPanel::sample_here(Frame& frame) {
    return frame.out.sample(shown(frame, here()), origin_at(frame, place_));
}

std::string WalkPanel::d_text() const {
    if (!guard_.error().empty()) return guard_.error();
    if (guard_.measuring()) return "Measuring 256 random samples to compare with …";
    if (!guard_.last()) return "Asking D about the next step …";
    return fmt::format("The next step convinces D more than {:.0f} % of 256 random samples do.",
                       *guard_.last());
}

}  // namespace zscope::ui
