// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace zscope {

using Sha256Digest = std::array<std::uint8_t, 32>;

// SHA-256 over pieces, by libcrypto.
class Sha256 {
  public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;

    void add(std::span<const std::byte> bytes);
    Sha256Digest digest();  // ends it
    Sha256Digest so_far() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

Sha256Digest sha256(std::span<const std::byte> bytes);

}  // namespace zscope
