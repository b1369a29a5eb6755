// SPDX-License-Identifier: MIT
#include "core/io/network_layout.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "core/base/error.h"
#include "tests/io/network_files.h"

using namespace zscope;

namespace {

HostTensor numbers(std::vector<std::int64_t> shape, float value = 0.5F) {
    const HostTensor facts{DType::f32, shape, nullptr};
    return HostTensor::from_floats(
        std::move(shape), std::vector<float>(static_cast<std::size_t>(facts.count()), value));
}

// Layers in the order in which a file lists them.
struct File {
    ForeignNetwork network;
    float seed = 0.0F;

    File& add(const std::string& name, std::vector<std::int64_t> shape) {
        network.tensors[name] = numbers(std::move(shape), seed += 0.125F);
        network.order.push_back(name);
        return *this;
    }
    File& conv(const std::string& name, std::int64_t in, std::int64_t out, std::int64_t k = 4) {
        return add(name + ".weight", {in, out, k, k});
    }
    File& norm(const std::string& name, std::int64_t width, bool affine = true) {
        if (affine) add(name + ".weight", {width}).add(name + ".bias", {width});
        return add(name + ".running_mean", {width}).add(name + ".running_var", {width});
    }
    File& module(const std::string& path, const std::string& kind,
                 std::map<std::string, std::vector<double>> facts = {}) {
        network.modules.push_back({path, kind, std::move(facts)});
        return *this;
    }
    FoundNetwork read(const GeneratorHints& hints = {}) const {
        return find_generator(network, "it", hints);
    }
    File without_order() const {
        File other = *this;
        other.network.order.clear();
        return other;
    }
};

float first(const FoundNetwork& found, const std::string& name) {
    return found.tensors.at(name).f32()[0];
}

void check_refused(const File& file, const char* why) {
    CAPTURE(why);
    CHECK_THROWS_WITH_AS(file.read(), doctest::Contains(why), Error);
}

}  // namespace

TEST_CASE("a generator is read in the file's order, by shapes where that is not known") {
    // In the order of their names: final, initial, pyramid 128, pyramid 64 …
    File file;
    file.conv("main.initial:9-12:convt", 9, 12).norm("main.initial:12:bn", 12);
    file.conv("main.pyramid:12-10:convt", 12, 10).norm("main.pyramid:10:bn", 10);
    file.conv("main.pyramid:10-6:convt", 10, 6).norm("main.pyramid:6:bn", 6);
    file.conv("main.final:6-3:convt", 6, 3);
    const FoundNetwork found = file.read();
    CHECK(found.architecture.image_size() == 32);
    CHECK(found.architecture.nz == 9);
    CHECK(found.notes.empty());
    const FoundNetwork again = file.without_order().read();
    CHECK(again.architecture == found.architecture);
    CHECK(test::same(again.tensors, found.tensors));
}

TEST_CASE("each norm goes to its convolution: by number, by place, by width") {
    File by_number;  // all of one width; the norms stand behind all convolutions
    by_number.conv("tconv1", 4, 8).conv("tconv2", 8, 8).conv("tconv3", 8, 1);
    by_number.norm("bn2", 8).norm("bn1", 8);
    FoundNetwork found = by_number.read();
    CHECK(first(found, "main.1.weight") == by_number.network.tensors["bn1.weight"].f32()[0]);
    CHECK(first(found, "main.4.weight") == by_number.network.tensors["bn2.weight"].f32()[0]);

    File by_place;  // the first convolution has none
    by_place.conv("0", 4, 8).conv("2", 8, 8).norm("3", 8).conv("5", 8, 1);
    found = by_place.read();
    CHECK_FALSE(found.architecture.blocks[0].norm_name);
    CHECK(found.architecture.blocks[1].norm_name == "main.3");

    File by_width;  // before the convolutions
    by_width.norm("first", 6).norm("second", 8);
    by_width.conv("x", 4, 8).conv("y", 8, 6).conv("z", 6, 1);
    found = by_width.read();
    CHECK(first(found, "main.1.weight") == by_width.network.tensors["second.weight"].f32()[0]);
    CHECK(first(found, "main.4.weight") == by_width.network.tensors["first.weight"].f32()[0]);
}

TEST_CASE("a BatchNorm without scale and shift gets 1 and 0") {
    File file;
    file.conv("0", 4, 8).norm("1", 8, false).conv("3", 8, 3);
    const FoundNetwork found = file.read();
    CHECK(first(found, "main.1.weight") == 1.0F);
    CHECK(first(found, "main.1.bias") == 0.0F);
    CHECK(first(found, "main.1.running_var") == file.network.tensors["1.running_var"].f32()[0]);
}

TEST_CASE("kernels other than 4 are taken to double the map, and a note says so") {
    File file;
    file.conv("0", 4, 8).conv("1", 8, 6, 5).conv("2", 6, 6, 3).conv("3", 6, 3, 4);
    const FoundNetwork found = file.read();
    CHECK(found.architecture.map_size(2) == 8);
    CHECK(found.architecture.map_size(3) == 8);  // as many maps in as out: only refined
    CHECK(found.architecture.image_size() == 16);
    REQUIRE(found.notes.size() == 2);
    CHECK(found.notes[0].find("1.weight: kernels of 5×5") == 0);
}

