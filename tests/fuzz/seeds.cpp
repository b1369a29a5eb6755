// SPDX-License-Identifier: MIT
// fuzz_seeds FOLDER: sound files for each fuzzer to begin with, FOLDER/NAME/….
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/config/config_json.h"
#include "core/io/clips/clip.h"
#include "core/io/edits_file.h"
#include "core/io/file_write.h"
#include "core/io/model_export.h"
#include "core/io/model_file.h"
#include "core/io/recipe_file.h"
#include "core/session/session_json.h"
#include "tests/core/session/random_actions.h"
#include "tests/fuzz/stored_zip.h"
#include "tests/io/data/data_files.h"
#include "tests/io/hex.h"
#include "tests/io/image_files.h"
#include "tests/io/network_files.h"
#include "tests/io/torch_pickles.h"

using namespace zscope;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

std::string text_of(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string content_of(const fs::path& file) {
    return text_of(read_file(file, std::size_t{1} << 24));
}

void images(const fs::path& folder) {
    for (const auto& file : test::kImageFiles)
        write_file_atomically(folder / "image" / file.name, text_of(test::bytes_of(file.file)));
}

void models(const fs::path& folder) {
    write_checkpoint(folder / "model/checkpoint", test::small_checkpoint(3));
    write_file_atomically(folder / "safetensors/checkpoint",
                          content_of(folder / "model/checkpoint"));
    const SnapshotPointer model = open_model(folder / "model/checkpoint");
    export_part(*model, "G", folder / "model/g");
    const std::vector<float> numbers = {1.0F, 2.0F, 3.0F};
    write_safetensors(folder / "safetensors/small",
                      {{{"t", HostTensor::from_floats({3}, numbers)}}, {{"format", "zscope"}}});
}

void archives(const fs::path& folder) {
    int i = 0;
    for (const char* hex : {test::kPlainPickle, test::kProtocol4Pickle, test::kModulePickle}) {
        const std::string pickle = text_of(test::bytes_of(hex));
        const std::string storages = std::string(24, '\1') + std::string(8, '\2') + "\x18\x08";
        const std::string name = std::to_string(i++);
        write_file_atomically(folder / "pickle" / name, pickle);
        write_file_atomically(folder / "torch_archive" / name, pickle + storages);
        const std::string zip = fuzz::archive_of(pickle + storages);
        write_file_atomically(folder / "zip" / name, zip);
        write_file_atomically(folder / "model" / ("archive-" + name), zip);
    }
}

void legacy_files(const fs::path& folder) {
    int i = 0;
    for (const char* hex : {test::kLegacyFile, test::kLegacyProtocol4File}) {
        const std::string file = text_of(test::bytes_of(hex));
        const std::string name = std::to_string(i++);
        write_file_atomically(folder / "torch_legacy" / name, file);
        write_file_atomically(folder / "model" / ("legacy-" + name), file);
    }
    export_part(*open_model(folder / "model/checkpoint"), "G", folder / "model/g-pth",
                ExportFormat::pth);
}

void networks(const fs::path& folder) {
    std::string norm, text;
    for (const char* part : {"weight", "bias", "running_mean", "running_var"})
        norm += std::string("netG.bn1.") + part + " 4\n";
    text = "netG.conv1.weight 5 4 4 4\n" + norm + "netG.conv2.weight 4 1 4 4\n";
    text += "netG.conv2.bias 1\nnetD.0.weight 3 1 4 4\nnetD.2.weight 1 3 4 4\n";
    write_file_atomically(folder / "network/names", text);
    write_file_atomically(folder / "network/unordered", "@\nf.weight 2 3 5 5\na.weight 9 2 4 4\n");
    write_file_atomically(folder / "network/modules",
                          "0.weight 5 4 3 3\n1.weight 4 1 4 4\n!0 ConvTranspose2d stride 2 2\n"
                          "!0b LeakyReLU negative_slope 0.2\n!1 ConvTranspose2d padding 1 1\n"
                          "!2 Sigmoid\n");
    write_file_atomically(folder / "network/forms",
                          "0.weight_g 5 1 1 1\n0.weight_v 5 4 4 4\n1.weight_orig 4 3 4 4\n"
                          "1.weight_u 3\n1.weight_v 64\n1.bias 3\n");
}

void runs(const fs::path& folder) {
    const std::string config = config_to_json(test::small_config()).dump();
    write_file_atomically(folder / "run/config", "c" + config);
    write_file_atomically(
        folder / "run/info",
        R"(r{"format":"zscope-run","version":1,"run_id":"1","name":"n","data":"model","config":)" +
            config + R"(,"kernels":{},"zscope_version":"0","created":"2026"})");
    const std::string line =
        R"({"step":7,"time_s":0.5,"loss_d":1.5,"loss_d_real":0.5,"loss_d_fake":null,"loss_g":2,)"
        R"("d_x":0.5,"d_g_z1":0.25,"d_g_z2":0.125,"images_per_s":100})";
    write_file_atomically(folder / "run/metrics",
                          "m{\"segment\":0,\"from_step\":0}\n" + line + "\n" + line + "\n{\"st");
}

void data_sets(const fs::path& folder) {
    write_file_atomically(folder / "idx/images", test::idx_images(3, 2, 5));
    test::write_gzip(folder / "idx/gzip", test::idx_images(3, 2, 5));
    write_file_atomically(folder / "cifar/10", std::string("\2") + test::cifar(2, 1));
    write_file_atomically(folder / "cifar/100", std::string("\3") + test::cifar(2, 2));
    const std::string image = content_of(folder / "image/png_rgb");
    const std::string tar = test::tar_entry("a/1.png", image) + test::tar_entry("a/1.cls", "5") +
                            test::tar_entry("a/2.json", R"({"cls":7,"who":"b"})") +
                            test::tar_entry("a/2.png", image) + test::tar_end();
    write_file_atomically(folder / "tar/plain", tar);
    test::write_gzip(folder / "tar/gzip", tar);
    write_file_atomically(
        folder / "tar/cifar",
        test::tar_entry("cifar-10-batches-bin/data_batch_1.bin", test::cifar(2, 1)) +
            test::tar_end());
    write_file_atomically(folder / "labels/attributes", "a2\nSmiling Young\n1.jpg  1 -1\n");
    write_file_atomically(folder / "labels/csv", "aimage_id,Smiling\n1.jpg,1\n2.jpg,-1\n");
    write_file_atomically(folder / "labels/cls", "c5\n7\n-1\n");
    write_file_atomically(folder / "labels/json", "j{\"a\":1,\"b\":true}\n{\"a\":\"x\"}\n");
}

void sessions(const fs::path& folder) {
    for (unsigned seed = 1; seed <= 8; ++seed) {
        testing::RandomActions random(seed);
        Session session;
        json rows = json::array();
        for (int i = 1; i <= 6; ++i) {
            const Action action = random.next();
            rows.push_back({{"id", i}, {"parent", i - 1}, {"actions", {to_json(action)}}});
            session = apply(session, action);
        }
        const Sample sample{3, {0.5F, -1.0F}, {.tool = "seed", .seed = 7, .text = "t"}, {}};
        const json all = {{"session", to_json(session)},
                          {"sample", to_json(sample)},
                          {"rows", rows},
                          {"head", 6}};
        write_file_atomically(folder / "session" / std::to_string(seed), all.dump());
    }
}

void recipes(const fs::path& folder) {
    Session session;
    session.equation = {{1.0, {1, 2}, true}, {-1.0, {3}, false}};
    SampleBook samples;
    for (const float x : {1.0F, 2.0F, 3.0F})
        (void)samples.add({x, -x, 0.5F, 0.0F}, {.tool = "seed", .seed = 7, .text = {}}, {});
    for (const RecipeTool tool : {RecipeTool::calculate, RecipeTool::samples}) {
        const Recipe recipe = make_recipe(tool, session, samples, DirectionBook(),
                                          {"id", "a model", Weights::raw, "/a"});
        const fs::path base = folder / "recipe" / std::string(word_of(tool));
        write_recipe(base.string() + ".json", recipe);
        write_png(base.string() + ".png", ImageRgba8{1, 1, {1, 2, 3, 255}}, recipe);
    }
    session.walk.start = 1;
    const Recipe moving = make_recipe(RecipeTool::walk, session, samples, DirectionBook(),
                                      {"id", "a model", Weights::raw, "/a"}, {.fps = 30.0});
    const ImageRgba8 frame{1, 1, {1, 2, 3, 255}};
    const Clip clip{
        {std::make_shared<const ImageRgba8>(frame)}, 30.0, 1, {recipe_text(moving), {}}};
    write_clip(folder / "recipe" / "walk.gif", ClipFormat::gif, clip);
    write_clip(folder / "recipe" / "walk.webp", ClipFormat::webp, clip);
}

void edits(const fs::path& folder) {
    EditRecipe recipe{
        "no windows", "id", block_shapes(dcgan_generator({.size = 32, .nz = 4, .ngf = 4})), {}};
    recipe.edits.resize(2);
    recipe.edits[0].units = {0, 3};
    recipe.edits[0].name = "a";
    recipe.edits[1].block = 2;
    recipe.edits[1].mask = MapMask{8, std::vector<std::uint8_t>(64, 1)};
    recipe.edits[1].op = EditOp::scale;
    write_edits(folder / "edits" / "two.json", recipe);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 2) {
        fmt::print(stderr, "usage: fuzz_seeds FOLDER\n");
        return 2;
    }
    for (const auto make : {images, models, archives, legacy_files, networks, data_sets, runs,
                            sessions, recipes, edits})
        make(argv[1]);
    return 0;
}
