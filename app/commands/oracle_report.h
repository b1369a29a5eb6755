// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "app/commands/model_argument.h"
#include "core/engine/oracle.h"

namespace zscope::app {

// A world's name, for the oracle that ships, or a file.
Oracle open_oracle(const std::string& text, bool check);

void print_check(const OracleCheck& check);

struct JudgeOptions {
    ModelArgument model;
    std::string oracle = "faces";
    bool check = false;
    std::int64_t count = 10000;
    std::uint64_t seed = 1;
    std::filesystem::path labels;
};
int run_judge(const JudgeOptions& options);

}  // namespace zscope::app
