// SPDX-License-Identifier: MIT
#include "core/io/torch_archive.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/io/file_write.h"
#include "core/io/pickle_reader.h"
#include "core/io/zip_reader.h"

namespace zscope {

namespace {

constexpr std::size_t kFileLimit = std::size_t{1} << 34;
constexpr std::uint64_t kPickleLimit = std::uint64_t{1} << 25;
constexpr std::int64_t kMaxExtent = std::int64_t{1} << 31;
constexpr std::size_t kSmallCopies = std::size_t{1} << 20;
constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxVisits = std::size_t{1} << 20;
constexpr std::size_t kMaxTexts = std::size_t{1} << 26;  // bytes of all names and texts together

// The storages of one archive: each is read once, when the first tensor needs it.
class Storages {
  public:
    Storages(ZipReader& zip, std::string prefix, std::string_view source)
        : zip_(zip), prefix_(std::move(prefix)), source_(source) {}

    HostTensor tensor(const Pickle& pickle, const PickleTensor& view, const std::string& name) {
        const PickleValue& storage = pickle.values[view.storage];
        HostTensor result{*storage.dtype, view.shape, nullptr};
        const std::int64_t count = checked_count(view, storage, name);
        const auto bytes = load(storage, name);
        const std::size_t element = size_of(result.dtype);
        if (count == 0 || is_contiguous(view)) {
            const std::size_t begin =
                count == 0 ? 0 : static_cast<std::size_t>(view.offset) * element;
            result.data = {bytes, bytes.get() + begin};
            return result;
        }
        // Counted, or many views of one large storage would fill the memory.
        const std::size_t budget = std::max(2 * loaded_, kSmallCopies);
        if (static_cast<std::uint64_t>(count) > (budget - std::min(copied_, budget)) / element) {
            refuse(name, "copies of views larger than the file's data");
        }
        const std::size_t size = static_cast<std::size_t>(count) * element;
        copied_ += size;
        result.data = gather(view, bytes.get(), element, size);
        return result;
    }

  private:
    [[noreturn]] void refuse(const std::string& name, std::string_view what) const {
        fail("{}: tensor \"{}\": {}", source_, name, what);
    }

    // Number of elements of the view, which lies within its storage.
    std::int64_t checked_count(const PickleTensor& view, const PickleValue& storage,
                               const std::string& name) const {
        if (view.shape.size() != view.strides.size()) refuse(name, "shape and strides differ");
        std::int64_t count = 1;
        std::int64_t last = view.offset;
        bool overflow = view.offset < 0;
        for (std::size_t i = 0; i < view.shape.size(); ++i) {
            const std::int64_t extent = view.shape[i], stride = view.strides[i];
            if (extent < 0 || extent > kMaxExtent || stride < 0)
                refuse(name, "a shape out of range");
            std::int64_t reach = 0;
            overflow |= __builtin_mul_overflow(count, extent, &count);
            overflow |=
                __builtin_mul_overflow(std::max<std::int64_t>(extent - 1, 0), stride, &reach);
            overflow |= __builtin_add_overflow(last, reach, &last);
        }
        if (overflow || (count > 0 && last >= storage.integer)) {
            refuse(name, "it reaches beyond its storage");
        }
        return count;
    }

    static bool is_contiguous(const PickleTensor& view) {
        std::int64_t expected = 1;
        for (std::size_t i = view.shape.size(); i-- > 0;) {
            if (view.shape[i] != 1 && view.strides[i] != expected) return false;
            expected *= view.shape[i];
        }
        return true;
    }

    std::shared_ptr<const std::byte[]> load(const PickleValue& storage, const std::string& name) {
        auto& slot = loaded_storages_[storage.text];
        std::size_t size = slot.size;
        if (!slot.bytes) {
            slot.bytes = zip_.read(prefix_ + "data/" + storage.text, kFileLimit, &size);
            slot.size = size;
            loaded_ += size;
        }
        const auto element = static_cast<std::int64_t>(size_of(*storage.dtype));
        std::int64_t needed = 0;
        if (storage.integer < 0 || __builtin_mul_overflow(storage.integer, element, &needed) ||
            static_cast<std::uint64_t>(needed) > size) {
            refuse(name, "its storage is shorter than announced");
        }
        return slot.bytes;
    }

