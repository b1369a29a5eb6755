// SPDX-License-Identifier: MIT
#include "core/io/zip_reader.h"
#include "tests/fuzz/input.h"

using namespace zscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr std::uint64_t kLimit = std::uint64_t{1} << 20;
    fuzz::works([&] {
        ZipReader zip(fuzz::bytes_of(data, size), "it");
        for (const std::string& name : zip.names()) {
            fuzz::works([&] {
                std::size_t read = 0;
                const auto bytes = zip.read(name, kLimit, &read);
                fuzz::require(read <= kLimit);
                fuzz::touch({{"member", {DType::u8, {static_cast<std::int64_t>(read)}, bytes}}});
            });
        }
    });
    return 0;
}
