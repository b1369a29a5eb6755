// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/engine/direction_judge.h"
#include "core/engine/oracle.h"
#include "core/engine/tick_judge.h"
#include "core/surgery/thing_looks.h"

namespace zscope {

// What is looked for in images, and who sees it: an oracle, or a classifier of a person's ticks.
struct Thing {
    std::string name;   // "window"
    std::string judge;  // for people: "the oracle of rooms"
    std::vector<JudgedAttribute> attributes;
    std::optional<std::size_t> attribute;  // the thing, among them; nullopt: only a segment
    std::uint8_t segment = 0;              // the thing's value in maps; 0: it has no place
    std::vector<PlaceShare> kinds;         // of the maps, value 0 first; empty without maps
    // images (N, C, S, S), −1…1.
    std::function<OracleReading(const HostTensor& images, const std::stop_token& stop)> read;
    ThingQuestion question() const;
};

// What a world calls `key`: a yes/no attribute, a segment of its maps, or both (Rooms' "window" is
// an attribute that also has pixels). An Error names those that there are.
struct ThingInWorld {
    std::optional<std::size_t> attribute;
    std::uint8_t segment = 0;  // its value in maps; 0: it has no place
};
ThingInWorld find_thing(const World& world, std::string_view key);

// `key` as find_thing takes it. The oracle must outlive the thing.
Thing thing_of_oracle(Oracle& oracle, std::string_view key);
// By a judge of ticks that is usable; it must outlive the thing.
Thing thing_of_ticks(const TickJudge& judge, const std::string& name);

// A thing together with who sees it, which it refers to: stays where it is.
struct Seer {
    std::optional<Oracle> oracle;
    std::optional<TickJudge> ticks;
    std::optional<Thing> thing;  // nullopt: nobody can see it
    std::string name;            // of the thing
    std::string why_not;         // nobody can, for people
    const Thing* sight() const { return thing ? &*thing : nullptr; }
};
std::unique_ptr<Seer> seer_by_oracle(Oracle oracle, std::string_view key);
// By what a classifier can learn from ticks: yes_z, no_z (N, inputs). Seconds: a job's.
std::unique_ptr<Seer> seer_by_ticks(Sampler& sampler, const std::string& name,
                                    std::span<const float> yes_z, std::span<const float> no_z,
                                    const std::stop_token& stop = {});

// What is seen in the images of z (N, inputs); `thing` null: pixels and D's opinion only.
ThingLooks look_at(Sampler& sampler, const Thing* thing, std::span<const float> z,
                   std::span<const Edit> edits, const std::stop_token& stop = {});
ThingLooks rows_of(const ThingLooks& looks, std::span<const std::int64_t> rows);
void append(ThingLooks& to, const ThingLooks& more);

// Random samples that surely have the thing.
struct ThingPool {
    std::vector<float> z;  // (N, inputs)
    ThingLooks looks;      // of them
    std::int64_t drawn = 0;
};
// The first `count` of draw_z(prior, seed, most_drawn, nz) that have it, or fewer. Without a thing
// the first `count`. Row r of a conditional model has label r mod labels. Minutes at most: a job's.
ThingPool find_with_thing(Sampler& sampler, const Thing* thing, std::uint64_t seed,
                          std::int64_t count, std::int64_t most_drawn,
                          const std::stop_token& stop = {}, const ShareDone& done = {});

}  // namespace zscope
