// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace zscope {

// The unfinished file of a PackedWriter, beside its target and locked while it is open. Errors name
// the target. One thread.
class PackedPart {
  public:
    // A new file under a name of its own.
    explicit PackedPart(std::filesystem::path target);
    // "TARGET.part", made or with what an earlier writer left in it; a new file under a name of its
    // own where another process has that one open.
    static PackedPart kept(std::filesystem::path target);
    ~PackedPart();  // without rename() or leave(): removes the file
    PackedPart(PackedPart&& other) noexcept;
    PackedPart& operator=(PackedPart&&) = delete;

    bool is_kept() const { return kept_; }
    std::size_t size() const;
    void reserve(std::size_t bytes);  // takes the space now, if the file system can
    void resize(std::size_t bytes);
    void write(std::span<const std::byte> bytes, std::size_t at);
    // False at the end of the file.
    bool read(std::span<std::byte> bytes, std::size_t at) const;
    void sync();
    void rename();  // to the target, for good
    void leave();   // for the next writer

  private:
    PackedPart(std::filesystem::path target, bool kept);
    bool open_kept();
    void open_own();
    [[noreturn]] void fail_write(std::string_view what) const;

    std::filesystem::path target_;
    std::filesystem::path path_;
    bool kept_;
    bool there_ = true;  // to be removed at the end
    int file_ = -1;
};

}  // namespace zscope
