// SPDX-License-Identifier: MIT
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/io/codecs/codec.h"
#include "core/io/data/byte_stream.h"
#include "core/io/data/formats.h"
#include "core/io/data/helper_process.h"
#include "core/io/data/helper_protocol.h"
#include "core/io/json_text.h"

namespace zscope {

namespace {

// The longest time between two records: that of unpacking a large .mat, which comes at once.
constexpr std::chrono::seconds kPatience{60};

class HelperReader final : public RecordReader {
  public:
    HelperReader(RecordSet set, std::filesystem::path file, std::stop_token stop)
        : set_(std::move(set)), file_(std::move(file)), stop_(std::move(stop)) {
        begin(0);
    }

    const RecordSet& set() const override { return set_; }

    void start(std::int64_t index) override {
        ZSCOPE_CHECK(index >= 0 && index <= set_.count, "record {} of {}", index, set_.count);
        if (index != index_) begin(index);
    }

    bool next(Record& record) override {
        if (ended_) return false;
        const Frame frame = process_->read();
        if (frame.type == kFrameEnd) {
            ended_ = true;
            if (index_ == set_.count) return false;
            fail("{} is damaged: it holds {} records and says that it holds {}", set_.path.string(),
                 index_, set_.count);
        }
        take(frame, record);
        return true;
    }

    std::string name_of(std::int64_t index) const override { return fmt::format("#{}", index); }

  private:
    [[noreturn]] void fail_nonsense() const {
        fail("{} is damaged: reading it gave nonsense; get it again", set_.path.string());
    }

    void begin(std::int64_t index) {
        process_.reset();
        process_ = std::make_unique<HelperProcess>(
            std::vector<std::string>{reader_program(), std::string(word_of(set_.kind)),
                                     file_.string(), std::to_string(index)},
            set_.path.string(), kPatience, stop_);
        read_facts(process_->read());
        index_ = index;
        ended_ = false;
    }

    void read_facts(const Frame& frame) {
        if (frame.type != kFrameFacts) fail_nonsense();
        const nlohmann::json facts =
            parse_json_text({reinterpret_cast<const char*>(frame.bytes.data()), frame.bytes.size()},
                            set_.path.string());
        try {
            set_.count = facts.at("count").get<std::int64_t>();
            set_.columns.clear();
            for (const auto& column : facts.at("columns")) {
                set_.columns.push_back({column.at("name").get<std::string>(),
                                        column.at("words").get<std::vector<std::string>>()});
            }
        } catch (const nlohmann::json::exception&) {
            fail_nonsense();
        }
        if (set_.count < 0) fail_nonsense();
    }

    void take(const Frame& frame, Record& record) {
        RecordHead head;
        if (frame.bytes.size() < sizeof head) fail_nonsense();
        std::memcpy(&head, frame.bytes.data(), sizeof head);
        const std::size_t label_bytes = set_.columns.size() * sizeof(std::int16_t);
        // A tree of pages that leads back into itself gives more records than there are.
        if (head.index != index_ || index_ >= set_.count ||
            head.labels != std::ssize(set_.columns) ||
            frame.bytes.size() < sizeof head + label_bytes) {
            fail_nonsense();
        }
        record = {};
        record.index = index_++;
        record.labels.resize(set_.columns.size());
        if (label_bytes > 0)
            std::memcpy(record.labels.data(), frame.bytes.data() + sizeof head, label_bytes);
        const auto content = std::span(frame.bytes).subspan(sizeof head + label_bytes);
        if (frame.type == kFramePixels) {
            take_pixels(head, content, record);
        } else if (frame.type == kFrameFile) {
            record.file.assign(content.begin(), content.end());
        } else {
            record.problem.assign(reinterpret_cast<const char*>(content.data()), content.size());
        }
        for (std::size_t i = 0; i < record.labels.size(); ++i) {
            if (record.labels[i] >= std::ssize(set_.columns[i].words) || record.labels[i] < 0)
                record.labels[i] = kNoLabel;
        }
    }

    void take_pixels(const RecordHead& head, std::span<const std::byte> content, Record& record) {
        check_image_size(head.width, head.height);
        if ((head.channels != 1 && head.channels != 3) ||
            std::ssize(content) != std::int64_t{head.width} * head.height * head.channels) {
            fail_nonsense();
        }
        record.image = {head.width, head.height, head.channels, {}};
        record.image.pixels.resize(content.size());
        std::memcpy(record.image.pixels.data(), content.data(), content.size());
    }

    RecordSet set_;
    std::filesystem::path file_;
    std::stop_token stop_;
    std::unique_ptr<HelperProcess> process_;
    std::int64_t index_ = 0;
    bool ended_ = false;
};

}  // namespace

std::unique_ptr<RecordReader> open_through_helper(const DetectedData& data,
                                                  const std::stop_token& stop) {
    const std::filesystem::path& file = data.files.front();
    RecordSet set;
    set.kind = data.kind;
    set.path = data.path;
    set.bytes = facts_of(file).size;
    Fingerprint fingerprint(std::string(word_of(data.kind)));
    fingerprint.add(file);
    set.fingerprint = fingerprint.hex();
    return std::make_unique<HelperReader>(std::move(set), file, stop);
}

}  // namespace zscope
