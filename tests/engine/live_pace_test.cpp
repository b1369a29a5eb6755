// SPDX-License-Identifier: MIT
#include "core/engine/detail/live_pace.h"

#include <doctest/doctest.h>

namespace zscope::detail {

namespace {

using Seconds = LivePace::Seconds;

LivePace::Clock::time_point at(double seconds) {
    return LivePace::Clock::time_point{} +
           std::chrono::duration_cast<LivePace::Clock::duration>(Seconds(seconds));
}

// The first moment, to a millisecond, at which the next copy is due.
double next_after(const LivePace& pace, double from, bool resting = false) {
    double now = from;
    while (!pace.due(at(now), resting))
        now += 0.001;
    return now;
}

}  // namespace

TEST_CASE("the first copy is due at once, cheap ones twice a second") {
    LivePace pace;
    CHECK(pace.due(at(0), false));
    pace.copied(at(10), at(10.001));
    CHECK(next_after(pace, 10) == doctest::Approx(10.501).epsilon(1e-4));
}

TEST_CASE("copying and drawing take at most 3 % of the time") {
    LivePace pace;
    pace.copied(at(10), at(10.03));
    CHECK(next_after(pace, 10) == doctest::Approx(11.03).epsilon(1e-3));
    pace.drawn(Seconds(0.02));
    pace.drawn(Seconds(0.01));
    CHECK(next_after(pace, 10) == doctest::Approx(12.03).epsilon(1e-3));
    pace.copied(at(13), at(13.001));  // what was drawn before is paid for
    CHECK(next_after(pace, 13) == doctest::Approx(13.501).epsilon(1e-4));
}

TEST_CASE("over a long run the share holds, whatever drawing costs") {
    for (const double drawing : {0.0, 0.004, 0.05, 0.7}) {
        CAPTURE(drawing);
        LivePace pace;
        double now = 0.0, spent = 0.0;
        int copies = 0;
        while (now < 300.0) {
            if (pace.due(at(now), false)) {
                pace.copied(at(now), at(now + 0.01));
                pace.drawn(Seconds(drawing));
                spent += 0.01 + drawing;
                ++copies;
            }
            now += 0.05;  // a step
        }
        CHECK(spent <= 0.03 * (now + 0.01 + drawing) + 0.01 + drawing);
        CHECK(copies >= 10);
    }
}

TEST_CASE("while no step is made, the newest state is shown soon") {
    LivePace pace;
    pace.copied(at(10), at(10.1));
    pace.drawn(Seconds(3));
    CHECK(next_after(pace, 10, true) == doctest::Approx(10.6).epsilon(1e-4));
    CHECK_FALSE(pace.due(at(60), false));
}

}  // namespace zscope::detail
