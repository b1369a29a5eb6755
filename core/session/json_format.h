// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "core/session/json_reader.h"

namespace zscope {

// Takes "format" and "version"; an Error unless they are these. `what`: "edits", for people.
inline void require_format(JsonReader& reader, std::string_view where, std::string_view what,
                           std::string_view format, std::int64_t version) {
    std::string found;
    reader.required("format", found);
    if (found != format) {
        fail("{}: not a file of {}: its format is \"{}\"", where, what, found);
    }
    std::int64_t written = 0;
    reader.required("version", written);
    if (written != version) {
        fail("{}: {} of version {}; this zscope reads version {}", where, what, written, version);
    }
}

}  // namespace zscope
