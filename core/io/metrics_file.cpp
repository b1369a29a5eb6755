// SPDX-License-Identifier: MIT
#include "core/io/metrics_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <system_error>

#include "core/base/error.h"
#include "core/io/file_write.h"
#include "core/io/json_text.h"

namespace zscope {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kFileLimit = std::size_t{1} << 32;
constexpr std::size_t kPendingLimit = std::size_t{1} << 16;

struct RealField {
    const char* key;
    float LossSample::*member;
};
constexpr RealField kRealFields[] = {
    {"loss_d", &LossSample::loss_d},
    {"loss_d_real", &LossSample::loss_d_real},
    {"loss_d_fake", &LossSample::loss_d_fake},
    {"loss_g", &LossSample::loss_g},
    {"d_x", &LossSample::d_x},
    {"d_g_z1", &LossSample::d_g_z1},
    {"d_g_z2", &LossSample::d_g_z2},
    {"images_per_s", &LossSample::images_per_s},
};

// JSON has no NaN: a loss that is not finite is written as null.
double real_or_nan(const Json& value) {
    return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.get<double>();
}

LossSample sample_from(const Json& line) {
    LossSample sample;
    sample.step = line.at("step").get<std::int64_t>();
    sample.time_s = real_or_nan(line.at("time_s"));
    for (const RealField& field : kRealFields) {
        sample.*field.member = static_cast<float>(real_or_nan(line.at(field.key)));
    }
    return sample;
}

std::string_view as_text(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Calls visit(line number, JSON) for each whole line.
template <class Visit>
void for_each_line(std::string_view text, const std::filesystem::path& path, Visit visit) {
    int number = 1;
    for (std::size_t end = text.find('\n'); end != std::string_view::npos;
         end = text.find('\n'), ++number) {
        const std::string source = fmt::format("{}, line {}", path.string(), number);
        try {
            visit(parse_json_text(text.substr(0, end), source));
        } catch (const Json::exception& problem) {
            fail("{}: not a line of metrics: {}", source, problem.what());
        }
        text.remove_prefix(end + 1);
    }
}

[[noreturn]] void fail_write(const std::filesystem::path& path, int error) {
    if (error == ENOSPC || error == EDQUOT) {
        fail("cannot write {}: the disk is full; free some space on it", path.string());
    }
    fail("cannot write {}: {}", path.string(), std::generic_category().message(error));
}

}  // namespace

MetricsFile::MetricsFile(const std::filesystem::path& path) : path_(path) {
    std::size_t whole = 0;
    if (std::filesystem::exists(path)) {
        const auto bytes = read_file(path, kFileLimit);
        const std::string_view text = as_text(bytes);
        for_each_line(text, path, [&](const Json& line) {
            if (line.contains("segment")) ++next_segment_;
        });
        whole = text.rfind('\n') + 1;  // 0 if there is none
    }
    file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file_ < 0) fail_write(path, errno);
    if (::ftruncate(file_, static_cast<off_t>(whole)) != 0) {
        const int error = errno;
        ::close(file_);
        fail_write(path, error);
    }
}

MetricsFile::~MetricsFile() {
    try {
        write_pending();
    } catch (const Error&) {
        // The trainer has flushed before a regular end; here nobody is left to be told.
    }
    ::close(file_);
}

void MetricsFile::start_segment(std::int64_t from_step) {
    add_line(fmt::format("{{\"segment\":{},\"from_step\":{}}}", next_segment_++, from_step));
}

void MetricsFile::append(const LossSample& sample) {
    nlohmann::ordered_json line = {{"step", sample.step}, {"time_s", sample.time_s}};
    for (const RealField& field : kRealFields)
        line[field.key] = sample.*field.member;
    add_line(line.dump());
}

void MetricsFile::add_line(const std::string& line) {
    pending_ += line;
    pending_ += '\n';
    if (pending_.size() >= kPendingLimit) write_pending();
}

void MetricsFile::write_pending() {
    std::size_t done = 0;
    while (done < pending_.size()) {
        const ssize_t count = ::write(file_, pending_.data() + done, pending_.size() - done);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) {
            const int error = errno;
            pending_.erase(0, done);  // goes on where it stopped, should the disk get room
            fail_write(path_, error);
        }
        done += static_cast<std::size_t>(count);
    }
    pending_.clear();
}

void MetricsFile::flush() {
    write_pending();
    if (::fdatasync(file_) != 0 && errno != EINVAL) fail_write(path_, errno);
}

MetricsTail::News MetricsTail::read() {
    std::error_code absent;
    const std::uintmax_t size = std::filesystem::file_size(path_, absent);
    if (absent) return {};
    News news;
    news.anew = size < read_ || read_ == 0;
    const std::uintmax_t from = news.anew ? 0 : read_;
    std::string text(size - from, '\0');
    std::ifstream file(path_, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(from));
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(std::max<std::streamsize>(file.gcount(), 0)));
    text.resize(text.rfind('\n') + 1);  // 0 if no line is whole
    std::int64_t last = news.anew ? -1 : last_step_;
    bool went_back = false;
    for_each_line(text, path_, [&](const Json& line) {
        if (line.contains("segment")) return;
        news.samples.push_back(sample_from(line));
        went_back = went_back || news.samples.back().step <= last;
        last = news.samples.back().step;
    });
    if (went_back) {  // rare: all is read again, and merged
        news = {true, read_metrics_file(path_)};
        last = news.samples.empty() ? -1 : news.samples.back().step;
    }
    read_ = from + text.size();
    last_step_ = last;
    return news;
}

std::vector<LossSample> read_metrics_file(const std::filesystem::path& path) {
    const auto bytes = read_file(path, kFileLimit);
    std::map<std::int64_t, LossSample> by_step;
    for_each_line(as_text(bytes), path, [&](const Json& line) {
        if (line.contains("segment")) return;
        const LossSample sample = sample_from(line);
        by_step.insert_or_assign(sample.step, sample);
    });
    std::vector<LossSample> result;
    result.reserve(by_step.size());
    for (const auto& [step, sample] : by_step)
        result.push_back(sample);
    return result;
}

}  // namespace zscope
