// SPDX-License-Identifier: MIT
#include "ui/panels/map_canvas.h"

#include <fmt/format.h>
#include <implot.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "ui/panels/grid_latents.h"
#include "ui/theme.h"
#include "ui/widgets/text.h"

namespace zscope::ui {

namespace {

constexpr std::size_t kFewPoints = 4000;  // that are drawn round; more of them square, 4 corners
constexpr float kGap = 3.0F, kReach = 7.0F, kMargin = 32.0F, kInset = 144.0F;

using Ramp = std::array<ImU32, 64>;
const Ramp& ramp() {
    static const Ramp colours = [] {
        Ramp made{};
        for (std::size_t i = 0; i < made.size(); ++i) {
            const float at = static_cast<float>(i) / static_cast<float>(made.size() - 1);
            made[i] =
                ImGui::ColorConvertFloat4ToU32(ImPlot::SampleColormap(at, ImPlotColormap_Viridis));
        }
        return made;
    }();
    return colours;
}

ImU32 shade(float at) {
    const auto step = static_cast<std::size_t>(std::lround(at * 63.0F));
    return ramp()[std::min<std::size_t>(step, 63)];
}

std::vector<float> values_of(const ExploreMap& map, MapColour colour, std::size_t plane) {
    if (colour == MapColour::opinion) return map.logits;
    if (colour == MapColour::norm) return map.norms;
    // The component that the plane does not show.
    const std::size_t other = 3 - kMapPlanes[plane].first - kMapPlanes[plane].second;
    std::vector<float> values(map.count());
    for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = map.scores[3 * i + other];
    return values;
}

SampleOrigin origin_of(const ExploreMap& map, std::size_t index) {
    SampleOrigin origin;
    origin.seed = static_cast<std::int64_t>(map.settings.seed);
    origin.row = static_cast<std::int64_t>(index);
    origin.count = map.settings.count;
    return origin;
}

}  // namespace

MapColour possible_colour(const ExploreMap& map, MapColour wanted) {
    return wanted == MapColour::opinion && map.logits.empty() ? MapColour::norm : wanted;
}

MapCanvas::MapCanvas(std::shared_ptr<RenderSlot> slot) : tiles_(std::move(slot), kMapPictures) {}

void MapCanvas::take(const std::shared_ptr<const ExploreMap>& map, const MapLook& look) {
    const bool other_map = map_ != map, other_plane = other_map || look.plane != look_.plane;
    if (other_plane) {
        points_.clear();
        for (std::size_t i = 0; i < map->count(); ++i) {
            const auto [x, y] = map->point(i, look.plane);
            points_.insert(points_.end(), {x, y});
        }
        fitted_ = true;
        point_.reset();
    }
    if (other_plane || look.colour != look_.colour) {
        shades_ = ranks(values_of(*map, possible_colour(*map, look.colour), look.plane));
    }
    if (other_map) {
        marked_selection_.clear();
        marked_tray_.clear();
        known_.clear();
    }
    map_ = map;
    look_ = look;
}

// A sample of the Session that lies on the map, wherever it was picked, keeps its id there.
void MapCanvas::take_marks(const Frame& frame) {
    const Session& session = frame.session;
    if (marked_selection_ == session.selection && marked_tray_ == session.tray) return;
    marked_selection_ = session.selection;
    marked_tray_ = session.tray;
    known_.clear();
    for (const auto* ids : {&session.tray, &session.selection}) {
        for (const SampleId id : *ids) {
            const SamplePointer sample = frame.samples.find(id);
            if (sample == nullptr) continue;
            if (const auto index = map_->find(sample->z)) known_[*index] = id;
        }
    }
}

void MapCanvas::draw(Frame& frame, const std::shared_ptr<const ExploreMap>& map,
                     const MapLook& look) {
    take(map, look);
    take_marks(frame);
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const ImGuiWindowFlags flags =
        ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse;
    if (ImGui::BeginChild("canvas", ImVec2(0, std::max(room.y, dp(80))), 0, flags)) {
        ImGui::SetScrollX(0);
        ImGui::SetScrollY(0);
        size_ = ImGui::GetContentRegionAvail();
        const ImVec2 low = ImGui::GetCursorScreenPos();
        ImDrawList& list = *ImGui::GetWindowDrawList();
        const ImVec2 high(low.x + size_.x, low.y + size_.y);
        list.AddRectFilled(low, high, ImGui::GetColorU32(palette().ground));
        ImGui::SetNextItemAllowOverlap();
        ImGui::InvisibleButton("ground", size_, ImGuiButtonFlags_None);
        steer(low);
        place_points();
        choose_pictures(look);
        ask(frame);
        list.PushClipRect(low, high, true);
        draw_points(low);
        cards(frame, low, std::floor(dp(static_cast<float>(look.side))));
        list.PopClipRect();
        draw_legend(low);
        draw_inset(frame, low);
    }
    ImGui::EndChild();
}

// Right after the ground's item.
void MapCanvas::steer(ImVec2 low) {
    const ImGuiIO& io = ImGui::GetIO();
    const bool ground_dragged = ImGui::IsItemActive() && ImGui::IsMouseDragging(0);
    const bool over = ImGui::IsWindowHovered(ImGuiHoveredFlags_AllowWhenBlockedByActiveItem);
    if (over && ImGui::IsMouseClicked(ImGuiMouseButton_Middle)) panning_ = true;
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Middle)) panning_ = false;
    if (over && !io.WantTextInput && ImGui::IsKeyPressed(ImGuiKey_F, false)) fitted_ = true;
    const MapCamera fitting = fit_map(points_, size_, dp(kMargin));
    fitted_scale_ = fitting.scale;
    if (wanted_zoom_) {
        const ImVec2 middle(size_.x / 2, size_.y / 2);
        camera_ = zoom_map(fitting, size_, middle, *wanted_zoom_, fitted_scale_);
        fitted_ = false;
        wanted_zoom_.reset();
    }
    if (over && io.MouseWheel != 0) {
        if (fitted_) camera_ = fitting;
        const ImVec2 mouse(io.MousePos.x - low.x, io.MousePos.y - low.y);
        camera_ = zoom_map(camera_, size_, mouse, std::pow(1.25, io.MouseWheel), fitted_scale_);
        fitted_ = false;
    }
    const bool moved = io.MouseDelta.x != 0 || io.MouseDelta.y != 0;
    if ((panning_ || ground_dragged) && moved) {
        if (fitted_) camera_ = fitting;
        camera_ = pan_map(camera_, io.MouseDelta);
        fitted_ = false;
    }
    if (fitted_) camera_ = fitting;
}

