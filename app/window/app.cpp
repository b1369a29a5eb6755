// SPDX-License-Identifier: MIT
#include "app/window/app.h"

#include <fmt/format.h>
#include <imgui.h>

#include <unistd.h>
#include <chrono>
#include <fstream>
#include <thread>
#include <utility>

#include "app/window/model_view.h"
#include "ui/gl/image_shader.h"
#include "ui/panel.h"
#include "ui/widgets/render_view.h"

namespace zscope::app {

namespace {

constexpr std::size_t kLogLines = 2000;
constexpr std::size_t kHealthSteps = 200;
constexpr double kHealthPeriod = 0.5, kMemoryPeriod = 1.0, kSettingsPeriod = 10.0;
constexpr double kDialogPeriod = 0.1;

double now() {
    using namespace std::chrono;
    return duration<double>(system_clock::now().time_since_epoch()).count();
}

std::int64_t resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    std::int64_t total = 0, resident = 0;
    statm >> total >> resident;
    return resident * sysconf(_SC_PAGESIZE);
}

// Alone, all cores. Beside a trainer half of them: the lane goes before it, and a slider that is
// dragged would leave it none.
int lane_threads(bool training) {
    const int all = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    return training ? std::max(1, all / 2) : all;
}

}  // namespace

bool trains(const TrainerStatus& status) {
    switch (status.state) {
        case TrainerState::preparing:
        case TrainerState::running:
        case TrainerState::paused:
        case TrainerState::stopping:
            return true;
        default:
            return false;
    }
}

App::App(AppOptions options)
    : wake_(std::move(options.wake)),
      notices_(64, wake_),
      product_speed_(wake_),
      lane_(registry_, lane_threads(false), wake_),
      jobs_(wake_),
      trainer_(registry_, {.wake = wake_, .trace_file = {}}),
      opening_(wake_),
      memory_(options.remember, [this](const std::string& text) { (void)notices_.try_push(text); }),
      samples_([this](const Sample& made) { memory_.keep(made); }),
      directions_([this](const KeptDirection& made) { memory_.keep(made); }),
      slots_(lane_),
      shell_(ui::make_panels([this](const std::string& name) { return slots_.make(name); })),
      training_log_([this](ui::LogLevel level, const std::string& text, std::string_view batch) {
          say(level, text, batch);
      }),
      status_(trainer_.status()),
      place_watch_(wake_),
      looking_(wake_),
      direction_work_(jobs_, wake_),
      operate_work_(jobs_, wake_),
      discriminator_work_(jobs_, wake_),
      map_(jobs_, wake_),
      reading_(registry_, wake_),
      following_(registry_, wake_),
      timeline_(wake_, [this](const std::string& text) { (void)notices_.try_push(text); }),
      exports_(jobs_, wake_) {
    restore();
    for (const std::string& path : options.open)
        open(path);
    const auto* opened = std::get_if<OpenedModel>(&session().model.which);
    start_path_ = opened != nullptr ? opened->last_path : last_run_path(session().model, recent_);
    if (!start_path_.empty()) open(start_path_);
    if (start_path_.empty() && options.open.empty()) open_default();
    open_kept_comparison();
}

App::~App() {
    undo_.close_gesture();
    memory_.keep_undo(undo_);
    memory_.keep_settings(shell_.settings());
    memory_.keep_layout(ImGui::SaveIniSettingsToMemory());
}

void App::restore() {
    samples_.restore(memory_.samples());
    directions_.restore(memory_.directions());
    if (auto undo = memory_.undo()) undo_ = std::move(*undo);
    recent_ = memory_.recent();
    places_ = list_places(recent_, {});
    try {
        const nlohmann::json settings = memory_.settings();
        if (!settings.empty()) shell_.set_settings(settings);
    } catch (const std::exception& error) {
        say(ui::LogLevel::warning, fmt::format("Some settings were left out: {}", error.what()));
    }
    const std::string layout = memory_.layout();
    if (!layout.empty()) ImGui::LoadIniSettingsFromMemory(layout.data(), layout.size());
}

void App::open(const std::string& path, OpenFor purpose) {
    if (!opening_.open(path, purpose)) not_opened(path, "Too much to open at once; try again");
}

void App::not_opened(const std::string& asked, const std::string& why) {
    if (!open_failure_) open_failure_ = OpenFailure{asked, why};
    say(ui::LogLevel::error, why);
}

std::optional<App::OpenFailure> App::take_open_failure() {
    return std::exchange(open_failure_, {});
}

