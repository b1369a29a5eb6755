// SPDX-License-Identifier: MIT
#include "core/io/model_file.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "core/base/error.h"
#include "core/io/file_write.h"
#include "core/io/model_export.h"
#include "core/io/model_id.h"
#include "core/io/network_layout.h"
#include "core/io/safetensors.h"
#include "core/io/user_folders.h"
#include "tests/io/network_files.h"
#include "tests/temp_folder.h"

using namespace zscope;
using test::filled;
using test::same;
using test::TempFolder;

namespace {

const Architecture kG = dcgan_generator(test::small_config().shape());
const Architecture kD = dcgan_discriminator(test::small_config().shape());

NamedTensors prefixed(const NamedTensors& tensors, const std::string& prefix) {
    NamedTensors result;
    add_with_prefix(result, tensors, prefix);
    return result;
}

NamedTensors joined(NamedTensors a, const NamedTensors& b) {
    a.insert(b.begin(), b.end());
    return a;
}

SnapshotPointer open_tensors(const NamedTensors& tensors) {
    const TempFolder folder;
    write_safetensors(folder / "m.safetensors", {tensors, {}});
    return open_model(folder / "m.safetensors");
}

void check_refused(const NamedTensors& tensors, const char* why) {
    CAPTURE(why);
    CHECK_THROWS_WITH_AS(open_tensors(tensors), doctest::Contains(why), Error);
}

HostTensor numbers(std::vector<std::int64_t> shape, float value = 0.5F) {
    const HostTensor facts{DType::f32, shape, nullptr};
    return HostTensor::from_floats(
        std::move(shape), std::vector<float>(static_cast<std::size_t>(facts.count()), value));
}

void add_norm(NamedTensors& tensors, const std::string& name, std::int64_t width) {
    for (const char* part : {".weight", ".bias", ".running_mean", ".running_var"}) {
        tensors[name + part] = numbers({width});
    }
}

}  // namespace

TEST_CASE("model id: a fixed one, computed by Python's hashlib") {
    // sha256(b"a\0" + pack("<I", 1) + pack("<Q", 2) + pack("<2f", 1, -2) +
    //        b"b\0" + pack("<I", 0) + pack("<f", 0.5)).hexdigest()
    NamedTensors tensors{{"b", HostTensor::from_floats({}, std::vector<float>{0.5F})},
                         {"a", HostTensor::from_floats({2}, std::vector<float>{1.0F, -2.0F})}};
    const std::string id = "42b13d1987c03213ee113c2c77c5315499d8ed53b27af67e83c92089da7842c7";
    CHECK(model_id(tensors) == id);
    // Counters and whole numbers do not count; half precision does, by its value.
    tensors["n.num_batches_tracked"] = HostTensor::from_floats({}, std::vector<float>{9.0F});
    const std::int64_t seven = 7;
    tensors["c"] = HostTensor::from_bytes(DType::i64, {}, std::as_bytes(std::span(&seven, 1)));
    const std::uint16_t halves[] = {0x3c00, 0xc000};
    tensors["a"] = HostTensor::from_bytes(DType::f16, {2}, std::as_bytes(std::span(halves)));
    CHECK(model_id(tensors) == id);
    tensors["a"] = HostTensor::from_floats({2}, std::vector<float>{1.0F, 2.0F});
    CHECK(model_id(tensors) != id);
}

TEST_CASE("natural order: numbers in names count as numbers") {
    CHECK(natural_less("main.3", "main.12"));
    CHECK_FALSE(natural_less("main.12", "main.3"));
    CHECK(natural_less("a2b10", "a2b11"));
    CHECK(natural_less("a", "a0"));
    CHECK(natural_less("layer1.10", "layer2.2"));
    CHECK_FALSE(natural_less("same", "same"));
    CHECK(natural_less("x01", "x1") != natural_less("x1", "x01"));
}

TEST_CASE("open_model: a checkpoint has G, its average, D, step, prior and provenance") {
    const TempFolder folder;
    const Checkpoint checkpoint = test::small_checkpoint(2500);
    const auto path = folder / "faces-03/checkpoints/step-002500.safetensors";
    write_checkpoint(path, checkpoint);
    const SnapshotPointer model = open_model(path);
    CHECK(model->generator == kG);
    CHECK(model->discriminator == kD);
    CHECK(same(model->raw, checkpoint.g));
    REQUIRE(model->ema);
    CHECK(same(*model->ema, checkpoint.g_ema));
    REQUIRE(model->d);
    CHECK(same(*model->d, checkpoint.d));
    CHECK(model->step == 2500);
    CHECK(model->prior == "uniform");
    CHECK(model->format == "zscope");
    CHECK(model->name == "run faces-03");
    CHECK(model->provenance == "Trained in a test.");
    CHECK(model->id_raw == model_id(checkpoint.g));
    CHECK(model->id_ema == model_id(checkpoint.g_ema));
    CHECK(model->id_raw != model->id_ema);
    CHECK(resolve_model((folder / "faces-03").string()) == path);
}

