// SPDX-License-Identifier: MIT
// Samples and Tray, sorted and filtered, with a made-up D and a made-up oracle.
#include <doctest/doctest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "made_up_answers.h"
#include "panel_stage.h"
#include "ui/panels/samples_panel.h"
#include "ui/panels/tray_panel.h"

using namespace zscope;
using namespace zscope::ui;

namespace {

// A model of the world Faces, with a D, whose oracle the test answers for.
struct SiftStage : PanelStage {
    SiftStage() {
        open_model();
        model.has_d = true;
        model.id = "weights-1";
        session.grid.count = 16;
        oracle = OracleView{"faces",
                            "Faces",
                            {{"glasses", "Glasses", "Clear lenses."},
                             {"long_hair", "Long hair", "Below the chin."}},
                            {}};
    }
    // As the program does with the newest question: row r is the surer of glasses the larger
    // (7·r mod 16) is, yes from 12 on, no under 8.
    void answer(const std::string& panel) {
        const AskOracle* ask = sink.wished<AskOracle>();
        REQUIRE(ask != nullptr);
        REQUIRE(ask->panel == panel);
        const auto count = ask->question.z->size() / 100;
        std::vector<float> glasses;
        for (std::size_t row = 0; row < count; ++row)
            glasses.push_back((static_cast<float>(7 * row % 16) - 9.75F) / 2);
        oracle->asked[panel] = {ask->question, 0, "",
                                std::make_shared<const AttributeAnswers>(seen(glasses))};
        frames(2);
    }
    int asked() const {
        int count = 0;
        for (const Wish& wish : sink.wishes)
            count += std::holds_alternative<AskOracle>(wish) ? 1 : 0;
        return count;
    }
    ImVec2 card(int row) { return find(id("/fakes", {row, "card"})); }
    // Ids under the mouse as it goes over all of the panel.
    std::map<ImGuiID, ImVec2> cards() {
        std::map<ImGuiID, ImVec2> found;
        for (float y = 4; y < 500; y += 10) {
            for (float x = 4; x < 700; x += 12) {
                ImGui::GetIO().AddMousePosEvent(x, y);
                frames(1);
                if (GImGui->HoveredId != 0) found.emplace(GImGui->HoveredId, ImVec2(x, y));
            }
        }
        return found;
    }
};

}  // namespace

TEST_CASE("Samples: only those that D believes in, and how many these are") {
    SiftStage stage;
    auto& panel = stage.add<SamplesPanel>(ImVec2(700, 500), stage.make_slot());
    // The fake's logits are row / 100: over 0.07 is over 51.7 %.
    panel.set_settings({{"filter", {{"believed", true}, {"above", 0.5180}}}});
    stage.frames(3);
    CHECK(says(stage.text(), "8 of 16"));
    CHECK(stage.asked() == 0);
    const auto cards = stage.cards();
    CHECK_FALSE(cards.contains(stage.id("/fakes", {7, "card"})));
    REQUIRE(cards.contains(stage.id("/fakes", {8, "card"})));
    stage.click(stage.card(9));
    CHECK(stage.book.find(stage.session.selection.front())->origin.row == 9);
    panel.set_settings({{"filter", {{"above", 0.9}}}});
    stage.frames(3);
    CHECK(says(stage.text(), "None of these 16 samples passes the filter (D over 90 %)."));
    stage.click(stage.id("/fakes", {"Show all"}));
    stage.frames(2);
    CHECK(stage.cards().contains(stage.id("/fakes", {0, "card"})));
    CHECK(panel.settings().at("filter").at("believed") == false);
    panel.set_settings({{"filter", {{"believed", true}, {"above", 0.9}}}});
    stage.model.has_d = false;
    stage.frames(3);
    CHECK_FALSE(stage.slot("samples.d").wanted);
    CHECK(stage.cards().contains(stage.id("/fakes", {0, "card"})));
}

