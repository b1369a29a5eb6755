// SPDX-License-Identifier: MIT
#pragma once

#include <stdlib.h>

#include "app/window/bench_images.h"

namespace zscope::app {

// Settings, library and cache of this test alone.
struct OwnFolders {
    OwnFolders() {
        for (const char* variable : {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"}) {
            setenv(variable, (folder.path() / variable).c_str(), 1);
        }
    }
    TemporaryFolder folder;
};

}  // namespace zscope::app
