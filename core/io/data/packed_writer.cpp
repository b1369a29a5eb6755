// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/io/data/packed_format.h"
#include "core/io/data/packed_source.h"
#include "core/io/file_write.h"

namespace zscope {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kPartPrefix = ".zscope-pack-";
constexpr std::string_view kPartSuffix = ".tmp";

fs::path folder_of(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

}  // namespace

struct PackedWriter::State {
    State(fs::path target_in, std::string key_in, PackedHeader header_in)
        : target(std::move(target_in)), key(std::move(key_in)), header(header_in) {}
    ~State() {
        if (file >= 0 && !finished) ::unlink(part.c_str());
        if (file >= 0) ::close(file);
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    [[noreturn]] void fail_write(std::string_view what) const {
        const int error = errno;
        if (error == ENOSPC || error == EDQUOT) {
            fail("cannot write {}: the disk is full; free some space on it and try again",
                 target.string());
        }
        fail("cannot write {}: {}: {}", target.string(), what, system_error_text(error));
    }

    std::size_t image_bytes() const {
        return std::size_t{header.size} * header.size * header.channels;
    }
    std::size_t payload_bytes() const {
        return image_bytes() * static_cast<std::size_t>(header.count);
    }

    void open() {
        static std::atomic<unsigned> counter{0};
        for (;;) {
            part = folder_of(target) / fmt::format("{}{}-{}{}", kPartPrefix, ::getpid(),
                                                   counter.fetch_add(1), kPartSuffix);
            file = ::open(part.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
            if (file < 0) fail_write("open");
            struct stat facts {};
            if (::flock(file, LOCK_EX) != 0 || ::fstat(file, &facts) != 0) fail_write("lock");
            if (facts.st_nlink > 0) break;
            // Another process took it for a left-over before it was locked.
            ::close(std::exchange(file, -1));
        }
        // Takes the space now: better a full disk before the work than after it. Some file systems
        // cannot; then the writes will tell.
        const auto length = static_cast<off_t>(packed_payload_offset(key.size()) + payload_bytes());
        if (::fallocate(file, 0, 0, length) != 0 && (errno == ENOSPC || errno == EDQUOT)) {
            fail_write("allocate");
        }
    }

    void write_at(std::span<const std::byte> bytes, std::size_t at) {
        while (!bytes.empty()) {
            const ssize_t count =
                ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(at));
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) fail_write("write");
            bytes = bytes.subspan(static_cast<std::size_t>(count));
            at += static_cast<std::size_t>(count);
        }
    }

    fs::path target;
    fs::path part;
    std::string key;
    PackedHeader header;
    int file = -1;
    std::size_t written = 0;  // of the payload
    Sha256 hash;
    bool finished = false;
};

PackedWriter::PackedWriter(fs::path path, std::string key, std::int64_t count, std::int64_t size,
                           std::int64_t channels) {
    ZSCOPE_CHECK(count > 0 && size > 0 && size <= 8192 && (channels == 1 || channels == 3) &&
                     key.size() <= kMaxPackedKeyBytes,
                 "{} images of {}×{}×{}, key of {} bytes", count, size, size, channels, key.size());
    PackedHeader header;
    header.count = static_cast<std::uint64_t>(count);
    header.size = static_cast<std::uint32_t>(size);
    header.channels = static_cast<std::uint32_t>(channels);
    header.key_bytes = static_cast<std::uint32_t>(key.size());
    std::error_code error;
    fs::create_directories(folder_of(path), error);
    if (error) fail("cannot make the folder of {}: {}", path.string(), error.message());
    remove_left_over_files(folder_of(path));
    state_ = std::make_unique<State>(std::move(path), std::move(key), header);
    state_->open();
}

PackedWriter::~PackedWriter() = default;

void PackedWriter::append(std::span<const std::uint8_t> images) {
    State& state = *state_;
    ZSCOPE_CHECK(!state.finished && images.size() % state.image_bytes() == 0 &&
                     images.size() <= state.payload_bytes() - state.written,
                 "{} bytes after {} of {}", images.size(), state.written, state.payload_bytes());
    const auto bytes = std::as_bytes(images);
    state.write_at(bytes, packed_payload_offset(state.key.size()) + state.written);
    state.hash.add(bytes);
    state.written += bytes.size();
}

void PackedWriter::finish() {
    State& state = *state_;
    ZSCOPE_CHECK(!state.finished && state.written == state.payload_bytes(), "{} of {} bytes",
                 state.written, state.payload_bytes());
    state.header.payload_hash = state.hash.digest();
    std::vector<std::byte> head(packed_payload_offset(state.key.size()));
    const auto header = std::as_bytes(std::span(&state.header, 1));
    const auto key = std::as_bytes(std::span(state.key));
    std::copy(header.begin(), header.end(), head.begin());
    std::copy(key.begin(), key.end(), head.begin() + std::ssize(header));
    state.write_at(head, 0);
    if (::fsync(state.file) != 0) state.fail_write("fsync");
    if (std::rename(state.part.c_str(), state.target.c_str()) != 0) state.fail_write("rename");
    state.finished = true;
    // Makes the rename last; not every file system can sync a folder.
    const int folder = ::open(folder_of(state.target).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    ::fsync(folder);
    ::close(folder);
}

}  // namespace zscope
