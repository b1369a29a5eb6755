// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace zscope {

// Where a person says that a z is from. Who has the model makes a z of it.
struct SeedSource {
    std::uint64_t seed = 0;
    std::int64_t row = 0;
    // Of so many rows drawn together: what torch.randn(N, nz) gives a row can depend on N.
    std::int64_t count = 1;
    bool operator==(const SeedSource&) const = default;
};
struct FileSource {
    std::string path;  // .safetensors, tensor "z"
    std::int64_t row = 0;
    bool operator==(const FileSource&) const = default;
};
struct ValueSource {
    std::vector<float> z;
    bool operator==(const ValueSource&) const = default;
};
using LatentSource = std::variant<SeedSource, FileSource, ValueSource>;

inline constexpr std::int64_t kSourceRows = 64;  // of `zscope sample` and the window's grid
inline constexpr std::int64_t kMostSourceRows = 100'000;

// As the command line writes it: "7" (the lone image of seed 7), "7:3" (row 3, from 0, of the 64
// that `zscope sample --seed 7` draws), "7:3/1000" (of 1,000), "FILE.safetensors" (its row 0),
// "FILE.safetensors:3"; each with a weight behind it: "7*0.5". An Error says what is wrong with it.
struct WeightedSource {
    LatentSource source;
    double weight = 1.0;
};
WeightedSource parse_latent_source(std::string_view text);

// "7:3/1000", "FILE.safetensors:3", "a z of 100 numbers".
std::string text_of(const LatentSource& source);

}  // namespace zscope
