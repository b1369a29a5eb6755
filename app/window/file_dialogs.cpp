// SPDX-License-Identifier: MIT
#include "app/window/file_dialogs.h"

#include <portable_file_dialogs.h>
#include <algorithm>
#include <array>

#include <cstdlib>
#include <optional>
#include <sstream>
#include <system_error>
#include <utility>

namespace zscope::app {

namespace {

// What is to be saved, for people, by the ending of its name.
struct Kind {
    const char *ending, *title, *files, *pattern;
};
constexpr std::array<Kind, 7> kKinds{{
    {".txt", "Save the list", "Text files", "*.txt"},
    {".json", "Save for zscope", "zscope's JSON files", "*.json"},
    {".png", "Save the image", "PNG images", "*.png"},
    {".gif", "Save the clip", "GIF animations", "*.gif"},
    {".webp", "Save the clip", "Animated WebP", "*.webp"},
    {".mp4", "Save the clip", "MP4 videos", "*.mp4"},
    {".safetensors", "Save the model", "safetensors", "*.safetensors"},
}};
constexpr Kind kFolder{"", "A new folder for the frames", "All files", "*"};

Kind kind_of(const std::string& name) {
    const auto* found =
        std::ranges::find_if(kKinds, [&](const Kind& kind) { return name.ends_with(kind.ending); });
    return found == kKinds.end() ? kFolder : *found;
}

}  // namespace

struct FileDialogs::Pending {
    std::optional<pfd::open_file> file;
    std::optional<pfd::select_folder> folder;
    std::optional<pfd::save_file> save;
    Chosen chosen;

    // The path if the dialog is done: empty if it was cancelled.
    std::optional<std::string> answer() {
        if (file && file->ready(0)) {
            const auto paths = file->result();
            return paths.empty() ? std::string() : paths.front();
        }
        if (folder && folder->ready(0)) return folder->result();
        if (save && save->ready(0)) return save->result();
        return std::nullopt;
    }
};

namespace {

// Looked up here: pfd would start a shell for each name, before the first frame.
bool on_path(const char* program) {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path == nullptr ? "" : path);
    for (std::string folder; std::getline(folders, folder, ':');) {
        std::error_code ignored;
        if (std::filesystem::exists(std::filesystem::path(folder) / program, ignored)) return true;
    }
    return false;
}

}  // namespace

FileDialogs::FileDialogs()
    : available_(on_path("zenity") || on_path("kdialog") || on_path("qarma")) {}
FileDialogs::~FileDialogs() = default;

void FileDialogs::ask(ui::AskForPath::For purpose, Chosen chosen) {
    if (pending_) return;
    pending_ = std::make_unique<Pending>();
    pending_->chosen = std::move(chosen);
    switch (purpose) {
        case ui::AskForPath::For::model:
            pending_->file.emplace(
                "Open a model", "",
                std::vector<std::string>{"Models", "*.safetensors *.pth *.pt *.tar *.ckpt",
                                         "All files", "*"});
            break;
        case ui::AskForPath::For::data_folder:
            pending_->folder.emplace("A folder of images to train on");
            break;
        case ui::AskForPath::For::data_file:
            pending_->file.emplace(
                "A file that holds a data set", "",
                std::vector<std::string>{"Data sets", "*.mdb *.bin *.mat *.tar *.gz *ubyte*",
                                         "All files", "*"});
            break;
        case ui::AskForPath::For::image:
            pending_->file.emplace(
                "An image to find z for", "",
                std::vector<std::string>{"Images", "*.png *.jpg *.jpeg *.webp *.bmp", "All files",
                                         "*"});
            break;
        case ui::AskForPath::For::edits:
            pending_->file.emplace("Open a file of edits", "",
                                   std::vector<std::string>{"Edits", "*.json", "All files", "*"});
            break;
        case ui::AskForPath::For::run:
            pending_->folder.emplace("Open a run folder");
            break;
    }
}

void FileDialogs::ask_where_to_save(const std::string& suggested_name, Chosen chosen) {
    if (pending_) return;
    pending_ = std::make_unique<Pending>();
    pending_->chosen = std::move(chosen);
    const Kind kind = kind_of(suggested_name);
    pending_->save.emplace(kind.title, suggested_name,
                           std::vector<std::string>{kind.files, kind.pattern});
}

void FileDialogs::poll() {
    if (!pending_) return;
    const std::optional<std::string> answer = pending_->answer();
    if (!answer) return;
    const auto done = std::exchange(pending_, nullptr);
    if (!answer->empty()) done->chosen(*answer);
}

}  // namespace zscope::app
