// SPDX-License-Identifier: MIT
#include "core/session/edit_recipe.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"

using namespace zscope;
using nlohmann::json;

namespace {

Architecture generator(std::int64_t ngf = 4) {
    NetworkShape shape;
    shape.size = 32;
    shape.ngf = ngf;
    shape.nz = 8;
    return dcgan_generator(shape);
}

Edit edit_of(std::int64_t block, std::optional<std::vector<std::int64_t>> units = {}) {
    Edit edit;
    edit.block = block;
    edit.units = std::move(units);
    return edit;
}

// Each kind of edit, all units and some, with a region and without.
EditRecipe recipe() {
    EditRecipe made{"no \"windows\" ä", "0123abcd", block_shapes(generator()), {}};
    MapMask mask{8, std::vector<std::uint8_t>(64)};
    mask.cells[9] = mask.cells[63] = 1;
    const EditOp ops[] = {EditOp::ablate, EditOp::scale, EditOp::invert, EditOp::hold, EditOp::add};
    for (std::int64_t block = 1; block <= 4; ++block)
        made.edits.push_back(edit_of(block));
    made.edits.push_back(edit_of(1));
    for (std::size_t i = 0; i < made.edits.size(); ++i) {
        made.edits[i].op = ops[i];
        made.edits[i].value = 1.5 - 0.8 * static_cast<double>(i);
    }
    made.edits[0].units = {0, 15, 7};
    made.edits[1].mask = mask;
    made.edits[2].on = false;
    made.edits[2].name = "swap";
    made.edits[3].strength = 0.25;
    return made;
}

void refuses(const json& input, const std::string& words) {
    try {
        (void)edit_recipe_from_json(input, "the file");
        FAIL("accepted: " << input.dump());
    } catch (const Error& error) {
        CHECK_MESSAGE(std::string(error.what()).starts_with("the file"), error.what());
        CHECK_MESSAGE(std::string(error.what()).find(words) != std::string::npos, error.what());
    }
}

}  // namespace

TEST_CASE("edits come back from their JSON as they were, also through text") {
    const EditRecipe made = recipe();
    const json written = json::parse(to_json(made).dump());
    CHECK(edit_recipe_from_json(written, "the file") == made);
    EditRecipe plain{"", "", block_shapes(generator()), {}};
    CHECK(edit_recipe_from_json(to_json(plain), "the file") == plain);
}

TEST_CASE("the blocks of a generator are its maps: how many, how large") {
    // 32 pixels, ngf 4: 16 maps of 4 × 4, 8 of 8 × 8, 4 of 16 × 16, then the image.
    const std::vector<EditRecipe::BlockShape> expected{{16, 4}, {8, 8}, {4, 16}, {3, 32}};
    CHECK(block_shapes(generator()) == expected);
}

TEST_CASE("edits fit a generator of the same blocks, and for another one an error has both") {
    const EditRecipe made = recipe();
    CHECK_NOTHROW(check_fits(made, generator()));
    try {
        check_fits(made, generator(8));
        FAIL("fits");
    } catch (const Error& error) {
        const std::string text = error.what();
        CHECK(text.find("no \"windows\" ä") != std::string::npos);
        CHECK(text.find("16 maps of 4×4") != std::string::npos);
        CHECK(text.find("this model has 32 maps of 4×4") != std::string::npos);
    }
}

TEST_CASE("JSON of edits is read strictly, and the error says which edit and why") {
    const json good = to_json(recipe());
    const auto with = [&](const char* pointer, const json& value) {
        json changed = good;
        changed[json::json_pointer(pointer)] = value;
        return changed;
    };
    refuses(with("/format", "zscope-recipe"), "not a file of edits");
    refuses(with("/version", 2), "version 2; this zscope reads version 1");
    refuses(with("/colour", "red"), "colour");
    refuses(with("/edits/0/colour", "red"), "edits[0]");
    refuses(with("/edits/0/block", 5), "edits[0]: there is no block 5 among 4");
    refuses(with("/edits/0/block", 0), "edits[0]");
    refuses(with("/edits/0/units/1", 16), "block 1 has units 0 to 15, not 16");
    refuses(with("/edits/0/units/1", -1), "block 1 has units 0 to 15, not -1");
    refuses(with("/edits/1/block", 3),
            "its region is of 8×8 cells, the maps of block 3 have 16×16");
    refuses(with("/edits/0/op", "explode"), "explode");
    refuses(with("/edits", "none"), "edits");
    refuses(with("/blocks/0/units", "many"), "blocks[0]");
    for (const char* key : {"format", "version", "name", "blocks", "edits"}) {
        json lacks = good;
        lacks.erase(key);
        refuses(lacks, key);
    }
    refuses(json::array(), "");
}
