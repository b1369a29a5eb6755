// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace zscope::test {

// Bit by bit, straight from the PNG specification.
inline std::uint32_t crc_of(const std::byte* data, std::size_t size) {
    std::uint32_t crc = 0xffffffffU;
    for (std::size_t i = 0; i < size; ++i) {
        crc ^= std::to_integer<std::uint32_t>(data[i]);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (0xedb88320U & (0U - (crc & 1U)));
    }
    return ~crc;
}

// Makes the sums of a mutated PNG right, so that the damage reaches the decoder.
inline void repair_png(std::vector<std::byte>& file) {
    for (std::size_t at = 8; at + 12 <= file.size();) {
        std::size_t length = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            length = length << 8 | std::to_integer<std::size_t>(file[at + i]);
        }
        if (length > file.size() - at - 12) return;
        const std::uint32_t crc = crc_of(&file[at + 4], length + 4);
        for (std::size_t i = 0; i < 4; ++i) {
            file[at + 8 + length + i] = static_cast<std::byte>(crc >> (24 - 8 * i));
        }
        at += length + 12;
    }
}

}  // namespace zscope::test
