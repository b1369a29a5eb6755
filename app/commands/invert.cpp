// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <nlohmann/json.hpp>

#include "app/commands/commands.h"
#include "app/commands/model_argument.h"
#include "app/commands/pictures.h"
#include "app/commands/progress.h"
#include "app/window/signals.h"
#include "core/base/usage_error.h"
#include "core/engine/invert.h"
#include "core/image/grid.h"
#include "core/io/image_codec.h"
#include "core/io/photo.h"
#include "core/io/safetensors.h"

namespace zscope::app {

namespace {

struct InvertCommand {
    ModelArgument model;
    std::vector<std::string> photos;
    std::string out, image;
    InvertOptions options;
    int threads = 0;
    bool json = false, keep_best = false;
};

struct Found {
    std::string photo;
    ImageU8 target;
    InvertResult result;
    double seconds = 0.0;
};

nlohmann::ordered_json json_of(const ImageDistance& distance) {
    return {{"pixels", distance.pixels},
            {"pixels_of_minus_one_to_one", 2.0 * distance.pixels},
            {"features", distance.features}};
}

const char* word_of(InvertVerdict verdict) {
    if (verdict == InvertVerdict::found) return "found";
    return verdict == InvertVerdict::near ? "near" : "cannot";
}

nlohmann::ordered_json json_of(const Found& found) {
    const InvertResult& r = found.result;
    const InvertVerdict verdict = verdict_of(r.distance, r.yardstick);
    nlohmann::ordered_json starts = nlohmann::ordered_json::array();
    for (const InvertResult::Start& start : r.starts) {
        nlohmann::ordered_json one = {{"from", start.from}, {"distance", json_of(start.distance)}};
        if (start.label >= 0) one["label"] = start.label;
        starts.push_back(one);
    }
    nlohmann::ordered_json json = {{"photo", found.photo},
                                   {"distance", json_of(r.distance)},
                                   {"yardstick", json_of(r.yardstick)},
                                   {"features", r.features},
                                   {"z_length", r.norm},
                                   {"z_deviations_from_prior", r.deviations},
                                   {"verdict", word_of(verdict)},
                                   {"sentence", sentence_about(verdict)},
                                   {"stopped", r.stopped},
                                   {"seconds", found.seconds},
                                   {"starts", starts}};
    if (r.label >= 0) json["label"] = r.label;
    return json;
}

void print_for_people(const Found& found) {
    const InvertResult& r = found.result;
    fmt::print("{}{}\n", found.photo, r.stopped ? " (stopped: the best so far)" : "");
    fmt::print("  {}\n", sentence_about(verdict_of(r.distance, r.yardstick)));
    fmt::print(
        "  pixels    {:.4f} of the range from black to white ({:.4f} of -1...1), on the average; "
        "the nearest of {} random samples {:.4f}\n",
        r.distance.pixels, 2.0 * r.distance.pixels, kInvertYardstick, r.yardstick.pixels);
    fmt::print("  features  {:.2f} of a random sample's distance in {}; that one {:.2f}\n",
               r.distance.features, r.features, r.yardstick.features);
    fmt::print("  z         length {:.2f}, {:+.1f} standard deviations from the prior's\n", r.norm,
               r.deviations);
    if (r.label >= 0) fmt::print("  label     {}\n", r.label);
    std::string starts;
    for (const InvertResult::Start& start : r.starts) {
        starts +=
            fmt::format("{}{:.4f} ({}{})", starts.empty() ? "" : ", ", start.distance.pixels,
                        start.from, start.label >= 0 ? fmt::format(", label {}", start.label) : "");
    }
    fmt::print("  starts    {}\n  time      {:.1f} s\n", starts, found.seconds);
}

// A row for each photo: what was sought, what was found.
void write_sheet(const std::vector<Found>& all, const std::string& path) {
    std::vector<TilePointer> tiles;
    for (const Found& found : all) {
        const ImageU8& sought = found.target;
        const ImageRgba8 drawn =
            image_from_planes(found.result.image.f32(), sought.channels, sought.width);
        ImageU8 colours{drawn.width, drawn.height, sought.channels, {}};
        for (std::size_t i = 0; i < drawn.pixels.size(); i += 4) {
            for (int c = 0; c < sought.channels; ++c)
                colours.pixels.push_back(drawn.pixels[i + static_cast<std::size_t>(c)]);
        }
        tiles.push_back(side_by_side({sought, colours}));
    }
    write_png(path, make_grid(tiles, {.columns = 1, .padding = 4, .scale = 1}));
}

void write_latents(const std::vector<Found>& all, const Architecture& g, const std::string& path) {
    const auto rows = static_cast<std::int64_t>(all.size());
    std::vector<float> z;
    std::vector<std::int64_t> labels;
    for (const Found& found : all) {
        const auto first = found.result.z.begin();
        z.insert(z.end(), first, first + g.nz);
        labels.push_back(found.result.label);
    }
    NamedTensors tensors{{"z", HostTensor::from_floats({rows, g.nz}, z)}};
    if (g.labels > 0) {
        tensors.emplace(
            "label", HostTensor::from_bytes(DType::i64, {rows}, std::as_bytes(std::span(labels))));
    }
    write_safetensors(path, {std::move(tensors), {}});
}

// Of each photo, in order. Fewer, the last with the best so far, when it was stopped and
// --keep-best asks for them.
std::vector<Found> search(const InvertCommand& command, const SnapshotPointer& model,
                          std::vector<ImageU8> targets) {
    const SignalFlag signal;
    Progress progress;
    Inverter inverter(model, command.model.which(), command.threads);
    std::stop_source stop;
    std::vector<Found> all;
    for (std::size_t i = 0; i < targets.size() && !stop.stop_requested(); ++i) {
        const std::string head =
            targets.size() > 1 ? fmt::format("{} of {}: ", i + 1, targets.size()) : "";
        const auto say = [&](double share, const std::string& what, const InvertResult*) {
            if (SignalFlag::raised()) stop.request_stop();
            progress.preparing(head + what, share);
        };
        const auto began = std::chrono::steady_clock::now();
        try {
            InvertResult result = inverter.find(targets[i], command.options, stop.get_token(), say);
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
            all.push_back(
                {command.photos[i], std::move(targets[i]), std::move(result), took.count()});
        } catch (const Error&) {
            if (!stop.stop_requested()) throw;
        }
    }
    if (stop.stop_requested() && !command.keep_best)
        fail("stopped; nothing was written (--keep-best would have kept what was found)");
    if (all.empty()) fail("stopped before anything was found; nothing was written");
    return all;
}

int run_invert(const InvertCommand& command) {
    if (!command.out.ends_with(".safetensors")) fail_usage("--out must end in .safetensors");
    if (!command.image.empty() && !command.image.ends_with(".png"))
        fail_usage("--image must end in .png");
    const SnapshotPointer model = command.model.open();
    const Architecture& g = model->generator;
    std::vector<ImageU8> targets;  // all are read before the first search
    for (const std::string& photo : command.photos)
        targets.push_back(read_photo(photo, g.image_size(), g.channels));
    const std::vector<Found> all = search(command, model, std::move(targets));
    write_latents(all, g, command.out);
    if (!command.image.empty()) write_sheet(all, command.image);
    nlohmann::ordered_json json = nlohmann::ordered_json::array();
    for (const Found& found : all) {
        json.push_back(json_of(found));
        if (!command.json) print_for_people(found);
    }
    if (command.json) {
        fmt::print("{}\n",
                   json.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    } else {
        fmt::print("z of {} image{} -> {}\n", all.size(), all.size() == 1 ? "" : "s", command.out);
    }
    return 0;
}

void add_search_options(CLI::App& command, InvertCommand& all) {
    InvertOptions& options = all.options;
    command.add_option("--starts", options.starts, "Places to begin at (one per label, at least).")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    command.add_option("--rounds", options.rounds, "Rounds of least squares for a start, at most.")
        ->check(CLI::Range(0, 1000))
        ->capture_default_str();
    command
        .add_option("--steps", options.steps,
                    "Steps of Adam on pixels and features, where least squares did not meet the "
                    "image.")
        ->check(CLI::Range(0, 100000))
        ->capture_default_str();
    command.add_option("--lr", options.learning_rate, "Adam's learning rate, at the first step.")
        ->check(CLI::Range(1e-6, 10.0))
        ->capture_default_str();
    command.add_option("--samples", options.samples, "Random samples that tell where to begin.")
        ->check(CLI::Range(256, 100000))
        ->capture_default_str();
    command.add_option("--seed", options.seed, "Seed of the random samples.")
        ->check(seed_check())
        ->capture_default_str();
    command
        .add_option("--label", options.label,
                    "Conditional model: the label to draw, from 0; left out: all are tried.")
        ->check(CLI::Range(0, 100000));
    command.add_option("--threads", all.threads, "Threads to compute on; 0: all cores.")
        ->check(CLI::Range(0, 1024));
}

}  // namespace

void add_invert(CLI::App& app, Run& run) {
    auto options = std::make_shared<InvertCommand>();
    CLI::App* command = app.add_subcommand(
        "invert", "Find the z whose image is nearest to a photo, and say how near it is.");
    options->model.add_to(*command);
    command->add_option("PHOTO", options->photos, "Images: PNG, JPEG, WebP or BMP.")
        ->check(CLI::ExistingFile)
        ->required();
    command
        ->add_option("--out", options->out,
                     "FILE.safetensors: tensor \"z\", (N, nz), a row for each photo; of a "
                     "conditional model also \"label\", (N).")
        ->required();
    command->add_option("--image", options->image,
                        "FILE.png: each photo as it is sought, beside what was found.");
    add_search_options(*command, *options);
    command->add_flag("--json", options->json, "Figures for other programs, on stdout.");
    command->add_flag("--keep-best", options->keep_best,
                      "Ctrl-C ends the search and keeps the best so far; without it nothing is "
                      "written.");
    command->footer(
        "The largest square in the middle of a photo is taken, as in training.\n"
        "Examples:\n"
        "  zscope invert faces photo.jpg --out z.safetensors --image found.png\n"
        "  zscope walk faces --seed z.safetensors:0 --steps 16 --out walk.png");
    command->callback([options, &run] { run = [options] { return run_invert(*options); }; });
}

}  // namespace zscope::app
