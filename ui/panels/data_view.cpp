// SPDX-License-Identifier: MIT
#include "ui/panels/data_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/config/config_json.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

using About = DataAdvice::About;

std::string side_text(DataScan::Side side) {
    return fmt::format("{} × {}", side.width, side.height);
}

std::string sizes_text(const DataScan& scan) {
    const DataScan::Side a = scan.smallest, b = scan.largest;
    const bool same = a.width == b.width && a.height == b.height;
    std::string text = same ? fmt::format("{} pixels", side_text(a))
                            : fmt::format("{} to {} pixels", side_text(a), side_text(b));
    if (scan.not_square == scan.usable) return text + ", none square";
    if (scan.not_square > 0) text += fmt::format(", {} not square", thousands(scan.not_square));
    return text;
}

std::string colours_text(const DataScan& scan) {
    if (scan.grey == 0) return "all in colour";
    if (scan.grey == scan.usable) return "all grey";
    return fmt::format("{} in colour, {} grey", thousands(scan.usable - scan.grey),
                       thousands(scan.grey));
}

std::string images_text(const DataScan& scan) {
    std::string text = thousands(scan.usable);
    if (scan.usable < scan.records) text += fmt::format(" usable of {}", thousands(scan.records));
    if (!scan.whole) text += ", then it was stopped";
    return text;
}

}  // namespace

nlohmann::json DataChoice::chosen() const {
    const nlohmann::json all = config_to_json(config);
    nlohmann::json some = nlohmann::json::object();
    for (const std::string_view key : kChoiceKeys)
        some[std::string(key)] = all.at(std::string(key));
    return some;
}

void DataChoice::take(const nlohmann::json& json) {
    nlohmann::json merged = config_to_json(config);
    for (const std::string_view key : kChoiceKeys) {
        const auto found = json.find(std::string(key));
        if (found != json.end()) merged[std::string(key)] = *found;
    }
    try {
        config = config_from_json(merged, "the Data panel's settings").config;
    } catch (const Error&) {  // from another version: what was there does
    }
}

std::vector<DataFact> data_facts(const DataScan& scan) {
    std::vector<DataFact> facts = {{"Images", images_text(scan)}};
    if (scan.usable > 0) {
        facts.push_back({"Sizes", sizes_text(scan)});
        facts.push_back({"Colours", colours_text(scan)});
    }
    if (scan.other_files > 0) {
        facts.push_back({"Other files", thousands(scan.other_files) + ", passed over"});
    }
    return facts;
}

std::string label_text(const DataScan::LabelCount& label) {
    constexpr std::size_t kMostWords = 12;
    const std::vector<std::string>& words = label.column.words;
    const std::size_t shown = std::min({label.counts.size(), words.size(), kMostWords});
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) {
        text += fmt::format("{}{} {}", i > 0 ? ", " : "", words[i], thousands(label.counts[i]));
    }
    if (label.counts.size() > shown) {
        text += fmt::format(", and {} more", label.counts.size() - shown);
    }
    if (label.unlabelled > 0) text += fmt::format(", without {}", thousands(label.unlabelled));
    return text;
}

std::string distance_text(int bits) {
    if (bits == 0) return "alike in every bit";
    return fmt::format("{} of 64 bits differ", bits);
}

std::int64_t images_to_train_on(const DataScan& scan, const DataChoice& choice) {
    const std::int64_t left_out = choice.leave_out ? std::ssize(scan.exclude) : 0;
    return scan.usable - left_out - choice.config.hold_out;
}

NeedsText needs_text(const DataNeeds& needs, std::int64_t free_bytes) {
    if (needs.disk == 0) {
        return {fmt::format("Read anew at each start and held in memory, {}; nothing on the disk.",
                            bytes_text(needs.memory)),
                false};
    }
    const std::string size = bytes_text(needs.disk);
    if (free_bytes >= 0 && free_bytes < needs.disk) {
        return {fmt::format("The cache takes {} of disk, and {} are free: make room, or take a "
                            "smaller size.",
                            size, bytes_text(free_bytes)),
                true};
    }
    std::string text = fmt::format(
        "Decoded once into a cache of {} on the disk, which runs share; it is mapped, so memory "
        "holds what fits.",
        size);
    if (free_bytes >= 0) text += fmt::format(" {} are free.", bytes_text(free_bytes));
    return {text, false};
}

bool can_follow(const DataChoice& choice, const DataAdvice& advice) {
    const TrainConfig& config = choice.config;
    switch (advice.about) {
        case About::mirror:
            return config.flip == "off";
        case About::augment:
            return config.augment == "none";
        case About::smaller:
            return config.size > 32;
        case About::squash:
            return config.crop == "center";
        case About::grey:
            return config.channels != 1;
        case About::duplicates:
            return !choice.leave_out;
        case About::few:
            break;
    }
    return false;
}

void follow(DataChoice& choice, const DataAdvice& advice) {
    TrainConfig& config = choice.config;
    if (!can_follow(choice, advice)) return;
    if (advice.about == About::mirror) config.flip = "on";
    if (advice.about == About::augment) config.augment = "diffaugment";
    if (advice.about == About::smaller) config.size /= 2;
    if (advice.about == About::squash) config.crop = "squash";
    if (advice.about == About::grey) config.channels = 1;
    if (advice.about == About::duplicates) choice.leave_out = true;
}

std::string why_not_data(const DataScan& scan, const DataChoice& choice) {
    if (scan.usable == 0) return "No image can be used; the reasons are below.";
    if (images_to_train_on(scan, choice) < 1) {
        return fmt::format("Of {} images none is left to train on: hold out fewer.",
                           thousands(scan.usable));
    }
    return {};
}

std::string why_not_now(TrainerState state) {
    const bool goes_on = state == TrainerState::preparing || state == TrainerState::running ||
                         state == TrainerState::paused || state == TrainerState::stopping;
    return goes_on ? "A run goes on: stop it first. Or fill in the form, for the next one." : "";
}

std::string advice_for_look(const std::string& error) {
    if (error.find("there is no such") != std::string::npos) {
        return "It may have been moved or renamed: drop it on the window, or open it again.";
    }
    return "Drop another folder or file on the window. Read are folders with PNG, JPEG, BMP or "
           "WebP files, LSUN's LMDB, CIFAR, MNIST's IDX, SVHN's .mat, CelebA and WebDataset's tar.";
}

}  // namespace zscope::ui
