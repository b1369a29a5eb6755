// SPDX-License-Identifier: MIT
#include "core/io/file_write.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

#include "core/base/error.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTemporaryPrefix = ".zscope-";
constexpr std::string_view kTemporarySuffix = ".tmp";

class Descriptor {
  public:
    explicit Descriptor(int value) : value_(value) {}
    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }
    Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
    Descriptor& operator=(Descriptor&&) = delete;

    int get() const { return value_; }

  private:
    int value_;
};

// Removes the sibling unless it has been renamed.
class Sibling {
  public:
    explicit Sibling(fs::path path) : path_(std::move(path)) {}
    ~Sibling() {
        if (!path_.empty()) ::unlink(path_.c_str());
    }
    Sibling(const Sibling&) = delete;
    Sibling& operator=(const Sibling&) = delete;

    const fs::path& path() const { return path_; }
    void keep() { path_.clear(); }

  private:
    fs::path path_;
};

[[noreturn]] void fail_write(const fs::path& path, std::string_view what, int error) {
    if (error == ENOSPC || error == EDQUOT) {
        fail("cannot write {}: the disk is full; free some space on it and try again",
             path.string());
    }
    fail("cannot write {}: {}: {}", path.string(), what, std::generic_category().message(error));
}

// A symbolic link is written through: the file that it names is replaced, not the link.
fs::path resolved(const fs::path& path) {
    std::error_code error;
    if (!fs::is_symlink(path, error)) return path;
    const fs::path target = fs::weakly_canonical(path, error);
    return error ? path : target;
}

fs::path folder_of(const fs::path& path) {
    return path.has_parent_path() ? path.parent_path() : fs::path(".");
}

void write_all(int file, std::span<const std::byte> bytes, const fs::path& path) {
    while (!bytes.empty()) {
        const ssize_t count = ::write(file, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail_write(path, "write", errno);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

void sync_file(int file, const fs::path& path) {
    int result = 0;
    do {
        result = ::fsync(file);
    } while (result != 0 && errno == EINTR);
    if (result != 0) fail_write(path, "fsync", errno);
}

// Makes the rename itself last. Some file systems cannot sync a folder and say EINVAL: no failure.
void sync_folder(const fs::path& folder, const fs::path& path) {
    const Descriptor handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (handle.get() < 0) return;  // a folder that may be written but not read
    if (::fsync(handle.get()) != 0 && errno != EINVAL && errno != ENOTSUP && errno != EINTR) {
        fail_write(path, "fsync of its folder", errno);
    }
}

// The name does not hold that of the target, so that it never exceeds what the disk allows.
fs::path sibling_name(const fs::path& folder) {
    static std::atomic<unsigned> counter{0};
    return folder / fmt::format("{}{}-{}{}", kTemporaryPrefix, ::getpid(), counter.fetch_add(1),
                                kTemporarySuffix);
}

bool lock_file(int file, int how) {
    int result = 0;
    do {
        result = ::flock(file, how);
    } while (result != 0 && errno == EINTR);
    return result == 0;
}

// A new file beside `path`, locked while its writer lives: see remove_left_over_files().
Descriptor open_sibling(const fs::path& path, fs::path& name) {
    for (;;) {
        name = sibling_name(folder_of(path));
        Descriptor file(::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
        if (file.get() < 0) fail_write(path, "open", errno);
        struct stat facts {};
        // Not every disk knows locks; there, nobody can take the file for a left-over either.
        if (!lock_file(file.get(), LOCK_EX) || ::fstat(file.get(), &facts) != 0) return file;
        if (facts.st_nlink > 0) return file;  // else somebody was faster than the lock
    }
}

void make_folder(const fs::path& folder, const fs::path& path) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) fail_write(path, "its folder", error.value());
}

[[noreturn]] void fail_read(const fs::path& path, int error) {
    fail("cannot read {}: {}", path.string(), std::generic_category().message(error));
}

struct Opened {
    Descriptor descriptor;
    std::uintmax_t size;
};

Opened open_to_read(const fs::path& path) {
    // Without O_NONBLOCK a FIFO would hold the caller for ever.
    Opened file{Descriptor(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)), 0};
    if (file.descriptor.get() < 0) fail_read(path, errno);
    struct stat facts {};
    if (::fstat(file.descriptor.get(), &facts) != 0) fail_read(path, errno);
    if (!S_ISREG(facts.st_mode)) fail("cannot read {}: it is not a file", path.string());
    file.size = static_cast<std::uintmax_t>(facts.st_size);
    return file;
}

// `size` bytes, fewer if the file shrinks meanwhile.
std::vector<std::byte> read_bytes(const Opened& file, std::uintmax_t size, const fs::path& path) {
    std::vector<std::byte> bytes(static_cast<std::size_t>(size));
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t count =
            ::read(file.descriptor.get(), bytes.data() + done, bytes.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) fail_read(path, errno);
        if (count == 0) break;
        done += static_cast<std::size_t>(count);
    }
    bytes.resize(done);
    return bytes;
}

}  // namespace

bool is_temporary_file(const fs::path& path) {
    const std::string name = path.filename().string();
    return name.starts_with(kTemporaryPrefix) && name.ends_with(kTemporarySuffix);
}

void remove_left_over_files(const fs::path& folder) {
    std::error_code error;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        if (!is_temporary_file(entry->path())) continue;
        const Descriptor file(
            ::open(entry->path().c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
        if (file.get() >= 0 && lock_file(file.get(), LOCK_EX | LOCK_NB)) {
            ::unlink(entry->path().c_str());
        }
    }
}

void write_file_atomically(const fs::path& asked,
                           std::span<const std::span<const std::byte>> parts) {
    const fs::path path = resolved(asked);
    const fs::path folder = folder_of(path);
    make_folder(folder, path);

    struct stat existing {};
    const bool replaces = ::stat(path.c_str(), &existing) == 0;
    if (replaces && !S_ISREG(existing.st_mode)) {
        fail("cannot write {}: it exists and is not a file", path.string());
    }
    fs::path name;
    const Descriptor file = open_sibling(path, name);
    Sibling sibling(name);
    if (replaces && ::fchmod(file.get(), existing.st_mode & 07777) != 0) {
        fail_write(path, "chmod", errno);
    }
    for (const auto part : parts)
        write_all(file.get(), part, path);
    sync_file(file.get(), path);
    if (std::rename(name.c_str(), path.c_str()) != 0) fail_write(path, "rename", errno);
    sibling.keep();
    sync_folder(folder, path);
}

void write_file_atomically(const fs::path& path, std::string_view text) {
    const std::span<const std::byte> part = std::as_bytes(std::span(text));
    write_file_atomically(path, std::span(&part, 1));
}

std::vector<std::byte> read_file(const fs::path& path, std::size_t limit) {
    const Opened file = open_to_read(path);
    if (file.size > limit) {
        fail("cannot read {}: it has {} bytes; at most {} are read", path.string(), file.size,
             limit);
    }
    return read_bytes(file, file.size, path);
}

std::vector<std::byte> read_file_begin(const fs::path& path, std::size_t count) {
    const Opened file = open_to_read(path);
    return read_bytes(file, std::min<std::uintmax_t>(file.size, count), path);
}

}  // namespace zscope
