// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "ui/panels/grid_latents.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

enum class DOrderKind { drawn, real_first, real_last };

// Places → rows: the rows of `logits` as they are, or by D's opinion; equal ones, and those that
// are no numbers (last), keep their order. Pure.
std::vector<std::size_t> by_opinion(std::span<const float> logits, DOrderKind kind);
// D's opinion is asked anew only while nothing moves: of a run that goes on it would never rest.
bool opinion_rests(const Frame& frame);

// Samples of a panel sorted by D's opinion: the choice, its request slot and the order that
// follows.
class DOrder {
  public:
    explicit DOrder(std::shared_ptr<RenderSlot> slot) : view_(std::move(slot)) {}
    void choice(Frame& frame);  // a combo in the line
    // The rows of z, (count, nz), place by place; as they are until D has answered for all of them.
    const std::vector<std::size_t>& rows(const Frame& frame, const SharedZ& z);
    void rest() { view_.rest(); }

    std::string setting() const;  // "drawn", "real", "unreal"
    void set(const std::string& setting);

  private:
    RenderView view_;
    DOrderKind kind_ = DOrderKind::drawn;
    // What rows_ was made from.
    SharedZ z_;
    DOrderKind made_ = DOrderKind::drawn;
    std::vector<float> logits_;
    std::vector<std::size_t> rows_;
};

}  // namespace zscope::ui