TEST_CASE("open_model: G alone and G with D under the names that people give them") {
    const NamedTensors g = filled(kG, 1.0F), d = filled(kD, 2.0F), ema = filled(kG, 3.0F);
    for (const char* prefix :
         {"", "module.", "netG.", "generator.", "module.netG.", "netG_state_dict.",
          "state_dict.generator.", "model_state_dict.", "G.", "G_state_dict.module."}) {
        CAPTURE(prefix);
        const SnapshotPointer model = open_tensors(prefixed(g, prefix));
        CHECK(model->generator == kG);
        CHECK(same(model->raw, g));
        CHECK_FALSE(model->discriminator);
        CHECK_FALSE(model->d);
        CHECK_FALSE(model->ema);
        CHECK(model->id_raw == model_id(g));
        CHECK(model->format == "safetensors");
        CHECK(model->name == "m");
    }
    const auto both = joined(prefixed(g, "netG."), prefixed(d, "netD_state_dict.module."));
    const SnapshotPointer model = open_tensors(joined(both, prefixed(ema, "g_ema.")));
    CHECK(same(model->raw, g));
    REQUIRE(model->d);
    CHECK(model->discriminator == kD);
    CHECK(same(*model->d, d));
    REQUIRE(model->ema);
    CHECK(same(*model->ema, ema));
}

TEST_CASE("open_model: an optimizer's state and fixed noise beside the networks are left out") {
    NamedTensors tensors = filled(kG, 1.0F);
    tensors["optimizer.state.0.exp_avg"] = numbers({3, 8, 4, 4});
    tensors["fixed_noise"] = numbers({64, 3, 1, 1});
    CHECK(same(open_tensors(tensors)->raw, filled(kG, 1.0F)));
}

TEST_CASE("open_model: counters that old files lack are 0") {
    NamedTensors tensors = filled(kG, 1.0F);
    tensors.erase("main.1.num_batches_tracked");
    const SnapshotPointer model = open_tensors(tensors);
    const HostTensor& count = model->raw.at("main.1.num_batches_tracked");
    CHECK(count.dtype == DType::i64);
    CHECK(count.raw()[0] == std::byte{0});
    CHECK(model->id_raw == model_id(filled(kG, 1.0F)));
}

TEST_CASE("open_model: any chain of transposed convolutions, any names, grey, with biases") {
    NamedTensors tensors;
    tensors["deconv1.weight"] = numbers({7, 6, 4, 4});
    tensors["deconv1.bias"] = numbers({6});
    add_norm(tensors, "bn1", 6);
    tensors["deconv2.weight"] = numbers({6, 6, 6, 6});
    add_norm(tensors, "bn2", 6);
    tensors["deconv10.weight"] = numbers({6, 1, 2, 2});
    const Architecture g = open_tensors(tensors)->generator;
    REQUIRE(g.blocks.size() == 3);
    CHECK(g.nz == 7);
    CHECK(g.channels == 1);
    CHECK(g.image_size() == 16);
    CHECK(g.blocks[0].name == "main.0");
    CHECK(g.blocks[0].bias);
    CHECK(g.blocks[0].norm_name == "main.1");
    CHECK(g.blocks[1].name == "main.3");
    CHECK(g.blocks[1].padding == 2);
    CHECK(g.blocks[1].norm_name == "main.4");
    CHECK(g.blocks[2].name == "main.6");
    CHECK(g.blocks[2].padding == 0);
    CHECK(g.blocks[2].activation == Activation::tanh);
    CHECK_FALSE(g.blocks[2].norm_name);
}

