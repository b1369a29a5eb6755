// SPDX-License-Identifier: MIT
#include "core/io/data/data_look.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/io/data/record_decoding.h"

namespace zscope {

namespace {

constexpr std::array<Crop, 2> kCrops = {Crop::center, Crop::squash};

WholeImage whole_of(std::string name, const ImageU8& image) {
    const int longer = std::max(image.width, image.height);
    const auto reduced = [longer](int side) {
        return longer <= kWholeSide ? side : std::max(1, side * kWholeSide / longer);
    };
    const CropBox all{0, 0, image.width, image.height};
    return {std::move(name), image.width, image.height,
            resize(image, all, reduced(image.width), reduced(image.height))};
}

PreviewImage preview_of(std::string name, const ImageU8& image) {
    PreviewImage preview;
    preview.whole = whole_of(std::move(name), image);
    for (std::size_t c = 0; c < kCrops.size(); ++c) {
        for (std::size_t s = 0; s < kPreviewSizes.size(); ++s) {
            const auto side = static_cast<int>(kPreviewSizes[s]);
            ImageU8& made = preview.prepared[c][s];
            made = {side, side, image.channels, {}};
            made.pixels.resize(static_cast<std::size_t>(side) * side * image.channels);
            prepare_image(image, side, image.channels, made.pixels, kCrops[c]);
        }
    }
    return preview;
}

std::unique_ptr<RecordReader> open_quietly(const std::filesystem::path& path,
                                           const std::stop_token& stop) {
    return open_records(detect_data(path), stop, [](std::int64_t) {});
}

// So few at a time that nothing is decoded in vain, and all processors have one.
std::vector<Record> next_records(RecordReader& reader, std::int64_t most) {
    std::vector<Record> records;
    Record record;
    while (std::ssize(records) < most && reader.next(record))
        records.push_back(std::move(record));
    return records;
}

}  // namespace

ImageU8 as_trained(const PreviewImage& image, std::int64_t size, std::int64_t channels, Crop crop) {
    const auto* found = std::find(kPreviewSizes.begin(), kPreviewSizes.end(), size);
    ZSCOPE_CHECK(found != kPreviewSizes.end(), "size {}", size);
    const auto& of_crop = image.prepared[crop == Crop::center ? 0 : 1];
    // prepare_image() too changes the channels last.
    return with_channels(of_crop[static_cast<std::size_t>(found - kPreviewSizes.begin())],
                         static_cast<int>(channels));
}

std::vector<PreviewImage> preview_data(const std::filesystem::path& path,
                                       const std::stop_token& stop) {
    const auto reader = open_quietly(path, stop);
    std::vector<PreviewImage> images;
    while (std::ssize(images) < kPreviewImages) {
        if (stop.stop_requested()) fail("stopped while looking at {}", path.string());
        std::vector<Record> records = next_records(*reader, kPreviewImages / 3);
        if (records.empty()) break;
        std::vector<std::optional<PreviewImage>> made(records.size());
        run_parallel(records.size(), [&](std::size_t i) {
            const std::int64_t index = records[i].index;
            if (const auto image = decode_record(records[i]))
                made[i] = preview_of(reader->name_of(index), *image);
        });
        for (std::optional<PreviewImage>& one : made) {
            if (one && std::ssize(images) < kPreviewImages) images.push_back(std::move(*one));
        }
    }
    return images;
}

std::vector<PicturedPair> picture_pairs(const DataScan& scan, const std::stop_token& stop) {
    const std::size_t count = std::min(scan.duplicates.size(), kPicturedPairs);
    std::map<std::int64_t, WholeImage> pictures;  // by record: read in their order, each once
    for (std::size_t i = 0; i < count; ++i) {
        pictures[scan.duplicates[i].first_record].name = scan.duplicates[i].first;
        pictures[scan.duplicates[i].second_record].name = scan.duplicates[i].second;
    }
    if (pictures.empty()) return {};
    const auto reader = open_quietly(scan.path, stop);
    for (auto& [index, picture] : pictures) {
        if (stop.stop_requested()) return {};
        Record record;
        if (index >= reader->set().count) continue;  // the files have changed meanwhile
        reader->start(index);
        if (!reader->next(record)) continue;
        if (const auto image = decode_record(record)) picture = whole_of(picture.name, *image);
    }
    std::vector<PicturedPair> pairs;
    for (std::size_t i = 0; i < count; ++i) {
        pairs.push_back({pictures[scan.duplicates[i].first_record],
                         pictures[scan.duplicates[i].second_record]});
    }
    return pairs;
}

}  // namespace zscope
