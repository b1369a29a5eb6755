// SPDX-License-Identifier: MIT
#include "app/window/script_lines.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/config/config_json.h"
#include "core/latent/torch_randn.h"
#include "core/session/session_json.h"

namespace zscope::app {

namespace {

using nlohmann::json;

// {"seed":S,"row":R,"count":N}: a row of the grid of seed S, as a click on it would pick it.
SampleId sample_of(App& app, const json& where) {
    const ui::ModelView& model = app.model();
    if (!model.available) fail("no model is open yet: wait for \"idle\" before picking samples");
    const Session& session = app.session();
    const auto seed = where.at("seed").get<std::int64_t>();
    const auto row = where.value("row", std::int64_t{0});
    const auto count = where.value("count", session.grid.count);
    if (row < 0 || row >= count) fail("row {} of a grid of {}", row, count);
    const std::vector<float> all =
        draw_z(model.prior, static_cast<std::uint64_t>(seed), count, model.nz);
    std::vector<float> z(all.begin() + row * model.nz, all.begin() + (row + 1) * model.nz);
    return app.sample(std::move(z),
                      {.tool = "seed", .seed = seed, .row = row, .count = count, .text = {}});
}

// Replaces every such object by the id of its sample.
void resolve_samples(App& app, json& value) {
    if (value.is_object() && value.contains("seed") && value.contains("row")) {
        value = sample_of(app, value);
    } else if (value.is_structured()) {
        for (json& part : value)
            resolve_samples(app, part);
    }
}

TrainerStart start_from(const json& line) {
    TrainerStart start;
    ParsedConfig parsed = config_from_json(line.value("config", json::object()), "train.start");
    if (!parsed.warnings.empty()) fail("{}", parsed.warnings.front());
    start.config = std::move(parsed.config);
    start.data.text = line.value("data", std::string("model"));
    start.run_dir = line.value("run", std::string());
    start.resume = line.value("resume", false);
    start.init_model = line.value("init", std::string());
    start.total_steps = line.value("steps", std::int64_t{0});
    return start;
}

LiveSettings rates_from(const json& line, const LiveSettings& now) {
    return {line.value("lr_g", now.lr_g), line.value("lr_d", now.lr_d),
            line.value("cpu_share", now.cpu_share)};
}

void view_panel(App& app, const json& view) {
    ui::Workspaces& spaces = app.shell().workspaces();
    const auto id = view.at("panel").get<std::string>();
    view.value("open", true) ? spaces.show(id) : spaces.close(id);
    if (view.contains("settings")) spaces.find(id).set_settings(view.at("settings"));
    if (view.contains("zoom")) spaces.find(id).set_settings({{"zoom", view.at("zoom")}});
}

ui::CloseAnswer answer_from(const std::string& word) {
    if (word == "stop" || word == "stop and save") return ui::CloseAnswer::stop_and_save;
    if (word == "cancel") return ui::CloseAnswer::cancel;
    if (word == "close anyway") return ui::CloseAnswer::close_anyway;
    fail("an answer is \"stop\", \"close anyway\" or \"cancel\", not \"{}\"", word);
}

}  // namespace

void check_line(const json& line) {
    static constexpr std::array<std::string_view, 5> known = {"action", "command", "view", "wait",
                                                              "shot"};
    if (!line.is_object()) fail("a line is one JSON object");
    const auto count = std::ranges::count_if(
        known, [&](std::string_view key) { return line.contains(std::string(key)); });
    if (count != 1) fail("a line has one of action, command, view, wait, shot");
    if (line.contains("action")) {
        json plain = line;  // with ids for what is resolved later, so that names are checked now
        for (json& value : plain) {
            if (value.is_object() && value.contains("row")) value = 1;
            if (!value.is_array()) continue;
            for (json& part : value) {
                if (part.is_object() && part.contains("row")) part = 1;
            }
        }
        (void)action_from_json(plain);
    }
    if (line.contains("wait") && !line.at("wait").is_object() && line.at("wait") != "idle") {
        fail("wait for \"idle\", {{\"step\":N}} or {{\"frames\":N}}");
    }
}

void do_action(App& app, const json& line) {
    json resolved = line;
    resolve_samples(app, resolved);
    app.act(action_from_json(resolved).kind);
}

void do_command(App& app, const json& line) {
    const auto name = line.at("command").get<std::string>();
    if (name == "train.start") return app.train(start_from(line));
    if (name == "train.pause") return app.train(TrainerPause{});
    if (name == "train.continue") return app.train(TrainerContinue{});
    if (name == "train.step") return app.train(TrainerStep{line.value("count", std::int64_t{1})});
    if (name == "train.save") return app.train(TrainerSave{});
    if (name == "train.stop") return app.train(TrainerStop{line.value("save", true)});
    if (name == "train.rates") return app.live(rates_from(line, app.trainer().live));
    if (name == "undo") return app.wish(ui::UndoRedo{false});
    if (name == "redo") return app.wish(ui::UndoRedo{true});
    if (name == "freeze") return app.wish(ui::FreezeLive{});
    fail("there is no command \"{}\"", name);
}

void do_view(App& app, const json& line) {
    const json& view = line.at("view");
    ui::Shell& shell = app.shell();
    if (view.contains("workspace")) {
        shell.workspaces().choose(view.at("workspace").get<std::string>());
    }
    if (view.contains("theme")) {
        shell.set_theme(view.at("theme") == "light" ? ui::Theme::light : ui::Theme::dark);
    }
    if (view.contains("scale")) shell.set_scale(view.at("scale").get<float>());
    if (view.contains("panel")) view_panel(app, view);
    if (view.contains("help")) shell.open_help(view.at("help").get<bool>());
    if (view.contains("hints")) shell.set_tour(view.at("hints").get<bool>());
    if (view.contains("open")) {
        if (view.at("open").is_string()) app.open(view.at("open").get<std::string>());
    }
    if (view.contains("close")) app.ask_to_close();
    if (view.contains("answer"))
        app.answer_close(answer_from(view.at("answer").get<std::string>()));
}

}  // namespace zscope::app
