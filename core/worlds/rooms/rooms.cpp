// SPDX-License-Identifier: MIT
#include "core/worlds/rooms/rooms.h"

#include <array>

#include "core/worlds/labels.h"
#include "core/worlds/rooms/render.h"

namespace zscope {
namespace {

using Kind = WorldAttribute::Kind;

// The places of attributes in the list below.
enum Place : std::size_t { kWindow, kDoor, kMirror, kLamp, kPicture, kRug, kEvening, kCamera };

constexpr std::array kAttributes{
    WorldAttribute{.key = "window",
                   .title = "Window",
                   .help = "There is a window, with or without curtains.",
                   .share = 0.5},
    WorldAttribute{.key = "door", .title = "Door", .help = "There is a door.", .share = 0.45},
    WorldAttribute{.key = "mirror",
                   .title = "Mirror",
                   .help = "There is a mirror as tall as a person.",
                   .share = 0.4},
    WorldAttribute{.key = "lamp",
                   .title = "Lamp",
                   .help = "There is a lamp on a bedside table or on the floor, lit or not.",
                   .share = 0.5},
    WorldAttribute{.key = "picture",
                   .title = "Picture",
                   .help = "A framed picture hangs on a wall.",
                   .share = 0.5},
    WorldAttribute{.key = "rug", .title = "Rug", .help = "A rug lies on the floor.", .share = 0.45},
    WorldAttribute{.key = "evening",
                   .title = "Evening",
                   .help = "It is dark outside; the room is dim and its light warm.",
                   .share = 0.35},
    WorldAttribute{.key = "camera",
                   .title = "Camera angle",
                   .help = "Degrees by which the camera is turned to the right of the back wall.",
                   .kind = Kind::degrees,
                   .spread = 24.0},
};

constexpr std::array kSegments{
    WorldSegment{.key = "window", .title = "Window, with its frame and curtains"},
    WorldSegment{.key = "door", .title = "Door"},
    WorldSegment{.key = "mirror", .title = "Mirror"},
    WorldSegment{.key = "bed", .title = "Bed"},
    WorldSegment{.key = "lamp", .title = "Lamp"},
    WorldSegment{.key = "picture", .title = "Picture"},
    WorldSegment{.key = "rug", .title = "Rug"},
};

class Rooms final : public World {
  public:
    std::string_view name() const override { return "rooms"; }
    std::string_view title() const override { return "Rooms"; }
    std::string_view help() const override {
        return "Bedrooms in perspective, with a map of what each pixel shows.";
    }
    std::span<const WorldAttribute> attributes() const override { return kAttributes; }
    std::span<const WorldSegment> segments() const override { return kSegments; }

    WorldImage draw(const WorldOptions& options, std::int64_t index) const override {
        std::vector<float> labels = draw_labels(kAttributes, options, index);
        const auto yes = [&](Place place) { return labels[place] > 0.5F; };
        const rooms::Scene scene =
            rooms::make_scene(options.seed, index,
                              {.window = yes(kWindow),
                               .door = yes(kDoor),
                               .mirror = yes(kMirror),
                               .lamp = yes(kLamp),
                               .picture = yes(kPicture),
                               .rug = yes(kRug),
                               .evening = yes(kEvening),
                               .camera_degrees = static_cast<double>(labels[kCamera])});
        WorldImage image = rooms::render(scene, options.size);
        image.labels = std::move(labels);
        return image;
    }
};

}  // namespace

const World& rooms_world() {
    static const Rooms world;
    return world;
}

}  // namespace zscope
