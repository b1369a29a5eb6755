// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/engine/jobs.h"
#include "core/engine/registry.h"
#include "core/engine/trainer.h"
#include "core/history/health.h"
#include "core/history/loss_history.h"
#include "core/io/data/data_look.h"
#include "core/session/action.h"
#include "core/session/direction_book.h"
#include "core/session/sample_book.h"
#include "core/session/session.h"
#include "core/session/undo.h"
#include "ui/views/back_view.h"
#include "ui/views/directions_view.h"
#include "ui/views/discriminator_view.h"
#include "ui/views/export_view.h"
#include "ui/views/find_view.h"
#include "ui/views/map_view.h"
#include "ui/views/operate_view.h"
#include "ui/views/oracle_view.h"
#include "ui/views/real_opinion_view.h"
#include "ui/views/timeline_view.h"

namespace zscope::ui {

// A block of G, as panels name it: "512 maps 4×4".
struct BlockShape {
    std::int64_t maps = 0, size = 0;  // cells a side
    bool with_sign = false;           // its cells can be below 0, as those after a ReLU cannot
    bool operator==(const BlockShape&) const = default;
};

// What panels may know of the model that the Session works on.
struct ModelView {
    bool available = false;  // false: nothing opened, or a run that has shown nothing yet
    bool live = false;       // the one in training
    std::string name;        // "DigiFace faces", "run faces-03"
    std::string provenance;
    std::string prior = "normal";
    std::int64_t nz = 100;    // numbers that it takes per image, labels included
    std::int64_t labels = 0;  // of those, the last: the label of a conditional model, one-hot
    std::int64_t size = 64;
    std::int64_t channels = 3;
    std::int64_t step = 0;
    bool ema = false;  // which weights are shown
    bool has_d = false;
    std::string id = {};                  // of the weights that are shown
    std::string why_not;                  // when not available: what to do, for an empty state
    std::vector<BlockShape> blocks = {};  // of G, block 1 first; empty: not available
};

// A model that can be opened: one that comes with zscope, or that was open before.
struct ModelPlace {
    std::string asked;  // what OpenPath takes: a word or a path
    std::string path;   // where it lies
    std::string kind;   // "shipped", "model", "run"
    std::string name;
    std::string help;     // one sentence, of those that come with zscope
    std::string missing;  // why it cannot be opened; empty: it can, as far as is known
    bool operator==(const ModelPlace&) const = default;
};
struct ModelPlaces {
    std::vector<ModelPlace> shipped;
    std::vector<ModelPlace> recent;  // the newest first
};

// A data set that is looked at before anything is trained on it.
struct DataView {
    enum class State { none, looking, done, failed } state = State::none;
    std::filesystem::path path;
    double progress = 0.0;  // 0…1, while looking
    std::string what;       // it does now, while looking
    std::string error;      // why it failed
    // Null until they are there: the preview soon, the rest at the end.
    std::shared_ptr<const std::vector<PreviewImage>> preview;
    std::shared_ptr<const DataScan> scan;
    std::shared_ptr<const std::vector<PicturedPair>> pairs;
    std::int64_t free_bytes = -1;  // on the disk of the cache; negative: not known
};

// A run whose folder, or a checkpoint in it, was opened: its losses from the disk.
struct OpenedRun {
    std::string run_id, name;
    std::filesystem::path folder;
    std::shared_ptr<const LossHistory> losses;  // null while they are being read
    std::string error;                          // why they cannot be read
    bool followed = false;  // another process trains it now, and the window goes along
};

enum class LogLevel { info, warning, error };
struct LogLine {
    LogLevel level = LogLevel::info;
    std::string text;
    int repeats = 1;    // the same text in a row is batched
    double time = 0.0;  // seconds since 1970
};

// Wishes of a panel that are neither an Action nor a command to the trainer.
struct OpenPath {  // a model, a run folder or a folder of images: sniffed
    std::filesystem::path path;
};
struct ComparePath {  // opens a model and draws it beside the Session's
    std::filesystem::path path;
};
struct ForgetRecent {  // takes it off the list; the file stays
    ModelPlace place;
};
struct AskForPath {  // a file dialog, where the system has one
    enum class For { model, data_folder, run, data_file, image, edits } purpose = For::model;
};
struct CancelLook {};     // at the data set; what was found so far is shown
struct SaveExcludeList {  // for `zscope train --exclude`; asks where
    std::shared_ptr<const DataScan> scan;
};
struct TrainOnData {  // fills in the Train panel's form
    std::filesystem::path path;
    nlohmann::json config;                      // fields of TrainConfig: only what was chosen
    std::shared_ptr<const DataScan> leave_out;  // whose list of images is left out, or null
    bool start = false;                         // and starts, unless a run goes on
};
struct FreezeLive {};  // the live model becomes a kept snapshot and the Session's model
struct SwitchWorkspace {
    std::string name;  // "train", "explore"
};
struct UndoRedo {
    bool redo = false;
};
struct ShowPanel {
    std::string id;
};
struct CancelJob {
    std::int64_t id = 0;
};
struct Say {  // into the log and, for warnings and errors, a toast
    LogLevel level = LogLevel::info;
    std::string text;
};
struct MoveInHistory {  // to a row of the undo tree, on whatever branch
    std::int64_t row = 0;
};
struct FindZ {  // looks for the z of an image file on the Session's model
    std::filesystem::path path;
    std::uint64_t seed = 1;  // of the random starts
};
struct PinMoment {  // of a run, in its folder: kept for ever, or given back to the schedule
    std::string run_id;
    std::int64_t step = 0;
    bool pin = true;
};
struct PlayMoment {  // ModelChoose, but all in a row are one undo step; wished for in each frame
    ModelRef model;
};
struct MeasureSpeed {};  // once: Frame::product_speed comes later
using Wish =
    std::variant<OpenPath, ComparePath, ForgetRecent, AskForPath, FreezeLive, SwitchWorkspace,
                 UndoRedo, ShowPanel, CancelJob, Say, MeasureSpeed, CancelLook, SaveExcludeList,
                 TrainOnData, DirectionWish, MakeMap, MoveInHistory, FindZ, PinMoment, PlayMoment,
                 ExportWish, OperateWish, DiscriminatorWish, TryBringBack, AskOracle>;

// Where a panel's wishes go. The app carries them out; tests record them.
class FrameSink {
  public:
    virtual ~FrameSink() = default;
    // Applied at once: Frame::session shows the new state when act() returns.
    virtual void act(const ActionKind& action) = 0;
    virtual void train(const TrainerCommand& command) = 0;
    virtual void live(const LiveSettings& settings) = 0;
    virtual void wish(const Wish& wish) = 0;
    // The id of a sample for this z, made if needed (SampleBook::add on the Session's model).
    virtual SampleId sample(std::vector<float> z, SampleOrigin origin) = 0;
    // The id of this direction, kept if it is new.
    virtual DirectionId direction(const Direction& direction) = 0;
};

// Everything that a panel may see, made anew each frame; nothing in it outlives the frame.
// A panel sees this and its own request slots: never torch, never another panel.
struct Frame {
    const Session& session;
    const SampleBook& samples;
    const UndoHistory& undo;
    const TrainerStatus& trainer;
    const LossHistory& losses;
    const Health& health;
    const RealImages* real;  // null until there are some; see wants_real
    const ModelView& model;
    const std::vector<ModelRegistry::Entry>& models;  // what is open
    const std::vector<JobStatus>& jobs;
    const std::vector<LogLine>& log;
    FrameSink& out;
    double time = 0.0;           // seconds, monotonic: for play and toasts
    double now = 0.0;            // seconds since 1970: for "2 min ago"
    float scale = 1.0F;          // of the interface; sizes are multiples of 4 px at scale 1
    double frame_ms = 0.0;       // UI thread's own time of the last frame
    double compute_ms = 0.0;     // of the last inference work item
    bool drawn_in_bf16 = false;  // what the window draws, not what is exported
    double product_speed = 0.0;  // FLOP/s of a matrix product here, once measured
    bool has_file_dialog = false;
    const OpenedRun* opened_run = nullptr;  // null: none was opened
    const ModelView* compare = nullptr;     // of Session::compare; null: there is none
    const ModelPlaces* places = nullptr;    // null: not listed yet; see wants_places
    // Ask for another frame soon (play, a running animation); otherwise an idle window sleeps.
    bool* animate = nullptr;
    // Set by who shows `real`: the trainer copies its images only for somebody who looks.
    bool* wants_real = nullptr;
    // Set by who shows `places`: only then is the disk looked at for what is there.
    bool* wants_places = nullptr;
    const DataView* data = nullptr;                  // null: as one of state `none`
    const DirectionsView* direction_work = nullptr;  // null: nothing is known
    const DirectionBook* directions = nullptr;       // null: as an empty one
    const MapView* map = nullptr;                    // null: as one of state `none`
    const FindView* find = nullptr;                  // null: as one without searches
    const TimelineView* timeline = nullptr;          // null: none was asked for; see wants_timeline
    // Set by who shows `timeline`, anew in each frame.
    std::optional<TimelineRequest>* wants_timeline = nullptr;
    bool reading_model = false;  // the Session's is on its way from the disk; `model` is the last
    const ExportView* exports = nullptr;               // null: nothing was exported
    const OperateView* operate = nullptr;              // null: nothing is known
    const DiscriminatorView* discriminator = nullptr;  // null: nothing is known
    const BackView* back = nullptr;                    // null: nothing is known
    const RealOpinionView* real_opinions = nullptr;    // null: nothing is known
    const OracleView* oracle = nullptr;                // null: as one without a world
};

}  // namespace zscope::ui
