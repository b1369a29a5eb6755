// SPDX-License-Identifier: MIT
// The Models panel: what it says of a model, and what each line does.
#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "panel_stage.h"
#include "ui/panels/models_panel.h"
#include "ui/panels/models_view.h"
#include "ui/widgets/text.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

std::shared_ptr<ModelSnapshot> made_up_model(std::int64_t nz, std::int64_t step) {
    auto model = std::make_shared<ModelSnapshot>();
    model->generator = dcgan_generator({.size = 64, .channels = 3, .nz = nz, .ngf = 4});
    model->step = step;
    model->format = "pytorch";
    model->name = "DigiFace faces";
    model->provenance = "Trained on DigiFace-1M.";
    model->id_raw = "e9eeb5d3149c9cd8d6ea9b2d82ef94b5122053d0d7ba8435fd12bc8a93cc506c";
    return model;
}

ModelRegistry::Entry entry_of(std::shared_ptr<const ModelSnapshot> model, const char* path) {
    ModelRef ref{OpenedModel{model->id_raw, path}, Weights::automatic};
    return {ref, model->name, model->step, std::move(model)};
}

std::string fact(const std::vector<ModelFact>& facts, const char* label) {
    const auto found = std::ranges::find(facts, label, &ModelFact::label);
    return found == facts.end() ? "none" : found->text;
}

const ModelPlace kFaces{"faces", "/share/faces.safetensors",         "shipped",
                        "Faces", "Portraits of zscope's own world.", ""};
const ModelPlace kRooms{"rooms",     "/share/rooms.safetensors",          "shipped", "Rooms",
                        "Bedrooms.", "It is not in this build of zscope."};
ModelPlace recent_model(const char* path, const char* missing = "") {
    return {path, path, "model", "an older one", "", missing};
}

// One open, two shipped (one of them not there), two recent ones (one not there).
void fill(PanelStage& stage) {
    stage.open_model();
    stage.models[0].model = made_up_model(100, 1240);
    stage.places.shipped = {kFaces, kRooms};
    stage.places.recent = {recent_model("/old/there.pth"),
                           recent_model("/old/gone.pth", "The file is not there any more.")};
}

}  // namespace

TEST_CASE("what is said of a model is what is in it") {
    auto model = made_up_model(64, 1240);
    CHECK(model_summary(*model) == "64 × 64 colour · z 64 · step 1,240");
    std::vector<ModelFact> facts = model_facts(entry_of(model, "/m/faces.pth"));
    CHECK(fact(facts, "Format") == "PyTorch");
    CHECK(fact(facts, "z") == "64 numbers, normal");
    CHECK(fact(facts, "D") == "none: what needs one says so");
    CHECK(fact(facts, "Weights") == "raw only");
    CHECK(fact(facts, "Model id") == "e9eeb5d3149c");
    CHECK(std::ranges::find(facts, "Model id", &ModelFact::label)->copy == model->id_raw);
    CHECK(fact(facts, "From") == "Trained on DigiFace-1M.");
    CHECK(fact(facts, "File") == "/m/faces.pth");
    // ngf 4 at 64 pixels: 64·32·16 + 32·16·16 + 16·8·16 + 8·4·16 + 4·3·16 weights of convolutions,
    // 2·(32 + 16 + 8 + 4) of BatchNorm.
    CHECK(fact(facts, "G") == "5 blocks, 43,832 parameters");

    model->ema = NamedTensors{};
    model->id_ema = "0123456789abcdef";
    model->discriminator = dcgan_discriminator({.size = 64, .channels = 3, .nz = 64, .ndf = 4});
    model->provenance.clear();
    model->step = kEmaShownFromStep;  // from here on the averaged weights are the ones shown
    facts = model_facts(entry_of(model, ""));
    CHECK(fact(facts, "Weights") == "raw and averaged (EMA)");
    CHECK(fact(facts, "Model id") == "0123456789ab");
    CHECK(fact(facts, "D") != "none: what needs one says so");
    CHECK(fact(facts, "From") == "none");
    CHECK(fact(facts, "File") == "none");

    model->step = 0;
    CHECK(model_summary(*model) == "64 × 64 colour · z 64");
    CHECK(fact(model_facts(entry_of(model, "")), "Step") == "not known");
    CHECK(model_facts({ModelRef{}, "listed, not here", 0}).empty());
}

