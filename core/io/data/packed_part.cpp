// SPDX-License-Identifier: MIT
#include "core/io/data/packed_part.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <string>
#include <utility>

#include "core/base/error.h"
#include "core/io/data/packed_format.h"

namespace zscope {

namespace fs = std::filesystem;

namespace {

// What remove_left_over_files() looks for.
constexpr std::string_view kOwnPrefix = ".zscope-pack-";
constexpr std::string_view kOwnSuffix = ".tmp";
constexpr std::string_view kKeptSuffix = ".part";

fs::path folder_of(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

}  // namespace

PackedPart::PackedPart(fs::path target, bool kept) : target_(std::move(target)), kept_(kept) {}

PackedPart::PackedPart(fs::path target) : PackedPart(std::move(target), false) {
    open_own();
}

PackedPart PackedPart::kept(fs::path target) {
    PackedPart part(std::move(target), true);
    if (!part.open_kept()) {
        part.kept_ = false;
        part.open_own();
    }
    return part;
}

PackedPart::PackedPart(PackedPart&& other) noexcept
    : target_(std::move(other.target_)),
      path_(std::move(other.path_)),
      kept_(other.kept_),
      there_(other.there_),
      file_(std::exchange(other.file_, -1)) {}

PackedPart::~PackedPart() {
    if (file_ < 0) return;
    if (there_) ::unlink(path_.c_str());
    ::close(file_);
}

void PackedPart::open_own() {
    static std::atomic<unsigned> counter{0};
    for (;;) {
        path_ = folder_of(target_) /
                fmt::format("{}{}-{}{}", kOwnPrefix, ::getpid(), counter.fetch_add(1), kOwnSuffix);
        file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file_ < 0) fail_write("open");
        struct stat facts {};
        if (::flock(file_, LOCK_EX) != 0 || ::fstat(file_, &facts) != 0) fail_write("lock");
        if (facts.st_nlink > 0) return;
        // Another process took it for a left-over before it was locked.
        ::close(std::exchange(file_, -1));
    }
}

// False: another process has it.
bool PackedPart::open_kept() {
    path_ = target_;
    path_ += kKeptSuffix;
    for (;;) {
        file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (file_ < 0) fail_write("open");
        if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
            ::close(std::exchange(file_, -1));
            return false;
        }
        struct stat opened {
        }, named{};
        if (::fstat(file_, &opened) != 0) fail_write("open");
        const bool same = ::stat(path_.c_str(), &named) == 0 && named.st_dev == opened.st_dev &&
                          named.st_ino == opened.st_ino;
        if (same) return true;
        // Whoever had it before finished it: it is the target by now, and not ours to write.
        ::close(std::exchange(file_, -1));
    }
}

void PackedPart::fail_write(std::string_view what) const {
    const int error = errno;
    if (error == ENOSPC || error == EDQUOT) {
        fail("cannot write {}: the disk is full; free some space on it and try again",
             target_.string());
    }
    fail("cannot write {}: {}: {}", target_.string(), what, system_error_text(error));
}

std::size_t PackedPart::size() const {
    struct stat facts {};
    if (::fstat(file_, &facts) != 0) fail_write("open");
    return static_cast<std::size_t>(facts.st_size);
}

void PackedPart::reserve(std::size_t bytes) {
    // Better a full disk before the work than after it. Where this cannot be, the writes will tell.
    if (::fallocate(file_, 0, 0, static_cast<off_t>(bytes)) != 0 &&
        (errno == ENOSPC || errno == EDQUOT)) {
        fail_write("allocate");
    }
}

void PackedPart::resize(std::size_t bytes) {
    if (::ftruncate(file_, static_cast<off_t>(bytes)) != 0) fail_write("resize");
}

void PackedPart::write(std::span<const std::byte> bytes, std::size_t at) {
    while (!bytes.empty()) {
        const ssize_t count = ::pwrite(file_, bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail_write("write");
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        at += static_cast<std::size_t>(count);
    }
}

bool PackedPart::read(std::span<std::byte> bytes, std::size_t at) const {
    while (!bytes.empty()) {
        const ssize_t count = ::pread(file_, bytes.data(), bytes.size(), static_cast<off_t>(at));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(count));
        at += static_cast<std::size_t>(count);
    }
    return true;
}

void PackedPart::sync() {
    if (::fsync(file_) != 0) fail_write("fsync");
}

void PackedPart::rename() {
    if (std::rename(path_.c_str(), target_.c_str()) != 0) fail_write("rename");
    there_ = false;
    // Makes the rename last; not every file system can sync a folder.
    const int folder = ::open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder < 0) return;
    ::fsync(folder);
    ::close(folder);
}

void PackedPart::leave() {
    there_ = false;
}

}  // namespace zscope
