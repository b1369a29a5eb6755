// SPDX-License-Identifier: MIT
#include "app/window/model_places.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>
#include <utility>

#include "core/base/thread_setup.h"
#include "core/io/shipped_models.h"

namespace zscope::app {

namespace {

namespace fs = std::filesystem;

std::string why_missing(const ui::ModelPlace& place) {
    std::error_code error;
    if (fs::exists(place.path, error)) return {};
    if (error) return fmt::format("It cannot be looked at: {}.", error.message());
    if (place.kind == "shipped") return "It is not in this build of zscope.";
    return place.kind == "run" ? "The run folder is not there any more."
                               : "The file is not there any more.";
}

}  // namespace

ui::ModelPlaces list_places(const std::vector<RecentItem>& recent, const MissingPlaces& missing) {
    ui::ModelPlaces places;
    const auto why = [&](const std::string& path) {
        const auto found = missing.find(path);
        return found == missing.end() ? std::string() : found->second;
    };
    for (const ShippedModel& model : shipped_models()) {
        const std::string word(model.word);
        const std::string path = shipped_model_file(word)->string();
        places.shipped.push_back(
            {word, path, "shipped", std::string(model.title), std::string(model.help), why(path)});
    }
    for (const RecentItem& item : recent) {
        if (item.kind != "model" && item.kind != "run") continue;
        places.recent.push_back(
            {item.path, item.path, item.kind, item.name, std::string(), why(item.path)});
    }
    return places;
}

MissingPlaces look_for(const ui::ModelPlaces& places) {
    MissingPlaces missing;
    for (const auto* list : {&places.shipped, &places.recent}) {
        for (const ui::ModelPlace& place : *list) {
            if (std::string why = why_missing(place); !why.empty()) missing[place.path] = why;
        }
    }
    return missing;
}

void put_first(std::vector<RecentItem>& recent, RecentItem item) {
    std::erase_if(recent, [&](const RecentItem& other) {
        return other.kind == item.kind && other.path == item.path;
    });
    recent.insert(recent.begin(), std::move(item));
}

PlaceWatch::PlaceWatch(std::function<void()> wake)
    : seen_(std::move(wake)), thread_([this] { work(); }) {}

PlaceWatch::~PlaceWatch() {
    asked_.close();
    thread_.join();
}

void PlaceWatch::look(ui::ModelPlaces places) {
    // A disk that hangs: what is asked for meanwhile would only be seen too late.
    (void)asked_.try_push(std::move(places));
}

void PlaceWatch::work() {
    set_up_thread("zscope places", kBackgroundNice);
    while (const auto places = asked_.pop())
        seen_.publish(look_for(*places));
}

}  // namespace zscope::app
