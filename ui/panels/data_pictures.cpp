// SPDX-License-Identifier: MIT
#include "ui/panels/data_pictures.h"

#include <fmt/format.h>
#include <imgui.h>

#include <algorithm>

#include "core/io/data/batch_loader.h"
#include "ui/gl/image_shader.h"
#include "ui/panels/data_view.h"
#include "ui/theme.h"
#include "ui/widgets/form.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr float kSide = 68.0F, kInside = 4.0F, kBetween = 12.0F;

// Onto `to`, whose pixels are there, from (left, top) on.
void paste(const ImageU8& image, int left, int top, ImageRgba8& to) {
    for (int y = 0; y < image.height; ++y) {
        for (int x = 0; x < image.width; ++x) {
            const std::uint8_t* from =
                &image.pixels[(std::size_t(y) * image.width + x) * image.channels];
            std::uint8_t* out = &to.pixels[4 * (std::size_t(y + top) * to.width + x + left)];
            for (int c = 0; c < 3; ++c)
                out[c] = from[image.channels == 3 ? c : 0];
            out[3] = 255;
        }
    }
}

// Where a file's picture lies in the square that it is drawn in, in parts of the square's side.
struct Place {
    float left, top, right, bottom;
};
Place place_of(const WholeImage& image) {
    const auto width = static_cast<float>(image.pixels.width) / kWholeSide;
    const auto height = static_cast<float>(image.pixels.height) / kWholeSide;
    return {(1 - width) / 2, (1 - height) / 2, (1 + width) / 2, (1 + height) / 2};
}

ImVec2 at(ImVec2 low, float side, float x, float y) {
    return {low.x + side * x, low.y + side * y};
}

void ground(ImVec2 low, float side) {
    const ImU32 colour = ImGui::GetColorU32(palette().ground);
    ImGui::GetWindowDrawList()->AddRectFilled(low, at(low, side, 1, 1), colour);
}

void tile(const TileAtlas& atlas, std::size_t index, ImVec2 low, float side) {
    ground(low, side);
    if (atlas.has(index))
        draw_tile(*ImGui::GetWindowDrawList(), atlas, index, low, at(low, side, 1, 1));
}

// Dims what the crop leaves away and frames what it takes.
void crop_frame(const WholeImage& image, const TrainConfig& config, ImVec2 low, float side) {
    const Place place = place_of(image);
    ImDrawList& draw = *ImGui::GetWindowDrawList();
    Place taken = place;
    if (crop_of(config.crop) == Crop::center) {
        const CropBox box = centre_square({image.width, image.height, 3, {}});
        const float width = place.right - place.left, height = place.bottom - place.top;
        const auto across = static_cast<float>(image.width),
                   down = static_cast<float>(image.height);
        taken.left = place.left + width * static_cast<float>(box.left) / across;
        taken.right = taken.left + width * static_cast<float>(box.width) / across;
        taken.top = place.top + height * static_cast<float>(box.top) / down;
        taken.bottom = taken.top + height * static_cast<float>(box.height) / down;
    }
    const ImU32 veil = ImGui::GetColorU32(ImVec4(0, 0, 0, 0.6F));
    const auto dim = [&](float left, float top, float right, float bottom) {
        if (right > left && bottom > top)
            draw.AddRectFilled(at(low, side, left, top), at(low, side, right, bottom), veil);
    };
    dim(place.left, place.top, taken.left, place.bottom);
    dim(taken.right, place.top, place.right, place.bottom);
    dim(taken.left, place.top, taken.right, taken.top);
    dim(taken.left, taken.bottom, taken.right, place.bottom);
    draw.AddRect(at(low, side, taken.left, taken.top), at(low, side, taken.right, taken.bottom),
                 ImGui::GetColorU32(palette().real));
}

// A cell of two squares; the keyboard reaches it, so that its tooltip can be read without a mouse.
ImVec2 begin_cell(std::size_t index, float side, float height) {
    const float width = 2 * side + dp(kInside);
    if (index > 0) {
        ImGui::SameLine(0, dp(kBetween));
        if (ImGui::GetContentRegionAvail().x < width) ImGui::NewLine();
    }
    ImGui::PushID(static_cast<int>(index));
    const ImVec2 low = ImGui::GetCursorScreenPos();
    ImGui::InvisibleButton("cell", ImVec2(width, height), ImGuiButtonFlags_EnableNav);
    if (ImGui::IsItemFocused() && ImGui::GetIO().NavVisible) {
        ImGui::GetWindowDrawList()->AddRect(ImVec2(low.x - 1, low.y - 1),
                                            ImVec2(low.x + width + 1, low.y + height + 1),
                                            ImGui::GetColorU32(palette().text));
    }
    return low;
}

}  // namespace

