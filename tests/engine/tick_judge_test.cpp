// SPDX-License-Identifier: MIT
#include "core/engine/tick_judge.h"

#include <doctest/doctest.h>

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <numeric>

#include "core/base/error.h"
#include "core/engine/label_judge.h"
#include "core/engine/picture.h"
#include "core/io/image_codec.h"
#include "tests/temp_folder.h"
#include "tiny_models.h"

namespace zscope {
namespace {

constexpr std::int64_t kNz = 10;

std::vector<double> shades(Sampler& sampler, std::span<const float> z) {
    const HostTensor images = sampler.images(z);
    const auto each = static_cast<std::size_t>(images.count() / images.shape[0]);
    std::vector<double> result;
    for (std::size_t i = 0; i < static_cast<std::size_t>(images.shape[0]); ++i) {
        const auto one = images.f32().subspan(i * each, each);
        result.push_back(std::accumulate(one.begin(), one.end(), 0.0));
    }
    return result;
}

double median_of(std::vector<double> values) {
    std::ranges::nth_element(values, values.begin() + std::ssize(values) / 2);
    return values[values.size() / 2];
}

struct Ticks {
    std::vector<float> yes, no;
};

// The first `each` brighter and darker ones than the median, or, with `coin`, any that come.
Ticks tick(Sampler& sampler, std::int64_t each, bool coin = false) {
    const std::vector<float> z = torch_randn(5, 400 * kNz);
    const std::vector<double> shade = shades(sampler, z);
    const double middle = median_of(shade);
    Ticks ticks;
    for (std::size_t i = 0; i < shade.size(); ++i) {
        auto& to = (coin ? i % 2 == 0 : shade[i] > middle) ? ticks.yes : ticks.no;
        if (std::ssize(to) >= each * kNz) continue;
        const auto row = z.begin() + static_cast<std::ptrdiff_t>(i) * kNz;
        to.insert(to.end(), row, row + kNz);
    }
    return ticks;
}

// Balanced accuracy on images that it has not seen.
double right_about_brightness(Sampler& sampler, const Judge& judge) {
    const std::vector<float> fresh = torch_randn(77, 300 * kNz);
    const std::vector<double> shade = shades(sampler, fresh);
    const double middle = median_of(shade);
    const std::vector<float> logits = judge.read(sampler.images(fresh), {});
    Agreement verdicts;
    for (std::size_t i = 0; i < shade.size(); ++i)
        verdicts.add(shade[i] > middle, logits[i] > 0.0F);
    return verdicts.balanced_accuracy();
}

}  // namespace

TEST_CASE("ticks of something that is seen make a judge that is right about fresh images") {
    Sampler sampler(test::tiny_model(), Weights::raw);
    const Ticks ticks = tick(sampler, 40);
    const TickJudge judge = learn_ticks(sampler, "bright", ticks.yes, ticks.no);
    CHECK(judge.report.yes == 40);
    CHECK(judge.report.no == 40);
    REQUIRE(judge.report.balanced_accuracy.has_value());
    CHECK(*judge.report.balanced_accuracy >= 0.8);
    CHECK(judge.report.usable);
    CHECK(words_of(judge.report, "bright").find("it can judge") != std::string::npos);

    const double right = right_about_brightness(sampler, judge.judge);
    MESSAGE("balanced accuracy on fresh images: ", right);
    CHECK(right >= 0.7);
}

TEST_CASE("ticks by the toss of a coin make no judge, and few ticks say how many are missing") {
    Sampler sampler(test::tiny_model(), Weights::raw);
    const Ticks coin = tick(sampler, 40, true);
    const TickReport tossed = learn_ticks(sampler, "luck", coin.yes, coin.no).report;
    REQUIRE(tossed.balanced_accuracy.has_value());
    CHECK(*tossed.balanced_accuracy < 0.8);
    CHECK_FALSE(tossed.usable);
    CHECK(words_of(tossed, "luck").find("80 % are needed") != std::string::npos);

    const Ticks few = tick(sampler, 14);
    const TickReport report = learn_ticks(sampler, "bright", few.yes, few.no).report;
    CHECK_FALSE(report.usable);  // however well it did
    CHECK(words_of(report, "bright") ==
          "Not measurable yet: tick 6 more with bright and 6 more without.");
    const TickReport one =
        learn_ticks(sampler, "bright", std::span(few.yes).first(kNz), few.no).report;
    CHECK_FALSE(one.balanced_accuracy.has_value());
    CHECK(words_of(one, "") == "Not measurable yet: tick 19 more with it and 6 more without.");
}

// Images of the model in two folders, which are their labels: by what they show, or by turns.
std::filesystem::path labelled(Sampler& sampler, const std::filesystem::path& root, bool by_turns) {
    const std::vector<float> z = torch_randn(9, 160 * kNz);
    const std::vector<double> shade = shades(sampler, z);
    const double middle = median_of(shade);
    const Tiles tiles = tiles_of(sampler.images(z));
    for (std::size_t i = 0; i < tiles.size(); ++i) {
        const bool second = by_turns ? i % 2 == 0 : shade[i] > middle;
        write_png(root / (second ? "b_bright" : "a_dark") / fmt::format("{:03}.png", i), *tiles[i]);
    }
    return root;
}

TEST_CASE("labels of a data set make a judge of what they say, or are left out") {
    const test::TempFolder folder;
    const SnapshotPointer model = test::tiny_model();
    Sampler sampler(model, Weights::raw);
    LabelOptions options;
    options.data.text = labelled(sampler, folder.path() / "seen", false).string();
    const LabelJudge judge = learn_labels(sampler, model, options);
    REQUIRE(judge.judge.attributes.size() == 1);
    CHECK(judge.judge.attributes[0].key == "folder=b_bright");
    CHECK(judge.notes.empty());
    CHECK(right_about_brightness(sampler, judge.judge) >= 0.75);

    options.data.text = labelled(sampler, folder.path() / "luck", true).string();
    CHECK_THROWS_WITH_AS(learn_labels(sampler, model, options),
                         doctest::Contains("of the other half right"), Error);
    options.data.text = (folder.path() / "luck" / "a_dark").string();
    CHECK_THROWS_WITH_AS(learn_labels(sampler, model, options), doctest::Contains("has no labels"),
                         Error);
}

}  // namespace zscope
