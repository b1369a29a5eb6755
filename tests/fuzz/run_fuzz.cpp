// SPDX-License-Identifier: MIT
// A run folder's texts; the first byte chooses which: m metrics.jsonl, r run.json, else a
// configuration.
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/config/config_json.h"
#include "core/io/json_text.h"
#include "core/io/metrics_file.h"
#include "core/io/run_folder.h"
#include "tests/fuzz/input.h"
#include "tests/temp_folder.h"

using namespace zscope;

namespace {

void read_config(std::string_view text) {
    fuzz::works([&] {
        const ParsedConfig parsed = config_from_json(parse_json_text(text, "it"), "it");
        if (!validate(parsed.config).empty()) return;
        const ParsedConfig again = config_from_json(config_to_json(parsed.config), "it");
        fuzz::require(again.config == parsed.config && again.warnings.empty());
    });
}

void read_lines(std::span<const std::byte> bytes) {
    const fuzz::MemoryFile file(bytes);
    fuzz::works([&] {
        std::int64_t before = std::numeric_limits<std::int64_t>::min();
        bool first = true;
        for (const LossSample& sample : read_metrics_file(file.path())) {
            fuzz::require(first || sample.step > before);
            before = sample.step;
            first = false;
        }
    });
}

void read_info(std::string_view text) {
    static const test::TempFolder folder;
    std::ofstream(folder / "run.json", std::ios::binary) << text;
    fuzz::works([&] { fuzz::require(!read_run_info(folder.path()).name.empty()); });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const auto bytes = fuzz::bytes_of(data, size).subspan(1);
    if (data[0] == 'm') {
        read_lines(bytes);
    } else if (data[0] == 'r') {
        read_info(fuzz::text_of(bytes));
    } else {
        read_config(fuzz::text_of(bytes));
    }
    return 0;
}