TEST_CASE("Samples: sorted and filtered by what the oracle sees, asked once") {
    SiftStage stage;
    auto& panel = stage.add<SamplesPanel>(ImVec2(700, 500), stage.make_slot());
    panel.set_settings({{"order", "has glasses"}});
    stage.frames(3);
    REQUIRE(stage.sink.wished<AskOracle>() != nullptr);
    const OracleQuestion question = stage.sink.wished<AskOracle>()->question;
    CHECK(question.model_id == "weights-1");
    CHECK(question.z == stage.slot("samples").request.z);
    // As long as the answer is not there, all stay where they are.
    CHECK(stage.card(0).y <= stage.card(15).y);
    stage.oracle->asked["samples"] = {question, 5, "", nullptr};
    stage.jobs = {{5, "Asking", JobState::running, 0.4, ""}};
    CHECK(says(stage.text(), "oracle: 40 %"));
    stage.frames(3);
    const int before = stage.asked();
    stage.answer("samples");
    stage.frames(5);
    CHECK(stage.asked() == before);
    // 7·r mod 16 is 15 for row 9 and 0 for row 0.
    const ImVec2 first = stage.card(9), last = stage.card(0);
    CHECK(first.y < last.y);
    CHECK(stage.card(2).x > first.x);  // 14: the second place
    CHECK(stage.card(2).y == first.y);
    stage.move(first);
    stage.frames(60);  // a tooltip takes its time
    const std::string text = stage.text();
    CHECK(says(text, "row 9 · glasses: yes, 0.93"));
    // A range goes along the order that is seen: 9, 2, 11.
    stage.click(first);
    stage.key(ImGuiMod_Shift, true);
    stage.click(stage.card(11));
    stage.key(ImGuiMod_Shift, false);
    std::vector<std::int64_t> rows;
    for (const SampleId id : stage.session.selection)
        rows.push_back(stage.book.find(id)->origin.row);
    CHECK(rows == std::vector<std::int64_t>{9, 2, 11});
    panel.set_settings({{"order", "lacks glasses"}, {"filter", {{"attribute", "glasses"}}}});
    stage.frames(3);
    CHECK(stage.asked() == before);        // all attributes were answered
    CHECK(says(stage.text(), "4 of 16"));  // 15, 14, 13, 12
    CHECK(stage.card(4).x < stage.card(9).x);
    panel.set_settings({{"filter", {{"answers", {"unsure"}}}}});
    CHECK((stage.frames(3), says(stage.text(), "4 of 16")));  // 11, 10, 9, 8
}

TEST_CASE("the oracle is asked anew for other images, one question at a time, never in training") {
    SiftStage stage;
    auto& panel = stage.add<SamplesPanel>(ImVec2(700, 500), stage.make_slot());
    panel.set_settings({{"filter", {{"attribute", "glasses"}}}});
    stage.frames(2);
    stage.answer("samples");
    CHECK(says(stage.text(), "4 of 16"));
    const int before = stage.asked();
    stage.session.edits = {Edit{}};
    stage.frames(1);
    CHECK(stage.asked() == before + 1);
    CHECK(stage.sink.wished<AskOracle>()->question.edits.size() == 1);
    stage.oracle->asked["samples"].question = stage.sink.wished<AskOracle>()->question;
    stage.oracle->asked["samples"].answers = nullptr;
    stage.oracle->asked["samples"].job = 7;
    stage.model.id = "weights-2";
    stage.frames(3);
    CHECK(stage.asked() == before + 1);    // one goes on
    CHECK(says(stage.text(), "oracle:"));  // and what is shown stays
    CHECK_FALSE(stage.cards().contains(stage.id("/fakes", {0, "card"})));
    stage.oracle->asked["samples"].job = 0;
    stage.frames(1);
    CHECK(stage.asked() == before + 2);
    // Cancelled: it is not asked again by itself.
    stage.oracle->asked["samples"].question = stage.sink.wished<AskOracle>()->question;
    stage.frames(3);
    CHECK(stage.asked() == before + 2);
    stage.click(stage.id("samples", {"Ask the oracle"}));
    CHECK(stage.asked() == before + 3);
    stage.oracle->asked["samples"].error = "the oracle's file is damaged";
    stage.frames(2);
    CHECK(stage.asked() == before + 3);
    CHECK(says(stage.text(), "the oracle's file is damaged"));
    stage.click(stage.id("samples", {"Ask the oracle again"}));
    CHECK(stage.asked() == before + 4);
    stage.model.live = true;
    stage.trainer.state = TrainerState::running;
    stage.model.id = "weights-3";
    stage.frames(3);
    CHECK(stage.asked() == before + 4);
    CHECK_FALSE(stage.slot("samples.d").wanted);
}

