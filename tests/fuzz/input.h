// SPDX-License-Identifier: MIT
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/model/host_tensor.h"

namespace zscope::fuzz {

inline std::span<const std::byte> bytes_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const std::byte*>(data), size};
}

inline std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Ends the program where a promise about a reader does not hold.
inline void require(bool promise) {
    if (!promise) std::abort();
}

// Damaged files are an Error; anything else that is thrown ends the program.
template <class Work>
bool works(Work work) {
    try {
        work();
        return true;
    } catch (const Error& error) {
        require(error.what()[0] != '\0');
        return false;
    }
}

// Reads every byte, so that AddressSanitizer sees a pointer that leads out of its storage.
inline void touch(const NamedTensors& tensors) {
    static volatile unsigned sum = 0;
    for (const auto& [name, tensor] : tensors) {
        for (const std::byte byte : tensor.raw())
            sum = sum + std::to_integer<unsigned>(byte);
    }
}

// A file that is nowhere on a disk, for readers that want a path.
class MemoryFile {
  public:
    explicit MemoryFile(std::span<const std::byte> bytes) : file_(::memfd_create("fuzz", 0)) {
        require(file_ >= 0 && ::write(file_, bytes.data(), bytes.size()) == std::ssize(bytes));
    }
    ~MemoryFile() { ::close(file_); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(file_); }

  private:
    int file_;
};

}  // namespace zscope::fuzz
