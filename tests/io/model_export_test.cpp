// SPDX-License-Identifier: MIT
#include "core/io/model_export.h"

#include <doctest/doctest.h>

#include <cmath>
#include <filesystem>

#include "core/base/error.h"
#include "core/io/file_write.h"
#include "core/io/model_card.h"
#include "core/io/model_file.h"
#include "core/io/safetensors.h"
#include "core/io/torch_archive.h"
#include "core/io/torch_save.h"
#include "tests/io/network_files.h"
#include "tests/temp_folder.h"

using namespace zscope;
using test::same;
using test::TempFolder;

namespace {

std::string content_of(const std::filesystem::path& path) {
    const auto bytes = read_file(path, std::size_t{1} << 24);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

TEST_CASE("torch_save: all dtypes and ranks come back, in the natural order, in the same bytes") {
    NamedTensors tensors;
    const std::vector<float> six{1, 2, 3, 4, 5, 6};
    tensors["main.3.weight"] = HostTensor::from_floats({3, 2}, six);
    tensors["main.12.weight"] = HostTensor::from_floats({1, 6, 1, 1}, six);
    const std::int64_t count = -5;
    tensors["main.4.num_batches_tracked"] =
        HostTensor::from_bytes(DType::i64, {}, std::as_bytes(std::span(&count, 1)));
    int size = 0;
    for (const DType dtype : {DType::f64, DType::f16, DType::bf16, DType::i32, DType::i16,
                              DType::i8, DType::u8, DType::boolean}) {
        const std::vector<std::byte> bytes(2 * size_of(dtype), std::byte{1});
        tensors["d" + std::to_string(size++)] = HostTensor::from_bytes(dtype, {2}, bytes);
    }
    const std::string file = torch_save_bytes(tensors);
    CHECK(file == torch_save_bytes(tensors));
    const TorchArchive read = parse_torch_archive(std::as_bytes(std::span(file)), "it");
    CHECK(same(read.tensors, tensors));
    REQUIRE(read.order.size() == tensors.size());
    CHECK(read.order[read.order.size() - 3] == "main.3.weight");
    CHECK(read.order.back() == "main.12.weight");
}

TEST_CASE("export: the light form is the shown G and D in bf16, under its own id and name") {
    const TempFolder folder;
    const Checkpoint checkpoint = test::small_checkpoint(2500);
    write_checkpoint(folder / "c", checkpoint);
    const SnapshotPointer model = open_model(folder / "c");
    const std::string id = export_light(*model, folder / "light");
    const SnapshotPointer light = open_model(folder / "light");
    CHECK(light->name == model->name);
    CHECK(light->step == 2500);
    REQUIRE(light->ema.has_value());  // step 2,500 shows the average
    REQUIRE(light->d.has_value());
    CHECK(light->id_ema == id);
    CHECK(read_safetensors_metadata(folder / "light").at("rounded_from") == model->id_ema);
    CHECK(std::filesystem::file_size(folder / "light") * 4 <
          std::filesystem::file_size(folder / "c"));
    for (const auto& [name, tensor] : *model->ema) {
        if (tensor.dtype != DType::f32) continue;
        const auto exact = tensor.f32();
        const HostTensor read = to_f32(light->ema->at(name));
        for (std::size_t i = 0; i < exact.size(); ++i) {
            CHECK(std::abs(read.f32()[i] - exact[i]) <= std::abs(exact[i]) / 256);
        }
    }
    // As PyTorch rounds: nearest, ties to even; infinities and NaN stay what they are.
    const std::vector<float> values{1.00390625F, 1.01171875F, -3.4e38F, INFINITY, NAN};
    const HostTensor back = to_f32(to_bf16(HostTensor::from_floats({5}, values)));
    CHECK(back.f32()[0] == 1.0F);
    CHECK(back.f32()[1] == 1.015625F);
    CHECK(back.f32()[2] == -INFINITY);
    CHECK(back.f32()[3] == INFINITY);
    CHECK(std::isnan(back.f32()[4]));
}

TEST_CASE("export: .pth by name or by word, and it opens again with the same id") {
    const TempFolder folder;
    const Checkpoint checkpoint = test::small_checkpoint(2500);
    write_checkpoint(folder / "c", checkpoint);
    const SnapshotPointer model = open_model(folder / "c");
    CHECK(export_part(*model, "G", folder / "g.pth") == model->id_raw);
    const SnapshotPointer again = open_model(folder / "g.pth");
    CHECK(again->format == "pytorch");
    CHECK(again->id_raw == model->id_raw);
    CHECK(same(again->raw, model->raw));
    export_part(*model, "G_ema", folder / "ema.any", ExportFormat::pth);
    CHECK(open_model(folder / "ema.any")->id_raw == model->id_ema);
    export_part(*model, "G", folder / "g.pt", ExportFormat::safetensors);
    CHECK(open_model(folder / "g.pt")->format == "safetensors");
}

TEST_CASE("import: labels and assumed strides are kept in zscope's own form") {
    const TempFolder folder;
    NamedTensors tensors;
    const auto add = [&](const std::string& name, std::vector<std::int64_t> shape) {
        const HostTensor facts{DType::f32, shape, nullptr};
        tensors[name] = HostTensor::from_floats(
            shape, std::vector<float>(static_cast<std::size_t>(facts.count()), 0.25F));
    };
    add("0.weight", {13, 6, 3, 3});
    add("1.weight", {6, 1, 4, 4});
    write_torch_archive(folder / "in", tensors);
    const GeneratorHints hints{.labels = 10, .strides = {1, 1}, .paddings = {0, 0}};
    const SnapshotPointer model = import_model(folder / "in", folder / "out", hints);
    CHECK(model->generator.labels == 10);
    CHECK(model->generator.image_size() == 6);
    const SnapshotPointer again = open_model(folder / "out");
    CHECK(again->generator == model->generator);
    CHECK(again->id_raw == model->id_raw);
    CHECK_THROWS_WITH_AS(open_model(folder / "out", hints), doctest::Contains("zscope's own"),
                         Error);
    CHECK(open_model(folder / "in")->generator.labels == 0);
}

TEST_CASE("model card: what the model says, and nothing of the machine") {
    const TempFolder folder;
    const Checkpoint checkpoint = test::small_checkpoint(2500);
    write_checkpoint(folder / "c", checkpoint);
    const SnapshotPointer model = open_model(folder / "c");
    CHECK(facts_of_run(folder / "c", 2500).is_null());
    const auto card = model_card(
        *model, {.part = "D", .file = "d.pth", .id = "abc", .licence = "", .training = nullptr});
    CHECK(card["licence"] == "not stated");
    CHECK(card["provenance"] == "Trained in a test.");
    CHECK(card["steps"] == 2500);
    CHECK(card["architecture"]["size"] == 32);
    CHECK(card["architecture"]["parameters"] == model->discriminator->parameters());
    CHECK_FALSE(card["architecture"].contains("nz"));
    write_model_card(folder / "d.pth", card);
    CHECK(nlohmann::ordered_json::parse(content_of(folder / "d.card.json")) == card);
    const std::string text = content_of(folder / "d.card.md");
    CHECK(text.find("**model_id**: abc") != std::string::npos);
    CHECK(text.find("Not known") != std::string::npos);
    CHECK(text.find("| main.0 | 3 | 2 | 4 | 2 | 1 | no | no | leaky_relu |") != std::string::npos);
    CHECK(text.find(folder.path().string()) == std::string::npos);
}