ImageRgba8 in_square(const ImageU8& image) {
    ImageRgba8 square{kWholeSide, kWholeSide, {}};
    square.pixels.resize(std::size_t{4} * kWholeSide * kWholeSide);
    paste(image, (kWholeSide - image.width) / 2, (kWholeSide - image.height) / 2, square);
    return square;
}

ImageRgba8 training_picture(const PreviewImage& image, std::int64_t index,
                            const TrainConfig& config) {
    ImageU8 seen = as_trained(image, config.size, config.channels, crop_of(config.crop));
    if (config.flip == "on" && is_flipped(config.seed, 0, index))
        flip_image(seen.pixels, config.size, config.channels);
    ImageRgba8 picture{seen.width, seen.height, {}};
    picture.pixels.resize(std::size_t{4} * seen.width * seen.height);
    paste(seen, 0, 0, picture);
    return picture;
}

void DataPreview::show(const Images& images, const TrainConfig& config) {
    const std::string made_for = fmt::format("{} {} {} {} {}", config.size, config.channels,
                                             config.crop, config.flip, config.seed);
    if (images == images_ && made_for == made_for_) return;
    std::vector<std::shared_ptr<const ImageRgba8>> whole, trained;
    for (std::size_t i = 0; images != nullptr && i < images->size(); ++i) {
        const PreviewImage& image = (*images)[i];
        whole.push_back(std::make_shared<ImageRgba8>(in_square(image.whole.pixels)));
        trained.push_back(std::make_shared<ImageRgba8>(
            training_picture(image, static_cast<std::int64_t>(i), config)));
    }
    whole_.update(whole);
    trained_.update(trained);
    whole_.set_smooth(true);
    images_ = images;
    made_for_ = made_for;
}

void DataPreview::draw(const TrainConfig& config) {
    if (images_ == nullptr) return;
    for (std::size_t i = 0; i < images_->size(); ++i)
        cell(i, config, dp(kSide));
}

void DataPreview::cell(std::size_t index, const TrainConfig& config, float side) {
    const WholeImage& image = (*images_)[index].whole;
    const ImVec2 low = begin_cell(index, side, side);
    if (ImGui::IsItemVisible()) {
        tile(whole_, index, low, side);
        crop_frame(image, config, low, side);
        tile(trained_, index, ImVec2(low.x + side + dp(kInside), low.y), side);
    }
    tooltip(fmt::format("{}\n{} × {} pixels, then {} × {}", image.name, image.width, image.height,
                        config.size, config.size));
    ImGui::PopID();
}

void DuplicatePairs::show(const Pairs& pairs) {
    if (pairs == pairs_) return;
    std::vector<std::shared_ptr<const ImageRgba8>> tiles;
    for (std::size_t i = 0; pairs != nullptr && i < pairs->size(); ++i) {
        for (const WholeImage* image : {&(*pairs)[i].first, &(*pairs)[i].second})
            tiles.push_back(std::make_shared<ImageRgba8>(in_square(image->pixels)));
    }
    atlas_.update(tiles);
    atlas_.set_smooth(true);
    pairs_ = pairs;
}

void DuplicatePairs::draw(const DataScan& scan) {
    if (pairs_ == nullptr) return;
    const float side = dp(kSide);
    ImGui::PushFont(nullptr, kSmall);
    const float height = side + ImGui::GetTextLineHeight() + dp(kInside);
    for (std::size_t i = 0; i < std::min(pairs_->size(), scan.duplicates.size()); ++i) {
        const ImVec2 low = begin_cell(i, side, height);
        const DataScan::Duplicate& pair = scan.duplicates[i];
        if (ImGui::IsItemVisible()) {
            tile(atlas_, 2 * i, low, side);
            tile(atlas_, 2 * i + 1, ImVec2(low.x + side + dp(kInside), low.y), side);
            ImGui::GetWindowDrawList()->AddText(ImVec2(low.x, low.y + side + dp(kInside) / 2),
                                                ImGui::GetColorU32(palette().muted),
                                                distance_text(pair.distance).c_str());
        }
        tooltip(fmt::format("Kept: {}\nLooks like it: {}", pair.first, pair.second));
        ImGui::PopID();
    }
    ImGui::PopFont();
}

}  // namespace zscope::ui
