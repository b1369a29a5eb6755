// SPDX-License-Identifier: MIT
#include "app/window/opening.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

#include "core/base/error.h"
#include "core/base/thread_setup.h"
#include "core/io/model_file.h"
#include "core/io/run_folder.h"

namespace zscope::app {

namespace {

namespace fs = std::filesystem;

OpenedFile open_run(const fs::path& folder) {
    const fs::path checkpoint = resolve_model(folder.string());
    return {open_model(checkpoint), checkpoint, true, read_run_info(folder).run_id};
}

std::variant<OpenedFile, FoundFolder, NotOpened> look_at(const std::string& asked) {
    if (asked == "default") {
        const fs::path file = resolve_model(asked);
        return OpenedFile{open_model(file), file, false, {}};
    }
    const fs::path path = fs::absolute(asked);
    if (!fs::exists(path)) fail("{}: there is no such file or folder", path.string());
    if (fs::is_directory(path)) {
        if (fs::exists(path / "run.json")) return open_run(path);
        return FoundFolder{path};
    }
    if (path.filename() == "run.json") return open_run(path.parent_path());
    return OpenedFile{open_model(path), path, false, {}};
}

}  // namespace

OpenResult open_by_content(const std::string& path) {
    try {
        return {path, look_at(path)};
    } catch (const std::exception& error) {
        return {path, NotOpened{error.what()}};
    }
}

Opening::Opening(std::function<void()> wake)
    : results_(128, std::move(wake)), thread_([this] { work(); }) {}

Opening::~Opening() {
    asked_.close();
    results_.close();
    thread_.join();
}

bool Opening::open(std::string path) {
    if (!asked_.try_push(std::move(path))) return false;
    ++waiting_;
    return true;
}

std::optional<OpenResult> Opening::take() {
    std::optional<OpenResult> result = results_.try_pop();
    if (result) --waiting_;
    return result;
}

void Opening::work() {
    // At nice 0: a person waits for the first image.
    set_up_thread("zscope opening", 0);
    while (auto path = asked_.pop()) {
        if (!results_.push(open_by_content(*path))) return;
    }
}

}  // namespace zscope::app
