// SPDX-License-Identifier: MIT
#include "app/window/bench_images.h"

#include <fmt/format.h>
#include <stdlib.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <system_error>

#include "core/base/error.h"
#include "core/io/image_codec.h"

namespace zscope::app {

namespace fs = std::filesystem;

TemporaryFolder::TemporaryFolder() {
    std::string name = (fs::temp_directory_path() / "zscope-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) fail("cannot make a folder in {}", name);
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

void write_bench_images(const fs::path& folder, int count, int size) {
    fs::create_directories(folder);
    std::mt19937 random(1);
    std::uniform_real_distribution<float> uniform(0.0F, 1.0F);
    for (int i = 0; i < count; ++i) {
        ImageU8 image{size, size, 3, {}};
        image.pixels.resize(static_cast<std::size_t>(3 * size * size));
        const float x0 = uniform(random), y0 = uniform(random), width = 0.1F + uniform(random) / 3;
        const float color[3] = {uniform(random), uniform(random), uniform(random)};
        for (int at = 0; at < size * size; ++at) {
            const float x = static_cast<float>(at % size) / static_cast<float>(size) - x0;
            const float y = static_cast<float>(at / size) / static_cast<float>(size) - y0;
            const float blob = std::exp(-(x * x + y * y) / (width * width));
            for (int c = 0; c < 3; ++c) {
                image.pixels[static_cast<std::size_t>(3 * at + c)] =
                    static_cast<std::uint8_t>(255.0F * std::clamp(blob * color[c], 0.0F, 1.0F));
            }
        }
        write_png(folder / fmt::format("{:04}.png", i), image);
    }
}

}  // namespace zscope::app
