// SPDX-License-Identifier: MIT
#include "app/window/timeline_work.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <future>
#include <utility>

#include "core/base/error.h"
#include "core/base/thread_setup.h"
#include "core/engine/sampling.h"
#include "core/image/grid.h"
#include "core/io/model_file.h"
#include "core/io/run_folder.h"
#include "core/latent/labels.h"

namespace zscope::app {

namespace {

namespace fs = std::filesystem;
using State = ui::TimelineView::State;

constexpr std::chrono::seconds kLookPeriod{1};
constexpr std::chrono::hours kNoHurry{1};
constexpr std::size_t kAlbums = 8;  // requests whose pictures are remembered

// The same picture of each step. By value: a panel makes its request anew in each frame.
bool same(const ui::TimelineRequest& a, const ui::TimelineRequest& b) {
    const bool same_z = a.z == b.z || (a.z != nullptr && b.z != nullptr && *a.z == *b.z);
    return same_z && a.run_id == b.run_id && a.grid == b.grid && a.edits == b.edits &&
           a.weights == b.weights;
}

bool same(const std::optional<ui::TimelineRequest>& a,
          const std::optional<ui::TimelineRequest>& b) {
    return a.has_value() == b.has_value() && (!a || same(*a, *b));
}

// Whether its z is one that a G with so many inputs takes.
bool takes(std::int64_t inputs, const ui::TimelineRequest& request) {
    return request.z != nullptr && static_cast<std::int64_t>(request.z->size()) == inputs;
}

std::vector<float> z_for(const ModelSnapshot& model, const ui::TimelineRequest& request) {
    if (takes(model.generator.inputs(), request)) return *request.z;
    const std::vector<float> all =
        draw_inputs(model.prior, static_cast<std::uint64_t>(request.grid.seed), request.grid.count,
                    model.generator, kLabelsInTurn);
    return {all.begin(), all.begin() + model.generator.inputs()};
}

std::shared_ptr<const ImageRgba8> draw(const SnapshotPointer& model,
                                       const ui::TimelineRequest& request) {
    // A run's first snapshots may lack what was asked for: automatic always works.
    const Weights weights =
        request.weights == Weights::ema && !model->ema ? Weights::automatic : request.weights;
    Sampler sampler(model, weights, /*threads=*/1);
    const HostTensor images = sampler.images(z_for(*model, request), request.edits);
    return std::make_shared<const ImageRgba8>(image_from_planes(
        images.f32(), static_cast<int>(images.shape[1]), static_cast<int>(images.shape[2])));
}

}  // namespace

std::optional<std::size_t> next_to_fill(const std::vector<bool>& filled) {
    if (filled.empty()) return std::nullopt;
    if (!filled.back()) return filled.size() - 1;
    if (!filled.front()) return 0;
    std::size_t before = 0, widest = 0, middle = 0;
    for (std::size_t i = 1; i < filled.size(); ++i) {
        if (!filled[i]) continue;
        if (i - before > widest) {
            widest = i - before;
            middle = before + widest / 2;
        }
        before = i;
    }
    return widest < 2 ? std::nullopt : std::optional(middle);
}

TimelineWork::TimelineWork(std::function<void()> wake,
                           std::function<void(const std::string&)> on_error)
    : on_error_(std::move(on_error)),
      published_(std::move(wake)),
      thread_([this](const std::stop_token& stop) { work(stop); }) {}

TimelineWork::~TimelineWork() {
    flush();  // a pin is a promise
    thread_.request_stop();
    tasks_.close();
    thread_.join();
}

void TimelineWork::want(std::optional<ui::TimelineRequest> request, const TimelinePlace& place) {
    if (last_wanted_ == nullptr && !request) return;
    if (last_wanted_ != nullptr && last_wanted_->place == place &&
        same(last_wanted_->request, request)) {
        return;
    }
    last_wanted_ = std::make_shared<const Wanted>(Wanted{std::move(request), place});
    wanted_.publish(last_wanted_);
    submit([] {});
}

const ui::TimelineView* TimelineWork::view() {
    last_view_ = published_.read();
    return last_view_.get();
}

void TimelineWork::submit(std::function<void()> task) {
    // Full only when a disk hangs; a look is then due anyhow.
    (void)tasks_.try_push(std::move(task));
}

void TimelineWork::on_disk(const char* what, const std::function<void()>& task) {
    try {
        task();
    } catch (const std::exception& error) {
        on_error_(fmt::format("{}: {}", what, error.what()));
    }
    look_due_ = true;
}

void TimelineWork::pin(fs::path folder, std::int64_t step, bool pinned) {
    submit([this, folder = std::move(folder), step, pinned] {
        on_disk(pinned ? "The step was not pinned" : "The step was not unpinned",
                [&] { pinned ? pin_moment(folder, step) : unpin_moment(folder, step); });
    });
}

void TimelineWork::keep_frozen(fs::path folder, std::string run_id, SnapshotPointer model) {
    submit([this, folder = std::move(folder), run_id = std::move(run_id),
            model = std::move(model)] {
        on_disk("The frozen model is only in this window: it could not be kept in its run folder",
                [&] { write_pinned_snapshot(folder, *model, run_id); });
    });
}

void TimelineWork::flush() {
    auto done = std::make_shared<std::promise<void>>();
    std::future<void> when = done->get_future();
    if (!tasks_.push([done] { done->set_value(); })) return;
    when.wait();
}

void TimelineWork::work(const std::stop_token& stop) {
    set_up_thread("zscope timeline", kBackgroundNice);
    while (!stop.stop_requested()) {
        const bool shown = now_ != nullptr && now_->request.has_value();
        const bool grows = shown && now_->place.grows;
        std::optional<std::function<void()>> task;
        if (look_due_ || anything_to_draw()) {
            task = tasks_.try_pop();
        } else if (grows) {
            task = tasks_.pop_for(stop, kLookPeriod);
            look_due_ = !task;
        } else {
            task = tasks_.pop_for(stop, kNoHurry);
        }
        if (task) (*task)();
        if (stop.stop_requested()) return;
        try {
            turn();
        } catch (const std::exception& error) {
            fail(error.what());
        }
    }
}

void TimelineWork::turn() {
    const auto newest = wanted_.read();
    if (newest != now_) {
        const bool other_run = now_ == nullptr || now_->place.folder != newest->place.folder;
        now_ = newest;
        if (other_run) {
            moments_.clear();
            view_ = {};
            inputs_ = 0;
        }
        look_due_ = true;
    }
    if (now_ == nullptr || !now_->request) {
        look_due_ = false;
        return;
    }
    if (std::exchange(look_due_, false)) {
        look();
    } else if (anything_to_draw()) {
        draw_next();
    }
}

// The pictures of this request; those of the requests before are still there for a while.
TimelineWork::Album& TimelineWork::album() {
    for (std::size_t i = 0; i < albums_.size(); ++i) {
        if (!same(albums_[i].of.request, now_->request)) continue;
        if (i > 0)
            std::rotate(albums_.begin(), albums_.begin() + static_cast<std::ptrdiff_t>(i),
                        albums_.begin() + static_cast<std::ptrdiff_t>(i) + 1);
        return albums_.front();
    }
    albums_.push_front({*now_, {}});
    if (albums_.size() > kAlbums) albums_.pop_back();
    return albums_.front();
}

void TimelineWork::look() {
    const TimelinePlace& place = now_->place;
    view_.run_id = now_->request->run_id;
    view_.folder = place.folder;
    view_.run_name = place.folder.filename().string();
    if (place.folder.empty()) return fail("Where this run lies is not known.");
    std::error_code error;
    if (!fs::is_directory(place.folder, error)) {
        return fail(fmt::format("There is no run folder {} any more.", place.folder.string()));
    }
    view_.state = State::ready;
    view_.error.clear();
    moments_ = list_moments(place.folder);
    // What was drawn from a file that is another one now is drawn again.
    Pictures& pictures = album().pictures;
    std::erase_if(pictures, [&](const auto& item) {
        const auto& [step, picture] = item;
        for (const RunMoment& moment : moments_) {
            if (moment.step == step) {
                return moment.path != picture.path || moment.bytes != picture.bytes;
            }
        }
        return true;
    });
    publish();
}

void TimelineWork::fail(const std::string& why) {
    moments_.clear();
    view_.moments.clear();
    view_.state = State::failed;
    view_.error = why;
    published_.publish(view_);
}

bool TimelineWork::anything_to_draw() const {
    if (now_ == nullptr || !now_->request || view_.state != State::ready) return false;
    if (albums_.empty() || !same(albums_.front().of.request, now_->request)) return false;
    return albums_.front().pictures.size() < moments_.size();
}

void TimelineWork::draw_next() {
    Pictures& pictures = album().pictures;
    std::vector<bool> filled;
    for (const RunMoment& moment : moments_)
        filled.push_back(pictures.contains(moment.step));
    const auto next = next_to_fill(filled);
    if (!next) return;
    const RunMoment& moment = moments_[*next];
    Picture picture{moment.path, moment.bytes, nullptr, {}};
    try {
        const SnapshotPointer model = open_model(moment.path);
        picture.image = draw(model, *now_->request);
        view_.size = model->generator.image_size();
        inputs_ = model->generator.inputs();
    } catch (const std::exception& error) {
        picture.error = error.what();
        std::error_code ignored;
        look_due_ = !fs::exists(moment.path, ignored);  // thinned out meanwhile: no damage
    }
    pictures[moment.step] = std::move(picture);
    publish();
}

void TimelineWork::publish() {
    const Pictures& pictures = album().pictures;
    view_.own_z = takes(inputs_, *now_->request);
    view_.moments.clear();
    for (const RunMoment& moment : moments_) {
        ui::TimelineMoment shown{moment.step, moment.kind, nullptr, {}};
        if (const auto found = pictures.find(moment.step); found != pictures.end()) {
            shown.image = found->second.image;
            shown.error = found->second.error;
        }
        view_.moments.push_back(std::move(shown));
    }
    const auto last = published_.read();
    if (last == nullptr || !(*last == view_)) published_.publish(view_);
}

}  // namespace zscope::app
