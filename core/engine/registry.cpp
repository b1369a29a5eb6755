// SPDX-License-Identifier: MIT
#include "core/engine/registry.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "core/base/check.h"

namespace zscope {

namespace {

std::int64_t bytes_of(const NamedTensors& tensors) {
    std::int64_t total = 0;
    for (const auto& [name, tensor] : tensors)
        total += static_cast<std::int64_t>(tensor.bytes());
    return total;
}

std::int64_t bytes_of(const ModelSnapshot& model) {
    std::int64_t total = bytes_of(model.raw);
    if (model.ema) total += bytes_of(*model.ema);
    if (model.d) total += bytes_of(*model.d);
    return total;
}

struct Opened {
    SnapshotPointer model;
    OpenedModel ref;
};

struct Live {
    SnapshotPointer model;
    std::uint64_t used = 0;  // State::clock at the last publish or find
};

using Moment = std::pair<std::string, std::int64_t>;  // run, step

Moment key_of(const RunSnapshot& moment) {
    return {moment.run_id, moment.step};
}

}  // namespace

struct ModelRegistry::State {
    explicit State(std::int64_t budget) : budget_bytes(budget) {}

    SnapshotPointer find(const OpenedModel& asked) {
        for (const Opened& entry : opened) {
            const ModelSnapshot& model = *entry.model;
            if (asked.model_id == entry.ref.model_id || asked.model_id == model.id_raw ||
                (!model.id_ema.empty() && asked.model_id == model.id_ema)) {
                return entry.model;
            }
        }
        return nullptr;
    }
    SnapshotPointer find(const LiveModel& asked) {
        wanted.insert(asked.run_id);
        const auto found = live.find(asked.run_id);
        if (found == live.end()) return nullptr;
        found->second.used = ++clock;
        return found->second.model;
    }
    SnapshotPointer find(const RunSnapshot& asked) {
        const auto found = pinned.find(key_of(asked));
        if (found != pinned.end()) return found->second;
        if (const auto read = kept.find(key_of(asked)); read != kept.end()) {
            read->second.used = ++clock;
            return read->second.model;
        }
        const auto now = live.find(asked.run_id);
        const bool same = now != live.end() && now->second.model->step == asked.step;
        return same ? now->second.model : nullptr;
    }

    // A snapshot that is both live and frozen, or opened twice, counts once.
    std::int64_t held_bytes() const {
        std::set<const ModelSnapshot*> seen;
        std::int64_t total = 0;
        const auto count = [&](const SnapshotPointer& model) {
            if (seen.insert(model.get()).second) total += bytes_of(*model);
        };
        for (const Opened& entry : opened)
            count(entry.model);
        for (const auto& [run, entry] : live)
            count(entry.model);
        for (const auto& [key, model] : pinned)
            count(model);
        for (const auto& [key, entry] : kept)
            count(entry.model);
        return total;
    }

    // The one that was added or used last stays, whatever it takes.
    void trim_kept() {
        std::int64_t total = 0;
        for (const auto& [key, entry] : kept)
            total += bytes_of(*entry.model);
        while (total > budget_bytes / 4 && kept.size() > 1) {
            const auto oldest = std::ranges::min_element(
                kept, {}, [](const auto& item) { return item.second.used; });
            total -= bytes_of(*oldest->second.model);
            kept.erase(oldest);
        }
    }

    // Live models of runs that nobody has looked at for longest go first; `keep` stays.
    void trim(const std::string& keep) {
        while (held_bytes() > budget_bytes) {
            auto oldest = live.end();
            for (auto entry = live.begin(); entry != live.end(); ++entry) {
                if (entry->first == keep) continue;
                if (oldest == live.end() || entry->second.used < oldest->second.used) {
                    oldest = entry;
                }
            }
            if (oldest == live.end()) return;
            live.erase(oldest);
        }
    }

    const std::int64_t budget_bytes;
    mutable std::mutex mutex;
    std::vector<Opened> opened;  // in the order they were opened
    std::map<std::string, Live> live;
    std::map<Moment, SnapshotPointer> pinned;
    std::map<Moment, Live> kept;  // read from run folders
    std::set<Moment> expected;
    std::set<std::string> wanted;
    std::map<std::string, double> live_cost;  // seconds by run
    std::vector<std::function<void()>> listeners;
    std::uint64_t clock = 0;
    std::uint64_t version = 0;