void App::open_default() {
    start_path_ = "default";
    open(start_path_);
}

void App::say(ui::LogLevel level, const std::string& text, std::string_view batch) {
    const bool goes_on =
        !log_.empty() && log_.back().level == level &&
        (log_.back().text == text || (!batch.empty() && log_.back().text.starts_with(batch)));
    if (goes_on) {
        log_.back() = {level, text, log_.back().repeats + 1, now()};
    } else {
        if (log_.size() == kLogLines) log_.erase(log_.begin(), log_.begin() + kLogLines / 4);
        log_.push_back({level, text, 1, now()});
    }
    if (level != ui::LogLevel::info) shell_.toasts().add(level, text, time_);
}

void App::poll(double time) {
    time_ = time;
    take_notices();
    notice_shader();
    take_training();
    take_opened();
    take_prepared_data();
    take_directions();
    take_operations();
    take_discriminator();
    take_oracle();
    invert_.poll();
    take_moments();
    follow_opened_run();
    take_exports();
    dialogs_.poll();
    refresh_models();
    refresh_model();
    refresh_places(time);
    refresh_health(time);
}

void App::take_notices() {
    while (const auto text = notices_.try_pop())
        say(ui::LogLevel::error, *text);
    while (const auto text = lane_.take_note())
        say(ui::LogLevel::warning, *text);
}

void App::notice_shader() {
    if (told_of_shader_ || ui::ImageShader::error().empty()) return;
    told_of_shader_ = true;
    say(ui::LogLevel::warning,
        fmt::format("The graphics driver refuses the shader for enlarged images, so they are drawn "
                    "more plainly: {}",
                    ui::ImageShader::error()));
}

void App::take_training() {
    const auto before = std::exchange(status_, trainer_.status());
    const bool new_start = status_->runs != before->runs || before->run_id.empty();
    if (new_start && !status_->run_id.empty()) {
        keep_recent({"run", status_->run_dir.string(), status_->run_id,
                     status_->run_dir.filename().string()});
        if (std::exchange(follow_next_run_, false)) {
            act(ModelChoose{{LiveModel{status_->run_id}, Weights::automatic}});
        }
    }
    if (status_->state != before->state) {
        lane_.set_threads(lane_threads(status_->state == TrainerState::running));
    }
    if (status_ != before) training_log_.follow(*status_);
    close_if_saved();
    if (!own_history_) losses_.update(*trainer_.losses());
    if (wants_real_) real_ = trainer_.real_images();
}

void App::close_if_saved() {
    if (!saving_ || trains(*status_)) return;
    saving_ = false;
    if (status_->state == TrainerState::failed) {
        close_problem_ = status_->message;
        asking_to_close_ = true;
    } else {
        closed_ = true;
    }
}

void App::use_history(const LossFeed& feed) {
    own_history_ = true;
    losses_.update(feed);
}

// Between frames only: panels go through the list while they act.
void App::refresh_models() {
    if (registry_.version() == models_version_) return;
    models_version_ = registry_.version();
    models_ = registry_.entries();
}

void App::refresh_model() {
    // Asked anew each time: for a live model this tells the trainer that somebody looks.
    refresh_shown_model();
    const std::optional<ModelRef>& other = session().compare;
    if (other) read_moment(*other);
    compare_ = other ? make_model_view(*other, snapshot_of(*other), *status_, opening_.busy())
                     : ui::ModelView{};
    if (other && registry_.expects(*other))
        compare_.why_not = "The model of this step is being read…";
}

void App::refresh_health(double time) {
    if (losses_.size() == health_at_ || time - health_time_ < kHealthPeriod) return;
    health_at_ = losses_.size();
    health_time_ = time;
    std::vector<LossSample> recent;
    const std::size_t first = losses_.size() - std::min(losses_.size(), kHealthSteps);
    for (std::size_t i = first; i < losses_.size(); ++i)
        recent.push_back(losses_.at(i));
    health_ = judge_health(recent, status_->sample_spread);
}

void App::take_pictures() {
    ui::RenderView::poll_all();
}

