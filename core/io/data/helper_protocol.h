// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

namespace zscope {

// What zscope_reader writes to its standard output, for HelperProcess: frames, each a FrameHead and
// `length` bytes. Both ends are of one build and one machine: numbers are the machine's own.
struct FrameHead {
    std::uint32_t type = 0;  // a FrameType
    std::uint32_t length = 0;
};
static_assert(sizeof(FrameHead) == 8 && std::is_trivially_copyable_v<FrameHead>);

enum FrameType : std::uint32_t {
    kFrameFacts = 1,   // JSON {"count", "columns": [{"name", "words"}]}: always the first
    kFrameFile = 2,    // RecordHead, labels, an encoded image
    kFramePixels = 3,  // RecordHead, labels, (height, width, channels) bytes
    kFrameBad = 4,     // RecordHead, labels, the reason as text
    kFrameError = 5,   // text: nothing follows
    kFrameEnd = 6,     // nothing follows
};

// `labels` numbers of two bytes stand after it.
struct RecordHead {
    std::int64_t index = 0;
    std::int32_t labels = 0;
    std::int32_t width = 0, height = 0, channels = 0;  // of pixels
};
static_assert(sizeof(RecordHead) == 24 && std::is_trivially_copyable_v<RecordHead>);

// An image file of 64 MiB, or the pixels of the largest image, with their heads.
inline constexpr std::uint32_t kMaxFrameBytes = (3U << 26) + (1U << 20);

// The program's name; it lies beside zscope.
inline constexpr std::string_view kReaderProgram = "zscope_reader";

}  // namespace zscope
