// SPDX-License-Identifier: MIT
#include "core/io/latent_file.h"

#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/io/safetensors.h"
#include "tests/temp_folder.h"

TEST_CASE("a latent is a row of tensor z, and what is none names the file") {
    const zscope::test::TempFolder folder;
    const auto path = folder.path() / "z.safetensors";
    const std::vector<float> values{1, 2, 3, 4, 5, 6};
    const auto tensor = zscope::HostTensor::from_floats({2, 3}, values);
    zscope::write_safetensors(path, {{{"z", tensor}}, {}});
    CHECK(zscope::read_latent(path, 1, 3) == std::vector<float>{4, 5, 6});
    const auto refuses = [&](std::int64_t row, std::int64_t nz, const char* words) {
        CHECK_THROWS_WITH_AS(zscope::read_latent(path, row, nz), (path.string() + words).c_str(),
                             zscope::Error);
    };
    refuses(2, 3, ": there is no row 2 in it; it has 2, from 0");
    refuses(0, 100, ": tensor \"z\" has the shape (2, 3); latents of this model are (N, 100)");
    zscope::write_safetensors(path, {{{"y", tensor}}, {}});
    refuses(0, 3, ": there is no tensor named \"z\" in it");
}
