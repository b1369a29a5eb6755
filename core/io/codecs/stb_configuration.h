// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

// Included before stb's headers, so that the declarations agree with the implementation. Only the
// two decoders that we use are compiled: most of stb's open reports are about the others.
#define STBI_ONLY_PNG
#define STBI_ONLY_BMP
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#define STBI_MAX_DIMENSIONS 8192
#define STBI_WRITE_NO_STDIO

namespace zscope {

// What stb_image may hold on this thread; to be set before each image.
void limit_stb_memory(std::size_t bytes);

}  // namespace zscope
