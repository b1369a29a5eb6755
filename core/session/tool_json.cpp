// SPDX-License-Identifier: MIT
#include "core/session/tool_json.h"

#include <algorithm>
#include <type_traits>
#include <vector>

#include "core/base/error.h"
#include "core/session/json_parts.h"

namespace zscope {

using nlohmann::json;

namespace {

constexpr EnumNames<PathMode, 3> kPathModes{{{PathMode::slerp, "slerp"},
                                             {PathMode::lerp, "lerp"},
                                             {PathMode::classic_slerp, "classic_slerp"}}};
constexpr EnumNames<WalkKind, 4> kWalkKinds{{{WalkKind::random, "random"},
                                             {WalkKind::smooth, "smooth"},
                                             {WalkKind::shell, "shell"},
                                             {WalkKind::loop, "loop"}}};
constexpr EnumNames<DirectionTarget, 3> kTargets{{{DirectionTarget::sample, "sample"},
                                                  {DirectionTarget::tray, "tray"},
                                                  {DirectionTarget::walk, "walk"}}};

constexpr EnumNames<ConceptSource, 3> kSources{{{ConceptSource::regions, "regions"},
                                                {ConceptSource::ticks, "ticks"},
                                                {ConceptSource::world, "world"}}};
constexpr EnumNames<RankMethod, 3> kMethods{{{RankMethod::logistic, "logistic"},
                                             {RankMethod::difference, "difference"},
                                             {RankMethod::overlap, "overlap"}}};

// The members of each state, declared once: `visit(key, member)`, `visit(key, member, names)` for
// enumerators. Writing and reading are visitors.
template <class State, class Visit>
requires std::is_same_v<std::remove_const_t<State>, CalculateState>
void each_member(State& state, Visit visit) {
    visit("noise", state.noise);
    visit("seed", state.seed);
}
template <class State, class Visit>
requires std::is_same_v<std::remove_const_t<State>, PathStop>
void each_member(State& state, Visit visit) {
    visit("id", state.id);
    visit("hold_s", state.hold_s);
}
template <class State, class Visit>
requires std::is_same_v<std::remove_const_t<State>, PathState>
void each_member(State& state, Visit visit) {
    visit("points", state.points);
    visit("mode", state.mode, kPathModes);
    visit("closed", state.closed);
    visit("equal_speed", state.equal_speed);
    visit("segment_s", state.segment_s);
    visit("position", state.position);
}
template <class State, class Visit>
requires std::is_same_v<std::remove_const_t<State>, SheetState>
void each_member(State& state, Visit visit) {
    visit("of_directions", state.of_directions);
    visit("corners", state.corners);
    visit("origin", state.origin);
    visit("right", state.right);
    visit("down", state.down);
    visit("first", state.first);
    visit("last", state.last);
    visit("x", state.x);
    visit("y", state.y);
    visit("mode", state.mode, kPathModes);
}
template <class State, class Visit>
requires std::is_same_v<std::remove_const_t<State>, WalkState>
void each_member(State& state, Visit visit) {
    visit("start", state.start);
    visit("kind", state.kind, kWalkKinds);
    visit("seed", state.seed);
    visit("step_size", state.step_size);
    visit("around", state.around);
    visit("step", state.step);
    visit("per_s", state.per_s);
    visit("least_opinion", state.least_opinion);
    visit("turns", state.turns);
}
template <class State, class Visit>
requires std::is_same_v<std::remove_const_t<State>, WalkTurn>
void each_member(State& state, Visit visit) {
    visit("step", state.step);
    visit("attempt", state.attempt);
}
template <class State, class Visit>
requires std::is_same_v<std::remove_const_t<State>, DirectionUse>
void each_member(State& state, Visit visit) {
    visit("id", state.id);
    visit("strength", state.strength);
    visit("locked", state.locked);
}
template <class State, class Visit>
requires std::is_same_v<std::remove_const_t<State>, DirectionsState>
void each_member(State& state, Visit visit) {
    visit("list", state.list);
    visit("target", state.target, kTargets);
}
template <class State, class Visit>
requires std::is_same_v<std::remove_const_t<State>, TickState>
void each_member(State& state, Visit visit) {
    visit("name", state.name);
    visit("yes", state.yes);
    visit("no", state.no);
}
template <class State, class Visit>
requires std::is_same_v<std::remove_const_t<State>, PaintedRegion>
void each_member(State& state, Visit visit) {
    visit("id", state.id);
    visit("mask", state.mask);
}
template <class State, class Visit>
requires std::is_same_v<std::remove_const_t<State>, OperateState>
void each_member(State& state, Visit visit) {
    visit("block", state.block);
    visit("units", state.units);
    visit("source", state.source, kSources);
    visit("name", state.name);
    visit("thing", state.thing);
    visit("regions", state.regions);
    visit("method", state.method, kMethods);
    visit("top", state.top);
}

template <class State>
json write(const State& state);

struct Writer {
    json& output;

