// SPDX-License-Identifier: MIT
#include "core/io/model_id.h"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <memory>

#include "core/base/check.h"

namespace zscope {

namespace {

class Sha256 {
  public:
    Sha256() : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
        ZSCOPE_CHECK(
            context_ != nullptr && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr),
            "no SHA-256 in libcrypto");
    }
    void add(const void* data, std::size_t size) {
        ZSCOPE_CHECK(EVP_DigestUpdate(context_.get(), data, size) == 1, "{} bytes", size);
    }
    template <class Value>
    void add_value(Value value) {  // little endian, as this machine holds it
        add(&value, sizeof(value));
    }
    std::string hex() {
        std::array<unsigned char, 32> digest{};
        unsigned int size = 0;
        ZSCOPE_CHECK(EVP_DigestFinal_ex(context_.get(), digest.data(), &size) == 1 && size == 32,
                     "{} bytes", size);
        std::string text;
        for (const unsigned char byte : digest)
            text += fmt::format("{:02x}", byte);
        return text;
    }

  private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

bool is_float(DType dtype) {
    return dtype == DType::f64 || dtype == DType::f32 || dtype == DType::f16 ||
           dtype == DType::bf16;
}

}  // namespace

std::string model_id(const NamedTensors& generator) {
    Sha256 hash;
    for (const auto& [name, tensor] : generator) {
        if (!is_float(tensor.dtype) || name.ends_with("num_batches_tracked")) continue;
        const HostTensor values = to_f32(tensor);
        hash.add(name.c_str(), name.size() + 1);
        hash.add_value(static_cast<std::uint32_t>(values.shape.size()));
        for (const std::int64_t extent : values.shape) {
            hash.add_value(static_cast<std::uint64_t>(extent));
        }
        hash.add(values.data.get(), values.bytes());
    }
    return hash.hex();
}

}  // namespace zscope
