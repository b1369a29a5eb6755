// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/commands/commands.h"
#include "app/commands/pictures.h"
#include "app/commands/progress.h"
#include "core/base/usage_error.h"
#include "core/engine/near_hash.h"
#include "core/image/grid.h"
#include "core/io/data/data_scan.h"
#include "core/io/file_write.h"
#include "core/io/image_codec.h"
#include "core/io/user_folders.h"

namespace zscope::app {

namespace {

struct ScanOptions {
    std::vector<std::string> paths;
    std::int64_t size = 64, channels = 3;
    std::string exclude_out, pairs_out;
    bool autoencoder = false;
    int bits = kNearHashBits;
    bool json = false;
};

std::string with_flag(const DataAdvice& advice) {
    return advice.flag.empty() ? advice.text : fmt::format("{} ({})", advice.text, advice.flag);
}

std::vector<std::string> sentences(const DataScan& scan, const ScanOptions& options) {
    std::vector<std::string> all;
    for (const DataAdvice& advice : advice_for(scan, options.size, options.channels))
        all.push_back(with_flag(advice));
    return all;
}

nlohmann::ordered_json labels_json(const DataScan& scan) {
    nlohmann::ordered_json labels = nlohmann::ordered_json::array();
    for (const DataScan::LabelCount& label : scan.labels) {
        nlohmann::ordered_json counts = nlohmann::ordered_json::object();
        for (std::size_t i = 0; i < label.counts.size(); ++i)
            counts[label.column.words[i]] = label.counts[i];
        labels.push_back(
            {{"name", label.column.name}, {"counts", counts}, {"unlabelled", label.unlabelled}});
    }
    return labels;
}

nlohmann::ordered_json to_json(const DataScan& scan, const ScanOptions& options) {
    nlohmann::ordered_json problems = nlohmann::ordered_json::array(), pairs = problems;
    for (const auto& problem : scan.problems) {
        problems.push_back(
            {{"reason", problem.reason}, {"count", problem.count}, {"examples", problem.examples}});
    }
    for (const auto& pair : scan.duplicates)
        pairs.push_back({pair.first, pair.second, pair.distance});
    const DataNeeds needs = needs_of(scan, options.size, options.channels);
    return {{"path", scan.path.string()},
            {"kind", word_of(scan.kind)},
            {"records", scan.records},
            {"usable", scan.usable},
            {"other_files", scan.other_files},
            {"smallest", {scan.smallest.width, scan.smallest.height}},
            {"largest", {scan.largest.width, scan.largest.height}},
            {"grey", scan.grey},
            {"colour", scan.usable - scan.grey},
            {"not_square", scan.not_square},
            {"problems", problems},
            {"labels", labels_json(scan)},
            {"duplicate_hash", options.autoencoder ? "autoencoder" : "perceptual"},
            {"duplicate_hash_bits", scan.hash_bits},
            {"duplicate_groups", scan.duplicate_groups},
            {"duplicate_images", scan.exclude.size()},
            {"duplicate_pairs", pairs},
            {"memory_bytes", needs.memory},
            {"disk_bytes", needs.disk},
            {"advice", sentences(scan, options)},
            {"whole", scan.whole}};
}

void print_labels(const DataScan& scan) {
    constexpr std::size_t kMostColumns = 50, kMostWords = 12;
    for (std::size_t k = 0; k < std::min(scan.labels.size(), kMostColumns); ++k) {
        const DataScan::LabelCount& label = scan.labels[k];
        std::string text;
        for (std::size_t i = 0; i < std::min(label.counts.size(), kMostWords); ++i)
            text +=
                fmt::format("{}{} {}", i > 0 ? ", " : "", label.column.words[i], label.counts[i]);
        if (label.counts.size() > kMostWords)
            text += fmt::format(", and {} more", label.counts.size() - kMostWords);
        if (label.unlabelled > 0) text += fmt::format(", without {}", label.unlabelled);
        fmt::print("  label       {}: {}\n", label.column.name, text);
    }
}

void print_problems(const DataScan& scan) {
    for (const DataScan::Problem& problem : scan.problems) {
        fmt::print("  unusable    {}: {}\n", problem.count, problem.reason);
        for (const std::string& name : problem.examples)
            fmt::print("              {}\n", name);
    }
}

void print_duplicates(const DataScan& scan) {
    constexpr std::size_t kMostPairs = 10;
    if (scan.duplicate_groups == 0) {
        fmt::print("  alike       no two images\n");
        return;
    }
    fmt::print("  alike       {} images look like another one ({} groups)\n", scan.exclude.size(),
               scan.duplicate_groups);
    for (std::size_t i = 0; i < std::min(scan.duplicates.size(), kMostPairs); ++i) {
        const DataScan::Duplicate& pair = scan.duplicates[i];
        fmt::print("              {}  {}  ({} bits of {})\n", pair.first, pair.second,
                   pair.distance, scan.hash_bits);
    }
    if (scan.duplicates.size() > kMostPairs)
        fmt::print("              and more: --json lists them\n");
}

void print_for_people(const DataScan& scan, const ScanOptions& options) {
    fmt::print("{}\n", scan.path.string());
    fmt::print("  is          {}\n", title_of(scan.kind));
    fmt::print("  images      {} usable of {}{}\n", scan.usable, scan.records,
               scan.whole ? "" : " looked at before it was stopped");
    if (scan.other_files > 0) fmt::print("  other files {}, passed over\n", scan.other_files);
    if (scan.usable > 0) {
        fmt::print("  sizes       {} x {} to {} x {} pixels, {} not square\n", scan.smallest.width,
                   scan.smallest.height, scan.largest.width, scan.largest.height, scan.not_square);
        fmt::print("  colours     {} in colour, {} grey\n", scan.usable - scan.grey, scan.grey);
    }
    print_labels(scan);
    print_problems(scan);
    print_duplicates(scan);
    const DataNeeds needs = needs_of(scan, options.size, options.channels);
    fmt::print("  takes       {:.1f} MB of memory, {:.1f} MB of disk for the cache, at {} pixels\n",
               static_cast<double>(needs.memory) / 1e6, static_cast<double>(needs.disk) / 1e6,
               options.size);
    for (const std::string& sentence : sentences(scan, options))
        fmt::print("  advice      {}\n", sentence);
}

void print_json(const nlohmann::ordered_json& json, bool alone) {
    // A file's name may be no UTF-8.
    fmt::print("{}\n",
               json.dump(alone ? 2 : -1, ' ', false, nlohmann::json::error_handler_t::replace));
    std::fflush(stdout);
}

LearnedHash learned_hash(const ScanOptions& options) {
    if (!options.autoencoder) return {};
    return {[](DataSource& images, const std::stop_token& stop, const auto& progress) {
                return near_hashes(images, {}, stop, progress);
            },
            options.bits, cache_folder()};
}

// The first pairs side by side, four a row.
void write_pairs(const std::string& path, const DataScan& scan, const std::string& out) {
    constexpr std::size_t kMostPairs = 64;
    constexpr int kSide = 96;
    std::vector<std::int64_t> records;
    for (const DataScan::Duplicate& pair : scan.duplicates) {
        if (records.size() >= 2 * kMostPairs) break;
        records.push_back(pair.first_record);
        records.push_back(pair.second_record);
    }
    if (records.empty()) {
        fmt::print(stderr, "note: no two images look alike, so {} was not written\n", out);
        return;
    }
    std::vector<std::shared_ptr<const ImageRgba8>> tiles;
    const std::vector<ImageU8> pictures = read_pictures(path, records, kSide);
    for (std::size_t i = 0; i + 1 < pictures.size(); i += 2)
        tiles.push_back(side_by_side({{pictures[i], pictures[i + 1]}}));
    write_png(out, make_grid(tiles, {.columns = 4, .padding = 6, .scale = 1}));
}

void scan_one(const std::string& path, const ScanOptions& options, std::string& exclude) {
    Progress progress;
    const DataScan scan = scan_data(
        path, {}, [&](double share, const std::string& what) { progress.preparing(what, share); },
        learned_hash(options));
    exclude += exclude_list(scan);
    if (!options.pairs_out.empty()) write_pairs(path, scan, options.pairs_out);
    if (options.json) {
        print_json(to_json(scan, options), options.paths.size() == 1);
    } else {
        print_for_people(scan, options);
    }
}

void check_options(const ScanOptions& options) {
    if (options.pairs_out.empty()) return;
    if (!options.pairs_out.ends_with(".png")) fail_usage("--pairs must end in .png");
    if (options.paths.size() > 1) fail_usage("--pairs shows the pairs of one PATH");
}

int run_scan(const ScanOptions& options) {
    check_options(options);
    std::string exclude;
    bool all = true;
    for (const std::string& path : options.paths) {
        try {
            scan_one(path, options, exclude);
        } catch (const Error& error) {
            if (options.paths.size() == 1) throw;
            all = false;
            if (options.json)
                print_json({{"path", path}, {"error", error.what()}}, false);
            else
                fmt::print(stderr, "zscope: {}\n", error.what());
        }
    }
    if (!options.exclude_out.empty()) write_file_atomically(options.exclude_out, exclude);
    return all ? 0 : 1;
}

}  // namespace

void add_data_scan(CLI::App& data, Run& run) {
    auto options = std::make_shared<ScanOptions>();
    CLI::App* command = data.add_subcommand("scan", "Say what a data set is; changes nothing.");
    command
        ->add_option("PATH", options->paths,
                     "A folder of images, an LSUN LMDB, CIFAR's binary version, SVHN's .mat, "
                     "MNIST's IDX files, CelebA's folder, or WebDataset tar files.")
        ->required();
    command->add_option("--size", options->size, "Pixels a side that training would use.")
        ->check(CLI::IsMember({32, 64, 128}))
        ->capture_default_str();
    command->add_option("--channels", options->channels, "1 for grey, 3 for colour.")
        ->check(CLI::IsMember({1, 3}))
        ->capture_default_str();
    command->add_option("--exclude-out", options->exclude_out,
                        "Write the names of images that look like an earlier one, for "
                        "zscope train --exclude.");
    auto* autoencoder = command->add_flag(
        "--autoencoder", options->autoencoder,
        "Find what looks alike as the DCGAN paper does, by a code that a denoising autoencoder "
        "learns from the set: takes a minute or more.");
    command
        ->add_option("--bits", options->bits,
                     "With --autoencoder: bits of 128 in which alike images may differ.")
        ->check(CLI::Range(0, 31))
        ->needs(autoencoder)
        ->capture_default_str();
    command->add_option("--pairs", options->pairs_out,
                        "FILE.png: images that look alike side by side, the first 64 pairs.");
    command->add_flag("--json", options->json,
                      "One JSON object for each path, for other programs.");
    command->footer(
        "Examples:\n"
        "  zscope data scan photos/\n"
        "  zscope data scan photos/ --exclude-out alike.txt\n"
        "  zscope data scan photos/ --autoencoder --pairs alike.png");
    command->callback([options, &run] { run = [options] { return run_scan(*options); }; });
}

}  // namespace zscope::app
