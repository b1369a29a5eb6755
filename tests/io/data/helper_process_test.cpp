// SPDX-License-Identifier: MIT
#include "core/io/data/helper_process.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "core/base/error.h"
#include "core/io/data/helper_protocol.h"

using namespace zscope;
using namespace std::chrono_literals;

namespace {

// What a helper that runs this shell script ends with, after its sound frames.
std::string error_of(const std::string& script, std::stop_token stop = {}) {
    HelperProcess process({"/bin/sh", "-c", script}, "the file", 300ms, std::move(stop));
    try {
        for (;;)
            (void)process.read();
    } catch (const Error& error) {
        return error.what();
    }
}

// A head and its text, written by printf of a shell.
std::string frame(int type, const std::string& text) {
    const auto octal = [](unsigned value) {
        std::string bytes;
        for (int i = 0; i < 4; ++i, value >>= 8) {
            bytes += '\\';
            for (int shift = 6; shift >= 0; shift -= 3)
                bytes += static_cast<char>('0' + ((value & 0xFF) >> shift & 7));
        }
        return bytes;
    };
    return "printf '" + octal(static_cast<unsigned>(type)) +
           octal(static_cast<unsigned>(text.size())) + text + "'; ";
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("helper process: frames arrive, its own errors are told with the file's name") {
    HelperProcess process({"/bin/sh", "-c", frame(kFrameFacts, "abc") + frame(kFrameEnd, "")},
                          "the file", 5000ms, {});
    const Frame first = process.read();
    CHECK(first.type == kFrameFacts);
    CHECK(first.bytes.size() == 3);
    CHECK(process.read().type == kFrameEnd);
    CHECK(error_of(frame(kFrameError, "no such table")) == "the file: no such table");
}

TEST_CASE("helper process: death, silence and nonsense are errors and nothing else") {
    CHECK(contains(error_of("kill -BUS $$"), "ended with signal 7"));
    CHECK(contains(error_of(frame(kFrameFacts, "abc") + "kill -SEGV $$"), "signal 11"));
    CHECK(contains(error_of("exit 3"), "ended early (code 3)"));
    CHECK(contains(error_of("printf 'garbage of any kind'"), "gave nonsense"));
    CHECK(contains(error_of("sleep 100"), "no progress"));
    CHECK(contains(error_of("printf '\\001\\000\\000'; sleep 100"), "no progress"));
    CHECK_THROWS_AS(HelperProcess({"/no/such/program"}, "the file", 300ms, {}).read(), Error);
    std::stop_source stop;
    stop.request_stop();
    CHECK(contains(error_of("sleep 100", stop.get_token()), "stopped"));
}

TEST_CASE("helper process: one that talks without end is ended with its owner") {
    HelperProcess process({"/bin/sh", "-c", "while :; do " + frame(kFrameFacts, "x") + "done"},
                          "the file", 5000ms, {});
    for (int i = 0; i < 10; ++i)
        CHECK(process.read().type == kFrameFacts);
}
