// SPDX-License-Identifier: MIT
#include "ui/panels/tick_panel.h"

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_stdlib.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/sample_card.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr std::int64_t kPool = 512;  // samples that are offered, of the grid's seed
constexpr float kSide = 72.0F, kGap = 4.0F, kPreviewSide = 72.0F;
constexpr std::array<double, 7> kStrengths{-4.5, -3.0, -1.5, 0.0, 1.5, 3.0, 4.5};

struct OrderWord {
    TickOrder order;
    const char* word;
    const char* help;
};
constexpr std::array<OrderWord, 3> kOrders{
    {{TickOrder::drawn, "as drawn", "In the order of their seed"},
     {TickOrder::telling, "most telling",
      "Those that your ticks say least about: each of these "
      "teaches most"},
     {TickOrder::likely, "most likely",
      "Those that have it most surely by your ticks: see whether "
      "that is so"}}};

ImU32 colour(const ImVec4& value) {
    return ImGui::ColorConvertFloat4ToU32(value);
}

void mark(ImVec2 low, ImVec2 high, bool yes) {
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    const ImVec4& tone = yes ? palette().plus : palette().minus;
    draw.AddRect(low, high, colour(tone), 0, 0, std::max(2.0F, dp(3)));
    const char* word = yes ? "yes" : "no";
    const ImVec2 size = ImGui::CalcTextSize(word);
    const ImVec2 corner(low.x + size.x + dp(8), low.y + size.y + dp(2));
    draw.AddRectFilled(low, corner, colour(tone));
    draw.AddText(ImVec2(low.x + dp(4), low.y + dp(1)), IM_COL32_WHITE, word);
}

}  // namespace

TickPanel::TickPanel(const MakeSlot& make_slot)
    : offered_(make_slot("tick offered")), preview_(make_slot("tick preview")) {}

void TickPanel::rest() {
    offered_.rest();
    preview_.rest();
}

nlohmann::json TickPanel::settings() const {
    return {{"order", static_cast<int>(order_)}, {"logistic", logistic_}};
}

void TickPanel::set_settings(const nlohmann::json& settings) {
    const int order = settings.value("order", static_cast<int>(order_));
    order_ = static_cast<TickOrder>(std::clamp(order, 0, 2));
    logistic_ = settings.value("logistic", logistic_);
}

void TickPanel::draw(Frame& frame) {
    if (!frame.model.available) {
        rest();
        no_model(frame, "Open a model, or drop one on the window, to say what its samples show.");
        return;
    }
    refresh(frame);
    header(frame);
    const float below = dp(kPreviewSide) + 4 * ImGui::GetFrameHeightWithSpacing();
    offered(frame, std::max(dp(kSide), ImGui::GetContentRegionAvail().y - below));
    outcome(frame);
}

// The order is made anew when a page is turned, not under the hand that ticks.
void TickPanel::refresh(const Frame& frame) {
    const Session& session = frame.session;
    const bool other = frame.model.nz != nz_ || session.grid.seed != seed_ || pool_.empty() ||
                       frame.model.id != model_;
    if (other) {
        GridState grid = session.grid;
        grid.count = kPool;
        pool_ = draw_for(frame.model, grid);
    }
    if (other || session.ticks != ticks_) {
        fit_ = fit_ticks(session.ticks, frame.samples, frame.model, pool_);
    }
    if (other || sorted_ != order_ || sorted_page_ != page_ ||
        (ticks_.yes.empty() != session.ticks.yes.empty())) {
        rows_ = offered_rows(fit_, pool_.size() / static_cast<std::size_t>(frame.model.nz), order_);
        sorted_ = order_;
        sorted_page_ = page_;
    }
    ticks_ = session.ticks;
    nz_ = frame.model.nz;
    seed_ = session.grid.seed;
    model_ = frame.model.id;
}

void TickPanel::header(Frame& frame) {
    TickState ticks = frame.session.ticks;
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted("Which have");
    ImGui::SameLine();
    ImGui::SetNextItemWidth(dp(140));
    if (ImGui::InputTextWithHint("##name", "glasses", &ticks.name)) {
        frame.out.act(TicksSet{ticks});
    }
    tooltip("The name of what you look for: a click on a sample says yes, a second one no.");
    ImGui::SameLine();
    ImGui::TextColored(palette().plus, "%zu yes", ticks.yes.size());
    ImGui::SameLine();
    ImGui::TextColored(palette().minus, "%zu no", ticks.no.size());
    for (const OrderWord& each : kOrders) {
        flow(button_width(each.word, true));
        const bool possible = each.order == TickOrder::drawn || !fit_.logits.empty();
        ImGui::BeginDisabled(!possible);
        if (ImGui::RadioButton(each.word, order_ == each.order)) {
            order_ = each.order;
            page_ = 0;
        }
        ImGui::EndDisabled();
        tooltip(possible ? each.help : "Tick one with it and one without it first");
    }
    flow(button_width("Start anew"));
    ImGui::BeginDisabled(ticks.yes.empty() && ticks.no.empty());
    if (ImGui::Button("Start anew")) frame.out.act(TicksSet{});
    ImGui::EndDisabled();
    tooltip("Forget these ticks and look for something else. Ctrl-Z brings them back.");
}

