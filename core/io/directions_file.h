// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "core/latent/direction.h"

namespace zscope {

// A file of directions (latent/direction_json.h). Errors name the file and what is wrong with it.
std::vector<Direction> read_directions(const std::filesystem::path& path);
void write_directions(const std::filesystem::path& path, std::span<const Direction> directions);

}  // namespace zscope
