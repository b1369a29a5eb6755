// SPDX-License-Identifier: MIT
#include "core/io/safetensors.h"
#include "tests/fuzz/input.h"

using namespace zscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto bytes = fuzz::bytes_of(data, size);
    const auto parse = [&](SafetensorsProfile profile) {
        fuzz::touch(parse_safetensors(bytes, "it", profile).tensors);
    };
    const bool strict = fuzz::works([&] { parse(SafetensorsProfile::strict); });
    const bool foreign = fuzz::works([&] { parse(SafetensorsProfile::foreign); });
    fuzz::require(foreign || !strict);  // the strict rules contain the others
    return 0;
}
