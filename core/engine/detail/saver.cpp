// SPDX-License-Identifier: MIT
#include "core/engine/detail/saver.h"

#include <c10/util/Exception.h>
#include <fmt/format.h>

#include "core/base/thread_setup.h"
#include "core/engine/sampling.h"
#include "core/image/grid.h"
#include "core/io/image_codec.h"
#include "core/io/run_snapshots.h"
#include "core/latent/torch_randn.h"

namespace zscope::detail {

namespace {

constexpr std::int64_t kSheetSamples = 64;
constexpr std::int64_t kSnapshotBytesWaiting = 128'000'000;

}  // namespace

Saver::Saver(RunFolder folder) : folder_(std::move(folder)) {
    report_.publish(state_);
    thread_ = std::jthread([this] { run(); });
}

Saver::~Saver() {
    tasks_.close();
    if (thread_.joinable()) thread_.join();
}

bool Saver::try_checkpoint(Checkpoint checkpoint) {
    if (checkpoints_waiting_ > 0) return false;
    ++checkpoints_waiting_;
    auto shared = std::make_shared<const Checkpoint>(std::move(checkpoint));
    const bool taken = tasks_.try_push([this, shared](RunFolder& folder) {
        write(folder, *shared);
        --checkpoints_waiting_;
    });
    if (!taken) --checkpoints_waiting_;
    return taken;
}

bool Saver::try_metrics(std::vector<LossSample> samples) {
    return tasks_.try_push([samples = std::move(samples)](RunFolder& folder) {
        for (const LossSample& sample : samples)
            folder.append(sample);
        folder.flush();
    });
}

bool Saver::try_sheet(ModelSnapshot snapshot, std::int64_t seed) {
    return tasks_.try_push([snapshot = std::move(snapshot), seed](RunFolder& folder) {
        write_sample_sheet(folder.samples_path(snapshot.step), snapshot, seed);
    });
}

bool Saver::has_room_for_snapshot(std::int64_t bytes) const {
    const std::int64_t waiting = snapshot_bytes_waiting_;
    return waiting == 0 || waiting + bytes <= kSnapshotBytesWaiting;
}

bool Saver::try_light_snapshot(ModelSnapshot snapshot, std::int64_t bytes,
                               std::int64_t budget_bytes) {
    snapshot_bytes_waiting_ += bytes;
    auto model = std::make_shared<const ModelSnapshot>(std::move(snapshot));
    const bool taken = tasks_.try_push([this, model, bytes, budget_bytes](RunFolder& folder) {
        snapshot_bytes_waiting_ -= bytes;
        try {
            write_light_snapshot(folder.path(), *model, folder.info().run_id);
            thin_snapshots(folder.path(), budget_bytes);
        } catch (const std::exception& e) {
            note_failure(fmt::format("The snapshot of step {} for the timeline could not be saved: "
                                     "{}",
                                     model->step, e.what()),
                         -1);
        }
    });
    if (!taken) snapshot_bytes_waiting_ -= bytes;
    return taken;
}

void Saver::start_segment(std::int64_t from_step) {
    (void)tasks_.push([from_step](RunFolder& folder) { folder.start_segment(from_step); });
}

void Saver::finish(std::vector<LossSample> samples, std::shared_ptr<const Checkpoint> checkpoint) {
    // Metrics are small and come before the checkpoint: a run that says it reached step n has them.
    (void)tasks_.push([samples = std::move(samples)](RunFolder& folder) {
        for (const LossSample& sample : samples)
            folder.append(sample);
        folder.flush();
    });
    if (checkpoint) {
        (void)tasks_.push([this, checkpoint](RunFolder& folder) { write(folder, *checkpoint); });
    }
    tasks_.close();
    if (thread_.joinable()) thread_.join();
}

void Saver::write(RunFolder& folder, const Checkpoint& checkpoint) {
    try {
        write_checkpoint(folder.checkpoint_path(checkpoint.step), checkpoint);
    } catch (const std::exception& e) {
        note_failure(fmt::format("The checkpoint of step {} could not be saved: {}",
                                 checkpoint.step, e.what()),
                     checkpoint.step);
        return;
    }
    state_.saved_step = checkpoint.step;
    state_.failed_step = -1;
    state_.error.clear();
    report_.publish(state_);
    try {
        folder.prune_checkpoints({});
    } catch (const std::exception& e) {
        note_failure(fmt::format("Old checkpoints could not be removed: {}", e.what()), -1);
    }
}

void Saver::note_failure(const std::string& error, std::int64_t failed_step) {
    state_.error = error;
    if (failed_step >= 0) state_.failed_step = failed_step;
    report_.publish(state_);
}

void Saver::run() {
    set_up_thread("saver", kBackgroundNice);
    while (std::optional<Task> task = tasks_.pop()) {
        try {
            (*task)(folder_);
        } catch (const c10::Error& e) {
            note_failure(e.what_without_backtrace(), -1);
        } catch (const std::exception& e) {
            note_failure(e.what(), -1);
        }
    }
}

void write_sample_sheet(const std::filesystem::path& path, ModelSnapshot snapshot,
                        std::int64_t seed) {
    const auto model = std::make_shared<const ModelSnapshot>(std::move(snapshot));
    const std::int64_t nz = model->generator.nz;
    const std::vector<float> z =
        draw_z(model->prior, static_cast<std::uint64_t>(seed), kSheetSamples, nz);
    Sampler sampler(model, Weights::automatic, /*threads=*/1);
    const HostTensor images = sampler.images(z);
    const auto channels = static_cast<int>(images.shape[1]);
    const auto size = static_cast<int>(images.shape[2]);
    const std::size_t planes = static_cast<std::size_t>(channels * size * size);
    std::vector<std::shared_ptr<const ImageRgba8>> tiles;
    for (std::size_t i = 0; i < static_cast<std::size_t>(kSheetSamples); ++i) {
        tiles.push_back(std::make_shared<const ImageRgba8>(
            image_from_planes(images.f32().subspan(i * planes, planes), channels, size)));
    }
    write_png(path, make_grid(tiles, {}));
}

}  // namespace zscope::detail
