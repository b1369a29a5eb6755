// SPDX-License-Identifier: MIT
#include "panel_stage.h"

#include <doctest/doctest.h>
#include <implot.h>

#include <algorithm>
#include <cmath>

#include "core/latent/torch_randn.h"
#include "ui/gl/gl_api.h"
#include "ui/gl/null_gl.h"
#include "ui/panels/grid_latents.h"
#include "ui/theme.h"

namespace zscope::ui {

namespace {

std::shared_ptr<const ImageRgba8> plain_image(float first, bool edited) {
    auto image = std::make_shared<ImageRgba8>();
    image->width = image->height = 64;
    const auto level = static_cast<std::uint8_t>(128 + 100 * std::tanh(first) - (edited ? 20 : 0));
    image->pixels.assign(std::size_t{4} * 64 * 64, level);
    return image;
}

bool any_on(const std::vector<Edit>& edits) {
    return std::ranges::any_of(edits, &Edit::on);
}

// Unit u of block k: (u + k) in its first cell, half of that in its second, 0 else; unit 2 is dead.
std::shared_ptr<const HostTensor> made_up_maps(std::int64_t block) {
    const BlockShape& shape = fake_blocks().at(static_cast<std::size_t>(block - 1));
    const auto cells = static_cast<std::size_t>(shape.size * shape.size);
    std::vector<float> maps(cells * static_cast<std::size_t>(shape.maps), 0.0F);
    for (std::int64_t unit = 0; unit < shape.maps; ++unit) {
        if (unit == 2) continue;
        const std::size_t first = cells * static_cast<std::size_t>(unit);
        maps[first] = static_cast<float>(unit + block);
        maps[first + 1] = maps[first] / 2;
    }
    return std::make_shared<const HostTensor>(
        HostTensor::from_floats({1, shape.maps, shape.size, shape.size}, maps));
}

// (count, channels, side, side): map c is (5c mod 8 − 2) / 8 everywhere.
std::shared_ptr<const HostTensor> made_up_maps(std::int64_t count, std::int64_t channels,
                                               std::int64_t side) {
    std::vector<float> values;
    for (std::int64_t map = 0; map < count * channels; ++map) {
        const auto level = static_cast<float>(map % channels * 5 % 8 - 2) / 8.0F;
        values.insert(values.end(), static_cast<std::size_t>(side * side), level);
    }
    return std::make_shared<const HostTensor>(
        HostTensor::from_floats({count, channels, side, side}, values));
}

LossHistory made_up_losses(std::int64_t steps) {
    LossRecorder recorder;
    for (std::int64_t i = 1; i <= steps; ++i) {
        const auto x = static_cast<float>(i);
        LossSample sample;
        sample.step = i;
        sample.loss_d = 0.8F + 0.3F * std::sin(x / 9);
        sample.loss_g = 2.0F + std::cos(x / 7);
        sample.d_x = 0.7F + 0.1F * std::sin(x / 5);
        sample.d_g_z1 = 0.3F;
        sample.d_g_z2 = 0.2F;
        sample.images_per_s = 210;
        recorder.append(sample);
    }
    LossHistory losses;
    losses.update(recorder.feed());
    return losses;
}

// What a renderer would do with textures: says that they are there.
void accept_textures() {
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
        if (texture->Status == ImTextureStatus_WantDestroy) {
            texture->SetTexID(ImTextureID_Invalid);
            texture->SetStatus(ImTextureStatus_Destroyed);
        } else if (texture->Status != ImTextureStatus_OK) {
            texture->SetTexID(ImTextureID{1});
            texture->SetStatus(ImTextureStatus_OK);
        }
    }
}

}  // namespace

const std::vector<BlockShape>& fake_blocks() {
    static const std::vector<BlockShape> blocks = {{8, 4}, {6, 8}, {3, 16, true}};
    return blocks;
}

std::uint64_t FakeSlot::submit(RenderRequest wish) {
    const bool same = wanted && stamp_ > 0 && request.same_content(wish);
    request.priority = wish.priority;
    if (same) return stamp_;
    request = std::move(wish);
    request.stamp = ++stamp_;
    wanted = true;
    ++submits;
    answer();
    return stamp_;
}

