// SPDX-License-Identifier: MIT
#include "ui/widgets/field_editor.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <functional>
#include <type_traits>

#include "core/config/config_json.h"
#include "ui/theme.h"
#include "ui/widgets/slider.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr std::int64_t kSliderSpan = 100000;  // wider whole numbers are typed
constexpr std::int64_t kLinearSpan = 200;

template <class Value>
std::string as_text(const Value& value) {
    return fmt::format("{}", value);
}

// The field `key` of another configuration, of the same type.
template <class Value>
Value value_in(const TrainConfig& config, std::string_view key) {
    Value found{};
    visit_fields(config, [&](std::string_view name, const auto& value, const auto&...) {
        if constexpr (std::is_same_v<std::decay_t<decltype(value)>, Value>) {
            if (name == key) found = value;
        }
    });
    return found;
}

std::string tooltip_of(std::string_view key, std::string_view unit, std::string_view help,
                       const std::string& initial) {
    std::string flag(key);
    std::replace(flag.begin(), flag.end(), '_', '-');
    return fmt::format("{}\nDefault: {}{}{}   --{}", help, initial, unit.empty() ? "" : " ", unit,
                       flag);
}

std::string with_unit(const char* number, std::string_view unit) {
    return unit.empty() ? std::string(number) : fmt::format("{} {}", number, unit);
}

bool edit_choice(TrainConfig& config, std::string_view key, const std::string& shown,
                 const OneOf& limits, std::string_view unit) {
    bool changed = false;
    const std::string preview = with_unit(shown.c_str(), unit);
    if (!ImGui::BeginCombo("##value", preview.c_str())) return false;
    for (const std::string_view choice : limits.choices) {
        const std::string reason = choice == shown ? std::string() : why_not(config, key, choice);
        ImGui::BeginDisabled(!reason.empty());
        if (ImGui::Selectable(std::string(choice).c_str(), choice == shown)) {
            set_choice(config, key, choice);
            changed = true;
        }
        ImGui::EndDisabled();
        if (!reason.empty() && ImGui::IsItemHovered(ImGuiHoveredFlags_AllowWhenDisabled)) {
            ImGui::SetTooltip("%s", reason.c_str());
        }
    }
    ImGui::EndCombo();
    return changed;
}

bool edit_number(std::int64_t& value, const IntRange& limits, std::int64_t initial,
                 std::string_view unit, std::string_view help) {
    const std::string format = with_unit("%lld", unit);
    if (limits.max - limits.min > kSliderSpan) {
        const std::int64_t step = initial >= 100 ? 100 : 1;
        const bool changed = ImGui::InputScalar("##value", ImGuiDataType_S64, &value, &step,
                                                nullptr, format.c_str());
        tooltip(help);
        value = std::clamp(value, limits.min, limits.max);
        return changed;
    }
    SliderOptions options;
    options.min = static_cast<double>(limits.min);
    options.max = static_cast<double>(limits.max);
    options.reset = static_cast<double>(initial);
    options.logarithmic = limits.max - limits.min > kLinearSpan;
    options.format = format.c_str();
    options.tooltip = help;
    return slider("##value", value, options).changed;
}

bool edit_number(double& value, const RealRange& limits, double initial, std::string_view unit,
                 std::string_view help) {
    const std::string format = with_unit(limits.logarithmic ? "%.3g" : "%.5g", unit);
    SliderOptions options;
    options.min = limits.min;
    options.max = limits.max;
    options.reset = initial;
    options.logarithmic = limits.logarithmic;
    options.format = format.c_str();
    options.tooltip = help;
    return slider("##value", value, options).changed;
}

struct Editor {
    Form& form;
    TrainConfig& config;
    std::function<bool(std::string_view key)> shown;
    std::string_view fixed;
    bool changed = false;

