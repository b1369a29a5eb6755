// SPDX-License-Identifier: MIT
#include "core/io/data/image_set.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"

namespace zscope {

namespace {

class MemorySource final : public DataSource {
  public:
    MemorySource(std::vector<std::uint8_t> images, std::int64_t size, std::int64_t channels)
        : images_(std::move(images)), size_(size), channels_(channels) {}

    std::int64_t count() const override { return std::ssize(images_) / image_bytes(); }
    std::int64_t size() const override { return size_; }
    std::int64_t channels() const override { return channels_; }
    std::string description() const override { return fmt::format("{} images", count()); }
    void read(std::int64_t index, std::span<std::uint8_t> out) override {
        ZSCOPE_CHECK(index >= 0 && index < count() && std::ssize(out) == image_bytes(),
                     "image {} of {}, {} bytes", index, count(), out.size());
        std::memcpy(out.data(), images_.data() + index * image_bytes(), out.size());
    }

  private:
    std::int64_t image_bytes() const { return size_ * size_ * channels_; }

    std::vector<std::uint8_t> images_;
    std::int64_t size_, channels_;
};

class ImageSet final : public DataSource {
  public:
    explicit ImageSet(ImageSetParts parts)
        : parts_(std::move(parts)), bad_(parts_.chosen.size(), false) {
        const std::size_t columns = parts_.index.columns.size();
        labels_.columns = std::move(parts_.index.columns);
        for (const std::int64_t image : parts_.chosen) {
            const auto row =
                parts_.index.labels.begin() + image * static_cast<std::int64_t>(columns);
            labels_.values.insert(labels_.values.end(), row,
                                  row + static_cast<std::int64_t>(columns));
        }
        parts_.index.labels = {};
    }

    std::int64_t count() const override { return std::ssize(parts_.chosen); }
    std::int64_t size() const override { return parts_.images->size(); }
    std::int64_t channels() const override { return parts_.images->channels(); }
    std::string description() const override { return parts_.description; }
    const DataLabels* labels() const override {
        return labels_.columns.empty() ? nullptr : &labels_;
    }

    void read(std::int64_t index, std::span<std::uint8_t> out) override {
        ZSCOPE_CHECK(index >= 0 && index < count(), "image {} of {}", index, count());
        for (std::int64_t step = 0; step < count(); ++step) {
            const auto at = static_cast<std::size_t>((index + step) % count());
            if (!bad_[at] && read_one(at, out)) return;
        }
        fail("no image of the cache can be read any more: start again, and it is made anew");
    }

  private:
    bool read_one(std::size_t at, std::span<std::uint8_t> out) {
        const std::int64_t image = parts_.chosen[at];
        parts_.images->read(image, out);
        const auto i = static_cast<std::size_t>(image);
        if (!parts_.check || crc32_of(out) == parts_.index.checks[i]) return true;
        bad_[at] = true;
        if (parts_.on_bad_image) parts_.on_bad_image(parts_.index.records[i]);
        return false;
    }

    ImageSetParts parts_;
    DataLabels labels_;  // of the chosen images
    std::vector<bool> bad_;
};

}  // namespace

std::uint32_t crc32_of(std::span<const std::uint8_t> bytes) {
    return static_cast<std::uint32_t>(
        ::crc32_z(0, bytes.data(), static_cast<z_size_t>(bytes.size())));
}

std::unique_ptr<DataSource> make_memory_source(std::vector<std::uint8_t> images, std::int64_t size,
                                               std::int64_t channels) {
    ZSCOPE_CHECK(size > 0 && channels > 0 && !images.empty() &&
                     std::ssize(images) % (size * size * channels) == 0,
                 "{} bytes of {}×{}×{}", images.size(), size, size, channels);
    return std::make_unique<MemorySource>(std::move(images), size, channels);
}

std::unique_ptr<DataSource> make_image_set(ImageSetParts parts) {
    ZSCOPE_CHECK(
        parts.images && parts.images->count() == parts.index.count() && !parts.chosen.empty() &&
            *std::max_element(parts.chosen.begin(), parts.chosen.end()) < parts.index.count(),
        "{} images in the index", parts.index.count());
    return std::make_unique<ImageSet>(std::move(parts));
}

}  // namespace zscope