    // Ends a change: `lock` is released before anybody is told.
    void changed(std::unique_lock<std::mutex>& lock) {
        ++version;
        const std::vector<std::function<void()>> told = listeners;
        lock.unlock();
        for (const auto& listener : told)
            listener();
    }
};

ModelRegistry::ModelRegistry(std::int64_t budget_bytes)
    : state_(std::make_unique<State>(budget_bytes)) {}

ModelRegistry::~ModelRegistry() = default;

ModelRef ModelRegistry::add_opened(SnapshotPointer model, const std::filesystem::path& path) {
    ZSCOPE_CHECK(model != nullptr, "no model from {}", path.string());
    const bool shows_ema = resolve_weights(*model, Weights::automatic) == Weights::ema;
    OpenedModel ref{shows_ema ? model->id_ema : model->id_raw, path.string()};
    std::unique_lock lock(state_->mutex);
    bool known = false;
    for (Opened& entry : state_->opened) {
        if (entry.ref.model_id != ref.model_id) continue;
        entry = {model, ref};
        known = true;
    }
    if (!known) state_->opened.push_back({std::move(model), ref});
    state_->trim({});
    state_->changed(lock);
    return {std::move(ref), Weights::automatic};
}

void ModelRegistry::publish_live(const std::string& run_id, SnapshotPointer model) {
    ZSCOPE_CHECK(model != nullptr, "no model of run {}", run_id);
    std::unique_lock lock(state_->mutex);
    Live& entry = state_->live[run_id];
    entry.model.swap(model);  // what it replaces dies after the lock
    entry.used = ++state_->clock;
    state_->trim(run_id);
    state_->changed(lock);
}

std::optional<ModelRef> ModelRegistry::freeze(const std::string& run_id) {
    std::unique_lock lock(state_->mutex);
    const auto found = state_->live.find(run_id);
    if (found == state_->live.end()) return std::nullopt;
    const SnapshotPointer& model = found->second.model;
    RunSnapshot ref{run_id, model->step};
    state_->pinned[{run_id, model->step}] = model;
    state_->changed(lock);
    return ModelRef{std::move(ref), Weights::automatic};
}

void ModelRegistry::expect(const RunSnapshot& moment) {
    std::unique_lock lock(state_->mutex);
    if (state_->expected.insert(key_of(moment)).second) state_->changed(lock);
}

bool ModelRegistry::expects(const ModelRef& model) const {
    const auto* moment = std::get_if<RunSnapshot>(&model.which);
    if (moment == nullptr) return false;
    const std::lock_guard lock(state_->mutex);
    return state_->expected.contains(key_of(*moment));
}

void ModelRegistry::add_kept(const RunSnapshot& moment, SnapshotPointer model) {
    ZSCOPE_CHECK(model != nullptr, "no model of step {}", moment.step);
    std::unique_lock lock(state_->mutex);
    state_->expected.erase(key_of(moment));
    state_->kept[key_of(moment)] = {std::move(model), ++state_->clock};
    state_->trim_kept();
    state_->trim({});
    state_->changed(lock);
}

void ModelRegistry::give_up(const RunSnapshot& moment) {
    std::unique_lock lock(state_->mutex);
    if (state_->expected.erase(key_of(moment)) != 0) state_->changed(lock);
}

SnapshotPointer ModelRegistry::find(const ModelRef& model) {
    const std::lock_guard lock(state_->mutex);
    return std::visit([this](const auto& which) { return state_->find(which); }, model.which);
}

bool ModelRegistry::take_live_wanted(const std::string& run_id) {
    const std::lock_guard lock(state_->mutex);
    return state_->wanted.erase(run_id) != 0;
}

void ModelRegistry::add_live_cost(const std::string& run_id, double seconds) {
    const std::lock_guard lock(state_->mutex);
    state_->live_cost[run_id] += seconds;
}

double ModelRegistry::take_live_cost(const std::string& run_id) {
    const std::lock_guard lock(state_->mutex);
    const auto cost = state_->live_cost.extract(run_id);
    return cost.empty() ? 0.0 : cost.mapped();
}

std::uint64_t ModelRegistry::version() const {
    const std::lock_guard lock(state_->mutex);
    return state_->version;
}

void ModelRegistry::add_listener(std::function<void()> on_change) {
    const std::lock_guard lock(state_->mutex);
    state_->listeners.push_back(std::move(on_change));
}

std::vector<ModelRegistry::Entry> ModelRegistry::entries() const {
    const std::lock_guard lock(state_->mutex);
    std::vector<Entry> result;
    for (const Opened& entry : state_->opened) {
        result.push_back(
            {{entry.ref, Weights::automatic}, entry.model->name, entry.model->step, entry.model});
    }
    for (const auto& [run_id, entry] : state_->live) {
        result.push_back({{LiveModel{run_id}, Weights::automatic},
                          entry.model->name,
                          entry.model->step,
                          entry.model});
    }
    for (const auto& [key, model] : state_->pinned) {
        result.push_back({{RunSnapshot{key.first, key.second}, Weights::automatic},
                          model->name,
                          model->step,
                          model});
    }
    return result;
}

}  // namespace zscope
