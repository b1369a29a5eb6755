// SPDX-License-Identifier: MIT
#include "core/io/run_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <system_error>
#include <thread>

#include "core/base/error.h"

namespace zscope {

namespace {

int try_lock(int file, int how) {
    int result = 0;
    do {
        result = ::flock(file, how | LOCK_NB);
    } while (result != 0 && errno == EINTR);
    return result;
}

// Somebody who only looks (run_is_held) holds it for microseconds: that is no other trainer.
int lock_file(int file) {
    constexpr int kTries = 5;
    constexpr std::chrono::milliseconds kPause{20};
    int result = try_lock(file, LOCK_EX);
    for (int i = 1; i < kTries && result != 0 && errno == EWOULDBLOCK; ++i) {
        std::this_thread::sleep_for(kPause);
        result = try_lock(file, LOCK_EX);
    }
    return result;
}

// A holder removes the file when it lets go: a lock on a file that is gone is worth nothing.
bool is_still_named(int file, const std::filesystem::path& path) {
    struct stat held {};
    struct stat named {};
    return ::fstat(file, &held) == 0 && ::stat(path.c_str(), &named) == 0 &&
           held.st_ino == named.st_ino && held.st_dev == named.st_dev;
}

}  // namespace

RunLock::RunLock(const std::filesystem::path& dir) : path_(dir / "run.lock") {
    for (;;) {
        const int file = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (file < 0) {
            fail("cannot write {}: {}", path_.string(), std::generic_category().message(errno));
        }
        if (lock_file(file) != 0) {
            const int error = errno;
            ::close(file);
            if (error == EWOULDBLOCK) {
                fail("the run {} is being trained by another zscope: stop it there first",
                     dir.string());
            }
            fail("cannot lock {}: {}", path_.string(), std::generic_category().message(error));
        }
        if (is_still_named(file, path_)) {
            file_ = file;
            return;
        }
        ::close(file);
    }
}

bool run_is_held(const std::filesystem::path& dir) {
    const int file = ::open((dir / "run.lock").c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;  // who holds it keeps the file
    const bool held = try_lock(file, LOCK_SH) != 0 && errno == EWOULDBLOCK;
    ::close(file);
    return held;
}

RunLock::~RunLock() {
    ::unlink(path_.c_str());
    ::close(file_);
}

}  // namespace zscope
