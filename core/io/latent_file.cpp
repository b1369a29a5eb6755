// SPDX-License-Identifier: MIT
#include "core/io/latent_file.h"

#include <fmt/ranges.h>

#include "core/base/error.h"
#include "core/io/safetensors.h"

namespace zscope {

std::vector<float> read_latent(const std::filesystem::path& path, std::int64_t row,
                               std::int64_t nz) {
    const SafetensorsFile file = read_safetensors(path, SafetensorsProfile::foreign);
    const auto found = file.tensors.find("z");
    if (found == file.tensors.end())
        fail("{}: there is no tensor named \"z\" in it", path.string());
    const auto& shape = found->second.shape;
    if (shape.size() != 2 || shape[1] != nz) {
        fail("{}: tensor \"z\" has the shape ({}); latents of this model are (N, {})",
             path.string(), fmt::join(shape, ", "), nz);
    }
    if (row < 0 || row >= shape[0]) {
        fail("{}: there is no row {} in it; it has {}, from 0", path.string(), row, shape[0]);
    }
    const HostTensor z = to_f32(found->second);
    const auto values =
        z.f32().subspan(static_cast<std::size_t>(row * nz), static_cast<std::size_t>(nz));
    return {values.begin(), values.end()};
}

}  // namespace zscope
