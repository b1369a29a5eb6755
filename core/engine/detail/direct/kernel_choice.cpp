// SPDX-License-Identifier: MIT
#include "core/engine/detail/direct/kernel_choice.h"

#include <c10/core/GradMode.h>
#include <torch/version.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/engine/detail/arithmetic.h"
#include "core/engine/detail/direct/layer_weights.h"
#include "core/engine/kernels/sets.h"
#include "core/io/file_write.h"
#include "core/io/user_folders.h"

namespace zscope::detail::direct {

using kernels::Geometry;

namespace {

constexpr int kRuns = 3;           // timed; the best counts
constexpr double kHopeless = 2.0;  // so many times slower in the first run: not timed further
constexpr std::size_t kFileLimit = 1 << 20;

double seconds(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// One product with everything that it needs in place.
class Trial {
  public:
    Trial(const ProductShape& shape, const std::string& kernels, int threads)
        : shape_(shape),
          crew_{kernels::fastest_set(shape.bf16), threads, {{shape.key(), kernels}}},
          weights_(crew_, shape.geometry, shape.small_channels, shape.big_channels,
                   shape.small_side, shape.images),
          small_(crew_, {shape.small_side, shape.small_channels, shape.images}, true, 0.0F),
          big_(crew_, {big_side(shape), shape.big_channels, shape.images}, true, 0.0F) {
        const at::Tensor weight = at::full({shape.small_channels, shape.big_channels, 4, 4}, 0.01F)
                                      .contiguous(at::MemoryFormat::ChannelsLast);
        weights_.bind(weight, at::zeros_like(weight));
        weights_.pack_down();
        weights_.pack_up();
    }

    void run() {
        switch (shape_.product) {
            case Product::down:
                weights_.multiply_down(big_.shape(), big_.after(),
                                       small_.forward_output(Form::none), small_);
                return;
            case Product::up:
                weights_.multiply_up(small_.shape(), small_.after(),
                                     big_.forward_output(Form::none), big_);
                return;
            case Product::weights:
                weights_.gradient(side_of(small_), side_of(big_), false);
                return;
        }
    }

  private:
    static std::int64_t big_side(const ProductShape& shape) {
        return shape.geometry == Geometry::full ? 4 : 2 * shape.small_side;
    }
    ProductShape shape_;
    Crew crew_;
    LayerWeights weights_;
    HiddenLayer small_, big_;
};

// Seconds of the best run; infinity for one that is far from the best so far.
double time_trial(const ProductShape& shape, const std::string& kernels, int threads, double best) {
    Trial trial(shape, kernels, threads);
    trial.run();  // threads are started, LibTorch has prepared its convolution
    double fastest = std::numeric_limits<double>::infinity();
    for (int i = 0; i < kRuns; ++i) {
        fastest = std::min(fastest, seconds([&] { trial.run(); }));
        if (fastest > kHopeless * best) break;
    }
    return fastest;
}

std::string fastest_for(const ProductShape& shape, int threads) {
    std::vector<std::string> candidates;
    for (const kernels::KernelSet* set : kernels::usable_sets()) {
        if (set->bf16 == shape.bf16) candidates.emplace_back(set->name);
    }
    candidates.emplace_back(kLibtorch);
    std::string choice;
    double best = std::numeric_limits<double>::infinity();
    for (const std::string& kernels : candidates) {
        const double time = time_trial(shape, kernels, threads, best);
        if (time >= best) continue;
        best = time;
        choice = kernels;
    }
    return choice;
}

nlohmann::json read_json(const std::filesystem::path& file) {
    try {
        const auto bytes = read_file(file, kFileLimit);
        const auto* text = reinterpret_cast<const char*>(bytes.data());
        nlohmann::json json =
            nlohmann::json::parse(text, text + bytes.size(), nullptr, /*allow_exceptions=*/false);
        if (json.is_object()) return json;
    } catch (const Error&) {
        // Nothing measured yet.
    }
    return nlohmann::json::object();
}

}  // namespace

std::vector<ProductShape> product_shapes(const Architecture& generator,
                                         const Architecture& discriminator, std::int64_t images,
                                         bool bf16) {
    std::vector<ProductShape> shapes;
    const auto add = [&](Geometry geometry, std::int64_t small, std::int64_t big, std::int64_t side,
                         bool to_small) {
        for (const Product product : {Product::down, Product::up, Product::weights}) {
            if (product == Product::down && !to_small) continue;
            const ProductShape shape{product, geometry, small, big, side, images, bf16};
            const auto same = [&](const ProductShape& s) { return s.key() == shape.key(); };
            if (std::none_of(shapes.begin(), shapes.end(), same)) shapes.push_back(shape);
        }
    };
    for (std::size_t i = 0; i + 1 < generator.blocks.size(); ++i) {
        const Block& block = generator.blocks[i];
        const std::int64_t side = i == 0 ? 1 : generator.map_size(i);
        add(i == 0 ? Geometry::full : Geometry::strided, block.in, block.out, side, i > 0);
    }
    for (std::size_t i = 1; i + 1 < discriminator.blocks.size(); ++i) {
        const Block& block = discriminator.blocks[i];
        add(Geometry::strided, block.out, block.in, discriminator.image_size() >> (i + 1), true);
    }
    return shapes;
}

std::filesystem::path KernelCache::default_file() {
    return config_folder() / "kernels.json";
}

KernelCache::KernelCache(std::filesystem::path file, int threads)
    : file_(std::move(file)), threads_(threads) {
    const nlohmann::json all = read_json(file_);
    const auto mine = all.find(std::to_string(threads));
    if (mine == all.end() || !mine->is_object()) return;
    if (mine->value("version", nlohmann::json()) != kKernelsVersion ||
        mine->value("cpu", nlohmann::json()) != this_cpu().name ||
        mine->value("libtorch", nlohmann::json()) != TORCH_VERSION) {
        return;
    }
    table_ = table_from_json(mine->value("entries", nlohmann::json()));
}

void KernelCache::add(const KernelTable& measured) {
    for (const auto& [shape, kernels] : measured)
        table_[shape] = kernels;
    nlohmann::json all = read_json(file_);
    all[std::to_string(threads_)] = {{"version", kKernelsVersion},
                                     {"cpu", this_cpu().name},
                                     {"libtorch", TORCH_VERSION},
                                     {"threads", threads_},
                                     {"entries", table_}};
    try {
        write_file_atomically(file_, all.dump(2) + "\n");
    } catch (const Error&) {
        // Measured again next time.
    }
}

KernelTable choose_kernels(const std::vector<ProductShape>& shapes, int threads, KernelCache& cache,
                           const std::stop_token& stop, const ChoiceProgress& progress) {
    const c10::NoGradGuard no_grad;
    KernelTable table, measured;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        const std::string key = shapes[i].key();
        const auto known = cache.table().find(key);
        if (known != cache.table().end()) {
            table[key] = known->second;
            continue;
        }
        if (stop.stop_requested()) fail("stopped before the first step");
        if (progress) {
            progress(static_cast<double>(i) / static_cast<double>(shapes.size()),
                     "Finding the fastest kernels for this machine (once)");
        }
        table[key] = measured[key] = fastest_for(shapes[i], threads);
    }
    if (!measured.empty()) cache.add(measured);
    return table;
}

}  // namespace zscope::detail::direct
