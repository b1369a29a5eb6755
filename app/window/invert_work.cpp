// SPDX-License-Identifier: MIT
#include "app/window/invert_work.h"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

#include "core/base/error.h"
#include "core/image/difference.h"
#include "core/image/grid.h"
#include "core/io/photo.h"

namespace zscope::app {

namespace {

constexpr std::size_t kKept = 24;  // searches shown

using Search = ui::FindSearch;
using State = Search::State;

// The numbers of `result`; its image as pictures beside the target.
void take_result(Search& search, const InvertResult& result) {
    search.result = result;
    const auto& shape = result.image.shape;
    search.best = std::make_shared<const ImageRgba8>(image_from_planes(
        result.image.f32(), static_cast<int>(shape[0]), static_cast<int>(shape[1])));
    search.difference =
        std::make_shared<const ImageRgba8>(difference_map(*search.target, *search.best));
    search.result.image = {};
}

}  // namespace

// One network and its random samples serve all images that are looked for on the same model.
struct InvertWork::Lane {
    std::optional<Inverter> inverter;
    SnapshotPointer model;
    Weights weights = Weights::automatic;

    Inverter& for_model(const SnapshotPointer& wanted, Weights which) {
        if (!inverter || model != wanted || weights != which) {
            inverter.reset();
            inverter.emplace(wanted, which);
            model = wanted;
            weights = which;
        }
        return *inverter;
    }

    // Fills in `search` and publishes it as it goes on.
    void run(Search& search, const SnapshotPointer& on, Latest<Search>& news, JobContext& job) {
        search.state = State::working;
        const ImageU8 photo =
            read_photo(search.path, on->generator.image_size(), on->generator.channels);
        search.target = std::make_shared<const ImageRgba8>(rgba_of(photo));
        news.publish(search);
        InvertOptions options;
        options.seed = search.seed;
        const auto show = [&](double share, const std::string& what, const InvertResult* best) {
            job.progress(share, what);
            const bool moved = share >= search.progress + 0.01 || what != search.what;
            if (best == nullptr && !moved) return;
            search.progress = share;
            search.what = what;
            if (best != nullptr) take_result(search, *best);
            news.publish(search);
        };
        take_result(search,
                    for_model(on, search.model.weights).find(photo, options, job.stop(), show));
        search.state = search.result.stopped ? State::cancelled : State::done;
        search.progress = 1.0;
        search.what.clear();
    }
};

InvertWork::InvertWork(JobLane& jobs, std::function<void()> wake)
    : jobs_(jobs), wake_(std::move(wake)), lane_(std::make_shared<Lane>()) {}
InvertWork::~InvertWork() = default;

void InvertWork::find(const std::filesystem::path& path, const ModelRef& ref, SnapshotPointer model,
                      std::uint64_t seed) {
    Search search;
    search.path = path;
    search.model = ref;
    search.seed = seed;
    search.model_name = model != nullptr ? model->name : "";
    auto news = std::make_shared<Latest<Search>>(wake_);
    Entry entry{news, 0, 0};
    if (model == nullptr) {
        search.state = State::failed;
        search.error = "There is no model to look in: open one first.";
    } else {
        entry.job = jobs_.submit(
            fmt::format("Finding z for {}", path.filename().string()),
            [search, model, news, lane = lane_](JobContext& job) mutable {
                try {
                    lane->run(search, model, *news, job);
                } catch (const std::exception& error) {
                    search.state = job.stop().stop_requested() ? State::cancelled : State::failed;
                    search.error = error.what();
                    news->publish(search);
                    if (search.state == State::failed) throw;  // the lane's status says it too
                    return;
                }
                news->publish(search);
            });
        search.job = entry.job;
    }
    view_.searches.insert(view_.searches.begin(), std::make_shared<const Search>(search));
    entries_.insert(entries_.begin(), std::move(entry));
    while (entries_.size() > kKept && view_.searches.back()->over()) {
        entries_.pop_back();
        view_.searches.pop_back();
    }
}

void InvertWork::poll() {
    const auto statuses = jobs_.jobs();
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        Entry& entry = entries_[i];
        std::optional<Search> changed;
        if (const auto news = entry.news->read_if_newer(entry.seen)) changed = *news;
        const auto status = std::ranges::find(*statuses, entry.job, &JobStatus::id);
        // Cancelled before it began: its work never says anything.
        const bool dropped = status != statuses->end() && status->state == JobState::cancelled &&
                             view_.searches[i]->state == State::waiting && !changed;
        if (dropped) {
            changed = *view_.searches[i];
            changed->state = State::cancelled;
        }
        if (!changed) continue;
        changed->job = entry.job;
        view_.searches[i] = std::make_shared<const Search>(std::move(*changed));
    }
}

bool InvertWork::busy() const {
    return std::ranges::any_of(view_.searches, [](const auto& one) { return !one->over(); });
}

}  // namespace zscope::app
