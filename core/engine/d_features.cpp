// SPDX-License-Identifier: MIT
#include "core/engine/d_features.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <span>
#include <utility>

#include "core/base/error.h"
#include "core/engine/data_opening.h"
#include "core/engine/discriminator_looks.h"
#include "core/io/resize.h"
#include "core/worlds/world_word.h"

namespace zscope {

namespace {

constexpr std::int64_t kPiece = 128;

// Images in order, with what is said of them.
class LabelledImages {
  public:
    virtual ~LabelledImages() = default;
    virtual std::int64_t count() const = 0;
    virtual const std::vector<LabelColumn>& columns() const = 0;
    // Images first … first + n − 1: appends (n, H, W, C) bytes and (n, columns) values.
    virtual void read(std::int64_t first, std::int64_t n, std::vector<std::uint8_t>& bytes,
                      std::vector<std::int64_t>& labels) = 0;
    virtual std::string description() const = 0;
};

class OfData final : public LabelledImages {
  public:
    explicit OfData(std::unique_ptr<DataSource> source) : source_(std::move(source)) {}
    std::int64_t count() const override { return source_->count(); }
    const std::vector<LabelColumn>& columns() const override {
        static const std::vector<LabelColumn> none;
        return source_->labels() == nullptr ? none : source_->labels()->columns;
    }
    void read(std::int64_t first, std::int64_t n, std::vector<std::uint8_t>& bytes,
              std::vector<std::int64_t>& labels) override {
        const auto each =
            static_cast<std::size_t>(source_->size() * source_->size() * source_->channels());
        for (std::int64_t i = first; i < first + n; ++i) {
            bytes.resize(bytes.size() + each);
            source_->read(i, std::span(bytes).last(each));
            for (std::size_t column = 0; column < columns().size(); ++column)
                labels.push_back(source_->labels()->at(i, column));
        }
    }
    std::string description() const override { return source_->description(); }

  private:
    std::unique_ptr<DataSource> source_;
};

// Drawn as they are needed: only so are their labels known.
class OfWorld final : public LabelledImages {
  public:
    OfWorld(WorldWord word, std::int64_t size, std::int64_t channels)
        : word_(std::move(word)), channels_(channels) {
        word_.options.size = static_cast<int>(size);
        check_world_options(*word_.world, word_.options);
        for (const WorldAttribute& attribute : word_.world->attributes()) {
            if (attribute.kind != WorldAttribute::Kind::yes_no) continue;
            columns_.push_back({std::string(attribute.key), {"no", "yes"}});
        }
    }
    std::int64_t count() const override { return word_.count; }
    const std::vector<LabelColumn>& columns() const override { return columns_; }
    void read(std::int64_t first, std::int64_t n, std::vector<std::uint8_t>& bytes,
              std::vector<std::int64_t>& labels) override {
        const auto attributes = word_.world->attributes();
        for (WorldImage& drawn : draw_many(*word_.world, word_.options, first, n)) {
            const ImageU8 image = with_channels(
                {drawn.size, drawn.size, 3, std::move(drawn.pixels)}, static_cast<int>(channels_));
            bytes.insert(bytes.end(), image.pixels.begin(), image.pixels.end());
            for (std::size_t k = 0; k < attributes.size(); ++k) {
                if (attributes[k].kind == WorldAttribute::Kind::yes_no)
                    labels.push_back(drawn.labels[k] > 0.5F ? 1 : 0);
            }
        }
    }
    std::string description() const override {
        return fmt::format("the world {}", word_.world->name());
    }

