// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "panel_stage.h"
#include "ui/shell/dock_layout.h"
#include "ui/shell/help_sheet.h"
#include "ui/shell/workspaces.h"

using namespace zscope;
using namespace zscope::ui;

TEST_CASE("the words of the field are there, in two sentences each") {
    const std::vector<Word>& words = glossary();
    for (const char* word : {"z", "slerp", "logit", "feature map", "unit", "ablation", "BatchNorm",
                             "EMA", "KID", "mode collapse", "truncation"}) {
        CHECK_MESSAGE(std::ranges::find(words, word, &Word::word) != words.end(), word);
    }
    for (const Word& word : words) {
        int ends = 0;
        for (std::size_t i = 0; i < word.means.size(); ++i) {
            const bool last = i + 1 == word.means.size();
            ends += word.means[i] == '.' && (last || word.means[i + 1] == ' ') ? 1 : 0;
        }
        CHECK_MESSAGE(ends == 2, word.word);
        CHECK_MESSAGE(std::ranges::count(words, word.word, &Word::word) == 1, word.word);
    }
}

TEST_CASE("every panel has its place in the default layout of every workspace that it is in") {
    PanelStage stage;
    const auto panels = make_panels(stage.make_slot());
    for (const WorkspaceInfo& workspace : kWorkspaces) {
        for (const bool narrow : {false, true}) {
            const DockPlan& plan = default_plan(workspace.id, narrow);
            std::size_t placed = 0, named = 0;
            for (const auto& panel : panels) {
                int places = 0;
                for (const DockColumn& column : plan.places)
                    places += static_cast<int>(std::ranges::count(column.panels, panel->id()));
                const int wanted = panel->workspaces() & workspace.bit ? 1 : 0;
                CHECK_MESSAGE(places == wanted, panel->id());
                placed += static_cast<std::size_t>(places);
            }
            for (const DockColumn& column : plan.places)
                named += column.panels.size();
            CHECK(named == placed);  // and none that does not exist
        }
    }
    CHECK(is_narrow(800));
    CHECK_FALSE(is_narrow(1280));
}

TEST_CASE("a column of text keeps its natural width within its shares") {
    DockColumn column{320, 0.16F, 0.30F, {}};
    CHECK(column.share(1600) == doctest::Approx(0.2));
    CHECK(column.share(800) == doctest::Approx(0.30));
    CHECK(column.share(4000) == doctest::Approx(0.16));
}
