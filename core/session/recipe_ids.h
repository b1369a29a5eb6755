// SPDX-License-Identifier: MIT
#pragma once

#include <set>
#include <vector>

#include "core/session/session.h"

namespace zscope {

// Calls visit(id) for each id of a sample in a Session's tools, 0 (none) too, in a fixed order.
template <class State, class Visit>
void each_sample(State& session, Visit visit) {
    for (auto& id : session.selection)
        visit(id);
    for (auto& id : session.tray)
        visit(id);
    visit(session.interpolate.a);
    visit(session.interpolate.b);
    for (auto& term : session.equation)
        for (auto& id : term.samples)
            visit(id);
    for (auto& stop : session.path.points)
        visit(stop.id);
    for (auto& id : session.sheet.corners)
        visit(id);
    visit(session.sheet.origin);
    visit(session.walk.start);
    for (auto* list : {&session.ticks.yes, &session.ticks.no})
        for (auto& id : *list)
            visit(id);
    for (auto& region : session.operate.regions)
        visit(region.id);
}

// The same for directions.
template <class State, class Visit>
void each_direction(State& session, Visit visit) {
    for (auto& use : session.directions.list)
        visit(use.id);
    visit(session.sheet.right);
    visit(session.sheet.down);
}

// Those that are there, each once, in that order.
inline std::vector<SampleId> samples_of(const Session& session) {
    std::vector<SampleId> ids;
    std::set<SampleId> seen{0};
    each_sample(session, [&](SampleId id) {
        if (seen.insert(id).second) ids.push_back(id);
    });
    return ids;
}
inline std::vector<DirectionId> directions_of(const Session& session) {
    std::vector<DirectionId> ids;
    std::set<DirectionId> seen{0};
    each_direction(session, [&](DirectionId id) {
        if (seen.insert(id).second) ids.push_back(id);
    });
    return ids;
}

}  // namespace zscope
