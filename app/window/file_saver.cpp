// SPDX-License-Identifier: MIT
#include "app/window/file_saver.h"

#include <exception>
#include <utility>

#include "core/base/thread_setup.h"
#include "core/io/file_write.h"

namespace zscope::app {

FileSaver::FileSaver(std::function<void(const std::string&)> on_error)
    : on_error_(std::move(on_error)), thread_([this] { work(); }) {}

FileSaver::~FileSaver() {
    queue_.close();
    thread_.join();
}

bool FileSaver::save(std::filesystem::path path, std::string text) {
    return queue_.try_push({std::move(path), std::move(text)});
}

void FileSaver::work() {
    set_up_thread("zscope saver", kBackgroundNice);
    while (const auto item = queue_.pop()) {
        try {
            write_file_atomically(item->path, item->text);
        } catch (const std::exception& error) {
            on_error_(error.what());
        }
    }
}

}  // namespace zscope::app
