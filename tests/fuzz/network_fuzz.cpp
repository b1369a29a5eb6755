// SPDX-License-Identifier: MIT
// The inference of architectures. A text, one tensor a line: "name 4 3 2 2"; a module of torch.nn:
// "!name Class key 1 2"; "@" leaves the file's order out.
#include <algorithm>
#include <sstream>

#include "core/io/architecture_json.h"
#include "core/io/model_networks.h"
#include "core/io/model_tensors.h"
#include "tests/fuzz/input.h"

using namespace zscope;

namespace {

constexpr std::int64_t kMostElements = 4096;

void add_tensor(ForeignNetwork& file, std::istream& line, const std::string& name) {
    std::vector<std::int64_t> shape;
    std::int64_t count = 1;
    for (std::int64_t extent = 0; shape.size() < 8 && line >> extent;) {
        if (extent < 0 || extent > kMostElements) return;
        shape.push_back(extent);
        count *= extent;
        if (count > kMostElements) return;
    }
    std::vector<float> values(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<float>(i % 7) - 2.0F;
    if (name.ends_with("running_var")) std::fill(values.begin(), values.end(), 1.0F);
    const bool added =
        file.tensors.emplace(name, HostTensor::from_floats(std::move(shape), values)).second;
    if (added) file.order.push_back(name);
}

void add_module(ForeignNetwork& file, std::istream& line, const std::string& path) {
    TorchModule module{path, {}, {}};
    line >> module.class_name;
    std::string key;
    line >> key;
    for (double number = 0.0; module.numbers[key].size() < 4 && line >> number;)
        module.numbers[key].push_back(number);
    file.modules.push_back(std::move(module));
}

ForeignNetwork read(const std::string& text) {
    ForeignNetwork file;
    bool ordered = true;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line) && file.tensors.size() < 200;) {
        std::istringstream words(line);
        std::string name;
        words >> name;
        if (name == "@") {
            ordered = false;
        } else if (name.starts_with("!")) {
            add_module(file, words, name.substr(1));
        } else if (!name.empty()) {
            add_tensor(file, words, name);
        }
    }
    if (!ordered) file.order.clear();
    return file;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const ForeignNetwork file = read(std::string(fuzz::text_of(fuzz::bytes_of(data, size))));
    const GeneratorHints hints{.labels = size % 5 == 0 ? 1 : 0};
    fuzz::works([&] {
        const auto model = model_from_foreign(file, hints, "it");
        const Architecture& g = model->generator;
        fuzz::require(g.image_size() > 0 && g.image_size() <= 1024 && g.inputs() > g.labels);
        // What was read is whole, and can be written and read again.
        fuzz::require(checked_network(model->raw, g, "it", "").size() == model->raw.size());
        const auto json = nlohmann::json::parse(architecture_to_json(g).dump());
        fuzz::require(generator_from_json(json, "it") == g);
        if (model->d) fuzz::require(model->discriminator->image_size() == g.image_size());
    });
    return 0;
}
