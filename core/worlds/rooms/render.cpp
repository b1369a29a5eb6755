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
            seen_.push_back(seen_by_camera(solid));
        }
    }

    Sample at(float x, float y) const {
        const Ray ray{scene_.camera.position, scene_.camera.towards(x, y)};
        const Solid* solid = nullptr;
        SolidHit hit{.distance = kFar};
        for (const Seen& seen : seen_) {
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
        const auto plane = [](float place, float origin, float direction) {
            const float t = (place - origin) / direction;
            return t > 0.0F ? t : kFar;
        };
        const float side = plane(d.x > 0.0F ? scene_.half_width : -scene_.half_width, o.x, d.x);
        const float level = plane(d.y > 0.0F ? scene_.height : 0.0F, o.y, d.y);
        const float deep = plane(d.z < 0.0F ? 0.0F : scene_.front, o.z, d.z);
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
        const Ray back{mirror.point + n * 0.01F,
                       ray.direction - n * (2.0F * dot(ray.direction, n))};
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
};

bool differ(const Sample& a, const Sample& b) {
    return a.segment != b.segment || size_of(a.colour.x - b.colour.x) > kEdge ||
           size_of(a.colour.y - b.colour.y) > kEdge || size_of(a.colour.z - b.colour.z) > kEdge;
}

std::uint8_t byte_of(float linear) {
    return static_cast<std::uint8_t>(to_srgb(linear) * 255.0F + 0.5F);
}

}  // namespace

WorldImage render(const Scene& scene, int size) {
    const Renderer renderer(scene, size);
    const auto count = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
    const float pixel = 2.0F / static_cast<float>(size);
    std::vector<Sample> samples(count);
    WorldImage image{.size = size,
                     .pixels = std::vector<std::uint8_t>(count * 3),
                     .labels = {},
                     .segments = std::vector<std::uint8_t>(count)};
    const auto place = [&](int x, int y) { return static_cast<std::size_t>(y) * size + x; };
    const auto centre = [&](int at) { return (static_cast<float>(at) + 0.5F) * pixel - 1.0F; };
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            samples[place(x, y)] = renderer.at(centre(x), -centre(y));
        }
    }
    // Edges get more rays: a grid of 2×2, at 32 pixels 3×3.
    const int grid = size <= 32 ? 3 : 2;
    for (int y = 0; y < size; ++y) {
        for (int x = 0; x < size; ++x) {
            const Sample& own = samples[place(x, y)];
            const bool edge = (x > 0 && differ(own, samples[place(x - 1, y)])) ||
                              (x + 1 < size && differ(own, samples[place(x + 1, y)])) ||
                              (y > 0 && differ(own, samples[place(x, y - 1)])) ||
                              (y + 1 < size && differ(own, samples[place(x, y + 1)]));
            Colour colour = own.colour;
            if (edge) {
                colour = {};
                for (int i = 0; i < grid * grid; ++i) {
                    const float step = pixel / static_cast<float>(grid);
                    const float from = (static_cast<float>(grid) - 1.0F) / 2.0F;
                    colour =
                        colour + renderer
                                     .at(centre(x) + (static_cast<float>(i % grid) - from) * step,
                                         -centre(y) + (static_cast<float>(i / grid) - from) * step)
                                     .colour;
                }
                colour = colour * (1.0F / static_cast<float>(grid * grid));
            }
            const std::size_t at = place(x, y);
            image.pixels[3 * at] = byte_of(colour.x);
            image.pixels[3 * at + 1] = byte_of(colour.y);
            image.pixels[3 * at + 2] = byte_of(colour.z);
            image.segments[at] = static_cast<std::uint8_t>(own.segment);
        }
    }
    return image;
}

}  // namespace zscope::rooms
