// SPDX-License-Identifier: MIT
#include "ui/panels/sifter.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace zscope::ui {

bool opinion_rests(const Frame& frame) {
    return !frame.model.live || frame.trainer.state != TrainerState::running;
}

Sifter::Sifter(std::shared_ptr<RenderSlot> d, std::string panel)
    : view_(std::move(d)), panel_(std::move(panel)) {}

Sift Sifter::possible(const Frame& frame) const {
    std::vector<std::string> keys;
    if (frame.oracle != nullptr) {
        for (const OracleAttribute& attribute : frame.oracle->attributes)
            keys.push_back(attribute.key);
    }
    return possible_for(sift_, frame.model.has_d, keys);
}

void Sifter::update(Frame& frame, const SharedZ& z) {
    const auto nz = static_cast<std::size_t>(std::max<std::int64_t>(frame.model.nz, 1));
    if (z != z_ || nz != nz_) take_samples(z, nz);
    const Sift now = possible(frame);
    ask_d(frame, now);
    ask_oracle(frame, now);
    if (!facts().answer(now) || (now == made_ && !changed_)) return;
    made_ = now;
    changed_ = false;
    rows_ = sifted_rows(made_, facts());
}

void Sifter::take_samples(const SharedZ& z, std::size_t nz) {
    const std::size_t count = z->size() / nz;
    if (z_ != nullptr && nz == nz_) {
        rows_ = carried_rows(*z_, rows_, *z, nz);
    } else {
        rows_.resize(count);
        std::iota(rows_.begin(), rows_.end(), std::size_t{0});
    }
    z_ = z;
    nz_ = nz;
    count_ = count;
    logits_.clear();
    seen_.reset();
    changed_ = true;
}

void Sifter::ask_d(const Frame& frame, const Sift& sift) {
    if (!sift.asks_d()) logits_.clear();
    if (!sift.asks_d() || !opinion_rests(frame)) return view_.rest();
    RenderRequest ask = request_for(frame, z_);
    ask.want = WantDLogit{};
    view_.ask(std::move(ask));
    view_.poll();
    const RenderResult* answer = view_.result();
    if (answer == nullptr || view_.pending() || answer->numbers.size() != count_) return;
    if (answer->numbers == logits_) return;
    logits_ = answer->numbers;
    changed_ = true;
}

OracleQuestion Sifter::question(const Frame& frame) const {
    return {frame.model.id, z_, frame.session.edits};
}

const OracleAsked* Sifter::asked(const Frame& frame) const {
    if (frame.oracle == nullptr) return nullptr;
    const auto found = frame.oracle->asked.find(panel_);
    return found == frame.oracle->asked.end() ? nullptr : &found->second;
}

// One question at a time: of a model that is played through its steps each would be given up for
// the next, and none be answered.
void Sifter::ask_oracle(Frame& frame, const Sift& sift) {
    if (!sift.asks_oracle()) return seen_.reset();
    const OracleAsked* last = asked(frame);
    const OracleQuestion wanted = question(frame);
    const bool same = last != nullptr && last->question == wanted;
    if (same && last->answers != nullptr && last->answers != seen_) {
        seen_ = last->answers;
        changed_ = true;
    }
    if (same || !opinion_rests(frame) || frame.reading_model) return;
    if (last == nullptr || last->job == 0) frame.out.wish(AskOracle{panel_, wanted});
}

void Sifter::write(nlohmann::json& settings) const {
    settings["order"] = order_word(sift_);
    settings["filter"] = filter_json(sift_);
    settings["filter_open"] = open_;
}

void Sifter::read(const nlohmann::json& settings) {
    set_order(sift_, settings.value("order", order_word(sift_)));
    if (settings.contains("filter")) set_filter(sift_, settings.at("filter"));
    open_ = settings.value("filter_open", open_);
}

}  // namespace zscope::ui
