// SPDX-License-Identifier: MIT
#include "core/io/safetensors.h"

#include <doctest/doctest.h>

#include <cstring>
#include <numeric>

#include "core/base/error.h"
#include "core/io/file_write.h"
#include "tests/temp_folder.h"

using namespace zscope;
using test::TempFolder;

namespace {

using Bytes = std::vector<std::byte>;
constexpr auto kStrict = SafetensorsProfile::strict;
constexpr auto kForeign = SafetensorsProfile::foreign;

Bytes file_of(const std::string& header, std::size_t data_size) {
    Bytes file(8 + header.size() + data_size);
    const std::uint64_t length = header.size();
    std::memcpy(file.data(), &length, 8);
    std::memcpy(file.data() + 8, header.data(), header.size());
    for (std::size_t i = 0; i < data_size; ++i) {
        file[8 + header.size() + i] = static_cast<std::byte>(i + 1);
    }
    return file;
}

SafetensorsFile parse(const std::string& header, std::size_t data_size,
                      SafetensorsProfile profile = kStrict) {
    return parse_safetensors(file_of(header, data_size), "it", profile);
}

std::string tensor(const std::string& name, const std::string& dtype, const std::string& shape,
                   const std::string& offsets) {
    return "\"" + name + R"(":{"dtype":")" + dtype + R"(","shape":)" + shape +
           R"(,"data_offsets":)" + offsets + "}";
}

unsigned touch(const SafetensorsFile& file) {
    unsigned sum = 0;
    for (const auto& [name, value] : file.tensors) {
        for (const std::byte byte : value.raw())
            sum += static_cast<unsigned>(byte);
    }
    return sum;
}

bool equal(const HostTensor& a, const HostTensor& b) {
    return a.dtype == b.dtype && a.shape == b.shape &&
           std::memcmp(a.data.get(), b.data.get(), a.bytes()) == 0;
}

// 10 tensors of 80 floats: a file of about 4 KB.
SafetensorsFile sample_file() {
    SafetensorsFile file;
    std::vector<float> values(80);
    for (int i = 0; i < 10; ++i) {
        std::iota(values.begin(), values.end(), static_cast<float>(100 * i));
        file.tensors["main." + std::to_string(i) + ".w"] = HostTensor::from_floats({8, 10}, values);
    }
    const std::int64_t count = 7;
    file.tensors["batches"] =
        HostTensor::from_bytes(DType::i64, {}, std::as_bytes(std::span(&count, 1)));
    const std::uint8_t byte = 9;
    file.tensors["a.byte"] =
        HostTensor::from_bytes(DType::u8, {1}, std::as_bytes(std::span(&byte, 1)));
    file.metadata = {{"format", "zscope"}, {"text", "grüße \"quoted\" \n"}};
    return file;
}

}  // namespace

TEST_CASE("safetensors: what is written is read back, in both profiles, byte for byte") {
    const TempFolder folder;
    const SafetensorsFile file = sample_file();
    write_safetensors(folder / "a.safetensors", file);
    for (const auto profile : {kStrict, kForeign}) {
        const SafetensorsFile back = read_safetensors(folder / "a.safetensors", profile);
        CHECK(back.metadata == file.metadata);
        REQUIRE(back.tensors.size() == file.tensors.size());
        for (const auto& [name, value] : file.tensors)
            CHECK(equal(back.tensors.at(name), value));
    }
    CHECK(read_safetensors_metadata(folder / "a.safetensors") == file.metadata);
    write_safetensors(folder / "b.safetensors", file);
    CHECK(read_file(folder / "a.safetensors", 1 << 20) ==
          read_file(folder / "b.safetensors", 1 << 20));
}

TEST_CASE("safetensors: data begins at a multiple of 8 and each tensor lies aligned") {
    const TempFolder folder;
    write_safetensors(folder / "a", sample_file());
    const Bytes file = read_file(folder / "a", 1 << 20);
    std::uint64_t length = 0;
    std::memcpy(&length, file.data(), 8);
    CHECK(length % 8 == 0);
    const std::string header(reinterpret_cast<const char*>(file.data()) + 8, length);
    // The int64 first, the single byte last, although "a.byte" is the first name.
    CHECK(header.find(R"("batches":{"data_offsets":[0,8],"dtype":"I64","shape":[]})") !=
          std::string::npos);
    CHECK(header.find(R"("a.byte":{"data_offsets":[3208,3209])") != std::string::npos);
}

