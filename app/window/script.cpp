// SPDX-License-Identifier: MIT
#include "app/window/script.h"

#include <fmt/format.h>

#include <utility>

#include "app/window/model_view.h"
#include "app/window/script_lines.h"
#include "core/base/error.h"
#include "core/io/file_write.h"

namespace zscope::app {

namespace {

constexpr std::size_t kLargestScript = 16U << 20U;
constexpr int kFramesWhenIdle = 2;
constexpr double kTimeout = 60.0;

bool operating(const App& app) {
    return app.operate_view().job != 0 || app.back_view().job != 0 ||
           app.real_opinion_view().job != 0;
}

}  // namespace

Script Script::load(const std::filesystem::path& file) {
    const std::vector<std::byte> bytes = read_file(file, kLargestScript);
    return parse({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, file.string());
}

Script Script::parse(std::string_view text, const std::string& source) {
    Script script;
    script.source_ = source;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t first = line.find_first_not_of(" \t\r");
        if (first == std::string_view::npos || line[first] == '#') continue;
        try {
            nlohmann::json json = nlohmann::json::parse(line);
            check_line(json);
            script.lines_.push_back({number, std::move(json)});
        } catch (const nlohmann::json::parse_error& error) {
            fail("{} line {}: this is not JSON; it goes wrong at character {} of the line", source,
                 number, error.byte);
        } catch (const nlohmann::json::exception&) {
            fail("{} line {}: a number in it is too large", source, number);
        } catch (const Error& error) {
            fail("{} line {}: {}", source, number, error.what());
        }
    }
    return script;
}

void Script::then(nlohmann::json line) {
    check_line(line);
    lines_.push_back({lines_.empty() ? 1 : lines_.back().number + 1, std::move(line)});
}

std::optional<std::filesystem::path> Script::take_shot() {
    return std::exchange(shot_, {});
}

bool Script::patient() const {
    if (!wait_started_ || next_ == lines_.size()) return false;
    const nlohmann::json& line = lines_[next_].json;
    return line.contains("wait") && line.at("wait").contains("step");
}

void Script::advance(App& app, double time) {
    watch_opening(app);
    while (next_ < lines_.size() && error_.empty() && !shot_) {
        const Line& line = lines_[next_];
        try {
            if (line.json.contains("view") && line.json.at("view").contains("open")) {
                const nlohmann::json& open = line.json.at("view").at("open");
                if (open.is_string()) opened_at_[open.get<std::string>()] = line.number;
            }
            if (!carry_out(app, line.json, time)) return;
        } catch (const std::exception& error) {
            error_ = fmt::format("{} line {}: {}", source_, line.number, error.what());
            return;
        }
        ++next_;
        wait_started_.reset();
    }
}

void Script::watch_opening(App& app) {
    if (over_) return;
    if (const auto failure = app.take_open_failure()) {
        const auto line = opened_at_.find(failure->asked);
        error_ = line == opened_at_.end()
                     ? failure->message
                     : fmt::format("{} line {}: {}", source_, line->second, failure->message);
    }
    over_ = done() && !app.opening();
}

// False: not done yet, ask again in the next frame.
bool Script::carry_out(App& app, const nlohmann::json& line, double time) {
    if (line.contains("wait")) {
        return wait(app, line.at("wait"), line.value("timeout_s", kTimeout), time);
    }
    if (line.contains("shot")) {
        shot_ = line.at("shot").get<std::string>();
        return true;
    }
    if (line.contains("command")) {
        do_command(app, line);
    } else if (line.contains("view")) {
        do_view(app, line);
    } else {
        do_action(app, line);
    }
    return true;
}

bool Script::wait(App& app, const nlohmann::json& what, double timeout_s, double time) {
    if (!wait_started_) {
        wait_started_ = time;
        frames_ = 0;
        live_step_ = app.live_step();
    }
    const auto late = [&](const std::string& state) {
        if (time - *wait_started_ > timeout_s) {
            fail("still waiting for {} after {} s; {}", what.dump(), timeout_s, state);
        }
        return false;
    };
    if (what.is_string()) {
        return wait_idle(app) ||
               late(app.opening()           ? "a model is being opened"
                    : app.looking_at_data() ? "a data set is being looked at"
                    : app.making_map()      ? "a map is being drawn"
                    : app.finding()         ? "the z of an image is looked for"
                    : operating(app)        ? "units are ranked, edits measured, or D is asked"
                    : app.asking_oracle()   ? "the oracle is asked"
                                            : "a view is not complete");
    }
    if (what.contains("frames")) return frames_++ >= what.at("frames").get<int>() || late("");
    const TrainerStatus& trainer = app.trainer();
    if (trainer.step >= what.at("step").get<std::int64_t>()) return true;
    if (trainer.state == TrainerState::failed) fail("training failed: {}", trainer.message);
    return late(fmt::format("training is at step {}", trainer.step));
}

bool Script::wait_idle(App& app) {
    if (const auto failure = app.slots().failure()) fail("{}", *failure);
    // A view asks in the frame after a change: idle must hold for some frames in a row.
    const bool idle = !app.opening() && !app.looking_at_data() && !app.making_map() &&
                      !app.finding() && !operating(app) && !app.asking_oracle() &&
                      app.slots().settled(live_step_);
    frames_ = idle ? frames_ + 1 : 0;
    return frames_ > kFramesWhenIdle;
}

}  // namespace zscope::app
