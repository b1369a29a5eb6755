// SPDX-License-Identifier: MIT
#include "core/config/config_json.h"

#include <doctest/doctest.h>

#include <limits>
#include <random>
#include <set>

#include "core/base/error.h"

using nlohmann::json;
using zscope::config_from_json;
using zscope::config_to_json;
using zscope::TrainConfig;
using zscope::validate;

namespace {

// Gives each field a random value inside its limits.
struct Randomise {
    std::mt19937& random;

    void operator()(const char*, std::int64_t& value, const zscope::IntRange& range, const char*,
                    const char*) {
        value = std::uniform_int_distribution<std::int64_t>(range.min, range.max)(random);
    }
    void operator()(const char*, double& value, const zscope::RealRange& range, const char*,
                    const char*) {
        value = std::uniform_real_distribution<double>(range.min, range.max)(random);
    }
    void operator()(const char*, std::int64_t& value, const zscope::OneOf& limits, const char*,
                    const char*) {
        value = std::stoll(std::string(pick(limits)));
    }
    void operator()(const char*, std::string& value, const zscope::OneOf& limits, const char*,
                    const char*) {
        value = pick(limits);
    }
    std::string_view pick(const zscope::OneOf& limits) {
        return limits.choices[random() % limits.choices.size()];
    }
};

std::string error_of(const json& input) {
    try {
        config_from_json(input, "run.json");
    } catch (const zscope::Error& error) {
        return error.what();
    }
    return "no error";
}

}  // namespace

TEST_CASE("config: every field has a key of its own, a help, and a default inside its range") {
    CHECK(validate({}) == "");
    std::set<std::string> keys;
    TrainConfig config;
    zscope::visit_fields(
        config, [&](const char* key, auto&, const auto&, const char* unit, const char* help) {
            CHECK(keys.insert(key).second);
            CHECK(std::string(help).size() > 10);
            CHECK(unit != nullptr);
        });
    const json written = config_to_json({});
    CHECK(written.size() == keys.size());
    for (const std::string& key : keys)
        CHECK(written.contains(key));
}

TEST_CASE("config: random configurations survive JSON text exactly") {
    std::mt19937 random(1);
    for (int round = 0; round < 200; ++round) {
        TrainConfig config;
        zscope::visit_fields(config, Randomise{random});
        config.max_width = 64;  // keeps the networks small enough to be allowed
        config.precision = "fp32";
        REQUIRE(validate(config) == "");
        const auto parsed = config_from_json(json::parse(config_to_json(config).dump()), "x");
        CHECK(parsed.config == config);
        CHECK(parsed.warnings.empty());
    }
}

TEST_CASE("config: keys left out keep their default; unknown keys are named in a warning") {
    const auto parsed = config_from_json({{"ngf", 16}, {"lr_q", 2}}, "run.json");
    TrainConfig expected;
    expected.ngf = 16;
    CHECK(parsed.config == expected);
    REQUIRE(parsed.warnings.size() == 1);
    CHECK(parsed.warnings[0] == R"(run.json: the key "lr_q" is unknown and was left out.)");
}

TEST_CASE("config: a wrong value names the file, the key, the value and what is allowed") {
    CHECK(error_of({{"batch", 1}}) ==
          "run.json: batch is 1; it must be a whole number from 2 to 4096");
    CHECK(error_of({{"batch", 2.5}}) ==
          "run.json: batch is 2.5; it must be a whole number from 2 to 4096");
    CHECK(error_of({{"size", 48}}) == "run.json: size is 48; it must be one of 32, 64, 128");
    CHECK(error_of({{"lr_g", "fast"}}) ==
          R"(run.json: lr_g is "fast"; it must be a number from 1e-07 to 0.1)");
    CHECK(error_of({{"prior", "cauchy"}}) ==
          R"(run.json: prior is "cauchy"; it must be one of normal, uniform)");
    CHECK(error_of({{"prior", nullptr}}) ==
          "run.json: prior is null; it must be one of normal, uniform");
    CHECK(error_of({{"seed", std::numeric_limits<std::uint64_t>::max()}}) ==
          "run.json: seed is 18446744073709551615; it must be a whole number from 0 to 2147483647");
    CHECK(error_of(json::array()) ==
          "run.json: the configuration must be an object of keys and values, not []");
    CHECK(error_of({{"lr_g", 1}}).find("lr_g is 1;") != std::string::npos);
    CHECK(error_of({{"beta1", 0}}) == "no error");  // a whole number may stand for a real one
}

TEST_CASE("validate finds values out of range and combinations that cannot be") {
    TrainConfig config;
    config.cpu_share = std::numeric_limits<double>::quiet_NaN();
    CHECK(validate(config) == "cpu_share is nan; it must be a number from 0.05 to 1");
    config = {};
    config.precision = "bf16";
    CHECK(validate(config) == "");
    config.kernels = "reference";
    CHECK(validate(config).find("not bf16") != std::string::npos);
    CHECK(error_of({{"precision", "bf16"}, {"kernels", "reference"}}).find("run.json: the ref") ==
          0);
    config = {};
    config.size = 128;
    config.ngf = config.ndf = 512;
    CHECK(validate(config).find("million parameters") != std::string::npos);
    config.max_width = 1024;
    CHECK(validate(config) == "");
}
