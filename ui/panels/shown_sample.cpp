// SPDX-License-Identifier: MIT
#include "ui/panels/shown_sample.h"

#include <fmt/format.h>

#include <memory>
#include <string>

#include "ui/widgets/states.h"

namespace zscope::ui {

std::vector<float> scaled(const std::vector<float>& z, double factor) {
    std::vector<float> longer = z;
    for (float& value : longer)
        value = static_cast<float>(value * factor);
    return longer;
}

bool ShownSample::take(Frame& frame, const char* what_for) {
    const std::vector<SampleId>& picked = frame.session.selection;
    const SamplePointer sample = picked.empty() ? nullptr : frame.samples.find(picked.back());
    const bool fits = sample != nullptr && std::ssize(sample->z) == frame.model.nz;
    if (fits) {
        const double truncation = frame.session.truncation;
        if (sample != sample_ || truncation != truncation_ || z_ == nullptr) {
            sample_ = sample;
            truncation_ = truncation;
            z_ = std::make_shared<const std::vector<float>>(scaled(sample->z, truncation));
        }
        return true;
    }
    const std::string sentence =
        sample == nullptr
            ? std::string(what_for)
            : fmt::format("This sample has {} numbers in z; the model takes {}. Choose another.",
                          sample->z.size(), frame.model.nz);
    if (empty_state(sentence, "Show the first sample")) {
        GridLatents grid;
        const SharedZ z = grid.get(frame.model, frame.session.grid);
        frame.out.act(SelectionChange{SelectHow::replace, {grid_sample(frame, z, 0)}});
    }
    return false;
}

}  // namespace zscope::ui
