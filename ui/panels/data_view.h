// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/train_config.h"
#include "core/io/data/data_scan.h"
#include "core/messages/training.h"

namespace zscope::ui {

// What the Data panel says and decides, without drawing. Pure.

// The fields of TrainConfig that are chosen with a look at the images.
inline constexpr std::array<std::string_view, 6> kChoiceKeys = {"size", "channels", "crop",
                                                                "flip", "augment",  "hold_out"};
struct DataChoice {
    TrainConfig config;      // only the fields above count
    bool leave_out = false;  // images that look like another one

    nlohmann::json chosen() const;  // the fields above, as TrainConfig's JSON has them
    // Takes what is there and can be read; the rest stays as it was.
    void take(const nlohmann::json& json);
};

struct DataFact {
    std::string label, text;
};
std::vector<DataFact> data_facts(const DataScan& scan);
// "cat 120, dog 80, and 8 more, without a label 3".
std::string label_text(const DataScan::LabelCount& label);
std::string distance_text(int bits);  // of a pair of images that look alike

// Images that training would see, after what is left out and held out; may be negative.
std::int64_t images_to_train_on(const DataScan& scan, const DataChoice& choice);

struct NeedsText {
    std::string text;
    bool no_room = false;  // the disk has not enough for it
};
NeedsText needs_text(const DataNeeds& needs, std::int64_t free_bytes);  // negative: not known

// Whether the choice can follow a piece of advice, and does not yet; and the choice that does.
bool can_follow(const DataChoice& choice, const DataAdvice& advice);
void follow(DataChoice& choice, const DataAdvice& advice);

// Why nothing can be trained on it, as a sentence; empty if it can.
std::string why_not_data(const DataScan& scan, const DataChoice& choice);
// Why it cannot be started at once: a run goes on. Empty if it can.
std::string why_not_now(TrainerState state);

// What to do about a look that failed.
std::string advice_for_look(const std::string& error);

}  // namespace zscope::ui