void FakeSlot::answer() {
    auto result = std::make_shared<RenderResult>();
    result->stamp = stamp_;
    result->step = 1240;
    result->done = true;
    result->error = error;
    const auto count = static_cast<std::size_t>(request.count);
    REQUIRE(count > 0);
    REQUIRE(request.z->size() % count == 0);
    if (error.empty() && std::holds_alternative<WantDLogit>(request.want)) {
        for (std::size_t i = 0; i < count; ++i) {
            result->numbers.push_back(count == 1 ? logit : static_cast<float>(i) / 100.0F);
        }
    } else if (const auto* maps = std::get_if<WantBlock>(&request.want); maps && error.empty()) {
        REQUIRE(count == 1);
        result->tiles.resize(count);
        result->maps = made_up_maps(maps->block);
    } else if (error.empty() && std::holds_alternative<WantDBlock>(request.want)) {
        result->maps = made_up_maps(request.count, 8, 4);
    } else if (error.empty() && std::holds_alternative<WantSaliency>(request.want)) {
        result->maps = made_up_maps(request.count, 3, 64);
    } else if (error.empty()) {
        const std::size_t nz = request.z->size() / count;
        for (std::size_t i = 0; i < count; ++i) {
            result->tiles.push_back(plain_image((*request.z)[i * nz], any_on(request.edits)));
        }
    }
    result_ = std::move(result);
}

void RecordingSink::act(const ActionKind& action) {
    actions.push_back(action);
    session_ = apply(session_, Action{action, 1});
}

PanelStage::PanelStage() : sink(session, book) {
    static const bool loaded = (load_gl(null_gl_function), true);
    REQUIRE(loaded);
    IMGUI_CHECKVERSION();
    ImGui::CreateContext();
    ImPlot::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.DisplaySize = ImVec2(3200, 900);
    io.DeltaTime = 1.0F / 60;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasTextures;
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    io.ConfigDragClickToInputText = false;
    load_fonts();
    apply_theme(Theme::dark, 1.0F);
}

PanelStage::~PanelStage() {
    places_.clear();
    for (ImTextureData* texture : ImGui::GetPlatformIO().Textures) {
        texture->SetStatus(ImTextureStatus_Destroyed);
    }
    ImPlot::DestroyContext();
    ImGui::DestroyContext();
}

void PanelStage::put(std::unique_ptr<Panel> panel, ImVec2 size) {
    ImVec2 position(0, 0);
    if (!places_.empty()) position.x = places_.back().position.x + places_.back().size.x;
    places_.push_back({std::move(panel), position, size});
}

MakeSlot PanelStage::make_slot() {
    return [this](const std::string& name) {
        auto made = std::make_shared<FakeSlot>(name);
        slots_[name] = made;
        return made;
    };
}

FakeSlot& PanelStage::slot(const std::string& name) {
    REQUIRE(slots_.contains(name));
    return *slots_[name];
}

void PanelStage::frame() {
    time += 1.0 / 60;
    ImGui::NewFrame();
    Frame view{session,    book,  undo,   trainer, losses, health,
               real.get(), model, models, jobs,    log,    sink};
    view.time = time;
    view.now = 1.8e9;
    animate = wants_real = wants_places = false;
    view.animate = &animate;
    view.wants_real = &wants_real;
    view.wants_places = &wants_places;
    view.compare = session.compare ? &compare : nullptr;
    view.places = &places;
    view.data = data ? &*data : nullptr;
    view.map = map ? &*map : nullptr;
    view.discriminator = discriminator ? &*discriminator : nullptr;
    view.find = find_view ? &*find_view : nullptr;
    view.has_file_dialog = has_file_dialog;
    view.opened_run = opened_run ? &*opened_run : nullptr;
    view.product_speed = product_speed;
    view.directions = &sink.directions;
    wants_timeline.reset();
    view.timeline = timeline ? &*timeline : nullptr;
    view.wants_timeline = &wants_timeline;
    view.reading_model = reading_model;
    view.operate = operate ? &*operate : nullptr;
    view.back = back ? &*back : nullptr;
    view.real_opinions = real_opinions ? &*real_opinions : nullptr;
    view.oracle = oracle ? &*oracle : nullptr;
    for (Place& place : places_) {
        ImGui::SetNextWindowPos(place.position);
        ImGui::SetNextWindowSize(place.size);
        ImGui::Begin(place.panel->id(), nullptr, ImGuiWindowFlags_NoDecoration);
        if (logging_) ImGui::LogToBuffer();
        place.panel->draw(view);
        if (logging_) {
            logged_ += GImGui->LogBuffer.c_str();
            ImGui::LogFinish();
        }
        ImGui::End();
    }
    ImGui::Render();
    accept_textures();
}

void PanelStage::frames(int count) {
    for (int i = 0; i < count; ++i)
        frame();
}

std::string PanelStage::text() {
    logged_.clear();
    logging_ = true;
    frame();
    logging_ = false;
    return logged_;
}