TEST_CASE("the filter unfolds; what cannot be asked is grey and says why") {
    SiftStage stage;
    auto& panel = stage.add<SamplesPanel>(ImVec2(900, 500), stage.make_slot());
    stage.frames(2);
    stage.click(stage.id("samples", {"Filter"}));
    stage.frames(2);
    CHECK(says(stage.text(), "D believes in more than"));
    CHECK(panel.settings().at("filter_open") == true);
    stage.click(stage.id("samples", {"###believed"}));
    CHECK(panel.settings().at("filter").at("believed") == true);
    stage.frames(3);
    CHECK(says(stage.text(), "of 16"));
    stage.click(stage.id("samples", {"##wanted"}));
    stage.click_in_popup("Glasses");
    stage.frames(2);
    CHECK(panel.settings().at("filter").at("attribute") == "glasses");
    CHECK(stage.asked() > 0);
    stage.click(stage.id("samples", {"no"}));
    CHECK(panel.settings().at("filter").at("answers") == nlohmann::json{"no", "yes"});
    stage.click(stage.id("samples", {"Show all"}));
    CHECK(panel.settings().at("filter").at("attribute") == "");
    stage.click(stage.id("samples", {"##order"}));
    stage.click_in_popup("Long hair: has it last");
    CHECK(panel.settings().at("order") == "lacks long_hair");
    // A model without a D and of no world.
    stage.model.has_d = false;
    stage.oracle->attributes.clear();
    stage.frames(3);
    stage.click(stage.id("samples", {"###believed"}));
    CHECK(says(stage.text(), "came without D"));
    CHECK(panel.settings().at("filter").at("believed") == false);
    stage.click(stage.id("samples", {"##order"}));
    CHECK(says(stage.popup_text(), "No oracle knows what this model draws"));
}

TEST_CASE("Tray: kept samples in the oracle's order, and only some of them") {
    SiftStage stage;
    auto& panel = stage.add<TrayPanel>(ImVec2(900, 260), stage.make_slot());
    stage.session.tray = {stage.pick(0), stage.pick(1), stage.pick(2), stage.pick(3)};
    panel.set_settings({{"order", "has glasses"}});
    stage.frames(3);
    stage.answer("tray");  // rows of the tray: 0, 7, 14, 21 mod 16 = 5
    const auto card = [&](int row) { return stage.find(stage.id("tray", {row, "card"})); };
    CHECK(card(2).x < card(1).x);
    CHECK(card(1).x < card(3).x);
    CHECK(card(3).x < card(0).x);
    panel.set_settings({{"filter", {{"attribute", "glasses"}, {"answers", {"yes"}}}}});
    stage.frames(3);
    CHECK(says(stage.text(), "1 of 4"));
    // One that is dropped here is seen at once, and those that do not pass stay out.
    stage.session.tray.push_back(stage.pick(4));
    stage.frames(2);
    CHECK(says(stage.text(), "2 of 5"));
    CHECK(card(4).x > card(2).x);
    stage.session.tray.pop_back();
    stage.frames(2);
    CHECK(says(stage.text(), "1 of 4"));
    stage.answer("tray");
    panel.set_settings({{"filter", {{"answers", {"unsure"}}}}});
    stage.frames(3);
    CHECK(says(stage.text(), "None of these 4 samples passes the filter (glasses: unsure)."));
    stage.click(stage.id("tray", {"Show all"}));
    stage.frames(3);
    CHECK(card(0).x > card(1).x);
    CHECK(panel.settings().at("order") == "has glasses");
}
