// SPDX-License-Identifier: MIT
#pragma once

#include "core/engine/kernels/args.h"
#include "core/engine/kernels/isa/vec.h"

namespace zscope::kernels {
namespace {

// Products of 32 × 32 blocks on AMX tiles: bf16 × bf16 summed in fp32. Tiles 0 to 3 hold the block,
// 4 and 5 two tiles of rows, 6 and 7 two of columns.
struct AmxBlock {
    using Element = bf16;
    static constexpr bool kPaired = true;  // weights and weight-gradient operands lie in pairs of k

    static constexpr bool kByChunks = true;              // of k, see multiply_pixel
    static constexpr std::int64_t kLower = 16 * kBlock;  // from row 0 to row 16

    struct alignas(64) Config {
        std::uint8_t palette = 1;
        std::uint8_t start_row = 0;
        std::uint8_t reserved[14] = {};
        std::uint16_t row_bytes[16] = {64, 64, 64, 64, 64, 64, 64, 64};
        std::uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
    };
    ZSCOPE_INLINE void begin() {
        const Config config;
        _tile_loadconfig(&config);
    }
    ZSCOPE_INLINE void end() { _tile_release(); }

    // c (32, 32) = Σ over terms and k, or added to; `half`: only columns 0 to 15.
    ZSCOPE_INLINE void product(const BlockTerms& t, const bf16* a, const bf16* b, bool half,
                               bool add, float* c) {
        if (half) {
            narrow(t, a, b, add, c);
            return;
        }
        if (add) {
            _tile_loadd(0, c, 128);
            _tile_loadd(1, c + 16, 128);
            _tile_loadd(2, c + kLower, 128);
            _tile_loadd(3, c + kLower + 16, 128);
        } else {
            _tile_zero(0);
            _tile_zero(1);
            _tile_zero(2);
            _tile_zero(3);
        }
        const auto row_bytes = static_cast<std::size_t>(t.a_row) * sizeof(bf16);
        for (std::int64_t i = 0; i < t.count; ++i) {
            const bf16* a0 = a + t.a[i];
            const bf16* a1 = a0 + t.a_lower;
            const bf16* b0 = b + t.b[i];
            for (std::int64_t k = 0; k < t.k_tiles; ++k) {
                _tile_loadd(6, b0, 64);
                _tile_loadd(4, a0, row_bytes);
                _tile_dpbf16ps(0, 4, 6);
                _tile_loadd(7, b0 + kTile, 64);
                _tile_dpbf16ps(1, 4, 7);
                _tile_loadd(5, a1, row_bytes);
                _tile_dpbf16ps(2, 5, 6);
                _tile_dpbf16ps(3, 5, 7);
                a0 += t.a_k;
                a1 += t.a_k;
                b0 += t.b_k;
            }
        }
        _tile_stored(0, c, 128);
        _tile_stored(1, c + 16, 128);
        _tile_stored(2, c + kLower, 128);
        _tile_stored(3, c + kLower + 16, 128);
    }

  private:
    ZSCOPE_INLINE void narrow(const BlockTerms& t, const bf16* a, const bf16* b, bool add,
                              float* c) {
        if (add) {
            _tile_loadd(0, c, 128);
            _tile_loadd(2, c + kLower, 128);
        } else {
            _tile_zero(0);
            _tile_zero(2);
        }
        const auto row_bytes = static_cast<std::size_t>(t.a_row) * sizeof(bf16);
        for (std::int64_t i = 0; i < t.count; ++i) {
            const bf16* a0 = a + t.a[i];
            const bf16* a1 = a0 + t.a_lower;
            const bf16* b0 = b + t.b[i];
            for (std::int64_t k = 0; k < t.k_tiles; ++k) {
                _tile_loadd(6, b0, 64);
                _tile_loadd(4, a0, row_bytes);
                _tile_loadd(5, a1, row_bytes);
                _tile_dpbf16ps(0, 4, 6);
                _tile_dpbf16ps(2, 5, 6);
                a0 += t.a_k;
                a1 += t.a_k;
                b0 += t.b_k;
            }
        }
        _tile_stored(0, c, 128);
        _tile_stored(2, c + kLower, 128);
    }
};

}  // namespace
}  // namespace zscope::kernels
