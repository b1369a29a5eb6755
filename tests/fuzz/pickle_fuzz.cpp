// SPDX-License-Identifier: MIT
#include "core/io/pickle_reader.h"
#include "tests/fuzz/input.h"

using namespace zscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::works([&] {
        const Pickle pickle = read_pickle(fuzz::bytes_of(data, size), "it");
        fuzz::require(pickle.root < pickle.values.size());
        for (const PickleValue& value : pickle.values) {
            for (const PickleRef item : value.items)
                fuzz::require(item < pickle.values.size());
            if (value.kind == PickleKind::tensor) {
                fuzz::require(static_cast<std::size_t>(value.integer) < pickle.tensors.size());
            }
        }
        for (const PickleTensor& tensor : pickle.tensors) {
            fuzz::require(pickle.values.at(tensor.storage).kind == PickleKind::storage);
        }
    });
    return 0;
}
