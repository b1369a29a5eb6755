// SPDX-License-Identifier: MIT
#include "app/nearest_word.h"

#include <algorithm>
#include <cstddef>

namespace zscope::app {

namespace {

// Letters to put in, leave out, change or swap with their neighbour (optimal string alignment).
std::size_t letters_apart(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> apart(a.size() + 1,
                                                std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                apart[i][j] = std::max(i, j);
                continue;
            }
            apart[i][j] = std::min({apart[i - 1][j] + 1, apart[i][j - 1] + 1,
                                    apart[i - 1][j - 1] + (a[i - 1] != b[j - 1] ? 1U : 0U)});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                apart[i][j] = std::min(apart[i][j], apart[i - 2][j - 2] + 1);
            }
        }
    }
    return apart[a.size()][b.size()];
}

}  // namespace

std::string nearest_word(std::string_view typed, const std::vector<std::string>& words) {
    std::string nearest;
    std::size_t least = 0;
    for (const std::string& word : words) {
        const std::size_t apart = letters_apart(typed, word);
        if (apart > std::max<std::size_t>(1, word.size() / 3)) continue;
        if (nearest.empty() || apart < least) {
            nearest = word;
            least = apart;
        }
    }
    if (!nearest.empty() || typed.size() < 2) return nearest;
    const auto longer = std::ranges::find_if(
        words, [&](const std::string& word) { return word.starts_with(typed); });
    return longer == words.end() ? "" : *longer;
}

}  // namespace zscope::app
