// SPDX-License-Identifier: MIT
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>

#include "core/base/error.h"
#include "core/io/image_codec.h"
#include "tests/io/hex.h"
#include "tests/io/image_files.h"
#include "tests/io/png_sums.h"

namespace {

using Bytes = std::vector<std::byte>;

class Mutator {
  public:
    explicit Mutator(std::uint32_t seed) : random_(seed) {}

    Bytes operator()(Bytes file) {
        const std::size_t changes = 1 + below(6);
        for (std::size_t i = 0; i < changes && !file.empty(); ++i)
            change(file);
        return file;
    }

  private:
    std::size_t below(std::size_t limit) { return random_() % limit; }

    void change(Bytes& file) {
        static constexpr unsigned kInteresting[] = {0, 1, 2, 3, 0x7f, 0x80, 0xfe, 0xff};
        // Headers are near the beginning: half of the changes go there.
        const std::size_t reach =
            below(2) == 0 ? std::min<std::size_t>(file.size(), 64) : file.size();
        const std::size_t at = below(reach);
        const auto place = file.begin() + static_cast<std::ptrdiff_t>(at);
        switch (below(6)) {
            case 0:
                file[at] ^= static_cast<std::byte>(1U << below(8));
                break;
            case 1:
                file[at] = static_cast<std::byte>(below(256));
                break;
            case 2:
                file[at] = static_cast<std::byte>(kInteresting[below(8)]);
                break;
            case 3:
                file.erase(place, place + static_cast<std::ptrdiff_t>(
                                              std::min(1 + below(4), file.size() - at)));
                break;
            case 4:
                file.insert(place, 1 + below(4), static_cast<std::byte>(below(256)));
                break;
            default:
                file.resize(file.size() - below(std::min<std::size_t>(file.size(), 8)));
        }
    }

    std::mt19937 random_;
};

}  // namespace

// ZSCOPE_FUZZ_ROUNDS asks for more than the usual run.
TEST_CASE("image codec: mutated files give an image or an Error, never a crash") {
    const char* asked = std::getenv("ZSCOPE_FUZZ_ROUNDS");
    const int rounds = asked != nullptr ? std::atoi(asked) : 1000;
    std::uint32_t seed = 1;
    int images = 0;
    int refused = 0;
    for (const auto& file : zscope::test::kImageFiles) {
        const Bytes whole = zscope::test::bytes_of(file.file);
        Mutator mutate(seed++);
        for (int round = 0; round < rounds; ++round) {
            Bytes mutated = mutate(whole);
            if (file.name.starts_with("png") && round % 8 != 0) zscope::test::repair_png(mutated);
            try {
                const zscope::ImageU8 image = zscope::decode_image(mutated, file.name);
                const auto bytes = std::int64_t{image.width} * image.height * image.channels;
                REQUIRE(std::ssize(image.pixels) == bytes);
                ++images;
            } catch (const zscope::Error&) {
                ++refused;
            }
        }
    }
    // Both happen often, or the mutations miss the decoders.
    CHECK(images > rounds);
    CHECK(refused > rounds);
}
