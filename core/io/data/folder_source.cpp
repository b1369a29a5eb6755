// SPDX-License-Identifier: MIT
#include "core/io/data/folder_source.h"

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/io/codecs/codec.h"
#include "core/io/file_write.h"
#include "core/io/image_codec.h"
#include "core/io/resize.h"

namespace zscope {

namespace {

using Pixels = std::vector<std::uint8_t>;

std::string folder_name(const std::filesystem::path& folder) {
    // "photos/" has an empty file name.
    const auto name = folder.has_filename() ? folder.filename() : folder.parent_path().filename();
    return name.empty() || name == "." || name == ".." ? folder.string() : name.string();
}

class FolderSource final : public DataSource {
  public:
    // `kept`: as many as images, prepared, or none.
    FolderSource(ScanReport report, FolderSourceOptions options, std::vector<Pixels> kept)
        : report_(std::move(report)),
          options_(std::move(options)),
          kept_(std::move(kept)),
          bad_(report_.images.size(), false) {
        if (kept_.empty() && count() * image_bytes() <= options_.keep_decoded_bytes) {
            kept_.resize(report_.images.size());
        }
    }

    std::int64_t count() const override { return std::ssize(report_.images); }
    std::int64_t size() const override { return options_.size; }
    std::int64_t channels() const override { return options_.channels; }
    std::string description() const override {
        return fmt::format("{} {} from {}", count(), count() == 1 ? "image" : "images",
                           folder_name(report_.folder));
    }

    void read(std::int64_t index, std::span<std::uint8_t> out) override {
        ZSCOPE_CHECK(index >= 0 && index < count() && std::ssize(out) == image_bytes(),
                     "image {} of {}, {} bytes", index, count(), out.size());
        for (std::int64_t step = 0; step < count(); ++step) {
            const auto at = static_cast<std::size_t>((index + step) % count());
            if (!bad_[at] && read_one(at, out)) return;
        }
        fail("no image in {} can be read any more; the first was {}", report_.folder.string(),
             report_.images.front().string());
    }

  private:
    std::int64_t image_bytes() const { return options_.size * options_.size * options_.channels; }

    bool read_one(std::size_t at, std::span<std::uint8_t> out) {
        if (!kept_.empty() && !kept_[at].empty()) {
            std::copy(kept_[at].begin(), kept_[at].end(), out.begin());
            return true;
        }
        const std::filesystem::path& path = report_.images[at];
        try {
            const auto file = read_file(path, kMaxImageFileBytes);
            prepare_image(decode_image(file, path.string()), static_cast<int>(options_.size),
                          static_cast<int>(options_.channels), out);
        } catch (const Error& error) {
            bad_[at] = true;
            if (options_.on_bad_file) options_.on_bad_file({path, error.what()});
            return false;
        }
        if (!kept_.empty()) kept_[at].assign(out.begin(), out.end());
        return true;
    }

    ScanReport report_;
    FolderSourceOptions options_;
    std::vector<Pixels> kept_;  // empty: the set does not fit; an empty entry: not decoded yet
    std::vector<bool> bad_;
};

void check_options(const FolderSourceOptions& options) {
    ZSCOPE_CHECK(options.size > 0 && options.size <= kMaxImageSide &&
                     (options.channels == 1 || options.channels == 3),
                 "size {}, {} channels", options.size, options.channels);
}

void check_any_image(const ScanReport& report) {
    if (!report.images.empty()) return;
    const std::string folder = report.folder.string();
    if (report.rejected.empty()) {
        fail("no image in {}: PNG, JPEG, BMP and WebP files are read, in subfolders too", folder);
    }
    const RejectedFile& first = report.rejected.front();
    fail("no usable image in {}: {} files cannot be used, the first is {}: {}", folder,
         report.rejected.size(), first.path.string(), first.reason);
}

}  // namespace

std::unique_ptr<DataSource> make_folder_source(ScanReport report,
                                               const FolderSourceOptions& options) {
    check_options(options);
    check_any_image(report);
    return std::make_unique<FolderSource>(std::move(report), options, std::vector<Pixels>());
}

std::unique_ptr<DataSource> open_folder(const std::filesystem::path& folder,
                                        const FolderSourceOptions& options, ScanReport& report,
                                        const std::stop_token& stop, const ScanProgress& progress) {
    check_options(options);
    const std::int64_t image_bytes = options.size * options.size * options.channels;
    std::vector<Pixels> kept;
    bool fits = true;
    report = scan_folder(folder, stop, progress, [&](const ImageU8& image) {
        if (!fits) return;
        if ((std::ssize(kept) + 1) * image_bytes > options.keep_decoded_bytes) {
            fits = false;
            kept = {};
            return;
        }
        Pixels& pixels = kept.emplace_back(static_cast<std::size_t>(image_bytes));
        prepare_image(image, static_cast<int>(options.size), static_cast<int>(options.channels),
                      pixels);
    });
    if (stop.stop_requested()) return nullptr;
    check_any_image(report);
    return std::make_unique<FolderSource>(report, options, std::move(kept));
}

}  // namespace zscope