SampleId TickPanel::sample_at(Frame& frame, std::size_t row) const {
    GridState grid = frame.session.grid;
    grid.count = kPool;
    const auto begin = pool_.begin() + static_cast<std::ptrdiff_t>(row) * nz_;
    return frame.out.sample(std::vector<float>(begin, begin + nz_),
                            grid_origin(grid, static_cast<std::int64_t>(row)));
}

void TickPanel::offered(Frame& frame, float height) {
    const float width = ImGui::GetContentRegionAvail().x;
    const float cell = dp(kSide + kGap);
    const auto columns = static_cast<std::size_t>(std::max(1.0F, (width + dp(kGap)) / cell));
    const float pager = ImGui::GetFrameHeightWithSpacing();
    const auto lines = static_cast<std::size_t>(std::max(1.0F, (height - pager + dp(kGap)) / cell));
    per_page_ = columns * lines;
    const std::size_t pages = (rows_.size() + per_page_ - 1) / per_page_;
    page_ = std::min(page_, pages - 1);
    const std::size_t first = page_ * per_page_;
    const std::size_t count = std::min(per_page_, rows_.size() - first);
    std::vector<float> z;
    for (std::size_t i = first; i < first + count; ++i) {
        const auto begin = pool_.begin() + static_cast<std::ptrdiff_t>(rows_[i]) * nz_;
        z.insert(z.end(), begin, begin + nz_);
    }
    offered_.ask(request_for(frame, std::make_shared<const std::vector<float>>(std::move(z))));
    offered_.poll();
    offered_.atlas().set_smooth(true);
    if (!offered_.error().empty()) failure_note(Failure{offered_.error()});
    for (std::size_t place = 0; place < count; ++place) {
        if (place % columns != 0) ImGui::SameLine(0, dp(kGap));
        card(frame, place, dp(kSide));
    }
    ImGui::BeginDisabled(page_ == 0);
    if (ImGui::Button("Before")) --page_;
    ImGui::EndDisabled();
    ImGui::SameLine();
    ImGui::BeginDisabled(page_ + 1 >= pages);
    if (primary_button("Next")) ++page_;
    ImGui::EndDisabled();
    tooltip("The next samples, in the chosen order");
    ImGui::SameLine();
    small_muted(fmt::format("page {} of {}", page_ + 1, pages));
}

void TickPanel::card(Frame& frame, std::size_t place, float side) {
    const std::size_t row = rows_[page_ * per_page_ + place];
    const TickState& ticks = frame.session.ticks;
    GridState grid = frame.session.grid;
    grid.count = kPool;
    const SampleOrigin origin = grid_origin(grid, static_cast<std::int64_t>(row));
    const CardSource source{
        [&](std::size_t) { return sample_at(frame, row); },
        [&](std::size_t) { return describe(origin); }, "Say yes, then no, then nothing", false,
        [&](std::size_t) {
            if (ImGui::MenuItem("It has it", "Y"))
                frame.out.act(TicksSet{said_tick(ticks, sample_at(frame, row), true)});
            if (ImGui::MenuItem("It has it not", "N"))
                frame.out.act(TicksSet{said_tick(ticks, sample_at(frame, row), false)});
        }};
    const ImVec2 low = ImGui::GetCursorScreenPos();
    const CardEvent event =
        sample_card(frame, offered_.atlas(), place, ImVec2(side, side), {}, source, place);
    // Which of the ticked samples is this row? Only those with its origin can be.
    const auto has = [&](const std::vector<SampleId>& ids) {
        return std::ranges::any_of(ids, [&](SampleId id) {
            const SamplePointer sample = frame.samples.find(id);
            return sample != nullptr && sample->origin == origin && std::ssize(sample->z) == nz_;
        });
    };
    const bool yes = has(ticks.yes), no = has(ticks.no);
    if (yes || no) mark(low, ImVec2(low.x + side, low.y + side), yes);
    if (event.clicked) frame.out.act(TicksSet{clicked_tick(ticks, sample_at(frame, row))});
    if (!event.hovered || ImGui::GetIO().WantTextInput) return;
    if (ImGui::IsKeyPressed(ImGuiKey_Y, false))
        frame.out.act(TicksSet{said_tick(ticks, sample_at(frame, row), true)});
    if (ImGui::IsKeyPressed(ImGuiKey_N, false))
        frame.out.act(TicksSet{said_tick(ticks, sample_at(frame, row), false)});
}

