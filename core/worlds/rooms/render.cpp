// SPDX-License-Identifier: MIT
#include "core/worlds/rooms/render.h"

#include "core/worlds/rooms/lighting.h"

namespace zscope::rooms {
namespace {

constexpr float kFar = 1e9F;
constexpr float kEdge = 0.035F;  // neighbours that differ by more are drawn with more rays

// Where a solid can be seen, in the picture's coordinates ([−1, 1], y up).
struct Seen {
    const Solid* solid;
    float left, right, low, high;
};

struct Sample {
    Colour colour;  // developed, linear
    Segment segment = Segment::none;
};

class Renderer {
  public:
    Renderer(const Scene& scene, int size) : scene_(scene), size_(size) {
        for (const Solid& solid : scene.solids) {
            const Seen seen = seen_by_camera(solid);
            all_ = {nullptr, least(all_.left, seen.left), most(all_.right, seen.right),
                    least(all_.low, seen.low), most(all_.high, seen.high)};
            seen_.push_back(seen);
        }
    }

    Sample at(float x, float y) const {
        const Ray ray(scene_.camera.position, scene_.camera.towards(x, y));
        const Solid* solid = nullptr;
        SolidHit hit{.distance = kFar};
        const bool furnished = x >= all_.left && x <= all_.right && y >= all_.low && y <= all_.high;
        for (const Seen& seen :
             furnished ? std::span<const Seen>(seen_) : std::span<const Seen>()) {
            if (x >= seen.left && x <= seen.right && y >= seen.low && y <= seen.high &&
                meets(*seen.solid, ray, hit.distance, hit)) {
                solid = seen.solid;
            }
        }
        Surface surface;
        if (solid != nullptr) {
            surface.point = ray.origin + ray.direction * hit.distance;
            paint_solid(scene_, *solid, hit, surface);
        } else {
            surface = room_surface(ray, false);
        }
        if (surface.mirrors) {
            surface.glow = surface.glow + reflected(ray, surface) * surface.albedo;
            surface.albedo = {};
        }
        return {developed(lit(scene_, surface)), surface.segment};
    }

  private:
    Seen seen_by_camera(const Solid& solid) const {
        const Camera& camera = scene_.camera;
        const Vec from = solid.centre - camera.position;
        const float depth = dot(from, camera.forward);
        const float radius = reach(solid);
        if (depth < radius + 0.1F) {
            return {&solid, -1.0F, 1.0F, -1.0F, 1.0F};
        }
        // Corners of the box about the solid; all are before the camera.
        Seen seen{&solid, kFar, -kFar, kFar, -kFar};
        const float wide = solid.half.x + size_of(solid.narrowing) * solid.half.y;
        const float deep = solid.shape == Solid::Shape::cone ? wide : solid.half.z;
        for (int corner = 0; corner < 8; ++corner) {
            const Vec p = from + solid.axis_x * ((corner & 1) != 0 ? wide : -wide) +
                          solid.axis_y * ((corner & 2) != 0 ? solid.half.y : -solid.half.y) +
                          solid.axis_z * ((corner & 4) != 0 ? deep : -deep);
            const float scale = 1.0F / (dot(p, camera.forward) * camera.half_view);
            const float x = dot(p, camera.right) * scale;
            const float y = dot(p, camera.up) * scale;
            seen.left = least(seen.left, x);
            seen.right = most(seen.right, x);
            seen.low = least(seen.low, y);
            seen.high = most(seen.high, y);
        }
        return seen;
    }

    // The room's own planes: two side walls, floor, ceiling, back wall; in a mirror the wall behind
    // the camera, too, and nothing hangs there.
    Surface room_surface(const Ray& ray, bool in_mirror) const {
        const Vec o = ray.origin;
        const Vec d = ray.direction;
        const auto plane = [](float place, float origin, float inverse) {
            const float t = (place - origin) * inverse;
            return t > 0.0F ? t : kFar;
        };
        const float side =
            plane(d.x > 0.0F ? scene_.half_width : -scene_.half_width, o.x, ray.inverse.x);
        const float level = plane(d.y > 0.0F ? scene_.height : 0.0F, o.y, ray.inverse.y);
        const float deep = plane(d.z < 0.0F ? 0.0F : scene_.front, o.z, ray.inverse.z);
        const float nearest = least(side, least(level, deep));
        Surface surface;
        surface.point = o + d * nearest;
        const float pixel = 2.0F * scene_.camera.half_view / static_cast<float>(size_);
        const float length = std::sqrt(dot(d, d));
        if (nearest == level) {
            surface.normal = {0, d.y > 0.0F ? -1.0F : 1.0F, 0};
            if (d.y > 0.0F) {
                surface.albedo = scene_.palette.ceiling;
            } else {
                paint_floor(scene_, nearest * pixel * length / size_of(d.y) * 0.7F, surface);
            }
            return surface;
        }
        const Wall wall = nearest == deep ? Wall::back : d.x > 0.0F ? Wall::right : Wall::left;
        const bool back = nearest == deep;
        surface.normal =
            back ? Vec{0, 0, d.z < 0.0F ? 1.0F : -1.0F} : Vec{d.x > 0.0F ? -1.0F : 1.0F, 0, 0};
        const float into = 1.0F / most(size_of(back ? d.z : d.x), 1e-6F);
        const WallPoint point{.along = back ? surface.point.x : surface.point.z,
                              .height = surface.point.y,
                              .slope_along = (back ? d.x : d.z) * into,
                              .slope_height = d.y * into,
                              .blur = nearest * pixel};
        if (in_mirror) {
            paint_bare_wall(scene_, wall, point, surface);
        } else {
            paint_wall(scene_, wall, point, surface);
        }
        return surface;
    }

