// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/window/back_work.h"
#include "app/window/data_looking.h"
#include "app/window/direction_work.h"
#include "app/window/discriminator_work.h"
#include "app/window/edit_saving.h"
#include "app/window/export_work.h"
#include "app/window/file_dialogs.h"
#include "app/window/invert_work.h"
#include "app/window/map_work.h"
#include "app/window/model_places.h"
#include "app/window/moment_reading.h"
#include "app/window/opening.h"
#include "app/window/operate_work.h"
#include "app/window/oracle_work.h"
#include "app/window/real_opinion_work.h"
#include "app/window/restore.h"
#include "app/window/run_following.h"
#include "app/window/slot_book.h"
#include "app/window/timeline_work.h"
#include "app/window/training_log.h"
#include "core/base/bounded_queue.h"
#include "core/base/latest.h"
#include "core/engine/inference.h"
#include "core/engine/jobs.h"
#include "core/engine/registry.h"
#include "core/engine/trainer.h"
#include "core/history/health.h"
#include "core/history/loss_history.h"
#include "core/session/sample_book.h"
#include "core/session/undo.h"
#include "ui/frame.h"
#include "ui/shell/shell.h"

namespace zscope::app {

struct AppOptions {
    bool remember = true;           // session, settings, layout from and for other starts
    std::vector<std::string> open;  // paths; empty: what was open last, else the default model
    std::function<void()> wake;     // any thread: there is something to draw
};

// The program behind the window: owns models, lanes, trainer, library, session and panels, and
// carries out what panels wish. Failures become log lines and toasts; nothing here ends the window.
// UI thread; ImGui's context must exist, and outlive it.
class App final : public ui::FrameSink {
  public:
    explicit App(AppOptions options);
    ~App() override;

    // Takes in what the other threads have sent. Before each frame, and now and then without one.
    void poll(double time);
    // Between frames: pictures that have come are put into their textures.
    void take_pictures();
    // One frame, between ImGui::NewFrame and ImGui::Render.
    void draw(double time, double frame_ms, float monitor_scale);
    // After each frame: closes a gesture, keeps what is to be remembered.
    void after_frame(double time);
    // When what is shown changes by itself: play goes on, a toast goes.
    std::optional<double> next_change() const;
    void open(const std::string& path, OpenFor purpose = OpenFor::tools);

    void ask_to_close();  // the close button; twice: stop and save
    // SIGINT, SIGTERM: saves what runs, which takes at most a step and a checkpoint. Never asks.
    // Empty, or why the run could not be saved.
    std::string stop_from_signal();
    // Saves run and session now; blocks. For a process that is about to end within a call of the
    // window system: nothing is drawn, nothing is destroyed.
    void save_without_screen();
    bool closed() const { return closed_; }

    // FrameSink
    void act(const ActionKind& action) override;
    void train(const TrainerCommand& command) override;
    void live(const LiveSettings& settings) override;
    void wish(const ui::Wish& wish) override;
    SampleId sample(std::vector<float> z, SampleOrigin origin) override;
    DirectionId direction(const Direction& direction) override;