  private:
    WorldWord word_;
    std::int64_t channels_;
    std::vector<LabelColumn> columns_;
};

using Progress = std::function<void(double, const std::string&)>;

std::unique_ptr<LabelledImages> open_images(const DFeatureOptions& options, const Architecture& d,
                                            DFeatureTable& table, const std::stop_token& stop,
                                            const Progress& progress) {
    if (d.channels != 1 && d.channels != 3)
        fail("this D takes images of {} channels; only grey and colour can be read", d.channels);
    if (options.data.text.starts_with(kWorldPrefix)) {
        return std::make_unique<OfWorld>(parse_world_word(options.data.text), d.image_size(),
                                         d.channels);
    }
    TrainConfig config;
    config.size = d.image_size();
    config.channels = d.channels;
    OpenedData opened = open_data(options.data, config, stop, progress);
    table.left_out = std::move(opened.left_out);
    return std::make_unique<OfData>(std::move(opened.source));
}

// Which columns are kept.
std::vector<std::size_t> chosen_columns(const std::vector<LabelColumn>& columns,
                                        const std::string& asked) {
    std::vector<std::size_t> chosen;
    std::string names;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        if (asked.empty() || columns[i].name == asked) chosen.push_back(i);
        names += (i > 0 ? ", " : "") + columns[i].name;
    }
    if (chosen.empty() && !asked.empty()) {
        if (columns.empty()) fail("this data has no labels: leave --labels out");
        fail("this data has no labels \"{}\"; there are: {}", asked, names);
    }
    return chosen;
}

std::int64_t wanted_count(const DFeatureOptions& options, const LabelledImages& images,
                          std::int64_t bytes_each) {
    const std::int64_t count =
        options.count == 0 ? images.count() : std::min(options.count, images.count());
    if (count < 1) fail("there is no image in {}", images.description());
    const std::int64_t most = kMostFeatureBytes / bytes_each;
    if (count > most) {
        fail(
            "{} images with {} bytes of features each are more than {} GB: take at most --count {}",
            count, bytes_each, kMostFeatureBytes >> 30, most);
    }
    return count;
}

HostTensor planes_of(std::span<const std::uint8_t> bytes, std::int64_t n, std::int64_t size,
                     std::int64_t channels) {
    std::vector<float> planes(bytes.size());
    const auto cells = static_cast<std::size_t>(size * size),
               c = static_cast<std::size_t>(channels);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const std::size_t image = i / (cells * c), cell = i / c % cells, channel = i % c;
        planes[(image * c + channel) * cells + cell] = static_cast<float>(bytes[i]) / 127.5F - 1.0F;
    }
    return HostTensor::from_floats({n, channels, size, size}, planes);
}

HostTensor integers(std::vector<std::int64_t> shape, std::span<const std::int64_t> values) {
    return HostTensor::from_bytes(DType::i64, std::move(shape), std::as_bytes(values));
}

// The numbers of all images, as they come.
struct Rows {
    std::shared_ptr<std::byte[]> features;  // f32; large, so never copied
    std::vector<std::uint8_t> images;
    std::vector<std::int64_t> labels;  // of the columns that are kept
};

void label_table(DFeatureTable& table, const Rows& rows, std::int64_t count,
                 const std::vector<LabelColumn>& columns, const std::vector<std::size_t>& chosen) {
    if (chosen.empty()) return;
    for (const std::size_t column : chosen) {
        table.label_columns.push_back(columns[column].name);
        table.label_words.push_back(columns[column].words);
    }
    std::vector<std::int64_t> shape{count};
    if (chosen.size() > 1) shape.push_back(std::ssize(chosen));
    table.labels = integers(std::move(shape), rows.labels);
}

}  // namespace

DFeatureTable d_feature_table(const SnapshotPointer& model, const DFeatureOptions& options,
                              const std::stop_token& stop, const Progress& progress) {
    DiscriminatorLooks d(model, options.threads);
    const Architecture& network = *model->discriminator;
    const std::int64_t size = network.image_size(), channels = network.channels;
    DFeatureTable table;
    const auto images = open_images(options, network, table, stop, progress);
    const std::vector<std::size_t> chosen = chosen_columns(images->columns(), options.labels);
    const std::int64_t each = d.feature_count() * 4 + (options.images ? size * size * channels : 0);
    const std::int64_t count = wanted_count(options, *images, each);
    Rows rows;
    const std::size_t row_bytes = static_cast<std::size_t>(d.feature_count()) * sizeof(float);
    rows.features =
        std::make_shared_for_overwrite<std::byte[]>(static_cast<std::size_t>(count) * row_bytes);
    std::vector<std::uint8_t> bytes;
    std::vector<std::int64_t> labels;
    for (std::int64_t first = 0; first < count; first += kPiece) {
        if (stop.stop_requested()) fail("stopped");
        if (progress)
            progress(static_cast<double>(first) / static_cast<double>(count), "D looks at images");
        const std::int64_t n = std::min(kPiece, count - first);
        bytes.clear();
        labels.clear();
        images->read(first, n, bytes, labels);
        const HostTensor features = d.features(planes_of(bytes, n, size, channels), stop);
        std::ranges::copy(features.raw(),
                          rows.features.get() + static_cast<std::size_t>(first) * row_bytes);
        if (options.images) rows.images.insert(rows.images.end(), bytes.begin(), bytes.end());
        const std::size_t width = images->columns().size();
        for (std::size_t i = 0; i < static_cast<std::size_t>(n); ++i) {
            for (const std::size_t column : chosen)
                rows.labels.push_back(labels[i * width + column]);
        }
    }
    std::vector<std::int64_t> numbers(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < numbers.size(); ++i)
        numbers[i] = static_cast<std::int64_t>(i);
    table.rows = integers({count}, numbers);
    table.features = {DType::f32, {count, d.feature_count()}, rows.features};
    if (options.images) {
        table.images = HostTensor::from_bytes(DType::u8, {count, size, size, channels},
                                              std::as_bytes(std::span(rows.images)));
    }
    label_table(table, rows, count, images->columns(), chosen);
    table.data = images->description();
    return table;
}

}  // namespace zscope
