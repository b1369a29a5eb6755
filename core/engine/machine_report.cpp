// SPDX-License-Identifier: MIT
#include "core/engine/machine_report.h"

#include <sched.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "core/engine/detail/arithmetic.h"
#include "core/engine/detail/cuda_module.h"
#include "core/engine/detail/direct/kernel_choice.h"
#include "core/engine/detail/libtorch_facts.h"
#include "core/engine/detail/precision_choice.h"
#include "core/engine/kernels/sets.h"

namespace zscope {

namespace {

std::string read_text(const char* path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// What follows `key` and a colon on the first line that starts with it.
std::string_view value_of(std::string_view text, std::string_view key) {
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        const auto colon = line.find(':');
        if (colon != std::string_view::npos && trimmed(line.substr(0, colon)) == key) {
            return trimmed(line.substr(colon + 1));
        }
        text.remove_prefix(std::min(text.size(), line.size() + 1));
    }
    return {};
}

int allowed_cores() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return 1;
    return CPU_COUNT(&allowed);
}

}  // namespace

CpuFeatures parse_cpuinfo(std::string_view text) {
    CpuFeatures features;
    if (const auto name = value_of(text, "model name"); !name.empty()) features.name = name;
    const std::string flags = " " + std::string(value_of(text, "flags")) + " ";
    const auto has = [&](const char* flag) { return flags.find(flag) != std::string::npos; };
    features.avx2 = has(" avx2 ");
    features.avx512f = has(" avx512f ");
    features.avx512_bf16 = has(" avx512_bf16 ");
    features.amx_bf16 = has(" amx_bf16 ");
    return features;
}

std::int64_t parse_meminfo(std::string_view text, std::string_view key) {
    const std::string_view value = value_of(text, key);  // "16384256 kB"
    std::int64_t kib = 0;
    std::from_chars(value.data(), value.data() + value.size(), kib);
    return kib * 1024;
}

CpuFeatures this_cpu() {
    return parse_cpuinfo(read_text("/proc/cpuinfo"));
}

namespace {

void add_kernels(MachineReport& report, const detail::direct::KernelCache& cache) {
    for (const kernels::KernelSet* set : kernels::usable_sets())
        report.kernels += (report.kernels.empty() ? "" : ", ") + std::string(set->name);
    std::map<std::string, int> shapes;
    for (const auto& [shape, chosen] : cache.table())
        ++shapes[chosen];
    for (const auto& [chosen, count] : shapes) {
        report.kernels_measured +=
            fmt::format("{}{} for {} {}", report.kernels_measured.empty() ? "" : ", ", chosen,
                        count, count == 1 ? "shape" : "shapes");
    }
}

}  // namespace

MachineReport machine_report() {
    MachineReport report;
    report.cpu = this_cpu();
    report.physical_cores = detail::physical_cores();
    report.logical_cores = allowed_cores();
    const std::string memory = read_text("/proc/meminfo");
    report.memory_bytes = parse_meminfo(memory, "MemTotal");
    report.memory_available_bytes = parse_meminfo(memory, "MemAvailable");
    const detail::LibtorchFacts facts = detail::libtorch_facts();
    report.libtorch = facts.version;
    report.cpu_kernels = facts.cpu_kernels;
    report.openmp = facts.parallel;
    report.compute_threads = facts.threads;
    const detail::direct::KernelCache cache(detail::direct::KernelCache::default_file(),
                                            report.physical_cores);
    add_kernels(report, cache);
    const detail::CudaDevice& cuda = detail::cuda_device();
    report.cuda = cuda.name;
    report.cuda_used = cuda.usable;
    report.cuda_problem = cuda.problem;
    std::error_code error;
    report.cuda_module = std::filesystem::exists(detail::cuda_module_file(), error);
    const detail::AutoPrecision precision =
        detail::auto_precision(report.cpu, cuda, cache.precision());
    report.precision = precision.bf16 ? "bf16" : "fp32";
    report.precision_reason = precision.reason;
    return report;
}

}  // namespace zscope