void App::draw(double time, double frame_ms, float monitor_scale) {
    if (time - memory_time_ > kMemoryPeriod) {
        memory_time_ = time;
        memory_bytes_ = resident_bytes();
    }
    animate_ = wants_real_ = wants_places_ = false;
    const auto jobs = jobs_.jobs();
    const auto speed = product_speed_.read();
    ui::Frame frame{
        .session = session(),
        .samples = samples_,
        .undo = undo_,
        .trainer = *status_,
        .losses = losses_,
        .health = health_,
        .real = real_.get(),
        .model = model_,
        .models = models_,
        .jobs = *jobs,
        .log = log_,
        .out = *this,
        .time = time,
        .now = now(),
        .scale = shell_.scale() * monitor_scale,
        .frame_ms = frame_ms,
        .compute_ms = lane_.last_compute_ms(),
        .drawn_in_bf16 = lane_.draws_in_bf16(),
        .product_speed = speed == nullptr ? 0.0 : *speed,
        .has_file_dialog = dialogs_.available(),
        .opened_run = opened_run_ ? &*opened_run_ : nullptr,
        .compare = session().compare ? &compare_ : nullptr,
        .places = &places_,
        .animate = &animate_,
        .wants_real = &wants_real_,
        .wants_places = &wants_places_,
        .data = &looking_.view(),
        .direction_work = &direction_work_.view(),
        .directions = &directions_,
        .map = &map_.view(),
        .find = &invert_.view(),
        .timeline = timeline_.view(),
        .wants_timeline = &wants_timeline_,
        .reading_model = reading_model_,
        .exports = &exports_.view(),
        .operate = &operate_work_.view(),
        .discriminator = &discriminator_work_.view(),
        .back = &back_work_.view(),
        .real_opinions = &real_opinion_work_.view(),
        .oracle = &oracle_work_.view(),
    };
    shell_.draw(frame, {.memory_bytes = memory_bytes_,
                        .monitor_scale = monitor_scale,
                        .asking_to_close = asking_to_close_,
                        .saving = saving_,
                        .close_problem = close_problem_});
    answer_close(shell_.take_close_answer());
    follow_timeline();
}

void App::after_frame(double time) {
    close_gestures(ImGui::IsAnyMouseDown());
    memory_.keep_undo(undo_);
    ImGuiIO& io = ImGui::GetIO();
    if (io.WantSaveIniSettings) {
        io.WantSaveIniSettings = false;
        memory_.keep_layout(ImGui::SaveIniSettingsToMemory());
    }
    if (time - settings_time_ > kSettingsPeriod) {
        settings_time_ = time;
        memory_.keep_settings(shell_.settings());
    }
}

std::optional<double> App::next_change() const {
    if (animate_) return time_;
    std::optional<double> next = shell_.next_toast_change();
    if (dialogs_.waiting()) next = std::min(next.value_or(1e300), time_ + kDialogPeriod);
    return next;
}

std::optional<std::int64_t> App::live_step() {
    const auto live = [](const ModelRef& ref) {
        return std::holds_alternative<LiveModel>(ref.which);
    };
    const std::optional<ModelRef>& other = session().compare;
    if (!live(session().model) && !(other && live(*other))) return std::nullopt;
    const SnapshotPointer model =
        live(session().model) ? registry_.find(session().model) : snapshot_of(*other);
    return model == nullptr ? std::optional<std::int64_t>() : model->step;
}

void App::ask_to_close() {
    if (asking_to_close_ && !close_problem_.empty()) {
        answer_close(ui::CloseAnswer::close_anyway);
    } else if (!saving_ && !trains(*trainer_.status())) {
        // Asked anew: status_ is of the last frame, and drawing that can take a while.
        closed_ = true;
    } else if (asking_to_close_) {
        answer_close(ui::CloseAnswer::stop_and_save);
    } else {
        asking_to_close_ = true;
    }
}

void App::answer_close(ui::CloseAnswer answer) {
    if (answer == ui::CloseAnswer::none) return;
    asking_to_close_ = false;
    close_problem_.clear();
    if (answer == ui::CloseAnswer::close_anyway) closed_ = true;
    if (answer != ui::CloseAnswer::stop_and_save || saving_) return;
    saving_ = trainer_.send(TrainerStop{true});
    if (!saving_) say(ui::LogLevel::warning, "The trainer is busy; close again in a moment");
}

std::string App::stop_from_signal() {
    closed_ = true;
    const auto before = trainer_.status();
    trainer_.request_stop_from_signal();
    trainer_.wait_until_done();
    const auto after = trainer_.status();
    const bool failed_now = after->state == TrainerState::failed && after != before;
    return failed_now || !close_problem_.empty() ? after->message : "";
}

void App::save_without_screen() {
    trainer_.request_stop_from_signal();
    trainer_.wait_until_done();
    timeline_.flush();
    memory_.flush();
}

}  // namespace zscope::app
