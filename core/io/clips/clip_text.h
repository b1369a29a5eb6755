// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace zscope {

// Text inside a clip: a comment of a GIF (GIF89a, 24), a chunk of a WebP. Other programs step over
// it. ASCII, at most kMostPngText bytes.

inline constexpr const char* kWebpChunk = "ZSCP";
// A GIF's comments have no names: ours begins with one.
std::string with_clip_keyword(std::string_view text);

bool is_gif(std::span<const std::byte> file);
bool is_webp(std::span<const std::byte> file);

// The text that zscope put into this GIF or WebP; nullopt if there is none, also where the file is
// neither, ends early or is damaged before the text. Reads no pixels. Never more than kMostPngText.
std::optional<std::string> read_clip_text(std::span<const std::byte> file);

}  // namespace zscope