void MapCanvas::place_points() {
    places_.resize(map_->count());
    for (std::size_t i = 0; i < places_.size(); ++i)
        places_[i] = camera_.place(points_[2 * i], points_[2 * i + 1], size_);
}

void MapCanvas::choose_pictures(const MapLook& look) {
    const float side = std::floor(dp(static_cast<float>(look.side))) + dp(kGap);
    // One is kept for the point under the mouse.
    pictures_ = map_pictures(places_, map_->spacing[look.plane], camera_.scale, side, size_,
                             kMapPictures - 1);
    // What the mouse holds, or a menu is open for, stays what it is.
    const bool busy = ImGui::IsAnyMouseDown() || ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId);
    if (busy && point_) return;
    point_.reset();
    if (busy || !ImGui::IsWindowHovered()) return;
    const ImVec2 low = ImGui::GetItemRectMin(), mouse = ImGui::GetMousePos();
    const ImVec2 at(mouse.x - low.x, mouse.y - low.y);
    const auto on_picture = [&](std::size_t i) {
        return std::abs(places_[i].x - at.x) <= side / 2 &&
               std::abs(places_[i].y - at.y) <= side / 2;
    };
    if (std::ranges::any_of(pictures_, on_picture)) return;
    const std::size_t found = point_at(places_, at, dp(kReach));
    if (found < places_.size()) point_ = found;
}

