// SPDX-License-Identifier: MIT
#include "core/engine/detail/lane_slot.h"

#include <utility>

namespace zscope::detail {

void LaneShared::raise_registry_version(std::uint64_t version) {
    std::uint64_t known = registry_version;
    while (known < version && !registry_version.compare_exchange_weak(known, version)) {
    }
}

LaneSlot::LaneSlot(std::string name, std::shared_ptr<LaneShared> shared)
    : name_(std::move(name)), shared_(std::move(shared)) {}

std::uint64_t LaneSlot::submit(RenderRequest request) {
    const bool same = last_ && last_->same_content(request);
    if (same && last_->priority == request.priority) return last_->stamp;
    request.stamp = same ? last_->stamp : ++stamps_;
    last_ = std::make_shared<const RenderRequest>(std::move(request));
    requests.publish(last_);
    shared_->ring();
    return last_->stamp;
}

void LaneSlot::clear() {
    if (!last_) return;
    last_ = nullptr;
    requests.publish(nullptr);
    shared_->ring();
}

bool LaneSlot::idle() const {
    if (!last_) return true;
    return settled_request_ == requests.version() && settled_registry_ >= shared_->registry_version;
}

bool LaneSlot::settle(std::uint64_t request, std::uint64_t registry) {
    const bool news = settled_request_ != request || settled_registry_ < registry;
    settled_registry_ = registry;
    settled_request_ = request;
    return news;
}

}  // namespace zscope::detail
