// SPDX-License-Identifier: MIT
#include "core/session/sample_book.h"

#include <doctest/doctest.h>

using namespace zscope;

namespace {

SampleOrigin row(std::int64_t number) {
    return {.tool = "seed", .seed = 7, .row = number, .count = 64, .text = {}};
}

}  // namespace

TEST_CASE("sample book: the same z of the same origin and model is the same sample") {
    std::vector<SampleId> told;
    SampleBook book([&](const Sample& made) { told.push_back(made.id); });
    const ModelRef model{OpenedModel{"m", "/m"}, Weights::automatic};
    const ModelRef other{OpenedModel{"n", "/n"}, Weights::automatic};
    const SampleId first = book.add({1.0F, 0.0F}, row(0), model);
    CHECK(first == 1);
    CHECK(book.add({1.0F, -0.0F}, row(0), model) == first);  // −0 is 0
    CHECK(book.add({1.0F, 0.0F}, row(1), model) == 2);
    CHECK(book.add({1.0F, 0.0F}, row(0), other) == 3);
    CHECK(book.add({0.0F, 1.0F}, row(0), model) == 4);
    CHECK(book.add({1.0F}, row(0), model) == 5);
    CHECK(book.add({1.0F, 0.0F}, row(1), model) == 2);
    CHECK(book.size() == 5);
    CHECK(told == std::vector<SampleId>{1, 2, 3, 4, 5});
}

TEST_CASE("sample book: what comes back from the library is known, and ids go on after it") {
    SampleBook book;
    book.add({9.0F}, row(0), {});
    std::vector<Sample> kept;
    for (const std::int64_t id : {40, 2})
        kept.push_back({id, {static_cast<float>(id)}, row(id), {}});
    book.restore(kept);
    CHECK(book.size() == 2);
    CHECK(book.find(1) == nullptr);
    REQUIRE(book.find(40) != nullptr);
    CHECK(book.find(40)->z == std::vector<float>{40.0F});
    CHECK(book.add({2.0F}, row(2), {}) == 2);
    CHECK(book.add({9.0F}, row(0), {}) == 41);
}
