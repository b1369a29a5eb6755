// SPDX-License-Identifier: MIT
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <set>
#include <system_error>
#include <utility>

#include "core/base/error.h"
#include "core/io/codecs/codec.h"
#include "core/io/data/folder_listing.h"
#include "core/io/file_write.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

std::string error_text(int error) {
    return std::generic_category().message(error);
}

// What makes two names the same file or folder.
using Identity = std::pair<dev_t, ino_t>;

class Lister {
  public:
    Lister(const std::stop_token& stop, const ListProgress& progress)
        : stop_(stop), progress_(progress) {}

    FolderListing run(const fs::path& folder) {
        top_ = folder;
        struct stat facts {};
        if (::stat(folder.c_str(), &facts) != 0) {
            fail("cannot read the folder {}: {}", folder.string(), error_text(errno));
        }
        if (!S_ISDIR(facts.st_mode)) fail("{} is not a folder", folder.string());
        std::error_code error;
        fs::directory_iterator probe(folder, error);
        if (error) fail("cannot read the folder {}: {}", folder.string(), error.message());
        walk(folder, {facts.st_dev, facts.st_ino});
        return std::move(listing_);
    }

  private:
    std::string name_of(const fs::path& path) const {
        return path.lexically_relative(top_).string();
    }
    void reject(const fs::path& path, std::string reason) {
        listing_.rejected.push_back({name_of(path), std::move(reason)});
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
                ++listing_.other_files;
            return;
        }
        if (!has_image_extension(path) && !begins_as_image(path)) {
            ++listing_.other_files;
            return;
        }
        listing_.files.push_back(
            {name_of(path),
             {facts.st_size,
              std::int64_t{facts.st_mtim.tv_sec} * 1'000'000'000 + facts.st_mtim.tv_nsec}});
    }

    void reject_unreachable(const fs::path& path, int error) {
        if (error == ELOOP)
            reject(path, "a link that leads to itself");
        else if (error == ENOENT)
            reject(path, "a link to something that does not exist");
        else
            reject(path, "cannot be looked at: " + error_text(error));
    }

    static bool begins_as_image(const fs::path& path) {
        try {
            const auto bytes = read_file_begin(path, kSniffBytes);
            return sniff_image(bytes).kind != ImageKind::none;
        } catch (const Error&) {
            return false;  // whatever it is, nobody called it an image
        }
    }

    const std::stop_token& stop_;
    const ListProgress& progress_;
    fs::path top_;
    FolderListing listing_;
    std::int64_t looked_at_ = 0;
    std::set<Identity> seen_;
    std::set<Identity> around_;  // the folders from the top to the present one
};

}  // namespace

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

FolderListing list_folder(const fs::path& folder, const std::stop_token& stop,
                          const ListProgress& progress) {
    return Lister(stop, progress).run(folder);
}

}  // namespace zscope
