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

struct Fastest {
    std::string kernels;
    double seconds = std::numeric_limits<double>::infinity();
};

Fastest fastest_for(const ProductShape& shape, int threads) {
    std::vector<std::string> candidates;
    for (const kernels::KernelSet* set : kernels::usable_sets()) {
        if (set->bf16 == shape.bf16) candidates.emplace_back(set->name);
    }
    candidates.emplace_back(kLibtorch);
    Fastest best;
    for (const std::string& kernels : candidates) {
        const double time = time_trial(shape, kernels, threads, best.seconds);
        if (time < best.seconds) best = {kernels, time};
    }
    return best;
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

std::optional<PrecisionTimes> compare_precisions(const std::vector<ProductShape>& shapes,
                                                 const ShapeTimes& seconds) {
    PrecisionTimes sum;
    for (ProductShape shape : shapes) {
        for (const bool bf16 : {false, true}) {
            shape.bf16 = bf16;
            const auto found = seconds.find(shape.key());
            if (found == seconds.end()) return std::nullopt;
            (bf16 ? sum.bf16_s : sum.fp32_s) += found->second;
        }
    }
    return sum;
}

nlohmann::json precision_to_json(const PrecisionTimes& times) {
    return {{"bf16_ms", 1e3 * times.bf16_s}, {"fp32_ms", 1e3 * times.fp32_s}};
}

std::optional<PrecisionTimes> precision_from_json(const nlohmann::json& times) {
    if (!times.is_object()) return std::nullopt;
    const auto bf16 = times.find("bf16_ms"), fp32 = times.find("fp32_ms");
    if (bf16 == times.end() || fp32 == times.end()) return std::nullopt;
    if (!bf16->is_number() || !fp32->is_number()) return std::nullopt;
    return PrecisionTimes{1e-3 * bf16->get<double>(), 1e-3 * fp32->get<double>()};
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
    measured_.table = table_from_json(mine->value("entries", nlohmann::json()));
    const nlohmann::json seconds = mine->value("seconds", nlohmann::json());
    for (const auto& [shape, time] : seconds.items()) {
        if (time.is_number()) measured_.seconds[shape] = time.get<double>();
    }
    precision_ = precision_from_json(mine->value("precision", nlohmann::json()));
}

void KernelCache::add(const MeasuredKernels& measured) {
    for (const auto& [shape, kernels] : measured.table)
        measured_.table[shape] = kernels;
    for (const auto& [shape, time] : measured.seconds)
        measured_.seconds[shape] = time;
    write();
}

void KernelCache::keep_precision(const PrecisionTimes& times) {
    precision_ = times;
    write();
}

void KernelCache::write() const {
    nlohmann::json all = read_json(file_);
    nlohmann::json& mine = all[std::to_string(threads_)];
    mine = {{"version", kKernelsVersion}, {"cpu", this_cpu().name},
            {"libtorch", TORCH_VERSION},  {"threads", threads_},
            {"entries", measured_.table}, {"seconds", measured_.seconds}};
    if (precision_) mine["precision"] = precision_to_json(*precision_);
    try {
        write_file_atomically(file_, all.dump(2) + "\n");
    } catch (const Error&) {
        // Measured again next time.
    }
}

KernelTable choose_kernels(const std::vector<ProductShape>& shapes, int threads, KernelCache& cache,
                           const std::stop_token& stop, const ChoiceProgress& progress) {
    const c10::NoGradGuard no_grad;
    KernelTable table;
    MeasuredKernels measured;
    for (std::size_t i = 0; i < shapes.size(); ++i) {
        const std::string key = shapes[i].key();
        const auto known = cache.table().find(key);
        if (known != cache.table().end() && cache.seconds().contains(key)) {
            table[key] = known->second;
            continue;
        }
        if (stop.stop_requested()) fail("stopped before the first step");
        if (progress) {
            progress(static_cast<double>(i) / static_cast<double>(shapes.size()),
                     "Finding the fastest kernels for this machine (once)");
        }
        const Fastest fastest = fastest_for(shapes[i], threads);
        table[key] = measured.table[key] = fastest.kernels;
        measured.seconds[key] = fastest.seconds;
    }
    if (!measured.table.empty()) cache.add(measured);
    return table;
}

}  // namespace zscope::detail::direct
