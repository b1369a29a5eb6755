// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/io/data/data_labels.h"
#include "core/io/data/helper_protocol.h"

namespace zscope::reader {

// Writes frames to standard output; ends the process where nobody reads any more.
class FrameWriter {
  public:
    void facts(std::int64_t count, const std::vector<LabelColumn>& columns);
    void record(FrameType type, const RecordHead& head, std::span<const std::int16_t> labels,
                std::span<const std::byte> content);
    void error(std::string_view text);
    void end();
};

// Each writes the facts, then all records from `first` on. They throw Error; a damaged file may
// also end the process by a signal or keep it busy for ever: that is why it is one of its own.
void read_lmdb(const std::string& path, std::int64_t first, FrameWriter& out);
void read_mat(const std::string& path, std::int64_t first, FrameWriter& out);

// Walks the parts of a MAT 5 file and unpacks what is packed: matio gives zeros for what is missing
// and does not look at the sums. An Error where a part leads beyond the file's end or is damaged.
void check_mat(const std::string& path);

}  // namespace zscope::reader