    static std::shared_ptr<const std::byte[]> gather(const PickleTensor& view,
                                                     const std::byte* from, std::size_t element,
                                                     std::size_t size) {
        auto result = std::make_shared<std::byte[]>(size);
        std::vector<std::int64_t> index(view.shape.size(), 0);
        // Unsigned: one step beyond an axis may wrap around, and the way back does as well.
        auto at = static_cast<std::uint64_t>(view.offset);
        for (std::size_t done = 0; done < size; done += element) {
            std::memcpy(result.get() + done, from + at * element, element);
            for (std::size_t axis = index.size(); axis-- > 0;) {
                const auto stride = static_cast<std::uint64_t>(view.strides[axis]);
                at += stride;
                if (++index[axis] < view.shape[axis]) break;
                at -= stride * static_cast<std::uint64_t>(view.shape[axis]);
                index[axis] = 0;
            }
        }
        return result;
    }

    struct Loaded {
        std::shared_ptr<const std::byte[]> bytes;
        std::size_t size = 0;
    };

    ZipReader& zip_;
    std::string prefix_;
    std::string_view source_;
    std::map<std::string, Loaded> loaded_storages_;
    std::size_t loaded_ = 0;
    std::size_t copied_ = 0;
};

// Finds tensors, numbers and texts, and names each by its path.
class Walker {
  public:
    Walker(const Pickle& pickle, Storages& storages, std::string_view source)
        : pickle_(pickle), storages_(storages), source_(source) {}

    TorchArchive walk() {
        visit(pickle_.root, "", 0);
        return std::move(archive_);
    }

  private:
    void visit(PickleRef ref, const std::string& path, int depth) {
        // A stream may refer to itself, or to one part so often that a walk would never end.
        if (depth > kMaxDepth) fail("{}: the archive is nested too deeply (at {})", source_, path);
        texts_ += path.size() + pickle_.values[ref].text.size();
        if (++visits_ > kMaxVisits || texts_ > kMaxTexts) {
            fail("{}: the archive holds too many values", source_);
        }
        const PickleValue& value = pickle_.values[ref];
        switch (value.kind) {
            case PickleKind::integer:
            case PickleKind::boolean:
                archive_.numbers[path] = static_cast<double>(value.integer);
                break;
            case PickleKind::real:
                archive_.numbers[path] = value.real;
                break;
            case PickleKind::text:
                archive_.strings[path] = value.text;
                break;
            case PickleKind::tensor:
                add_tensor(value, path);
                break;
            case PickleKind::list:
                for (std::size_t i = 0; i < value.items.size(); ++i) {
                    visit(value.items[i], joined(path, std::to_string(i)), depth + 1);
                }
                break;
            case PickleKind::dict:
            case PickleKind::object:
                visit_entries(value, path, depth);
                break;
            default:
                break;
        }
    }

    void visit_entries(const PickleValue& value, const std::string& path, int depth) {
        for (std::size_t i = 0; i + 1 < value.items.size(); i += 2) {
            const PickleValue& key = pickle_.values[value.items[i]];
            std::string name = key.text;
            if (key.kind == PickleKind::integer) {
                name = std::to_string(key.integer);
            } else if (key.kind != PickleKind::text) {
                continue;
            }
            // A pickled nn.Module keeps its parts here; state_dict() leaves these names out too.
            const bool transparent =
                value.kind == PickleKind::object &&
                (name == "_modules" || name == "_parameters" || name == "_buffers");
            visit(value.items[i + 1], transparent ? path : joined(path, name), depth + 1);
        }
    }

    void add_tensor(const PickleValue& value, const std::string& path) {
        const PickleTensor& view = pickle_.tensors[static_cast<std::size_t>(value.integer)];
        if (!pickle_.values[view.storage].dtype) return;  // complex, quantised: not for us
        archive_.tensors[path] = storages_.tensor(pickle_, view, path);
    }

    static std::string joined(const std::string& path, const std::string& name) {
        return path.empty() ? name : path + "." + name;
    }

    const Pickle& pickle_;
    Storages& storages_;
    std::string_view source_;
    TorchArchive archive_;
    std::size_t visits_ = 0;
    std::size_t texts_ = 0;
};

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

}  // namespace

bool looks_like_torch_archive(std::span<const std::byte> head) {
    constexpr std::string_view kMagic = "PK\x03\x04";
    return head.size() >= kMagic.size() &&
           std::memcmp(head.data(), kMagic.data(), kMagic.size()) == 0;
}

TorchArchive parse_torch_archive(std::span<const std::byte> file, std::string_view source) {
    ZipReader zip(file, source);
    const std::string prefix = find_prefix(zip, source);
    check_byte_order(zip, prefix, source);
    std::size_t size = 0;
    const auto stream = zip.read(prefix + "data.pkl", kPickleLimit, &size);
    const Pickle pickle = read_pickle({stream.get(), size}, source);
    Storages storages(zip, prefix, source);
    return Walker(pickle, storages, source).walk();
}

TorchArchive read_torch_archive(const std::filesystem::path& path) {
    return parse_torch_archive(read_file(path, kFileLimit), path.string());
}

}  // namespace zscope
