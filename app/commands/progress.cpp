// SPDX-License-Identifier: MIT
#include "app/commands/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace zscope::app {

namespace {

constexpr int kBarWidth = 20;
constexpr double kPlainShare = 0.05;  // between two plain lines

std::string bar(double share, bool ascii) {
    const int full = static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * kBarWidth));
    std::string text;
    for (int i = 0; i < kBarWidth; ++i)
        text += i < full ? (ascii ? "#" : "█") : (ascii ? "-" : " ");
    return text;
}

bool plain_characters() {
    const char* locale = std::getenv("LC_ALL");
    if (locale == nullptr || *locale == '\0') locale = std::getenv("LC_CTYPE");
    if (locale == nullptr || *locale == '\0') locale = std::getenv("LANG");
    return locale == nullptr || std::strstr(locale, "UTF-8") == nullptr;
}

// A full disk or a terminal that was closed must not end the training: no error, unlike fmt's.
void write(const std::string& text) {
    std::fputs(text.c_str(), stderr);
    std::fflush(stderr);
}

}  // namespace

std::string clock_text(double seconds) {
    if (!std::isfinite(seconds) || seconds < 0) return "?";
    const auto whole = static_cast<std::int64_t>(std::lround(seconds));
    if (whole >= 3600) {
        return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
    }
    return fmt::format("{:02}:{:02}", whole / 60, whole % 60);
}

std::string progress_line(std::int64_t first, std::int64_t step, std::int64_t total,
                          double elapsed_s, const LossSample* last, bool ascii) {
    const std::int64_t done = step - first;
    const double per_step = done > 0 ? elapsed_s / static_cast<double>(done) : NAN;
    std::string text;
    if (total > 0) {
        const double share = std::min(1.0, static_cast<double>(step) / static_cast<double>(total));
        text =
            fmt::format("{:3.0f}%|{}| {}/{} [{}<{}", 100.0 * share, bar(share, ascii), step, total,
                        clock_text(elapsed_s),
                        step >= total ? clock_text(0.0)
                                      : clock_text(per_step * static_cast<double>(total - step)));
    } else {
        text = fmt::format("step {} [{}", step, clock_text(elapsed_s));
    }
    if (last != nullptr) {
        text += fmt::format(
            ", {:.0f} images/s] Loss_D {:.3f} Loss_G {:.3f} D(x) {:.2f} D(G(z)) {:.2f}/{:.2f}",
            last->images_per_s, last->loss_d, last->loss_g, last->d_x, last->d_g_z1, last->d_g_z2);
    } else {
        text += "]";
    }
    return text;
}

std::string preparing_line(const std::string& what, double first, double share, double elapsed_s,
                           bool ascii) {
    const double left = share > first ? elapsed_s * (1.0 - share) / (share - first) : NAN;
    return fmt::format("{}: {:3.0f}%|{}| [{}<{}]", what, 100.0 * share, bar(share, ascii),
                       clock_text(elapsed_s), clock_text(left));
}

Progress::Progress() : terminal_(isatty(STDERR_FILENO) == 1), shown_(Clock::time_point::min()) {}

Progress::~Progress() {
    if (open_line_) std::fputc('\n', stderr);
}

bool Progress::due(double terminal_s, double plain_s) {
    const auto now = Clock::now();
    const std::chrono::duration<double> period(terminal_ ? terminal_s : plain_s);
    if (shown_ != Clock::time_point::min() && now - shown_ < period) return false;
    shown_ = now;
    return true;
}

void Progress::show(const std::string& text) {
    write(terminal_ ? "\r\x1b[K" + text : text + "\n");
    open_line_ = terminal_;
}

void Progress::preparing(const std::string& what, double share) {
    if (share <= 0.0) {
        if (due(0.1, 10.0)) show(what);
        return;
    }
    if (what != work_) {
        work_ = what;
        first_share_ = share;
        said_share_ = -1.0;
        work_began_ = Clock::now();
    }
    if (!terminal_ && said_share_ >= 0.0 && share < said_share_ + kPlainShare && share < 1.0)
        return;
    if (share == said_share_ || !due(0.1, 0.0)) return;
    said_share_ = share;
    const std::chrono::duration<double> elapsed = Clock::now() - work_began_;
    show(preparing_line(what, first_share_, share, elapsed.count(),
                        !terminal_ || plain_characters()));
}

void Progress::training(const TrainerStatus& status, const LossSample* last) {
    if (first_step_ < 0) {
        first_step_ = status.step;
        began_ = Clock::now();
        shown_ = Clock::time_point::min();
    }
    const bool finished = status.total_steps > 0 && status.step >= status.total_steps;
    if (!due(0.1, 10.0) && !finished) return;
    const std::chrono::duration<double> elapsed = Clock::now() - began_;
    show(progress_line(first_step_, status.step, status.total_steps, elapsed.count(), last,
                       !terminal_ || plain_characters()));
}

void Progress::line(const std::string& text) {
    if (open_line_) std::fputc('\n', stderr);
    open_line_ = false;
    write(text + "\n");
}

}  // namespace zscope::app
