// SPDX-License-Identifier: MIT
#include "core/io/edits_file.h"

#include <doctest/doctest.h>

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/io/file_write.h"
#include "tests/temp_folder.h"

using namespace zscope;

namespace {

Edit edit_of(std::vector<std::int64_t> units) {
    Edit edit;
    edit.units = std::move(units);
    edit.name = "glasses";
    return edit;
}

void refuses(const std::filesystem::path& path, const std::string& words) {
    try {
        (void)read_edits(path);
        FAIL("read " << path);
    } catch (const Error& error) {
        const std::string text = error.what();
        CHECK_MESSAGE(text.find(path.string()) != std::string::npos, text);
        CHECK_MESSAGE(text.find(words) != std::string::npos, text);
    }
}

}  // namespace

TEST_CASE("edits are written and read again, and told from other files by their content") {
    const test::TempFolder folder;
    const auto path = folder / "no glasses.json";
    EditRecipe made{"no glasses", "ab12", {{8, 4}, {3, 8}}, {}};
    made.edits.push_back(edit_of({3, 1}));
    write_edits(path, made);
    CHECK(read_edits(path) == made);
    CHECK(is_edits_file(path));
    const auto other = folder / "other.json";
    write_file_atomically(other, R"({"format": "zscope-directions", "version": 1})");
    CHECK_FALSE(is_edits_file(other));
    write_file_atomically(other, R"(["zscope-edits"])");
    CHECK_FALSE(is_edits_file(other));
    write_file_atomically(other, R"({"format": ["zscope-edits"]})");
    CHECK_FALSE(is_edits_file(other));
}

TEST_CASE("a file of edits that is cut, strange or not there is refused by its name") {
    const test::TempFolder folder;
    const auto path = folder / "edits.json";
    refuses(path, "");
    EditRecipe made{"x", "", {{8, 4}, {3, 8}}, {}};
    made.edits.push_back(edit_of({3}));
    write_edits(path, made);
    std::string text;
    {
        std::ifstream in(path);
        text.assign(std::istreambuf_iterator<char>(in), {});
    }
    for (const std::size_t length : {std::size_t{0}, std::size_t{1}, text.size() / 2}) {
        write_file_atomically(path, text.substr(0, length));
        refuses(path, "");
    }
    const std::size_t unit = text.rfind("3\n");
    REQUIRE(unit != std::string::npos);
    write_file_atomically(path, text.substr(0, unit) + "8" + text.substr(unit + 1));
    refuses(path, "edits[0]: block 1 has units 0 to 7, not 8");
}
