// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/io/codecs/codec.h"
#include "core/io/data/byte_stream.h"
#include "core/io/data/formats.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kMaxLabels = std::int64_t{1} << 28;

struct Shape {
    std::int64_t count = 0, height = 0, width = 0, channels = 1;
    std::int64_t head = 0;  // bytes before the pixels
    std::int64_t image() const { return height * width * channels; }
};

std::int64_t number(std::span<const std::byte> bytes) {
    return u32_big_endian(bytes, 0);
}

Shape read_shape(ByteStream& stream, const fs::path& file) {
    std::array<std::byte, 4> word{};
    stream.read_all(word, "its header");
    const std::int64_t magic = number(word);
    if (magic != 0x803 && magic != 0x804)
        fail("{} is no IDX file of images of bytes", file.string());
    std::array<std::int64_t, 4> sizes = {0, 0, 0, 1};
    const std::size_t dims = magic & 0xF;
    for (std::size_t i = 0; i < dims; ++i) {
        stream.read_all(word, "its header");
        sizes[i] = number(word);
    }
    const Shape shape{sizes[0], sizes[1], sizes[2], sizes[3],
                      static_cast<std::int64_t>(4 + 4 * dims)};
    if (shape.count == 0) fail("{}: its header says that it holds no image", file.string());
    try {
        check_image_size(shape.width, shape.height);
    } catch (const Error& error) {
        fail("{}: {}", file.string(), error.what());
    }
    if (shape.channels != 1 && shape.channels != 3) {
        fail("{}: its header says {} channels, and images have 1 or 3", file.string(),
             shape.channels);
    }
    return shape;
}

// Bytes from where the stream stands to its end; stops counting beyond `most`.
std::int64_t length_of_rest(ByteStream& stream, std::int64_t most) {
    std::vector<std::byte> piece(std::size_t{1} << 18);
    std::int64_t length = 0;
    while (length <= most) {
        const std::size_t count = stream.read(piece);
        length += static_cast<std::int64_t>(count);
        if (count < piece.size()) break;
    }
    return length;
}

// The header is believed only where the file is exactly as long as it says.
Shape checked_shape(const fs::path& file) {
    ByteStream stream(file);
    const Shape shape = read_shape(stream, file);
    const std::int64_t said = shape.count * shape.image();  // at most 2^32 · 2^26 · 3
    const std::int64_t found =
        stream.is_gzip() ? length_of_rest(stream, said) : facts_of(file).size - shape.head;
    if (found != said) {
        fail(
            "{} is damaged: its header says {} images of {}×{}, which are {} bytes, and it has "
            "{}: get it again",
            file.string(), shape.count, shape.width, shape.height, said, found);
    }
    return shape;
}

void replace(std::string& text, const std::string& from, const std::string& to) {
    if (const std::size_t at = text.find(from); at != std::string::npos)
        text.replace(at, from.size(), to);
}

// train-images-idx3-ubyte.gz has its labels in train-labels-idx1-ubyte.gz; either may be unpacked.
fs::path labels_beside(const fs::path& images) {
    std::string name = images.filename().string();
    replace(name, "images", "labels");
    replace(name, "idx3", "idx1");
    replace(name, "idx4", "idx1");
    if (name == images.filename().string()) return {};
    const std::string plain = name.ends_with(".gz") ? name.substr(0, name.size() - 3) : name;
    for (const std::string& one : {name, plain, plain + ".gz"}) {
        std::error_code ignored;
        if (fs::is_regular_file(images.parent_path() / one, ignored))
            return images.parent_path() / one;
    }
    return {};
}

std::vector<std::byte> read_labels(const fs::path& file, std::int64_t images) {
    ByteStream stream(file);
    std::array<std::byte, 8> head{};
    stream.read_all(head, "its header");
    const std::int64_t count = number(std::span(head).subspan(4));
    if (number(head) != 0x801) fail("{} is no IDX file of labels", file.string());
    if (count != images || count > kMaxLabels) {
        fail(
            "{} has {} labels for {} images: they do not belong together; remove it to go on "
            "without labels",
            file.string(), count, images);
    }
    std::vector<std::byte> labels;
    while (std::ssize(labels) < count) {  // memory follows what is there
        std::vector<std::byte> piece(
            static_cast<std::size_t>(std::min<std::int64_t>(1 << 16, count - std::ssize(labels))));
        stream.read_all(piece, "its labels");
        labels.insert(labels.end(), piece.begin(), piece.end());
    }
    return labels;
}

class IdxReader final : public RecordReader {
  public:
    IdxReader(RecordSet set, fs::path file, const Shape& shape, std::vector<std::byte> labels)
        : set_(std::move(set)), file_(std::move(file)), shape_(shape), labels_(std::move(labels)) {}

    const RecordSet& set() const override { return set_; }

    void start(std::int64_t index) override {
        ZSCOPE_CHECK(index >= 0 && index <= set_.count, "record {} of {}", index, set_.count);
        stream_ = std::make_unique<ByteStream>(file_);
        stream_->skip(shape_.head + index * shape_.image());
        index_ = index;
    }

    bool next(Record& record) override {
        if (!stream_) start(0);
        if (index_ >= set_.count) return false;
        record = {};
        record.index = index_;
        record.image = {static_cast<int>(shape_.width), static_cast<int>(shape_.height),
                        static_cast<int>(shape_.channels),
                        std::vector<std::uint8_t>(static_cast<std::size_t>(shape_.image()))};
        stream_->read_all(std::as_writable_bytes(std::span(record.image.pixels)), "an image");
        if (!labels_.empty()) {
            record.labels = {
                std::to_integer<std::int16_t>(labels_[static_cast<std::size_t>(index_)])};
        }
        ++index_;
        return true;
    }

    std::string name_of(std::int64_t index) const override { return fmt::format("#{}", index); }

  private:
    RecordSet set_;
    fs::path file_;
    Shape shape_;
    std::vector<std::byte> labels_;
    std::unique_ptr<ByteStream> stream_;
    std::int64_t index_ = 0;
};

}  // namespace

std::unique_ptr<RecordReader> open_idx(const DetectedData& data) {
    const fs::path& file = data.files.front();
    const Shape shape = checked_shape(file);
    RecordSet set;
    set.kind = DataKind::idx;
    set.path = data.path;
    set.count = shape.count;
    set.bytes = facts_of(file).size;
    Fingerprint fingerprint("idx");
    fingerprint.add(file);
    std::vector<std::byte> labels;
    if (const fs::path beside = labels_beside(file); !beside.empty()) {
        labels = read_labels(beside, shape.count);
        fingerprint.add(beside);
        LabelColumn column{"class", {}};
        const auto most = *std::max_element(labels.begin(), labels.end());
        for (unsigned i = 0; i <= std::to_integer<unsigned>(most); ++i)
            column.words.push_back(std::to_string(i));
        set.columns = {column};
    }
    set.fingerprint = fingerprint.hex();
    return std::make_unique<IdxReader>(std::move(set), file, shape, std::move(labels));
}

}  // namespace zscope
