// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

#include "core/worlds/world.h"

namespace zscope {

// The file of the oracle that comes with zscope; `check`: of the second one (Oracle::shipped).
std::filesystem::path shipped_oracle(const World& world, bool check = false);

}  // namespace zscope
