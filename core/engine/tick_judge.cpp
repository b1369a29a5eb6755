// SPDX-License-Identifier: MIT
#include "core/engine/tick_judge.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <vector>

#include "core/engine/detail/network.h"
#include "core/engine/detail/tick_features.h"
#include "core/latent/few_examples.h"

namespace zscope {

namespace {

constexpr double kPenalty = 10.0;
const float kUnsure = static_cast<float>(std::log(2.0));

struct Examples {
    std::vector<float> learn, check;  // rows of features
    std::vector<Answer> learn_answers, check_answers;
};

void add_examples(const std::vector<float>& rows, std::size_t columns, Answer answer,
                  Examples& examples) {
    const std::size_t count = rows.size() / columns;
    const std::vector<bool> learned = learned_half(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto from = rows.begin() + static_cast<std::ptrdiff_t>(i * columns);
        auto& to = learned[i] ? examples.learn : examples.check;
        to.insert(to.end(), from, from + static_cast<std::ptrdiff_t>(columns));
        (learned[i] ? examples.learn_answers : examples.check_answers).push_back(answer);
    }
}

std::vector<float> feature_rows(const detail::TickFeatures& features, const HostTensor& images) {
    const at::Tensor rows = features.rows_of(images);
    const auto* first = rows.const_data_ptr<float>();
    return {first, first + rows.numel()};
}

double accuracy(const Examples& examples, std::size_t columns, const LogisticFit& fit) {
    const std::vector<float> logits = logits_of(examples.check, columns, fit);
    Agreement verdicts;
    for (std::size_t i = 0; i < logits.size(); ++i)
        verdicts.add(examples.check_answers[i] == Answer::yes, logits[i] > 0.0F);
    return verdicts.balanced_accuracy();
}

}  // namespace

std::string words_of(const TickReport& report, const std::string& name) {
    const std::string it = name.empty() ? "it" : name;
    const std::int64_t yes = std::max<std::int64_t>(0, kTicksPerClass - report.yes);
    const std::int64_t no = std::max<std::int64_t>(0, kTicksPerClass - report.no);
    if (yes > 0 || no > 0) {
        std::string more;
        if (yes > 0) more += fmt::format("{} more with {}", yes, it);
        if (no > 0) more += fmt::format("{}{} more without", more.empty() ? "" : " and ", no);
        return "Not measurable yet: tick " + more + ".";
    }
    const double percent = 100.0 * report.balanced_accuracy.value_or(0.5);
    if (!report.usable) {
        return fmt::format(
            "Not measurable yet: of the ticks that it did not learn from, a classifier of the "
            "images "
            "gets {:.0f} % right, and 80 % are needed. Tick 10 more of each kind, the doubtful "
            "ones "
            "left out.",
            percent);
    }
    return fmt::format(
        "A classifier of the images gets {:.0f} % of the ticks right that it did not "
        "learn from: it can judge.",
        percent);
}

TickJudge learn_ticks(Sampler& sampler, const std::string& name, std::span<const float> yes_z,
                      std::span<const float> no_z, const std::stop_token& stop) {
    const auto nz = static_cast<std::size_t>(sampler.model().generator.inputs());
    TickJudge result;
    result.report.yes = static_cast<std::int64_t>(yes_z.size() / nz);
    result.report.no = static_cast<std::int64_t>(no_z.size() / nz);
    result.judge.attributes = {{name, false, {-kUnsure, kUnsure}}};
    if (result.report.yes < 2 || result.report.no < 2) return result;
    const auto features = std::make_shared<detail::TickFeatures>(sampler, stop);
    result.report.features = features->what();
    const std::vector<float> yes = feature_rows(*features, sampler.images(yes_z, {}, stop));
    const std::vector<float> no = feature_rows(*features, sampler.images(no_z, {}, stop));
    const std::size_t columns = yes.size() / static_cast<std::size_t>(result.report.yes);
    Examples examples;
    add_examples(yes, columns, Answer::yes, examples);
    add_examples(no, columns, Answer::no, examples);
    const LogisticFit fit =
        logistic_of_few(examples.learn, columns, examples.learn_answers, kPenalty);
    result.report.balanced_accuracy = accuracy(examples, columns, fit);
    result.report.usable = std::min(result.report.yes, result.report.no) >= kTicksPerClass &&
                           *result.report.balanced_accuracy >= kTickAccuracy;
    result.judge.read = [features, fit, columns](const HostTensor& images, const std::stop_token&) {
        return logits_of(feature_rows(*features, images), columns, fit);
    };
    return result;
}

}  // namespace zscope
