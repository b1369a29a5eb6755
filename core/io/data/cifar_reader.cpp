// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/io/data/byte_stream.h"
#include "core/io/data/formats.h"
#include "core/io/data/tar_file.h"
#include "core/io/file_write.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kSide = 32;
constexpr std::int64_t kPixels = kSide * kSide;
constexpr std::int64_t kImageBytes = 3 * kPixels;
// The whole of CIFAR-100's train.bin is 154 MB; a file many times as large is something else.
constexpr std::int64_t kMaxPartBytes = std::int64_t{1} << 30;

struct Layout {
    std::size_t labels;               // bytes before the pixels
    std::array<unsigned, 2> classes;  // of each
    std::array<const char*, 2> names;
    std::array<const char*, 2> words_file;
    std::int64_t record() const { return static_cast<std::int64_t>(labels) + kImageBytes; }
};

Layout layout_of(DataKind kind) {
    if (kind == DataKind::cifar10)
        return {1, {10, 0}, {"class", nullptr}, {"batches.meta.txt", nullptr}};
    return {2,
            {20, 100},
            {"coarse class", "class"},
            {"coarse_label_names.txt", "fine_label_names.txt"}};
}

// Words from the text file beside the images, one a line; numbers where there is none.
LabelColumn column_of(const char* name, unsigned classes, const std::string& text) {
    LabelColumn column{name, {}};
    std::size_t at = 0;
    while (at < text.size() && column.words.size() < classes) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string word = text.substr(at, end - at);
        while (!word.empty() && (word.back() == '\r' || word.back() == ' '))
            word.pop_back();
        if (!word.empty()) column.words.push_back(std::move(word));
        at = end + 1;
    }
    for (auto i = static_cast<unsigned>(column.words.size()); i < classes; ++i)
        column.words.push_back(std::to_string(i));
    return column;
}

std::string small_text(const fs::path& file) {
    std::error_code ignored;
    if (!fs::is_regular_file(file, ignored)) return {};
    const auto bytes = read_file_begin(file, std::size_t{64} << 10);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// One file of a set: on the disk, or out of an archive.
struct Part {
    std::string name;
    std::int64_t records = 0;
    fs::path file;
    std::vector<std::byte> bytes;  // where `file` is empty
};

class CifarReader final : public RecordReader {
  public:
    CifarReader(RecordSet set, std::vector<Part> parts)
        : set_(std::move(set)), parts_(std::move(parts)), layout_(layout_of(set_.kind)) {
        record_.resize(static_cast<std::size_t>(layout_.record()));
        for (const Part& part : parts_)
            set_.count += part.records;
        set_.bytes = set_.count * layout_.record();
    }

    const RecordSet& set() const override { return set_; }

    void start(std::int64_t index) override {
        ZSCOPE_CHECK(index >= 0 && index <= set_.count, "record {} of {}", index, set_.count);
        index_ = index;
        stream_.reset();
        std::tie(part_, at_) = place_of(index);
    }

    bool next(Record& record) override {
        if (index_ >= set_.count) return false;
        read_bytes();
        record = {};
        record.index = index_++;
        for (std::size_t i = 0; i < layout_.labels; ++i) {
            const auto label = std::to_integer<unsigned>(record_[i]);
            const bool known = label < layout_.classes[i];
            record.labels.push_back(known ? static_cast<std::int16_t>(label) : kNoLabel);
            if (!known) {
                record.problem = fmt::format("its label is {}, of {} classes: the file is damaged",
                                             label, layout_.classes[i]);
            }
        }
        record.image = interleaved();
        return true;
    }

    std::string name_of(std::int64_t index) const override {
        const auto [part, at] = place_of(index);
        const std::string number = fmt::format("#{}", at);
        return parts_.size() == 1 && !parts_[0].file.empty() && parts_[0].file == set_.path
                   ? number
                   : parts_[part].name + number;
    }

  private:
    std::pair<std::size_t, std::int64_t> place_of(std::int64_t index) const {
        for (std::size_t part = 0; part < parts_.size(); ++part) {
            if (index < parts_[part].records) return {part, index};
            index -= parts_[part].records;
        }
        return {parts_.size(), 0};
    }

    void read_bytes() {
        while (at_ >= parts_[part_].records) {
            ++part_;
            at_ = 0;
            stream_.reset();
        }
        const Part& part = parts_[part_];
        if (part.file.empty()) {
            const auto first = part.bytes.begin() + at_ * layout_.record();
            std::copy_n(first, layout_.record(), record_.begin());
        } else {
            if (!stream_) {
                stream_ = std::make_unique<ByteStream>(part.file);
                stream_->skip(at_ * layout_.record());
            }
            stream_->read_all(record_, "an image");
        }
        ++at_;
    }

    // Planes (3, 32, 32) as (32, 32, 3).
    ImageU8 interleaved() const {
        ImageU8 image{kSide, kSide, 3, std::vector<std::uint8_t>(kImageBytes)};
        const std::byte* planes = record_.data() + layout_.labels;
        for (std::size_t i = 0; i < kPixels; ++i) {
            for (std::size_t c = 0; c < 3; ++c)
                image.pixels[3 * i + c] = std::to_integer<std::uint8_t>(planes[c * kPixels + i]);
        }
        return image;
    }

    RecordSet set_;
    std::vector<Part> parts_;
    Layout layout_;
    std::size_t part_ = 0;
    std::int64_t at_ = 0;     // record within the part
    std::int64_t index_ = 0;  // record of the set
    std::unique_ptr<ByteStream> stream_;
    std::vector<std::byte> record_;
};

std::int64_t records_in(std::int64_t bytes, DataKind kind, const std::string& name) {
    const std::int64_t record = layout_of(kind).record();
    if (bytes == 0 || bytes % record != 0) {
        fail("{} is no whole number of CIFAR's records of {} bytes: it is cut off; get it again",
             name, record);
    }
    return bytes / record;
}

using TextOf = std::function<std::string(const char* name)>;

RecordSet set_of(DataKind kind, const fs::path& path, const TextOf& text_of) {
    RecordSet set;
    set.kind = kind;
    set.path = path;
    const Layout layout = layout_of(kind);
    for (std::size_t i = 0; i < layout.labels; ++i) {
        set.columns.push_back(
            column_of(layout.names[i], layout.classes[i], text_of(layout.words_file[i])));
    }
    return set;
}

bool is_part(const std::string& name, DataKind kind) {
    if (kind == DataKind::cifar100) return name == "train.bin";
    return name.starts_with("data_batch_") && name.ends_with(".bin");
}

}  // namespace