TEST_CASE("no model is in two lists") {
    const std::vector<ModelRegistry::Entry> open = {
        entry_of(made_up_model(100, 0), "/m/one.pth"),
        entry_of(made_up_model(100, 0), "/runs/a/checkpoints/step-000500.safetensors")};
    ModelPlaces places;
    places.shipped = {kFaces};
    places.recent = {recent_model("/m/one.pth"), recent_model("/share/faces.safetensors"),
                     recent_model("/m/two.pth")};
    places.recent.push_back({"/runs/a", "/runs/a", "run", "a", "", ""});
    places.recent.push_back({"/runs/b", "/runs/b", "run", "b", "", ""});
    const std::vector<ModelPlace> others = other_recent(places, open);
    REQUIRE(others.size() == 2);
    CHECK(others[0].path == "/m/two.pth");
    CHECK(others[1].path == "/runs/b");
    CHECK(open_at(places.recent[3], open) == &open[1]);
    CHECK(open_at(kFaces, open) == nullptr);
}

TEST_CASE("a model is the same wherever its file was seen last") {
    const ModelRef here{OpenedModel{"abc", "/m/one.pth"}, Weights::automatic};
    const ModelRef moved{OpenedModel{"abc", "/elsewhere.pth"}, Weights::raw};
    CHECK(same_model(here, moved));
    CHECK_FALSE(same_model(here, {OpenedModel{"def", "/m/one.pth"}, Weights::automatic}));
    const ModelRef kept{RunSnapshot{"run", 500}, Weights::automatic};
    CHECK(same_model(kept, kept));
    CHECK_FALSE(same_model(kept, {RunSnapshot{"run", 501}, Weights::automatic}));
    CHECK_FALSE(same_model({LiveModel{"run"}, {}}, kept));
}

TEST_CASE("a path that is too long keeps its name") {
    const PanelStage stage;
    ImGui::NewFrame();
    ImGui::Begin("paper");
    const std::string path = "/home/ada/märchen/models/of/last/year/dcgan-faces.pth";
    const float whole = ImGui::CalcTextSize(path.c_str()).x;
    CHECK(cut_middle(path, whole + 1) == path);
    for (float width = whole - 1; width > 40; width -= 7) {
        const std::string cut = cut_middle(path, width);
        CAPTURE(cut);
        CHECK(ImGui::CalcTextSize(cut.c_str()).x <= width);
        CHECK(says(cut, "…"));
        CHECK(cut.ends_with("pth"));
        // No half character: what is left is the beginning and the end of the path.
        const std::size_t gap = cut.find("…");
        CHECK(path.starts_with(cut.substr(0, gap)));
        CHECK(path.ends_with(cut.substr(gap + std::string("…").size())));
    }
    CHECK(cut_middle(path, whole / 2).ends_with("dcgan-faces.pth"));
    ImGui::End();
    ImGui::EndFrame();
}

TEST_CASE(
    "the Models panel lists what is open, shipped and recent, and looks at the disk only then") {
    PanelStage stage;
    fill(stage);
    stage.frames(1);
    CHECK_FALSE(stage.wants_places);
    stage.add<ModelsPanel>(ImVec2(340, 800));
    stage.frames(2);
    CHECK(stage.wants_places);
    const std::string text = stage.text();
    for (const char* words :
         {"Open now", "in use", "step 1,240", "Trained on DigiFace-1M.", "e9eeb5d3149c", "Faces",
          "Portraits", "It is not in this build", "an older one", "/old/there.pth",
          "The file is not there any more."}) {
        CHECK_MESSAGE(says(text, words), std::string(words));
    }
    CHECK(stage.sink.actions.empty());
    CHECK(stage.sink.wishes.empty());
}