TEST_CASE("safetensors: small files by hand") {
    const auto file = parse(
        "{" + tensor("x", "F32", "[2]", "[0,8]") + "," + tensor("y", "U8", "[2,1]", "[8,10]") +
            "," + tensor("none", "F32", "[0,3]", "[10,10]") + R"(,"__metadata__":{"k":"v"}}   )",
        10);
    CHECK(file.tensors.at("x").shape == std::vector<std::int64_t>{2});
    CHECK(file.tensors.at("y").raw()[1] == std::byte{10});
    CHECK(file.tensors.at("none").bytes() == 0);
    CHECK(file.metadata.at("k") == "v");
    CHECK(parse("{}", 0).tensors.empty());
    CHECK(parse("{" + tensor("one", "F32", "[]", "[0,4]") + "}", 4).tensors.at("one").count() == 1);
}

namespace {

struct Case {
    std::string header;
    std::size_t data;
    const char* why;
};

void check_refused(std::span<const Case> cases) {
    for (const Case& c : cases) {
        CAPTURE(c.header);
        CHECK_THROWS_WITH_AS(parse(c.header, c.data), doctest::Contains(c.why), Error);
        if (std::string_view(c.why) != "own files never hold") {
            CHECK_THROWS_AS(parse(c.header, c.data, kForeign), Error);
        }
    }
}

}  // namespace

TEST_CASE("safetensors: every rule of the header's form") {
    const std::string x = tensor("x", "F32", "[2]", "[0,8]");
    const Case cases[] = {
        {"", 0, "begin with"},
        {" {}", 0, "begin with"},
        {"\xef\xbb\xbf{}", 0, "begin with"},
        {"[]", 0, "begin with"},
        {"{", 0, "not valid JSON"},
        {"{}x", 0, "not valid JSON"},
        {std::string("{}\0x", 4), 0, "zero byte"},
        {"{\"a\xff\":1}", 0, "not valid JSON in UTF-8"},
        {R"({"x":1})", 0, "a number where none belongs"},
        {R"({"x":null})", 0, "null"},
        {R"({"x":[]})", 0, "a list where none belongs"},
        {R"({"x":"text"})", 0, "a text where none belongs"},
        {R"({"x":{}})", 0, "missing"},
        {R"({"x":{"dtype":"F32","shape":[2]}})", 8, "missing"},
        {R"({"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"more":1}})", 8, "unknown field"},
        {R"({"x":{"dtype":"F32","dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8, "twice"},
        {"{" + x + "," + x + "}", 8, "twice"},
        {"{" + x + "," + tensor("x", "F32", "[1]", "[8,12]") + "}", 12, "twice"},
        {R"({"__metadata__":{"a":"1","a":"2"}})", 0, "twice"},
        {R"({"__metadata__":{"a":1}})", 0, "a number where none belongs"},
        {R"({"__metadata__":{"a":{"b":"c"}}})", 0, "an object where none belongs"},
        {R"({"__metadata__":"text"})", 0, "a text where none belongs"},
    };
    check_refused(cases);
}

