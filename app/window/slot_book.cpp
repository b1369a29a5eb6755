// SPDX-License-Identifier: MIT
#include "app/window/slot_book.h"

#include <utility>

namespace zscope::app {

class SlotBook::Tracked final : public RenderSlot {
  public:
    explicit Tracked(std::shared_ptr<RenderSlot> inner) : inner_(std::move(inner)) {}

    std::uint64_t submit(RenderRequest request) override {
        asked_ = inner_->submit(std::move(request));
        return asked_;
    }
    void clear() override {
        asked_ = 0;
        inner_->clear();
    }
    std::shared_ptr<const RenderResult> result() const override { return inner_->result(); }
    bool idle() const override { return inner_->idle(); }
    const std::string& name() const override { return inner_->name(); }

    bool in_use() const { return asked_ != 0; }
    bool settled(std::optional<std::int64_t> live_step) const {
        if (!in_use()) return true;
        const auto newest = result();
        if (newest == nullptr || newest->stamp < asked_ || !newest->done) return false;
        return idle() || (live_step && newest->step >= *live_step);
    }

  private:
    std::shared_ptr<RenderSlot> inner_;
    std::uint64_t asked_ = 0;  // 0: nothing is wanted
};

std::shared_ptr<RenderSlot> SlotBook::make(const std::string& name) {
    auto slot = std::make_shared<Tracked>(lane_.make_slot(name));
    slots_.push_back(slot);
    return slot;
}

bool SlotBook::settled(std::optional<std::int64_t> live_step) const {
    for (const auto& weak : slots_) {
        const auto slot = weak.lock();
        if (slot && !slot->settled(live_step)) return false;
    }
    return true;
}

std::shared_ptr<const RenderResult> SlotBook::result(const std::string& name) const {
    for (const auto& weak : slots_) {
        const auto slot = weak.lock();
        if (slot && slot->name() == name) return slot->result();
    }
    return nullptr;
}

std::optional<std::string> SlotBook::failure() const {
    for (const auto& weak : slots_) {
        const auto slot = weak.lock();
        if (!slot || !slot->in_use()) continue;
        const auto result = slot->result();
        if (result && !result->error.empty()) return slot->name() + ": " + result->error;
    }
    return std::nullopt;
}

}  // namespace zscope::app
