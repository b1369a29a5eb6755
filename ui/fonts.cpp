// SPDX-License-Identifier: MIT
#include <imgui.h>
#include <zscope_fonts.h>

#include "core/base/check.h"
#include "ui/theme.h"

namespace zscope::ui {

namespace {

Fonts& loaded() {
    static Fonts instance;  // UI thread only
    return instance;
}

ImFont* add(::zscope::fonts::Bytes bytes, ImFontConfig config) {
    config.FontDataOwnedByAtlas = false;
    // ImGui takes a pointer to bytes that may change; with that flag off it does not change them.
    return ImGui::GetIO().Fonts->AddFontFromMemoryTTF(
        const_cast<unsigned char*>(bytes.data()), static_cast<int>(bytes.size()), 0.0F, &config);
}

// Every font gets the icons, so that one string may hold both.
ImFont* with_icons(::zscope::fonts::Bytes bytes) {
    ImFont* font = add(bytes, {});
    ImFontConfig icons;
    icons.MergeMode = true;
    add(::zscope::fonts::icons(), icons);
    return font;
}

}  // namespace

const Fonts& fonts() {
    ZSCOPE_CHECK(loaded().text != nullptr, "load_fonts() comes first");
    return loaded();
}

void load_fonts() {
    loaded().text = with_icons(::zscope::fonts::inter_regular());
    loaded().strong = with_icons(::zscope::fonts::inter_semibold());
    loaded().mono = with_icons(::zscope::fonts::jetbrains_mono());
}

}  // namespace zscope::ui
