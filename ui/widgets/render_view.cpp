// SPDX-License-Identifier: MIT
#include "ui/widgets/render_view.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace zscope::ui {

namespace {

RenderView::Probe& probe() {
    static RenderView::Probe instance;  // UI thread only
    return instance;
}

std::vector<RenderView*>& all_views() {
    static std::vector<RenderView*> instance;  // UI thread only
    return instance;
}

}  // namespace

RenderView::RenderView(std::shared_ptr<RenderSlot> slot) : slot_(std::move(slot)) {
    all_views().push_back(this);
}

RenderView::~RenderView() {
    std::erase(all_views(), this);
}

void RenderView::ask(RenderRequest request) {
    const std::uint64_t stamp = slot_->submit(std::move(request));
    if (stamp != asked_stamp_ && probe().asked) probe().asked(slot_->name(), stamp);
    asked_stamp_ = stamp;
}

void RenderView::rest() {
    if (asked_stamp_ != 0) slot_->clear();
    asked_stamp_ = 0;
}

bool RenderView::poll() {
    std::shared_ptr<const RenderResult> newest = slot_->result();
    if (newest == result_ || newest == nullptr) return false;
    result_ = std::move(newest);
    atlas_.update(result_->tiles);
    if (probe().uploaded) probe().uploaded(slot_->name(), result_->stamp);
    return true;
}

void RenderView::poll_all() {
    for (RenderView* view : all_views()) {
        if (view->asked_stamp_ != 0) view->poll();
    }
}

bool RenderView::pending() const {
    return asked_stamp_ != 0 &&
           (result_ == nullptr || result_->stamp < asked_stamp_ || !result_->done);
}

const std::string& RenderView::error() const {
    static const std::string none;
    return result_ == nullptr ? none : result_->error;
}

void RenderView::set_probe(Probe new_probe) {
    probe() = std::move(new_probe);
}

}  // namespace zscope::ui
