// SPDX-License-Identifier: MIT
#include "app/window/latency_probe.h"

#include <utility>

#include "ui/widgets/render_view.h"

namespace zscope::app {

namespace {

double since_ms(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
        .count();
}

}  // namespace

LatencyProbe::LatencyProbe(std::string slot) {
    ui::RenderView::set_probe({[this, slot](const std::string& name, std::uint64_t stamp) {
                                   if (name == slot) moved_.emplace(stamp, frame_start_);
                               },
                               [this, slot](const std::string& name, std::uint64_t stamp) {
                                   if (name == slot) uploaded(stamp);
                               }});
}

LatencyProbe::~LatencyProbe() {
    ui::RenderView::set_probe({});
}

void LatencyProbe::uploaded(std::uint64_t stamp) {
    const auto newer = moved_.upper_bound(stamp);
    if (newer != moved_.begin()) ++images_;
    for (auto move = moved_.begin(); move != newer; ++move) {
        uploaded_ms_.push_back(since_ms(move->second));
        not_shown_.push_back(move->second);
    }
    moved_.erase(moved_.begin(), newer);
}

void LatencyProbe::end_frame() {
    for (const Clock::time_point move : std::exchange(not_shown_, {}))
        shown_ms_.push_back(since_ms(move));
}

}  // namespace zscope::app
