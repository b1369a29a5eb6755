// SPDX-License-Identifier: MIT
#include "core/io/edits_file.h"

#include "core/io/file_write.h"
#include "core/io/json_text.h"

namespace zscope {

namespace {

nlohmann::json read_json(const std::filesystem::path& path) {
    constexpr std::size_t kMost = std::size_t{64} << 20;
    const std::vector<std::byte> bytes = read_file(path, kMost);
    const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return parse_json_text(text, path.string());
}

}  // namespace

bool is_edits_file(const std::filesystem::path& path) {
    const nlohmann::json json = read_json(path);
    const auto format = json.find("format");
    return format != json.end() && *format == kEditRecipeFormat;
}

EditRecipe read_edits(const std::filesystem::path& path) {
    return edit_recipe_from_json(read_json(path), path.string());
}

void write_edits(const std::filesystem::path& path, const EditRecipe& recipe) {
    write_file_atomically(path, to_json(recipe).dump(1) + "\n");
}

}  // namespace zscope
