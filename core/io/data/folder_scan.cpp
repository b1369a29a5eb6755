// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <set>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/io/codecs/codec.h"
#include "core/io/data/folder_source.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

std::string error_text(int error) {
    return std::generic_category().message(error);
}

// Names that make a person expect an image.
bool has_image_extension(const fs::path& path) {
    static constexpr std::array<std::string_view, 25> kExtensions = {
        ".png", ".apng", ".jpg",  ".jpeg", ".jpe",  ".jfif", ".bmp", ".dib", ".webp",
        ".gif", ".tif",  ".tiff", ".avif", ".heic", ".heif", ".jxl", ".jp2", ".tga",
        ".psd", ".ico",  ".ppm",  ".pgm",  ".pnm",  ".qoi",  ".exr"};
    std::string extension = path.extension().string();
    for (char& c : extension)
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

class OpenFile {
  public:
    // Does not block on a FIFO that took the file's place meanwhile.
    explicit OpenFile(const fs::path& path)
        : file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
        if (file_ < 0) fail("cannot be opened: {}", error_text(errno));
    }
    ~OpenFile() { ::close(file_); }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    // Reads until `bytes` has `size` bytes or the file ends.
    void read_up_to(std::size_t size, std::vector<std::byte>& bytes) const {
        std::size_t done = bytes.size();
        bytes.resize(std::max(size, done));
        while (done < bytes.size()) {
            const ssize_t count = ::read(file_, bytes.data() + done, bytes.size() - done);
            if (count < 0 && errno == EINTR) continue;
            if (count < 0) fail("cannot be read: {}", error_text(errno));
            if (count == 0) break;
            done += static_cast<std::size_t>(count);
        }
        bytes.resize(done);
    }

  private:
    int file_;
};

// What makes two names the same file or folder.
using Identity = std::pair<dev_t, ino_t>;

class Scanner {
  public:
    Scanner(const std::stop_token& stop, const ScanProgress& progress, const ScanImage& on_image)
        : stop_(stop), progress_(progress), on_image_(on_image) {}

    ScanReport run(const fs::path& folder) {
        report_.folder = folder;
        struct stat facts {};
        if (::stat(folder.c_str(), &facts) != 0) {
            fail("cannot read the folder {}: {}", folder.string(), error_text(errno));
        }
        if (!S_ISDIR(facts.st_mode)) fail("{} is not a folder", folder.string());
        std::error_code error;
        fs::directory_iterator probe(folder, error);
        if (error) fail("cannot read the folder {}: {}", folder.string(), error.message());
        walk(folder, {facts.st_dev, facts.st_ino});
        return std::move(report_);
    }

  private:
    void reject(const fs::path& path, std::string reason) {
        report_.rejected.push_back({path, std::move(reason)});
    }

    // Depth first, names in order: images come out ordered by path.
    void walk(const fs::path& folder, const Identity& identity) {
        if (around_.contains(identity)) {
            reject(folder, "a link back to a folder around it: not followed");
            return;
        }
        if (!seen_.insert(identity).second) return;
        around_.insert(identity);
        std::vector<fs::path> names;
        std::error_code error;
        for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
             entry.increment(error)) {
            names.push_back(entry->path());
        }
        if (error) reject(folder, "the folder cannot be read: " + error.message());
        std::sort(names.begin(), names.end());
        for (const fs::path& path : names) {
            if (stop_.stop_requested()) break;
            look_at(path);
        }
        around_.erase(identity);
    }

    void look_at(const fs::path& path) {
        struct stat facts {};
        if (::stat(path.c_str(), &facts) != 0) {
            reject_unreachable(path, errno);
            return;
        }
        const Identity identity{facts.st_dev, facts.st_ino};
        if (S_ISDIR(facts.st_mode)) {
            if (has_image_extension(path)) {
                reject(path, "a folder with the name of an image: what is in it was looked at");
            }
            walk(path, identity);
            return;
        }
        if (!seen_.insert(identity).second) return;
        if (progress_) progress_(++looked_at_);
        if (!S_ISREG(facts.st_mode)) {
            if (has_image_extension(path))
                reject(path, "a device, pipe or socket, not a file");
            else
                ++report_.other_files;
            return;
        }
        try {
            look_into(path, static_cast<std::uint64_t>(facts.st_size));
        } catch (const Error& error) {
            reject(path, error.what());
        } catch (const std::bad_alloc&) {
            reject(path, "not enough memory to decode it");
        }
    }

    void reject_unreachable(const fs::path& path, int error) {
        if (error == ELOOP)
            reject(path, "a link that leads to itself");
        else if (error == ENOENT)
            reject(path, "a link to something that does not exist");
        else
            reject(path, "cannot be looked at: " + error_text(error));
    }

    void look_into(const fs::path& path, std::uint64_t size) {
        const OpenFile file(path);
        std::vector<std::byte> bytes;
        file.read_up_to(kSniffBytes, bytes);
        const SniffedImage sniffed = sniff_image(bytes);
        if (sniffed.kind == ImageKind::none && !has_image_extension(path)) {
            ++report_.other_files;
            return;
        }
        if (sniffed.kind != ImageKind::none && sniffed.kind != ImageKind::other) {
            if (size > kMaxImageFileBytes) {
                fail("the file is larger than the {} MiB that are read", kMaxImageFileBytes >> 20);
            }
            file.read_up_to(static_cast<std::size_t>(size), bytes);
        }
        const ImageU8 image = decode_by_content(bytes);
        report_.images.push_back(path);
        if (on_image_) on_image_(image);
    }

    const std::stop_token& stop_;
    const ScanProgress& progress_;
    const ScanImage& on_image_;
    ScanReport report_;
    std::int64_t looked_at_ = 0;
    std::set<Identity> seen_;
    std::set<Identity> around_;  // the folders from the top to the present one
};

}  // namespace

ScanReport scan_folder(const fs::path& folder, const std::stop_token& stop,
                       const ScanProgress& progress, const ScanImage& on_image) {
    return Scanner(stop, progress, on_image).run(folder);
}

}  // namespace zscope
