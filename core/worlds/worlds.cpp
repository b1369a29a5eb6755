// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>

#include "core/base/error.h"
#include "core/worlds/faces/faces.h"
#include "core/worlds/labels.h"
#include "core/worlds/rooms/rooms.h"
#include "core/worlds/world.h"

namespace zscope {
namespace {

std::string keys_of(const World& world) {
    std::string keys;
    for (const WorldAttribute& attribute : world.attributes()) {
        keys += keys.empty() ? "" : ", ";
        keys += attribute.key;
    }
    return keys;
}

const WorldAttribute& find_attribute(const World& world, std::string_view key) {
    const int at = attribute_index(world.attributes(), key);
    if (at < 0) {
        fail("The world {} has no attribute \"{}\". It has: {}.", world.name(), key,
             keys_of(world));
    }
    return world.attributes()[static_cast<std::size_t>(at)];
}

const WorldAttribute& find_yes_no(const World& world, std::string_view key) {
    const WorldAttribute& attribute = find_attribute(world, key);
    if (attribute.kind != WorldAttribute::Kind::yes_no) {
        fail("\"{}\" is an angle; only yes/no attributes can be correlated.", key);
    }
    return attribute;
}

void check_correlation(const World& world, const Correlation& link) {
    find_yes_no(world, link.target);
    find_yes_no(world, link.given);
    if (!(link.strength >= -1.0 && link.strength <= 1.0)) {
        fail("The strength of {} given {} is {}; it must lie in -1…1.", link.target, link.given,
             link.strength);
    }
}

// Each key is the target of at most one link, so a circle is a walk that comes back.
void check_no_circle(const WorldOptions& options) {
    for (const Correlation& start : options.correlations) {
        std::string at = start.given;
        for (std::size_t step = 0; step <= options.correlations.size(); ++step) {
            if (at == start.target) {
                fail("The correlations go in a circle: \"{}\" depends on itself.", start.target);
            }
            const auto next = std::find_if(options.correlations.begin(), options.correlations.end(),
                                           [&](const Correlation& c) { return c.target == at; });
            if (next == options.correlations.end()) {
                break;
            }
            at = next->given;
        }
    }
}

void check_fixed(const World& world, const FixedAttribute& fixed) {
    const WorldAttribute& attribute = find_attribute(world, fixed.key);
    if (attribute.kind == WorldAttribute::Kind::yes_no && fixed.value != 0.0 &&
        fixed.value != 1.0) {
        fail("\"{}\" can be held at 0 or 1, not at {}.", fixed.key, fixed.value);
    }
    if (attribute.kind == WorldAttribute::Kind::degrees &&
        !(fixed.value >= -attribute.spread && fixed.value <= attribute.spread)) {
        fail("\"{}\" can be held at −{}…{} degrees, not at {}.", fixed.key, attribute.spread,
             attribute.spread, fixed.value);
    }
}

}  // namespace

std::span<const World* const> worlds() {
    static const std::array<const World*, 2> all{&faces_world(), &rooms_world()};
    return all;
}

const World* world_trained_on(std::string_view provenance) {
    for (const World* world : worlds()) {
        const std::string words = "the world " + std::string(world->name());
        if (provenance.find(words) != std::string_view::npos) return world;
    }
    return nullptr;
}

const World& find_world(std::string_view name) {
    std::string names;
    for (const World* world : worlds()) {
        if (world->name() == name) {
            return *world;
        }
        names += names.empty() ? "" : ", ";
        names += world->name();
    }
    fail("There is no world \"{}\". There are: {}.", name, names);
}

void check_world_options(const World& world, const WorldOptions& options) {
    if (options.size != 32 && options.size != 64 && options.size != 128) {
        fail("A world draws images of 32, 64 or 128 pixels, not {}.", options.size);
    }
    for (std::size_t i = 0; i < options.correlations.size(); ++i) {
        check_correlation(world, options.correlations[i]);
        for (std::size_t k = 0; k < i; ++k) {
            if (options.correlations[k].target == options.correlations[i].target) {
                fail("\"{}\" depends on two attributes; it can depend on one.",
                     options.correlations[i].target);
            }
        }
    }
    check_no_circle(options);
    for (const FixedAttribute& fixed : options.fixed) {
        check_fixed(world, fixed);
    }
}

std::vector<WorldImage> draw_many(const World& world, const WorldOptions& options,
                                  std::int64_t first, std::int64_t count, int threads) {
    std::vector<WorldImage> images(static_cast<std::size_t>(std::max<std::int64_t>(count, 0)));
    std::atomic<std::size_t> next{0};
    std::exception_ptr failure;
    std::mutex failing;
    const auto work = [&] {
        try {
            for (std::size_t i = next++; i < images.size(); i = next++) {
                images[i] = world.draw(options, first + static_cast<std::int64_t>(i));
            }
        } catch (...) {  // out of memory: the caller's thread reports it
            const std::lock_guard lock(failing);
            failure = std::current_exception();
            next = images.size();
        }
    };
    const int wanted =
        threads > 0 ? threads : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    {
        std::vector<std::jthread> others;
        for (int i = 1; i < wanted && static_cast<std::size_t>(i) < images.size(); ++i) {
            others.emplace_back(work);
        }
        work();
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
    return images;
}

}  // namespace zscope
