// SPDX-License-Identifier: MIT
#include "core/io/directions_file.h"

#include "core/io/file_write.h"
#include "core/io/json_text.h"
#include "core/latent/direction_json.h"

namespace zscope {

std::vector<Direction> read_directions(const std::filesystem::path& path) {
    constexpr std::size_t kMost = std::size_t{64} << 20;
    const std::vector<std::byte> bytes = read_file(path, kMost);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return directions_from_json(parse_json_text(text, path.string()), path.string());
}

void write_directions(const std::filesystem::path& path, std::span<const Direction> directions) {
    write_file_atomically(path, directions_to_json(directions).dump(1) + "\n");
}

}  // namespace zscope
