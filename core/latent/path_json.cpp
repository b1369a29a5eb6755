// SPDX-License-Identifier: MIT
#include "core/latent/path_json.h"

#include <nlohmann/json.hpp>

#include <utility>

#include "core/base/error.h"
#include "core/session/json_reader.h"

namespace zscope {

namespace {

constexpr const char* kFormat = "zscope-path";
constexpr EnumNames<PathMode, 3> kModes{{{PathMode::slerp, "slerp"},
                                         {PathMode::lerp, "lerp"},
                                         {PathMode::classic_slerp, "classic-slerp"}}};

SeedSource read_seed(JsonReader& reader) {
    SeedSource source;
    reader.required("seed", source.seed);
    std::optional<std::int64_t> row, count;
    reader.optional("row", row);
    reader.optional("count", count);
    source.row = row.value_or(0);
    source.count = count.value_or(row ? kSourceRows : 1);
    if (source.count < 1 || source.count > kMostSourceRows)
        fail("{}: must be from 1 to {}", reader.path("count"), kMostSourceRows);
    if (source.row < 0 || source.row >= source.count)
        fail("{}: must be from 0 to {}", reader.path("row"), source.count - 1);
    return source;
}

FileSource read_file_source(JsonReader& reader) {
    FileSource source;
    reader.required("file", source.path);
    reader.optional("row", source.row);
    if (source.row < 0 || source.row >= kMostSourceRows)
        fail("{}: must be from 0 to {}", reader.path("row"), kMostSourceRows - 1);
    return source;
}

PathPoint read_point(const nlohmann::json& json, const std::string& where) {
    JsonReader reader(json, where);  // refuses what is no object
    const int sources = json.contains("seed") + json.contains("file") + json.contains("z");
    if (sources != 1) fail("{}: it must have one of seed, file and z", where);
    PathPoint point;
    if (json.contains("seed")) {
        point.source = read_seed(reader);
    } else if (json.contains("file")) {
        point.source = read_file_source(reader);
    } else {
        ValueSource value;
        reader.required("z", value.z);
        point.source = std::move(value);
    }
    reader.optional("hold_s", point.hold_s);
    reader.finish();
    return point;
}

PathFile read_path(const nlohmann::json& json) {
    JsonReader reader(json, "path");
    std::string format;
    std::int64_t version = 0;
    reader.required("format", format);
    if (format != kFormat)
        fail("{}: must be \"{}\", not \"{}\"", reader.path("format"), kFormat, format);
    reader.required("version", version);
    if (version != kPathVersion) {
        fail("{}: this zscope reads version {}, not {}; take a newer zscope",
             reader.path("version"), kPathVersion, version);
    }
    PathFile path;
    reader.choice("mode", kModes, path.mode);
    reader.optional("closed", path.closed);
    reader.optional("segment_s", path.segment_s);
    path.points = JsonReader::list<PathPoint>(reader.need("points"), "path.points", read_point);
    reader.finish();
    if (path.points.size() < kLeastKeyPoints || path.points.size() > kMostKeyPoints) {
        fail("path: points: a path has {} to {} key points, not {}", kLeastKeyPoints,
             kMostKeyPoints, path.points.size());
    }
    return path;
}

nlohmann::ordered_json write_point(const PathPoint& point) {
    nlohmann::ordered_json json;
    if (const auto* seed = std::get_if<SeedSource>(&point.source)) {
        json["seed"] = seed->seed;
        json["row"] = seed->row;
        json["count"] = seed->count;
    } else if (const auto* file = std::get_if<FileSource>(&point.source)) {
        json["file"] = file->path;
        json["row"] = file->row;
    } else {
        json["z"] = std::get<ValueSource>(point.source).z;
    }
    json["hold_s"] = point.hold_s;
    return json;
}

}  // namespace

PathFile parse_path(std::string_view text, const std::string& source) {
    const nlohmann::json json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_discarded()) fail("{}: this is not JSON", source);
    try {
        return read_path(json);
    } catch (const Error& error) {
        fail("{}: {}", source, error.what());
    }
}

std::string path_to_json(const PathFile& path) {
    nlohmann::ordered_json json{{"format", kFormat}, {"version", kPathVersion}};
    json["mode"] = name_of(kModes, path.mode);
    json["closed"] = path.closed;
    json["segment_s"] = path.segment_s;
    json["points"] = nlohmann::ordered_json::array();
    for (const PathPoint& point : path.points)
        json["points"].push_back(write_point(point));
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace zscope
