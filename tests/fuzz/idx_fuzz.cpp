// SPDX-License-Identifier: MIT
#include "tests/fuzz/records.h"

using namespace zscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fuzz::MemoryFile file(fuzz::bytes_of(data, size));
    fuzz::works([&] { fuzz::read_all(*open_idx({DataKind::idx, file.path(), {file.path()}})); });
    return 0;
}
