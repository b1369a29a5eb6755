// SPDX-License-Identifier: MIT
#include "ui/panels/d_opinion.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "ui/theme.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

double percentile(float value, std::span<const float> reference) {
    if (reference.empty()) return 0.0;
    const auto under = std::count_if(reference.begin(), reference.end(),
                                     [value](float other) { return other < value; });
    return 100.0 * static_cast<double>(under) / static_cast<double>(reference.size());
}

DOpinion::DOpinion(const MakeSlot& make_slot, const std::string& name)
    : one_(make_slot(name)), reference_(make_slot(name + ".reference")) {}

void DOpinion::rest() {
    one_.rest();
    reference_.rest();
}

std::optional<float> DOpinion::logit() const {
    const RenderResult* opinion = one_.result();
    if (opinion == nullptr || opinion->numbers.empty()) return std::nullopt;
    return opinion->numbers.front();
}

void DOpinion::draw(Frame& frame, const SharedZ& z) {
    if (!frame.model.has_d) {
        rest();
        small_muted("This model came without D: train one, or open a run.");
        return;
    }
    RenderRequest ask = request_for(frame, z);
    ask.want = WantDLogit{};
    one_.ask(ask);
    one_.poll();
    // While a model trains its reference would be drawn anew with every step: only when it rests.
    const bool resting = !frame.model.live || frame.trainer.state != TrainerState::running;
    if (resting) {
        RenderRequest many =
            request_for(frame, reference_z_.get(frame.model, {kReferenceSeed, kReferenceSamples}),
                        RenderPriority::hidden);
        many.want = WantDLogit{};
        reference_.ask(many);
        reference_.poll();
    } else {
        reference_.rest();
    }
    const RenderResult* opinion = one_.result();
    if (opinion == nullptr || opinion->numbers.empty()) {
        small_muted(one_.error().empty() ? "Asking D …" : one_.error());
        return;
    }
    const float logit = opinion->numbers.front();
    mono(fmt::format("logit {:+.2f}", logit));
    tooltip("Above 0, D takes the image for real. Eval mode: not the D(x) of the curves.");
    const RenderResult* many = reference_.result();
    const bool complete = resting && many != nullptr &&
                          static_cast<std::int64_t>(many->numbers.size()) == kReferenceSamples &&
                          many->done;
    if (!complete) {
        small_muted(resting ? "Measuring 256 fresh samples to compare with …"
                            : "Pause the run to compare with 256 fresh samples.");
        return;
    }
    small_muted(fmt::format("More convincing to D than {:.0f} % of {} fresh samples of this model.",
                            percentile(logit, many->numbers), kReferenceSamples));
}

}  // namespace zscope::ui
