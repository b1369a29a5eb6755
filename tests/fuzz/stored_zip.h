// SPDX-License-Identifier: MIT
#pragma once

#include <zlib.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace zscope::fuzz {

// A zip archive of stored members whose sums are right, byte by byte as APPNOTE.TXT says, so that
// what is mutated inside them reaches the reader behind the zip's.
class StoredZip {
  public:
    void add(const std::string& name, const std::string& content) {
        const auto sum = static_cast<std::uint32_t>(::crc32(
            0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size())));
        const auto size = static_cast<std::uint32_t>(content.size());
        std::string facts;  // what the local header and the directory have in common
        put(facts, {0, 0, 0, 0}, 2);
        put(facts, {sum, size, size}, 4);
        put(facts, {static_cast<std::uint32_t>(name.size()), 0}, 2);
        directory_ += std::string("PK\x01\x02\x14\0\x14\0", 8) + facts;
        put(directory_, {0, 0, 0}, 2);
        put(directory_, {0, static_cast<std::uint32_t>(file_.size())}, 4);
        directory_ += name;
        file_ += std::string("PK\x03\x04\x14\0", 6) + facts + name + content;
        ++count_;
    }

    std::string finish() {
        std::string end("PK\x05\x06\0\0\0\0", 8);
        put(end, {count_, count_}, 2);
        put(end,
            {static_cast<std::uint32_t>(directory_.size()),
             static_cast<std::uint32_t>(file_.size())},
            4);
        put(end, {0}, 2);
        return file_ + directory_ + end;
    }

  private:
    static void put(std::string& to, const std::vector<std::uint32_t>& numbers, int bytes) {
        for (const std::uint32_t number : numbers) {
            for (int i = 0; i < bytes; ++i)
                to += static_cast<char>(number >> (8 * i));
        }
    }

    std::string file_, directory_;
    std::uint32_t count_ = 0;
};

// What the fuzzer of PyTorch archives mutates: the pickle, then the bytes of its storages 0 and 1.
// Two bytes at the end say how long the storages are.
inline std::string archive_of(std::string input) {
    std::size_t lengths[2] = {0, 0};
    for (std::size_t& length : lengths) {
        if (input.empty()) continue;
        length = static_cast<unsigned char>(input.back());
        input.pop_back();
    }
    StoredZip zip;
    zip.add("a/byteorder", "little");
    for (int i = 1; i >= 0; --i) {
        const std::size_t length = std::min(lengths[1 - i], input.size());
        zip.add("a/data/" + std::to_string(i), input.substr(input.size() - length));
        input.resize(input.size() - length);
    }
    zip.add("a/data.pkl", input);
    return zip.finish();
}

}  // namespace zscope::fuzz
