// SPDX-License-Identifier: MIT
#include "core/io/data/build_journal.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/io/file_write.h"

namespace zscope {

namespace {

constexpr char kAdded = 'A', kRejected = 'R';
constexpr std::size_t kMaxText = 1000;
constexpr std::size_t kMaxJournalBytes = std::size_t{4} << 30;

template <class Number>
void put(std::string& text, Number number) {
    text.append(reinterpret_cast<const char*>(&number), sizeof number);
}

void put_text(std::string& text, const std::string& what) {
    const std::size_t size = std::min(what.size(), kMaxText);
    put(text, static_cast<std::uint16_t>(size));
    text.append(what, 0, size);
}

// Takes numbers and texts off the front of `bytes`; `good` turns false beyond its end.
struct Taker {
    std::span<const std::byte> bytes;
    bool good = true;

    std::span<const std::byte> take(std::size_t count) {
        good = good && count <= bytes.size();
        if (!good) return {};
        const auto taken = bytes.first(count);
        bytes = bytes.subspan(count);
        return taken;
    }
    template <class Number>
    Number number() {
        Number value{};
        const auto taken = take(sizeof value);
        if (good) std::memcpy(&value, taken.data(), sizeof value);
        return value;
    }
    std::string text() {
        const auto taken = take(number<std::uint16_t>());
        return {reinterpret_cast<const char*>(taken.data()), taken.size()};
    }
};

}  // namespace

std::string BuildJournal::head(const std::string& key) const {
    std::string text = "ZSJ1";
    put_text(text, key);
    put(text, static_cast<std::uint32_t>(index_.columns.size()));
    return text;
}

BuildJournal::BuildJournal(std::filesystem::path path, const std::string& key,
                           const std::vector<LabelColumn>& columns)
    : path_(std::move(path)) {
    index_.key = key;
    index_.columns = columns;
    const std::string expected = head(key);
    head_bytes_ = expected.size();
    file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (file_ < 0) {
        fail("cannot write {}: {}", path_.string(), std::generic_category().message(errno));
    }
    if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
        // Another process is at the same work: ours is not kept.
        ::close(std::exchange(file_, -1));
        return;
    }
    found_ = read_file(path_, kMaxJournalBytes);
    const auto bytes = std::as_bytes(std::span(expected));
    const bool ours =
        found_.size() >= bytes.size() && std::equal(bytes.begin(), bytes.end(), found_.begin());
    if (!ours) found_.clear();
    if (!ours) {
        pending_ = expected;
        if (::ftruncate(file_, 0) != 0) fail("cannot write {}", path_.string());
    }
}

BuildJournal::~BuildJournal() {
    if (file_ < 0) return;
    try {
        flush();
    } catch (const Error&) {
        // Then the work begins anew: nothing is lost but time.
    }
    ::close(file_);
}

bool BuildJournal::parse_entry(std::span<const std::byte> bytes, std::size_t& at, ImageIndex& into,
                               std::int64_t& record) const {
    Taker taker{bytes.subspan(at)};
    const auto kind = taker.number<char>();
    const auto number = taker.number<std::uint32_t>();
    if (kind == kAdded) {
        const auto check = taker.number<std::uint32_t>();
        std::vector<std::int16_t> labels(into.columns.size());
        for (std::int16_t& label : labels)
            label = taker.number<std::int16_t>();
        if (taker.good) into.add(number, check, labels);
    } else if (kind == kRejected) {
        Rejected one{taker.text(), ""};
        one.reason = taker.text();
        if (taker.good) into.reject(std::move(one));
    } else {
        return false;
    }
    if (!taker.good) return false;
    record = number;
    at = bytes.size() - taker.bytes.size();
    return true;
}

std::optional<std::int64_t> BuildJournal::take_up(std::int64_t images) {
    std::size_t at = std::min(head_bytes_, found_.size());
    std::int64_t record = -1;
    ImageIndex taken;
    taken.key = index_.key;
    taken.columns = index_.columns;
    while (taken.count() < images && parse_entry(found_, at, taken, record)) {
    }
    const bool enough = taken.count() == images;
    const std::size_t end = enough ? at : head_bytes_;
    if (!found_.empty() &&
        (::ftruncate(file_, static_cast<off_t>(end)) != 0 || ::lseek(file_, 0, SEEK_END) < 0)) {
        fail("cannot write {}: {}", path_.string(), std::generic_category().message(errno));
    }
    found_ = {};
    if (!enough) return std::nullopt;
    index_ = std::move(taken);
    return record + 1;
}

void BuildJournal::add(std::int64_t record, std::uint32_t check,
                       const std::vector<std::int16_t>& labels) {
    index_.add(record, check, labels);
    pending_ += kAdded;
    put(pending_, static_cast<std::uint32_t>(record));
    put(pending_, check);
    for (const std::int16_t label : labels)
        put(pending_, label);
}

void BuildJournal::reject(std::int64_t record, Rejected one) {
    pending_ += kRejected;
    put(pending_, static_cast<std::uint32_t>(record));
    put_text(pending_, one.name);
    put_text(pending_, one.reason);
    index_.reject(std::move(one));
}

void BuildJournal::flush() {
    std::string_view rest = file_ < 0 ? std::string_view() : std::string_view(pending_);
    while (!rest.empty()) {
        const ssize_t count = ::write(file_, rest.data(), rest.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            const int error = errno;
            pending_.clear();
            fail("cannot write {}: {}", path_.string(), std::generic_category().message(error));
        }
        rest.remove_prefix(static_cast<std::size_t>(count));
    }
    pending_.clear();
}

void BuildJournal::remove() {
    pending_.clear();
    if (file_ < 0) return;
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
    ::close(std::exchange(file_, -1));
}

}  // namespace zscope
