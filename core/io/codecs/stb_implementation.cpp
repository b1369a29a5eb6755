// SPDX-License-Identifier: MIT
// The one file in which stb's code is compiled; built without warnings (core/io/CMakeLists.txt).
#include "core/io/codecs/stb_configuration.h"

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>

namespace {

// A small file can ask for any amount of memory (a PNG of 64 MiB unpacks to 64 GiB), so what one
// decoding thread holds is limited by limit_stb_memory().
thread_local std::size_t budget_bytes = 0;
constexpr std::size_t kPrefixBytes = alignof(std::max_align_t);
static_assert(kPrefixBytes >= sizeof(std::size_t));
thread_local std::size_t bytes_in_use = 0;

void* budget_malloc(std::size_t size) {
    if (size > budget_bytes - std::min(bytes_in_use, budget_bytes)) return nullptr;
    auto* block = static_cast<std::byte*>(std::malloc(size + kPrefixBytes));
    if (block == nullptr) return nullptr;
    std::memcpy(block, &size, sizeof size);
    bytes_in_use += size;
    return block + kPrefixBytes;
}

void budget_free(void* pointer) {
    if (pointer == nullptr) return;
    std::byte* block = static_cast<std::byte*>(pointer) - kPrefixBytes;
    std::size_t size = 0;
    std::memcpy(&size, block, sizeof size);
    bytes_in_use -= size;
    std::free(block);
}

void* budget_realloc(void* pointer, std::size_t old_size, std::size_t new_size) {
    void* grown = budget_malloc(new_size);
    if (grown == nullptr) return nullptr;  // as realloc does: the old block stays
    if (pointer != nullptr) std::memcpy(grown, pointer, std::min(old_size, new_size));
    budget_free(pointer);
    return grown;
}

}  // namespace

namespace zscope {

void limit_stb_memory(std::size_t bytes) {
    budget_bytes = bytes;
}

}  // namespace zscope

#define STBI_MALLOC(size) budget_malloc(size)
#define STBI_REALLOC_SIZED(pointer, old_size, new_size) budget_realloc(pointer, old_size, new_size)
#define STBI_FREE(pointer) budget_free(pointer)
#define STB_IMAGE_IMPLEMENTATION
#include <stb_image.h>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#include <stb_image_write.h>
