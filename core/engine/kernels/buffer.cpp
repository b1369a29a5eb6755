// SPDX-License-Identifier: MIT
#include "core/engine/kernels/buffer.h"

#include <sys/mman.h>

#include <cstdlib>
#include <cstring>
#include <new>

namespace zscope::kernels {

namespace {

constexpr std::size_t kLine = 64;
constexpr std::size_t kLargePage = std::size_t{2} << 20;

}  // namespace

Buffer::Buffer(std::size_t bytes) : bytes_(bytes) {
    if (bytes == 0) return;
    const std::size_t alignment = bytes >= kLargePage ? kLargePage : kLine;
    const std::size_t whole = (bytes + alignment - 1) / alignment * alignment;
    memory_.reset(std::aligned_alloc(alignment, whole));
    if (!memory_) throw std::bad_alloc();
    // Before the first touch; where it is not granted, small pages do.
    if (alignment == kLargePage) (void)madvise(memory_.get(), whole, MADV_HUGEPAGE);
    std::memset(memory_.get(), 0, whole);
}

void Buffer::Free::operator()(void* memory) const {
    // What aligned_alloc gave; this is the RAII. NOLINTNEXTLINE(cppcoreguidelines-no-malloc)
    std::free(memory);
}

}  // namespace zscope::kernels
