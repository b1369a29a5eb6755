// SPDX-License-Identifier: MIT
#include "tests/fuzz/records.h"

using namespace zscope;

// The first byte says which CIFAR, and whether its size is to be detected.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const fuzz::MemoryFile file(fuzz::bytes_of(data + 1, size - 1));
    fuzz::works([&] {
        const auto found = cifar_kind(file.path());
        const DataKind told = (data[0] & 1U) != 0 ? DataKind::cifar100 : DataKind::cifar10;
        const DataKind kind = (data[0] & 2U) != 0 && found ? *found : told;
        fuzz::read_all(*open_cifar({kind, file.path(), {file.path()}}));
    });
    return 0;
}
