// SPDX-License-Identifier: MIT
#include "core/io/data/world_source.h"

#include <algorithm>
#include <span>
#include <system_error>
#include <utility>
#include <vector>

#include <fmt/ranges.h>

#include "core/base/error.h"
#include "core/io/data/packed_source.h"
#include "core/io/resize.h"
#include "core/io/sha256.h"

namespace zscope {
namespace {

constexpr std::int64_t kPiece = 256;
// Part of the cache's key: to be raised when a world draws other images than before.
constexpr int kWorldsVersion = 1;

// Short enough for a file's name; the whole key is in the file.
std::string short_hash(const std::string& key) {
    const Sha256Digest digest = sha256(std::as_bytes(std::span(key)));
    return fmt::format("{:02x}", fmt::join(std::span(digest).first(8), ""));
}

using Progress = std::function<void(double, const std::string&)>;

void draw_all(const WorldWord& word, std::int64_t channels, PackedWriter& writer,
              const std::stop_token& stop, const Progress& progress) {
    const std::string what =
        fmt::format("Drawing {} images of the world {}, once", word.count, word.world->name());
    const int size = word.options.size;
    std::vector<std::uint8_t> bytes;
    for (std::int64_t first = writer.done(); first < word.count; first = writer.done()) {
        if (stop.stop_requested()) fail("stopped while images were drawn");
        bytes.clear();
        for (WorldImage& image :
             draw_many(*word.world, word.options, first, std::min(kPiece, word.count - first))) {
            const ImageU8 turned =
                with_channels({size, size, 3, std::move(image.pixels)}, static_cast<int>(channels));
            bytes.insert(bytes.end(), turned.pixels.begin(), turned.pixels.end());
        }
        writer.append(bytes);
        progress(static_cast<double>(writer.done()) / static_cast<double>(word.count), what);
    }
    writer.finish();
}

}  // namespace

std::unique_ptr<DataSource> open_world_source(WorldWord word, std::int64_t size,
                                              std::int64_t channels,
                                              const std::filesystem::path& folder,
                                              const std::stop_token& stop,
                                              const Progress& progress) {
    word.options.size = static_cast<int>(size);
    check_world_options(*word.world, word.options);
    const std::string key = fmt::format("world {} {} count {} size {} channels {}", kWorldsVersion,
                                        world_word(word), word.count, size, channels);
    const std::filesystem::path path =
        folder / fmt::format("world-{}-{}-{}px-{}ch.zspk", word.world->name(), short_hash(key),
                             size, channels);
    const std::string description =
        fmt::format("{} images of the world {}", word.count, word.world->name());
    std::error_code ignored;
    if (std::filesystem::exists(path, ignored)) {
        try {
            return open_packed(path, key, description);
        } catch (const Error&) {
            // A damaged or older cache is no loss: the images are drawn again.
        }
    }
    PackedWriter writer(path, key, word.count, size, channels, Unfinished::keep);
    draw_all(word, channels, writer, stop, progress);
    return open_packed(path, key, description);
}

}  // namespace zscope
