// SPDX-License-Identifier: MIT
#include "core/io/data/packed_source.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/io/data/packed_format.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

class MappedFile {
  public:
    explicit MappedFile(const fs::path& path) {
        const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (file < 0) fail("cannot open {}: {}", path.string(), system_error_text(errno));
        struct stat facts {};
        const bool known = ::fstat(file, &facts) == 0 && S_ISREG(facts.st_mode);
        length_ = known ? static_cast<std::size_t>(facts.st_size) : 0;
        void* address = MAP_FAILED;
        if (length_ > 0) address = ::mmap(nullptr, length_, PROT_READ, MAP_SHARED, file, 0);
        ::close(file);
        if (address == MAP_FAILED) fail("{} is not a file of images, or empty", path.string());
        data_ = static_cast<const std::byte*>(address);
    }
    ~MappedFile() { ::munmap(const_cast<std::byte*>(data_), length_); }
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    std::span<const std::byte> bytes() const { return {data_, length_}; }
    // Gives the pages back to the system, which keeps them as long as it has room.
    void forget() const { ::madvise(const_cast<std::byte*>(data_), length_, MADV_DONTNEED); }

  private:
    const std::byte* data_ = nullptr;
    std::size_t length_ = 0;
};

class PackedSource final : public DataSource {
  public:
    PackedSource(const fs::path& path, const std::string& key, std::string description,
                 PackedCheck check)
        : file_(path), description_(std::move(description)) {
        const auto refuse = [&](std::string_view why) {
            fail("{} cannot be used: {}; it is made again if you remove it", path.string(), why);
        };
        const auto bytes = file_.bytes();
        if (bytes.size() < sizeof header_) refuse("it ends early");
        std::memcpy(&header_, bytes.data(), sizeof header_);
        if (std::string_view(header_.magic, 4) != "ZSPK")
            refuse("it is not a packed set of images");
        if (header_.version != kPackedVersion) refuse("it is of another version of zscope");
        if (header_.size == 0 || header_.size > 8192 || header_.count == 0 ||
            (header_.channels != 1 && header_.channels != 3)) {
            refuse("its header is damaged");
        }
        if (header_.key_bytes > kMaxPackedKeyBytes ||
            bytes.size() < packed_payload_offset(header_.key_bytes)) {
            refuse("it ends early");
        }
        const std::string_view found(reinterpret_cast<const char*>(bytes.data()) + sizeof header_,
                                     header_.key_bytes);
        if (found != key) refuse("it was made from something else");
        images_ = bytes.subspan(packed_payload_offset(header_.key_bytes));
        if (images_.size() % image_bytes() != 0 ||
            images_.size() / image_bytes() != header_.count) {
            refuse("its length is not what its header says");
        }
        if (check == PackedCheck::payload && sha256(images_) != header_.payload_hash)
            refuse("its content is damaged");
    }

    std::int64_t count() const override { return static_cast<std::int64_t>(header_.count); }
    std::int64_t size() const override { return header_.size; }
    std::int64_t channels() const override { return header_.channels; }
    std::string description() const override { return description_; }

    void read(std::int64_t index, std::span<std::uint8_t> out) override {
        ZSCOPE_CHECK(index >= 0 && index < count() && out.size() == image_bytes(),
                     "image {} of {}, {} bytes", index, count(), out.size());
        std::memcpy(out.data(), images_.data() + static_cast<std::size_t>(index) * image_bytes(),
                    out.size());
        // A fault brings in the pages around it too: reads, not bytes, are what counts.
        if (++reads_ % kReadsBetweenForgetting == 0) file_.forget();
    }

  private:
    static constexpr std::int64_t kReadsBetweenForgetting = 512;

    std::size_t image_bytes() const {
        return std::size_t{header_.size} * header_.size * header_.channels;
    }

    MappedFile file_;
    std::int64_t reads_ = 0;
    std::string description_;
    PackedHeader header_;
    std::span<const std::byte> images_;
};

}  // namespace

std::unique_ptr<DataSource> open_packed(const fs::path& path, const std::string& key,
                                        const std::string& description, PackedCheck check) {
    return std::make_unique<PackedSource>(path, key, description, check);
}

}  // namespace zscope
