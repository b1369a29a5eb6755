// SPDX-License-Identifier: MIT
#include "app/window/restore.h"

#include <fmt/format.h>

#include <exception>
#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/io/file_write.h"
#include "core/io/user_folders.h"

namespace zscope::app {

namespace {

constexpr int kSettingsVersion = 1;
constexpr std::size_t kLargestFile = 4U << 20U;
// First line of the layout file. Another version: the default layout, not a broken one.
constexpr const char* kLayoutHeader = "; zscope layout 4\n";

std::filesystem::path settings_file() {
    return config_folder() / "settings.json";
}
std::filesystem::path layout_file() {
    return config_folder() / "layout.ini";
}

std::string read_text(const std::filesystem::path& file) {
    const std::vector<std::byte> bytes = read_file(file, kLargestFile);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

template <class Read>
auto Memory::read_or_default(const char* what, Read read) -> decltype(read()) {
    if (library_ == nullptr) return {};
    try {
        return read();
    } catch (const std::exception& error) {
        on_error_(fmt::format("{} could not be read and start anew: {}", what, error.what()));
        return {};
    }
}

Memory::Memory(bool remember, ErrorSink on_error) : on_error_(std::move(on_error)) {
    if (!remember) return;
    try {
        remove_left_over_files(config_folder());
        files_ = std::make_unique<FileSaver>(on_error_);
        library_ = std::make_unique<Library>(data_folder() / "library.sqlite", on_error_);
    } catch (const std::exception& error) {
        on_error_(fmt::format("nothing will be remembered: {}", error.what()));
        library_.reset();
    }
}

std::vector<Sample> Memory::samples() {
    return read_or_default("Kept samples", [&] { return library_->load_samples(); });
}

std::vector<KeptDirection> Memory::directions() {
    return read_or_default("Directions", [&] { return library_->load_directions(); });
}

std::vector<RecentItem> Memory::recent() {
    return read_or_default("Recent models", [&] { return library_->load_recent(); });
}

std::optional<UndoHistory> Memory::undo() {
    return read_or_default("The last session", [&]() -> std::optional<UndoHistory> {
        const std::optional<std::int64_t> head = library_->load_undo_head();
        if (!head) return std::nullopt;
        std::map<std::int64_t, Session> sessions;
        for (const std::int64_t row : {std::int64_t{0}, *head}) {
            if (auto near = library_->load_session_near(row)) sessions.insert(std::move(*near));
        }
        UndoHistory undo = UndoHistory::restore(library_->load_undo(), sessions, *head);
        kept_sessions_ = undo.kept().size();
        kept_head_ = head;
        return undo;
    });
}

nlohmann::json Memory::settings() {
    saved_settings_ = nlohmann::json::object();
    if (files_ == nullptr) return saved_settings_;
    try {
        if (!std::filesystem::exists(settings_file())) return saved_settings_;
        nlohmann::json all = nlohmann::json::parse(read_text(settings_file()));
        if (all.value("version", 0) == kSettingsVersion) saved_settings_ = all.at("settings");
    } catch (const std::exception& error) {
        on_error_(fmt::format("{} could not be read, settings are the default ones: {}",
                              settings_file().string(), error.what()));
    }
    return saved_settings_;
}

std::string Memory::layout() {
    if (files_ == nullptr) return {};
    try {
        if (!std::filesystem::exists(layout_file())) return {};
        const std::string text = read_text(layout_file());
        if (!text.starts_with(kLayoutHeader)) return {};
        saved_layout_ = text.substr(std::string(kLayoutHeader).size());
    } catch (const std::exception& error) {
        on_error_(fmt::format("{} could not be read, panels are where they are by default: {}",
                              layout_file().string(), error.what()));
    }
    return saved_layout_;
}

void Memory::keep(const Sample& sample) {
    if (library_) library_->save_sample(sample);
}

void Memory::keep(const KeptDirection& direction) {
    if (library_) library_->save_direction(direction);
}

void Memory::keep(const RecentItem& item) {
    if (library_) library_->save_recent(item);
}

void Memory::forget(const RecentItem& item) {
    if (library_) library_->remove_recent(item);
}

void Memory::keep_undo(UndoHistory& undo) {
    const std::vector<UndoRow> rows = undo.take_final_rows();
    if (!library_) return;
    for (const UndoRow& row : rows)
        library_->save_undo_row(row);
    if (undo.kept().size() != kept_sessions_) {
        for (const auto& [row, session] : undo.kept())
            library_->save_session(row, session);
        kept_sessions_ = undo.kept().size();
    }
    // Never the row of a gesture that still goes on: it is not stored yet.
    if (const std::int64_t head = undo.final_head(); kept_head_ != head) {
        library_->save_undo_head(head);
        kept_head_ = head;
    }
}

void Memory::flush() {
    if (library_) library_->flush();
}

void Memory::keep_settings(const nlohmann::json& settings) {
    if (!files_ || settings == saved_settings_) return;
    const nlohmann::json all = {{"version", kSettingsVersion}, {"settings", settings}};
    if (files_->save(settings_file(), all.dump(2) + "\n")) saved_settings_ = settings;
}

void Memory::keep_layout(const std::string& layout) {
    if (!files_ || layout == saved_layout_) return;
    if (files_->save(layout_file(), kLayoutHeader + layout)) saved_layout_ = layout;
}

}  // namespace zscope::app
