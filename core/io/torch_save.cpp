// SPDX-License-Identifier: MIT
#include "core/io/torch_save.h"

#include <zip.h>

#include <cstdint>
#include <cstring>
#include <vector>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/io/file_write.h"
#include "core/io/foreign_network.h"

namespace zscope {

namespace {

// The pickle of protocol 2 that describes the tensors; Python's pickletools.py has the opcodes.
class PickleWriter {
  public:
    void raw(std::string_view bytes) { out_ += bytes; }
    void text(std::string_view value) {
        out_ += 'X';  // BINUNICODE
        little(static_cast<std::uint32_t>(value.size()));
        out_ += value;
    }
    void integer(std::int64_t value) {
        if (value >= 0 && value <= INT32_MAX) {
            out_ += 'J';  // BININT
            little(static_cast<std::uint32_t>(value));
        } else {
            out_ += "\x8a\x08";  // LONG1 of 8 bytes
            little(static_cast<std::uint64_t>(value));
        }
    }
    void tuple(const std::vector<std::int64_t>& values) {
        out_ += '(';
        for (const std::int64_t value : values)
            integer(value);
        out_ += 't';
    }
    std::string take() { return std::move(out_); }

  private:
    template <class Number>
    void little(Number value) {
        out_.append(reinterpret_cast<const char*>(&value), sizeof(value));
    }
    std::string out_;
};

std::string_view storage_name(DType dtype) {
    switch (dtype) {
        case DType::f64:
            return "DoubleStorage";
        case DType::f32:
            return "FloatStorage";
        case DType::f16:
            return "HalfStorage";
        case DType::bf16:
            return "BFloat16Storage";
        case DType::i64:
            return "LongStorage";
        case DType::i32:
            return "IntStorage";
        case DType::i16:
            return "ShortStorage";
        case DType::i8:
            return "CharStorage";
        case DType::u8:
            return "ByteStorage";
        case DType::boolean:
            return "BoolStorage";
    }
    return "";
}

std::vector<std::int64_t> row_major_strides(const std::vector<std::int64_t>& shape) {
    std::vector<std::int64_t> strides(shape.size(), 1);
    for (std::size_t i = shape.size(); i-- > 1;)
        strides[i - 1] = strides[i] * shape[i];
    return strides;
}

constexpr std::string_view kEmptyOrderedDict = "ccollections\nOrderedDict\n)R";

// _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, backward_hooks)
void write_tensor(PickleWriter& pickle, const HostTensor& tensor, const std::string& key) {
    pickle.raw("ctorch._utils\n_rebuild_tensor_v2\n((");
    pickle.text("storage");
    pickle.raw("ctorch\n");
    pickle.raw(storage_name(tensor.dtype));
    pickle.raw("\n");
    pickle.text(key);
    pickle.text("cpu");
    pickle.integer(tensor.count());
    pickle.raw("tQ");  // TUPLE, BINPERSID
    pickle.integer(0);
    pickle.tuple(tensor.shape);
    pickle.tuple(row_major_strides(tensor.shape));
    pickle.raw("\x89");  // NEWFALSE
    pickle.raw(kEmptyOrderedDict);
    pickle.raw("tR");
}

struct Member {
    std::string name;
    std::string_view bytes;
};

std::string zip_of(const std::vector<Member>& members) {
    zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, nullptr);
    ZSCOPE_CHECK(target != nullptr, "no memory for a zip archive");
    zip_t* archive = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, nullptr);
    ZSCOPE_CHECK(archive != nullptr, "no memory for a zip archive");
    zip_source_keep(target);
    constexpr zip_uint16_t kMidnight = 0, kFirstDay = (1 << 5) | 1;  // 1980-01-01: no clock in it
    for (const Member& member : members) {
        zip_source_t* bytes =
            zip_source_buffer(archive, member.bytes.data(), member.bytes.size(), 0);
        const zip_int64_t index = zip_file_add(archive, member.name.c_str(), bytes, 0);
        ZSCOPE_CHECK(index >= 0, "cannot add {} to a zip archive", member.name);
        const auto place = static_cast<zip_uint64_t>(index);
        zip_set_file_compression(archive, place, ZIP_CM_STORE, 0);
        zip_file_set_dostime(archive, place, kMidnight, kFirstDay, 0);
    }
    ZSCOPE_CHECK(zip_close(archive) == 0, "cannot write a zip archive");
    zip_stat_t facts;
    zip_source_stat(target, &facts);
    std::string file(facts.size, '\0');
    zip_source_open(target);
    const zip_int64_t read = zip_source_read(target, file.data(), file.size());
    zip_source_close(target);
    zip_source_free(target);
    ZSCOPE_CHECK(read == static_cast<zip_int64_t>(file.size()), "a zip archive cut off");
    return file;
}

}  // namespace

std::string torch_save_bytes(const NamedTensors& tensors) {
    PickleWriter pickle;
    pickle.raw("\x80\x02");
    pickle.raw(kEmptyOrderedDict);
    pickle.raw("(");
    std::vector<Member> members;
    for (const std::string& name : listed_names({tensors, {}, {}})) {
        const HostTensor& tensor = tensors.at(name);
        const std::string key = std::to_string(members.size());
        pickle.text(name);
        write_tensor(pickle, tensor, key);
        members.push_back({"model/data/" + key,
                           {reinterpret_cast<const char*>(tensor.data.get()), tensor.bytes()}});
    }
    pickle.raw("u.");  // SETITEMS, STOP
    const std::string content = pickle.take();
    members.insert(members.begin(), {"model/data.pkl", content});
    members.insert(members.begin() + 1, {"model/byteorder", "little"});
    members.push_back({"model/version", "3\n"});
    return zip_of(members);
}

void write_torch_archive(const std::filesystem::path& path, const NamedTensors& tensors) {
    write_file_atomically(path, torch_save_bytes(tensors));
}

}  // namespace zscope
