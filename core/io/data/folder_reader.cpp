// SPDX-License-Identifier: MIT
#include <map>
#include <utility>

#include "core/base/check.h"
#include "core/base/error.h"
#include "core/io/codecs/codec.h"
#include "core/io/data/celeba_labels.h"
#include "core/io/data/folder_listing.h"
#include "core/io/data/formats.h"
#include "core/io/file_write.h"

namespace zscope {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxAttributesBytes = std::size_t{256} << 20;
// A folder with more subfolders than this names something else with them than classes.
constexpr std::size_t kMaxFolderClasses = 1000;

class FolderReader final : public RecordReader {
  public:
    // `labels`: (files, columns), or empty.
    FolderReader(RecordSet set, fs::path folder, std::vector<ListedFile> files,
                 std::vector<std::int16_t> labels)
        : set_(std::move(set)),
          folder_(std::move(folder)),
          files_(std::move(files)),
          labels_(std::move(labels)) {}

    const RecordSet& set() const override { return set_; }

    void start(std::int64_t index) override {
        ZSCOPE_CHECK(index >= 0 && index <= set_.count, "record {} of {}", index, set_.count);
        index_ = index;
    }

    bool next(Record& record) override {
        if (index_ >= set_.count) return false;
        record = {};
        record.index = index_;
        const std::size_t columns = set_.columns.size();
        const auto first = labels_.begin() + index_ * static_cast<std::int64_t>(columns);
        record.labels.assign(first, first + static_cast<std::int64_t>(columns));
        const ListedFile& file = files_[static_cast<std::size_t>(index_++)];
        try {
            if (file.facts.size > static_cast<std::int64_t>(kMaxImageFileBytes)) {
                fail("the file is larger than the {} MiB that are read", kMaxImageFileBytes >> 20);
            }
            record.file = read_file(folder_ / file.name, kMaxImageFileBytes);
            if (record.file.empty()) record.problem = "the file is empty";
        } catch (const Error& error) {
            record.problem = error.what();
        }
        return true;
    }

    std::string name_of(std::int64_t index) const override {
        return files_[static_cast<std::size_t>(index)].name;
    }

  private:
    RecordSet set_;
    fs::path folder_;
    std::vector<ListedFile> files_;
    std::vector<std::int16_t> labels_;
    std::int64_t index_ = 0;
};

std::string top_folder(const std::string& name) {
    const std::size_t slash = name.find('/');
    return slash == std::string::npos ? std::string() : name.substr(0, slash);
}

// The first folder below the top, where there are several: as torchvision's ImageFolder has it.
std::vector<std::int16_t> folder_labels(const std::vector<ListedFile>& files, RecordSet& set) {
    std::map<std::string, std::int16_t> classes;
    for (const ListedFile& file : files) {
        if (std::string folder = top_folder(file.name); !folder.empty())
            classes.emplace(std::move(folder), 0);
        if (classes.size() > kMaxFolderClasses) return {};
    }
    if (classes.size() < 2) return {};
    LabelColumn column{"folder", {}};
    for (auto& [name, value] : classes) {
        value = static_cast<std::int16_t>(column.words.size());
        column.words.push_back(name);
    }
    set.columns = {std::move(column)};
    std::vector<std::int16_t> labels;
    labels.reserve(files.size());
    for (const ListedFile& file : files) {
        const auto found = classes.find(top_folder(file.name));
        labels.push_back(found == classes.end() ? kNoLabel : found->second);
    }
    return labels;
}

std::vector<std::int16_t> attribute_labels(const std::vector<ListedFile>& files,
                                           AttributeTable table, RecordSet& set) {
    set.columns = std::move(table.columns);
    std::vector<std::int16_t> labels;
    labels.reserve(files.size() * set.columns.size());
    for (const ListedFile& file : files) {
        const auto row = table.rows.find(fs::path(file.name).filename().string());
        if (row == table.rows.end())
            labels.insert(labels.end(), set.columns.size(), kNoLabel);
        else
            labels.insert(labels.end(), row->second.begin(), row->second.end());
    }
    return labels;
}

// The part that is common to both kinds; `set` gets all but its columns.
FolderListing listed(const fs::path& folder, RecordSet& set, Fingerprint& fingerprint,
                     const std::stop_token& stop, const ListProgress& progress) {
    FolderListing listing = list_folder(folder, stop, progress);
    if (stop.stop_requested()) fail("stopped while looking through {}", folder.string());
    set.count = std::ssize(listing.files);
    set.rejected = listing.rejected;
    set.other_files = listing.other_files;
    for (const ListedFile& file : listing.files) {
        set.bytes += file.facts.size;
        fingerprint.add(file.name, file.facts);
    }
    return listing;
}

}  // namespace

std::unique_ptr<RecordReader> open_folder(const DetectedData& data, const std::stop_token& stop,
                                          const ListProgress& progress) {
    RecordSet set;
    set.kind = DataKind::folder;
    set.path = data.path;
    Fingerprint fingerprint("folder");
    FolderListing listing = listed(data.path, set, fingerprint, stop, progress);
    set.fingerprint = fingerprint.hex();
    std::vector<std::int16_t> labels = folder_labels(listing.files, set);
    return std::make_unique<FolderReader>(std::move(set), data.path, std::move(listing.files),
                                          std::move(labels));
}

std::unique_ptr<RecordReader> open_celeba(const DetectedData& data, const std::stop_token& stop,
                                          const ListProgress& progress) {
    const fs::path &images = data.files.at(0), &list = data.files.at(1);
    RecordSet set;
    set.kind = DataKind::celeba;
    set.path = data.path;
    const auto text = read_file(list, kMaxAttributesBytes);
    AttributeTable table =
        parse_attributes({reinterpret_cast<const char*>(text.data()), text.size()}, list.string());
    Fingerprint fingerprint("celeba");
    fingerprint.add(list);
    FolderListing listing = listed(images, set, fingerprint, stop, progress);
    set.fingerprint = fingerprint.hex();
    std::vector<std::int16_t> labels = attribute_labels(listing.files, std::move(table), set);
    if (images != data.path) {  // names are below the folder that the person named
        const fs::path below = images.lexically_relative(data.path);
        for (Rejected& rejected : set.rejected)
            rejected.name = (below / rejected.name).string();
        for (ListedFile& file : listing.files)
            file.name = (below / file.name).string();
    }
    return std::make_unique<FolderReader>(std::move(set), data.path, std::move(listing.files),
                                          std::move(labels));
}

}  // namespace zscope
