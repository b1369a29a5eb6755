// SPDX-License-Identifier: MIT
#include "core/worlds/random_stream.h"

namespace zscope {
namespace {

std::uint64_t mixed(std::uint64_t value) {
    value = (value ^ (value >> 30U)) * 0xbf58476d1ce4e5b9U;
    value = (value ^ (value >> 27U)) * 0x94d049bb133111ebU;
    return value ^ (value >> 31U);
}

// FNV-1a: a name's hash must not depend on the standard library.
std::uint64_t hash_of(std::string_view name) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char letter : name) {
        hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
    }
    return hash;
}

}  // namespace

RandomStream::RandomStream(std::uint64_t seed, std::int64_t index, std::string_view name)
    : state_(mixed(mixed(mixed(seed) + static_cast<std::uint64_t>(index)) + hash_of(name))) {}

std::uint64_t RandomStream::bits() {
    state_ += 0x9e3779b97f4a7c15U;
    return mixed(state_);
}

double RandomStream::uniform() {
    return static_cast<double>(bits() >> 11U) * 0x1.0p-53;
}

double RandomStream::uniform(double low, double high) {
    return low + (high - low) * uniform();
}

double RandomStream::normal(double mean, double deviation) {
    double sum = -6.0;
    for (int i = 0; i < 12; ++i) {
        sum += uniform();
    }
    return mean + deviation * sum;
}

int RandomStream::pick(int count) {
    return static_cast<int>(uniform() * count);
}

bool RandomStream::chance(double probability) {
    return uniform() < probability;
}

}  // namespace zscope
