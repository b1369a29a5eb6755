// SPDX-License-Identifier: MIT
// A file of edits: what is read is written and read again, and only fits its own blocks.
#include "core/io/json_text.h"
#include "core/session/edit_recipe.h"
#include "tests/fuzz/input.h"

using namespace zscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    fuzz::works([&] {
        const std::string_view text(reinterpret_cast<const char*>(data), size);
        const EditRecipe recipe = edit_recipe_from_json(parse_json_text(text, "fuzz"), "fuzz");
        fuzz::require(edit_recipe_from_json(to_json(recipe), "again") == recipe);
        check_fits(recipe, dcgan_generator({.size = 32, .nz = 4, .ngf = 4}));
    });
    return 0;
}
