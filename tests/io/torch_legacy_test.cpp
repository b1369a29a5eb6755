// SPDX-License-Identifier: MIT
#include "core/io/torch_legacy.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <span>
#include <string_view>

#include "core/base/error.h"
#include "tests/io/hex.h"
#include "tests/io/torch_pickles.h"
#include "tests/io/torch_touch.h"

using namespace zscope;
using test::touch;

namespace {

std::vector<float> floats(const HostTensor& tensor) {
    const HostTensor values = to_f32(tensor);
    return {values.f32().begin(), values.f32().end()};
}

std::vector<std::byte> replaced(std::vector<std::byte> file, std::string_view from,
                                std::string_view to) {
    REQUIRE(from.size() == to.size());
    const auto bytes = std::as_bytes(std::span(from));
    const auto at = std::search(file.begin(), file.end(), bytes.begin(), bytes.end());
    REQUIRE(at != file.end());
    std::ranges::copy(std::as_bytes(std::span(to)), at);
    return file;
}

void check_refused(const std::vector<std::byte>& file, const char* why) {
    CAPTURE(why);
    CHECK_THROWS_WITH_AS(parse_torch_archive(file, "it"), doctest::Contains(why), Error);
}

}  // namespace

TEST_CASE("legacy torch file: tensors, strides, dtypes, numbers, the file's order") {
    const auto file = test::bytes_of(test::kLegacyFile);
    CHECK(looks_like_legacy_torch(file));
    CHECK(looks_like_torch_archive(file));
    const TorchArchive archive = parse_torch_archive(file, "it");
    REQUIRE(archive.tensors.size() == 3);
    const HostTensor& w = archive.tensors.at("net.w");  // the transpose of ((0 1 2) (3 4 5))
    CHECK(w.shape == std::vector<std::int64_t>{3, 2});
    CHECK(floats(w) == std::vector<float>{0, 3, 1, 4, 2, 5});
    CHECK(archive.tensors.at("net.b").dtype == DType::f16);
    CHECK(floats(archive.tensors.at("net.b")) == std::vector<float>{1.5F});
    CHECK(archive.tensors.at("n").dtype == DType::i64);
    CHECK(archive.tensors.at("n").raw()[0] == std::byte{7});
    CHECK(archive.numbers.at("epoch") == 3.0);
    CHECK(archive.order == std::vector<std::string>{"net.w", "net.b", "n"});
}

TEST_CASE("legacy torch file: pickles of protocol 4, in frames") {
    const auto file = test::bytes_of(test::kLegacyProtocol4File);
    CHECK(looks_like_legacy_torch(file));
    CHECK(floats(parse_torch_archive(file, "it").tensors.at("w")) == std::vector<float>{0, 1});
}

TEST_CASE("legacy torch file: what contradicts itself is refused") {
    const auto file = test::bytes_of(test::kLegacyFile);
    using namespace std::string_view_literals;
    check_refused(replaced(file, "M\xe9\x03."sv, "M\xe8\x03."sv), "version is not 1001");
    check_refused(replaced(file, "endianq\x02\x88"sv, "endianq\x02\x89"sv), "big-endian");
    check_refused(replaced(file, "FloatStorage"sv, "QuinStorages"sv), "complex or quantised");
    // The key of w's storage, in the list at the end only: it is none that a tensor uses.
    auto other = file;
    constexpr std::string_view kKey = "94217126594500";
    const auto bytes = std::as_bytes(std::span(kKey));
    const auto last = std::find_end(other.begin(), other.end(), bytes.begin(), bytes.end());
    *last = std::byte{'8'};
    check_refused(other, "no tensor uses");
    // 6 numbers announced as a thousand millions, and as −1.
    check_refused(
        replaced(file, "\x06\0\0\0\0\0\0\0\0\0\0\0"sv, "\0\xca\x9a\x3b\0\0\0\0\0\0\0\0"sv),
        "does not fit into the file");
    check_refused(replaced(file, "\x06\0\0\0\0\0\0\0\0\0\0\0"sv,
                           "\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0"sv),
                  "elements");
    // 5 of 6 numbers there: the bytes of the next storage would be taken for the sixth.
    CHECK_THROWS_AS(
        parse_torch_archive(
            replaced(file, "\x06\0\0\0\0\0\0\0\0\0\0\0"sv, "\x05\0\0\0\0\0\0\0\0\0\0\0"sv), "it"),
        Error);
}

TEST_CASE("legacy torch file: flipped bits and cut ends never crash") {
    const auto whole = test::bytes_of(test::kLegacyFile);
    unsigned sum = 0, refused = 0;
    const auto attempt = [&](const std::vector<std::byte>& file) {
        try {
            sum += touch(parse_legacy_torch(file, "it"));
            return true;
        } catch (const Error&) {
            ++refused;
            return false;
        }
    };
    for (std::size_t size = 0; size < whole.size(); ++size) {
        CHECK_FALSE(attempt({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}));
    }
    auto file = whole;
    for (std::byte& byte : file) {
        for (int bit = 0; bit < 8; ++bit) {
            byte ^= std::byte{1} << bit;
            attempt(file);
            byte ^= std::byte{1} << bit;
        }
    }
    CHECK(refused > whole.size());
    CHECK(sum > 0);
}
