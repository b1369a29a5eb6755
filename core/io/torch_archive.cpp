// SPDX-License-Identifier: MIT
#include "core/io/torch_archive.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "core/base/error.h"
#include "core/io/file_write.h"
#include "core/io/torch_legacy.h"
#include "core/io/torch_storages.h"
#include "core/io/torch_walk.h"
#include "core/io/zip_reader.h"

namespace zscope {

namespace {

constexpr std::size_t kFileLimit = std::size_t{1} << 34;
constexpr std::uint64_t kPickleLimit = std::uint64_t{1} << 25;

// "weights/" for an archive whose pickle is "weights/data.pkl".
std::string find_prefix(const ZipReader& zip, std::string_view source) {
    constexpr std::string_view kPickle = "data.pkl";
    std::optional<std::string> prefix;
    for (const std::string& name : zip.names()) {
        if (!name.ends_with(kPickle)) continue;
        const std::string before = name.substr(0, name.size() - kPickle.size());
        if (before.empty() || before.find('/') != before.size() - 1) continue;
        if (prefix) fail("{}: the archive has more than one data.pkl", source);
        prefix = before;
    }
    if (!prefix) fail("{}: a zip file, but not one that PyTorch wrote: it has no data.pkl", source);
    return *prefix;
}

void check_byte_order(ZipReader& zip, const std::string& prefix, std::string_view source) {
    const std::string name = prefix + "byteorder";
    if (!zip.contains(name)) return;  // written before PyTorch 2.1: little
    std::size_t size = 0;
    const auto bytes = zip.read(name, 64, &size);
    const std::string_view order(reinterpret_cast<const char*>(bytes.get()), size);
    if (order != "little") fail("{}: written with the byte order \"{}\"", source, order);
}

bool is_zip(std::span<const std::byte> head) {
    constexpr std::string_view kMagic = "PK\x03\x04";
    return head.size() >= kMagic.size() &&
           std::ranges::equal(head.first(kMagic.size()), std::as_bytes(std::span(kMagic)));
}

TorchArchive parse_zip(std::span<const std::byte> file, std::string_view source) {
    ZipReader zip(file, source);
    const std::string prefix = find_prefix(zip, source);
    check_byte_order(zip, prefix, source);
    std::size_t size = 0;
    const auto stream = zip.read(prefix + "data.pkl", kPickleLimit, &size);
    const Pickle pickle = read_pickle({stream.get(), size}, source);
    const auto load = [&](const PickleValue& storage) {
        TorchStorages::Bytes bytes;
        bytes.data = zip.read(prefix + "data/" + storage.text, kFileLimit, &bytes.size);
        return bytes;
    };
    TorchStorages storages(load, source);
    return walk_torch_pickle(pickle, storages, source);
}

}  // namespace

bool looks_like_torch_archive(std::span<const std::byte> head) {
    return is_zip(head) || looks_like_legacy_torch(head);
}

TorchArchive parse_torch_archive(std::span<const std::byte> file, std::string_view source) {
    return looks_like_legacy_torch(file) ? parse_legacy_torch(file, source)
                                         : parse_zip(file, source);
}

TorchArchive read_torch_archive(const std::filesystem::path& path) {
    return parse_torch_archive(read_file(path, kFileLimit), path.string());
}

}  // namespace zscope
