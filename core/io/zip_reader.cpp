// SPDX-License-Identifier: MIT
#include "core/io/zip_reader.h"

#include <zip.h>

#include <algorithm>

#include "core/base/error.h"

namespace zscope {

namespace {

constexpr zip_int64_t kMaxMembers = 65'536;
// What all members that are read may unpack to: a small file cannot fill the memory.
constexpr std::uint64_t kSmallTotal = std::uint64_t{1} << 28;
constexpr std::uint64_t kMaxRatio = 20;

struct CloseMember {
    void operator()(zip_file_t* member) const { zip_fclose(member); }
};

std::string message_of(zip_error_t* error) {
    std::string text = zip_error_strerror(error);
    zip_error_fini(error);
    return text;
}

}  // namespace

struct ZipReader::State {
    zip_t* archive = nullptr;
    std::string source;
    std::vector<std::string> names;
    std::uint64_t budget = 0;

    ~State() {
        if (archive != nullptr) zip_discard(archive);
    }

    std::string archive_error() const { return zip_strerror(archive); }
};

ZipReader::ZipReader(std::span<const std::byte> file, std::string_view source)
    : state_(std::make_unique<State>()) {
    state_->source = source;
    state_->budget = std::max<std::uint64_t>(kSmallTotal, kMaxRatio * file.size());
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* bytes = zip_source_buffer_create(file.data(), file.size(), 0, &error);
    if (bytes == nullptr) fail("{}: {}", source, message_of(&error));
    state_->archive = zip_open_from_source(bytes, ZIP_RDONLY, &error);
    if (state_->archive == nullptr) {
        zip_source_free(bytes);
        fail("{}: damaged, or not a zip archive: {}", source, message_of(&error));
    }
    zip_error_fini(&error);
    const zip_int64_t count = zip_get_num_entries(state_->archive, 0);
    if (count > kMaxMembers) fail("{}: the archive has {} members", source, count);
    for (zip_int64_t i = 0; i < count; ++i) {
        const char* name = zip_get_name(state_->archive, static_cast<zip_uint64_t>(i), 0);
        if (name == nullptr) fail("{}: damaged: {}", source, state_->archive_error());
        state_->names.emplace_back(name);
    }
}

ZipReader::~ZipReader() = default;

const std::vector<std::string>& ZipReader::names() const {
    return state_->names;
}

bool ZipReader::contains(const std::string& name) const {
    return zip_name_locate(state_->archive, name.c_str(), 0) >= 0;
}

std::shared_ptr<const std::byte[]> ZipReader::read(const std::string& name, std::uint64_t limit,
                                                   std::size_t* size) {
    State& state = *state_;
    zip_stat_t facts;
    zip_stat_init(&facts);
    const zip_int64_t index = zip_name_locate(state.archive, name.c_str(), 0);
    if (index < 0) fail("{}: the archive lacks its member {}", state.source, name);
    const auto place = static_cast<zip_uint64_t>(index);
    if (zip_stat_index(state.archive, place, 0, &facts) != 0 || !(facts.valid & ZIP_STAT_SIZE)) {
        fail("{}: damaged at its member {}: {}", state.source, name, state.archive_error());
    }
    if (facts.size > limit || facts.size > state.budget) {
        fail("{}: its member {} unpacks to {} bytes, more than it may", state.source, name,
             facts.size);
    }
    state.budget -= facts.size;
    const std::unique_ptr<zip_file_t, CloseMember> member(zip_fopen_index(state.archive, place, 0));
    if (!member) fail("{}: damaged at {}: {}", state.source, name, state.archive_error());

    auto bytes = std::make_shared<std::byte[]>(facts.size);
    std::uint64_t done = 0;
    zip_int64_t count = 0;
    do {
        count = zip_fread(member.get(), bytes.get() + done, facts.size - done);
        if (count > 0) done += static_cast<std::uint64_t>(count);
    } while (count > 0 && done < facts.size);
    // The read past the end is the one that compares the CRC.
    char beyond = 0;
    if (done != facts.size || zip_fread(member.get(), &beyond, 1) != 0) {
        fail("{}: damaged at its member {}: {}", state.source, name,
             zip_file_strerror(member.get()));
    }
    *size = facts.size;
    return bytes;
}

}  // namespace zscope
