// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/io/codecs/codec.h"
#include "core/io/data/byte_stream.h"
#include "core/io/data/formats.h"
#include "core/io/data/tar_file.h"
#include "core/io/data/tar_labels.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxLabelFileBytes = std::size_t{1} << 20;

struct Image {
    std::size_t shard = 0;
    std::string name;  // of the entry
};

std::string extension_of(const std::string& name) {
    const std::size_t slash = name.rfind('/');
    const std::size_t dot = name.find('.', slash == std::string::npos ? 0 : slash + 1);
    return dot == std::string::npos ? std::string() : name.substr(dot + 1);
}

// WebDataset's key: the name up to the first dot of its last part. Shards use the same keys again.
std::string key_of(std::size_t shard, const std::string& name) {
    const std::string extension = extension_of(name);
    const std::size_t cut = extension.empty() ? 0 : extension.size() + 1;
    return std::to_string(shard) + ":" + name.substr(0, name.size() - cut);
}

bool is_image(const std::vector<std::byte>& begin) {
    return sniff_image(begin).kind != ImageKind::none;
}

// The first look at the shards: which entries are images, and all labels.
class Lister {
  public:
    Lister(RecordSet& set, const std::stop_token& stop, const ListProgress& progress)
        : set_(set), stop_(stop), progress_(progress) {}

    void look_at(const fs::path& path, std::size_t shard) {
        const std::size_t before = images.size();
        try {
            TarFile tar(path);
            while (const auto entry = tar.next())
                take(tar, *entry, shard);
        } catch (const Error& error) {
            if (stop_.stop_requested() || images.size() == before) throw;
            // What stands before the damage is sound.
            set_.rejected.push_back(
                {path.filename().string(),
                 fmt::format("{}; what comes after is left out", error.what())});
        }
    }

    std::vector<std::int16_t> labels() {
        LabelColumns columns;
        for (const auto& [key, values] : said_)
            columns.learn(values);
        set_.columns = columns.columns();
        std::vector<std::int16_t> labels;
        const SaidLabels nothing;
        for (const Image& image : images) {
            const auto found = said_.find(key_of(image.shard, image.name));
            columns.append(found == said_.end() ? nothing : found->second, labels);
        }
        return labels;
    }

    std::vector<Image> images;

  private:
    void take(TarFile& tar, const TarEntry& entry, std::size_t shard) {
        if (stop_.stop_requested()) fail("stopped while looking through {}", set_.path.string());
        const std::string extension = extension_of(entry.name);
        if (extension == "cls" || extension == "json") {
            const auto bytes = tar.read(kMaxLabelFileBytes);
            const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
            SaidLabels& said = said_[key_of(shard, entry.name)];
            if (!read_label_file(extension, text, said)) {
                set_.rejected.push_back({entry.name, "a label file that cannot be understood"});
            }
            return;
        }
        if (!is_image(tar.read_begin(kSniffBytes))) {
            ++set_.other_files;
            return;
        }
        images.push_back({shard, entry.name});
        if (progress_) progress_(std::ssize(images));
    }

    RecordSet& set_;
    const std::stop_token& stop_;
    const ListProgress& progress_;
    std::map<std::string, SaidLabels> said_;
};

class TarReader final : public RecordReader {
  public:
    TarReader(RecordSet set, std::vector<fs::path> shards, std::vector<Image> images,
              std::vector<std::int16_t> labels)
        : set_(std::move(set)),
          shards_(std::move(shards)),
          images_(std::move(images)),
          labels_(std::move(labels)) {}

    const RecordSet& set() const override { return set_; }

    void start(std::int64_t index) override {
        ZSCOPE_CHECK(index >= 0 && index <= set_.count, "record {} of {}", index, set_.count);
        tar_.reset();
        index_ = index;
        if (index == set_.count) return;
        // The images of its shard that stand before it.
        const std::size_t shard = images_[static_cast<std::size_t>(index)].shard;
        std::int64_t first = index;
        while (first > 0 && images_[static_cast<std::size_t>(first - 1)].shard == shard)
            --first;
        open(shard);
        for (; first < index; ++first)
            (void)to_next_image();
    }

    bool next(Record& record) override {
        if (index_ >= set_.count) return false;
        const Image& image = images_[static_cast<std::size_t>(index_)];
        if (!tar_ || shard_ != image.shard) open(image.shard);
        record = {};
        record.index = index_;
        const auto columns = static_cast<std::int64_t>(set_.columns.size());
        const auto first = labels_.begin() + index_ * columns;
        record.labels.assign(first, first + columns);
        ++index_;
        record.file = to_next_image();
        try {
            const auto rest = tar_->read(kMaxImageFileBytes);
            record.file.insert(record.file.end(), rest.begin(), rest.end());
        } catch (const Error& error) {
            record.problem = error.what();
        }
        return true;
    }

    std::string name_of(std::int64_t index) const override {
        const Image& image = images_[static_cast<std::size_t>(index)];
        return shards_.size() == 1 ? image.name
                                   : shards_[image.shard].filename().string() + "/" + image.name;
    }

  private:
    void open(std::size_t shard) {
        tar_ = std::make_unique<TarFile>(shards_[shard]);
        shard_ = shard;
    }

    // Goes to the next entry that is an image; its first bytes.
    std::vector<std::byte> to_next_image() {
        while (const auto entry = tar_->next()) {
            const std::string extension = extension_of(entry->name);
            if (extension == "cls" || extension == "json") continue;
            auto begin = tar_->read_begin(kSniffBytes);
            if (is_image(begin)) return begin;
        }
        fail("{} has changed while it was read", shards_[shard_].string());
    }

    RecordSet set_;
    std::vector<fs::path> shards_;
    std::vector<Image> images_;
    std::vector<std::int16_t> labels_;
    std::unique_ptr<TarFile> tar_;
    std::size_t shard_ = 0;
    std::int64_t index_ = 0;
};

}  // namespace

std::unique_ptr<RecordReader> open_tar(const DetectedData& data, const std::stop_token& stop,
                                       const ListProgress& progress) {
    RecordSet set;
    set.kind = DataKind::tar;
    set.path = data.path;
    Fingerprint fingerprint("tar");
    Lister lister(set, stop, progress);
    for (std::size_t shard = 0; shard < data.files.size(); ++shard) {
        fingerprint.add(data.files[shard]);
        set.bytes += facts_of(data.files[shard]).size;
        lister.look_at(data.files[shard], shard);
    }
    std::vector<std::int16_t> labels = lister.labels();
    set.count = std::ssize(lister.images);
    set.fingerprint = fingerprint.hex();
    return std::make_unique<TarReader>(std::move(set), data.files, std::move(lister.images),
                                       std::move(labels));
}

}  // namespace zscope
