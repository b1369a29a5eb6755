// SPDX-License-Identifier: MIT
#include "core/io/image_codec.h"
#include "tests/fuzz/input.h"
#include "tests/io/png_sums.h"

using namespace zscope;

namespace {

void decode(std::span<const std::byte> file) {
    fuzz::works([&] {
        const ImageU8 image = decode_image(file, "it");
        fuzz::require(image.width > 0 && image.height > 0 &&
                      (image.channels == 1 || image.channels == 3));
        fuzz::require(std::ssize(image.pixels) ==
                      std::int64_t{image.width} * image.height * image.channels);
    });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::bytes_of(data, size);
    decode(bytes);
    if (size > 4 && data[1] == 'P' && data[2] == 'N') {
        std::vector<std::byte> sound(bytes.begin(), bytes.end());
        test::repair_png(sound);
        decode(sound);
    }
    return 0;
}
