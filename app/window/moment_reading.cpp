// SPDX-License-Identifier: MIT
#include "app/window/moment_reading.h"

#include <fmt/format.h>

#include <exception>
#include <utility>
#include <vector>

#include "core/base/thread_setup.h"
#include "core/io/model_file.h"
#include "core/io/run_snapshots.h"

namespace zscope::app {

namespace {

constexpr std::size_t kReadAtOnce = 2;

}  // namespace

MomentReading::MomentReading(ModelRegistry& registry, std::function<void()> wake)
    : registry_(registry), failures_(64, std::move(wake)), thread_([this] { work(); }) {}

MomentReading::~MomentReading() {
    asked_.close();
    thread_.join();
}

void MomentReading::read(const RunSnapshot& moment, std::filesystem::path run_dir) {
    registry_.expect(moment);
    if (!asked_.try_push({moment, std::move(run_dir)})) registry_.give_up(moment);
}

void MomentReading::work() {
    set_up_thread("zscope moments", 0);
    while (auto ask = asked_.pop()) {
        std::vector<Ask> waiting{*std::move(ask)};
        while (auto more = asked_.try_pop())
            waiting.push_back(*std::move(more));
        while (waiting.size() > kReadAtOnce) {
            registry_.give_up(waiting.front().moment);
            waiting.erase(waiting.begin());
        }
        for (const Ask& one : waiting)
            read_one(one);
    }
}

void MomentReading::read_one(const Ask& ask) {
    try {
        const auto found = find_moment(ask.run_dir, ask.moment.step);
        if (found) return registry_.add_kept(ask.moment, open_model(found->path));
        (void)failures_.try_push(
            {ask.moment, fmt::format("The run {} does not have step {} any more: choose another "
                                     "step in the Timeline.",
                                     ask.run_dir.string(), ask.moment.step)});
    } catch (const std::exception& error) {
        (void)failures_.try_push({ask.moment, fmt::format("Step {} cannot be shown: {}",
                                                          ask.moment.step, error.what())});
    }
    registry_.give_up(ask.moment);
}

}  // namespace zscope::app
