// SPDX-License-Identifier: MIT
// The pickle and the storages inside a sound zip: what is behind the zip's checksums.
#include "core/io/torch_archive.h"
#include "tests/fuzz/input.h"
#include "tests/fuzz/stored_zip.h"

using namespace zscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string file =
        fuzz::archive_of(std::string(fuzz::text_of(fuzz::bytes_of(data, size))));
    fuzz::works(
        [&] { fuzz::touch(parse_torch_archive(std::as_bytes(std::span(file)), "it").tensors); });
    return 0;
}
