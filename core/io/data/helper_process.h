// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace zscope {

struct Frame {
    std::uint32_t type = 0;
    std::vector<std::byte> bytes;
};

// A program that reads a file for us, because a damaged one can end it: its death, its silence and
// its nonsense are Errors here and nothing else. One thread, which must outlive the process's work:
// the process is killed when that thread ends, or with this object.
class HelperProcess {
  public:
    // `command`: the program's path and its arguments. `about`: the file, for messages. `patience`:
    // the longest time without a byte.
    HelperProcess(const std::vector<std::string>& command, std::string about,
                  std::chrono::milliseconds patience, std::stop_token stop);
    ~HelperProcess();
    HelperProcess(const HelperProcess&) = delete;
    HelperProcess& operator=(const HelperProcess&) = delete;

    // The next frame (helper_protocol.h); an Error that names the file if there is none.
    Frame read();

  private:
    void read_bytes(std::byte* bytes, std::size_t count);
    void wait_for_bytes();
    [[noreturn]] void fail_ended();
    int end_status();

    std::string about_;
    std::chrono::milliseconds patience_;
    std::stop_token stop_;
    int process_ = -1;
    int pipe_ = -1;
};

// Where zscope_reader is: beside the running program. An Error if it is not there.
std::string reader_program();

}  // namespace zscope
