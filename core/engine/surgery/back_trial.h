// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <filesystem>
#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "core/engine/picture.h"
#include "core/engine/surgery/bring_back.h"
#include "core/model/edit.h"
#include "core/surgery/back_report.h"

namespace zscope {

// What is searched for, in which generators.
struct BackTask {
    SnapshotPointer model;
    Weights weights = Weights::automatic;
    std::vector<Edit> edits;       // that can be baked, each of some units of a block
    std::string thing;             // as thing_of_oracle takes it
    std::filesystem::path oracle;  // the first: it is maximised; its world's second one judges
    BringBackOptions search;
};
struct BackTrial {
    BackReport report;
    struct Found {
        std::vector<float> z;  // (starts, inputs): the best of each start
        Tiles pictures;        // what that generator draws of them
    };
    std::array<Found, 3> found;  // in the order of BackReport::all()
};
struct BackProgress {
    std::string what;            // is done now
    double share = 0.0;          // of the whole work
    double seconds_left = -1.0;  // of the searches, by what their steps took; negative: too early
    double seconds_a_step = -1.0;
};

// Three generators are searched: whole, with the edits in its weights, and with as many other
// units, equally active, baked in instead. A thing counts as back where the second oracle of the
// world sees it, which nothing was maximised for. An Error says what cannot be baked, which oracle
// is missing, or "stopped". Minutes to an hour: a job's.
BackTrial try_to_bring_back(const BackTask& task, const std::stop_token& stop = {},
                            const std::function<void(const BackProgress&)>& say = {});

}  // namespace zscope
