// SPDX-License-Identifier: MIT
#include "core/messages/render.h"

#include <doctest/doctest.h>

#include <limits>

using zscope::RenderRequest;

namespace {

std::shared_ptr<const std::vector<float>> shared(std::vector<float> z) {
    return std::make_shared<const std::vector<float>>(std::move(z));
}

RenderRequest request() {
    RenderRequest result;
    result.model.which = zscope::OpenedModel{"abc", "faces.safetensors"};
    result.z = shared({1.0F, 2.0F, std::numeric_limits<float>::quiet_NaN()});
    result.count = 1;
    return result;
}

}  // namespace

TEST_CASE("same_content sees past stamp, priority and the place of z in memory") {
    const RenderRequest a = request();
    RenderRequest b = request();
    b.stamp = 9;
    b.priority = zscope::RenderPriority::dragged;
    CHECK(a.z != b.z);
    CHECK(a.same_content(b));
    CHECK(RenderRequest{}.same_content(RenderRequest{}));
}

TEST_CASE("same_content notices whatever changes the picture") {
    const RenderRequest a = request();
    RenderRequest b = request();
    b.z = shared({1.0F, 2.5F, 0.0F});
    CHECK_FALSE(a.same_content(b));
    b.z = shared({1.0F, 2.0F});
    CHECK_FALSE(a.same_content(b));
    b.z = nullptr;
    CHECK_FALSE(a.same_content(b));
    CHECK_FALSE(b.same_content(a));
    b = request();
    b.count = 3;
    CHECK_FALSE(a.same_content(b));
    b = request();
    b.model.weights = zscope::Weights::ema;
    CHECK_FALSE(a.same_content(b));
    b = request();
    b.want = zscope::WantBlock{2};
    CHECK_FALSE(a.same_content(b));
    b = request();
    b.edits.emplace_back();
    CHECK_FALSE(a.same_content(b));
}
