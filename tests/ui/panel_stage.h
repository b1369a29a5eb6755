// SPDX-License-Identifier: MIT
#pragma once

#include <imgui.h>
#include <imgui_internal.h>

#include <functional>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "ui/panel.h"

namespace zscope::ui {

// What is drawn or logged has these words.
inline bool says(const std::string& text, const char* words) {
    return text.find(words) != std::string::npos;
}

// The blocks of the model that FakeSlots answer for.
const std::vector<BlockShape>& fake_blocks();

// A slot that answers at once, with plain images, a little darker under edits, whose colour comes
// from z, with made-up maps or with an error.
class FakeSlot : public RenderSlot {
  public:
    explicit FakeSlot(std::string name) : name_(std::move(name)) {}

    std::uint64_t submit(RenderRequest request) override;
    void clear() override {
        wanted = false;
        ++clears;
    }
    std::shared_ptr<const RenderResult> result() const override { return result_; }
    bool idle() const override { return true; }
    const std::string& name() const override { return name_; }

    RenderRequest request;  // the newest
    bool wanted = false;
    int submits = 0;  // with new content
    int clears = 0;
    std::string error;  // what the answer says went wrong
    float logit = 0.0F;

  private:
    void answer();

    std::string name_;
    std::shared_ptr<const RenderResult> result_;
    std::uint64_t stamp_ = 0;
};

// Notes down what a panel wished for and applies actions, as the program does.
class RecordingSink : public FrameSink {
  public:
    RecordingSink(Session& session, SampleBook& book) : session_(session), book_(book) {}
    void act(const ActionKind& action) override;
    void train(const TrainerCommand& command) override { commands.push_back(command); }
    void live(const LiveSettings& settings) override { lives.push_back(settings); }
    void wish(const Wish& wish) override { wishes.push_back(wish); }
    SampleId sample(std::vector<float> z, SampleOrigin origin) override {
        return book_.add(std::move(z), std::move(origin), session_.model);
    }
    DirectionId direction(const Direction& direction) override { return directions.add(direction); }

    // The last of its kind; nullptr if there is none.
    template <class T, class List>
    static const T* last(const List& list) {
        for (auto at = list.rbegin(); at != list.rend(); ++at) {
            if (const T* found = std::get_if<T>(&*at)) return found;
        }
        return nullptr;
    }
    template <class T>
    const T* action() const {
        return last<T>(actions);
    }
    template <class T>
    const T* command() const {
        return last<T>(commands);
    }
    template <class T>
    const T* wished() const {
        return last<T>(wishes);
    }

    DirectionBook directions;
    std::vector<ActionKind> actions;
    std::vector<TrainerCommand> commands;
    std::vector<LiveSettings> lives;
    std::vector<Wish> wishes;

  private:
    Session& session_;
    SampleBook& book_;
};

// A stage for panels: an ImGui context without a window or a graphics card, a Frame that tests
// fill, and a mouse. One at a time.
class PanelStage {
  public:
    PanelStage();
    ~PanelStage();

    // A panel with its fake slots, in a window of its own next to those before it.
    template <class PanelType, class... Arguments>
    PanelType& add(ImVec2 size, Arguments&&... arguments) {
        auto panel = std::make_unique<PanelType>(std::forward<Arguments>(arguments)...);
        PanelType& reference = *panel;
        put(std::move(panel), size);
        return reference;
    }
    void put(std::unique_ptr<Panel> panel, ImVec2 size);
    MakeSlot make_slot();
    FakeSlot& slot(const std::string& name);

    void frames(int count = 3);
    std::string text();  // everything written in one frame

    // An opened model that is there; a run that is live, with losses.
    void open_model();
    void run_live(std::int64_t steps);
    void open_run(std::int64_t steps);  // one that ended, "faces-03", its losses read
    SampleId pick(std::int64_t row);    // a sample of the grid, made as a panel makes it

    // Items are named by window and a path of labels and indices.
    using Step = std::variant<const char*, int>;
    ImGuiID id(const std::string& window_part, std::initializer_list<Step> path) const;
    // The middle of an item, found with the mouse; checks that it is there.
    ImVec2 find(ImGuiID item);
    void move(ImVec2 to);
    void press(int button = 0);
    void release(int button = 0);
    void click(ImVec2 at, int button = 0);
    void click(ImGuiID item, int button = 0) { click(find(item), button); }
    // Of the menu that is open.
    std::string popup_text();
    void click_in_popup(const char* label);
    void key(ImGuiKey key, bool down) { ImGui::GetIO().AddKeyEvent(key, down); }

    Session session;
    SampleBook book;
    UndoHistory undo;
    TrainerStatus trainer;
    LossHistory losses;
    Health health;
    std::unique_ptr<RealImages> real;
    ModelView model;
    std::vector<ModelRegistry::Entry> models;
    std::vector<JobStatus> jobs;
    std::vector<LogLine> log;
    std::optional<OpenedRun> opened_run;
    ModelView compare;  // shown while session.compare is set
    ModelPlaces places;
    std::optional<DataView> data;
    std::optional<MapView> map;
    std::optional<FindView> find_view;
    std::optional<DiscriminatorView> discriminator;
    std::optional<BackView> back;
    std::optional<RealOpinionView> real_opinions;
    bool has_file_dialog = false;
    std::optional<TimelineView> timeline;
    std::optional<TimelineRequest> wants_timeline;  // of the last frame
    bool reading_model = false;
    std::optional<OperateView> operate;
    std::optional<OracleView> oracle;
    RecordingSink sink;
    double time = 100.0;
    double product_speed = 0.0;
    bool animate = false, wants_real = false, wants_places = false;  // of the last frame

  private:
    void frame();

    struct Place {
        std::unique_ptr<Panel> panel;
        ImVec2 position, size;
    };
    std::vector<Place> places_;
    std::map<std::string, std::shared_ptr<FakeSlot>> slots_;
    bool logging_ = false;
    std::string logged_;
};

}  // namespace zscope::ui
