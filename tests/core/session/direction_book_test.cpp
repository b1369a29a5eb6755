// SPDX-License-Identifier: MIT
#include "core/session/direction_book.h"

#include <doctest/doctest.h>

#include <string>

using namespace zscope;  // NOLINT: a test of many small types

namespace {

Direction direction_of(std::string name, std::vector<float> vector) {
    Direction direction;
    direction.name = std::move(name);
    direction.vector = std::move(vector);
    return direction;
}

}  // namespace

TEST_CASE("direction book: ids stay true, and the same direction is kept once") {
    std::vector<KeptDirection> stored;
    DirectionBook book([&stored](const KeptDirection& kept) { stored.push_back(kept); });
    const DirectionId smile = book.add(direction_of("smile", {1, 0}));
    const DirectionId hat = book.add(direction_of("hat", {0, 1}));
    CHECK(book.add(direction_of("smile", {1, 0})) == smile);
    CHECK(hat != smile);
    CHECK(book.find(hat)->name == "hat");
    CHECK(book.find(99) == nullptr);
    CHECK(book.ids() == std::vector<DirectionId>{smile, hat});
    REQUIRE(stored.size() == 2);
    DirectionBook again;
    again.restore(stored);
    CHECK(*again.find(smile) == *book.find(smile));
    CHECK(again.add(direction_of("new", {1, 0})) > hat);
}

TEST_CASE(
    "directed: strengths add up, locks are kept clear of, what does not fit changes nothing") {
    DirectionBook book;
    const DirectionId x = book.add(direction_of("x", {1, 0, 0}));
    const DirectionId xy = book.add(direction_of("xy", {0.6F, 0.8F, 0}));
    const DirectionId flat = book.add(direction_of("flat", {1, 0}));
    const std::vector<float> z{1, 1, 1, 2, 2, 2};
    const auto with = [&](const std::vector<DirectionUse>& uses) {
        return directed(z, 3, {uses, DirectionTarget::sample}, book);
    };
    CHECK(with({}) == z);
    CHECK(with({{x, 2.0, false}, {xy, 5.0, false}}) == std::vector<float>{6, 5, 1, 7, 6, 2});
    // At right angles to x only y is left of xy.
    CHECK(with({{x, 0.0, true}, {xy, 5.0, false}}) == std::vector<float>{1, 6, 1, 2, 7, 2});
    CHECK(with({{x, 2.0, true}, {xy, 5.0, true}}) == std::vector<float>{6, 5, 1, 7, 6, 2});
    std::vector<std::string> left_out;
    // Another nz; nothing left beside the lock; lost.
    const DirectionId minus = book.add(direction_of("minus x", {-1, 0, 0}));
    const DirectionsState state{
        {{flat, 1.0, false}, {x, 0.0, true}, {minus, 3.0, false}, {77, 1.0, false}}, {}};
    CHECK(directed(z, 3, state, book, &left_out) == z);
    CHECK(left_out == std::vector<std::string>{"flat", "minus x", "(lost)"});
    // The last of three numbers is a label: only what is of two fits, and the label stays.
    left_out.clear();
    const DirectionsState labelled{{{flat, 2.0, false}, {x, 1.0, false}}, {}};
    CHECK(directed(z, 3, labelled, book, &left_out, 1) == std::vector<float>{3, 1, 1, 4, 2, 2});
    CHECK(left_out == std::vector<std::string>{"x"});
}
