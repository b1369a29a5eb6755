// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/engine/detail/oracle/degrade.h"
#include "core/engine/detail/oracle/oracle_network.h"
#include "core/engine/detail/oracle/world_batch.h"
#include "core/engine/oracle.h"
#include "core/latent/torch_randn.h"

namespace zscope {

namespace {

constexpr std::int64_t kPiece = 500;

struct Overlap {
    std::int64_t both = 0, either = 0;
};

void compare_attributes(const Oracle& oracle, const detail::WorldSet& truth,
                        const OracleReading& reading, OracleCheck& check) {
    const auto attributes = oracle.world().attributes();
    for (std::size_t k = 0; k < attributes.size(); ++k) {
        OracleCheck::Attribute& of = check.attributes[k];
        const bool angle = attributes[k].kind == WorldAttribute::Kind::degrees;
        for (std::int64_t i = 0; i < reading.count; ++i) {
            const float is = truth.labels[i][static_cast<std::int64_t>(k)].item<float>();
            const float said = reading.values[static_cast<std::size_t>(i) * attributes.size() + k];
            if (angle) {
                of.mean_degrees_off += std::abs(static_cast<double>(said) -
                                                static_cast<double>(is) * attributes[k].spread);
                continue;
            }
            of.verdicts.add(is > 0.5F, said > oracle.thresholds()[k]);
            const Answer answer = answer_of(said, oracle.limits()[k]);
            if (answer == Answer::unsure) {
                ++of.unsure;
            } else if ((answer == Answer::yes) != (is > 0.5F)) {
                ++of.wrong;
            }
        }
    }
}

void compare_maps(const detail::WorldSet& truth, const OracleReading& reading,
                  std::vector<Overlap>& overlaps) {
    const auto* is = truth.segments.const_data_ptr<std::uint8_t>();
    for (std::size_t i = 0; i < reading.segments.size(); ++i) {
        const std::size_t a = is[i];
        const std::size_t b = reading.segments[i];
        if (a == b) {
            ++overlaps[a].both;
            ++overlaps[a].either;
        } else {
            ++overlaps[a].either;
            ++overlaps[b].either;
        }
    }
}

// (N, 64, 64, 3) bytes, spoilt by amounts that follow from `seed`.
at::Tensor spoilt_bytes(const at::Tensor& pixels, std::uint64_t seed) {
    const at::Tensor images = detail::degraded(detail::oracle_input(pixels), seed, 0.0);
    return images.add(1.0)
        .mul(127.5)
        .add(0.5)
        .clamp(0, 255)
        .to(at::kByte)
        .permute({0, 2, 3, 1})
        .contiguous();
}

}  // namespace

OracleCheck check_oracle(Oracle& oracle, std::int64_t count, std::uint64_t seed, bool spoilt,
                         const std::stop_token& stop,
                         const std::function<void(double share)>& progress) {
    const World& world = oracle.world();
    OracleCheck check;
    check.count = count;
    for (const WorldAttribute& attribute : world.attributes()) {
        check.attributes.push_back({std::string(attribute.key), {}, 0, 0, 0.0});
    }
    std::vector<Overlap> overlaps(world.segments().size() + 1);
    for (std::int64_t first = 0; first < count; first += kPiece) {
        const detail::WorldSet truth =
            detail::draw_set(world, seed, first, std::min(kPiece, count - first), stop, {});
        const at::Tensor pixels =
            spoilt ? spoilt_bytes(truth.pixels, mix_seed(seed, static_cast<std::uint64_t>(first)))
                   : truth.pixels;
        const OracleReading reading = oracle.read_bytes(
            {pixels.const_data_ptr<std::uint8_t>(), static_cast<std::size_t>(pixels.numel())},
            static_cast<int>(detail::kOracleSize), stop);
        compare_attributes(oracle, truth, reading, check);
        if (truth.segments.defined()) compare_maps(truth, reading, overlaps);
        if (progress) progress(static_cast<double>(first) / static_cast<double>(count));
    }
    for (auto& attribute : check.attributes) {
        attribute.mean_degrees_off /= static_cast<double>(std::max<std::int64_t>(count, 1));
    }
    for (std::size_t k = 0; k < world.segments().size(); ++k) {
        const Overlap& of = overlaps[k + 1];
        check.segments.push_back(
            {std::string(world.segments()[k].key),
             of.either > 0 ? static_cast<double>(of.both) / static_cast<double>(of.either) : 0.0});
    }
    return check;
}

}  // namespace zscope
