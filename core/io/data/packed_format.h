// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <system_error>
#include <type_traits>

#include "core/io/sha256.h"

namespace zscope {

inline constexpr std::uint32_t kPackedVersion = 1;
inline constexpr std::size_t kMaxPackedKeyBytes = 4096;

// A packed file begins with this, numbers in little-endian order (as every machine we run on has
// it); then the key, zeros up to a multiple of 64, and the images.
struct PackedHeader {
    char magic[4] = {'Z', 'S', 'P', 'K'};
    std::uint32_t version = kPackedVersion;
    std::uint64_t count = 0;
    std::uint32_t size = 0;
    std::uint32_t channels = 0;
    std::uint32_t key_bytes = 0;
    std::uint32_t done = 0;  // images in an unfinished file; 0 in a finished one
    Sha256Digest payload_hash{};
};
// An unfinished file that can be gone on with has these for its magic; its hash is that of the
// images that are done.
inline constexpr char kUnfinishedMagic[4] = {'Z', 'S', 'P', 'U'};
static_assert(sizeof(PackedHeader) == 64 && std::is_trivially_copyable_v<PackedHeader>);
static_assert(std::endian::native == std::endian::little);

inline std::size_t packed_payload_offset(std::size_t key_bytes) {
    return (sizeof(PackedHeader) + key_bytes + 63) / 64 * 64;
}

inline std::string system_error_text(int error) {
    return std::generic_category().message(error);
}

}  // namespace zscope
