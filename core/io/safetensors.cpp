// SPDX-License-Identifier: MIT
#include "core/io/safetensors.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/io/file_write.h"
#include "core/io/safetensors_header.h"

namespace zscope {

static_assert(std::endian::native == std::endian::little, "tensors are read as they lie in files");

namespace {

constexpr std::uint64_t kStrictHeaderLimit = std::uint64_t{1} << 20;
constexpr std::uint64_t kForeignHeaderLimit = 100'000'000;
constexpr std::size_t kFileLimit = std::size_t{1} << 34;

// `begin`: the file's first bytes; `size`: how many it has in all.
std::uint64_t header_length(std::span<const std::byte> begin, std::uint64_t size,
                            std::string_view source, SafetensorsProfile profile) {
    std::uint64_t length = 0;
    if (begin.size() < sizeof(length)) {
        fail("{}: not a safetensors file: it has {} bytes", source, size);
    }
    std::memcpy(&length, begin.data(), sizeof(length));
    const std::uint64_t limit =
        profile == SafetensorsProfile::strict ? kStrictHeaderLimit : kForeignHeaderLimit;
    if (length > limit) {
        fail("{}: not a safetensors file: a header of {} bytes (at most {})", source, length,
             limit);
    }
    if (length > size - sizeof(length)) {
        fail("{}: cut off: the header of {} bytes does not fit into the file", source, length);
    }
    return length;
}

// The tensors must cover the data one after the other, from its first byte to its last.
void check_cover(std::vector<SafetensorsEntry>& entries, std::uint64_t data_size,
                 std::string_view source) {
    std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
        return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
    });
    std::uint64_t end = 0;
    for (const SafetensorsEntry& entry : entries) {
        if (entry.begin != end) {
            fail("{}: safetensors: {} before the data of \"{}\"", source,
                 entry.begin > end ? "a hole" : "an overlap", entry.name);
        }
        end = entry.end;
    }
    if (end != data_size) {
        fail("{}: {}: the tensors need {} bytes of data, the file has {}", source,
             end > data_size ? "cut off" : "too long", end, data_size);
    }
}

// Largest elements first, so that every tensor lies aligned without holes; then by name.
std::vector<const NamedTensors::value_type*> data_order(const NamedTensors& tensors) {
    std::vector<const NamedTensors::value_type*> order;
    for (const auto& item : tensors)
        order.push_back(&item);
    std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) {
        return size_of(a->second.dtype) > size_of(b->second.dtype);
    });
    return order;
}

std::string header_text(const SafetensorsFile& content,
                        const std::vector<const NamedTensors::value_type*>& order,
                        const std::filesystem::path& path) {
    nlohmann::json header = nlohmann::json::object();
    if (!content.metadata.empty()) header["__metadata__"] = content.metadata;
    std::size_t offset = 0;
    for (const auto* item : order) {
        const auto& [name, tensor] = *item;
        ZSCOPE_CHECK(name != "__metadata__", "a tensor of that name");
        header[name] = {{"dtype", safetensors_name(tensor.dtype)},
                        {"shape", tensor.shape},
                        {"data_offsets", {offset, offset + tensor.bytes()}}};
        offset += tensor.bytes();
    }
    std::string text;
    try {
        text = header.dump();
    } catch (const nlohmann::json::exception&) {
        fail("cannot write {}: a name or a text in it is not UTF-8", path.string());
    }
    text.append((8 - text.size() % 8) % 8, ' ');
    return text;
}

}  // namespace

SafetensorsFile parse_safetensors(std::span<const std::byte> file, std::string_view source,
                                  SafetensorsProfile profile) {
    const std::uint64_t length = header_length(file, file.size(), source, profile);
    const auto json = file.subspan(sizeof(length), length);
    const auto data = file.subspan(sizeof(length) + length);
    SafetensorsHeader header = parse_safetensors_header(
        {reinterpret_cast<const char*>(json.data()), json.size()}, source, profile);
    check_cover(header.entries, data.size(), source);

    SafetensorsFile result;
    result.metadata = std::move(header.metadata);
    for (SafetensorsEntry& entry : header.entries) {
        // Copied: in a foreign file a tensor may lie unaligned.
        result.tensors.emplace(
            std::move(entry.name),
            HostTensor::from_bytes(entry.dtype, std::move(entry.shape),
                                   data.subspan(entry.begin, entry.end - entry.begin)));
    }
    return result;
}

SafetensorsFile read_safetensors(const std::filesystem::path& path, SafetensorsProfile profile) {
    return parse_safetensors(read_file(path, kFileLimit), path.string(), profile);
}

std::map<std::string, std::string> read_safetensors_metadata(const std::filesystem::path& path) {
    constexpr auto kProfile = SafetensorsProfile::foreign;
    const std::string source = path.string();
    const std::vector<std::byte> begin = read_file_begin(path, sizeof(std::uint64_t));
    const std::uint64_t size = std::filesystem::file_size(path);
    const std::uint64_t length = header_length(begin, size, source, kProfile);
    const std::vector<std::byte> head = read_file_begin(path, sizeof(length) + length);
    if (head.size() != sizeof(length) + length) fail("{}: cut off", source);
    const char* json = reinterpret_cast<const char*>(head.data()) + sizeof(length);
    return parse_safetensors_header({json, length}, source, kProfile).metadata;
}

void write_safetensors(const std::filesystem::path& path, const SafetensorsFile& content) {
    const auto order = data_order(content.tensors);
    const std::string header = header_text(content, order, path);
    const std::uint64_t length = header.size();
    std::vector<std::span<const std::byte>> parts{std::as_bytes(std::span(&length, 1)),
                                                  std::as_bytes(std::span(header))};
    for (const auto* item : order)
        parts.push_back(item->second.raw());
    write_file_atomically(path, parts);
}

}  // namespace zscope