void PanelStage::open_model() {
    session.model = ModelRef{OpenedModel{"abc", "/models/faces.safetensors"}, Weights::automatic};
    model.available = true;
    model.live = false;
    model.name = "DigiFace faces";
    model.blocks = fake_blocks();
    models = {{session.model, model.name, 0}};
}

void PanelStage::run_live(std::int64_t steps) {
    trainer.state = TrainerState::running;
    trainer.run_id = "run-1";
    trainer.run_dir = "/runs/first";
    trainer.step = steps;
    trainer.images_per_s = 210;
    trainer.image_count = 20000;
    trainer.data = "20,000 images drawn from DigiFace faces";
    session.model = ModelRef{LiveModel{"run-1"}, Weights::automatic};
    model.available = true;
    model.live = true;
    model.has_d = true;
    model.name = "run first";
    model.blocks = fake_blocks();
    models.push_back({session.model, model.name, steps});
    losses = made_up_losses(steps);
}

void PanelStage::open_run(std::int64_t steps) {
    opened_run = OpenedRun{"run-3", "faces-03", "/runs/faces-03",
                           std::make_shared<const LossHistory>(made_up_losses(steps)), ""};
}

SampleId PanelStage::pick(std::int64_t row) {
    const GridState& grid = session.grid;
    const auto z = draw_z(model.prior, static_cast<std::uint64_t>(grid.seed), grid.count, model.nz);
    return sink.sample({z.begin() + row * model.nz, z.begin() + (row + 1) * model.nz},
                       grid_origin(grid, row));
}

ImGuiID PanelStage::id(const std::string& window_part, std::initializer_list<Step> path) const {
    ImGuiID at = 0;
    for (const ImGuiWindow* window : GImGui->Windows) {
        const std::string name = window->Name;
        const bool child = window_part.find('/') != std::string::npos;
        if (child ? name.find(window_part) != std::string::npos : name == window_part) {
            at = window->ID;
        }
    }
    REQUIRE_MESSAGE(at != 0, "no window " << window_part);
    for (const Step& step : path) {
        if (const auto* label = std::get_if<const char*>(&step)) {
            at = ImHashStr(*label, 0, at);
        } else {
            const int index = std::get<int>(step);
            at = ImHashData(&index, sizeof index, at);
        }
    }
    return at;
}

ImVec2 PanelStage::find(ImGuiID item) {
    ImVec2 low(1e9F, 1e9F), high(-1, -1);
    const ImVec2 end(places_.back().position.x + places_.back().size.x, places_.back().size.y);
    bool hit = false;
    for (float y = 2; y < end.y && (high.y < 0 || hit); y += 6) {
        hit = false;
        for (float x = 4; x < end.x; x += 10) {
            ImGui::GetIO().AddMousePosEvent(x, y);
            frame();
            if (GImGui->HoveredId != item) continue;
            hit = true;
            low = ImVec2(std::min(low.x, x), std::min(low.y, y));
            high = ImVec2(std::max(high.x, x), y);
        }
    }
    ImGui::GetIO().AddMousePosEvent(0, 0);
    frame();
    REQUIRE_MESSAGE(high.y >= 0, "the item is nowhere to be seen");
    return {(low.x + high.x) / 2, (low.y + high.y) / 2};
}

std::string PanelStage::popup_text() {
    REQUIRE(GImGui->OpenPopupStack.Size > 0);
    return text();
}

void PanelStage::click_in_popup(const char* label) {
    REQUIRE(GImGui->OpenPopupStack.Size > 0);
    const ImGuiWindow& menu = *GImGui->OpenPopupStack.back().Window;
    const ImGuiID item = ImHashStr(label, 0, menu.ID);
    const ImRect area = menu.Rect();
    for (float y = area.Min.y + 2; y < area.Max.y; y += 4) {
        move(ImVec2(area.GetCenter().x, y));
        if (GImGui->HoveredId != item) continue;
        press();
        return release();
    }
    FAIL("the menu has no ", label);
}

void PanelStage::move(ImVec2 to) {
    ImGui::GetIO().AddMousePosEvent(to.x, to.y);
    frames(2);
}

void PanelStage::press(int button) {
    ImGui::GetIO().AddMouseButtonEvent(button, true);
    frames(1);
}

void PanelStage::release(int button) {
    ImGui::GetIO().AddMouseButtonEvent(button, false);
    frames(2);
}

void PanelStage::click(ImVec2 at, int button) {
    move(at);
    press(button);
    release(button);
}

}  // namespace zscope::ui
