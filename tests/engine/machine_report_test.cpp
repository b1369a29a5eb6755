// SPDX-License-Identifier: MIT
#include "core/engine/machine_report.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>
#include <set>
#include <string>
#include <thread>

#include "core/engine/detail/compute_threads.h"
#include "core/engine/detail/libtorch_facts.h"

namespace zscope {

TEST_CASE("features are read off whole words of /proc/cpuinfo") {
    const CpuFeatures laptop = parse_cpuinfo(
        "processor\t: 0\nmodel name\t: Some CPU @ 2.40GHz\nflags\t\t: fpu avx avx2 avx512fx\n\n"
        "processor\t: 1\nmodel name\t: Other\nflags\t\t: avx512f\n");
    CHECK(laptop == CpuFeatures{"Some CPU @ 2.40GHz", true, false, false, false});
    const CpuFeatures server = parse_cpuinfo("flags : avx2 avx512f avx512_bf16 amx_bf16");
    CHECK(server == CpuFeatures{"unknown", true, true, true, true});
    CHECK(parse_cpuinfo("").name == "unknown");
    CHECK(parse_meminfo("MemTotal:       16 kB\nMemAvailable:    7 kB\n", "MemAvailable") == 7168);
    CHECK(parse_meminfo("MemTotal: many", "MemTotal") == 0);
    CHECK(parse_meminfo("", "MemTotal") == 0);
}

TEST_CASE("the report describes this machine") {
    const MachineReport report = machine_report();
    CHECK(report.physical_cores >= 1);
    CHECK(report.physical_cores <= report.logical_cores);
    CHECK(report.logical_cores <= sysconf(_SC_NPROCESSORS_ONLN));
    const double pages = static_cast<double>(sysconf(_SC_PHYS_PAGES));
    CHECK(report.memory_bytes ==
          doctest::Approx(pages * static_cast<double>(sysconf(_SC_PAGESIZE))).epsilon(0.05));
    CHECK(report.memory_available_bytes <= report.memory_bytes);
    CHECK(report.libtorch.substr(0, 2) == "2.");
    CHECK(report.openmp);
    CHECK(report.compute_threads >= 1);
    if (report.cpu.amx_bf16) CHECK(report.precision == "bf16");
    if (!report.cpu.avx512_bf16) CHECK(report.precision == "fp32");
    CHECK_FALSE(report.precision_reason.empty());
    if (report.cuda.empty()) CHECK_FALSE(report.cuda_used);
}

TEST_CASE("exactly one OpenMP runtime is in the process, and the engine's code uses it") {
    CHECK(detail::runs_in_parallel());
    std::set<std::string> runtimes;
    std::ifstream maps("/proc/self/maps");
    for (std::string line; std::getline(maps, line);) {
        const std::string file = line.substr(line.rfind('/') + 1);
        for (const char* name : {"libgomp", "libiomp5", "libomp"}) {
            if (line.find('/') != std::string::npos && file.starts_with(name)) {
                runtimes.insert(line.substr(line.find('/')));
            }
        }
    }
    CHECK(runtimes.size() == 1);
}

TEST_CASE("each thread keeps its own number of compute threads") {
    const int before = detail::compute_threads();
    detail::set_compute_threads(2);
    int of_other = 0;
    std::thread([&] {
        detail::set_compute_threads(1);
        of_other = detail::compute_threads();
    }).join();
    CHECK(of_other == 1);
    CHECK(detail::compute_threads() == 2);
    int of_first = 0;
    std::thread([&] {
        detail::set_compute_threads(1);
        std::thread([] { detail::set_compute_threads(3); }).join();
        of_first = detail::compute_threads();
    }).join();
    CHECK(of_first == 1);
    detail::set_compute_threads(before);
}

}  // namespace zscope
