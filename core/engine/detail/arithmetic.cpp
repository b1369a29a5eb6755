// SPDX-License-Identifier: MIT
#include "core/engine/detail/arithmetic.h"

#include <sched.h>
#include <torch/version.h>

#include <fstream>
#include <set>

#include "core/base/error.h"
#include "core/engine/detail/direct/supports.h"
#include "core/engine/detail/train_step.h"
#include "core/engine/kernels/sets.h"

namespace zscope::detail {

namespace {

std::string precision_name(const Arithmetic& a) {
    return a.bf16 ? "bf16" : "fp32";
}
std::string layout_name(const Arithmetic& a) {
    return a.channels_last ? "channels_last" : "nchw";
}
std::string device_name(const Arithmetic& a) {
    return a.cuda ? cuda_device().name : "cpu";
}

}  // namespace

int physical_cores() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return 1;
    std::set<std::string> cores;  // two hardware threads of a core list the same siblings
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(cpu, &allowed)) continue;
        std::ifstream file("/sys/devices/system/cpu/cpu" + std::to_string(cpu) +
                           "/topology/thread_siblings_list");
        std::string siblings;
        if (!std::getline(file, siblings)) siblings = "cpu " + std::to_string(cpu);
        cores.insert(siblings);
    }
    return cores.empty() ? 1 : static_cast<int>(cores.size());
}

std::string Arithmetic::description() const {
    const std::string where =
        cuda ? "on " + cuda_device().name
             : fmt::format("{} {}", threads, threads == 1 ? "thread" : "threads");
    if (!kernels.empty()) return fmt::format("{} kernels, {}", kernels, where);
    return fmt::format("{}, {}{}, {}", reference ? "reference" : "LibTorch", precision_name(*this),
                       channels_last ? ", channels last" : "", where);
}

Machine Machine::here() {
    return {this_cpu(), cuda_device(), direct::KernelCache::default_file()};
}

Arithmetic resolve_arithmetic(const TrainConfig& config) {
    return resolve_arithmetic(config, this_cpu(), cuda_device());
}

Arithmetic resolve_arithmetic(const TrainConfig& config, const CpuFeatures& cpu,
                              const CudaDevice& cuda) {
    Arithmetic result;
    result.reference = config.kernels == "reference";
    if (result.reference && config.precision == "bf16") {
        fail("--kernels reference computes in fp32: leave --precision bf16 out, or --kernels auto");
    }
    result.cuda = cuda.usable && !result.reference;
    const bool fast_bf16 = result.cuda ? has_fast_bf16(cuda) : has_fast_bf16(cpu);
    result.bf16 = config.precision == "bf16" || (config.precision == "auto" && !result.reference &&
                                                 auto_precision(cpu, cuda, std::nullopt).bf16);
    result.channels_last = !result.reference;
    result.threads = config.threads > 0 ? static_cast<int>(config.threads) : physical_cores();
    if (result.bf16 && !fast_bf16) {
        result.note = fmt::format("This {} has no bf16 arithmetic: training in bf16 is slow here.",
                                  result.cuda ? "device" : "processor");
    } else if (!result.reference) {
        result.note = cuda.problem;
    }
    return result;
}

direct::KernelTable table_from_json(const nlohmann::json& entries) {
    direct::KernelTable table;
    if (!entries.is_object()) return table;
    for (const auto& [shape, kernels] : entries.items()) {
        if (kernels.is_string()) table[shape] = kernels.get<std::string>();
    }
    return table;
}

nlohmann::json kernels_to_json(const Arithmetic& arithmetic) {
    const bool own = !arithmetic.kernels.empty();
    const nlohmann::json entries =
        own ? nlohmann::json(arithmetic.table) : nlohmann::json{{"*", direct::kLibtorch}};
    nlohmann::json result = {{"version", kKernelsVersion},
                             {"cpu", this_cpu().name},
                             {"device", device_name(arithmetic)},
                             {"libtorch", TORCH_VERSION},
                             {"threads", arithmetic.threads},
                             {"precision", precision_name(arithmetic)},
                             {"layout", layout_name(arithmetic)},
                             {"set", own ? nlohmann::json(arithmetic.kernels) : nlohmann::json()},
                             {"entries", entries}};
    if (arithmetic.precision_times) {
        result["precision_measured"] = direct::precision_to_json(*arithmetic.precision_times);
    }
    return result;
}