TEST_CASE("open_model: what is no DCGAN generator is refused with the tensor and the reason") {
    const auto without = [](NamedTensors tensors, const std::string& name) {
        tensors.erase(name);
        return tensors;
    };
    const auto with = [](NamedTensors tensors, const std::string& name, HostTensor value) {
        tensors[name] = std::move(value);
        return tensors;
    };
    const NamedTensors g = filled(kG, 1.0F), d = filled(kD, 2.0F);
    check_refused({}, "not a DCGAN");
    check_refused({{"x", numbers({3})}}, "not a DCGAN");
    check_refused(d, "without a generator");
    check_refused(prefixed(d, "netD."), "without a generator");
    check_refused(without(g, "main.3.weight"), "main.4.weight");
    check_refused(without(g, "main.1.running_var"), "main.1.running_var");
    check_refused(without(g, "main.1.bias"), "main.1.bias");
    check_refused(without(g, "main.1.weight"), "main.1.bias");
    check_refused(with(g, "fc.weight", numbers({8, 3})), "fc.weight");
    check_refused(with(g, "main.3.weight_u", numbers({8})), "main.3.weight_u");
    check_refused(with(g, "main.9.weight", numbers({2, 4, 4, 4})), "makes 4 maps");
    check_refused(with(g, "main.6.weight", numbers({4, 2, 4, 3})), "square");
    check_refused(with(g, "main.6.weight", numbers({5, 2, 4, 4})), "takes 5 maps where 4");
    check_refused(with(g, "main.6.weight", numbers({4, 2, 4, 4}, NAN)), "not finite");
    check_refused(with(g, "main.1.weight", numbers({3})), "differ in length");
    check_refused(with(g, "main.1.running_mean", numbers({3})), "differ in length");
    check_refused(joined(prefixed(g, "netG."), prefixed(g, "generator.")), "more than one");
    // 12 doublings
    NamedTensors deep{{"m.0.weight", numbers({1, 1, 4, 4})}};
    for (int i = 1; i < 12; ++i) {
        deep["m." + std::to_string(i) + ".weight"] = numbers({1, 1, 4, 4});
    }
    CHECK_THROWS_AS(open_tensors(deep), Error);
}

TEST_CASE("open_model: a foreign D that does not fit is left out and said so") {
    NamedTensors d = filled(kD, 2.0F);
    d["main.2.weight_u"] = numbers({2});
    const SnapshotPointer model =
        open_tensors(joined(prefixed(filled(kG, 1.0F), "netG."), prefixed(d, "netD.")));
    CHECK_FALSE(model->d);
    CHECK_FALSE(model->discriminator);
    CHECK(model->provenance.find("main.2.weight_u") != std::string::npos);
}

TEST_CASE("open_model: files that hold no model") {
    const TempFolder folder;
    for (const char* text : {"", "hello, world", "\x80\x02}.", "PK\x03\x04 no zip"}) {
        write_file_atomically(folder / "file", text);
        CHECK_THROWS_WITH_AS(open_model(folder / "file"), doctest::Contains("file"), Error);
    }
    CHECK_THROWS_AS(open_model(folder / "none"), Error);
}

TEST_CASE("export and import: bare names, and an id that stays") {
    const TempFolder folder;
    const Checkpoint checkpoint = test::small_checkpoint(2500);
    write_checkpoint(folder / "c", checkpoint);
    const SnapshotPointer model = open_model(folder / "c");

    export_part(*model, "G_ema", folder / "ema.safetensors");
    const auto exported = read_safetensors(folder / "ema.safetensors", SafetensorsProfile::foreign);
    CHECK(same(exported.tensors, checkpoint.g_ema));
    CHECK(exported.metadata.at("format") == "pt");
    CHECK(exported.metadata.at("id") == model->id_ema);
    CHECK(exported.metadata.at("provenance") == "Trained in a test.");
    const SnapshotPointer again = open_model(folder / "ema.safetensors");
    CHECK(again->id_raw == model->id_ema);
    CHECK(again->prior == "uniform");
    CHECK(again->step == 2500);

    export_part(*model, "D", folder / "d.safetensors");
    CHECK(same(read_safetensors(folder / "d.safetensors", SafetensorsProfile::foreign).tensors,
               checkpoint.d));
    CHECK_THROWS_WITH_AS(export_part(*again, "D", folder / "x"), doctest::Contains("has no D"),
                         Error);
    CHECK_THROWS_WITH_AS(export_part(*again, "E", folder / "x"), doctest::Contains("\"E\""), Error);

    import_model(folder / "c", folder / "m.safetensors");
    const SnapshotPointer imported = open_model(folder / "m.safetensors");
    CHECK(imported->format == "zscope");
    CHECK(imported->id_raw == model->id_raw);
    CHECK(imported->id_ema == model->id_ema);
    CHECK(imported->generator == model->generator);
    CHECK(imported->discriminator == model->discriminator);
    REQUIRE(imported->d);
    CHECK(same(*imported->d, *model->d));
    CHECK(imported->step == 2500);
    CHECK(imported->prior == "uniform");
    CHECK(imported->provenance == model->provenance);
    CHECK(imported->name == model->name);
    CHECK_THROWS_WITH_AS(read_checkpoint(folder / "m.safetensors"),
                         doctest::Contains("not resumed"), Error);
}

