// SPDX-License-Identifier: MIT
// The stream of pickles that PyTorch before 1.6 wrote.
#include "core/io/torch_legacy.h"
#include "tests/fuzz/input.h"

using namespace zscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::works([&] {
        const TorchArchive archive = parse_legacy_torch(fuzz::bytes_of(data, size), "it");
        fuzz::touch(archive.tensors);
        fuzz::require(archive.order.size() == archive.tensors.size());
        for (const std::string& name : archive.order)
            fuzz::require(archive.tensors.contains(name));
    });
    return 0;
}