    template <class Value, class Limits>
    void operator()(const char* key, Value& value, const Limits& limits, const char* unit,
                    const char* help) {
        if (!shown(key)) return;
        const Value initial = value_in<Value>(TrainConfig{}, key);
        const std::string full =
            fixed.empty() ? tooltip_of(key, unit, help, as_text(initial)) : std::string(fixed);
        ImGui::PushID(key);
        form.row(field_label(key).c_str(), full);
        ImGui::BeginDisabled(!fixed.empty());
        if constexpr (std::is_same_v<Limits, OneOf>) {
            changed |= edit_choice(config, key, as_text(value), limits, unit);
            tooltip(full);
        } else {
            changed |= edit_number(value, limits, initial, unit, full);
        }
        ImGui::EndDisabled();
        if (form.reset(fixed.empty() && value != initial, key)) {
            value = initial;
            changed = true;
        }
        ImGui::PopID();
    }
};

}  // namespace

FieldGroup group_of(std::string_view key) {
    constexpr std::array<std::string_view, 7> kNetwork = {"size", "channels",  "nz",   "ngf",
                                                          "ndf",  "max_width", "prior"};
    constexpr std::array<std::string_view, 4> kRates = {"batch", "lr_g", "lr_d", "augment"};
    const auto among = [key](const auto& keys) {
        return std::find(keys.begin(), keys.end(), key) != keys.end();
    };
    if (key == "cpu_share") return FieldGroup::elsewhere;  // shown in percent, also while it runs
    if (among(kNetwork)) return FieldGroup::network;
    return among(kRates) ? FieldGroup::rates : FieldGroup::advanced;
}

std::string field_label(std::string_view key) {
    constexpr std::array<std::array<std::string_view, 2>, 14> kWords = {{
        {"augment", "Augmentation"},
        {"hold_out", "Held out"},
        {"d_warm_up", "D alone first"},
        {"size", "Image size"},
        {"nz", "Length of z (nz)"},
        {"ngf", "Width of G (ngf)"},
        {"ndf", "Width of D (ndf)"},
        {"max_width", "Widest block"},
        {"prior", "z is drawn"},
        {"batch", "Batch"},
        {"lr_g", "Learning rate G"},
        {"lr_d", "Learning rate D"},
        {"sample_every", "Sheet every"},
        {"snapshot_budget_mb", "Timeline's disk"},
    }};
    for (const auto& [known, words] : kWords) {
        if (key == known) return std::string(words);
    }
    std::string label(key);
    std::replace(label.begin(), label.end(), '_', ' ');
    if (!label.empty()) {
        label[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(label[0])));
    }
    return label;
}

bool edit_fields(Form& form, TrainConfig& config, FieldGroup group, std::string_view fixed) {
    Editor editor{form, config, [group](std::string_view key) { return group_of(key) == group; },
                  fixed};
    visit_fields(config, editor);
    return editor.changed;
}

bool edit_fields(Form& form, TrainConfig& config, std::span<const std::string_view> keys) {
    const auto among = [keys](std::string_view key) { return std::ranges::count(keys, key) > 0; };
    Editor editor{form, config, among, {}};
    visit_fields(config, editor);
    return editor.changed;
}

void set_choice(TrainConfig& config, std::string_view key, std::string_view choice) {
    visit_fields(config,
                 [&](std::string_view name, auto& value, const auto& limits, const auto&...) {
                     if constexpr (std::is_same_v<std::decay_t<decltype(limits)>, OneOf>) {
                         if (name != key) return;
                         if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>) {
                             value = std::string(choice);
                         } else {
                             std::from_chars(choice.data(), choice.data() + choice.size(), value);
                         }
                     }
                 });
}

std::string why_not(const TrainConfig& config, std::string_view key, std::string_view choice) {
    TrainConfig tried = config;
    set_choice(tried, key, choice);
    // What is wrong already is not the fault of this choice.
    return validate(config).empty() ? validate(tried) : std::string();
}

}  // namespace zscope::ui
