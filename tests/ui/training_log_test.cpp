// SPDX-License-Identifier: MIT
#include "app/window/training_log.h"

#include <doctest/doctest.h>

#include <vector>

using namespace zscope;
using namespace zscope::app;
using ui::LogLevel;

namespace {

struct Told {
    LogLevel level;
    std::string text, batch;
};

struct Story {
    std::vector<Told> lines;
    TrainingLog log{[this](LogLevel level, const std::string& text, std::string_view batch) {
        lines.push_back({level, text, std::string(batch)});
    }};
    // What a status adds.
    std::vector<Told> follow(const TrainerStatus& status) {
        lines.clear();
        log.follow(status);
        return lines;
    }
};

TrainerStatus first_run() {
    TrainerStatus status;
    status.runs = 1;
    status.state = TrainerState::running;
    status.run_id = "a";
    status.run_dir = "/runs/first";
    status.data = "500 images of faces";
    status.kernels = "LibTorch, fp32";
    return status;
}

}  // namespace

TEST_CASE("the log tells a run's story, each part once") {
    Story story;
    TrainerStatus status;
    CHECK(story.follow(status).empty());
    status.runs = 1;
    status.state = TrainerState::preparing;
    CHECK(story.follow(status).empty());
    status = first_run();
    status.left_out = {"a.png: not an image", "b.jpg: cut off", "c.png: empty", "d.gif: a GIF"};
    status.saved_step = 0;
    const auto start = story.follow(status);
    REQUIRE(start.size() == 2);
    CHECK(start[0].text ==
          "Training started: 500 images of faces, into /runs/first (LibTorch, fp32)");
    CHECK(start[1].level == LogLevel::warning);
    CHECK(start[1].text ==
          "4 files left out: a.png: not an image; b.jpg: cut off; c.png: empty; and 1 more, "
          "listed in Train");
    CHECK(story.follow(status).empty());

    status.step = 600;
    status.saved_step = 500;
    status.left_out.push_back("e.png: gone");
    const auto later = story.follow(status);
    REQUIRE(later.size() == 2);
    CHECK(later[0].text == "1 file left out: e.png: gone");
    CHECK(later[1].text == "Checkpoint saved: step 500");
    CHECK(later[1].text.starts_with(later[1].batch));
    CHECK_FALSE(later[1].batch.empty());

    status.state = TrainerState::idle;
    status.saved_step = 600;
    const auto end = story.follow(status);
    REQUIRE(end.size() == 2);
    CHECK(end[1].text == "Stopped at step 600, saved in /runs/first");
    CHECK(story.follow(status).empty());
}

TEST_CASE("troubles are errors in the log, notes are told once") {
    Story story;
    TrainerStatus status = first_run();
    status.step = 20;
    status.saved_step = 20;
    status.notes = {"Passed over: step 40 is cut off."};
    auto told = story.follow(status);
    REQUIRE(told.size() == 2);
    CHECK(told[0].text.find("goes on at step 20") != std::string::npos);
    CHECK(told[1].text == "Passed over: step 40 is cut off.");
    status.problem = "The checkpoint of step 40 could not be saved: No space.";
    told = story.follow(status);
    REQUIRE(told.size() == 1);
    CHECK(told[0].level == LogLevel::error);
    CHECK(told[0].text == status.problem);
    CHECK(story.follow(status).empty());
    status.problem.clear();
    status.notes.emplace_back("The disk can be written again; a checkpoint was saved.");
    told = story.follow(status);
    REQUIRE(told.size() == 1);
    CHECK(told[0].level == LogLevel::info);
    status.state = TrainerState::failed;
    status.message = "Not finite.";
    told = story.follow(status);
    REQUIRE(told.size() == 1);
    CHECK(told[0].level == LogLevel::error);
}

TEST_CASE("a start that fails at once is told each time, although nothing else was seen") {
    Story story;
    TrainerStatus status;
    status.state = TrainerState::failed;
    status.message = "There is no folder /x.";
    for (status.runs = 1; status.runs <= 2; ++status.runs) {
        const auto told = story.follow(status);
        REQUIRE(told.size() == 1);
        CHECK(told[0].text == status.message);
    }
    // The same run resumed: its beginning is told again.
    status = first_run();
    status.runs = 3;
    CHECK(story.follow(status).size() == 1);
    status.runs = 4;
    CHECK(story.follow(status).size() == 1);
}