void MapCanvas::ask(Frame& frame) {
    std::vector<std::int64_t> keys;
    if (point_) keys.push_back(static_cast<std::int64_t>(*point_));
    for (const std::size_t index : pictures_)
        if (index != point_) keys.push_back(static_cast<std::int64_t>(index));
    RenderRequest base;
    base.model = frame.session.model;
    base.edits = frame.session.edits;
    tiles_.ask(base, static_cast<std::size_t>(map_->inputs), keys,
               [this](std::int64_t key) { return map_->z_of(static_cast<std::size_t>(key)); });
    tiles_.atlas().set_smooth(true);
}

void MapCanvas::draw_points(ImVec2 low) const {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const bool round = places_.size() <= kFewPoints;
    const float radius = round ? dp(3) : dp(1.5F);
    for (std::size_t i = 0; i < places_.size(); ++i) {
        const ImVec2 at(low.x + places_[i].x, low.y + places_[i].y);
        const bool seen = places_[i].x > -radius && places_[i].y > -radius &&
                          places_[i].x < size_.x + radius && places_[i].y < size_.y + radius;
        if (!seen) continue;
        if (round) {
            list.AddCircleFilled(at, radius, shade(shades_[i]), 8);
        } else {
            list.AddRectFilled(ImVec2(at.x - radius, at.y - radius),
                               ImVec2(at.x + radius, at.y + radius), shade(shades_[i]));
        }
    }
    for (const auto& [index, id] : known_) {
        const ImVec2 at(low.x + places_[index].x, low.y + places_[index].y);
        const bool selected = contains(marked_selection_, id);
        list.AddCircle(at, dp(selected ? 7 : 5), ImGui::GetColorU32(palette().accent), 0,
                       dp(selected ? 2 : 1));
    }
}

CardMarks MapCanvas::marks_of(std::size_t index, const Session& session) const {
    const auto found = known_.find(index);
    if (found == known_.end()) return {};
    return {contains(session.selection, found->second), contains(session.tray, found->second)};
}

CardSource MapCanvas::source(Frame& frame) const {
    return {[this, &frame](std::size_t index) {
                if (const auto found = known_.find(index); found != known_.end()) {
                    return found->second;
                }
                const std::span<const float> z = map_->z_of(index);
                return frame.out.sample({z.begin(), z.end()}, origin_of(*map_, index));
            },
            [this](std::size_t index) { return describe(origin_of(*map_, index)); }, "Select",
            false};
}

void MapCanvas::card(Frame& frame, std::size_t index, ImVec2 low, float side) {
    const ImVec2 corner(std::round(low.x + places_[index].x - side / 2),
                        std::round(low.y + places_[index].y - side / 2));
    ImGui::SetCursorScreenPos(corner);
    const CardSource cards = source(frame);
    const auto tile = tiles_.tile(static_cast<std::int64_t>(index));
    const CardEvent event =
        sample_card(frame, tiles_.atlas(), tile.value_or(~std::size_t{0}), ImVec2(side, side),
                    marks_of(index, frame.session), cards, index);
    // Its colour as a point, below the picture.
    ImGui::GetWindowDrawList()->AddRectFilled(ImVec2(corner.x, corner.y + side - dp(2)),
                                              ImVec2(corner.x + side, corner.y + side),
                                              shade(shades_[index]));
    if (event.hovered) hovered_ = index;
    if (event.clicked) select_clicked(frame, event, cards.id(index));
}

void MapCanvas::cards(Frame& frame, ImVec2 low, float side) {
    hovered_.reset();
    for (const std::size_t index : pictures_)
        card(frame, index, low, side);
    const bool has_picture = point_ && std::ranges::find(pictures_, *point_) != pictures_.end();
    if (point_ && !has_picture) card(frame, *point_, low, 2 * dp(kReach));
}

std::string MapCanvas::figures_of(std::size_t index) const {
    std::string text = fmt::format("‖z‖ {:.1f}", map_->norms[index]);
    if (!map_->logits.empty()) text += fmt::format(" · D's logit {:+.1f}", map_->logits[index]);
    return text;
}