    // For scripts and measurements.
    const Session& session() const { return undo_.session(); }
    const SampleBook& samples() const { return samples_; }
    const ui::ModelView& model() const { return model_; }
    const ui::ModelPlaces& places() const { return places_; }
    const TrainerStatus& trainer() const { return *status_; }
    const LossHistory& losses() const { return losses_; }
    const SlotBook& slots() const { return slots_; }
    bool opening() const { return opening_.busy() || reading_model_; }
    const ui::TimelineView* timeline() { return timeline_.view(); }
    bool looking_at_data() { return looking_.busy(); }
    const ui::DataView& data() { return looking_.view(); }
    const ui::ExportView& exports_view() const { return exports_.view(); }
    const ui::DirectionsView& directions_view() const { return direction_work_.view(); }
    const ui::OperateView& operate_view() const { return operate_work_.view(); }
    const ui::DiscriminatorView& discriminator_view() const { return discriminator_work_.view(); }
    const ui::BackView& back_view() const { return back_work_.view(); }
    const ui::RealOpinionView& real_opinion_view() const { return real_opinion_work_.view(); }
    const ui::OracleView& oracle_view() const { return oracle_work_.view(); }
    bool asking_oracle() const { return oracle_work_.busy(); }
    bool making_map() { return map_.busy(); }
    const ui::MapView& map() { return map_.view(); }
    const UndoHistory& undo() const { return undo_; }
    const ui::FindView& find() const { return invert_.view(); }
    bool finding() const { return invert_.busy(); }
    const std::optional<ui::OpenedRun>& opened_run() const { return opened_run_; }
    // What open() was asked for and cannot be opened, given once; of several the first.
    struct OpenFailure {
        std::string asked, message;
    };
    std::optional<OpenFailure> take_open_failure();
    std::optional<std::int64_t> live_step();
    ui::Shell& shell() { return shell_; }
    void answer_close(ui::CloseAnswer answer);
    bool asks_to_close() const { return asking_to_close_; }
    const std::vector<ui::LogLine>& log() const { return log_; }
    void use_history(const LossFeed& feed);  // instead of the trainer's, from now on

  private:
    struct Carry;  // carries out a Wish (app_wishes.cpp)
    void restore();
    void open_default();
    // `batch`: the last line is replaced, and counted on, if it begins so.
    void say(ui::LogLevel level, const std::string& text, std::string_view batch = {});
    void take_notices();
    void notice_shader();
    void take_training();
    void close_if_saved();
    void measure_speed();
    void take_opened();
    void take_result(const OpenResult& result);
    void take_model(const OpenResult& result, const OpenedFile& file);
    void take_run(const OpenedFile& file);
    void take_comparison(const OpenResult& result);
    void take_data(const FoundFolder& found);
    void take_prepared_data();
    void train_on(const ui::TrainOnData& wish);
    void make_map(const ui::MakeMap& wish);
    void move_in_history(std::int64_t row);
    void take_image(const std::string& asked, const FoundImage& image);
    void find_z(const ui::FindZ& wish);
    void save_exclude_list(const ui::SaveExcludeList& wish, std::filesystem::path file);
    void work_on_directions(const ui::DirectionWish& wish);
    void take_directions();
    void use_directions(const std::vector<Direction>& found);
    void save_directions(const std::vector<DirectionId>& ids);
    void work_on_units(const ui::OperateWish& wish);
    void take_operations();
    void use_edits(const std::string& asked, const EditRecipe& recipe);
    void save_edits();
    void bake_edits();
    void try_to_bring_back(const ui::TryBringBack& wish);
    void ask_discriminator(const ui::DiscriminatorWish& wish);
    void take_discriminator();
    std::filesystem::path folder_of_model(const ModelRef& model) const;
    void ask_oracle(const ui::AskOracle& wish);
    void take_oracle();
    void open_kept_comparison();
    void keep_recent(const OpenResult& result, const OpenedFile& file);
    void keep_recent(RecentItem item);
    void forget_recent(const ui::ModelPlace& place);
    void refresh_places(double time);
    SnapshotPointer snapshot_of(const ModelRef& model);
    void start_session_on(const ModelRef& model);
    void not_opened(const std::string& asked, const std::string& why);
    void no_model_at_start(const std::string& why);
    void refresh_models();
    void refresh_model();
    void refresh_health(double time);
    // app_timeline.cpp
    std::filesystem::path folder_of_run(const std::string& run_id) const;
    void read_moment(const ModelRef& model);
    void take_moments();
    void refresh_shown_model();
    void forget_unreadable(const ActionKind& action);
    void follow_timeline();
    void follow_opened_run();
    static std::int64_t last_step_of(const LossFeed& feed);
    void pin(const ui::PinMoment& wish);
    void freeze();
    void play(const ModelRef& model);
    void close_gestures(bool mouse_down);
    // Pictures and their recipes (app_export.cpp).
    struct PendingRecipe {
        std::string asked;
        Recipe recipe;
        std::vector<std::string> candidates;  // where its model may lie
    };
    ExportTask export_task(const ui::PictureOf& what);
    void export_picture(const ui::ExportWish& wish);
    void save_picture(const ui::SavePicture& wish);
    void copy_command(const ui::CopyCommand& wish);
    void save_moving(const ui::SaveMoving& wish);
    std::string replay_command(const ExportTask& task, const std::string& name);
    std::string moving_command(const ExportTask& task, const std::string& name);
    void copy_text(const std::string& text);
    void take_exports();
    void take_recipe(const std::string& asked, const Recipe& recipe);
    void take_recipe_model(const OpenResult& result);
    void restore_recipe();
    std::optional<ModelRef> model_with_id(const std::string& id);
    void use_recipe(const PendingRecipe& ready, const ModelRef& model);

