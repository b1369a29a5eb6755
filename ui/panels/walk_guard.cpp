// SPDX-License-Identifier: MIT
#include "ui/panels/walk_guard.h"

#include "ui/panels/d_opinion.h"

namespace zscope::ui {

WalkGuard::WalkGuard(const MakeSlot& make_slot)
    : reference_view_(make_slot("walk.d.reference")), view_(make_slot("walk.d")) {}

void WalkGuard::rest() {
    reference_view_.rest();
    view_.rest();
}

const std::string& WalkGuard::error() const {
    return reference_view_.error().empty() ? view_.error() : reference_view_.error();
}

bool WalkGuard::refer(const Frame& frame) {
    if (frame.session.model != model_ || frame.session.edits != edits_) {
        model_ = frame.session.model;
        edits_ = frame.session.edits;
        reference_.clear();
        last_.reset();
    }
    if (!reference_.empty()) return true;
    RenderRequest many =
        request_for(frame, reference_z_.get(frame.model, {kReferenceSeed, kReferenceSamples}));
    many.want = WantDLogit{};
    reference_view_.ask(many);
    reference_view_.poll();
    if (reference_view_.pending() || !reference_view_.error().empty()) return false;
    reference_ = reference_view_.result()->numbers;
    reference_view_.rest();
    return !reference_.empty();
}

void WalkGuard::follow(Frame& frame, WalkTrail& trail, std::size_t ahead, const Shown& shown) {
    const bool open_question = trail.decided() < ahead;
    if (!refer(frame) && frame.animate != nullptr) *frame.animate = error().empty();
    if (reference_.empty()) return;
    if (!open_question) {
        view_.rest();
        return;
    }
    RenderRequest request =
        request_for(frame, std::make_shared<const std::vector<float>>(shown(trail.candidates())));
    request.want = WantDLogit{};
    view_.ask(request);
    view_.poll();
    if (view_.pending() || !view_.error().empty()) return;
    const std::vector<float>& logits = view_.result()->numbers;
    if (logits.size() != kStepCandidates) return;
    std::vector<double> opinions;
    for (const float logit : logits)
        opinions.push_back(percentile(logit, reference_));
    const std::size_t taken = choose_candidate(opinions, frame.session.walk.least_opinion);
    last_ = opinions[taken];
    trail.decide(taken);
}

}  // namespace zscope::ui
