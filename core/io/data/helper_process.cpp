// SPDX-License-Identifier: MIT
#include "core/io/data/helper_process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/io/data/helper_protocol.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

std::string error_text(int error) {
    return std::generic_category().message(error);
}

// Attributes and file actions of posix_spawn, freed at the end.
class SpawnSetup {
  public:
    explicit SpawnSetup(int output) {
        ::posix_spawn_file_actions_init(&actions_);
        ::posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO);
        ::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        ::posix_spawnattr_init(&attributes_);
        // Whatever we ignore or block: the helper ends when nobody reads any more.
        sigset_t pipe, none;
        ::sigemptyset(&pipe);
        ::sigaddset(&pipe, SIGPIPE);
        ::sigemptyset(&none);
        ::posix_spawnattr_setsigdefault(&attributes_, &pipe);
        ::posix_spawnattr_setsigmask(&attributes_, &none);
        // A group of its own: Ctrl-C is for us, and we end it.
        ::posix_spawnattr_setpgroup(&attributes_, 0);
        ::posix_spawnattr_setflags(
            &attributes_, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP);
    }
    ~SpawnSetup() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }
    SpawnSetup(const SpawnSetup&) = delete;
    SpawnSetup& operator=(const SpawnSetup&) = delete;

    int spawn(std::vector<char*>& arguments, pid_t& process) {
        return ::posix_spawn(&process, arguments[0], &actions_, &attributes_, arguments.data(),
                             environ);
    }

  private:
    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
};

}  // namespace

HelperProcess::HelperProcess(const std::vector<std::string>& command, std::string about,
                             std::chrono::milliseconds patience, std::stop_token stop)
    : about_(std::move(about)), patience_(patience), stop_(std::move(stop)) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        fail("cannot start {} for {}: {}", command[0], about_, error_text(errno));
    std::vector<std::string> words = command;
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    SpawnSetup setup(ends[1]);
    pid_t process = -1;
    const int error = setup.spawn(arguments, process);
    ::close(ends[1]);
    if (error != 0) {
        ::close(ends[0]);
        fail("cannot start {} for {}: {}", command[0], about_, error_text(error));
    }
    process_ = process;
    pipe_ = ends[0];
}

HelperProcess::~HelperProcess() {
    ::close(pipe_);
    if (process_ < 0) return;
    ::kill(process_, SIGKILL);
    (void)end_status();
}

int HelperProcess::end_status() {
    int status = 0;
    while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = -1;
    return status;
}

void HelperProcess::fail_ended() {
    const int status = end_status();
    if (WIFSIGNALED(status)) {
        fail("{} is damaged: reading it ended with signal {} ({}); get it again", about_,
             WTERMSIG(status), ::strsignal(WTERMSIG(status)));
    }
    fail("{} cannot be read: its reader ended early (code {})", about_, WEXITSTATUS(status));
}

void HelperProcess::wait_for_bytes() {
    constexpr std::chrono::milliseconds kSlice{100};
    for (std::chrono::milliseconds waited{0};; waited += kSlice) {
        if (stop_.stop_requested()) fail("stopped while reading {}", about_);
        pollfd one{pipe_, POLLIN, 0};
        const int ready = ::poll(&one, 1, static_cast<int>(kSlice.count()));
        if (ready > 0) return;
        if (ready < 0 && errno != EINTR) fail("reading {}: {}", about_, error_text(errno));
        if (waited >= patience_) {
            fail("{} is damaged: reading it made no progress for {} s", about_,
                 std::chrono::duration_cast<std::chrono::seconds>(patience_).count());
        }
    }
}

void HelperProcess::read_bytes(std::byte* bytes, std::size_t count) {
    while (count > 0) {
        wait_for_bytes();
        const ssize_t got = ::read(pipe_, bytes, count);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail("reading {}: {}", about_, error_text(errno));
        if (got == 0) fail_ended();
        bytes += got;
        count -= static_cast<std::size_t>(got);
    }
}

Frame HelperProcess::read() {
    FrameHead head;
    read_bytes(reinterpret_cast<std::byte*>(&head), sizeof head);
    if (head.length > kMaxFrameBytes || head.type < kFrameFacts || head.type > kFrameEnd)
        fail("{} is damaged: reading it gave nonsense; get it again", about_);
    Frame frame{head.type, std::vector<std::byte>(head.length)};
    read_bytes(frame.bytes.data(), frame.bytes.size());
    if (frame.type == kFrameError) {
        fail("{}: {}", about_,
             std::string_view(reinterpret_cast<const char*>(frame.bytes.data()),
                              frame.bytes.size()));
    }
    return frame;
}

std::string reader_program() {
    const fs::path path = fs::read_symlink("/proc/self/exe").parent_path() / kReaderProgram;
    std::error_code ignored;
    if (!fs::exists(path, ignored)) {
        fail("{} is not there, which reads LMDB and .mat files: build or install zscope again",
             path.string());
    }
    return path.string();
}

}  // namespace zscope