    const std::function<void()> wake_;
    BoundedQueue<std::string> notices_;  // failures of other threads
    Latest<double> product_speed_;       // of this machine, once the job has measured it
    ModelRegistry registry_;
    InferenceLane lane_;
    JobLane jobs_;
    InvertWork invert_{jobs_, wake_};
    std::vector<std::string> waited_images_;  // for a model, at the start
    Trainer trainer_;
    Opening opening_;
    FileDialogs dialogs_;
    Memory memory_;
    SampleBook samples_;
    DirectionBook directions_;
    UndoHistory undo_;
    SlotBook slots_;
    ui::Shell shell_;

    std::vector<ui::LogLine> log_;
    TrainingLog training_log_;
    std::shared_ptr<const TrainerStatus> status_;
    std::shared_ptr<const RealImages> real_;
    LossHistory losses_;
    bool own_history_ = false;
    std::optional<ui::OpenedRun> opened_run_;
    Health health_;
    std::size_t health_at_ = 0;
    double health_time_ = -1.0;
    ui::ModelView model_;
    std::vector<ModelRegistry::Entry> models_;
    std::uint64_t models_version_ = ~std::uint64_t{0};
    ui::ModelView compare_;           // of Session::compare, if there is one
    std::vector<RecentItem> recent_;  // the newest first
    PlaceWatch place_watch_;
    MissingPlaces missing_;
    ui::ModelPlaces places_;
    std::uint64_t places_seen_ = 0;
    double places_time_ = -1e9;  // when the disk was looked at last

    std::optional<OpenFailure> open_failure_;
    std::string start_path_;        // what is being opened because of the last session
    bool follow_next_run_ = false;  // show a run's model as soon as it has a name
    std::uint64_t gesture_ = 1;
    double time_ = 0.0;
    double settings_time_ = 0.0;
    std::int64_t memory_bytes_ = 0;
    double memory_time_ = -10.0;
    bool told_of_shader_ = false;
    bool animate_ = false, wants_real_ = false, wants_places_ = false;  // of the last frame
    bool asking_to_close_ = false, saving_ = false, closed_ = false;
    std::string close_problem_;  // why the run was not saved when the window was closed
    DataLooking looking_;
    DirectionWork direction_work_;
    OperateWork operate_work_;
    EditSaving edit_saving_{jobs_, wake_};
    BackWork back_work_{jobs_, wake_};
    RealOpinionWork real_opinion_work_{jobs_, wake_};
    DiscriminatorWork discriminator_work_;
    OracleWork oracle_work_{jobs_, wake_};
    MapWork map_;

    std::map<std::pair<std::string, std::int64_t>, std::string> unreadable_;  // run, step → why
    std::string shown_run_;                              // of model_; empty: of no run
    bool reading_model_ = false;                         // the Session's; model_ is the one before
    std::optional<ui::TimelineRequest> wants_timeline_;  // of this frame
    std::shared_ptr<LossHistory> followed_losses_;       // of opened_run_, while it is followed
    std::uint64_t following_seen_ = 0;
    std::uint64_t play_gesture_ = 0;
    bool played_ = false;  // in this frame
    MomentReading reading_;
    RunFollowing following_;
    TimelineWork timeline_;
    ExportWork exports_;
    std::optional<PendingRecipe> recipe_;  // whose model is being looked for
};

}  // namespace zscope::app
