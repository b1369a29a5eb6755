// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/commands/commands.h"
#include "app/window/window.h"
#include "core/base/error.h"
#include "core/engine/machine_report.h"
#include "core/io/model_file.h"
#include "core/io/user_folders.h"
#include "ui/gl/gl_api.h"

namespace zscope::app {

namespace {

// One thing that was looked at: fine, or what lacks and what to do about it.
struct Finding {
    std::string what;
    std::string value;
    std::string advice;  // empty: nothing to do
};

constexpr double kGiB = 1024.0 * 1024.0 * 1024.0;

std::string features_text(const CpuFeatures& cpu) {
    const std::array<std::pair<bool, std::string_view>, 4> known = {
        {{cpu.avx2, "AVX2"},
         {cpu.avx512f, "AVX-512"},
         {cpu.avx512_bf16, "AVX-512 BF16"},
         {cpu.amx_bf16, "AMX BF16"}}};
    std::string text;
    for (const auto& [there, name] : known) {
        if (there) text += (text.empty() ? "" : ", ") + std::string(name);
    }
    return text.empty() ? "none of AVX2, AVX-512, AMX" : text;
}

Finding gl_finding() {
    try {
        const Window window({.width = 320, .height = 240, .hidden = true});
        const std::string gl = ui::describe_gl();
        const bool software = gl.find("llvmpipe") != std::string::npos;
        return {"OpenGL", gl,
                software ? "It draws in software: install the graphics driver of your GPU for a "
                           "smoother window."
                         : ""};
    } catch (const Error& error) {
        return {"OpenGL", "not available",
                fmt::format("{}. Every command but the window and screenshot works without.",
                            error.what())};
    }
}

Finding cuda_finding(const MachineReport& machine) {
    const char* module =
        machine.cuda_module ? "zscope's CUDA module is there" : "zscope's CUDA module is not built";
    if (machine.cuda.empty()) {
        return {"CUDA", fmt::format("no device: training runs on the CPU ({})", module), ""};
    }
    if (!machine.cuda_used) return {"CUDA", machine.cuda, machine.cuda_problem};
    return {"CUDA",
            fmt::format("{}: training runs on it, the window draws on {} ({})", machine.cuda,
                        machine.cuda_module ? "it, too" : "the CPU", module),
            machine.cuda_problem};
}

Finding kernels_finding(const MachineReport& machine) {
    if (machine.kernels.empty()) {
        return {"kernels", "LibTorch's only",
                "zscope's own want a processor with AVX2: training is slow on this one."};
    }
    const std::string measured = machine.kernels_measured.empty()
                                     ? "the first training measures which are fastest"
                                     : "measured: " + machine.kernels_measured;
    return {"kernels", fmt::format("{}; {}", machine.kernels, measured), ""};
}

Finding model_finding() {
    try {
        const SnapshotPointer model = open_model(resolve_model("default"));
        return {"default model", model->name, ""};
    } catch (const Error& error) {
        return {"default model", "missing", error.what()};
    }
}

std::vector<Finding> look_around() {
    const MachineReport machine = machine_report();
    const double free_gib = static_cast<double>(machine.memory_available_bytes) / kGiB;
    return {
        {"processor", machine.cpu.name, ""},
        {"instructions",
         fmt::format("{}; LibTorch uses {}", features_text(machine.cpu), machine.cpu_kernels), ""},
        {"cores",
         fmt::format("{} ({} threads compute)", machine.physical_cores, machine.compute_threads),
         machine.openmp ? "" : "LibTorch's parallel regions run on one thread: training is slow."},
        {"memory",
         fmt::format("{:.1f} GiB, {:.1f} GiB free",
                     static_cast<double>(machine.memory_bytes) / kGiB, free_gib),
         free_gib < 3.0 ? "Training at 64 pixels wants about 3 GiB: close other programs." : ""},
        {"LibTorch", machine.libtorch, ""},
        kernels_finding(machine),
        {"precision auto", fmt::format("{}: {}", machine.precision, machine.precision_reason), ""},
        cuda_finding(machine),
        gl_finding(),
        model_finding(),
        {"settings", config_folder().string(), ""},
        {"runs, library", data_folder().string(), ""},
        {"cache", cache_folder().string(), ""},
    };
}

int run_doctor(bool json) {
    const std::vector<Finding> findings = look_around();
    if (json) {
        nlohmann::ordered_json all = nlohmann::ordered_json::object();
        for (const Finding& f : findings)
            all[f.what] = {{"value", f.value}, {"advice", f.advice}};
        fmt::print("{}\n", all.dump(2));
        return 0;
    }
    for (const Finding& f : findings) {
        fmt::print("{:<15} {}\n", f.what, f.value);
        if (!f.advice.empty()) fmt::print("{:<15} -> {}\n", "", f.advice);
    }
    return 0;
}

}  // namespace

void add_doctor(CLI::App& app, Run& run) {
    auto json = std::make_shared<bool>(false);
    CLI::App* command =
        app.add_subcommand("doctor", "Say what this machine offers, and what to do if it lacks.");
    command->add_flag("--json", *json, "One JSON object, for other programs.");
    command->callback([json, &run] { run = [json] { return run_doctor(*json); }; });
}

}  // namespace zscope::app