// The sample under the mouse, larger, in a corner where it hides nothing that the mouse is at.
void MapCanvas::draw_inset(Frame&, ImVec2 low) {
    if (!hovered_ || ImGui::IsAnyMouseDown()) return;
    const auto tile = tiles_.tile(static_cast<std::int64_t>(*hovered_));
    const float side = std::min(dp(kInset), std::min(size_.x, size_.y) * 0.45F);
    const float text_height = 2 * ImGui::GetTextLineHeightWithSpacing();
    const ImVec2 whole(side + dp(16), side + text_height + dp(16));
    const ImVec2 mouse = ImGui::GetMousePos();
    const bool left =
        mouse.x > low.x + size_.x - whole.x - dp(24) && mouse.y < low.y + whole.y + dp(24);
    const ImVec2 at(left ? low.x + dp(8) : low.x + size_.x - whole.x - dp(8), low.y + dp(8));
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 end(at.x + whole.x, at.y + whole.y);
    list.AddRectFilled(at, end, ImGui::GetColorU32(palette().raised), dp(4));
    list.AddRect(at, end, ImGui::GetColorU32(palette().line), dp(4));
    const ImVec2 inside(at.x + dp(8), at.y + dp(8));
    const ImVec2 corner(inside.x + side, inside.y + side);
    if (tile) {
        const TileAtlas& atlas = tiles_.atlas();
        list.AddImage(atlas.texture(), inside, corner, atlas.uv_min(*tile), atlas.uv_max(*tile));
    } else {
        list.AddRectFilled(inside, corner, ImGui::GetColorU32(palette().ground));
    }
    ImGui::SetCursorScreenPos(ImVec2(inside.x, corner.y + dp(4)));
    ImGui::PushFont(nullptr, kSmall);
    ImGui::BeginGroup();
    text_ellipsis(describe(origin_of(*map_, *hovered_)), palette().text, side);
    text_ellipsis(figures_of(*hovered_), palette().muted, side);
    ImGui::EndGroup();
    ImGui::PopFont();
}

void MapCanvas::draw_legend(ImVec2 low) const {
    const MapColour colour = possible_colour(*map_, look_.colour);
    const auto [least, most] = std::ranges::minmax(map_->norms);
    std::string from = fmt::format("‖z‖ {:.1f}", least), to = fmt::format("{:.1f}", most);
    if (colour == MapColour::opinion) {
        from = "D: generated";
        to = "real";
    } else if (colour == MapColour::third) {
        const std::size_t other =
            3 - kMapPlanes[look_.plane].first - kMapPlanes[look_.plane].second;
        from = fmt::format("PC{} −", other + 1);
        to = "+";
    }
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImU32 ink = ImGui::GetColorU32(palette().muted);
    const float line = ImGui::GetTextLineHeight(), bar = dp(96);
    const float before = ImGui::CalcTextSize(from.c_str()).x,
                after = ImGui::CalcTextSize(to.c_str()).x;
    ImVec2 at(low.x + dp(8), low.y + size_.y - line - dp(8));
    ImVec4 veil = palette().ground;
    veil.w = 0.92F;
    list.AddRectFilled(ImVec2(at.x - dp(4), at.y - dp(2)),
                       ImVec2(at.x + before + bar + after + dp(16), at.y + line + dp(2)),
                       ImGui::GetColorU32(veil), dp(4));
    list.AddText(at, ink, from.c_str());
    at.x += before + dp(6);
    for (std::size_t i = 0; i < ramp().size(); ++i) {
        const float step = bar / static_cast<float>(ramp().size());
        const float x = at.x + step * static_cast<float>(i);
        list.AddRectFilled(ImVec2(x, at.y + line * 0.3F), ImVec2(x + step + 1, at.y + line * 0.7F),
                           ramp()[i]);
    }
    list.AddText(ImVec2(at.x + bar + dp(6), at.y), ink, to.c_str());
}

}  // namespace zscope::ui