TEST_CASE("labels and strides that a person knows") {
    File file;
    file.conv("0", 14, 8, 3).conv("1", 8, 6).conv("2", 6, 3, 3).conv("3", 3, 1);
    const FoundNetwork found =
        file.read({.labels = 10, .strides = {2, 1, 2, 2}, .paddings = {0, 0, 0, 0}});
    CHECK(found.architecture.nz == 4);
    CHECK(found.architecture.labels == 10);
    CHECK(found.architecture.inputs() == 14);
    CHECK(found.architecture.image_size() == 28);  // 3, 6, 13, 28
    const auto refused = [&](const GeneratorHints& hints, const char* why) {
        CHECK_THROWS_WITH_AS(file.read(hints), doctest::Contains(why), Error);
    };
    refused({.labels = 14}, "at least one number must be left for z");
    refused({.strides = {1, 2}}, "2 strides given for a generator of 4 layers");
    refused({.strides = {1, 2, 2, 0}}, "0 among the strides");
    refused({.paddings = {0, 1, 1, 9}}, "9 among the paddings");
}

TEST_CASE("a whole module says its strides, eps and activations") {
    File file;
    file.conv("0", 4, 8, 3).norm("1", 8).conv("3", 8, 1, 3);
    file.module("0", "ConvTranspose2d", {{"stride", {2, 2}}, {"padding", {0, 0}}});
    file.module("1", "BatchNorm2d", {{"eps", {0.8}}})
        .module("2", "LeakyReLU", {{"negative_slope", {0.2}}});
    file.module("3", "ConvTranspose2d", {{"stride", {3, 3}}, {"padding", {1, 1}}});
    file.module("4", "Sigmoid");
    const Architecture g = file.read().architecture;
    CHECK(g.blocks[0].stride == 2);
    CHECK(g.blocks[0].eps == 0.8);
    CHECK(g.blocks[0].activation == Activation::leaky_relu);
    CHECK(g.blocks[1].padding == 1);
    CHECK(g.blocks[1].activation == Activation::sigmoid);
    CHECK(g.image_size() == 7);  // 3, then (3 − 1)·3 − 2 + 3

    File slope = file;
    slope.network.modules[2].numbers["negative_slope"] = {0.01};
    check_refused(slope, "LeakyReLU of slope 0.01");
    File other = file;
    other.network.modules[2].class_name = "GELU";
    check_refused(other, "2 is a GELU");
    File plain = file;
    plain.network.modules[0].class_name = "Conv2d";
    check_refused(plain, "a Conv2d where a ConvTranspose2d is expected");
    File grouped = file;
    grouped.network.modules[0].numbers["groups"] = {2};
    check_refused(grouped, "groups");
}

TEST_CASE("a refusal has a table: each layer, what was expected, and why") {
    File file;
    file.add("l1.0.weight", {64, 100}).add("l1.0.bias", {64});
    file.conv("c.0", 8, 8).norm("c.1", 8).conv("c.2", 8, 3);
    try {
        file.read();
        FAIL("not refused");
    } catch (const Error& error) {
        const std::string text = error.what();
        CAPTURE(text);
        CHECK(text.find("it: not a DCGAN generator") == 0);
        CHECK(text.find("l1.0.weight [64, 100]") != std::string::npos);
        CHECK(text.find("Linear") != std::string::npos);
        CHECK(text.find("c.2.weight [8, 3, 4, 4]") != std::string::npos);
        CHECK(std::count(text.begin(), text.end(), '\n') == 5);  // a head and four layers
    }
    File width;  // of 3 maps, as the image has: but nobody normalises that from before
    width.norm("a", 3).conv("b", 4, 8).conv("c", 8, 3);
    check_refused(width, "normalises 3 maps");
    File group;
    group.conv("0", 4, 8).add("1.weight", {8}).add("1.bias", {8}).conv("2", 8, 3);
    check_refused(group, "without running statistics");
    File upsample;  // Conv2d: (out, in, k, k)
    upsample.add("0.weight", {64, 128, 3, 3}).add("1.weight", {3, 64, 3, 3});
    check_refused(upsample, "Conv2d weights");
    File many;
    for (int i = 0; i < 60; ++i)
        many.add("l" + std::to_string(i) + ".weight", {2, 2});
    many.conv("0", 4, 3);
    check_refused(many, "layers more");
}

TEST_CASE("the kind of a network is told by its shapes") {
    const Architecture g = dcgan_generator({.size = 32, .channels = 1, .nz = 5, .ngf = 4});
    const Architecture d = dcgan_discriminator({.size = 32, .channels = 1, .ndf = 4});
    CHECK(guess_kind({test::filled(g, 1.0F), {}, {}}) == NetworkKind::generator);
    CHECK(guess_kind({test::filled(d, 1.0F), {}, {}}) == NetworkKind::discriminator);
    CHECK(guess_kind({{{"a.weight", numbers({4, 4, 3, 3})}}, {}, {}}) == NetworkKind::none);
    CHECK(guess_kind({}) == NetworkKind::none);
}

TEST_CASE("orders made to take for ever are given up") {
    // 40 convolutions whose shapes fit in very many orders, and no listed one.
    File file;
    for (int i = 0; i < 20; ++i) {
        file.conv("a" + std::to_string(i), 2, 3, 1 + i).conv("b" + std::to_string(i), 2, 3, 31 + i);
        file.conv("c" + std::to_string(i), 3, 2, 1 + i);
    }
    CHECK_THROWS_AS(file.read(), Error);
}
