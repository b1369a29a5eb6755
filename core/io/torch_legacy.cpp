// SPDX-License-Identifier: MIT
#include "core/io/torch_legacy.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/io/torch_storages.h"
#include "core/io/torch_walk.h"

namespace zscope {

namespace {

// LONG1, 10 bytes: 0x1950a86a20f9469cfc6c
constexpr std::array<unsigned char, 12> kMagic{0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46,
                                               0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19};
constexpr std::size_t kMagicWithin = 32;  // before it: the protocol, perhaps a frame
constexpr std::size_t kPickleLimit = std::size_t{1} << 25;
constexpr std::int64_t kVersion = 1001;

// Reads the file from its beginning.
class Stream {
  public:
    Stream(std::span<const std::byte> file, std::string_view source)
        : file_(file), source_(source) {}

    Pickle pickle() {
        const auto rest = file_.subspan(at_);
        Pickle result = read_pickle(rest.first(std::min(rest.size(), kPickleLimit)), source_);
        at_ += result.size;
        return result;
    }

    std::span<const std::byte> take(std::uint64_t size, const std::string& key) {
        if (size > file_.size() - at_) {
            fail("{}: cut off, or damaged: storage \"{}\" does not fit into the file", source_,
                 key);
        }
        const auto bytes = file_.subspan(at_, size);
        at_ += size;
        return bytes;
    }

  private:
    std::span<const std::byte> file_;
    std::string_view source_;
    std::size_t at_ = 0;
};

const PickleValue* entry(const Pickle& pickle, std::string_view name) {
    const PickleValue& root = pickle.values[pickle.root];
    if (root.kind != PickleKind::dict) return nullptr;
    for (std::size_t i = 0; i + 1 < root.items.size(); i += 2) {
        const PickleValue& key = pickle.values[root.items[i]];
        if (key.kind == PickleKind::text && key.text == name) {
            return &pickle.values[root.items[i + 1]];
        }
    }
    return nullptr;
}

void check_head(Stream& stream, std::string_view source) {
    stream.pickle();  // the magic number: looks_like_legacy_torch() has seen it
    const Pickle version = stream.pickle();
    const PickleValue& number = version.values[version.root];
    if (number.kind != PickleKind::integer || number.integer != kVersion) {
        fail("{}: in a form of torch.save that is not known here (its version is not {})", source,
             kVersion);
    }
    const Pickle machine = stream.pickle();
    const PickleValue* little = entry(machine, "little_endian");
    if (little != nullptr && little->kind == PickleKind::boolean && little->integer == 0) {
        fail("{}: written on a big-endian machine", source);
    }
}

// Bytes per element of each storage, by key; the stream itself does not say.
std::map<std::string, std::size_t> element_sizes(const Pickle& content, std::string_view source) {
    std::map<std::string, std::size_t> sizes;
    for (const PickleValue& value : content.values) {
        if (value.kind != PickleKind::storage) continue;
        if (!value.dtype) {
            fail("{}: storage \"{}\" holds complex or quantised numbers", source, value.text);
        }
        const std::size_t size = size_of(*value.dtype);
        if (!sizes.emplace(value.text, size).second && sizes[value.text] != size) {
            fail("{}: storage \"{}\" has two types", source, value.text);
        }
    }
    return sizes;
}

using StorageBytes = std::map<std::string, std::span<const std::byte>>;

StorageBytes read_storages(Stream& stream, const Pickle& keys,
                           const std::map<std::string, std::size_t>& sizes,
                           std::string_view source) {
    StorageBytes result;
    for (const PickleRef item : keys.values[keys.root].items) {
        const PickleValue& key = keys.values[item];
        const auto size = sizes.find(key.text);
        if (key.kind != PickleKind::text || size == sizes.end()) {
            fail("{}: damaged: a storage \"{}\" that no tensor uses", source, key.text);
        }
        std::int64_t count = 0;
        std::uint64_t bytes = 0;
        std::memcpy(&count, stream.take(sizeof(count), key.text).data(), sizeof(count));
        if (count < 0 ||
            __builtin_mul_overflow(static_cast<std::uint64_t>(count), size->second, &bytes)) {
            fail("{}: damaged: storage \"{}\" has {} elements", source, key.text, count);
        }
        result[key.text] = stream.take(bytes, key.text);
    }
    return result;
}

}  // namespace

bool looks_like_legacy_torch(std::span<const std::byte> head) {
    if (head.empty() || head[0] != std::byte{0x80}) return false;
    const auto begin = head.first(std::min(head.size(), kMagicWithin));
    const auto magic = std::as_bytes(std::span(kMagic));
    return std::search(begin.begin(), begin.end(), magic.begin(), magic.end()) != begin.end();
}

TorchArchive parse_legacy_torch(std::span<const std::byte> file, std::string_view source) {
    Stream stream(file, source);
    check_head(stream, source);
    const Pickle content = stream.pickle();
    const Pickle keys = stream.pickle();
    if (keys.values[keys.root].kind != PickleKind::list) {
        fail("{}: damaged: the list of its storages is missing", source);
    }
    const StorageBytes bytes = read_storages(stream, keys, element_sizes(content, source), source);
    const auto load = [&](const PickleValue& storage) {
        const auto found = bytes.find(storage.text);
        if (found == bytes.end()) fail("{}: storage \"{}\" is missing", source, storage.text);
        const std::size_t size = found->second.size();
        // Copied: in the file it lies unaligned.
        auto copy = std::make_shared<std::byte[]>(size);
        if (size > 0) std::memcpy(copy.get(), found->second.data(), size);
        return TorchStorages::Bytes{std::move(copy), size};
    };
    TorchStorages storages(load, source);
    return walk_torch_pickle(content, storages, source);
}

}  // namespace zscope
