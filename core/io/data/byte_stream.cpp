// SPDX-License-Identifier: MIT
#include "core/io/data/byte_stream.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/io/sha256.h"

namespace zscope {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail_reading(const fs::path& path, int error) {
    fail("cannot read {}: {}", path.string(), std::generic_category().message(error));
}

FileFacts facts_of_stat(const struct stat& facts, const fs::path& path) {
    if (!S_ISREG(facts.st_mode)) fail("cannot read {}: it is not a file", path.string());
    return {facts.st_size,
            std::int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 + facts.st_mtim.tv_nsec};
}

}  // namespace

FileFacts facts_of(const fs::path& path) {
    struct stat facts {};
    if (::stat(path.c_str(), &facts) != 0) fail_reading(path, errno);
    return facts_of_stat(facts, path);
}

struct ByteStream::State {
    explicit State(fs::path path_in) : path(std::move(path_in)) {
        // Without O_NONBLOCK a FIFO would hold the caller for ever.
        const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (descriptor < 0) fail_reading(path, errno);
        struct stat facts {};
        if (::fstat(descriptor, &facts) != 0 || !S_ISREG(facts.st_mode)) {
            ::close(descriptor);
            fail("cannot read {}: it is not a file", path.string());
        }
        file = ::gzdopen(descriptor, "rb");
        if (file == nullptr) {
            ::close(descriptor);
            fail("cannot read {}: not enough memory", path.string());
        }
        ::gzbuffer(file, 256U << 10);
    }
    ~State() { ::gzclose_r(file); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    fs::path path;
    gzFile file = nullptr;
};

ByteStream::ByteStream(const fs::path& path) : state_(std::make_unique<State>(path)) {}
ByteStream::~ByteStream() = default;
ByteStream::ByteStream(ByteStream&&) noexcept = default;
ByteStream& ByteStream::operator=(ByteStream&&) noexcept = default;

std::size_t ByteStream::read(std::span<std::byte> bytes) {
    constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;  // zlib counts in int
    std::size_t done = 0;
    while (done < bytes.size()) {
        const std::size_t want = std::min(kMostAtOnce, bytes.size() - done);
        const int count = ::gzread(state_->file, bytes.data() + done, static_cast<unsigned>(want));
        int code = Z_OK;
        const char* reason = ::gzerror(state_->file, &code);
        if (count < 0 || code == Z_BUF_ERROR) {
            if (code == Z_BUF_ERROR) fail("{} ends early: get it again", state_->path.string());
            if (code == Z_ERRNO) fail_reading(state_->path, errno);
            fail("{} is damaged: {}: get it again", state_->path.string(), reason);
        }
        if (count == 0) break;
        done += static_cast<std::size_t>(count);
    }
    return done;
}

void ByteStream::read_all(std::span<std::byte> bytes, const char* what) {
    if (read(bytes) != bytes.size()) fail("{} ends within {}", state_->path.string(), what);
}

void ByteStream::skip(std::int64_t bytes) {
    if (::gzseek(state_->file, bytes, SEEK_CUR) < 0) {
        fail("{} is damaged or ends early: get it again", state_->path.string());
    }
}

bool ByteStream::is_gzip() const {
    return ::gzdirect(state_->file) == 0;
}

struct Fingerprint::State {
    Sha256 hash;
};

Fingerprint::Fingerprint(const std::string& kind) : state_(std::make_unique<State>()) {
    add(kind, FileFacts{});
}
Fingerprint::~Fingerprint() = default;

void Fingerprint::add(const std::string& name, const FileFacts& facts) {
    const std::string line = fmt::format("{}\n{} {}\n", name, facts.size, facts.modified_ns);
    state_->hash.add(std::as_bytes(std::span(line)));
}

void Fingerprint::add(const fs::path& file) {
    add(file.filename().string(), facts_of(file));
}

std::string Fingerprint::hex() const {
    const Sha256Digest digest = state_->hash.so_far();
    return hex_of(std::as_bytes(std::span(digest)));
}

std::string hex_of(std::span<const std::byte> bytes) {
    std::string text;
    for (const std::byte byte : bytes)
        text += fmt::format("{:02x}", std::to_integer<unsigned>(byte));
    return text;
}

}  // namespace zscope
