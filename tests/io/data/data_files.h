// SPDX-License-Identifier: MIT
// Data sets written byte by byte, from the descriptions of their formats.
#pragma once

#include <zlib.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>

#include "core/image/image.h"
#include "core/io/file_write.h"

namespace zscope::test {

inline std::string big_endian(std::uint32_t value) {
    return {static_cast<char>(value >> 24), static_cast<char>(value >> 16),
            static_cast<char>(value >> 8), static_cast<char>(value)};
}

// Byte k of image i is (k + 10·i) mod 251.
inline std::string image_bytes(int image, int bytes) {
    std::string text;
    for (int k = 0; k < bytes; ++k)
        text += static_cast<char>((k + 10 * image) % 251);
    return text;
}

inline std::string idx_images(int count, int height, int width) {
    std::string text("\0\0\x08\x03", 4);
    text += big_endian(static_cast<std::uint32_t>(count));
    text += big_endian(static_cast<std::uint32_t>(height));
    text += big_endian(static_cast<std::uint32_t>(width));
    for (int i = 0; i < count; ++i)
        text += image_bytes(i, height * width);
    return text;
}

inline std::string idx_labels(const std::string& labels) {
    return std::string("\0\0\x08\x01", 4) + big_endian(static_cast<std::uint32_t>(labels.size())) +
           labels;
}

// `labels`: one or two bytes an image.
inline std::string cifar(int images, int label_bytes) {
    std::string text;
    for (int i = 0; i < images; ++i) {
        for (int k = 0; k < label_bytes; ++k)
            text += static_cast<char>((i + k) % 10);
        text += image_bytes(i, 3072);
    }
    return text;
}

// One entry of a tar file (POSIX ustar), padded; the file ends with two empty blocks.
inline std::string tar_entry(const std::string& name, const std::string& content) {
    std::string header(512, '\0');
    header.replace(0, name.size(), name);
    header.replace(100, 7, "0000644");
    header.replace(108, 7, "0000000");
    header.replace(116, 7, "0000000");
    char size[13];
    std::snprintf(size, sizeof size, "%011llo", static_cast<unsigned long long>(content.size()));
    header.replace(124, 11, size);
    header.replace(136, 11, "00000000000");
    header[156] = '0';
    header.replace(257, 8,
                   std::string("ustar\0"
                               "00",
                               8));
    header.replace(148, 8, "        ");
    unsigned sum = 0;
    for (const char c : header)
        sum += static_cast<unsigned char>(c);
    char check[8];
    std::snprintf(check, sizeof check, "%06o", sum);
    header.replace(148, 8, std::string(check, 7) + " ");
    std::string padded = content;
    padded.resize((content.size() + 511) / 512 * 512, '\0');
    return header + padded;
}
inline std::string tar_end() {
    return std::string(1024, '\0');
}

inline std::string text_of_file(const std::filesystem::path& path) {
    const auto bytes = read_file(path, std::size_t{1} << 26);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline void write_gzip(const std::filesystem::path& path, const std::string& text) {
    const gzFile file = ::gzopen(path.c_str(), "wb");
    ::gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
    ::gzclose(file);
}

// A smooth picture, different for each number.
inline ImageU8 picture(int number, int width, int height, double brightness = 1.0) {
    ImageU8 image{width, height, 3, {}};
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const double u = (x + 0.5) / width, v = (y + 0.5) / height;
            double value = 120.0;
            for (int k = 1; k <= 4; ++k) {
                value += 25.0 * std::sin(number * 12.9898 * k + 6.28 * k * u) +
                         20.0 * std::cos(number * 78.233 * k + 6.28 * (5 - k) * v * (u + 0.5));
            }
            const double seen = std::min(255.0, std::max(0.0, value * brightness));
            for (int c = 0; c < 3; ++c)
                image.pixels.push_back(static_cast<std::uint8_t>(seen));
        }
    }
    return image;
}

}  // namespace zscope::test
