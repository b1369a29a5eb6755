// SPDX-License-Identifier: MIT
#include "core/io/data/batch_loader.h"

#include <algorithm>
#include <bit>
#include <exception>
#include <span>
#include <string>
#include <thread>
#include <utility>

#include "core/base/bounded_queue.h"
#include "core/base/check.h"
#include "core/base/error.h"
#include "core/base/thread_setup.h"

namespace zscope {

namespace {

// SplitMix64's output function (Steele, Lea, Flood 2014): every input bit reaches every output bit.
std::uint64_t mix(std::uint64_t x) {
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return x ^ (x >> 31);
}

// A Feistel network permutes the 2·half_bits-bit numbers, whatever its round function does.
std::uint64_t permuted(std::uint64_t value, int half_bits, std::uint64_t key) {
    constexpr std::uint64_t kRounds = 8;
    const std::uint64_t mask = (std::uint64_t{1} << half_bits) - 1;
    std::uint64_t left = value >> half_bits;
    std::uint64_t right = value & mask;
    for (std::uint64_t round = 0; round < kRounds; ++round) {
        const std::uint64_t next = left ^ (mix(mix(right ^ key) + round) & mask);
        left = right;
        right = next;
    }
    return left << half_bits | right;
}

}  // namespace

std::int64_t shuffled_index(std::int64_t seed, std::int64_t epoch, std::int64_t offset,
                            std::int64_t count) {
    ZSCOPE_CHECK(count > 0 && offset >= 0 && offset < count, "{} of {}", offset, count);
    const auto bits = std::bit_width(static_cast<std::uint64_t>(count - 1));
    const int half_bits = std::max(1, static_cast<int>(bits + 1) / 2);
    const std::uint64_t key =
        mix(mix(static_cast<std::uint64_t>(seed)) ^ static_cast<std::uint64_t>(epoch));
    // The permuted range is less than eight times `count`; walking along a cycle until it comes
    // back below `count` is a permutation of those.
    auto index = static_cast<std::uint64_t>(offset);
    do {
        index = permuted(index, half_bits, key);
    } while (index >= static_cast<std::uint64_t>(count));
    return static_cast<std::int64_t>(index);
}

bool is_flipped(std::int64_t seed, std::int64_t epoch, std::int64_t index) {
    // Another stream than the order's: one more number goes in.
    constexpr std::uint64_t kStream = 0x666c6970;  // "flip"
    const std::uint64_t key = mix(
        mix(mix(static_cast<std::uint64_t>(seed)) ^ static_cast<std::uint64_t>(epoch)) ^ kStream);
    return (mix(key ^ static_cast<std::uint64_t>(index)) >> 63) != 0;
}

void flip_image(std::span<std::uint8_t> pixels, std::int64_t size, std::int64_t channels) {
    ZSCOPE_CHECK(std::ssize(pixels) == size * size * channels, "{} bytes of {}×{}×{}",
                 pixels.size(), size, size, channels);
    for (std::int64_t y = 0; y < size; ++y) {
        std::uint8_t* row = pixels.data() + y * size * channels;
        for (std::int64_t x = 0; x < size / 2; ++x) {
            std::swap_ranges(row + x * channels, row + (x + 1) * channels,
                             row + (size - 1 - x) * channels);
        }
    }
}

struct BatchLoader::State {
    // A batch, or why there is none and will be none.
    struct Item {
        std::shared_ptr<const ImageBatch> batch;
        std::string error;
    };

    State(std::unique_ptr<DataSource> source_in, std::int64_t seed_in, std::int64_t batch_in,
          std::int64_t position_in, const BatchLoaderOptions& options_in)
        : source(std::move(source_in)),
          seed(seed_in),
          batch(batch_in),
          position(position_in),
          options(options_in),
          // One more is in the loader's hands.
          queue(static_cast<std::size_t>(options.ahead - 1)) {}

    std::shared_ptr<const ImageBatch> load(const std::stop_token& stop) {
        const std::int64_t count = source->count();
        const auto bytes =
            static_cast<std::size_t>(source->size() * source->size() * source->channels());
        auto loaded = std::make_shared<ImageBatch>();
        loaded->position = position;
        for (std::int64_t at = position; at < position + batch; ++at)
            loaded->indices.push_back(shuffled_index(seed, at / count, at % count, count));
        if (!options.indices_alone) {
            loaded->pixels.resize(bytes * static_cast<std::size_t>(batch));
            for (std::size_t i = 0; i < loaded->indices.size() && !stop.stop_requested(); ++i) {
                const auto pixels = std::span(loaded->pixels).subspan(bytes * i, bytes);
                const std::int64_t index = loaded->indices[i];
                const std::int64_t epoch = (position + static_cast<std::int64_t>(i)) / count;
                source->read(index, pixels);
                if (options.flip && is_flipped(seed, epoch, index))
                    flip_image(pixels, source->size(), source->channels());
            }
        }
        position += batch;
        return loaded;
    }

    void run(const std::stop_token& stop) {
        set_up_thread("zscope-loader", kBackgroundNice);
        while (!stop.stop_requested()) {
            Item item;
            try {
                item.batch = load(stop);
            } catch (const std::exception& error) {
                item.error = error.what();
            } catch (...) {
                item.error = "loading images failed for an unknown reason";
            }
            const bool failed = item.batch == nullptr;
            if (stop.stop_requested() || !queue.push(std::move(item), stop) || failed) return;
        }
    }

    // Of the loader's thread.
    std::unique_ptr<DataSource> source;
    std::int64_t seed;
    std::int64_t batch;
    std::int64_t position;
    BatchLoaderOptions options;

    BoundedQueue<Item> queue;
    std::string
        failure;  // of the thread that calls next(): what it was told once, it is told again
    std::jthread thread;
};

BatchLoader::BatchLoader(std::unique_ptr<DataSource> source, std::int64_t seed, std::int64_t batch,
                         std::int64_t position, const BatchLoaderOptions& options) {
    ZSCOPE_CHECK(source != nullptr && source->count() > 0 && batch > 0 && position >= 0 &&
                     options.ahead >= 2,
                 "batch {}, position {}, ahead {}", batch, position, options.ahead);
    state_ = std::make_unique<State>(std::move(source), seed, batch, position, options);
    state_->thread =
        std::jthread([state = state_.get()](const std::stop_token& stop) { state->run(stop); });
}

BatchLoader::~BatchLoader() = default;  // the thread is the last member: stopped and joined first

std::shared_ptr<const ImageBatch> BatchLoader::next(const std::stop_token& stop) {
    if (!state_->failure.empty()) throw Error(state_->failure);
    auto item = state_->queue.pop(stop);
    if (!item) return nullptr;
    if (item->batch == nullptr) {
        state_->failure = item->error;
        throw Error(state_->failure);
    }
    return item->batch;
}

}  // namespace zscope
