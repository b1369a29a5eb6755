// SPDX-License-Identifier: MIT
#include "core/io/data/image_index.h"

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <span>
#include <type_traits>
#include <utility>

#include "core/base/error.h"
#include "core/io/file_write.h"
#include "core/io/json_text.h"
#include "core/io/sha256.h"

namespace zscope {

namespace {

struct IndexHeader {
    char magic[4] = {'Z', 'S', 'I', 'X'};
    std::uint32_t version = kImageIndexVersion;
    std::uint64_t count = 0;
    std::uint32_t columns = 0;
    std::uint32_t json_bytes = 0;
    std::uint64_t unused = 0;
    Sha256Digest hash{};  // of what follows the header
};
static_assert(sizeof(IndexHeader) == 64 && std::is_trivially_copyable_v<IndexHeader>);

constexpr std::size_t kMaxIndexBytes = std::size_t{4} << 30;

nlohmann::json to_json(const ImageIndex& index) {
    nlohmann::json columns = nlohmann::json::array(), rejected = nlohmann::json::array();
    for (const LabelColumn& column : index.columns)
        columns.push_back({{"name", column.name}, {"words", column.words}});
    for (const Rejected& one : index.rejected)
        rejected.push_back({one.name, one.reason});
    return {{"key", index.key},
            {"columns", columns},
            {"rejected", rejected},
            {"rejected_count", index.rejected_count}};
}

void from_json(const nlohmann::json& json, ImageIndex& index) {
    index.key = json.at("key").get<std::string>();
    index.rejected_count = json.at("rejected_count").get<std::int64_t>();
    for (const auto& column : json.at("columns")) {
        index.columns.push_back({column.at("name").get<std::string>(),
                                 column.at("words").get<std::vector<std::string>>()});
    }
    for (const auto& one : json.at("rejected"))
        index.rejected.push_back({one.at(0).get<std::string>(), one.at(1).get<std::string>()});
}

template <class Number>
std::span<const std::byte> take(std::span<const std::byte> bytes, std::size_t count,
                                std::vector<Number>& numbers) {
    numbers.resize(count);
    if (count > 0) std::memcpy(numbers.data(), bytes.data(), count * sizeof(Number));
    return bytes.subspan(count * sizeof(Number));
}

ImageIndex parse(std::span<const std::byte> file, const std::string& source) {
    const auto refuse = [&](const char* why) { fail("{} cannot be used: {}", source, why); };
    IndexHeader header;
    if (file.size() < sizeof header) refuse("it ends early");
    std::memcpy(&header, file.data(), sizeof header);
    if (std::string_view(header.magic, 4) != "ZSIX") refuse("it is not an index of images");
    if (header.version != kImageIndexVersion) refuse("it is of another version of zscope");
    const auto rest = file.subspan(sizeof header);
    if (sha256(rest) != header.hash) refuse("it is damaged");
    // What the hash vouches for, zscope wrote; the sizes are checked all the same.
    const std::uint64_t row = 8 + 2 * std::uint64_t{header.columns};
    if (header.columns > kMaxLabelColumns || header.json_bytes > rest.size() ||
        (rest.size() - header.json_bytes) / row != header.count ||
        (rest.size() - header.json_bytes) % row != 0) {
        refuse("its length is not what its header says");
    }
    ImageIndex index;
    const auto text = rest.first(header.json_bytes);
    try {
        from_json(
            parse_json_text({reinterpret_cast<const char*>(text.data()), text.size()}, source),
            index);
    } catch (const nlohmann::json::exception&) {
        refuse("it is damaged");
    }
    if (index.columns.size() != header.columns) refuse("it is damaged");
    auto numbers = rest.subspan(header.json_bytes);
    numbers = take(numbers, header.count, index.records);
    numbers = take(numbers, header.count, index.checks);
    take(numbers, header.count * header.columns, index.labels);
    return index;
}

}  // namespace

void ImageIndex::add(std::int64_t record, std::uint32_t check,
                     const std::vector<std::int16_t>& of_it) {
    records.push_back(static_cast<std::uint32_t>(record));
    checks.push_back(check);
    labels.insert(labels.end(), of_it.begin(), of_it.end());
}

void ImageIndex::reject(Rejected one) {
    ++rejected_count;
    if (rejected.size() < kMaxListedRejected) rejected.push_back(std::move(one));
}

void write_image_index(const std::filesystem::path& path, const ImageIndex& index) {
    // A file's name may be no UTF-8.
    const std::string text =
        to_json(index).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    IndexHeader header;
    header.count = index.records.size();
    header.columns = static_cast<std::uint32_t>(index.columns.size());
    header.json_bytes = static_cast<std::uint32_t>(text.size());
    const std::span<const std::byte> parts[] = {
        std::as_bytes(std::span(text)), std::as_bytes(std::span(index.records)),
        std::as_bytes(std::span(index.checks)), std::as_bytes(std::span(index.labels))};
    Sha256 hash;
    for (const auto& part : parts)
        hash.add(part);
    header.hash = hash.digest();
    const std::span<const std::byte> all[] = {std::as_bytes(std::span(&header, 1)), parts[0],
                                              parts[1], parts[2], parts[3]};
    write_file_atomically(path, all);
}

ImageIndex read_image_index(const std::filesystem::path& path, const std::string& key) {
    ImageIndex index = parse(read_file(path, kMaxIndexBytes), path.string());
    if (index.key != key) fail("{} was made from something else", path.string());
    return index;
}

}  // namespace zscope
