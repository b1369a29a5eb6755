// SPDX-License-Identifier: MIT
// What panels wish, carried out.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "app/window/app.h"
#include "app/window/model_view.h"
#include "core/base/error.h"
#include "core/engine/speed_probe.h"
#include "core/io/user_folders.h"

namespace zscope::app {

namespace {

namespace fs = std::filesystem;

double seconds_since_1970() {
    using namespace std::chrono;
    return duration<double>(system_clock::now().time_since_epoch()).count();
}

}  // namespace

void App::act(const ActionKind& action) {
    undo_.apply(Action{action, gesture_}, seconds_since_1970());
    forget_unreadable(action);
    const bool model =
        std::holds_alternative<ModelChoose>(action) || std::holds_alternative<CompareSet>(action);
    if (model) refresh_model();
}

void App::train(const TrainerCommand& command) {
    if (std::holds_alternative<TrainerStart>(command)) {
        follow_next_run_ = shell_.workspaces().current().bit == ui::kInTrain;
    }
    if (!trainer_.send(command)) {
        say(ui::LogLevel::warning, "The trainer is busy; try again in a moment");
    }
}

void App::live(const LiveSettings& settings) {
    trainer_.set_live(settings);
}

SampleId App::sample(std::vector<float> z, SampleOrigin origin) {
    return samples_.add(std::move(z), std::move(origin), session().model);
}

DirectionId App::direction(const Direction& direction) {
    return directions_.add(direction);
}

struct App::Carry {
    App& app;

