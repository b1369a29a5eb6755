// SPDX-License-Identifier: MIT
#include "app/nearest_word.h"

#include <doctest/doctest.h>

using zscope::app::nearest_word;

TEST_CASE("the nearest word: a slip of the fingers, a beginning, or none") {
    const std::vector<std::string> words = {"train",  "sample", "interpolate", "info",
                                            "import", "export", "screenshot"};
    CHECK(nearest_word("trian", words) == "train");     // swapped
    CHECK(nearest_word("trai", words) == "train");      // left out
    CHECK(nearest_word("sammple", words) == "sample");  // put in
    CHECK(nearest_word("impart", words) == "import");   // changed
    CHECK(nearest_word("import", words) == "import");
    CHECK(nearest_word("interp", words) == "interpolate");
    CHECK(nearest_word("bogus", words).empty());
    CHECK(nearest_word("photos", words).empty());
    CHECK(nearest_word("t", words).empty());
    CHECK(nearest_word("train", {}).empty());
}