TEST_CASE("what is no model says so, an image by what it is") {
    const TempFolder folder;
    const auto refused = [&](std::string_view content, const char* why) {
        CAPTURE(why);
        write_file_atomically(folder / "bad", content);
        const std::string path = (folder / "bad").string();
        CHECK_THROWS_WITH_AS(open_model(folder / "bad"), doctest::Contains((path + why).c_str()),
                             Error);
    };
    refused("\xff\xd8\xff\xe0 a photo", " is an image, not a model. zscope opens .safetensors");
    refused("\x89PNG\r\n\x1a\n a drawing", " is an image, not a model. zscope opens .safetensors");
    refused("GIF89a, of a kind that is not trained on either", " is an image, not a model");
    refused("", " is not a model: it is empty");
    refused("some text", " is not a model: ");
    refused("short", " is not a model: ");
    refused("\x80\x02}.", " is not a model: it is a pickle that torch.save did not write");
    refused("\x89HDF\r\n\x1a\n", " is not a model: it is an HDF5 file");
    refused(std::string(257, 'n') + "ustar\0", " is not a model: it is a tar archive");
    refused(std::string_view("\x10\0\0\0\0\0\0\0{\"a\":1}", 15), ": cut off");
}

TEST_CASE("resolve_model: files, folders, the default") {
    const TempFolder folder;
    write_file_atomically(folder / "file", "x");
    CHECK(resolve_model((folder / "file").string()) == folder / "file");
    CHECK_THROWS_WITH_AS(resolve_model((folder / "none").string()), doctest::Contains("none"),
                         Error);
    CHECK_THROWS_WITH_AS(resolve_model(folder.path().string()), doctest::Contains("checkpoints"),
                         Error);
    const char* before = std::getenv("ZSCOPE_DEFAULT_MODEL");
    const std::string kept = before == nullptr ? "" : before;
    ::setenv("ZSCOPE_DEFAULT_MODEL", (folder / "file").c_str(), 1);
    CHECK(resolve_model("default") == folder / "file");
    ::setenv("ZSCOPE_DEFAULT_MODEL", (folder / "gone").c_str(), 1);
    CHECK_THROWS_WITH_AS(resolve_model("default"), doctest::Contains("gone"), Error);
    ::unsetenv("ZSCOPE_DEFAULT_MODEL");
    const auto shipped = shipped_folder() / "models" / "digiface.pth";
    if (std::filesystem::exists(shipped)) {
        CHECK(resolve_model("default") == shipped);
    } else {
        CHECK_THROWS_WITH_AS(resolve_model("default"), doctest::Contains("models/digiface.pth"),
                             Error);
    }
    if (before != nullptr) ::setenv("ZSCOPE_DEFAULT_MODEL", kept.c_str(), 1);
}

TEST_CASE("the default model: architecture, id by Python's hashlib, provenance, import") {
    if (std::getenv("ZSCOPE_DEFAULT_MODEL") == nullptr) {
        MESSAGE("skipped: ZSCOPE_DEFAULT_MODEL does not name the default model's file");
        return;
    }
    const SnapshotPointer model = open_model(resolve_model("default"));
    CHECK(model->generator == dcgan_generator({}));
    CHECK(model->generator.parameters() == 3'576'704);
    CHECK(model->id_raw == "e9eeb5d3149c9cd8d6ea9b2d82ef94b5122053d0d7ba8435fd12bc8a93cc506c");
    CHECK(model->name == "DigiFace faces");
    CHECK(model->format == "pytorch");
    CHECK(model->provenance.find("gan-face-generate 1.1.1") != std::string::npos);
    CHECK(model->provenance.find("non-commercial research") != std::string::npos);
    CHECK_FALSE(model->d);
    const TempFolder folder;
    import_model(resolve_model("default"), folder / "m");
    CHECK(open_model(folder / "m")->id_raw == model->id_raw);
}
