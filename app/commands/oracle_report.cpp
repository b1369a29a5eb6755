// SPDX-License-Identifier: MIT
#include "app/commands/oracle_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "app/commands/progress.h"
#include "core/engine/sampling.h"
#include "core/io/file_write.h"
#include "core/latent/labels.h"
#include "core/statistics/kernel_distance.h"

namespace zscope::app {

namespace {

constexpr std::int64_t kPiece = 500;
constexpr std::uint64_t kSubsetSeed = 1;

double percent(std::int64_t part, std::int64_t whole) {
    return 100.0 * static_cast<double>(part) /
           static_cast<double>(std::max<std::int64_t>(whole, 1));
}

// Readings one after another.
void join(OracleReading& all, const OracleReading& piece) {
    all.count += piece.count;
    all.values.insert(all.values.end(), piece.values.begin(), piece.values.end());
    all.features.insert(all.features.end(), piece.features.begin(), piece.features.end());
}

OracleReading of_model(Oracle& oracle, const JudgeOptions& options, Progress& progress) {
    const SnapshotPointer model = options.model.open();
    const std::vector<float> z =
        draw_inputs(model->prior, options.seed, options.count, model->generator);
    Sampler sampler(model, options.model.which());
    const auto width = static_cast<std::size_t>(model->generator.inputs());
    OracleReading all;
    for (std::int64_t first = 0; first < options.count; first += kPiece) {
        const auto count = static_cast<std::size_t>(std::min(kPiece, options.count - first));
        join(all, oracle.read(sampler.images(std::span(z).subspan(
                      static_cast<std::size_t>(first) * width, count * width))));
        progress.preparing("Drawing and looking",
                           static_cast<double>(all.count) / static_cast<double>(options.count));
    }
    return all;
}

OracleReading of_world(Oracle& oracle, std::int64_t count, Progress& progress) {
    OracleReading all;
    for (std::int64_t first = 0; first < count; first += kPiece) {
        std::vector<std::uint8_t> pixels;
        for (const WorldImage& image : draw_many(oracle.world(), {.size = 64, .seed = kHeldOutSeed},
                                                 first, std::min(kPiece, count - first))) {
            pixels.insert(pixels.end(), image.pixels.begin(), image.pixels.end());
        }
        join(all, oracle.read_bytes(pixels, 64));
        progress.preparing("Looking at the world's own images",
                           static_cast<double>(all.count) / static_cast<double>(count));
    }
    return all;
}

struct Shares {
    std::int64_t yes = 0, unsure = 0;
};

Shares shares_of(const OracleReading& reading, std::size_t attribute, std::size_t attributes,
                 const AnswerLimits& limits) {
    Shares shares;
    for (std::size_t i = attribute; i < reading.values.size(); i += attributes) {
        const Answer answer = answer_of(reading.values[i], limits);
        shares.yes += answer == Answer::yes ? 1 : 0;
        shares.unsure += answer == Answer::unsure ? 1 : 0;
    }
    return shares;
}

void print_shares(const Oracle& oracle, const OracleReading& model, const OracleReading& world) {
    const auto attributes = oracle.world().attributes();
    fmt::print("{:<16} {:>8} {:>8} {:>10} {:>8}\n", "", "samples", "unsure", "the world", "unsure");
    for (std::size_t k = 0; k < attributes.size(); ++k) {
        if (attributes[k].kind == WorldAttribute::Kind::degrees) continue;
        const Shares m = shares_of(model, k, attributes.size(), oracle.limits()[k]);
        const Shares w = shares_of(world, k, attributes.size(), oracle.limits()[k]);
        fmt::print("{:<16} {:>7.1f}% {:>7.1f}% {:>9.1f}% {:>7.1f}%\n", attributes[k].key,
                   percent(m.yes, model.count), percent(m.unsure, model.count),
                   percent(w.yes, world.count), percent(w.unsure, world.count));
    }
}

// The kernel of the distance is a polynomial: its value depends on the features' scale, which is
// the oracle's accident. Both sets are scaled so that the world's features have a mean square of 1.
void scale_features(OracleReading& model, OracleReading& world) {
    double squares = 0.0;
    for (const float value : world.features)
        squares += static_cast<double>(value) * value;
    const double mean =
        squares / static_cast<double>(std::max<std::size_t>(world.features.size(), 1));
    const auto scale = static_cast<float>(1.0 / std::sqrt(std::max(mean, 1e-12)));
    for (OracleReading* reading : {&model, &world}) {
        for (float& value : reading->features)
            value *= scale;
    }
}

const char* word_of(Answer answer) {
    switch (answer) {
        case Answer::no:
            return "no";
        case Answer::unsure:
            return "unsure";
        case Answer::yes:
            return "yes";
    }
    return "";
}

std::string answers_csv(const Oracle& oracle, const OracleReading& reading) {
    const auto attributes = oracle.world().attributes();
    std::string text = "sample";
    for (const WorldAttribute& attribute : attributes)
        text += fmt::format(",{}", attribute.key);
    for (std::size_t i = 0; i < reading.values.size(); ++i) {
        const std::size_t k = i % attributes.size();
        if (k == 0) text += fmt::format("\n{}", i / attributes.size());
        text += attributes[k].kind == WorldAttribute::Kind::degrees
                    ? fmt::format(",{:.1f}", reading.values[i])
                    : fmt::format(",{}", word_of(answer_of(reading.values[i], oracle.limits()[k])));
    }
    return text + "\n";
}

}  // namespace

Oracle open_oracle(const std::string& text, bool check) {
    const auto all = worlds();
    const bool known = std::any_of(all.begin(), all.end(),
                                   [&](const World* world) { return world->name() == text; });
    return known ? Oracle::shipped(find_world(text), check) : Oracle::open(text);
}

void print_check(const OracleCheck& check) {
    fmt::print("{} images\n{:<16} {:>18} {:>8} {:>14}\n", check.count, "", "balanced accuracy",
               "unsure", "wrong if sure");
    for (const auto& of : check.attributes) {
        if (of.verdicts.count() == 0) {
            fmt::print("{:<16} {:.2f} degrees off on average\n", of.key, of.mean_degrees_off);
            continue;
        }
        fmt::print("{:<16} {:>17.2f}% {:>7.2f}% {:>13.2f}%\n", of.key,
                   100.0 * of.verdicts.balanced_accuracy(), percent(of.unsure, check.count),
                   percent(of.wrong, check.count - of.unsure));
    }
    for (const auto& of : check.segments)
        fmt::print("{:<16} IoU {:.3f}\n", of.key, of.iou);
}

int run_judge(const JudgeOptions& options) {
    Oracle oracle = open_oracle(options.oracle, options.check);
    OracleReading model;
    OracleReading world;
    {
        Progress progress;
        model = of_model(oracle, options, progress);
        world = of_world(oracle, options.count, progress);
    }
    fmt::print("{} samples, {} images of the world {}; oracle {}\n", model.count, world.count,
               oracle.world().name(), oracle.provenance());
    print_shares(oracle, model, world);
    scale_features(model, world);
    const KernelDistance distance =
        kernel_distance(model.features, world.features, oracle.features(), kSubsetSeed);
    fmt::print(
        "kernel distance (KID) in the oracle's features: {:.5f} ± {:.5f} (standard error, "
        "{} subsets)\n",
        distance.mean, distance.standard_error, distance.subsets);
    if (!options.labels.empty()) write_file_atomically(options.labels, answers_csv(oracle, model));
    return 0;
}

}  // namespace zscope::app
