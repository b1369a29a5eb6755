// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>

#include "core/io/data/image_index.h"

namespace zscope {

// What a packed file in the making has so far, record by record, so that an interrupted work goes
// on: appended to before the images are. A torn end, as a crash leaves it, does not count. The file
// is locked; where another process has it, this one is in memory only. One thread.
class BuildJournal {
  public:
    // Reads what is there if it is of `key` and `columns`, else begins anew.
    BuildJournal(std::filesystem::path path, const std::string& key,
                 const std::vector<LabelColumn>& columns);
    ~BuildJournal();
    BuildJournal(const BuildJournal&) = delete;
    BuildJournal& operator=(const BuildJournal&) = delete;

    // Goes back to where `images` images were in and gives the record to go on with; nothing if it
    // does not know so many (then it begins anew).
    std::optional<std::int64_t> take_up(std::int64_t images);
    const ImageIndex& index() const { return index_; }

    void add(std::int64_t record, std::uint32_t check, const std::vector<std::int16_t>& labels);
    void reject(std::int64_t record, Rejected one);
    void flush();   // to the file
    void remove();  // when it has served

  private:
    std::string head(const std::string& key) const;
    // Parses one entry at `at`; false at the end or where it is torn.
    bool parse_entry(std::span<const std::byte> bytes, std::size_t& at, ImageIndex& into,
                     std::int64_t& record) const;

    std::filesystem::path path_;
    ImageIndex index_;
    std::string pending_;
    std::vector<std::byte> found_;  // the whole file, until take_up()
    std::size_t head_bytes_ = 0;
    int file_ = -1;
};

}  // namespace zscope
