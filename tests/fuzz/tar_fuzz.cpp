// SPDX-License-Identifier: MIT
#include "tests/fuzz/records.h"

using namespace zscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fuzz::MemoryFile file(fuzz::bytes_of(data, size));
    const DetectedData found{DataKind::tar, file.path(), {file.path()}};
    fuzz::works([&] { fuzz::read_all(*open_tar(found, {}, {})); });
    fuzz::works([&] {
        if (const auto cifar = open_cifar_tar(file.path())) fuzz::read_all(*cifar);
    });
    return 0;
}
