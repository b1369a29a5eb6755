// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace zscope {

struct TarEntry {
    std::string name;
    std::int64_t size = 0;  // bytes, as the header says
};

// A tar archive, plain or gzip, read in its order with libarchive; nothing is ever unpacked to the
// disk. Errors name the archive. One thread.
class TarFile {
  public:
    explicit TarFile(std::filesystem::path path);
    ~TarFile();
    TarFile(const TarFile&) = delete;
    TarFile& operator=(const TarFile&) = delete;

    // The next regular file in it; nothing at the end. A damaged header is an Error.
    std::optional<TarEntry> next();
    // What the present entry holds, from where it was read to: its first `count` bytes …
    std::vector<std::byte> read_begin(std::size_t count);
    // … or all the rest; an Error if it ends early or is larger than `limit`. Memory grows with
    // what is there, not with what the header says.
    std::vector<std::byte> read(std::size_t limit);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace zscope
