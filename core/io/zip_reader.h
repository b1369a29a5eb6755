// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace zscope {

// Reads the members of a zip file in memory. The bytes must outlive it. Every failure is an Error
// that names `source`. Use by one thread.
class ZipReader {
  public:
    ZipReader(std::span<const std::byte> file, std::string_view source);
    ~ZipReader();
    ZipReader(const ZipReader&) = delete;
    ZipReader& operator=(const ZipReader&) = delete;

    const std::vector<std::string>& names() const;
    bool contains(const std::string& name) const;
    // Unpacked, its CRC checked. Refused before anything is unpacked if it announces more than
    // `limit` bytes, or more than the archive as a whole may hold.
    std::shared_ptr<const std::byte[]> read(const std::string& name, std::uint64_t limit,
                                            std::size_t* size);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace zscope
