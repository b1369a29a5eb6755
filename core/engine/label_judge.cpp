// SPDX-License-Identifier: MIT
#include "core/engine/label_judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <utility>

#include "core/base/error.h"
#include "core/engine/d_features.h"
#include "core/engine/detail/image_classifier.h"
#include "core/engine/tick_judge.h"
#include "core/latent/few_examples.h"

namespace zscope {

namespace {

constexpr std::int64_t kPiece = 128;  // images whose features are made at once

// (N, H, W, C) bytes, rows first … first + n − 1, as a network's images.
HostTensor images_of_bytes(const HostTensor& bytes, std::int64_t first, std::int64_t n) {
    const std::int64_t height = bytes.shape[1], width = bytes.shape[2], channels = bytes.shape[3];
    const std::int64_t each = height * width * channels;
    const auto* from = reinterpret_cast<const std::uint8_t*>(bytes.data.get()) + first * each;
    std::vector<float> values(static_cast<std::size_t>(n * each));
    for (std::int64_t i = 0; i < n; ++i) {
        for (std::int64_t pixel = 0; pixel < height * width; ++pixel) {
            for (std::int64_t c = 0; c < channels; ++c) {
                values[static_cast<std::size_t>(i * each + c * height * width + pixel)] =
                    static_cast<float>(from[i * each + pixel * channels + c]) / 127.5F - 1.0F;
            }
        }
    }
    return HostTensor::from_floats({n, channels, height, width}, values);
}

// What one label says: which rows have it and which have it not.
struct Said {
    std::string name;
    std::vector<std::size_t> yes, no;
};

// Of two values the second then needs no name.
bool says_yes(const std::vector<std::string>& words) {
    return words.size() == 2 && (words[1] == "yes" || words[1] == "1" || words[1] == "true");
}

std::vector<Said> labels_of(const DFeatureTable& table) {
    std::vector<Said> all;
    const std::size_t columns = table.label_columns.size();
    const auto* values = reinterpret_cast<const std::int64_t*>(table.labels->data.get());
    const auto rows = static_cast<std::size_t>(table.labels->shape[0]);
    for (std::size_t column = 0; column < columns; ++column) {
        const std::vector<std::string>& words = table.label_words[column];
        const auto first = static_cast<std::int64_t>(words.size() == 2 ? 1 : 0);
        for (std::int64_t value = first; value < std::ssize(words); ++value) {
            Said said{table.label_columns[column], {}, {}};
            if (!says_yes(words)) said.name += "=" + words[static_cast<std::size_t>(value)];
            for (std::size_t row = 0; row < rows; ++row) {
                const std::int64_t is = values[row * columns + column];
                if (is >= 0) (is == value ? said.yes : said.no).push_back(row);
            }
            all.push_back(std::move(said));
        }
    }
    return all;
}

std::vector<float> chosen(const std::vector<float>& rows, std::size_t columns,
                          const std::vector<std::size_t>& which) {
    std::vector<float> result;
    for (const std::size_t row : which) {
        const auto at = rows.begin() + static_cast<std::ptrdiff_t>(row * columns);
        result.insert(result.end(), at, at + static_cast<std::ptrdiff_t>(columns));
    }
    return result;
}

// (N, F) of all images of the table.
std::vector<float> rows_of(const detail::TickFeatures& features, const HostTensor& images,
                           const std::stop_token& stop,
                           const std::function<void(double share)>& share) {
    std::vector<float> rows;
    const std::int64_t count = images.shape[0];
    for (std::int64_t first = 0; first < count; first += kPiece) {
        if (stop.stop_requested()) fail("stopped");
        const std::vector<float> more = detail::feature_rows(
            features, images_of_bytes(images, first, std::min(kPiece, count - first)));
        rows.insert(rows.end(), more.begin(), more.end());
        share(static_cast<double>(first) / static_cast<double>(count));
    }
    return rows;
}

}  // namespace

LabelJudge learn_labels(
    Sampler& sampler, const SnapshotPointer& model, const LabelOptions& options,
    const std::stop_token& stop,
    const std::function<void(double share, const std::string& what)>& progress) {
    const auto tell = [&](double share, const std::string& what) {
        if (progress) progress(share, what);
    };
    const DFeatureTable table =
        d_feature_table(model, {options.data, options.count, options.column, true}, stop, tell);
    if (!table.labels || table.label_columns.empty())
        fail("{} has no labels: name images with some, or tick samples by hand", table.data);
    const auto features = std::make_shared<detail::TickFeatures>(sampler, stop);
    const std::vector<float> rows = rows_of(
        *features, *table.images, stop, [&](double share) { tell(share, "Looking at the data"); });
    const std::size_t columns = rows.size() / static_cast<std::size_t>(table.images->shape[0]);
    LabelJudge result{{}, table.left_out, table.data, features->what()};
    std::vector<LogisticFit> fits;
    for (const Said& said : labels_of(table)) {
        tell(0.5, "Learning " + said.name);
        if (std::ssize(said.yes) < kTicksPerClass || std::ssize(said.no) < kTicksPerClass) {
            result.notes.push_back(
                fmt::format("{}: {} images have it and {} have it not, {} of "
                            "each are needed",
                            said.name, said.yes.size(), said.no.size(), kTicksPerClass));
            continue;
        }
        const detail::ImageClassifier classifier = detail::learn_half(
            chosen(rows, columns, said.yes), chosen(rows, columns, said.no), columns);
        if (classifier.balanced_accuracy < kTickAccuracy) {
            result.notes.push_back(fmt::format(
                "{}: a classifier of the images gets {:.0f} % of the other half right, and {:.0f} "
                "% are needed",
                said.name, 100 * classifier.balanced_accuracy, 100 * kTickAccuracy));
            continue;
        }
        result.judge.attributes.push_back(detail::learned_attribute(said.name));
        fits.push_back(classifier.fit);
    }
    if (fits.empty()) {
        fail("no label of {} can be learned: {}", table.data, fmt::join(result.notes, "; "));
    }
    result.judge.read = [features, fits, columns](const HostTensor& images,
                                                  const std::stop_token&) {
        const std::vector<float> seen = detail::feature_rows(*features, images);
        const std::size_t n = seen.size() / columns;
        std::vector<float> values(n * fits.size());
        for (std::size_t k = 0; k < fits.size(); ++k) {
            const std::vector<float> logits = logits_of(seen, columns, fits[k]);
            for (std::size_t i = 0; i < n; ++i)
                values[i * fits.size() + k] = logits[i];
        }
        return values;
    };
    return result;
}

}  // namespace zscope
