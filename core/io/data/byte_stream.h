// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace zscope {

// A file read from its beginning on, unpacked where it is gzip (told by its content). Errors name
// the file. One thread.
class ByteStream {
  public:
    explicit ByteStream(const std::filesystem::path& path);
    ~ByteStream();
    ByteStream(ByteStream&&) noexcept;
    ByteStream& operator=(ByteStream&&) noexcept;

    // As many bytes as there are, at most bytes.size(). Damaged gzip data are an Error.
    std::size_t read(std::span<std::byte> bytes);
    void read_all(std::span<std::byte> bytes, const char* what);  // an Error if there are fewer
    void skip(std::int64_t bytes);  // forwards; beyond the end is no error yet
    bool is_gzip() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// Size and time of a file, as a fingerprint takes them. An Error if it is not a regular file.
struct FileFacts {
    std::int64_t size = 0;
    std::int64_t modified_ns = 0;
};
FileFacts facts_of(const std::filesystem::path& path);

// A hash over what is fed to it, 64 hexadecimal digits.
class Fingerprint {
  public:
    explicit Fingerprint(const std::string& kind);
    ~Fingerprint();
    Fingerprint(const Fingerprint&) = delete;
    Fingerprint& operator=(const Fingerprint&) = delete;
    void add(const std::string& name, const FileFacts& facts);
    void add(const std::filesystem::path& file);  // its name without folders, and its facts
    std::string hex() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

std::string hex_of(std::span<const std::byte> bytes);

}  // namespace zscope
