// SPDX-License-Identifier: MIT
#pragma once

#include "core/engine/kernels/isa/forms.h"

namespace zscope::kernels {
namespace {

// Rows `small` … + 32, columns `big` … + 32 of one tap, zeros outside.
ZSCOPE_INLINE void weight_block(const PackArgs& args, std::int64_t small, std::int64_t tap,
                                std::int64_t big, float* block) {
    const std::int64_t row_stride = taps_of(args.geometry) * args.big;
    const float* from = args.weights + small * row_stride + tap * args.big + big;
    const std::int64_t rows = args.small - small, columns = args.big - big;
    if (rows >= kBlock && columns >= kBlock) {
        for (std::int64_t i = 0; i < kBlock; ++i)
            __builtin_memcpy(block + i * kBlock, from + i * row_stride, kBlock * sizeof(float));
        return;
    }
    for (std::int64_t i = 0; i < kBlock; ++i) {
        for (std::int64_t j = 0; j < kBlock; ++j)
            block[i * kBlock + j] = i < rows && j < columns ? from[i * row_stride + j] : 0.0F;
    }
}

// Rows `small` … + 32, patch columns `column` … + 32: two rows of the kernel.
ZSCOPE_INLINE void patch_block(const PackArgs& args, std::int64_t small, std::int64_t column,
                               float* block) {
    const std::int64_t run = 4 * args.big;
    for (std::int64_t i = 0; i < kBlock; ++i) {
        for (std::int64_t j = 0; j < kBlock; ++j) {
            const std::int64_t ky = (column + j) / 16, in_run = j % 16;
            const bool there = small + i < args.small && in_run < run;
            block[i * kBlock + j] =
                there ? args.weights[(small + i) * 4 * run + ky * run + in_run] : 0.0F;
        }
    }
}

// The same for a tap of the 3 × 3 neighbourhood: column (py, px, channel) of an output pixel.
ZSCOPE_INLINE void neighbour_block(const PackArgs& args, std::int64_t small, std::int64_t tap,
                                   float* block) {
    __builtin_memset(block, 0, kBlock * kBlock * sizeof(float));
    const std::int64_t dy = tap / 3 - 1, dx = tap % 3 - 1;
    for (std::int64_t i = 0; i < kBlock && small + i < args.small; ++i) {
        for (std::int64_t child = 0; child < 4; ++child) {
            const std::int64_t ky = child / 2 + 1 - 2 * dy, kx = child % 2 + 1 - 2 * dx;
            if (ky < 0 || ky > 3 || kx < 0 || kx > 3) continue;
            const float* from = args.weights + ((small + i) * 16 + ky * 4 + kx) * args.big;
            for (std::int64_t c = 0; c < args.big; ++c)
                block[i * kBlock + child * args.big + c] = from[c];
        }
    }
}

#ifdef __AVX512BF16__
// block (small, big) → two tiles of pairs of k: (k / 2, n, 2).
ZSCOPE_INLINE void pack_block(const float* block, bool down, bf16* packed) {
    alignas(64) bf16 rows[kBlock * kBlock];
    for (std::int64_t i = 0; i < kBlock * kBlock; i += 16)
        store16(rows + i, load16(block + i));
    for (std::int64_t half = 0; half < 2; ++half) {
        u16v tile[16];
        for (std::int64_t i = 0; i < 16; ++i) {
            if (down) {  // n = small: rows of the block, whose pairs of k lie side by side
                __builtin_memcpy(&tile[i], rows + (half * 16 + i) * 32, sizeof(tile[i]));
            } else {  // n = big: pairs of rows
                const bf16* row = rows + 2 * i * 32 + half * 16;
                tile[i] = interleave(row, row + 32);
            }
        }
        if (down) transpose(tile);
        for (std::int64_t i = 0; i < 16; ++i)
            __builtin_memcpy(packed + half * kTile + i * 32, &tile[i], sizeof(tile[i]));
    }
}
#endif
ZSCOPE_INLINE void pack_block(const float* block, bool down, float* packed) {
    for (std::int64_t k = 0; k < kBlock; ++k) {
        for (std::int64_t n = 0; n < kBlock; ++n)
            packed[k * kBlock + n] = down ? block[n * kBlock + k] : block[k * kBlock + n];
    }
}

// [n / 32][tap][k / 32] blocks.
template <class Block>
void pack(const PackArgs& args, int part, int parts) {
    using T = typename Block::Element;
    const bool neighbours = args.geometry == Geometry::neighbours;
    const std::int64_t taps = taps_of(args.geometry);
    const bool patches = args.geometry == Geometry::pointwise;
    const std::int64_t wide = patches ? kPatchColumns : args.big;
    const std::int64_t k_blocks = padded(args.down ? wide : args.small) / kBlock;
    const std::int64_t n_blocks = neighbours ? 1 : padded(args.down ? args.small : wide) / kBlock;
    auto* packed = static_cast<T*>(args.packed);
    const std::int64_t items = n_blocks * taps * k_blocks;
    alignas(64) float block[kBlock * kBlock];
    for (std::int64_t i = items * part / parts; i < items * (part + 1) / parts; ++i) {
        const std::int64_t k = i % k_blocks * kBlock, tap = i / k_blocks % taps;
        const std::int64_t n = i / k_blocks / taps * kBlock;
        if (neighbours) {
            neighbour_block(args, k, tap, block);
        } else if (patches) {
            patch_block(args, n, k, block);
        } else {
            weight_block(args, args.down ? n : k, tap, args.down ? k : n, block);
        }
        pack_block(block, args.down, packed + i * kBlock * kBlock);
    }
}

}  // namespace
}  // namespace zscope::kernels
