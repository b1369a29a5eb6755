// SPDX-License-Identifier: MIT
// What a picture brings along: a PNG, GIF or WebP with a text in it, or the recipe's JSON itself.
#include "core/io/clips/clip_text.h"
#include "core/io/json_text.h"
#include "core/io/png_text.h"
#include "core/io/recipe_file.h"
#include "core/session/picture_plan.h"
#include "core/session/recipe_json.h"
#include "tests/fuzz/input.h"

using namespace zscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::span<const std::uint8_t> bytes(data, size);
    fuzz::works([&] {
        std::string text(reinterpret_cast<const char*>(data), size);
        if (is_png(std::as_bytes(bytes)))
            text = read_png_text(std::as_bytes(bytes), kRecipeKeyword).value_or("");
        if (is_gif(std::as_bytes(bytes)) || is_webp(std::as_bytes(bytes)))
            text = read_clip_text(std::as_bytes(bytes)).value_or("");
        const Recipe recipe = recipe_from_json(parse_json_text(text, "fuzz"), "fuzz");
        fuzz::require(recipe_from_json(to_json(recipe), "again") == recipe);
        (void)describe(recipe);
        // A walk or a grid of the largest size would only take time.
        Recipe small = recipe;
        small.session.walk.step = std::min<std::int64_t>(small.session.walk.step, 32);
        small.session.grid.count = std::min<std::int64_t>(small.session.grid.count, 64);
        small.layout.images = std::min<std::int64_t>(small.layout.images, 32);
        const auto nz = recipe.samples.empty() ? 4 : std::ssize(recipe.samples.front().z);
        small.layout.fps = 0.0;  // its frames take who draws them
        if (nz > 0 && nz < 1000) (void)plan_picture(small, {nz, 0, "normal"});
    });
    return 0;
}
