// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands/commands.h"
#include "app/commands/model_argument.h"
#include "app/commands/pictures.h"
#include "app/commands/progress.h"
#include "core/base/usage_error.h"
#include "core/engine/memorised.h"
#include "core/image/grid.h"
#include "core/io/image_codec.h"

namespace zscope::app {

namespace {

struct MemorisedOptions {
    ModelArgument model;
    DataSpec data;
    MemorisationSettings settings;
    std::string out;
    bool json = false;
};

nlohmann::ordered_json json_of(const Quantiles& q) {
    return {{"q01", q.q01}, {"q10", q.q10}, {"median", q.median}, {"q90", q.q90}};
}

const char* word_of(MemorisationVerdict verdict) {
    switch (verdict) {
        case MemorisationVerdict::no_sign:
            return "no_sign";
        case MemorisationVerdict::smooth:
            return "smooth";
        case MemorisationVerdict::nearer:
            return "nearer";
        case MemorisationVerdict::leaning:
            return "leaning";
        case MemorisationVerdict::memorised:
            return "memorised";
    }
    return "";
}

nlohmann::ordered_json json_of(const MemorisationReport::Space& space) {
    const MemorisationFigures& f = space.figures;
    nlohmann::ordered_json json = {
        {"space", space.name},
        {"distance", space.what},
        {"samples", json_of(f.samples)},
        {"held_out", json_of(f.held_out)},
        {"limit", f.limit},
        {"nearer", f.nearer},
        {"nearer_share", {f.nearer_share.share, f.nearer_share.low, f.nearer_share.high}},
        {"nearer_expected", f.expected},
        {"nearer_chance", f.chance}};
    if (f.has_sides) {
        json["held_out_side_share"] = {f.held_out_share.share, f.held_out_share.low,
                                       f.held_out_share.high};
        json["held_out_side_expected"] = f.held_out_expected;
    }
    json["verdict"] = word_of(f.verdict);
    json["sentence"] = sentence_about(f, space.name);
    return json;
}

void print_json(const MemorisationReport& report, const std::string& note) {
    nlohmann::ordered_json spaces = nlohmann::ordered_json::array(), rows = spaces;
    for (const MemorisationReport::Space& space : report.spaces)
        spaces.push_back(json_of(space));
    for (const MemorisationReport::Row& row : report.rows) {
        nlohmann::ordered_json nearest = nlohmann::ordered_json::array();
        for (const MemorisationReport::Neighbour& one : row.nearest)
            nearest.push_back({{"image", one.image}, {"distance", one.distance}});
        rows.push_back({{"sample", row.sample}, {"nearest", nearest}});
    }
    const nlohmann::ordered_json json = {{"samples", report.samples},
                                         {"held_out", report.held_out},
                                         {"training", report.training},
                                         {"training_images", report.training_images},
                                         {"held_out_images", note},
                                         {"spaces", spaces},
                                         {"nearest", rows}};
    fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

void print_quantiles(const char* what, const Quantiles& q) {
    fmt::print("  {:<24} {:>9.2f} {:>9.2f} {:>9.2f} {:>9.2f}\n", what, q.q01, q.q10, q.median,
               q.q90);
}

void print_for_people(const MemorisationReport& report, const std::string& note) {
    fmt::print("{} samples against {} training images ({})\nyardstick: {}\n", report.samples,
               report.training, report.training_images, note);
    for (const MemorisationReport::Space& space : report.spaces) {
        fmt::print("\n{}: {}\n  {:<24} {:>9} {:>9} {:>9} {:>9}\n", space.name, space.what,
                   "to the nearest one", "1 %", "10 %", "median", "90 %");
        print_quantiles("samples", space.figures.samples);
        print_quantiles("held-out images", space.figures.held_out);
    }
    fmt::print("\n");
    for (const MemorisationReport::Space& space : report.spaces) {
        fmt::print("{}\n", sentence_about(space.figures, space.name));
        if (space.figures.limit <= 0.0F) {
            fmt::print(
                "note: held-out images are among the training images as well: leave "
                "duplicates out first (zscope data scan PATH --exclude-out)\n");
        }
    }
}

// A row each: the sample, its nearest training images, the distance to the first of them.
void write_sheet(const MemorisationReport& report, const std::string& out) {
    std::vector<TilePointer> tiles;
    for (const MemorisationReport::Row& row : report.rows) {
        std::vector<ImageU8> images{row.pixels};
        for (const MemorisationReport::Neighbour& one : row.nearest)
            images.push_back(one.pixels);
        const float nearest = row.nearest.empty() ? 0.0F : row.nearest.front().distance;
        images.push_back(number_picture(fmt::format("{:.1f}", nearest), row.pixels.width));
        tiles.push_back(side_by_side(images));
    }
    write_png(out, make_grid(tiles, {.columns = 2, .padding = 4, .scale = 1}));
}

int run_memorised(const MemorisedOptions& options) {
    if (!options.out.empty() && !options.out.ends_with(".png"))
        fail_usage("--out must end in .png");
    const SnapshotPointer model = options.model.open();
    MemorisationReport report;
    MemorisationImages images;
    {
        Progress progress;
        const auto say = [&](double share, const std::string& what) {
            progress.preparing(what, share);
        };
        images = open_memorisation_images(options.model.model, options.data, options.settings.count,
                                          {}, say);
        MemorisationSettings settings = options.settings;
        settings.weights = options.model.which();
        report = check_memorisation(model, images, settings, {}, say);
    }
    if (options.json) {
        print_json(report, images.note);
    } else {
        print_for_people(report, images.note);
    }
    if (!options.out.empty()) write_sheet(report, options.out);
    return 0;
}

}  // namespace

void add_memorised(CLI::App& app, Run& run) {
    auto options = std::make_shared<MemorisedOptions>();
    CLI::App* command = app.add_subcommand(
        "memorised", "Say whether a model repeats its training images, beside held-out ones.");
    options->model.add_to(*command);
    command->add_option("--data", options->data.text,
                        "The images that it was trained on, as zscope train --data. A run knows "
                        "its own, 'faces' and 'rooms' their world.");
    command->add_option("--exclude", options->data.exclude, "A list of images to leave out.")
        ->check(CLI::ExistingFile);
    command
        ->add_option("--count", options->settings.count,
                     "Samples, and at most as many held-out images.")
        ->check(CLI::Range(std::int64_t{1}, kMostMemorisationSamples))
        ->capture_default_str();
    command->add_option("--seed", options->settings.seed, "Of the samples.")
        ->check(seed_check())
        ->capture_default_str();
    command->add_option("--shown", options->settings.shown, "Samples on the sheet.")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_option("--threads", options->settings.threads, "0: one per core.")
        ->check(CLI::Range(0, 1024));
    command->add_option("--out", options->out,
                        "FILE.png: the samples nearest to a training image, each with its three "
                        "nearest and the distance to the first, in pixels' space.");
    command->add_flag("--json", options->json, "One JSON object, for other programs.");
    command->footer(
        "Examples:\n"
        "  zscope memorised faces --out nearest.png\n"
        "  zscope memorised runs/first --count 5000\n"
        "  zscope memorised other.pth --data photos/");
    command->callback([options, &run] { run = [options] { return run_memorised(*options); }; });
}

}  // namespace zscope::app
