// SPDX-License-Identifier: MIT
#include "core/engine/detail/oracle/oracle_file.h"

#include <utility>

#include "core/base/error.h"
#include "core/engine/detail/network.h"
#include "core/io/safetensors.h"

namespace zscope::detail {

namespace {

constexpr const char* kLimits = "limits";

// The order of the answers is that of the world's attributes: both must agree.
std::string keys(const World& world) {
    std::string text;
    for (const WorldAttribute& attribute : world.attributes()) {
        text += fmt::format("{}{}", text.empty() ? "" : ",", attribute.key);
    }
    return text;
}

std::string segment_keys(const World& world) {
    std::string text;
    for (const WorldSegment& segment : world.segments()) {
        text += fmt::format("{}{}", text.empty() ? "" : ",", segment.key);
    }
    return text;
}

void expect(const std::filesystem::path& path, const SafetensorsFile& file, const char* key,
            const std::string& wanted) {
    const auto found = file.metadata.find(key);
    if (found == file.metadata.end() || found->second != wanted) {
        fail(
            "{}: this oracle does not fit: its {} are \"{}\", here they are \"{}\"; train it anew "
            "with zscope oracle train",
            path.string(), key, found == file.metadata.end() ? "" : found->second, wanted);
    }
}

void take_limits(const std::filesystem::path& path, const HostTensor& tensor, OracleFile& oracle) {
    const auto count = static_cast<std::int64_t>(oracle.world->attributes().size());
    if (tensor.dtype != DType::f32 || tensor.shape != std::vector<std::int64_t>{count, 3}) {
        fail("{}: the limits of the answers are damaged", path.string());
    }
    const auto values = tensor.f32();
    for (std::size_t k = 0; k < values.size(); k += 3) {
        oracle.limits.push_back({values[k], values[k + 2]});
        oracle.thresholds.push_back(values[k + 1]);
    }
}

}  // namespace

void write_oracle(const std::filesystem::path& path, const OracleFile& oracle) {
    SafetensorsFile file;
    for (const auto& [name, tensor] : oracle.weights) {
        file.tensors[name] = to_host(to_tensor(tensor).to(at::kBFloat16));
    }
    std::vector<float> limits;
    for (std::size_t k = 0; k < oracle.limits.size(); ++k) {
        limits.insert(limits.end(), {oracle.limits[k].no_below, oracle.thresholds[k],
                                     oracle.limits[k].yes_above});
    }
    file.tensors[kLimits] =
        HostTensor::from_floats({static_cast<std::int64_t>(oracle.limits.size()), 3}, limits);
    file.metadata = {{"format", "zscope-oracle"},
                     {"version", "1"},
                     {"world", std::string(oracle.world->name())},
                     {"attributes", keys(*oracle.world)},
                     {"segments", segment_keys(*oracle.world)},
                     {"provenance", oracle.provenance}};
    write_safetensors(path, file);
}

OracleFile read_oracle(const std::filesystem::path& path) {
    SafetensorsFile file = read_safetensors(path, SafetensorsProfile::strict);
    const auto format = file.metadata.find("format");
    if (format == file.metadata.end() || format->second != "zscope-oracle") {
        fail("{}: this is not an oracle of zscope", path.string());
    }
    OracleFile oracle;
    oracle.world = &find_world(file.metadata["world"]);
    expect(path, file, "attributes", keys(*oracle.world));
    expect(path, file, "segments", segment_keys(*oracle.world));
    oracle.provenance = file.metadata["provenance"];
    const auto limits = file.tensors.find(kLimits);
    if (limits == file.tensors.end()) fail("{}: it has no limits of answers", path.string());
    take_limits(path, limits->second, oracle);
    file.tensors.erase(limits);
    for (const auto& [name, tensor] : file.tensors)
        oracle.weights[name] = to_f32(tensor);
    return oracle;
}

}  // namespace zscope::detail
