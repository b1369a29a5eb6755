// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <sstream>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/io/clips/clip.h"
#include "core/io/clips/ffmpeg.h"
#include "core/io/file_write.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostBytes = std::size_t{1} << 31;

// ffmpeg must be able to seek in what it writes, so it writes a file here.
class ScratchFolder {
  public:
    ScratchFolder() {
        std::string name = (fs::temp_directory_path() / "zscope-clip-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            fail("cannot make a folder for the clip in {}: {}", fs::temp_directory_path().string(),
                 std::generic_category().message(errno));
        path_ = name;
    }
    ~ScratchFolder() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    fs::path file(const char* name) const { return path_ / name; }

  private:
    fs::path path_;
};

std::vector<std::string> command_line(const Clip& clip, const ScratchFolder& folder) {
    const std::string size = fmt::format("{}x{}", clip.frames[0]->width * clip.scale,
                                         clip.frames[0]->height * clip.scale);
    // Players want yuv420p, which wants even sides: an odd one gets a black line.
    return {ffmpeg_program(),
            "-nostdin",
            "-v",
            "error",
            "-y",
            "-f",
            "rawvideo",
            "-pix_fmt",
            "rgba",
            "-s",
            size,
            "-r",
            fmt::format("{}", clip.fps),
            "-i",
            "pipe:0",
            "-an",
            "-vf",
            "pad=ceil(iw/2)*2:ceil(ih/2)*2",
            "-c:v",
            "libx264",
            "-crf",
            "16",
            "-pix_fmt",
            "yuv420p",
            "-movflags",
            "+faststart",
            folder.file("clip.mp4").string()};
}

// ffmpeg reading from us: killed with this object if it was not waited for.
class Ffmpeg {
  public:
    Ffmpeg(std::vector<std::string> command, const fs::path& messages) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) fail("cannot start ffmpeg: no pipe");
        posix_spawn_file_actions_t actions;
        posix_spawnattr_t attributes;
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, ends[0], STDIN_FILENO);
        ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, messages.c_str(),
                                           O_WRONLY | O_CREAT | O_TRUNC, 0600);
        ::posix_spawnattr_init(&attributes);
        // A group of its own: Ctrl-C is for us, and we end it.
        ::posix_spawnattr_setpgroup(&attributes, 0);
        ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
        std::vector<char*> words;
        for (std::string& word : command)
            words.push_back(word.data());
        words.push_back(nullptr);
        const int error =
            ::posix_spawn(&process_, words[0], &actions, &attributes, words.data(), environ);
        ::posix_spawn_file_actions_destroy(&actions);
        ::posix_spawnattr_destroy(&attributes);
        ::close(ends[0]);
        pipe_ = ends[1];
        if (error != 0) {
            ::close(pipe_);
            fail("cannot start {}: {}", command[0], std::generic_category().message(error));
        }
    }
    ~Ffmpeg() {
        if (process_ < 0) return;
        ::kill(process_, SIGKILL);
        (void)wait();
    }
    Ffmpeg(const Ffmpeg&) = delete;
    Ffmpeg& operator=(const Ffmpeg&) = delete;

    // False when it reads no more.
    bool write(std::span<const std::uint8_t> bytes) const {
        while (!bytes.empty()) {
            const ssize_t count = ::write(pipe_, bytes.data(), bytes.size());
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) return false;
            bytes = bytes.subspan(static_cast<std::size_t>(count));
        }
        return true;
    }
    // Its exit status once it has read all, 0 if all went well.
    int wait() {
        if (pipe_ >= 0) ::close(std::exchange(pipe_, -1));
        int status = 0;
        while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
        }
        process_ = -1;
        return status;
    }

  private:
    pid_t process_ = -1;
    int pipe_ = -1;
};

// While this lives a pipe that nobody reads is an error of write(), not our end.
class IgnorePipeSignal {
  public:
    IgnorePipeSignal() : before_(std::signal(SIGPIPE, SIG_IGN)) {}
    ~IgnorePipeSignal() { std::signal(SIGPIPE, before_); }
    IgnorePipeSignal(const IgnorePipeSignal&) = delete;
    IgnorePipeSignal& operator=(const IgnorePipeSignal&) = delete;

  private:
    void (*before_)(int);
};

std::string last_words(const fs::path& messages) {
    const std::vector<std::byte> bytes = read_file_begin(messages, 2000);
    std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    while (!text.empty() && text.back() == '\n')
        text.pop_back();
    return text.empty() ? "it does not say why" : text;
}

}  // namespace

std::string ffmpeg_program() {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path == nullptr ? "" : path);
    for (std::string folder; std::getline(folders, folder, ':');) {
        const fs::path program = fs::path(folder) / "ffmpeg";
        std::error_code error;
        if (fs::is_regular_file(program, error) && ::access(program.c_str(), X_OK) == 0)
            return program.string();
    }
    fail(
        "an .mp4 is made by the program ffmpeg, which is not installed: install the package "
        "ffmpeg, or write a .webp or .gif");
}

std::vector<std::uint8_t> encode_mp4(const Clip& clip, const ClipProgress& progress) {
    check_clip(clip);
    const ScratchFolder folder;
    const IgnorePipeSignal ignore;
    Ffmpeg ffmpeg(command_line(clip, folder), folder.file("messages"));
    bool taken = true;
    for (std::size_t i = 0; taken && i < clip.frames.size(); ++i) {
        taken = ffmpeg.write(scaled_frame(clip, i).pixels);
        report_frame(progress, i + 1, clip.frames.size());
    }
    if (ffmpeg.wait() != 0 || !taken)
        fail("ffmpeg could not make the clip: {}", last_words(folder.file("messages")));
    const std::vector<std::byte> file = read_file(folder.file("clip.mp4"), kMostBytes);
    const auto* first = reinterpret_cast<const std::uint8_t*>(file.data());
    return {first, first + file.size()};
}

}  // namespace zscope
