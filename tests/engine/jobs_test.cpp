// SPDX-License-Identifier: MIT
#include "core/engine/jobs.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <latch>

#include "core/base/error.h"
#include "core/base/thread_setup.h"

namespace zscope {

namespace {

JobStatus status_of(const JobLane& lane, std::int64_t id) {
    for (const JobStatus& status : *lane.jobs()) {
        if (status.id == id) return status;
    }
    return {};
}

void until_stopped(const JobContext& context) {
    std::latch stopped(1);
    const std::stop_callback on_stop(context.stop(), [&] { stopped.count_down(); });
    stopped.wait();
}

}  // namespace

TEST_CASE("jobs run one after the other, in order, at a background nice value") {
    JobLane lane({});
    CHECK(lane.jobs()->empty());
    std::vector<int> order;
    int nice_value = 0;
    for (int i = 0; i < 5; ++i) {
        lane.submit("count", [&, i](JobContext&) {
            order.push_back(i);
            nice_value = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));
        });
    }
    lane.wait_idle();
    CHECK(order == std::vector<int>{0, 1, 2, 3, 4});
    CHECK(nice_value == kBackgroundNice);
    for (const JobStatus& status : *lane.jobs())
        CHECK(status.state == JobState::done);
    CHECK(lane.jobs()->back().progress == 1.0);
}

TEST_CASE("a failure is a value and the next job runs") {
    JobLane lane({});
    const auto bad = lane.submit("bad", [](JobContext&) { fail("the disk is full"); });
    const auto odd = lane.submit("odd", [](JobContext&) { throw 7; });
    const auto good = lane.submit("good", [](JobContext&) {});
    lane.wait_idle();
    CHECK(status_of(lane, bad).state == JobState::failed);
    CHECK(status_of(lane, bad).message == "the disk is full");
    CHECK(status_of(lane, odd).state == JobState::failed);
    CHECK_FALSE(status_of(lane, odd).message.empty());
    CHECK(status_of(lane, good).state == JobState::done);
}

TEST_CASE("progress is told while a job runs") {
    std::atomic<int> woken = 0;
    JobLane lane([&] { ++woken; });
    std::latch half(1);
    std::latch go_on(1);
    const auto id = lane.submit("draw", [&](JobContext& context) {
        context.progress(0.5, "100 of 200");
        half.count_down();
        go_on.wait();
    });
    half.wait();
    const JobStatus status = status_of(lane, id);
    CHECK(status.state == JobState::running);
    CHECK(status.name == "draw");
    CHECK(status.progress == 0.5);
    CHECK(status.message == "100 of 200");
    CHECK(woken >= 3);  // queued, running, half done
    go_on.count_down();
    lane.wait_idle();
}

TEST_CASE("cancelling stops what runs and drops what waits") {
    JobLane lane({});
    std::latch started(1);
    bool ran = false;
    const auto first = lane.submit("long", [&](JobContext& context) {
        started.count_down();
        until_stopped(context);
        fail("stopped half-way");
    });
    const auto second = lane.submit("waits", [&](JobContext&) { ran = true; });
    started.wait();
    lane.cancel(second);
    CHECK(status_of(lane, second).state == JobState::cancelled);
    lane.cancel(first);
    lane.cancel(12345);
    lane.wait_idle();
    CHECK(status_of(lane, first).state == JobState::cancelled);
    CHECK_FALSE(ran);
    lane.cancel(first);  // over: nothing happens
    CHECK(status_of(lane, first).state == JobState::cancelled);
}

TEST_CASE("the newest 32 are listed, and what waits is never forgotten") {
    JobLane lane({});
    std::latch go_on(1);
    int ran = 0;
    lane.submit("first", [&](JobContext&) { go_on.wait(); });
    for (int i = 0; i < 40; ++i)
        lane.submit("next", [&](JobContext&) { ++ran; });
    CHECK(lane.jobs()->size() == 32);
    CHECK(lane.jobs()->back().id == 41);
    go_on.count_down();
    lane.wait_idle();
    CHECK(ran == 40);
    CHECK(lane.jobs()->size() == 32);
}

TEST_CASE("the lane's end cancels what runs and drops what waits") {
    std::latch started(1);
    bool stopped = false;
    bool ran = false;
    {
        JobLane lane({});
        lane.submit("long", [&](JobContext& context) {
            started.count_down();
            until_stopped(context);
            stopped = true;
        });
        lane.submit("waits", [&](JobContext&) { ran = true; });
        started.wait();
    }
    CHECK(stopped);
    CHECK_FALSE(ran);
}

}  // namespace zscope