TEST_CASE(
    "a shipped model opens by its button, a double-click and Enter; one that is not there never") {
    PanelStage stage;
    fill(stage);
    stage.add<ModelsPanel>(ImVec2(340, 800));
    stage.frames(3);
    const auto row = [&](const char* id, const char* item) {
        return stage.id("models", {id, item});
    };
    const char* const faces = "shipped /share/faces.safetensors";
    stage.click(row(faces, "Open"));
    REQUIRE(stage.sink.wished<OpenPath>() != nullptr);
    CHECK(stage.sink.wished<OpenPath>()->path == "faces");

    stage.sink.wishes.clear();
    const ImVec2 line = stage.find(row(faces, "##row"));
    stage.click(line);
    CHECK(stage.sink.wishes.empty());  // one click opens nothing
    stage.frames(60);
    stage.click(line);
    stage.click(line);
    CHECK(stage.sink.wished<OpenPath>() != nullptr);

    stage.sink.wishes.clear();
    stage.key(ImGuiKey_Enter, true);
    stage.frames(2);
    stage.key(ImGuiKey_Enter, false);
    stage.frames(2);
    CHECK(stage.sink.wished<OpenPath>() != nullptr);

    stage.sink.wishes.clear();
    const ImVec2 rooms = stage.find(row("shipped /share/rooms.safetensors", "##row"));
    stage.click(rooms);
    stage.click(rooms);
    CHECK(stage.sink.wished<OpenPath>() == nullptr);
}

TEST_CASE("a click folds a line's facts away, and nothing above or on the line moves") {
    PanelStage stage;
    fill(stage);
    stage.add<ModelsPanel>(ImVec2(340, 900));
    stage.frames(3);
    const ImGuiID row = stage.id("models", {"open abc", "##row"});
    const ImVec2 before = stage.find(row);
    CHECK(says(stage.text(), "Trained on DigiFace-1M."));
    stage.click(before);
    CHECK_FALSE(says(stage.text(), "Trained on DigiFace-1M."));
    const ImVec2 after = stage.find(row);
    CHECK(after.y == before.y);
    CHECK(stage.sink.actions.empty());
    stage.click(before);
    CHECK(says(stage.text(), "Trained on DigiFace-1M."));
}

TEST_CASE("Compare sets the other model, and takes it back; what is not open is read first") {
    PanelStage stage;
    fill(stage);
    const ModelRef other{OpenedModel{"def", "/models/other.pth"}, Weights::automatic};
    stage.models.push_back({other, "other", 0, made_up_model(100, 0)});
    stage.add<ModelsPanel>(ImVec2(340, 900));
    stage.frames(3);
    const ImGuiID compare = stage.id("models", {"open def", "Compare"});
    stage.click(compare);
    CHECK(stage.session.compare == other);
    REQUIRE(stage.sink.wished<ShowPanel>() != nullptr);
    CHECK(stage.sink.wished<ShowPanel>()->id == "compare");
    stage.click(compare);
    CHECK_FALSE(stage.session.compare.has_value());
    stage.click(stage.id("models", {"shipped /share/faces.safetensors", "Compare"}));
    REQUIRE(stage.sink.wished<ComparePath>() != nullptr);
    CHECK(stage.sink.wished<ComparePath>()->path == "faces");
    stage.click(stage.id("models", {"open def", "Open"}));
    CHECK(stage.session.model == other);
}

TEST_CASE("a recent model goes off the list by its cross") {
    PanelStage stage;
    fill(stage);
    stage.add<ModelsPanel>(ImVec2(340, 900));
    stage.frames(3);
    stage.click(stage.id("models", {"model /old/gone.pth", "###remove"}));
    REQUIRE(stage.sink.wished<ForgetRecent>() != nullptr);
    CHECK(stage.sink.wished<ForgetRecent>()->place.path == "/old/gone.pth");
}