    void operator()(const ui::OpenPath& wish) const { app.open(wish.path.string()); }
    void operator()(const ui::ComparePath& wish) const {
        app.open(wish.path.string(), OpenFor::comparison);
    }
    void operator()(const ui::ForgetRecent& wish) const { app.forget_recent(wish.place); }
    void operator()(const ui::AskForPath& wish) const {
        if (!app.dialogs_.available()) {
            app.say(ui::LogLevel::warning,
                    "This system has no file dialog (zenity or kdialog): drop the file or folder "
                    "on the window, or type its path");
            return;
        }
        app.dialogs_.ask(wish.purpose,
                         [&app = app](const fs::path& path) { app.open(path.string()); });
    }
    void operator()(const ui::FreezeLive&) const { app.freeze(); }
    void operator()(const ui::PinMoment& wish) const { app.pin(wish); }
    void operator()(const ui::PlayMoment& wish) const { app.play(wish.model); }
    void operator()(const ui::SwitchWorkspace& wish) const {
        app.shell_.workspaces().choose(wish.name);
    }
    void operator()(const ui::UndoRedo& wish) const {
        wish.redo ? app.undo_.redo() : app.undo_.undo();
        app.refresh_model();
    }
    void operator()(const ui::ShowPanel& wish) const { app.shell_.workspaces().show(wish.id); }
    void operator()(const ui::CancelJob& wish) const { app.jobs_.cancel(wish.id); }
    void operator()(const ui::Say& wish) const { app.say(wish.level, wish.text); }
    void operator()(const ui::MeasureSpeed&) const { app.measure_speed(); }
    void operator()(const ui::DirectionWish& wish) const { app.work_on_directions(wish); }
    void operator()(const ui::OperateWish& wish) const { app.work_on_units(wish); }
    void operator()(const ui::TryBringBack& wish) const { app.try_to_bring_back(wish); }
    void operator()(const ui::DiscriminatorWish& wish) const { app.ask_discriminator(wish); }
    void operator()(const ui::AskOracle& wish) const { app.ask_oracle(wish); }
    void operator()(const ui::ExportWish& wish) const { app.export_picture(wish); }
    void operator()(const ui::CancelLook&) const { app.looking_.cancel(); }
    void operator()(const ui::TrainOnData& wish) const { app.train_on(wish); }
    void operator()(const ui::MakeMap& wish) const { app.make_map(wish); }
    void operator()(const ui::MoveInHistory& wish) const { app.move_in_history(wish.row); }
    void operator()(const ui::FindZ& wish) const { app.find_z(wish); }
    void operator()(const ui::SaveExcludeList& wish) const {
        const std::string name = fmt::format("{}-left-out.txt", data_name(wish.scan->path));
        if (app.dialogs_.available()) {
            app.dialogs_.ask_where_to_save(name, [&app = app, wish](const fs::path& path) {
                app.save_exclude_list(wish, path);
            });
        } else {
            app.save_exclude_list(wish, free_name(data_folder() / "lists" / name));
        }
    }
};

void App::wish(const ui::Wish& wish) {
    try {
        std::visit(Carry{*this}, wish);
    } catch (const std::exception& error) {
        say(ui::LogLevel::error, error.what());
    }
}

void App::make_map(const ui::MakeMap& wish) {
    const SnapshotPointer model = registry_.find(session().model);
    if (model == nullptr) return say(ui::LogLevel::warning, "The model is not here any more");
    map_.make(wish.settings, session().model, model);
}

void App::move_in_history(std::int64_t row) {
    if (!undo_.move_to(row)) {
        say(ui::LogLevel::warning, "That step cannot be gone to: what came before it is not kept");
    }
    refresh_model();
}

// At the start an image may be named before there is a model: it is looked at again, once, behind
// whatever is being opened.
void App::take_image(const std::string& asked, const FoundImage& image) {
    const bool none = snapshot_of(session().model) == nullptr;
    const bool waited = std::ranges::find(waited_images_, asked) != waited_images_.end();
    if (none && !waited && (opening_.busy() || session().model == ModelRef{})) {
        waited_images_.push_back(asked);
        if (!opening_.busy()) open_default();
        return open(asked);
    }
    find_z({image.path, 1});
}

void App::find_z(const ui::FindZ& wish) {
    invert_.find(wish.path, session().model, snapshot_of(session().model), wish.seed);
    shell_.workspaces().show("find");
}

void App::measure_speed() {
    jobs_.submit("Measuring the speed of this machine", [this](JobContext& job) {
        product_speed_.publish(measure_product_speed(job.stop()));
    });
}

void App::take_opened() {
    while (const std::optional<OpenResult> result = opening_.take())
        take_result(*result);
}

void App::take_result(const OpenResult& result) {
    if (result.purpose == OpenFor::recipe) return take_recipe_model(result);
    if (const auto* recipe = std::get_if<FoundRecipe>(&result.what);
        recipe != nullptr && result.purpose == OpenFor::tools) {
        return take_recipe(result.asked, recipe->recipe);
    }
    if (result.purpose != OpenFor::tools) return take_comparison(result);
    const auto* failure = std::get_if<NotOpened>(&result.what);
    if (const auto* found = std::get_if<FoundLosses>(&result.what)) {
        const bool wanted = opened_run_ && opened_run_->folder == result.asked;
        if (wanted && !opened_run_->followed) opened_run_->losses = found->losses;
        return;
    }
    if (failure != nullptr && failure->losses) {
        if (opened_run_ && opened_run_->folder == result.asked) {
            opened_run_->error = failure->message;
        }
        return;
    }
    if (const auto* file = std::get_if<OpenedFile>(&result.what)) {
        take_model(result, *file);
    } else if (const auto* folder = std::get_if<FoundFolder>(&result.what)) {
        take_data(*folder);
    } else if (const auto* found = std::get_if<FoundDirectionsFile>(&result.what)) {
        use_directions(found->directions);
    } else if (const auto* edits = std::get_if<FoundEdits>(&result.what)) {
        use_edits(result.asked, edits->recipe);
    } else if (const auto* image = std::get_if<FoundImage>(&result.what)) {
        take_image(result.asked, *image);
    } else if (result.asked == start_path_) {
        no_model_at_start(failure->message);
    } else {
        not_opened(result.asked, failure->message);
    }
    // A folder of images alone, or a file that cannot be read: there is something to see still.
    const bool none = session().model == ModelRef{} && !opening_.busy();
    if (none && result.asked != "default") open_default();
}

// Its losses come after its images: the disk may have a million steps of them.
void App::take_run(const OpenedFile& file) {
    if (file.run_folder.empty()) return;
    opened_run_ = ui::OpenedRun{file.run_id, file.run_name, file.run_folder, nullptr, {}};
    if (!opening_.read_losses(file.run_folder)) opened_run_->error = "Too much to open at once";
}

void App::take_model(const OpenResult& result, const OpenedFile& file) {
    const bool own = trains(*status_) && status_->run_id == file.run_id;
    ModelRef model;
    if (file.held && !own) {  // another process trains it: the tools go along
        registry_.publish_live(file.run_id, file.model);
        model.which = LiveModel{file.run_id};
    } else {
        model = registry_.add_opened(file.model, file.path);
    }
    take_run(file);
    keep_recent(result, file);
    if (result.asked == start_path_) {
        start_path_.clear();
        // The last session's model is here again, by its id, wherever the file lies now.
        if (registry_.find(session().model) != nullptr) return;
        // One that its run folder has is read as soon as it is looked at.
        const auto* kept = std::get_if<RunSnapshot>(&session().model.which);
        if (kept != nullptr && !folder_of_run(kept->run_id).empty()) return;
    } else {
        say(ui::LogLevel::info,
            fmt::format("Opened {} ({})", file.model->name, file.path.string()));
    }
    session().model == ModelRef{} ? start_session_on(model) : act(ModelChoose{model});
}

// The very first model is where undo ends, not a step of the person's.
void App::start_session_on(const ModelRef& model) {
    if (undo_.head() != 0 || undo_.rows().size() > 1) return act(ModelChoose{model});
    Session session = undo_.session();
    session.model = model;
    undo_ = UndoHistory(session);
    memory_.start_anew();
    refresh_model();
}

void App::no_model_at_start(const std::string& why) {
    const std::string failed = std::exchange(start_path_, {});
    say(failed == "default" ? ui::LogLevel::error : ui::LogLevel::warning, why);
    if (failed == "default") return;
    open_default();
}

}  // namespace zscope::app
