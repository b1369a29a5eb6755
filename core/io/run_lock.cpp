// SPDX-License-Identifier: MIT
#include "core/io/run_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "core/base/error.h"

namespace zscope {

namespace {

int lock_file(int file) {
    int result = 0;
    do {
        result = ::flock(file, LOCK_EX | LOCK_NB);
    } while (result != 0 && errno == EINTR);
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

RunLock::~RunLock() {
    ::unlink(path_.c_str());
    ::close(file_);
}

}  // namespace zscope
