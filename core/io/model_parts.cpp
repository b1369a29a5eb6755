// SPDX-License-Identifier: MIT
#include "core/io/model_parts.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <utility>

#include "core/base/error.h"

namespace zscope {

namespace {

enum class Role { unnamed, generator, average, discriminator };

struct RoleWord {
    std::string_view word;
    Role role;
};
// As people name them, without "_state_dict" and the like.
constexpr std::array kRoleWords{
    RoleWord{"g", Role::generator},           RoleWord{"gen", Role::generator},
    RoleWord{"generator", Role::generator},   RoleWord{"netg", Role::generator},
    RoleWord{"net_g", Role::generator},       RoleWord{"modelg", Role::generator},
    RoleWord{"model_g", Role::generator},     RoleWord{"gan_g", Role::generator},
    RoleWord{"g_ema", Role::average},         RoleWord{"gen_ema", Role::average},
    RoleWord{"generator_ema", Role::average}, RoleWord{"netg_ema", Role::average},
    RoleWord{"ema", Role::average},           RoleWord{"ema_g", Role::average},
    RoleWord{"ema_generator", Role::average}, RoleWord{"d", Role::discriminator},
    RoleWord{"disc", Role::discriminator},    RoleWord{"discriminator", Role::discriminator},
    RoleWord{"dis", Role::discriminator},     RoleWord{"netd", Role::discriminator},
    RoleWord{"net_d", Role::discriminator},   RoleWord{"modeld", Role::discriminator},
    RoleWord{"model_d", Role::discriminator}, RoleWord{"critic", Role::discriminator},
};

constexpr std::string_view kLayerParts[] = {"weight", "bias", "running_mean", "running_var",
                                            "num_batches_tracked"};

std::string_view last_part(std::string_view name) {
    return name.substr(name.rfind('.') + 1);  // npos + 1 is 0
}

bool is_of_layer(std::string_view name) {
    return std::ranges::find(kLayerParts, last_part(name)) != std::end(kLayerParts);
}

// "netG_state_dict" → "netg"
std::string plain_word(std::string_view part) {
    std::string word(part);
    std::ranges::transform(word, word.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    for (const std::string_view ending :
         {"_state_dict", "_statedict", "_state", "_weights", "_params", "_model"}) {
        if (word.ends_with(ending)) {
            word.erase(word.size() - ending.size());
            break;
        }
    }
    return word;
}

Role role_of(std::string_view part) {
    const std::string word = plain_word(part);
    const auto* found = std::ranges::find(kRoleWords, word, &RoleWord::word);
    return found == kRoleWords.end() ? Role::unnamed : found->role;
}

struct Owner {
    Role role = Role::unnamed;
    std::string prefix;  // of the name, with the dot
};

// The first word of the name that says whose tensor it is. The last word is the tensor's own.
Owner owner_of(const std::string& name) {
    for (std::size_t begin = 0, dot = name.find('.'); dot != std::string::npos;
         begin = dot + 1, dot = name.find('.', begin)) {
        const Role role = role_of(std::string_view(name).substr(begin, dot - begin));
        if (role != Role::unnamed) return {role, name.substr(0, dot + 1)};
    }
    return {};
}

bool has_convolution(const NamedTensors& tensors) {
    return std::ranges::any_of(tensors,
                               [](const auto& item) { return item.second.shape.size() == 4; });
}

struct Group {
    Owner owner;
    NamedTensors layers, others;
};

std::vector<Group> group_tensors(const NamedTensors& tensors) {
    std::map<std::pair<Role, std::string>, Group> groups;
    for (const auto& [name, tensor] : tensors) {
        const Owner owner = owner_of(name);
        Group& group = groups[{owner.role, owner.prefix}];
        group.owner = owner;
        (is_of_layer(name) ? group.layers : group.others).emplace(name, tensor);
    }
    std::vector<Group> result;
    for (auto& [key, group] : groups) {
        if (has_convolution(group.layers)) result.push_back(std::move(group));
    }
    return result;
}

// Whether a tensor, though no layer's own, changes what a layer computes: spectral norm's
// weight_u, a parametrization, anything that stands beside a layer's weight.
bool changes_layer(const std::string& name, const NamedTensors& layers) {
    const std::string_view last = last_part(name);
    if (last.starts_with("weight") || last.starts_with("bias")) return true;
    if (name.find("parametrizations.") != std::string::npos) return true;
    return layers.contains(name.substr(0, name.rfind('.') + 1) + "weight");
}

// With what changes a layer, so that whoever reads the network refuses it there.
NamedTensors own_tensors(const Group& group) {
    NamedTensors result = group.layers;
    for (const auto& [name, tensor] : group.others) {
        if (changes_layer(name, group.layers)) result.emplace(name, tensor);
    }
    return result;
}

}  // namespace

ModelParts split_model(const NamedTensors& tensors, std::string_view source) {
    const std::vector<Group> groups = group_tensors(tensors);
    const bool named = std::ranges::any_of(
        groups, [](const Group& group) { return group.owner.role != Role::unnamed; });
    ModelParts parts;
    for (const Group& group : groups) {
        if (named && group.owner.role == Role::unnamed) continue;  // a classifier beside, say
        NamedTensors& part = group.owner.role == Role::average         ? parts.g_ema
                             : group.owner.role == Role::discriminator ? parts.d
                                                                       : parts.g;
        if (!part.empty()) {
            fail("{}: more than one network of the same kind, one of them at \"{}\"", source,
                 group.owner.prefix);
        }
        part = own_tensors(group);
    }
    if (parts.g.empty() && parts.g_ema.empty() && parts.d.empty()) {
        fail("{}: no convolution's weights in it: not a DCGAN", source);
    }
    return parts;
}

}  // namespace zscope