TEST_CASE("safetensors: every rule of a tensor's type, shape and place") {
    const std::string x = tensor("x", "F32", "[2]", "[0,8]");
    const Case cases[] = {
        {"{" + tensor("x", "F33", "[2]", "[0,8]") + "}", 8, "dtype"},
        {"{" + tensor("x", "C64", "[1]", "[0,8]") + "}", 8, "dtype"},
        {"{" + tensor("x", "F64", "[1]", "[0,8]") + "}", 8, "own files never hold"},
        {"{" + tensor("x", "F32", "[-2]", "[0,8]") + "}", 8, "negative"},
        {"{" + tensor("x", "F32", "[2.0]", "[0,8]") + "}", 8, "not whole"},
        {"{" + tensor("x", "F32", "[[2]]", "[0,8]") + "}", 8, "a list where none belongs"},
        {"{" + tensor("x", "F32", "[true]", "[0,8]") + "}", 8, "true or false"},
        {"{" + tensor("x", "F32", "[1,1,1,1,1,1,1,1,2]", "[0,8]") + "}", 8, "more than 8"},
        {"{" + tensor("x", "F32", "[2147483649]", "[0,8]") + "}", 8, "above 2^31"},
        {"{" + tensor("x", "F32", "[99999999999999999999]", "[0,8]") + "}", 8, "huge"},
        {"{" + tensor("x", "F32", "[2147483648,2147483648,4]", "[0,0]") + "}", 0, "overflows"},
        {"{" + tensor("x", "F32", "[2147483648,2147483648,3,0]", "[0,0]") + "}", 0, "overflows"},
        {"{" + tensor("x", "F32", "[2147483648,2147483648,1]", "[0,0]") + "}", 0, "overflows"},
        {"{" + tensor("x", "F32", "[2]", "[0,4]") + "}", 4, "do not fit"},
        {"{" + tensor("x", "F32", "[2]", "[8,0]") + "}", 8, "backwards"},
        {"{" + tensor("x", "F32", "[2]", "[0]") + "}", 8, "not two numbers"},
        {"{" + tensor("x", "F32", "[2]", "[0,8,8]") + "}", 8, "not two numbers"},
        {"{" + tensor("x", "F32", "[2]", "[4,12]") + "}", 12, "a hole"},
        {"{" + x + "," + tensor("y", "F32", "[1]", "[12,16]") + "}", 16, "a hole"},
        {"{" + x + "," + tensor("y", "F32", "[1]", "[4,8]") + "}", 8, "an overlap"},
        {"{" + x + "," + tensor("y", "F32", "[2]", "[0,8]") + "}", 8, "an overlap"},
        {"{" + x + "}", 7, "cut off"},
        {"{" + x + "}", 9, "too long"},
        {"{}", 1, "too long"},
    };
    check_refused(cases);
}

TEST_CASE("safetensors: length of the header") {
    Bytes file = file_of("{}", 0);
    const auto with_length = [&](std::uint64_t length) {
        std::memcpy(file.data(), &length, 8);
        return file;
    };
    CHECK_THROWS_WITH_AS(parse_safetensors(with_length(3), "it", kStrict),
                         doctest::Contains("cut off"), Error);
    CHECK_THROWS_WITH_AS(parse_safetensors(with_length(~std::uint64_t{0}), "it", kForeign),
                         doctest::Contains("not a safetensors file"), Error);
    for (std::size_t size = 0; size < 8; ++size) {
        CHECK_THROWS_WITH_AS(parse_safetensors(Bytes(size), "it", kStrict),
                             doctest::Contains("not a safetensors file"), Error);
    }
    // 1 MiB of spaces: too much for our own files, allowed to others.
    const std::string padded = "{}" + std::string(1 << 20, ' ');
    CHECK_THROWS_WITH_AS(parse(padded, 0), doctest::Contains("header of 1048578"), Error);
    CHECK_NOTHROW(parse(padded, 0, kForeign));
}