namespace {

void add_note(Arithmetic& a, const std::string& note) {
    a.note += (a.note.empty() ? "" : " ") + note;
}

// Our kernels as a run's table names them; false, with a note, where this processor lacks one.
bool take_kernels(const nlohmann::json& kernels, Arithmetic& a) {
    const auto set = kernels.find("set");
    if (a.reference || a.cuda || set == kernels.end() || !set->is_string()) return true;
    a.table = table_from_json(kernels.value("entries", nlohmann::json()));
    a.kernels = set->get<std::string>();
    if (direct::has_kernels(a.table, a.kernels)) return true;
    const kernels::KernelSet* other = kernels::fastest_set(a.bf16);
    add_note(a, fmt::format("The run was computed with kernels ({}) that this processor lacks: it "
                            "goes on with {}, but not bit for bit.",
                            a.kernels, other != nullptr ? other->name : "LibTorch"));
    a.kernels = other != nullptr ? other->name : "";
    return false;
}

}  // namespace

ResumedArithmetic kernels_from_json(const nlohmann::json& kernels, const TrainConfig& config,
                                    const Machine& machine) {
    ResumedArithmetic result;
    Arithmetic& a = result.arithmetic;
    a = resolve_arithmetic(config, machine.cpu, machine.cuda);
    const auto inexact = [&](const std::string& why) {
        result.exact = false;
        add_note(a, why);
        return result;
    };
    const auto text = [&](const char* key) {
        const auto found = kernels.find(key);
        return found != kernels.end() && found->is_string() ? found->get<std::string>() : "";
    };
    if (!kernels.is_object() || text("precision").empty()) {
        return inexact(
            "The run does not say how it was computed: it goes on, but not bit for bit.");
    }
    a.bf16 = text("precision") == "bf16";
    a.channels_last = text("layout") == "channels_last";
    a.precision_times =
        direct::precision_from_json(kernels.value("precision_measured", nlohmann::json()));
    const auto threads = kernels.find("threads");
    if (config.threads == 0 && threads != kernels.end() && threads->is_number_integer()) {
        a.threads = std::clamp(threads->get<int>(), 1, 1024);
    }
    const std::string device = text("device").empty() ? "cpu" : text("device");  // older runs: CPU
    a.cuda = device != "cpu" && machine.cuda.usable && !a.reference;
    if (!take_kernels(kernels, a)) {
        result.exact = false;
        return result;
    }
    const std::string now = a.cuda ? machine.cuda.name : machine.cpu.name;
    const std::string then = device != "cpu" ? device : text("cpu");
    if (then != now || text("libtorch") != TORCH_VERSION) {
        return inexact(fmt::format(
            "The run was computed on {} with LibTorch {}, this is {} with {}: it goes on, but not "
            "bit for bit.",
            then, text("libtorch"), now, TORCH_VERSION));
    }
    if (a.cuda) {
        return inexact(fmt::format(
            "On a CUDA device ({}) equal steps are not equal bit for bit: the run goes on from its "
            "last save, but not exactly as it would have without the break.",
            now));
    }
    return result;
}

namespace {

// The faster precision for these networks on this processor, by the products of a step; measures
// what the cache does not know. fp32 where only one of the two has kernels.
void choose_precision(Arithmetic& a, std::vector<direct::ProductShape> shapes,
                      direct::KernelCache& cache, const ChoiceOptions& options) {
    if (kernels::fastest_set(true) == nullptr || kernels::fastest_set(false) == nullptr) return;
    const std::size_t count = shapes.size();
    for (std::size_t i = 0; i < count; ++i) {
        shapes.push_back(shapes[i]);
        shapes.back().bf16 = !shapes[i].bf16;
    }
    direct::choose_kernels(shapes, a.threads, cache, options.stop, options.progress);
    shapes.resize(count);
    a.precision_times = direct::compare_precisions(shapes, cache.seconds());
    if (!a.precision_times) return;
    cache.keep_precision(*a.precision_times);
    a.bf16 = auto_precision(options.machine.cpu, {}, a.precision_times).bf16;
}

}  // namespace

Arithmetic choose_arithmetic(const TrainConfig& config, const Architecture& generator,
                             const Architecture& discriminator, const ChoiceOptions& options) {
    const Machine& machine = options.machine;
    Arithmetic a = resolve_arithmetic(config, machine.cpu, machine.cuda);
    set_up_compute_thread(a);  // before the first parallel region, which the measurement has
    if (a.reference || a.cuda || !direct::supports(generator, discriminator)) return a;
    direct::KernelCache cache(machine.kernels_file, a.threads);
    const auto shapes = [&] {
        return direct::product_shapes(generator, discriminator, config.batch, a.bf16);
    };
    if (config.precision == "auto" && bf16_must_be_measured(machine.cpu)) {
        choose_precision(a, shapes(), cache, options);
    }
    const kernels::KernelSet* set = kernels::fastest_set(a.bf16);
    if (set == nullptr) return a;
    a.kernels = set->name;
    a.table = direct::choose_kernels(shapes(), a.threads, cache, options.stop, options.progress);
    return a;
}

}  // namespace zscope::detail
