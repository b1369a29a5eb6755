// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "ui/panels/grid_latents.h"
#include "ui/panels/sift.h"
#include "ui/widgets/render_view.h"

namespace zscope::ui {

// D and the oracle are asked anew only while nothing moves: of a run that goes on the answers would
// never rest.
bool opinion_rests(const Frame& frame);

// Samples of a panel, sorted and filtered by D's opinion and by what the oracle sees: the choices,
// what is asked, and the rows that follow. UI thread.
class Sifter {
  public:
    // `d`: for D's opinion; `panel`: the name under which the oracle is asked.
    Sifter(std::shared_ptr<RenderSlot> d, std::string panel);

    // Each frame, before all else: asks about z, (count, nz), what is needed and not known.
    void update(Frame& frame, const SharedZ& z);
    void rest() { view_.rest(); }
    // Places → rows of z. They stay as they are until the answer for all rows is there.
    const std::vector<std::size_t>& rows() const { return rows_; }
    // What was found in a row: for its tooltip, and for its foot (card_label).
    std::string found(std::size_t row) const { return found_words(made_, facts(), row); }
    std::vector<std::string> labels(std::size_t row) const {
        return found_labels(made_, facts(), row);
    }

    // Controls (sift_controls.cpp). In the line: the order, and the button that unfolds the filter.
    void choice(Frame& frame);
    // At the end of that line: how many passed, or how far the oracle is.
    void status(Frame& frame);
    // On lines of their own: the filter, where it is unfolded, and what went wrong.
    void filters(Frame& frame);
    // In place of the cards, where no row passed.
    void nothing_left();
    void show_all() { sift_.show_all(); }

    void write(nlohmann::json& settings) const;  // order, filter, filter_open
    void read(const nlohmann::json& settings);

  private:
    SiftFacts facts() const { return {count_, logits_, seen_.get()}; }
    Sift possible(const Frame& frame) const;
    void take_samples(const SharedZ& z, std::size_t nz);
    void ask_d(const Frame& frame, const Sift& sift);
    void ask_oracle(Frame& frame, const Sift& sift);
    OracleQuestion question(const Frame& frame) const;
    const OracleAsked* asked(const Frame& frame) const;  // by this panel; null: nothing yet
    void orders(Frame& frame, const Sift& now);
    void believed(Frame& frame);
    void wanted(Frame& frame);

    RenderView view_;
    const std::string panel_;
    Sift sift_;          // as it was chosen, possible here or not
    bool open_ = false;  // the filter is unfolded
    // What rows_ was made from.
    SharedZ z_;
    std::size_t nz_ = 0, count_ = 0;
    Sift made_;
    std::vector<float> logits_;
    std::shared_ptr<const AttributeAnswers> seen_;
    bool changed_ = false;  // logits_ or seen_, since
    std::vector<std::size_t> rows_;
};

}  // namespace zscope::ui
