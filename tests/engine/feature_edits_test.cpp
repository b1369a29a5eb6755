// SPDX-License-Identifier: MIT
#include "core/engine/detail/feature_edits.h"

#include <doctest/doctest.h>

#include "core/base/error.h"
#include "core/engine/detail/network.h"
#include "tiny_models.h"

namespace zscope {
using detail::Mode;
using detail::Network;

namespace {

const Architecture kG = dcgan_generator(test::tiny_shape());

struct Edited {
    Network g = Network::from_tensors(kG, test::random_weights(kG, 21));
    at::Tensor z =
        detail::to_tensor(HostTensor::from_floats({3, kG.nz}, torch_randn(22, 3 * kG.nz)));

    at::Tensor maps(std::int64_t block, std::vector<Edit> edits = {}) {
        return g.forward_to_block(z, block, Mode::eval, edits);
    }
    at::Tensor images(std::vector<Edit> edits = {}) { return g.forward(z, Mode::eval, edits); }
};

Edit edit(EditOp op, double value = 0.0) {
    Edit result;
    result.block = 2;
    result.op = op;
    result.value = value;
    return result;
}

}  // namespace

TEST_CASE("edits that change nothing give the same bits") {
    Edited tiny;
    const at::Tensor plain = tiny.images();
    Edit off = edit(EditOp::ablate);
    off.on = false;
    Edit nobody = edit(EditOp::ablate);
    nobody.units = std::vector<std::int64_t>{};
    Edit nowhere = edit(EditOp::hold, 3.0);
    nowhere.mask = MapMask{8, std::vector<std::uint8_t>(64, 0)};
    CHECK(tiny.images({edit(EditOp::scale, 1.0)}).equal(plain));
    CHECK(tiny.images({off, nobody, nowhere}).equal(plain));
    CHECK_FALSE(tiny.images({edit(EditOp::ablate)}).equal(plain));
}

TEST_CASE("each operation does what its name says, to the whole block") {
    Edited tiny;
    const at::Tensor plain = tiny.maps(2);
    CHECK(tiny.maps(2, {edit(EditOp::ablate)}).equal(at::zeros_like(plain)));
    CHECK(tiny.maps(2, {edit(EditOp::scale, 2.5)}).equal(plain * 2.5));
    CHECK(tiny.maps(2, {edit(EditOp::hold, 0.75)}).equal(at::full_like(plain, 0.75)));
    CHECK(tiny.maps(2, {edit(EditOp::add, -0.5)}).equal(plain - 0.5));
    const at::Tensor inverted = tiny.maps(2, {edit(EditOp::invert)});
    CHECK_FALSE(inverted.allclose(plain));
    CHECK(inverted.amax({2, 3}).allclose(plain.amax({2, 3})));
    CHECK(inverted.amin({2, 3}).allclose(plain.amin({2, 3})));
    CHECK((inverted + plain).std({2, 3}).abs().max().item<double>() < 1e-6);
    CHECK(tiny.maps(2, {edit(EditOp::invert), edit(EditOp::invert)}).allclose(plain, 1e-5, 1e-6));
}

TEST_CASE("units and masks bound an edit, and the list is applied in order") {
    Edited tiny;
    const at::Tensor plain = tiny.maps(2);
    Edit some = edit(EditOp::hold, 9.0);
    some.units = std::vector<std::int64_t>{5, 1};
    some.mask = MapMask{8, std::vector<std::uint8_t>(64, 0)};
    some.mask->cells[3 * 8 + 6] = 1;
    at::Tensor expected = plain.clone();
    for (const int image : {0, 1, 2}) {
        expected[image][5][3][6] = 9.0;
        expected[image][1][3][6] = 9.0;
    }
    CHECK(tiny.maps(2, {some}).equal(expected));
    CHECK(tiny.maps(2, {edit(EditOp::hold, 2.0), edit(EditOp::add, 1.0)})
              .equal(at::full_like(plain, 3.0)));
    CHECK(tiny.maps(2, {edit(EditOp::add, 1.0), edit(EditOp::hold, 2.0)})
              .equal(at::full_like(plain, 2.0)));
    CHECK(tiny.maps(1, {edit(EditOp::ablate)}).equal(tiny.maps(1)));
}

TEST_CASE("an edit of one image does not see the others of its batch") {
    Edited tiny;
    const at::Tensor together = tiny.images({edit(EditOp::invert)});
    tiny.z = tiny.z.slice(0, 1, 2);
    CHECK(tiny.images({edit(EditOp::invert)})[0].allclose(together[1], 0, 1e-6));
}

TEST_CASE("edits that the model does not have are refused") {
    Edited tiny;
    Edit bad = edit(EditOp::ablate);
    bad.block = 5;
    CHECK_THROWS_AS(tiny.images({bad}), Error);
    bad = edit(EditOp::ablate);
    bad.units = std::vector<std::int64_t>{8};
    CHECK_THROWS_AS(tiny.images({bad}), Error);
    bad.units = std::vector<std::int64_t>{-1};
    CHECK_THROWS_AS(tiny.images({bad}), Error);
    bad = edit(EditOp::ablate);
    bad.mask = MapMask{4, std::vector<std::uint8_t>(16, 1)};
    CHECK_THROWS_AS(tiny.images({bad}), Error);
    bad.mask = MapMask{8, std::vector<std::uint8_t>(63, 1)};
    CHECK_THROWS_AS(tiny.images({bad}), Error);
}

}  // namespace zscope
