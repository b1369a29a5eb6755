// SPDX-License-Identifier: MIT
#pragma once

// Included before stb's headers, so that the declarations agree with the implementation. Only the
// two decoders that we use are compiled: most of stb's open reports are about the others.
#define STBI_ONLY_PNG
#define STBI_ONLY_BMP
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#define STBI_MAX_DIMENSIONS 8192
#define STBI_WRITE_NO_STDIO
