// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

#include "core/io/torch_archive.h"

namespace zscope::test {

// Reads every byte that a parsed archive offers, so that AddressSanitizer sees a wrong pointer.
inline unsigned touch(const TorchArchive& archive) {
    unsigned sum = 0;
    for (const auto& [name, tensor] : archive.tensors) {
        for (const std::byte byte : tensor.raw())
            sum += static_cast<unsigned>(byte);
    }
    return sum;
}

}  // namespace zscope::test
