// SPDX-License-Identifier: MIT
#include "ui/widgets/placed_tiles.h"

#include <doctest/doctest.h>

#include <map>

#include "panel_stage.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

// Answers when the test says so.
class LateSlot : public RenderSlot {
  public:
    std::uint64_t submit(RenderRequest wish) override {
        if (stamp > 0 && request.same_content(wish)) return stamp;
        request = std::move(wish);
        return request.stamp = ++stamp;
    }
    void clear() override { ++clears; }
    std::shared_ptr<const RenderResult> result() const override { return answer; }
    bool idle() const override { return false; }
    const std::string& name() const override { return name_; }

    // The newest request, as far as its first `tiles`.
    void come(std::size_t tiles) {
        auto made = std::make_shared<RenderResult>();
        made->stamp = stamp;
        made->tiles.resize(static_cast<std::size_t>(request.count));
        for (std::size_t i = 0; i < std::min(tiles, made->tiles.size()); ++i) {
            auto image = std::make_shared<ImageRgba8>();
            image->width = image->height = 4;
            image->pixels.assign(64, static_cast<std::uint8_t>((*request.z)[2 * i]));
            made->tiles[i] = std::move(image);
        }
        answer = std::move(made);
    }

    RenderRequest request;
    std::uint64_t stamp = 0;
    int clears = 0;
    std::shared_ptr<const RenderResult> answer;

  private:
    std::string name_ = "late";
};

}  // namespace

TEST_CASE("who stays keeps the place; a new one takes that of whoever left longest ago") {
    TilePlaces places(3);
    CHECK(places.seat(std::vector<std::int64_t>{10, 20}) == std::vector<std::size_t>{0, 1});
    CHECK(places.seat(std::vector<std::int64_t>{20, 30}) == std::vector<std::size_t>{2});
    CHECK(places.place(10) == 0);  // gone, and not needed yet
    CHECK(places.seat(std::vector<std::int64_t>{30, 40}) == std::vector<std::size_t>{0});
    CHECK_FALSE(places.place(10).has_value());
    CHECK(places.place(40) == 0);
    CHECK(places.place(20) == 1);
    CHECK(places.seat(std::vector<std::int64_t>{40, 30, 20, 50}).empty());  // the first three
    CHECK_FALSE(places.place(50).has_value());
    CHECK(places.seat(std::vector<std::int64_t>{50, 40}).size() == 1);
    CHECK(places.place(40) == 0);
    CHECK(places.keys().size() == 3);
    places.clear();
    CHECK(places.keys().empty());
    CHECK_FALSE(places.place(40).has_value());
}

TEST_CASE("a tile is shown only once its own picture has come, whoever stood there before") {
    const PanelStage stage;  // for a GL that does nothing
    auto slot = std::make_shared<LateSlot>();
    PlacedTiles tiles(slot, 2);
    std::map<std::int64_t, std::vector<float>> z{{1, {11, 0}}, {2, {22, 0}}, {3, {33, 0}}};
    const auto z_of = [&](std::int64_t key) { return std::span<const float>(z.at(key)); };
    const auto ask = [&](const std::vector<std::int64_t>& keys, const RenderRequest& base = {}) {
        tiles.ask(base, 2, keys, z_of);
    };
    ask({1, 2});
    CHECK(slot->request.count == 2);
    CHECK(*slot->request.z == std::vector<float>{11, 0, 22, 0});
    CHECK_FALSE(tiles.tile(1).has_value());
    slot->come(1);
    ask({1, 2});
    CHECK(tiles.tile(1) == 0);
    CHECK_FALSE(tiles.tile(2).has_value());
    slot->come(2);
    ask({1, 2});
    CHECK(tiles.tile(2) == 1);
    CHECK(tiles.atlas().image(1)->pixels[0] == 22);

    ask({2, 3});  // 3 takes the place of 1, whose picture is still in the texture
    CHECK_FALSE(tiles.tile(3).has_value());
    CHECK_FALSE(tiles.tile(1).has_value());
    CHECK(tiles.tile(2) == 1);
    slot->come(1);
    ask({2, 3});
    CHECK(tiles.tile(3) == 0);
    CHECK(tiles.atlas().image(0)->pixels[0] == 33);
    CHECK(tiles.tile(2) == 1);  // not made again yet in this answer: it stays

    RenderRequest other;
    other.model.which = LiveModel{"run"};
    ask({2, 3}, other);  // another model: nothing of the old one is shown
    CHECK_FALSE(tiles.tile(2).has_value());
    CHECK_FALSE(tiles.tile(3).has_value());
    ask({}, other);
    CHECK(slot->clears == 1);
}
