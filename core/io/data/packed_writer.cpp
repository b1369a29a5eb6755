// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstring>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/io/data/packed_format.h"
#include "core/io/data/packed_part.h"
#include "core/io/data/packed_source.h"
#include "core/io/file_write.h"

namespace zscope {

namespace fs = std::filesystem;

namespace {

// A kept file is brought up to date so often; a crash loses no more than this.
constexpr std::size_t kBytesBetweenMarks = std::size_t{4} << 20;
constexpr std::size_t kBytesOfOneRead = std::size_t{1} << 20;

}  // namespace

struct PackedWriter::State {
    State(PackedPart part_in, std::string key_in, PackedHeader header_in)
        : part(std::move(part_in)), key(std::move(key_in)), header(header_in) {
        if (part.is_kept() && !take_up()) {
            part.resize(0);
            hash = std::make_unique<Sha256>();
            written = 0;
        }
        marked = written;
        try {
            part.reserve(payload_at() + payload_bytes());
        } catch (const Error&) {
            if (written > 0) part.leave();
            throw;
        }
    }
    ~State() {
        if (finished || !part.is_kept() || written == 0) return;
        try {
            mark();
            part.resize(payload_at() + written);
            part.leave();
        } catch (const Error&) {
            // It is removed then: nothing is lost but time.
        }
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    std::size_t image_bytes() const {
        return std::size_t{header.size} * header.size * header.channels;
    }
    std::size_t payload_bytes() const {
        return image_bytes() * static_cast<std::size_t>(header.count);
    }
    std::size_t payload_at() const { return packed_payload_offset(key.size()); }

    // Takes over the images that an earlier writer left; false: they are not of this key, or
    // damaged.
    bool take_up() {
        std::vector<std::byte> head(payload_at());
        if (part.size() > payload_at() + payload_bytes() || !part.read(head, 0)) return false;
        PackedHeader found;
        std::memcpy(&found, head.data(), sizeof found);
        const std::size_t bytes = std::size_t{found.done} * image_bytes();
        if (bytes > payload_bytes()) return false;
        PackedHeader expected = header;
        std::copy(std::begin(kUnfinishedMagic), std::end(kUnfinishedMagic), expected.magic);
        expected.done = found.done;
        expected.payload_hash = found.payload_hash;
        if (head != head_of(expected)) return false;
        std::vector<std::byte> piece;
        for (; written < bytes; written += piece.size()) {
            piece.resize(std::min(kBytesOfOneRead, bytes - written));
            if (!part.read(piece, payload_at() + written)) return false;
            hash->add(piece);
        }
        return hash->so_far() == found.payload_hash;
    }

    // What is written so far counts from here on, also after a crash: the images are on the disk
    // before the header says so.
    void mark() {
        part.sync();
        PackedHeader unfinished = header;
        std::copy(std::begin(kUnfinishedMagic), std::end(kUnfinishedMagic), unfinished.magic);
        unfinished.done = static_cast<std::uint32_t>(written / image_bytes());
        unfinished.payload_hash = hash->so_far();
        part.write(head_of(unfinished), 0);
        marked = written;
    }

    std::vector<std::byte> head_of(const PackedHeader& facts) const {
        std::vector<std::byte> head(payload_at());
        const auto first = std::as_bytes(std::span(&facts, 1));
        const auto then = std::as_bytes(std::span(key));
        std::copy(first.begin(), first.end(), head.begin());
        std::copy(then.begin(), then.end(), head.begin() + std::ssize(first));
        return head;
    }

    PackedPart part;
    std::string key;
    PackedHeader header;
    std::unique_ptr<Sha256> hash = std::make_unique<Sha256>();
    std::size_t written = 0, marked = 0;  // bytes of the payload
    bool finished = false;
};

PackedWriter::PackedWriter(fs::path path, std::string key, std::int64_t count, std::int64_t size,
                           std::int64_t channels, Unfinished unfinished) {
    ZSCOPE_CHECK(count > 0 && size > 0 && size <= 8192 && (channels == 1 || channels == 3) &&
                     key.size() <= kMaxPackedKeyBytes && count <= UINT32_MAX,
                 "{} images of {}×{}×{}, key of {} bytes", count, size, size, channels, key.size());
    PackedHeader header;
    header.count = static_cast<std::uint64_t>(count);
    header.size = static_cast<std::uint32_t>(size);
    header.channels = static_cast<std::uint32_t>(channels);
    header.key_bytes = static_cast<std::uint32_t>(key.size());
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) fail("cannot make the folder of {}: {}", path.string(), error.message());
    remove_left_over_files(folder);
    PackedPart part = unfinished == Unfinished::keep ? PackedPart::kept(std::move(path))
                                                     : PackedPart(std::move(path));
    state_ = std::make_unique<State>(std::move(part), std::move(key), header);
}

PackedWriter::~PackedWriter() = default;

std::int64_t PackedWriter::done() const {
    return static_cast<std::int64_t>(state_->written / state_->image_bytes());
}

void PackedWriter::append(std::span<const std::uint8_t> images) {
    State& state = *state_;
    ZSCOPE_CHECK(!state.finished && images.size() % state.image_bytes() == 0 &&
                     images.size() <= state.payload_bytes() - state.written,
                 "{} bytes after {} of {}", images.size(), state.written, state.payload_bytes());
    const auto bytes = std::as_bytes(images);
    state.part.write(bytes, state.payload_at() + state.written);
    state.hash->add(bytes);
    state.written += bytes.size();
    if (state.part.is_kept() && state.written - state.marked >= kBytesBetweenMarks) state.mark();
}

void PackedWriter::finish_early() {
    State& state = *state_;
    ZSCOPE_CHECK(!state.finished && state.written > 0, "{} bytes", state.written);
    state.header.count = state.written / state.image_bytes();
    state.part.resize(state.payload_at() + state.written);
    finish();
}

void PackedWriter::finish() {
    State& state = *state_;
    ZSCOPE_CHECK(!state.finished && state.written == state.payload_bytes(), "{} of {} bytes",
                 state.written, state.payload_bytes());
    state.header.payload_hash = state.hash->so_far();
    state.part.write(state.head_of(state.header), 0);
    state.part.sync();
    state.part.rename();
    state.finished = true;
}

}  // namespace zscope
