// SPDX-License-Identifier: MIT
#include "core/io/data/tar_file.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/io/data/byte_stream.h"

namespace zscope {

struct TarFile::State {
    explicit State(std::filesystem::path path_in) : path(std::move(path_in)) {
        (void)facts_of(path);  // a FIFO would hold us for ever
        handle = ::archive_read_new();
        ZSCOPE_CHECK(handle != nullptr, "libarchive");
        // Nothing but what zscope promises to read: every other format is a door of its own.
        ::archive_read_support_format_tar(handle);
        ::archive_read_support_format_gnutar(handle);
        ::archive_read_support_filter_gzip(handle);
        if (::archive_read_open_filename(handle, path.c_str(), std::size_t{256} << 10) !=
            ARCHIVE_OK) {
            const std::string reason = why();
            ::archive_read_free(handle);
            fail("cannot read {}: {}", path.string(), reason);
        }
    }
    ~State() { ::archive_read_free(handle); }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    std::string why() const {
        const char* text = ::archive_error_string(handle);
        return text != nullptr ? text : "it is damaged";
    }
    [[noreturn]] void fail_damaged() const {
        fail("{} is damaged after {} entries: {}", path.string(), entries, why());
    }

    std::filesystem::path path;
    ::archive* handle = nullptr;
    std::int64_t entries = 0;
    std::int64_t size = 0;  // of the present entry, as its header says
};

TarFile::TarFile(std::filesystem::path path) : state_(std::make_unique<State>(std::move(path))) {}
TarFile::~TarFile() = default;

std::optional<TarEntry> TarFile::next() {
    for (;;) {
        ::archive_entry* entry = nullptr;
        const int code = ::archive_read_next_header(state_->handle, &entry);
        if (code == ARCHIVE_EOF) return std::nullopt;
        // A warning leaves an entry that can be read: a name in an odd encoding, say.
        if (code != ARCHIVE_OK && code != ARCHIVE_WARN) state_->fail_damaged();
        ++state_->entries;
        if (::archive_entry_filetype(entry) != AE_IFREG) continue;
        const char* name = ::archive_entry_pathname(entry);
        const std::int64_t size = ::archive_entry_size(entry);
        if (name == nullptr || size < 0) state_->fail_damaged();
        state_->size = size;
        return TarEntry{name, size};
    }
}

std::vector<std::byte> TarFile::read_begin(std::size_t count) {
    std::vector<std::byte> bytes(count);
    std::size_t done = 0;
    while (done < count) {
        const auto got = ::archive_read_data(state_->handle, bytes.data() + done, count - done);
        if (got < 0) state_->fail_damaged();
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    bytes.resize(done);
    return bytes;
}

std::vector<std::byte> TarFile::read(std::size_t limit) {
    constexpr std::size_t kPiece = std::size_t{1} << 20;
    std::vector<std::byte> bytes;
    for (;;) {
        const std::size_t left = limit + 1 - bytes.size();
        // One byte more than is said to be there tells the end.
        const auto said = static_cast<std::size_t>(
            std::max<std::int64_t>(0, state_->size - std::ssize(bytes)) + 1);
        const std::vector<std::byte> piece = read_begin(std::min({kPiece, left, said}));
        bytes.insert(bytes.end(), piece.begin(), piece.end());
        if (bytes.size() > limit) {
            fail("{}: an entry is larger than the {} KiB that are read", state_->path.string(),
                 limit >> 10);
        }
        if (piece.empty()) return bytes;
    }
}

}  // namespace zscope
