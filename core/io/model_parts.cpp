// SPDX-License-Identifier: MIT
#include "core/io/model_parts.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/io/network_layout.h"
#include "core/io/network_role.h"
#include "core/io/weight_forms.h"

namespace zscope {

namespace {

constexpr std::string_view kLayerParts[] = {"weight", "bias", "running_mean", "running_var",
                                            "num_batches_tracked"};

std::string_view last_part(std::string_view name) {
    return name.substr(name.rfind('.') + 1);  // npos + 1 is 0
}

bool is_of_layer(std::string_view name) {
    return std::ranges::find(kLayerParts, last_part(name)) != std::end(kLayerParts);
}

// A convolution's weight, plain or in a form that could not be resolved.
bool has_convolution(const NamedTensors& tensors) {
    return std::ranges::any_of(tensors, [](const auto& item) {
        return item.second.shape.size() == 4 && item.first.find("weight") != std::string::npos;
    });
}

// Whether a tensor, though no layer's own, changes what a layer computes: spectral norm's
// weight_u, a parametrization, anything that stands beside a layer's weight.
bool changes_layer(const std::string& name, const NamedTensors& tensors) {
    const std::string_view last = last_part(name);
    if (last.starts_with("weight") || last.starts_with("bias")) return true;
    if (name.find("parametrizations.") != std::string::npos) return true;
    return tensors.contains(name.substr(0, name.rfind('.') + 1) + "weight");
}

// The part of the file whose names `chosen` says yes to.
template <class Chosen>
ForeignNetwork part_of(const ForeignNetwork& file, Chosen chosen) {
    ForeignNetwork part;
    for (const auto& [name, tensor] : file.tensors) {
        if (chosen(name)) part.tensors.emplace(name, tensor);
    }
    for (const std::string& name : file.order) {
        if (part.tensors.contains(name)) part.order.push_back(name);
    }
    return part;
}

struct Group {
    NetworkOwner owner;
    ForeignNetwork network;
};

std::vector<Group> group_tensors(const ForeignNetwork& file) {
    std::map<std::pair<NetworkRole, std::string>, Group> groups;
    for (const auto& [name, tensor] : file.tensors) {
        const NetworkOwner owner = owner_of(name);
        Group& group = groups[{owner.role, owner.prefix}];
        group.owner = owner;
        if (is_of_layer(name) || changes_layer(name, file.tensors)) {
            group.network.tensors.emplace(name, tensor);
        }
    }
    std::vector<Group> result;
    for (auto& [key, group] : groups) {
        const NamedTensors& own = group.network.tensors;
        if (!has_convolution(own)) continue;
        group.network = part_of(file, [&](const std::string& name) { return own.contains(name); });
        const std::string& prefix = group.owner.prefix;
        std::ranges::copy_if(file.modules, std::back_inserter(group.network.modules),
                             [&](const TorchModule& m) { return m.path.starts_with(prefix); });
        result.push_back(std::move(group));
    }
    return result;
}

// "a.b." of "a.b.c.weight" for depth 2; the whole name where it has fewer parts.
std::string prefix_of(const std::string& name, int depth) {
    std::size_t end = 0;
    for (int i = 0; i < depth; ++i) {
        const std::size_t dot = name.find('.', end);
        if (dot == std::string::npos) return name;
        end = dot + 1;
    }
    return name.substr(0, end);
}

// Networks under names that say nothing ("first.…", "second.…"), told apart by their shapes.
std::vector<Group> guessed_groups(const ForeignNetwork& network) {
    constexpr int kDeepest = 3;
    for (int depth = 1; depth <= kDeepest; ++depth) {
        std::map<std::string, bool> prefixes;
        for (const auto& [name, tensor] : network.tensors)
            prefixes[prefix_of(name, depth)] = true;
        std::vector<Group> groups;
        for (const auto& [prefix, yes] : prefixes) {
            ForeignNetwork part = part_of(network, [&, &start = prefix](const std::string& name) {
                return name.starts_with(start);
            });
            const NetworkKind kind = guess_kind(part);
            if (kind == NetworkKind::none) continue;
            std::ranges::copy_if(
                network.modules, std::back_inserter(part.modules),
                [&, &start = prefix](const TorchModule& m) { return m.path.starts_with(start); });
            const NetworkRole role = kind == NetworkKind::generator ? NetworkRole::generator
                                                                    : NetworkRole::discriminator;
            groups.push_back({{role, prefix}, std::move(part)});
        }
        if (!groups.empty()) return groups;
    }
    return {};
}

ForeignNetwork* place_for(NetworkRole role, ModelParts& parts) {
    switch (role) {
        case NetworkRole::average:
            return &parts.g_ema;
        case NetworkRole::discriminator:
            return &parts.d;
        case NetworkRole::ignored:
            return nullptr;
        default:
            return &parts.g;
    }
}

}  // namespace

ModelParts split_model(const ForeignNetwork& file, std::string_view source) {
    std::vector<Group> groups = group_tensors(with_plain_weights(file));
    const bool named = std::ranges::any_of(
        groups, [](const Group& group) { return group.owner.role != NetworkRole::unnamed; });
    if (!named && groups.size() == 1 && guess_kind(groups[0].network) == NetworkKind::none) {
        std::vector<Group> guessed = guessed_groups(groups[0].network);
        if (!guessed.empty()) groups = std::move(guessed);
    }
    ModelParts parts;
    for (Group& group : groups) {
        // A classifier beside, say.
        if (named && group.owner.role == NetworkRole::unnamed) continue;
        ForeignNetwork* part = place_for(group.owner.role, parts);
        if (part == nullptr) continue;
        if (!part->empty()) {
            fail("{}: more than one network of the same kind, one of them at \"{}\"", source,
                 group.owner.prefix);
        }
        *part = std::move(group.network);
    }
    if (parts.g.empty() && parts.g_ema.empty() && parts.d.empty()) {
        fail("{}: no convolution's weights in it: not a DCGAN", source);
    }
    return parts;
}

}  // namespace zscope
