// SPDX-License-Identifier: MIT
#include "app/window/data_looking.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/base/thread_setup.h"
#include "core/io/data/byte_stream.h"
#include "core/io/file_write.h"
#include "core/io/sha256.h"
#include "core/io/user_folders.h"

namespace zscope::app {

namespace {

namespace fs = std::filesystem;
using State = ui::DataView::State;

constexpr double kSmallestProgress = 2e-3;  // finer steps are not worth a redraw

std::int64_t free_on_cache_disk() {
    std::error_code error;
    const fs::space_info space = fs::space(cache_folder(), error);
    return error ? -1 : static_cast<std::int64_t>(space.available);
}

DataForTraining written(ui::TrainOnData wish) {
    DataForTraining ready{std::move(wish), {}, {}};
    if (ready.wish.leave_out == nullptr) return ready;
    try {
        const std::string list = exclude_list(*ready.wish.leave_out);
        ready.exclude = exclude_file(ready.wish.path, list);
        write_file_atomically(ready.exclude, list);
    } catch (const std::exception& error) {
        ready.error = error.what();
    }
    return ready;
}

}  // namespace

fs::path exclude_file(const fs::path& data, const std::string& list) {
    const auto hash = sha256(std::as_bytes(std::span(list)));
    std::string name = data_name(data);
    std::ranges::replace(name, '/', '_');
    return data_folder() / "lists" /
           fmt::format("{}-left-out-{}.txt", name, hex_of(std::as_bytes(std::span(hash)).first(6)));
}

DataLooking::DataLooking(std::function<void()> wake)
    : prepared_(64, wake), seen_(std::move(wake)), thread_([this] { work(); }) {}

DataLooking::~DataLooking() {
    enough_.request_stop();
    abandoned_.request_stop();
    asked_.close();
    prepared_.close();
    thread_.join();
}

bool DataLooking::look(const fs::path& path) {
    enough_.request_stop();
    abandoned_.request_stop();
    enough_ = {};
    abandoned_ = {};
    ++number_;
    view_ = {};
    if (!asked_.try_push(Ask{number_, path, enough_.get_token(), abandoned_.get_token()}))
        return false;
    view_.state = State::looking;
    view_.path = path;
    return true;
}

bool DataLooking::prepare(ui::TrainOnData wish) {
    if (!asked_.try_push(std::move(wish))) return false;
    ++preparing_;
    return true;
}

const ui::DataView& DataLooking::view() {
    const auto seen = seen_.read_if_newer(seen_version_);
    if (seen != nullptr && seen->number == number_) view_ = seen->view;  // not of one before
    return view_;
}

std::optional<DataForTraining> DataLooking::take() {
    std::optional<DataForTraining> ready = prepared_.try_pop();
    if (ready) --preparing_;
    return ready;
}

bool DataLooking::busy() {
    return preparing_ > 0 || view().state == State::looking;
}

void DataLooking::work() {
    set_up_thread("zscope data", kBackgroundNice);
    while (auto asked = asked_.pop()) {
        if (const auto* ask = std::get_if<Ask>(&*asked)) {
            look_at(*ask);
        } else if (!prepared_.push(written(std::move(std::get<ui::TrainOnData>(*asked))))) {
            return;
        }
    }
}

void DataLooking::look_at(const Ask& ask) {
    ui::DataView view;
    view.path = ask.path;
    view.state = State::looking;
    try {
        look_through(ask, view);
        view.state = State::done;
    } catch (const std::exception& error) {
        // Cancelled before anything was found: nothing is shown, and nothing went wrong.
        view.state = ask.enough.stop_requested() ? State::none : State::failed;
        view.error = error.what();
    }
    if (!ask.abandoned.stop_requested()) seen_.publish(Seen{ask.number, std::move(view)});
}

void DataLooking::look_through(const Ask& ask, ui::DataView& view) {
    view.preview =
        std::make_shared<const std::vector<PreviewImage>>(preview_data(ask.path, ask.enough));
    const auto progress = [&](double share, const std::string& what) {
        if (std::abs(share - view.progress) < kSmallestProgress && what == view.what) return;
        view.progress = share;
        view.what = what;
        seen_.publish(Seen{ask.number, view});
    };
    auto scan = std::make_shared<const DataScan>(scan_data(ask.path, ask.enough, progress));
    view.pairs =
        std::make_shared<const std::vector<PicturedPair>>(picture_pairs(*scan, ask.abandoned));
    view.free_bytes = free_on_cache_disk();
    view.scan = std::move(scan);
}

}  // namespace zscope::app