    template <class T>
    void operator()(const char* key, const T& value) const {
        output[key] = value;
    }
    void operator()(const char* key, const std::vector<PathStop>& items) const { all(key, items); }
    void operator()(const char* key, const std::vector<WalkTurn>& items) const { all(key, items); }
    void operator()(const char* key, const std::vector<DirectionUse>& items) const {
        all(key, items);
    }
    void operator()(const char* key, const std::vector<PaintedRegion>& items) const {
        all(key, items);
    }
    void operator()(const char* key, const MapMask& mask) const { output[key] = write_json(mask); }
    template <class Enum, std::size_t Count>
    void operator()(const char* key, Enum value, const EnumNames<Enum, Count>& names) const {
        output[key] = name_of(names, value);
    }
    template <class T>
    void all(const char* key, const std::vector<T>& items) const {
        output[key] = json::array();
        for (const T& item : items)
            output[key].push_back(write(item));
    }
};

template <class State>
json write(const State& state) {
    json output = json::object();
    each_member(state, Writer{output});
    return output;
}

struct Reader {
    JsonReader& reader;

    template <class T>
    void operator()(const char* key, T& value) const {
        reader.optional(key, value);
    }
    void operator()(const char* key, std::array<SampleId, 4>& values) const {
        std::vector<SampleId> list(values.begin(), values.end());
        reader.optional(key, list);
        if (list.size() != values.size()) {
            fail("{} must be {} numbers, not {}", reader.path(key), values.size(), list.size());
        }
        std::ranges::copy(list, values.begin());
    }
    void operator()(const char* key, std::vector<PathStop>& items) const { all(key, items); }
    void operator()(const char* key, std::vector<WalkTurn>& items) const { all(key, items); }
    void operator()(const char* key, std::vector<DirectionUse>& items) const { all(key, items); }
    void operator()(const char* key, std::vector<PaintedRegion>& items) const { all(key, items); }
    void operator()(const char* key, MapMask& mask) const {
        mask = read_mask(reader.need(key), reader.path(key));
    }
    template <class Enum, std::size_t Count>
    void operator()(const char* key, Enum& value, const EnumNames<Enum, Count>& names) const {
        reader.choice(key, names, value);
    }
    template <class T>
    void all(const char* key, std::vector<T>& items) const {
        const json* list = reader.take(key);
        if (list == nullptr) return;
        items = JsonReader::list<T>(*list, reader.path(key),
                                    [](const json& input, const std::string& where) {
                                        JsonReader each(input, where);
                                        T item;
                                        each_member(item, Reader{each});
                                        each.finish();
                                        return item;
                                    });
    }
};

}  // namespace

json write_json(const CalculateState& state) {
    return write(state);
}
json write_json(const PathState& state) {
    return write(state);
}
json write_json(const SheetState& state) {
    return write(state);
}
json write_json(const WalkState& state) {
    return write(state);
}
json write_json(const DirectionsState& state) {
    return write(state);
}
json write_json(const TickState& state) {
    return write(state);
}
json write_json(const OperateState& state) {
    return write(state);
}

void read_keys(JsonReader& reader, CalculateState& state) {
    each_member(state, Reader{reader});
}
void read_keys(JsonReader& reader, PathState& state) {
    each_member(state, Reader{reader});
}
void read_keys(JsonReader& reader, SheetState& state) {
    each_member(state, Reader{reader});
}
void read_keys(JsonReader& reader, WalkState& state) {
    each_member(state, Reader{reader});
}
void read_keys(JsonReader& reader, DirectionsState& state) {
    each_member(state, Reader{reader});
}
void read_keys(JsonReader& reader, TickState& state) {
    each_member(state, Reader{reader});
}

void read_keys(JsonReader& reader, OperateState& state) {
    each_member(state, Reader{reader});
}

}  // namespace zscope
