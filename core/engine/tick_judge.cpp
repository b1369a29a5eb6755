// SPDX-License-Identifier: MIT
#include "core/engine/tick_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "core/engine/detail/image_classifier.h"
#include "core/latent/few_examples.h"

namespace zscope {

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
    result.judge.attributes = {detail::learned_attribute(name)};
    if (result.report.yes < 2 || result.report.no < 2) return result;
    const auto features = std::make_shared<detail::TickFeatures>(sampler, stop);
    result.report.features = features->what();
    const std::vector<float> yes = detail::feature_rows(*features, sampler.images(yes_z, {}, stop));
    const std::vector<float> no = detail::feature_rows(*features, sampler.images(no_z, {}, stop));
    const std::size_t columns = yes.size() / static_cast<std::size_t>(result.report.yes);
    const detail::ImageClassifier classifier = detail::learn_half(yes, no, columns);
    result.report.balanced_accuracy = classifier.balanced_accuracy;
    result.report.usable = std::min(result.report.yes, result.report.no) >= kTicksPerClass &&
                           *result.report.balanced_accuracy >= kTickAccuracy;
    result.judge.read = [features, fit = classifier.fit, columns](const HostTensor& images,
                                                                  const std::stop_token&) {
        return logits_of(detail::feature_rows(*features, images), columns, fit);
    };
    return result;
}

}  // namespace zscope
