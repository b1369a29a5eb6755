// SPDX-License-Identifier: MIT
#include "core/io/sha256.h"

#include <openssl/evp.h>

#include "core/base/check.h"

namespace zscope {

struct Sha256::State {
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                    &EVP_MD_CTX_free};
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
    ZSCOPE_CHECK(state_->context != nullptr &&
                     EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1,
                 "no SHA-256 in libcrypto");
}
Sha256::~Sha256() = default;

void Sha256::add(std::span<const std::byte> bytes) {
    ZSCOPE_CHECK(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1,
                 "{} bytes", bytes.size());
}

Sha256Digest Sha256::digest() {
    Sha256Digest digest{};
    unsigned int size = 0;
    ZSCOPE_CHECK(EVP_DigestFinal_ex(state_->context.get(), digest.data(), &size) == 1 &&
                     size == digest.size(),
                 "{} bytes", size);
    return digest;
}

Sha256Digest Sha256::so_far() const {
    Sha256 copy;
    ZSCOPE_CHECK(EVP_MD_CTX_copy_ex(copy.state_->context.get(), state_->context.get()) == 1,
                 "no copy of a hash");
    return copy.digest();
}

Sha256Digest sha256(std::span<const std::byte> bytes) {
    Sha256 hash;
    hash.add(bytes);
    return hash.digest();
}

}  // namespace zscope
