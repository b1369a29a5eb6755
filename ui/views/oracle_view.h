// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/engine/oracle_answers.h"
#include "core/model/edit.h"

namespace zscope::ui {

// A yes/no attribute of the world that the Session's model learned from.
struct OracleAttribute {
    std::string key, title, help;
    bool operator==(const OracleAttribute&) const = default;
};

// Which images an oracle is asked about.
struct OracleQuestion {
    std::string model_id;                         // of the weights that are shown
    std::shared_ptr<const std::vector<float>> z;  // (N, inputs)
    std::vector<Edit> edits;
    bool operator==(const OracleQuestion& other) const {
        const bool same_z = z == other.z || (z && other.z && *z == *other.z);
        return same_z && model_id == other.model_id && edits == other.edits;
    }
};

// What a panel asked last: going on (`job`), answered, failed, or else cancelled.
struct OracleAsked {
    OracleQuestion question;
    std::int64_t job = 0;                             // in Frame::jobs; 0: over
    std::string error;                                // why it failed
    std::shared_ptr<const AttributeAnswers> answers;  // null: none
};

// The oracle that can be asked about the Session's model, and who has asked it. UI thread.
struct OracleView {
    std::string world, title;  // empty: nobody can be asked, as far as the model's provenance says
    std::vector<OracleAttribute> attributes;
    std::map<std::string, OracleAsked> asked;  // by the panel that asked
};

// A wish: of the Session's model, as a job. Gives up what the same panel asked before.
struct AskOracle {
    std::string panel;
    OracleQuestion question;
};

}  // namespace zscope::ui