std::optional<DataKind> cifar_kind(const fs::path& file) {
    std::error_code error;
    const auto size = static_cast<std::int64_t>(fs::file_size(file, error));
    if (error || size <= 0 || size > kMaxPartBytes) return std::nullopt;
    for (const DataKind kind : {DataKind::cifar10, DataKind::cifar100}) {
        const Layout layout = layout_of(kind);
        if (size % layout.record() != 0) continue;
        // Any file of this size would pass without a look at the labels.
        ByteStream stream(file);
        bool all = true;
        for (std::int64_t i = 0; i < std::min<std::int64_t>(size / layout.record(), 256) && all;
             ++i) {
            std::array<std::byte, 2> labels{};
            const auto bytes = std::span(labels).first(layout.labels);
            if (stream.read(bytes) != bytes.size()) return std::nullopt;
            stream.skip(kImageBytes);
            for (std::size_t k = 0; k < layout.labels; ++k)
                all = all && std::to_integer<unsigned>(labels[k]) < layout.classes[k];
        }
        if (all) return kind;
    }
    return std::nullopt;
}

std::unique_ptr<RecordReader> open_cifar(const DetectedData& data) {
    std::vector<Part> parts;
    Fingerprint fingerprint(std::string(word_of(data.kind)));
    for (const fs::path& file : data.files) {
        const FileFacts facts = facts_of(file);
        parts.push_back(
            {file.filename().string(), records_in(facts.size, data.kind, file.string()), file, {}});
        fingerprint.add(file);
    }
    const fs::path folder = data.files.front().parent_path();
    RecordSet set =
        set_of(data.kind, data.path, [&](const char* name) { return small_text(folder / name); });
    set.fingerprint = fingerprint.hex();
    return std::make_unique<CifarReader>(std::move(set), std::move(parts));
}

std::unique_ptr<RecordReader> open_cifar_tar(const fs::path& tar) {
    std::vector<Part> parts;
    std::vector<std::pair<std::string, std::string>> texts;
    std::optional<DataKind> kind;
    TarFile archive(tar);
    while (const auto entry = archive.next()) {
        const std::string name = fs::path(entry->name).filename().string();
        // CIFAR's archive begins with its own folder: any other one is not read to its end.
        if (!entry->name.starts_with("cifar-")) return nullptr;
        if (name.ends_with(".txt")) {
            const auto bytes = archive.read(std::size_t{64} << 10);
            texts.emplace_back(
                name, std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
        }
        for (const DataKind one : {DataKind::cifar10, DataKind::cifar100}) {
            if (!is_part(name, one)) continue;
            kind = one;
            Part part{name, records_in(entry->size, one, name), {}, {}};
            part.bytes = archive.read(static_cast<std::size_t>(kMaxPartBytes));
            parts.push_back(std::move(part));
        }
    }
    if (!kind) return nullptr;
    std::erase_if(parts, [&](const Part& part) { return !is_part(part.name, *kind); });
    std::sort(parts.begin(), parts.end(),
              [](const Part& a, const Part& b) { return a.name < b.name; });
    RecordSet set = set_of(*kind, tar, [&](const char* name) {
        for (const auto& [file, text] : texts) {
            if (file == name) return text;
        }
        return std::string();
    });
    Fingerprint fingerprint("cifar in tar");
    fingerprint.add(tar);
    set.fingerprint = fingerprint.hex();
    return std::make_unique<CifarReader>(std::move(set), std::move(parts));
}

}  // namespace zscope
