// SPDX-License-Identifier: MIT
#include "core/messages/render.h"

#include <cstring>

namespace zscope {

namespace {

// By bits, so that a NaN equals itself and does not ask for the same picture for ever.
bool same_numbers(const std::shared_ptr<const std::vector<float>>& a,
                  const std::shared_ptr<const std::vector<float>>& b) {
    if (a == b) return true;
    if (!a || !b || a->size() != b->size()) return false;
    return a->empty() || std::memcmp(a->data(), b->data(), a->size() * sizeof(float)) == 0;
}

}  // namespace

bool RenderRequest::same_content(const RenderRequest& other) const {
    return model == other.model && count == other.count && want == other.want &&
           edits == other.edits && same_numbers(z, other.z);
}

}  // namespace zscope