    Colour reflected(const Ray& ray, const Surface& mirror) const {
        const Vec n = mirror.normal;
        const Ray back(mirror.point + n * 0.01F,
                       ray.direction - n * (2.0F * dot(ray.direction, n)));
        SolidHit hit{.distance = kFar};
        const Solid* solid = nullptr;
        for (const Solid& each : scene_.solids) {
            if (meets(each, back, hit.distance, hit)) {
                solid = &each;
            }
        }
        Surface surface;
        if (solid != nullptr) {
            surface.point = back.origin + back.direction * hit.distance;
            paint_solid(scene_, *solid, hit, surface);
        } else {
            surface = room_surface(back, true);
        }
        return lit(scene_, surface);
    }

    const Scene& scene_;
    int size_;
    std::vector<Seen> seen_;
    Seen all_{nullptr, kFar, -kFar, kFar, -kFar};
};

bool differ(const Sample& a, const Sample& b) {
    return a.segment != b.segment || size_of(a.colour.x - b.colour.x) > kEdge ||
           size_of(a.colour.y - b.colour.y) > kEdge || size_of(a.colour.z - b.colour.z) > kEdge;
}

std::uint8_t byte_of(float linear) {
    return static_cast<std::uint8_t>(whole(to_srgb(linear) * 255.0F + 0.5F));
}

// One ray through the middle of each pixel; at edges, also rays between the pixels, which
// neighbours share: the pixel is then the middle and all around it under a tent filter.
class Picture {
  public:
    Picture(const Scene& scene, int size)
        : renderer_(scene, size),
          size_(size),
          wide_(2 * size + 1),
          samples_(static_cast<std::size_t>(wide_) * wide_),
          drawn_(samples_.size(), 0) {}

    const Sample& middle(int x, int y) { return at(2 * x + 1, 2 * y + 1); }

    bool edge(int x, int y) {
        const Sample& own = middle(x, y);
        return (x > 0 && differ(own, middle(x - 1, y))) ||
               (x + 1 < size_ && differ(own, middle(x + 1, y))) ||
               (y > 0 && differ(own, middle(x, y - 1))) ||
               (y + 1 < size_ && differ(own, middle(x, y + 1)));
    }

    // Corners only, or with the midpoints of the sides where a pixel covers more of the room.
    Colour smooth(int x, int y) {
        const int column = 2 * x + 1;
        const int row = 2 * y + 1;
        const auto colour = [&](int i, int k) { return at(column + i, row + k).colour; };
        const Colour corners = colour(-1, -1) + colour(1, -1) + colour(-1, 1) + colour(1, 1);
        if (size_ > 32) {
            return colour(0, 0) * 0.5F + corners * 0.125F;
        }
        const Colour sides = colour(0, -1) + colour(0, 1) + colour(-1, 0) + colour(1, 0);
        return colour(0, 0) * 0.25F + sides * 0.125F + corners * 0.0625F;
    }

  private:
    const Sample& at(int column, int row) {
        const std::size_t place = static_cast<std::size_t>(row) * wide_ + column;
        if (drawn_[place] == 0) {
            const float step = 1.0F / static_cast<float>(size_);
            samples_[place] = renderer_.at(static_cast<float>(column) * step - 1.0F,
                                           1.0F - static_cast<float>(row) * step);
            drawn_[place] = 1;
        }
        return samples_[place];
    }

    Renderer renderer_;
    int size_;
    int wide_;
    std::vector<Sample> samples_;  // (wide, wide): pixel (x, y) is at column 2x + 1, row 2y + 1
    std::vector<std::uint8_t> drawn_;
};

}  // namespace

WorldImage render(const Scene& scene, int size) {
    Picture picture(scene, size);
    const auto count = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
    WorldImage image{.size = size,
                     .pixels = std::vector<std::uint8_t>(count * 3),
                     .labels = {},
                     .segments = std::vector<std::uint8_t>(count)};
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            const Colour colour =
                picture.edge(x, y) ? picture.smooth(x, y) : picture.middle(x, y).colour;
            const std::size_t at = static_cast<std::size_t>(y) * size + x;
            image.pixels[3 * at] = byte_of(colour.x);
            image.pixels[3 * at + 1] = byte_of(colour.y);
            image.pixels[3 * at + 2] = byte_of(colour.z);
            image.segments[at] = static_cast<std::uint8_t>(picture.middle(x, y).segment);
        }
    }
    return image;
}

}  // namespace zscope::rooms