TEST_CASE("safetensors: more than 4096 tensors and deep nesting are refused") {
    std::string many = "{";
    for (int i = 0; i < 4097; ++i) {
        many += (i == 0 ? "" : ",") + tensor("t" + std::to_string(i), "U8", "[0]", "[0,0]");
    }
    CHECK_THROWS_WITH_AS(parse(many + "}", 0), doctest::Contains("more than 4096"), Error);
    std::string deep = R"({"x":)";
    for (int i = 0; i < 100'000; ++i)
        deep += R"({"x":)";
    CHECK_THROWS_AS(parse(deep, 0), Error);
    CHECK_THROWS_AS(parse("{\"x\":" + std::string(200'000, '['), 0), Error);
}

TEST_CASE("safetensors: other programs' dtypes are read as they are") {
    const auto file =
        parse("{" + tensor("d", "F64", "[1]", "[0,8]") + "," + tensor("b", "BOOL", "[1]", "[8,9]") +
                  "," + tensor("f", "F32", "[1]", "[9,13]") + "}",
              13, kForeign);
    CHECK(file.tensors.at("d").dtype == DType::f64);
    CHECK(file.tensors.at("b").dtype == DType::boolean);
    CHECK(file.tensors.at("f").f32().size() == 1);  // lies unaligned in the file
}

TEST_CASE("safetensors: each flipped bit is refused or gives a sound file") {
    const TempFolder folder;
    const SafetensorsFile original = sample_file();
    write_safetensors(folder / "a", original);
    Bytes file = read_file(folder / "a", 1 << 20);
    std::uint64_t length = 0;
    std::memcpy(&length, file.data(), 8);
    std::size_t refused_in_header = 0, loaded_from_data = 0;
    unsigned sum = 0;
    bool sound = true;
    for (std::size_t at = 0; at < file.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            file[at] ^= std::byte{1} << bit;
            try {
                const SafetensorsFile loaded = parse_safetensors(file, "it", kStrict);
                sum += touch(loaded);
                std::size_t different = 0;
                for (const auto& [name, value] : loaded.tensors) {
                    const auto same = original.tensors.find(name);
                    different += same == original.tensors.end() || !equal(same->second, value);
                }
                sound = sound && loaded.tensors.size() == original.tensors.size() &&
                        (at < 8 + length || different == 1);
                loaded_from_data += at >= 8 + length;
            } catch (const Error&) {
                refused_in_header += at < 8 + length;
                sound = sound && at < 8 + length;
            }
            file[at] ^= std::byte{1} << bit;
        }
    }
    CHECK(sound);
    CHECK(loaded_from_data == 8 * (file.size() - 8 - length));
    CHECK(refused_in_header > 4 * length);
    CHECK(sum > 0);
}

TEST_CASE("safetensors: each shorter file is refused") {
    const TempFolder folder;
    write_safetensors(folder / "a", sample_file());
    const Bytes file = read_file(folder / "a", 1 << 20);
    std::size_t refused = 0;
    for (std::size_t size = 0; size < file.size(); ++size) {
        try {
            parse_safetensors(std::span(file).first(size), "it", kForeign);
        } catch (const Error&) {
            ++refused;
        }
    }
    CHECK(refused == file.size());
}

TEST_CASE("safetensors: a name or text that is not UTF-8 is not written") {
    const TempFolder folder;
    SafetensorsFile file;
    file.metadata["k"] = "\xff";
    CHECK_THROWS_WITH_AS(write_safetensors(folder / "a", file), doctest::Contains("UTF-8"), Error);
    CHECK_FALSE(std::filesystem::exists(folder / "a"));
}

TEST_CASE("safetensors: bytes that Python's package safetensors 0.8.0 wrote") {
    // safetensors.numpy.save({"b": numpy.array([[1, -2], [3, 4.5]], "<f4"),
    //     "a": numpy.array([7], "<i8")}, {"format": "np"})
    const std::string header =
        R"({"__metadata__":{"format":"np"},"a":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2,2],"data_offsets":[8,24]}}   )";
    Bytes file = file_of(header, 0);
    const std::int64_t a = 7;
    const float b[] = {1.0F, -2.0F, 3.0F, 4.5F};
    for (const std::byte byte : std::as_bytes(std::span(&a, 1)))
        file.push_back(byte);
    for (const std::byte byte : std::as_bytes(std::span(b)))
        file.push_back(byte);
    for (const auto profile : {kStrict, kForeign}) {
        const SafetensorsFile read = parse_safetensors(file, "it", profile);
        CHECK(read.metadata.at("format") == "np");
        CHECK(read.tensors.at("b").shape == std::vector<std::int64_t>{2, 2});
        CHECK(read.tensors.at("b").f32()[3] == 4.5F);
        CHECK(read.tensors.at("a").dtype == DType::i64);
    }
}
