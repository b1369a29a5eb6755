// SPDX-License-Identifier: MIT
#include "core/surgery/back_report.h"

#include <doctest/doctest.h>

#include <string>

#include "core/surgery/search_pace.h"

namespace zscope {
namespace {

BackReport report_of(Estimate whole, Estimate edited, Estimate others) {
    BackReport report;
    report.thing = "window";
    report.judge = "the second oracle of rooms";
    report.starts = 64;
    report.steps = 1000;
    report.whole.name = "whole";
    report.whole.found = whole;
    report.edited.found = edited;
    report.others.found = others;
    return report;
}

bool says(const std::string& text, const char* words) {
    return text.find(words) != std::string::npos;
}

}  // namespace

TEST_CASE("what bringing back says follows from the shares and their intervals") {
    const Estimate all{1.0, 0.94, 1.0, 64}, none{0.05, 0.01, 0.13, 64}, most{0.7, 0.58, 0.8, 64},
        few{0.4, 0.29, 0.52, 64};
    CHECK(verdict_text(report_of(few, none, few)) ==
          "The search brings window back in only 40 % of its tries with all units there: it is too "
          "weak to say what is gone. Give it more steps.");
    CHECK(verdict_text(report_of(all, none, all)) ==
          "With these units gone the search brings window back in 5 % of its tries, in 100 % "
          "without as many others, in 100 % with all units: window hang on these units.");
    CHECK(says(verdict_text(report_of(all, most, all)), "hang on these units in part only."));
    CHECK(says(verdict_text(report_of(all, all, all)), "no censorship that holds"));
    // Gone, but as many others take it away as well: these units are nothing special.
    CHECK(says(verdict_text(report_of(all, few, few)), "no difference that so many tries"));
    CHECK(says(verdict_text(report_of(most, most, all)), "no censorship that holds"));
}

TEST_CASE("the table has a row for each generator, and pixels only where the thing has a place") {
    BackReport report = report_of({0.5, 0.25, 0.75, 4}, {}, {});
    report.whole.random = report.whole.first_found = {0.125, 0.1, 0.2, 1000};
    const std::string plain = report_text(report);
    CHECK(says(plain, "window back, after 64 searches of 1000 steps each; seen by the second"));
    CHECK(says(plain, "50.0 [25.0, 75.0] %"));
    CHECK(says(plain, "12.5 [10.0, 20.0] %"));
    CHECK_FALSE(says(plain, "417"));
    report.whole.pixels = {417, 385, 451, 64};
    CHECK(says(report_text(report), "417 [385, 451]"));
}

TEST_CASE("how long a search takes is said after three steps that were timed, and not before") {
    SearchPace pace(3, 11);
    pace.begin_search(100.0);
    CHECK(pace.seconds_left() < 0.0);
    pace.step_over(140.0);  // the first one, in which all is made that is made once
    pace.step_over(142.0);
    pace.step_over(144.0);
    CHECK(pace.seconds_left() < 0.0);
    pace.step_over(146.0);
    CHECK(pace.seconds_a_step() == doctest::Approx(2.0));
    CHECK(pace.seconds_left() == doctest::Approx(2.0 * (7 + 22)));
    for (int step = 4; step < 11; ++step)
        pace.step_over(146.0 + 2.0 * (step - 3));
    pace.begin_search(500.0);  // what lies between two searches is no step
    CHECK(pace.seconds_left() == doctest::Approx(2.0 * 22));
    pace.step_over(510.0);
    CHECK(pace.seconds_left() == doctest::Approx(2.0 * 21));
    pace.step_over(522.0);
    CHECK(pace.seconds_a_step() == doctest::Approx((10 * 2.0 + 12.0) / 11));
}

}  // namespace zscope
