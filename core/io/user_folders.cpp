// SPDX-License-Identifier: MIT
#include "core/io/user_folders.h"

#include <cstdlib>
#include <string>
#include <system_error>

#include "core/base/error.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

// XDG Base Directory Specification: a relative value in the variable counts as not set.
fs::path base_folder(const char* variable, const char* below_home) {
    if (const char* value = std::getenv(variable); value != nullptr && value[0] == '/') {
        return value;
    }
    const char* home = std::getenv("HOME");
    if (home == nullptr || home[0] == '\0') {
        fail("neither {} nor HOME is set: set one of them to a folder that zscope may write to",
             variable);
    }
    return fs::path(home) / below_home;
}

fs::path made(fs::path folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) fail("cannot make the folder {}: {}", folder.string(), error.message());
    return folder;
}

}  // namespace

fs::path config_folder() {
    return made(base_folder("XDG_CONFIG_HOME", ".config") / "zscope");
}
fs::path data_folder() {
    return made(base_folder("XDG_DATA_HOME", ".local/share") / "zscope");
}
fs::path cache_folder() {
    return made(base_folder("XDG_CACHE_HOME", ".cache") / "zscope");
}

fs::path shipped_folder() {
    const fs::path executable = fs::read_symlink("/proc/self/exe");
    return executable.parent_path().parent_path() / "share" / "zscope";
}

}  // namespace zscope
