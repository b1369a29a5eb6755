// SPDX-License-Identifier: MIT
#include "app/window/frame_schedule.h"

#include <doctest/doctest.h>

#include <vector>

namespace zscope::app {

namespace {

constexpr double kPeriod = FrameSchedule::kPeriod;

// Draws what is due until `end`, each frame for `cost`; when frames began.
std::vector<double> draw_until(FrameSchedule& schedule, double end, double cost) {
    std::vector<double> starts;
    for (auto next = schedule.due(); next && *next < end; next = schedule.due()) {
        starts.push_back(*next);
        schedule.drawn(*next, cost, {});
    }
    return starts;
}

// Long after anybody did something, settled.
FrameSchedule left_alone() {
    FrameSchedule schedule;
    schedule.input(0.0);
    draw_until(schedule, 10.0, 0.001);
    return schedule;
}

}  // namespace

TEST_CASE("nothing is drawn while nothing happens") {
    FrameSchedule schedule;
    CHECK_FALSE(schedule.due());
    schedule.input(1.0);
    CHECK(draw_until(schedule, 1000.0, 0.001).size() == 3);
    CHECK_FALSE(schedule.due());
}

TEST_CASE("input is answered at once, and at most 60 times a second") {
    FrameSchedule schedule = left_alone();
    schedule.input(20.0);
    CHECK(*schedule.due() <= 20.0);
    schedule.drawn(20.0, 0.001, {});
    schedule.input(20.001);
    CHECK(*schedule.due() == doctest::Approx(20.0 + kPeriod));
}

TEST_CASE("news is shown at once to somebody who has just done something") {
    FrameSchedule schedule;
    schedule.input(20.0);
    draw_until(schedule, 20.5, 0.03);
    schedule.news(21.0);
    CHECK(*schedule.due() <= 21.0);
    schedule.drawn(21.0, 0.03, {});
    CHECK(*schedule.due() == doctest::Approx(21.0 + kPeriod));
    schedule.drawn(21.1, 0.03, {});
    CHECK_FALSE(schedule.due());
}

TEST_CASE("a window left alone shows the first news at once and settles after a pause") {
    FrameSchedule schedule = left_alone();
    schedule.news(20.0);
    CHECK(*schedule.due() <= 20.0);
    schedule.drawn(20.0, 0.003, {});
    CHECK(*schedule.due() == doctest::Approx(20.2));
    schedule.drawn(20.2, 0.003, {});
    CHECK_FALSE(schedule.due());
}

TEST_CASE("a training beside a window left alone pays little for its frames") {
    for (const double cost : {0.0005, 0.003, 0.014}) {
        CAPTURE(cost);
        FrameSchedule schedule = left_alone();
        double spent = 0.0;
        int frames = 0;
        for (double now = 20.0; now < 80.0; now += 0.01) {  // news all the time
            schedule.news(now);
            if (*schedule.due() > now) continue;
            schedule.drawn(now, cost, {});
            spent += cost;
            ++frames;
        }
        CHECK(spent <= 60.0 * 0.0151);
        CHECK(frames >= 60);
    }
}

TEST_CASE("however dear a frame is, news is shown within a second") {
    FrameSchedule schedule = left_alone();
    schedule.news(20.0);
    schedule.drawn(20.0, 0.5, {});
    schedule.news(20.6);
    CHECK(*schedule.due() == doctest::Approx(21.0));
}

TEST_CASE("what moves by itself is drawn when it moves") {
    FrameSchedule schedule = left_alone();
    schedule.drawn(20.0, 0.001, 20.3);
    CHECK(*schedule.due() == doctest::Approx(20.3));
    schedule.drawn(20.3, 0.001, 20.3);  // play: as soon as may be
    CHECK(*schedule.due() == doctest::Approx(20.3 + kPeriod));
    schedule.news(20.301);  // cannot make it later
    CHECK(*schedule.due() == doctest::Approx(20.3 + kPeriod));
    schedule.drawn(20.4, 0.001, {});
    schedule.drawn(*schedule.due(), 0.001, {});
    CHECK_FALSE(schedule.due());
}

}  // namespace zscope::app
