// SPDX-License-Identifier: MIT
#include "ui/widgets/render_view.h"

#include <doctest/doctest.h>

#include <vector>

#include "panel_stage.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

RenderRequest ask_for(float first) {
    RenderRequest request;
    request.z = std::make_shared<const std::vector<float>>(std::vector<float>{first, 0, 0, 0});
    request.count = 2;
    return request;
}

}  // namespace

TEST_CASE("pictures that come between frames are taken by the views that want them") {
    PanelStage stage;
    const MakeSlot make = stage.make_slot();
    RenderView shown(make("shown")), hidden(make("hidden"));
    std::vector<std::string> uploads;
    RenderView::set_probe(
        {{}, [&](const std::string& slot, std::uint64_t) { uploads.push_back(slot); }});
    shown.ask(ask_for(0.1F));
    hidden.ask(ask_for(0.2F));
    hidden.rest();
    RenderView::poll_all();
    RenderView::poll_all();
    CHECK(uploads == std::vector<std::string>{"shown"});
    CHECK(shown.atlas().has(1));
    CHECK_FALSE(shown.poll());  // the frame finds it there
    {
        RenderView gone(make("gone"));
        gone.ask(ask_for(0.3F));
    }
    shown.ask(ask_for(0.4F));
    RenderView::poll_all();
    CHECK(uploads == std::vector<std::string>{"shown", "shown"});
    RenderView::set_probe({});
}

TEST_CASE("an atlas uploads only the tiles that changed") {
    PanelStage stage;
    const auto plain = [](std::uint8_t level) {
        auto image = std::make_shared<ImageRgba8>();
        image->width = image->height = 8;
        image->pixels.assign(std::size_t{4} * 8 * 8, level);
        return image;
    };
    std::vector<std::shared_ptr<const ImageRgba8>> tiles = {plain(1), plain(2), plain(3)};
    TileAtlas atlas;
    CHECK(atlas.update(tiles) == 3);
    CHECK(atlas.update(tiles) == 0);
    tiles[1] = plain(9);
    CHECK(atlas.update(tiles) == 1);
    tiles[2] = nullptr;  // still coming: what is there stays
    CHECK(atlas.update(tiles) == 0);
    CHECK(atlas.has(2));
}
