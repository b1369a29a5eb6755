// SPDX-License-Identifier: MIT
#include "core/engine/detail/image_classifier.h"

#include <cmath>

#include "core/latent/few_examples.h"

namespace zscope::detail {

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

double accuracy(const Examples& examples, std::size_t columns, const LogisticFit& fit) {
    const std::vector<float> logits = logits_of(examples.check, columns, fit);
    Agreement verdicts;
    for (std::size_t i = 0; i < logits.size(); ++i)
        verdicts.add(examples.check_answers[i] == Answer::yes, logits[i] > 0.0F);
    return verdicts.balanced_accuracy();
}

}  // namespace

std::vector<float> feature_rows(const TickFeatures& features, const HostTensor& images) {
    const at::Tensor rows = features.rows_of(images);
    const auto* first = rows.const_data_ptr<float>();
    return {first, first + rows.numel()};
}

ImageClassifier learn_half(const std::vector<float>& yes, const std::vector<float>& no,
                           std::size_t columns) {
    Examples examples;
    add_examples(yes, columns, Answer::yes, examples);
    add_examples(no, columns, Answer::no, examples);
    ImageClassifier classifier;
    classifier.fit = logistic_of_few(examples.learn, columns, examples.learn_answers, kPenalty);
    classifier.balanced_accuracy = accuracy(examples, columns, classifier.fit);
    return classifier;
}

JudgedAttribute learned_attribute(const std::string& name) {
    return {name, false, {-kUnsure, kUnsure}};
}

}  // namespace zscope::detail
