// SPDX-License-Identifier: MIT
#include "core/io/network_role.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <string_view>
#include <vector>

namespace zscope {

namespace {

using Word = std::string_view;

// As people name them, between "_", "-" and capitals.
constexpr std::array<Word, 8> kGenerator{"g",    "gen",    "generator", "netg",
                                         "gnet", "modelg", "gmodel",    "gener"};
constexpr std::array<Word, 10> kDiscriminator{"d",    "dis",  "disc",   "discriminator", "discrim",
                                              "netd", "dnet", "modeld", "dmodel",        "critic"};
constexpr std::array<Word, 7> kAverage{"ema",    "avg", "average", "averaged",
                                       "shadow", "swa", "polyak"};
// Words of what is no network, and of layers inside one ("conv_d", "down_g").
constexpr std::array<Word, 35> kOther{
    "optim",  "optimizer", "optimiser", "opt",   "scheduler", "sched",  "loss",
    "losses", "scaler",    "grad",      "exp",   "conv",      "convs",  "deconv",
    "convt",  "tconv",     "up",        "down",  "layer",     "layers", "block",
    "blocks", "bn",        "norm",      "batch", "batchnorm", "fc",     "linear",
    "dense",  "relu",      "res",       "main",  "weight",    "bias",   "adam"};

std::vector<std::string> words_of(std::string_view part) {
    std::vector<std::string> words(1);
    bool lower = false;
    for (const char c : part) {
        const auto letter = static_cast<unsigned char>(c);
        const bool capital = std::isupper(letter) != 0;
        if (c == '_' || c == '-' || c == ' ' || (capital && lower)) words.emplace_back();
        lower = std::islower(letter) != 0;
        if (std::isalnum(letter) != 0) words.back() += static_cast<char>(std::tolower(letter));
    }
    return words;
}

bool has(const std::vector<std::string>& words, std::span<const Word> known) {
    return std::ranges::any_of(words, [&](const std::string& word) {
        return std::ranges::find(known, word) != known.end();
    });
}

struct PartRole {
    bool generator, discriminator, average;

    bool any() const { return generator || discriminator || average; }
};

PartRole role_of(std::string_view part) {
    const std::vector<std::string> words = words_of(part);
    if (has(words, kOther)) return {};
    PartRole role{has(words, kGenerator), has(words, kDiscriminator), has(words, kAverage)};
    if (role.generator && role.discriminator) role = {false, false, role.average};
    return role;
}

NetworkRole joined(const PartRole& role) {
    if (role.average) return role.discriminator ? NetworkRole::ignored : NetworkRole::average;
    return role.discriminator ? NetworkRole::discriminator : NetworkRole::generator;
}

}  // namespace

NetworkOwner owner_of(const std::string& name) {
    PartRole found{};
    std::string prefix;
    for (std::size_t begin = 0, dot = name.find('.'); dot != std::string::npos;
         begin = dot + 1, dot = name.find('.', begin)) {
        const PartRole role = role_of(std::string_view(name).substr(begin, dot - begin));
        // "ema.generator." and "G.ema." are one word in two.
        const bool more = found.any() && (found.average != role.average);
        if (role.any() && (!found.any() || more)) {
            found = {found.generator || role.generator, found.discriminator || role.discriminator,
                     found.average || role.average};
            prefix = name.substr(0, dot + 1);
            if (more) break;
        } else if (found.any()) {
            break;
        }
    }
    return found.any() ? NetworkOwner{joined(found), prefix} : NetworkOwner{};
}

}  // namespace zscope
