// SPDX-License-Identifier: MIT
#include "core/io/model_networks.h"

#include <utility>

#include "core/base/error.h"
#include "core/io/architecture_json.h"
#include "core/io/json_text.h"
#include "core/io/model_parts.h"
#include "core/io/model_tensors.h"

namespace zscope {

namespace {

void add_note(ModelSnapshot& model, const std::string& note) {
    if (!model.provenance.empty()) model.provenance += ' ';
    model.provenance += note;
}

void add_assumptions(ModelSnapshot& model, const std::vector<std::string>& notes) {
    for (const std::string& note : notes)
        add_note(model, fmt::format("Assumed of {}.", note));
}

// One of another program that is no DCGAN's is left out, and the model says so.
void set_discriminator(ModelSnapshot& model, const ForeignNetwork& network, bool is_ours,
                       const std::string& source) {
    if (network.empty()) return;
    try {
        FoundNetwork found = find_discriminator(network, model.generator.image_size(),
                                                model.generator.channels, source);
        model.discriminator = std::move(found.architecture);
        model.d = std::move(found.tensors);
        add_assumptions(model, found.notes);
    } catch (const Error& problem) {
        if (is_ours) throw;
        const std::string text = problem.what();
        add_note(model, fmt::format("Its discriminator is left out: {}.", text));
    }
}

std::shared_ptr<ModelSnapshot> from_parts(ModelParts parts, const GeneratorHints& hints,
                                          bool is_ours, const std::string& source) {
    if (parts.g.empty()) parts.g = std::move(parts.g_ema);  // the averaged weights alone
    if (parts.g.empty() || guess_kind(parts.g) == NetworkKind::discriminator) {
        fail("{}: a discriminator without a generator: there is nothing to draw", source);
    }
    auto model = std::make_shared<ModelSnapshot>();
    FoundNetwork found = find_generator(parts.g, source, hints);
    model->generator = std::move(found.architecture);
    model->raw = std::move(found.tensors);
    add_assumptions(*model, found.notes);
    if (!parts.g_ema.empty()) {
        FoundNetwork average = find_generator(parts.g_ema, source, hints);
        if (average.architecture != model->generator) {
            fail("{}: its generator and the averaged one differ in shape", source);
        }
        model->ema = std::move(average.tensors);
    }
    set_discriminator(*model, parts.d, is_ours, source);
    return model;
}

ForeignNetwork own_part(const SafetensorsFile& file, std::string_view prefix) {
    return {without_prefix(file.tensors, prefix), {}, {}};
}

}  // namespace

std::shared_ptr<ModelSnapshot> model_from_foreign(const ForeignNetwork& file,
                                                  const GeneratorHints& hints,
                                                  const std::string& source) {
    return from_parts(split_model(file, source), hints, false, source);
}

std::shared_ptr<ModelSnapshot> model_from_own(const SafetensorsFile& file,
                                              const std::string& source) {
    const auto text = [&](const char* key) {
        const auto found = file.metadata.find(key);
        return found == file.metadata.end() ? std::string() : found->second;
    };
    if (text("version") != "1") fail("{}: written by a newer zscope", source);
    ModelParts parts{own_part(file, "G."), own_part(file, "G_ema."), own_part(file, "D.")};
    if (parts.g.tensors.size() + parts.g_ema.tensors.size() + parts.d.tensors.size() !=
        file.tensors.size()) {
        fail("{}: it holds tensors that are none of G, G_ema and D", source);
    }
    if (parts.g.empty()) parts.g = parts.g_ema;  // a light export: the averaged weights alone
    const std::string architecture = text("architecture");
    if (architecture.empty()) return from_parts(std::move(parts), {}, true, source);
    auto model = std::make_shared<ModelSnapshot>();
    model->generator = generator_from_json(parse_json_text(architecture, source), source);
    model->raw = checked_network(parts.g.tensors, model->generator, source, "G.");
    if (!parts.g_ema.empty()) {
        model->ema = checked_network(parts.g_ema.tensors, model->generator, source, "G_ema.");
    }
    const std::string discriminator = text("d_architecture");
    if (discriminator.empty()) {
        set_discriminator(*model, parts.d, true, source);
    } else {
        model->discriminator = discriminator_from_json(parse_json_text(discriminator, source),
                                                       model->generator, source);
        model->d = checked_network(parts.d.tensors, *model->discriminator, source, "D.");
    }
    return model;
}

}  // namespace zscope
