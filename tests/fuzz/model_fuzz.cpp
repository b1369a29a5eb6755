// SPDX-License-Identifier: MIT
// Whole model files, by their content: checkpoints, exported and foreign ones, PyTorch's archives.
#include "core/io/model_file.h"

#include "core/io/checkpoint.h"
#include "tests/fuzz/input.h"

using namespace zscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const fuzz::MemoryFile file(fuzz::bytes_of(data, size));
    fuzz::works([&] {
        const SnapshotPointer model = open_model(file.path());
        fuzz::touch(model->raw);
        if (model->d) fuzz::touch(*model->d);
        fuzz::require(model->generator.image_size() > 0 && !model->id_raw.empty());
    });
    fuzz::works([&] { (void)read_checkpoint(file.path()); });
    return 0;
}
