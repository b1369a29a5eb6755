// SPDX-License-Identifier: MIT
#include "core/io/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <system_error>

#include "core/base/error.h"
#include "core/config/config_json.h"
#include "core/io/json_text.h"
#include "core/io/model_tensors.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kVersion = "1";
constexpr std::string_view kNamePrefix = "step-";
constexpr std::string_view kNameSuffix = ".safetensors";

struct Part {
    std::string_view prefix;
    NamedTensors Checkpoint::*tensors;
};
constexpr Part kNetworkParts[] = {
    {"G.", &Checkpoint::g}, {"G_ema.", &Checkpoint::g_ema}, {"D.", &Checkpoint::d}};
constexpr Part kMomentParts[] = {{"adam.G.exp_avg.", &Checkpoint::adam_g_exp_avg},
                                 {"adam.G.exp_avg_sq.", &Checkpoint::adam_g_exp_avg_sq},
                                 {"adam.D.exp_avg.", &Checkpoint::adam_d_exp_avg},
                                 {"adam.D.exp_avg_sq.", &Checkpoint::adam_d_exp_avg_sq}};

class Metadata {
  public:
    Metadata(const std::map<std::string, std::string>& entries, std::string source)
        : entries_(entries), source_(std::move(source)) {}

    const std::string& text(const std::string& key) const {
        const auto found = entries_.find(key);
        if (found == entries_.end()) fail("{}: its metadata lacks \"{}\"", source_, key);
        return found->second;
    }
    std::int64_t count(const std::string& key) const {
        const std::string& digits = text(key);
        std::int64_t value = -1;
        const auto [end, problem] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value);
        if (problem != std::errc() || end != digits.data() + digits.size() || value < 0) {
            fail("{}: its metadata \"{}\" is not a number from 0", source_, key);
        }
        return value;
    }
    void check_format() const {
        const auto found = entries_.find("format");
        if (found == entries_.end() || found->second != "zscope") {
            fail("{}: not a checkpoint of zscope", source_);
        }
        if (text("version") != kVersion) {
            fail("{}: written in version {} of the format; this zscope reads version {}", source_,
                 text("version"), kVersion);
        }
        if (text("kind") != "checkpoint") {
            fail("{}: a zscope {} without the state of a training: it can be opened, not resumed",
                 source_, text("kind"));
        }
    }

  private:
    const std::map<std::string, std::string>& entries_;
    std::string source_;
};

bool is_of_generator(std::string_view prefix) {
    return prefix.find('G') != std::string_view::npos;
}

// Adam has no moments before its first step.
NamedTensors read_moments(const NamedTensors& all, const Part& part, const Architecture& network,
                          const Checkpoint& checkpoint, const std::string& source) {
    const NamedTensors found = without_prefix(all, part.prefix);
    if (found.empty() && checkpoint.step == 0) return {};
    return checked_moments(found, network, source, part.prefix);
}

void refuse_unknown(const NamedTensors& tensors, const std::string& source) {
    for (const auto& [name, tensor] : tensors) {
        const auto begins = [&name = name](const Part& part) {
            return name.starts_with(part.prefix);
        };
        if (std::ranges::none_of(kNetworkParts, begins) &&
            std::ranges::none_of(kMomentParts, begins)) {
            fail("{}: tensor \"{}\" is none that a checkpoint has", source, name);
        }
    }
}

std::optional<std::int64_t> step_of(const fs::path& path) {
    const std::string name = path.filename().string();
    if (!name.starts_with(kNamePrefix) || !name.ends_with(kNameSuffix)) return std::nullopt;
    const char* begin = name.data() + kNamePrefix.size();
    const char* end = name.data() + name.size() - kNameSuffix.size();
    std::int64_t step = 0;
    const auto [stop, problem] = std::from_chars(begin, end, step);
    if (problem != std::errc() || stop != end || step < 0) return std::nullopt;
    return step;
}

}  // namespace

void write_checkpoint(const fs::path& path, const Checkpoint& checkpoint) {
    SafetensorsFile file;
    for (const Part& part : kNetworkParts) {
        add_with_prefix(file.tensors, checkpoint.*part.tensors, part.prefix);
    }
    for (const Part& part : kMomentParts) {
        add_with_prefix(file.tensors, checkpoint.*part.tensors, part.prefix);
    }
    file.metadata = {{"format", "zscope"},
                     {"kind", "checkpoint"},
                     {"version", std::string(kVersion)},
                     {"config", config_to_json(checkpoint.config).dump()},
                     {"step", std::to_string(checkpoint.step)},
                     {"position", std::to_string(checkpoint.position)},
                     {"run_id", checkpoint.run_id},
                     {"provenance", checkpoint.provenance},
                     {"data", checkpoint.data}};
    if (!checkpoint.exclude.empty()) file.metadata["exclude"] = checkpoint.exclude;
    write_safetensors(path, file);
}

Checkpoint read_checkpoint(const fs::path& path) {
    const std::string source = path.string();
    const SafetensorsFile file = read_safetensors(path, SafetensorsProfile::strict);
    const Metadata metadata(file.metadata, source);
    metadata.check_format();

    Checkpoint result;
    const auto config = parse_json_text(metadata.text("config"), source + " (config)");
    result.config = config_from_json(config, source).config;
    if (const std::string problem = validate(result.config); !problem.empty()) {
        fail("{}: its configuration cannot be used: {}", source, problem);
    }
    result.step = metadata.count("step");
    result.position = metadata.count("position");
    result.run_id = metadata.text("run_id");
    result.provenance = metadata.text("provenance");
    result.data = metadata.text("data");
    if (const auto list = file.metadata.find("exclude"); list != file.metadata.end())
        result.exclude = list->second;

    refuse_unknown(file.tensors, source);
    const Architecture generator = dcgan_generator(result.config.shape());
    const Architecture discriminator = dcgan_discriminator(result.config.shape());
    for (const Part& part : kNetworkParts) {
        const auto& network = is_of_generator(part.prefix) ? generator : discriminator;
        result.*part.tensors = checked_network(without_prefix(file.tensors, part.prefix), network,
                                               source, part.prefix);
    }
    for (const Part& part : kMomentParts) {
        const auto& network = is_of_generator(part.prefix) ? generator : discriminator;
        result.*part.tensors = read_moments(file.tensors, part, network, result, source);
    }
    return result;
}

std::string checkpoint_file_name(std::int64_t step) {
    return fmt::format("{}{:06}{}", kNamePrefix, step, kNameSuffix);
}

std::vector<fs::path> list_checkpoints(const fs::path& run_dir) {
    std::vector<std::pair<std::int64_t, fs::path>> found;
    std::error_code error;
    for (fs::directory_iterator entry(run_dir / "checkpoints", error), end; !error && entry != end;
         entry.increment(error)) {
        if (const auto step = step_of(entry->path())) found.emplace_back(*step, entry->path());
    }
    std::ranges::sort(found, std::greater<>());
    std::vector<fs::path> result;
    for (auto& item : found)
        result.push_back(std::move(item.second));
    return result;
}

std::optional<fs::path> newest_valid_checkpoint(const fs::path& run_dir,
                                                std::vector<std::string>* skipped) {
    for (const fs::path& path : list_checkpoints(run_dir)) {
        try {
            read_checkpoint(path);
            return path;
        } catch (const Error& problem) {
            if (skipped != nullptr) skipped->emplace_back(problem.what());
        }
    }
    return std::nullopt;
}

}  // namespace zscope
