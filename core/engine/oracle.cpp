// SPDX-License-Identifier: MIT
#include "core/engine/oracle.h"

#include <c10/core/GradMode.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/engine/detail/oracle/degrade.h"
#include "core/engine/detail/oracle/oracle_file.h"
#include "core/engine/detail/oracle/oracle_network.h"
#include "core/engine/detail/oracle/world_batch.h"
#include "core/engine/shipped_oracle.h"
#include "core/io/user_folders.h"
#include "core/latent/torch_randn.h"

namespace zscope {

namespace {

constexpr std::int64_t kPiece = 100;

void append(std::vector<float>& to, const at::Tensor& values) {
    const at::Tensor dense = values.contiguous();
    const auto* first = dense.const_data_ptr<float>();
    to.insert(to.end(), first, first + dense.numel());
}

}  // namespace

struct Oracle::State {
    detail::OracleFile file;
    detail::OracleNetwork network;
    std::vector<float> spreads;  // of angles; 1 for yes/no

    // images: (N, 3, 64, 64).
    void read(const at::Tensor& images, OracleReading& reading) {
        const detail::OracleOutput output =
            network.forward(images, detail::Mode::eval, /*bf16=*/false);
        append(reading.values, output.answers * at::tensor(spreads));
        append(reading.features, output.features);
        reading.count += images.size(0);
        if (!output.segments.defined()) return;
        const at::Tensor kinds = output.segments.argmax(1).to(at::kByte).contiguous();
        const auto* first = kinds.const_data_ptr<std::uint8_t>();
        reading.segments.insert(reading.segments.end(), first, first + kinds.numel());
    }
};

Oracle::Oracle(std::unique_ptr<State> state) : state_(std::move(state)) {}
Oracle::~Oracle() = default;
Oracle::Oracle(Oracle&&) noexcept = default;
Oracle& Oracle::operator=(Oracle&&) noexcept = default;

Oracle Oracle::open(const std::filesystem::path& path) {
    detail::OracleFile file = detail::read_oracle(path);
    const World& world = *file.world;
    try {
        auto network = detail::OracleNetwork::from_tensors(
            {static_cast<std::int64_t>(world.attributes().size()),
             static_cast<std::int64_t>(world.segments().size())},
            file.weights);
        auto state = std::make_unique<State>(State{std::move(file), std::move(network), {}});
        for (const WorldAttribute& attribute : world.attributes()) {
            const bool angle = attribute.kind == WorldAttribute::Kind::degrees;
            state->spreads.push_back(angle ? static_cast<float>(attribute.spread) : 1.0F);
        }
        return Oracle(std::move(state));
    } catch (const Error& error) {
        fail("{}: {}", path.string(), error.what());
    }
}

std::filesystem::path shipped_oracle(const World& world, bool check) {
    return shipped_folder() / "oracles" /
           fmt::format("{}{}.safetensors", world.name(), check ? "-check" : "");
}

Oracle Oracle::shipped(const World& world, bool check) {
    return open(shipped_oracle(world, check));
}

const World& Oracle::world() const {
    return *state_->file.world;
}
std::int64_t Oracle::features() const {
    return detail::kOracleFeatures;
}
std::span<const AnswerLimits> Oracle::limits() const {
    return state_->file.limits;
}
std::span<const float> Oracle::thresholds() const {
    return state_->file.thresholds;
}
std::string Oracle::provenance() const {
    return state_->file.provenance;
}

OracleReading Oracle::read(const HostTensor& images, const std::stop_token& stop) {
    const c10::NoGradGuard no_grad;
    if (images.shape.size() != 4 || (images.shape[1] != 1 && images.shape[1] != 3) ||
        images.shape[2] != images.shape[3]) {
        fail("an oracle reads square grey or colour images");
    }
    OracleReading reading;
    const at::Tensor all = detail::to_tensor(images);
    for (std::int64_t first = 0; first < all.size(0); first += kPiece) {
        if (stop.stop_requested()) fail("stopped");
        const std::int64_t end = std::min(first + kPiece, all.size(0));
        state_->read(detail::oracle_input_of_planes(all.slice(0, first, end)), reading);
    }
    return reading;
}

OracleReading Oracle::read_bytes(std::span<const std::uint8_t> pixels, int size,
                                 const std::stop_token& stop) {
    const c10::NoGradGuard no_grad;
    const auto each = static_cast<std::size_t>(3 * size * size);
    const auto total = static_cast<std::int64_t>(pixels.size() / each);
    OracleReading reading;
    for (std::int64_t first = 0; first < total; first += kPiece) {
        if (stop.stop_requested()) fail("stopped");
        const std::int64_t count = std::min(kPiece, total - first);
        const at::Tensor bytes = at::from_blob(
            const_cast<std::uint8_t*>(pixels.data()) + static_cast<std::size_t>(first) * each,
            {count, size, size, 3}, at::kByte);
        state_->read(detail::oracle_input(bytes), reading);
    }
    return reading;
}

}  // namespace zscope
