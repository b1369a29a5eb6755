// SPDX-License-Identifier: MIT
#include "core/io/foreign_network.h"

#include <algorithm>
#include <string_view>

namespace zscope {

bool natural_less(std::string_view a, std::string_view b) {
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto number = [&](std::string_view text, std::size_t& at) {
        while (at < text.size() && text[at] == '0')
            ++at;
        const std::size_t begin = at;
        while (at < text.size() && is_digit(text[at]))
            ++at;
        return text.substr(begin, at - begin);
    };
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (is_digit(a[i]) && is_digit(b[j])) {
            const std::string_view x = number(a, i), y = number(b, j);
            if (x.size() != y.size()) return x.size() < y.size();
            if (x != y) return x < y;
        } else {
            if (a[i] != b[j]) return a[i] < b[j];
            ++i, ++j;
        }
    }
    if (i < a.size() || j < b.size()) return j < b.size();
    return a < b;  // "1" and "01": any order, but always the same
}

std::vector<std::string> listed_names(const ForeignNetwork& network) {
    if (!network.order.empty()) return network.order;
    std::vector<std::string> names;
    for (const auto& [name, tensor] : network.tensors)
        names.push_back(name);
    std::ranges::sort(names, natural_less);
    return names;
}

}  // namespace zscope
