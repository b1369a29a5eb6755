// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/messages/training.h"

namespace zscope {

// Appends to a run's metrics.jsonl. A line that a crash tore off is cut away when it opens. Lines
// are gathered and written by flush(), or by append() once there are 64 KiB. One thread.
class MetricsFile {
  public:
    explicit MetricsFile(const std::filesystem::path& path);
    ~MetricsFile();  // writes what is left, without an error if the disk refuses
    MetricsFile(const MetricsFile&) = delete;
    MetricsFile& operator=(const MetricsFile&) = delete;

    void start_segment(std::int64_t from_step);
    void append(const LossSample& sample);
    void flush();

  private:
    void add_line(const std::string& line);
    void write_pending();

    std::filesystem::path path_;
    int file_ = -1;
    std::int64_t next_segment_ = 0;
    std::string pending_;
};

// Goes along with a metrics.jsonl that another process writes. One thread.
class MetricsTail {
  public:
    explicit MetricsTail(std::filesystem::path path) : path_(std::move(path)) {}

    struct News {
        bool anew = false;  // a resume went back, or the file is another: `samples` are all
        std::vector<LossSample> samples;  // by growing step
    };
    // What came since the last call, whole lines only; all at the first. A file that is not there
    // yet has nothing. A line that is none of metrics is an Error, and the next call tries again.
    News read();

  private:
    std::filesystem::path path_;
    std::uintmax_t read_ = 0;  // bytes
    std::int64_t last_step_ = -1;
};

// Ordered by step, the last value of a step counts; a torn last line is left out.
std::vector<LossSample> read_metrics_file(const std::filesystem::path& path);

}  // namespace zscope