const std::optional<Direction>& TickPanel::direction() const {
    return logistic_ ? fit_.logistic : fit_.difference;
}

void TickPanel::outcome(Frame& frame) {
    ImGui::Separator();
    if (!direction()) {
        preview_.rest();
        muted(
            "Tick a few that have it and a few that have it not: the direction between them shows "
            "here at once.");
        return;
    }
    preview(frame);
    if (ImGui::RadioButton("logistic", logistic_)) logistic_ = true;
    tooltip("The direction that tells yes from no best (logistic regression on z)");
    ImGui::SameLine();
    if (ImGui::RadioButton("mean difference", !logistic_)) logistic_ = false;
    tooltip("mean(z of yes) − mean(z of no), as in the DCGAN paper");
    flow(button_width("Keep as direction"));
    ImGui::BeginDisabled(frame.session.ticks.name.empty());
    if (primary_button("Keep as direction")) {
        DirectionsState state = frame.session.directions;
        state.list.push_back({frame.out.direction(*direction()), 0.0, false});
        frame.out.act(DirectionsSet{std::move(state)});
        frame.out.wish(ShowPanel{"directions"});
    }
    ImGui::EndDisabled();
    tooltip(frame.session.ticks.name.empty() ? "Say above what it is: the direction needs a name"
                                             : "With a slider of its own in Directions");
    measurable(frame);
}

// One sample along the direction, from far against it to far along it.
void TickPanel::preview(Frame& frame) {
    std::vector<float> start(pool_.begin(), pool_.begin() + nz_);
    if (!frame.session.selection.empty()) {
        const SamplePointer picked = frame.samples.find(frame.session.selection.back());
        if (picked != nullptr && std::ssize(picked->z) == nz_) start = picked->z;
    }
    std::vector<float> z;
    const std::ptrdiff_t bare = nz_ - frame.model.labels;  // the label stays
    for (const double strength : kStrengths) {
        const std::vector<float> row =
            moved(std::span(start).first(static_cast<std::size_t>(bare)), *direction(), strength);
        z.insert(z.end(), row.begin(), row.end());
        z.insert(z.end(), start.begin() + bare, start.end());
    }
    preview_.ask(request_for(frame, std::make_shared<const std::vector<float>>(z)));
    preview_.poll();
    preview_.atlas().set_smooth(true);
    const float width = ImGui::GetContentRegionAvail().x;
    const auto count = static_cast<float>(kStrengths.size());
    const float side = std::floor(std::min(dp(kPreviewSide), width / count - dp(kGap)));
    for (std::size_t i = 0; i < kStrengths.size(); ++i) {
        const std::string text = fmt::format("{:+.1f} σ of {}", kStrengths[i], direction()->name);
        const CardSource source{
            [&](std::size_t) {
                SampleOrigin origin;
                origin.tool = "direction";
                origin.text = text;
                const auto at = z.begin() + static_cast<std::ptrdiff_t>(i) * nz_;
                return frame.out.sample(std::vector<float>(at, at + nz_), std::move(origin));
            },
            [&](std::size_t) { return text; }};
        if (i > 0) ImGui::SameLine(0, dp(kGap));
        const CardEvent event =
            sample_card(frame, preview_.atlas(), i, ImVec2(side, side), {}, source, 2000 + i);
        if (event.clicked) select_clicked(frame, event, source.id(i));
    }
}

void TickPanel::measurable(Frame& frame) {
    const DirectionsView* work = frame.direction_work;
    if (work == nullptr) return;
    const TickState& ticks = frame.session.ticks;
    TickReport counts;
    counts.yes = std::ssize(ticks.yes);
    counts.no = std::ssize(ticks.no);
    const bool enough = std::min(counts.yes, counts.no) >= kTicksPerClass;
    const bool known = work->ticked == ticks && work->ticks.balanced_accuracy.has_value();
    if (!enough) return small_muted(words_of(counts, ticks.name));
    if (known) return small_muted(words_of(work->ticks, ticks.name));
    const bool busy = work->job != 0;
    ImGui::BeginDisabled(busy);
    if (ImGui::Button(busy ? "Working …" : "Can it be measured?"))
        frame.out.wish(DirectionWish{CheckTicks{}});
    ImGui::EndDisabled();
    tooltip(
        "Teaches a classifier of the images with half of your ticks and asks it about the other "
        "half. A direction is judged by it, not by z, which it would satisfy by construction.");
}

}  // namespace zscope::ui
