// SPDX-License-Identifier: MIT
#include "app/window/script_lines.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/config/config_json.h"
#include "core/session/json_reader.h"
#include "core/session/session_json.h"
#include "ui/panels/grid_latents.h"

namespace zscope::app {

namespace {

using nlohmann::json;

// {"seed":S,"row":R,"count":N,"label":L}: a row of the grid of seed S, as a click on it would pick
// it.
SampleId sample_of(App& app, const json& where) {
    const ui::ModelView& model = app.model();
    if (!model.available) fail("no model is open yet: wait for \"idle\" before picking samples");
    const Session& session = app.session();
    GridState grid = session.grid;
    std::int64_t row = 0;
    JsonReader reader(where, "a sample");
    reader.required("seed", grid.seed);
    reader.required("row", row);
    reader.optional("count", grid.count);
    reader.optional("label", grid.label);
    reader.finish();
    if (grid.seed < 0) fail("a sample: seed must be a whole number from 0, not {}", grid.seed);
    if (row < 0 || row >= grid.count) fail("row {} of a grid of {}", row, grid.count);
    grid = ui::grid_for(model, grid);
    const std::vector<float> all = ui::draw_for(model, grid);
    std::vector<float> z(all.begin() + row * model.nz, all.begin() + (row + 1) * model.nz);
    return app.sample(std::move(z), ui::grid_origin(grid, row));
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

// What each kind of line may hold. Reading it from a JsonReader refuses keys that are not there.
struct StartLine {
    std::string data, run, init;
    bool resume = false;
    std::int64_t steps = 0;
    json config = json::object();
};

StartLine read_start(JsonReader& reader) {
    StartLine line;
    reader.optional("resume", line.resume);
    if (!line.resume) line.data = "model";  // else: the images that the run had
    reader.optional("data", line.data);
    reader.optional("run", line.run);
    reader.optional("init", line.init);
    reader.optional("steps", line.steps);
    if (const json* config = reader.take("config")) line.config = *config;
    return line;
}

TrainerStart start_from(const StartLine& line) {
    TrainerStart start;
    ParsedConfig parsed = config_from_json(line.config, "train.start");
    if (!parsed.warnings.empty()) fail("{}", parsed.warnings.front());
    start.config = std::move(parsed.config);
    start.data.text = line.data;
    start.run_dir = line.run;
    start.resume = line.resume;
    for (const auto& [key, value] : line.config.items())
        start.resume_keys.push_back(key);
    start.init_model = line.init;
    start.total_steps = line.steps;
    return start;
}

LiveSettings read_rates(JsonReader& reader, LiveSettings rates) {
    reader.optional("lr_g", rates.lr_g);
    reader.optional("lr_d", rates.lr_d);
    reader.optional("cpu_share", rates.cpu_share);
    return rates;
}

ui::CloseAnswer answer_from(const std::string& word) {
    if (word == "stop" || word == "stop and save") return ui::CloseAnswer::stop_and_save;
    if (word == "cancel") return ui::CloseAnswer::cancel;
    if (word == "close anyway") return ui::CloseAnswer::close_anyway;
    fail("an answer is \"stop\", \"close anyway\" or \"cancel\", not \"{}\"", word);
}

// Commands that take nothing more.
std::function<void(App&)> plain_command(const std::string& name) {
    if (name == "train.pause") return [](App& app) { app.train(TrainerPause{}); };
    if (name == "train.continue") return [](App& app) { app.train(TrainerContinue{}); };
    if (name == "train.save") return [](App& app) { app.train(TrainerSave{}); };
    if (name == "undo") return [](App& app) { app.wish(ui::UndoRedo{false}); };
    if (name == "redo") return [](App& app) { app.wish(ui::UndoRedo{true}); };
    if (name == "freeze") return [](App& app) { app.wish(ui::FreezeLive{}); };
    if (name == "units.rank") return [](App& app) { app.wish(ui::OperateWish{ui::RankUnits{}}); };
    fail("there is no command \"{}\"", name);
}

// One "view" object, all of it read and checked; what is not asked for is empty.
struct ViewLine {
    std::optional<std::string> workspace, panel, path;
    std::optional<ui::Theme> theme;
    std::optional<float> scale;
    std::optional<bool> help, hints, open_panel;
    std::optional<ui::CloseAnswer> answer;
    std::optional<json> settings;
    bool close = false;
};

void read_panel(JsonReader& reader, ViewLine& view) {
    if (const json* zoom = reader.take("zoom")) {
        double number = 0.0;
        JsonReader::read(*zoom, reader.path("zoom"), number);
        view.settings = json{{"zoom", number}};
    }
    if (const json* settings = reader.take("settings")) {
        if (!settings->is_object()) fail("view: settings must be an object");
        if (view.settings) fail("view: zoom is one of a panel's settings: give one of the two");
        view.settings = *settings;
    }
    if (view.settings && !view.panel) fail("view: zoom and settings need a \"panel\" beside them");
}

ViewLine read_view(const json& line) {
    static const EnumNames<ui::Theme, 2> themes = {
        {{ui::Theme::dark, "dark"}, {ui::Theme::light, "light"}}};
    ViewLine view;
    JsonReader reader(line, "view");
    reader.optional("panel", view.panel);
    if (const json* open = reader.take("open")) {
        if (view.panel) {
            JsonReader::read(*open, reader.path("open"), view.open_panel);
        } else {
            JsonReader::read(*open, reader.path("open"), view.path);
        }
    }
    read_panel(reader, view);
    reader.optional("workspace", view.workspace);
    if (reader.take("theme") != nullptr) {
        reader.choice("theme", themes, view.theme.emplace(ui::Theme::dark));
    }
    reader.optional("scale", view.scale);
    reader.optional("help", view.help);
    reader.optional("hints", view.hints);
    reader.optional("close", view.close);
    std::string answer;
    reader.optional("answer", answer);
    if (!answer.empty()) view.answer = answer_from(answer);
    reader.finish();
    return view;
}

// Does nothing with it if there is no `app`: the check before a script begins.
void carry_out_command(App* app, const json& line) {
    std::string name;
    JsonReader(line, "a command").required("command", name);
    JsonReader reader(line, name);
    reader.take("command");
    std::function<void(App&)> act;
    if (name == "train.start") {
        const StartLine start = read_start(reader);
        TrainerStart command = start_from(start);
        act = [command](App& to) { to.train(command); };
    } else if (name == "train.rates") {
        const LiveSettings now = app == nullptr ? LiveSettings{} : app->trainer().live;
        const LiveSettings rates = read_rates(reader, now);
        act = [rates](App& to) { to.live(rates); };
    } else if (name == "train.step") {
        TrainerStep step;
        reader.optional("count", step.count);
        act = [step](App& to) { to.train(step); };
    } else if (name == "edits.measure") {
        ui::MeasureEdits wish{true};
        reader.optional("images", wish.images);
        if (wish.images < 1) fail("edits.measure: images must be at least 1");
        act = [wish](App& to) { to.wish(ui::OperateWish{wish}); };
    } else if (name == "edits.bring_back") {
        ui::TryBringBack wish;
        reader.optional("starts", wish.starts);
        reader.optional("steps", wish.steps);
        if (wish.starts < 1 || wish.steps < 1)
            fail("edits.bring_back: starts and steps must be at least 1");
        act = [wish](App& to) { to.wish(wish); };
    } else if (name == "train.stop") {
        TrainerStop stop;
        reader.optional("save", stop.save);
        act = [stop](App& to) { to.train(stop); };
    } else {
        act = plain_command(name);
    }
    reader.finish();
    if (app != nullptr) act(*app);
}

void check_wait(const json& line) {
    JsonReader reader(line, "wait");
    const json& what = reader.need("wait");
    double timeout_s = 0.0;
    reader.optional("timeout_s", timeout_s);
    reader.finish();
    if (what == "idle") return;
    if (!what.is_object() || what.size() != 1) {
        fail("wait for \"idle\", {{\"step\":N}} or {{\"frames\":N}}");
    }
    JsonReader inside(what, "wait");
    std::int64_t count = 0;
    inside.optional("step", count);
    inside.optional("frames", count);
    inside.finish();
}

// With ids for what is resolved later, so that names are checked now.
void put_ids(json& value) {
    if (value.is_object() && value.contains("seed") && value.contains("row")) {
        value = 1;
    } else if (value.is_structured()) {
        for (json& part : value)
            put_ids(part);
    }
}

void check_action(json line) {
    put_ids(line);
    (void)action_from_json(line);
}

}  // namespace

void check_line(const json& line) {
    static constexpr std::array<std::string_view, 5> known = {"action", "command", "view", "wait",
                                                              "shot"};
    if (!line.is_object()) fail("a line is one JSON object");
    const auto count = std::ranges::count_if(
        known, [&](std::string_view key) { return line.contains(std::string(key)); });
    if (count != 1) fail("a line has one of action, command, view, wait, shot");
    if (line.contains("action")) return check_action(line);
    if (line.contains("command")) return carry_out_command(nullptr, line);
    if (line.contains("wait")) return check_wait(line);
    std::string file;
    JsonReader reader(line, "a line");
    if (const json* view = reader.take("view")) (void)read_view(*view);
    reader.optional("shot", file);
    reader.finish();
}

void do_action(App& app, const json& line) {
    json resolved = line;
    resolve_samples(app, resolved);
    app.act(action_from_json(resolved).kind);
}

void do_command(App& app, const json& line) {
    carry_out_command(&app, line);
}

void do_view(App& app, const json& line) {
    const ViewLine view = read_view(line.at("view"));
    ui::Shell& shell = app.shell();
    ui::Workspaces& spaces = shell.workspaces();
    if (view.workspace) spaces.choose(*view.workspace);
    if (view.theme) shell.set_theme(*view.theme);
    if (view.scale) shell.set_scale(*view.scale);
    if (view.panel) {
        view.open_panel.value_or(true) ? spaces.show(*view.panel) : spaces.close(*view.panel);
        if (view.settings) spaces.find(*view.panel).set_settings(*view.settings);
    }
    if (view.help) shell.open_help(*view.help);
    if (view.hints) shell.set_tour(*view.hints);
    if (view.path) app.open(*view.path);
    if (view.close) app.ask_to_close();
    if (view.answer) app.answer_close(*view.answer);
}

}  // namespace zscope::app
