// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "app/commands/clip_output.h"
#include "app/commands/commands.h"
#include "app/commands/latent_argument.h"
#include "app/commands/model_argument.h"
#include "app/commands/recipe_output.h"
#include "core/base/usage_error.h"
#include "core/io/file_write.h"
#include "core/latent/path_json.h"

namespace zscope::app {

namespace {

constexpr std::size_t kMostPathBytes = std::size_t{8} << 20;
constexpr double kMostFrames = 10'000;

struct PathOptions {
    ModelArgument model;
    ClipOutput output;
    LabelArgument label;
    std::string file;
    bool equal_speed = false;
    int probes = kPaceProbes;
};

PathFile read_path_file(const std::string& file) {
    const std::vector<std::byte> bytes = read_file(file, kMostPathBytes);
    return parse_path({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, file);
}

// z without the label: ‖z‖ is that of what a person chose.
LatentPath resolve(const PathFile& file, const std::string& name, const ModelSnapshot& model) {
    LatentPath path{{}, file.mode, file.closed, file.segment_s};
    const auto folder = std::filesystem::path(name).parent_path();
    try {
        for (const PathPoint& point : file.points)
            path.points.push_back({latent_of(point.source, model, folder), point.hold_s});
        check_path(path);
    } catch (const Error& error) {
        fail("{}: {}", name, error.what());
    }
    return path;
}

// The path as the window has it; nullopt where it has none such.
std::optional<Recipe> recipe_of(const PathOptions& options, const PathFile& file,
                                const LatentPath& path, const ModelSnapshot& model) {
    RecipeMaker maker(options.model, model);
    Session session;
    session.path = {{}, path.mode, path.closed, options.equal_speed, path.segment_s};
    for (std::size_t i = 0; i < path.points.size(); ++i) {
        const std::vector<float> z = options.label.join(path.points[i].z, model);
        session.path.points.push_back(
            {maker.sample(z, {file.points[i].source}), path.points[i].hold_s});
    }
    PathState limited = session.path;
    clamp(limited);
    const bool fits = limited == session.path && options.probes == kPaceProbes;
    return fits ? std::optional(maker.make(RecipeTool::path, session, options.output.layout()))
                : std::nullopt;
}

// How unevenly images change from frame to frame, where the path moves.
double variation(const HostTensor& images, std::span<const double> positions, bool closed) {
    const auto each = static_cast<std::size_t>(images.count() / images.shape[0]);
    const std::vector<double> steps = step_curve(images.f32(), each, closed);
    std::vector<double> moving;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (positions[i] != positions[(i + 1) % positions.size()]) moving.push_back(steps[i]);
    }
    return moving.empty() ? 0.0 : coefficient_of_variation(moving);
}

class PathDrawing {
  public:
    PathDrawing(const PathOptions& options, const PathFile& file, const LatentPath& path,
                SnapshotPointer model)
        : options_(options),
          file_(file),
          path_(path),
          model_(std::move(model)),
          sampler_(model_, options.model.which()) {}

    int run() {
        PathPace pace = even_pace(path_);
        std::string remark;
        if (options_.equal_speed) {
            const std::vector<double> even = frame_positions(path_, pace, options_.output.fps);
            const double before = variation(draw(even), even, path_.closed);
            pace = measured_pace();
            remark = fmt::format(" ({:.3f} without --equal-speed)", before);
        }
        const std::vector<double> positions = frame_positions(path_, pace, options_.output.fps);
        const std::vector<float> z = latents_on_path(path_, positions);
        const std::vector<float> inputs = options_.label.join(z, *model_);
        const HostTensor images = draw_images(sampler_, inputs);
        auto recipe = recipe_of(options_, file_, path_, *model_);
        // A recipe that would draw anything else is none.
        if (recipe && clip_latents(sampler_, *recipe) != inputs) recipe.reset();
        options_.output.write(images, inputs, recipe);
        const std::vector<double> norms = norm_curve(z, path_.points[0].z.size());
        const auto [least, most] = std::ranges::minmax(norms);
        fmt::print(
            "{} images, {:.1f} s, |z| from {:.2f} to {:.2f}, variation of the image steps {:.3f}{} "
            "-> {}{}\n",
            positions.size(), path_duration_s(path_), least, most,
            variation(images, positions, path_.closed), remark, options_.output.names(),
            recipe ? "" : ", without a recipe: the window has no such path");
        return 0;
    }

  private:
    HostTensor draw(std::span<const double> positions) {
        return draw_images(sampler_,
                           options_.label.join(latents_on_path(path_, positions), *model_));
    }
    PathPace measured_pace() {
        return zscope::measured_pace(
            path_, options_.probes,
            [this](std::span<const double> positions) { return draw(positions); });
    }

    const PathOptions& options_;
    const PathFile& file_;
    const LatentPath& path_;
    SnapshotPointer model_;
    Sampler sampler_;
};

int run_path(const PathOptions& options) {
    options.output.check();
    const PathFile file = read_path_file(options.file);
    const SnapshotPointer model = options.model.open();
    const LatentPath path = resolve(file, options.file, *model);
    const double frames = path_duration_s(path) * options.output.fps;
    if (frames > kMostFrames) {
        fail("{}: {:.0f} s at {} frames a second are more than {:.0f} frames", options.file,
             path_duration_s(path), options.output.fps, kMostFrames);
    }
    return PathDrawing(options, file, path, model).run();
}

}  // namespace

void add_path(CLI::App& app, Run& run) {
    auto options = std::make_shared<PathOptions>();
    CLI::App* command =
        app.add_subcommand("path", "Draw the way between 2 to 16 latents, with rests and loops.");
    options->model.add_to(*command);
    command->add_option("PATH", options->file, "The path, JSON (below).")
        ->check(CLI::ExistingFile)
        ->required();
    options->output.add_to(*command);
    options->label.add_to(*command);
    command->add_flag("--equal-speed", options->equal_speed,
                      "Spend the time where the images change, so that they change evenly.");
    command
        ->add_option("--probes", options->probes,
                     "Images drawn on each segment to measure that change.")
        ->check(CLI::Range(2, 1000))
        ->capture_default_str();
    command->footer(
        "A path:\n"
        "  {\"format\": \"zscope-path\", \"version\": 1, \"mode\": \"slerp\", \"closed\": true,\n"
        "   \"segment_s\": 1.5, \"points\": [{\"seed\": 7}, {\"seed\": 7, \"row\": 3, \"hold_s\": "
        "0.5},\n"
        "   {\"file\": \"z.safetensors\", \"row\": 2}, {\"z\": [0.1, ...]}]}\n"
        "mode: slerp, lerp, classic-slerp. Files are looked for beside the path's.\n"
        "Example:\n"
        "  zscope path default path.json --equal-speed --scale 4 --out clip.gif");
    command->callback([options, &run] { run = [options] { return run_path(*options); }; });
}

}  // namespace zscope::app
