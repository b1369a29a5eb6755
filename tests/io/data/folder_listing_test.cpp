// SPDX-License-Identifier: MIT
#include "core/io/data/folder_listing.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <string>

#include "core/base/error.h"
#include "core/io/file_write.h"
#include "core/io/image_codec.h"
#include "tests/temp_folder.h"

namespace fs = std::filesystem;
using zscope::FolderListing;
using zscope::test::TempFolder;

namespace {

void write_flat(const fs::path& path) {
    zscope::write_png(path, zscope::ImageU8{4, 4, 3, std::vector<std::uint8_t>(48, 7)});
}

std::vector<std::string> names(const FolderListing& listing) {
    std::vector<std::string> list;
    for (const auto& file : listing.files)
        list.push_back(file.name);
    return list;
}

std::string reason_for(const FolderListing& listing, const std::string& name) {
    for (const zscope::Rejected& one : listing.rejected) {
        if (one.name == name) return one.reason;
    }
    return "";
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("folder listing: images are found in subfolders, by name or content, ordered by path") {
    const TempFolder folder;
    write_flat(folder / "b.png");
    write_flat(folder / "a/deep/er.jpg");  // a wrong extension
    write_flat(folder / "no_extension");
    write_flat(folder / ".hidden/.x");
    zscope::write_file_atomically(folder / "notes.txt", "no image, and nobody thinks so");
    std::int64_t looked_at = 0;
    const FolderListing listing =
        zscope::list_folder(folder.path(), {}, [&](std::int64_t count) { looked_at = count; });
    CHECK(names(listing) == Names{".hidden/.x", "a/deep/er.jpg", "b.png", "no_extension"});
    CHECK(listing.rejected.empty());
    CHECK(listing.other_files == 1);
    CHECK(looked_at == 5);
    CHECK(listing.files[2].facts.size ==
          static_cast<std::int64_t>(fs::file_size(folder / "b.png")));
}

TEST_CASE("folder listing: what looks like an image and is none is named with its reason") {
    const TempFolder folder;
    write_flat(folder / "good.png");
    fs::create_directory(folder / "folder.png");
    REQUIRE(::mkfifo((folder / "pipe.png").c_str(), 0600) == 0);
    const FolderListing listing = zscope::list_folder(folder.path());
    CHECK(names(listing) == Names{"good.png"});
    CHECK(listing.rejected.size() == 2);
    CHECK(reason_for(listing, "folder.png").starts_with("a folder"));
    CHECK(reason_for(listing, "pipe.png").starts_with("a device, pipe"));
}

TEST_CASE("folder listing: links are followed, loops end, one file counts once") {
    const TempFolder folder, elsewhere;
    write_flat(elsewhere / "far.png");
    write_flat(folder / "real/one.png");
    fs::create_directory_symlink(elsewhere.path(), folder / "linked");
    fs::create_directory_symlink(elsewhere.path(), folder / "linked_again");
    fs::create_symlink(folder / "real/one.png", folder / "also_one.png");
    fs::create_hard_link(folder / "real/one.png", folder / "z_also_one.png");
    fs::create_directory_symlink(folder.path(), folder / "real/up");
    fs::create_symlink("self", folder / "self");
    fs::create_symlink("nowhere.png", folder / "dangling.png");
    const FolderListing listing = zscope::list_folder(folder.path());
    CHECK(names(listing) == Names{"also_one.png", "linked/far.png"});
    CHECK(listing.rejected.size() == 3);
    CHECK(reason_for(listing, "self") == "a link that leads to itself");
    CHECK(reason_for(listing, "dangling.png") == "a link to something that does not exist");
    CHECK(reason_for(listing, "real/up") == "a link back to a folder around it: not followed");
}

TEST_CASE("folder listing: what is no folder is an error; a request to stop ends it") {
    const TempFolder folder;
    CHECK_THROWS_AS(zscope::list_folder(folder / "missing"), zscope::Error);
    write_flat(folder / "a.png");
    CHECK_THROWS_AS(zscope::list_folder(folder / "a.png"), zscope::Error);
    std::stop_source stop;
    write_flat(folder / "b.png");
    const FolderListing listing = zscope::list_folder(folder.path(), stop.get_token(),
                                                      [&](std::int64_t) { stop.request_stop(); });
    CHECK(listing.files.size() == 1);
}
