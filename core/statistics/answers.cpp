// SPDX-License-Identifier: MIT
#include "core/statistics/answers.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "core/base/error.h"

namespace zscope {
namespace {

struct Example {
    float logit;
    bool yes;
};

std::vector<Example> by_logit(std::span<const float> logits, std::span<const float> truth) {
    std::vector<Example> examples;
    for (std::size_t i = 0; i < logits.size(); ++i) {
        examples.push_back({logits[i], truth[i] > 0.5F});
    }
    std::sort(examples.begin(), examples.end(),
              [](const Example& a, const Example& b) { return a.logit < b.logit; });
    return examples;
}

double ratio(std::int64_t part, std::int64_t whole) {
    return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole)
                     : std::numeric_limits<double>::quiet_NaN();
}

// Walking inwards from one end, the last logit up to which at most `wrong` of the examples passed
// are of the other kind.
template <class Iterator>
float reach(Iterator from, Iterator to, bool wanted, double wrong) {
    float last = from->logit;
    std::int64_t passed = 0;
    std::int64_t misses = 0;
    for (; from != to; ++from) {
        ++passed;
        misses += from->yes != wanted ? 1 : 0;
        if (ratio(misses, passed) <= wrong) last = from->logit;
    }
    return last;
}

}  // namespace

Answer answer_of(float logit, const AnswerLimits& limits) {
    if (logit < limits.no_below) return Answer::no;
    return logit > limits.yes_above ? Answer::yes : Answer::unsure;
}

float best_threshold(std::span<const float> logits, std::span<const float> truth) {
    const std::vector<Example> examples = by_logit(logits, truth);
    const auto yes =
        std::count_if(examples.begin(), examples.end(), [](const Example& e) { return e.yes; });
    const auto no = static_cast<std::ptrdiff_t>(examples.size()) - yes;
    if (yes == 0 || no == 0) fail("a threshold needs examples of yes and of no");
    std::int64_t no_below = 0;
    std::int64_t yes_below = 0;
    double best = 0.0;
    float threshold = examples.front().logit;
    for (std::size_t i = 0; i + 1 < examples.size(); ++i) {
        (examples[i].yes ? yes_below : no_below) += 1;
        const double quality = ratio(no_below, no) + ratio(yes - yes_below, yes);
        if (quality > best) {
            best = quality;
            threshold = 0.5F * (examples[i].logit + examples[i + 1].logit);
        }
    }
    return threshold;
}

AnswerLimits answer_limits(std::span<const float> logits, std::span<const float> truth,
                           double wrong, float least) {
    const float middle = best_threshold(logits, truth);
    const std::vector<Example> examples = by_logit(logits, truth);
    const float no = reach(examples.begin(), examples.end(), false, wrong);
    const float yes = reach(examples.rbegin(), examples.rend(), true, wrong);
    return {std::min(no, middle - least), std::max(yes, middle + least)};
}

void Agreement::add(bool first, bool second) {
    if (first == second) {
        (first ? both_yes : both_no) += 1;
    } else {
        (first ? only_first : only_second) += 1;
    }
}

double Agreement::share() const {
    return ratio(both_yes + both_no, count());
}

double Agreement::kappa() const {
    const double first = ratio(both_yes + only_first, count());
    const double second = ratio(both_yes + only_second, count());
    const double chance = first * second + (1.0 - first) * (1.0 - second);
    return chance < 1.0 ? (share() - chance) / (1.0 - chance)
                        : std::numeric_limits<double>::quiet_NaN();
}

double Agreement::balanced_accuracy() const {
    return 0.5 * (ratio(both_yes, both_yes + only_first) + ratio(both_no, both_no + only_second));
}

}  // namespace zscope
