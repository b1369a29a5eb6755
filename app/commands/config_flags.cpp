// SPDX-License-Identifier: MIT
#include "app/commands/config_flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <type_traits>

namespace zscope::app {

namespace {

std::string flag_of(const char* key) {
    std::string flag = std::string("--") + key;
    std::replace(flag.begin(), flag.end(), '_', '-');
    return flag;
}

std::string help_of(const char* help, const char* unit) {
    return unit[0] == '\0' ? help : fmt::format("{} [{}]", help, unit);
}

struct AddFlag {
    CLI::App& command;

    template <class Value>
    CLI::Option* add(const char* key, Value& value, const char* unit, const char* help) {
        return command.add_option(flag_of(key), value, help_of(help, unit))
            ->capture_default_str()
            ->group("Configuration");
    }
    template <class Value>
    void operator()(const char* key, Value& value, IntRange limits, const char* unit,
                    const char* help) {
        add(key, value, unit, help)->check(CLI::Range(limits.min, limits.max));
    }
    template <class Value>
    void operator()(const char* key, Value& value, RealRange limits, const char* unit,
                    const char* help) {
        add(key, value, unit, help)->check(CLI::Range(limits.min, limits.max));
    }
    template <class Value>
    void operator()(const char* key, Value& value, const OneOf& limits, const char* unit,
                    const char* help) {
        const std::vector<std::string> words(limits.choices.begin(), limits.choices.end());
        add(key, value, unit, help)->check(CLI::IsMember(words));
    }
};

// Pairs a field of one configuration with the same field of another by visiting both in step.
struct CopyField {
    const std::vector<std::string>& keys;
    TrainConfig& to;

    template <class Value, class Limits>
    void operator()(const char* key, const Value& value, const Limits&, const char*, const char*) {
        if (std::find(keys.begin(), keys.end(), key) == keys.end()) return;
        visit_fields(to,
                     [&](const char* other, auto& target, const auto&, const char*, const char*) {
                         if constexpr (std::is_same_v<std::decay_t<decltype(target)>, Value>) {
                             if (std::string_view(key) == other) target = value;
                         }
                     });
    }
};

}  // namespace

void add_config_flags(CLI::App& command, TrainConfig& config) {
    visit_fields(config, AddFlag{command});
}

std::vector<std::string> given_fields(const CLI::App& command) {
    std::vector<std::string> keys;
    const TrainConfig defaults;
    visit_fields(defaults,
                 [&](const char* key, const auto&, const auto&, const char*, const char*) {
                     if (command.count(flag_of(key)) > 0) keys.emplace_back(key);
                 });
    return keys;
}

void copy_fields(const TrainConfig& from, const std::vector<std::string>& keys, TrainConfig& to) {
    visit_fields(from, CopyField{keys, to});
}

}  // namespace zscope::app
