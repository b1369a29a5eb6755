// SPDX-License-Identifier: MIT
#include "core/io/safetensors_header.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "core/base/error.h"

namespace zscope {

namespace {

using Json = nlohmann::json;

struct DTypeName {
    DType dtype;
    std::string_view name;
    bool strict;  // our own files hold it
};
constexpr std::array kDTypeNames{
    DTypeName{DType::f64, "F64", false}, DTypeName{DType::f32, "F32", true},
    DTypeName{DType::f16, "F16", true},  DTypeName{DType::bf16, "BF16", true},
    DTypeName{DType::i64, "I64", true},  DTypeName{DType::i32, "I32", false},
    DTypeName{DType::i16, "I16", false}, DTypeName{DType::i8, "I8", false},
    DTypeName{DType::u8, "U8", true},    DTypeName{DType::boolean, "BOOL", false},
};

// Walks the header event by event, so that duplicate keys, wrong types and deep nesting are refused
// where they stand, before anything is built from them.
class HeaderReader {
  public:
    HeaderReader(std::string_view source, SafetensorsProfile profile)
        : source_(source), profile_(profile) {}

    SafetensorsHeader take() { return std::move(header_); }

    bool start_object(std::size_t) {
        switch (place_) {
            case Place::outside:
                place_ = Place::top;
                return true;
            case Place::top_value:
                place_ = key_ == "__metadata__" ? Place::metadata : Place::tensor;
                if (place_ == Place::tensor) open_tensor();
                return true;
            default:
                refuse("an object where none belongs");
        }
    }
    bool end_object() {
        if (place_ == Place::tensor) close_tensor();
        place_ = place_ == Place::top ? Place::outside : Place::top;
        return true;
    }
    bool start_array(std::size_t) {
        if (place_ != Place::tensor_value || (field_ != "shape" && field_ != "data_offsets")) {
            refuse("a list where none belongs");
        }
        place_ = Place::list;
        list_.clear();
        return true;
    }
    bool end_array() {
        place_ = Place::tensor;
        if (field_ == "shape") {
            set_shape();
        } else {
            if (list_.size() != 2) refuse("data_offsets are not two numbers");
            entry_.begin = list_[0];
            entry_.end = list_[1];
        }
        return true;
    }
    bool key(std::string& text) {
        switch (place_) {
            case Place::top:
                key_ = text;
                if (!names_.insert(text).second) refuse("the name is there twice");
                place_ = Place::top_value;
                return true;
            case Place::metadata:
                field_ = text;
                if (header_.metadata.contains(text)) refuse("the metadata key is there twice");
                place_ = Place::metadata_value;
                return true;
            default:
                field_ = text;
                if (text != "dtype" && text != "shape" && text != "data_offsets") {
                    refuse("an unknown field");
                }
                if (!fields_.insert(text).second) refuse("the field is there twice");
                place_ = Place::tensor_value;
                return true;
        }
    }
    bool string(std::string& text) {
        if (place_ == Place::metadata_value) {
            header_.metadata.emplace(field_, text);
            place_ = Place::metadata;
            return true;
        }
        if (place_ != Place::tensor_value || field_ != "dtype") refuse("a text where none belongs");
        set_dtype(text);
        place_ = Place::tensor;
        return true;
    }
    bool number_unsigned(std::uint64_t value) {
        if (place_ != Place::list) refuse("a number where none belongs");
        if (list_.size() == kMaxRank) refuse("more than 8 numbers in a list");
        list_.push_back(value);
        return true;
    }
    bool number_integer(std::int64_t) { refuse("a negative number"); }
    bool number_float(double, const std::string&) { refuse("a number that is not whole, or huge"); }
    bool null() { refuse("null where something else belongs"); }
    bool boolean(bool) { refuse("true or false where something else belongs"); }
    bool binary(Json::binary_t&) { refuse("binary data"); }
    bool parse_error(std::size_t position, const std::string&, const nlohmann::detail::exception&) {
        fail("{}: the safetensors header is not valid JSON in UTF-8 (near its byte {})", source_,
             position);
    }

  private:
    enum class Place {
        outside,
        top,
        top_value,
        metadata,
        metadata_value,
        tensor,
        tensor_value,
        list
    };

    [[noreturn]] void refuse(std::string_view rule) const {
        const bool nested = place_ == Place::list || place_ == Place::tensor_value ||
                            place_ == Place::metadata_value || place_ == Place::tensor;
        fail("{}: safetensors header: {} (in \"{}\"{}{})", source_, rule, key_,
             nested && !field_.empty() ? ", " : "", nested ? field_ : "");
    }

    void open_tensor() {
        if (header_.entries.size() == kMaxTensors) {
            fail("{}: safetensors header: more than {} tensors", source_, kMaxTensors);
        }
        entry_ = SafetensorsEntry{};
        entry_.name = key_;
        fields_.clear();
        field_.clear();
    }

    void close_tensor() {
        if (fields_.size() != 3) refuse("dtype, shape or data_offsets is missing");
        if (entry_.end < entry_.begin) refuse("data_offsets run backwards");
        std::int64_t count = 1;
        for (const std::int64_t extent : entry_.shape) {
            if (__builtin_mul_overflow(count, extent, &count)) refuse("the shape overflows");
        }
        std::uint64_t bytes = 0;
        if (__builtin_mul_overflow(static_cast<std::uint64_t>(count), size_of(entry_.dtype),
                                   &bytes)) {
            refuse("the shape overflows");
        }
        if (entry_.end - entry_.begin != bytes) refuse("shape and dtype do not fit data_offsets");
        header_.entries.push_back(std::move(entry_));
    }

    void set_shape() {
        for (const std::uint64_t extent : list_) {
            if (extent > kMaxExtent) refuse("a dimension above 2^31");
            entry_.shape.push_back(static_cast<std::int64_t>(extent));
        }
    }

    void set_dtype(std::string_view text) {
        const auto* found = std::find_if(kDTypeNames.begin(), kDTypeNames.end(),
                                         [&](const DTypeName& d) { return d.name == text; });
        if (found == kDTypeNames.end()) refuse("a dtype that zscope does not read");
        if (profile_ == SafetensorsProfile::strict && !found->strict) {
            refuse("a dtype that zscope's own files never hold");
        }
        entry_.dtype = found->dtype;
    }

    std::string_view source_;
    SafetensorsProfile profile_;
    SafetensorsHeader header_;
    Place place_ = Place::outside;
    std::string key_, field_;
    std::set<std::string> names_, fields_;
    std::vector<std::uint64_t> list_;
    SafetensorsEntry entry_;
};

}  // namespace

SafetensorsHeader parse_safetensors_header(std::string_view json, std::string_view source,
                                           SafetensorsProfile profile) {
    // The JSON parser would skip a byte order mark and stop at a zero byte.
    if (!json.starts_with('{')) fail("{}: the safetensors header does not begin with {{", source);
    if (json.find('\0') != std::string_view::npos) {
        fail("{}: the safetensors header is not valid JSON: it holds a zero byte", source);
    }
    HeaderReader reader(source, profile);
    Json::sax_parse(json.begin(), json.end(), &reader);
    return reader.take();
}

std::string_view safetensors_name(DType dtype) {
    const auto* found = std::find_if(kDTypeNames.begin(), kDTypeNames.end(),
                                     [&](const DTypeName& d) { return d.dtype == dtype; });
    return found->name;
}

}  // namespace zscope
