// SPDX-License-Identifier: MIT
#include "ui/panels/d_best.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "ui/panels/sift.h"
#include "ui/panels/sifter.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/states.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

DBest::DBest(const MakeSlot& make_slot)
    : opinions_(make_slot("discriminator.best")),
      pictures_(make_slot("discriminator.best.images")) {}

void DBest::rest() {
    opinions_.rest();
    pictures_.rest();
}

GridState DBest::grid(const Frame& frame) const {
    GridState grid = grid_for(frame.model, frame.session.grid);
    grid.count = kOf;
    return grid;
}

void DBest::refresh(const Frame& frame, const SharedZ& z) {
    const RenderResult* answer = opinions_.result();
    if (z != all_) rows_.clear();
    if (answer == nullptr || opinions_.pending() || std::ssize(answer->numbers) != kOf) return;
    if (z == all_ && answer->numbers == logits_ && worst_too == made_worst_) return;
    all_ = z;
    logits_ = answer->numbers;
    made_worst_ = worst_too;
    rows_ = rows_by(logits_, true);
    rows_.resize(kShown);
    if (worst_too) {
        const std::vector<std::size_t> last = rows_by(logits_, false);
        rows_.insert(rows_.end(), last.begin(), last.begin() + kShown);
    }
    std::vector<float> chosen;
    for (const std::size_t row : rows_) {
        const std::vector<float> one = grid_row(z, frame.model.nz, static_cast<std::int64_t>(row));
        chosen.insert(chosen.end(), one.begin(), one.end());
    }
    z_ = std::make_shared<const std::vector<float>>(std::move(chosen));
}

void DBest::draw(Frame& frame) {
    if (!opinion_rests(frame)) {
        rest();
        empty_state("Pause the run to ask D about 512 samples: it changes with every step.");
        return;
    }
    const SharedZ z = latents_.get(frame.model, grid(frame));
    RenderRequest ask = request_for(frame, z, RenderPriority::hidden);
    ask.want = WantDLogit{};
    opinions_.ask(std::move(ask));
    opinions_.poll();
    if (!opinions_.error().empty()) {
        failed_state({opinions_.error(), "Choose another model in the bar above."});
        return;
    }
    refresh(frame, z);
    if (rows_.empty()) {
        working_state({"Asking D about 512 samples"});
        return;
    }
    pictures_.ask(request_for(frame, z_));
    pictures_.poll();
    pictures_.atlas().set_smooth(true);
    header(frame);
    if (!ImGui::BeginChild("best")) return ImGui::EndChild();
    const float rows = made_worst_ ? 2.0F : 1.0F;
    const float text = made_worst_ ? ImGui::GetTextLineHeightWithSpacing() : 0.0F;
    const ImVec2 room = ImGui::GetContentRegionAvail();
    // Eight in a line, two lines of each.
    const float side = std::clamp(
        std::min((room.x - 9 * dp(4)) / 8, (room.y / rows - text) / 2 - dp(4)), dp(40), dp(160));
    cards(frame, 0, kShown, side);
    if (made_worst_) {
        small_muted("Taken for real least");
        cards(frame, kShown, rows_.size() - kShown, side);
    }
    ImGui::EndChild();
}

void DBest::header(Frame& frame) {
    if (ImGui::Button("Keep all 16")) {
        TrayKeep keep;
        for (std::size_t place = 0; place < kShown; ++place)
            keep.ids.push_back(id_of(frame, place));
        frame.out.act(keep);
    }
    tooltip("Puts the best 16 into the tray.");
    flow(button_width("The 16 worst too", true));
    ImGui::Checkbox("The 16 worst too", &worst_too);
    tooltip("Those that D takes for real least: where G still fails, in D's eyes.");
    const std::string words = fmt::format(
        "Logits {:+.2f} to {:+.2f}: of {} samples of seed {} those that D takes for "
        "real most",
        logits_[rows_[0]], logits_[rows_[kShown - 1]], kOf, frame.session.grid.seed);
    flow(dp(160));
    ImGui::AlignTextToFramePadding();
    text_ellipsis(words, palette().muted);
}

SampleId DBest::id_of(Frame& frame, std::size_t place) const {
    const auto row = static_cast<std::int64_t>(rows_[place]);
    return frame.out.sample(grid_row(all_, frame.model.nz, row), grid_origin(grid(frame), row));
}

void DBest::cards(Frame& frame, std::size_t first, std::size_t count, float side) {
    const CardSource source{[&](std::size_t place) { return id_of(frame, place); },
                            [&](std::size_t place) {
                                const auto row = static_cast<std::int64_t>(rows_[place]);
                                return fmt::format("{} · logit {:+.2f}",
                                                   describe(grid_origin(grid(frame), row)),
                                                   logits_[rows_[place]]);
                            },
                            "Select", true};
    const std::vector<SampleId>& selected = frame.session.selection;
    const auto in = [&](const std::vector<SampleId>& ids, std::size_t place) {
        const SampleOrigin origin =
            grid_origin(grid(frame), static_cast<std::int64_t>(rows_[place]));
        return std::ranges::any_of(ids, [&](SampleId id) {
            const SamplePointer sample = frame.samples.find(id);
            return sample != nullptr && sample->origin == origin;
        });
    };
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t place = first + i;
        if (i % 8 != 0) ImGui::SameLine(0, dp(4));
        const CardMarks marks{in(selected, place), in(frame.session.tray, place)};
        const CardEvent event =
            sample_card(frame, pictures_.atlas(), place, ImVec2(side, side), marks, source, place);
        order_.clicked(frame, event, place, rows_.size(), source.id);
    }
}

}  // namespace zscope::ui
