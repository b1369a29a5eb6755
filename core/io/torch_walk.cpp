// SPDX-License-Identifier: MIT
#include "core/io/torch_walk.h"

#include <cstdint>
#include <utility>
#include <vector>

#include "core/base/error.h"

namespace zscope {

namespace {

constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxVisits = std::size_t{1} << 20;
constexpr std::size_t kMaxTexts = std::size_t{1} << 26;  // bytes of all names and texts together

// Finds tensors, numbers and texts, and names each by its path.
class Walker {
  public:
    Walker(const Pickle& pickle, TorchStorages& storages, std::string_view source)
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
            case PickleKind::object:
                add_module(value, path);
                [[fallthrough]];
            case PickleKind::dict:
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
        HostTensor tensor = storages_.tensor(pickle_, view, path);
        if (archive_.tensors.insert_or_assign(path, std::move(tensor)).second) {
            archive_.order.push_back(path);
        }
    }

    // A layer of torch.nn, with what its weights do not say: stride, padding, eps …
    void add_module(const PickleValue& value, const std::string& path) {
        if (value.text.find("torch.nn.modules.") == std::string::npos) return;
        TorchModule module{path, value.text.substr(value.text.rfind('.') + 1), {}};
        for (std::size_t i = 0; i + 1 < value.items.size(); i += 2) {
            const PickleValue& key = pickle_.values[value.items[i]];
            if (key.kind != PickleKind::text) continue;
            texts_ += key.text.size();
            std::vector<double> numbers = numbers_of(pickle_.values[value.items[i + 1]]);
            if (!numbers.empty()) module.numbers[key.text] = std::move(numbers);
        }
        archive_.modules.push_back(std::move(module));
    }

    // Of a number, or of a short list of numbers; else none.
    std::vector<double> numbers_of(const PickleValue& value) const {
        constexpr std::size_t kMostAxes = 4;
        if (value.kind == PickleKind::real) return {value.real};
        if (value.kind == PickleKind::integer || value.kind == PickleKind::boolean) {
            return {static_cast<double>(value.integer)};
        }
        std::vector<double> numbers;
        if (value.kind != PickleKind::list || value.items.size() > kMostAxes) return numbers;
        for (const PickleRef item : value.items) {
            const PickleValue& number = pickle_.values[item];
            if (number.kind != PickleKind::integer) return {};
            numbers.push_back(static_cast<double>(number.integer));
        }
        return numbers;
    }

    static std::string joined(const std::string& path, const std::string& name) {
        return path.empty() ? name : path + "." + name;
    }

    const Pickle& pickle_;
    TorchStorages& storages_;
    std::string_view source_;
    TorchArchive archive_;
    std::size_t visits_ = 0;
    std::size_t texts_ = 0;
};

}  // namespace

TorchArchive walk_torch_pickle(const Pickle& pickle, TorchStorages& storages,
                               std::string_view source) {
    return Walker(pickle, storages, source).walk();
}

}  // namespace zscope
