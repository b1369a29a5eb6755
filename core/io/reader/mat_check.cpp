// SPDX-License-Identifier: MIT
#include <zlib.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>

#include "core/base/error.h"
#include "core/io/reader/reader.h"

namespace zscope::reader {

namespace {

constexpr std::uint64_t kHeaderBytes = 128;
constexpr std::uint32_t kCompressed = 15;  // miCOMPRESSED

[[noreturn]] void fail_early() {
    fail("it ends early: get it again");
}

struct Inflater {
    Inflater() {
        if (::inflateInit(&stream) != Z_OK) fail("not enough memory to unpack it");
    }
    ~Inflater() { ::inflateEnd(&stream); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;
    z_stream stream{};
};

// Unpacks `bytes` of the file to nowhere: the data end with a sum of what they hold.
void check_compressed(std::ifstream& file, std::uint64_t bytes) {
    std::vector<unsigned char> packed(1U << 18), unpacked(1U << 18);
    Inflater inflater;
    int code = Z_OK;
    while (bytes > 0 && code == Z_OK) {
        const auto count = std::min<std::uint64_t>(bytes, packed.size());
        if (!file.read(reinterpret_cast<char*>(packed.data()), static_cast<std::streamsize>(count)))
            fail_early();
        bytes -= count;
        inflater.stream.next_in = packed.data();
        inflater.stream.avail_in = static_cast<uInt>(count);
        while (inflater.stream.avail_in > 0 && code == Z_OK) {
            inflater.stream.next_out = unpacked.data();
            inflater.stream.avail_out = static_cast<uInt>(unpacked.size());
            code = ::inflate(&inflater.stream, Z_NO_FLUSH);
        }
    }
    if (code != Z_STREAM_END) fail("its packed data are damaged: get it again");
}

}  // namespace

void check_mat(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::array<char, kHeaderBytes> header{};
    if (!file.read(header.data(), std::ssize(header))) fail_early();
    constexpr std::string_view kVersion5 = "MATLAB 5.0";
    if (std::string_view(header.data(), kVersion5.size()) != kVersion5)
        return;                               // HDF5 checks itself
    const bool swapped = header[126] == 'M';  // of a big-endian machine
    const std::uint64_t size = std::filesystem::file_size(path);
    for (std::uint64_t at = kHeaderBytes; at < size;) {
        std::array<std::uint32_t, 2> tag{};  // type, bytes
        if (size - at < sizeof tag) fail_early();
        file.seekg(static_cast<std::streamoff>(at));
        file.read(reinterpret_cast<char*>(tag.data()), sizeof tag);
        if (swapped) {
            for (std::uint32_t& number : tag)
                number = __builtin_bswap32(number);
        }
        at += sizeof tag;
        if (tag[1] > size - at) fail_early();
        if (tag[0] == kCompressed) check_compressed(file, tag[1]);
        at += tag[1];
    }
}

}  // namespace zscope::reader
