// SPDX-License-Identifier: MIT
// zscope_reader KIND FILE FIRST: reads an LMDB or .mat file for zscope and writes its records to
// standard output (core/io/data/helper_protocol.h). zscope starts it; nobody else needs to.
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <nlohmann/json.hpp>
#include <string>

#include "core/io/reader/reader.h"

namespace zscope::reader {

namespace {

void write_all(const void* bytes, std::size_t count) {
    const auto* at = static_cast<const char*>(bytes);
    while (count > 0) {
        const ssize_t done = ::write(STDOUT_FILENO, at, count);
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) ::_exit(1);
        at += done;
        count -= static_cast<std::size_t>(done);
    }
}

void write_frame(FrameType type, std::string_view text) {
    const FrameHead head{type, static_cast<std::uint32_t>(text.size())};
    write_all(&head, sizeof head);
    write_all(text.data(), text.size());
}

}  // namespace

void FrameWriter::facts(std::int64_t count, const std::vector<LabelColumn>& columns) {
    nlohmann::json list = nlohmann::json::array();
    for (const LabelColumn& column : columns)
        list.push_back({{"name", column.name}, {"words", column.words}});
    const nlohmann::json facts = {{"count", count}, {"columns", list}};
    write_frame(kFrameFacts, facts.dump());
}

void FrameWriter::record(FrameType type, const RecordHead& head,
                         std::span<const std::int16_t> labels, std::span<const std::byte> content) {
    const FrameHead frame{
        type, static_cast<std::uint32_t>(sizeof head + labels.size_bytes() + content.size())};
    write_all(&frame, sizeof frame);
    write_all(&head, sizeof head);
    write_all(labels.data(), labels.size_bytes());
    write_all(content.data(), content.size());
}

void FrameWriter::error(std::string_view text) {
    write_frame(kFrameError, text);
}

void FrameWriter::end() {
    write_frame(kFrameEnd, {});
}

namespace {

// A damaged file must not take the machine's memory; what is mapped from a file does not count.
void limit_memory() {
    constexpr rlim_t kMost = rlim_t{6} << 30;
    rlimit limit{kMost, kMost};
    ::setrlimit(RLIMIT_DATA, &limit);
    rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
}

int run(int argc, char** argv) {
    if (argc != 4) {
        std::fputs("zscope_reader is started by zscope, to read LMDB and .mat files\n", stderr);
        return 2;
    }
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit_memory();
    const std::string_view kind = argv[1], number = argv[3];
    std::int64_t first = 0;
    std::from_chars(number.data(), number.data() + number.size(), first);
    FrameWriter out;
    try {
        if (kind == "lmdb") {
            read_lmdb(argv[2], first, out);
        } else {
            read_mat(argv[2], first, out);
        }
        out.end();
    } catch (const std::exception& error) {
        out.error(error.what());
    }
    // Without freeing what a damaged file may have put into disorder.
    ::_exit(0);
}

}  // namespace

}  // namespace zscope::reader

int main(int argc, char** argv) {
    return zscope::reader::run(argc, argv);
}
