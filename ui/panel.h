// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/engine/inference.h"
#include "ui/frame.h"

namespace zscope::ui {

// Workspaces a panel shows up in; each has its own dock layout.
enum WorkspaceBits : unsigned {
    kInTrain = 1U,
    kInExplore = 2U,
    kInDirections = 4U,
    kInOperate = 8U
};
inline constexpr unsigned kInEvery = ~0U;

// One panel. The base (ui/workspace) does Begin/End, docking, the menu entry, open or closed; a
// panel draws its content only, and emits wishes through Frame::out. The same panel object serves
// every workspace it is in. UI thread only.
class Panel {
  public:
    virtual ~Panel() = default;
    virtual const char* id() const = 0;     // stable: layout files, scripts ("samples")
    virtual const char* title() const = 0;  // for people ("Samples")
    virtual unsigned workspaces() const = 0;
    virtual void draw(Frame& frame) = 0;
    // Called instead of draw when the panel is closed or hidden: lets go of its requests.
    virtual void rest() {}
    // View state that comes back after a restart (zoom, a form half filled in); scripts set it too.
    virtual nlohmann::json settings() const { return nlohmann::json::object(); }
    virtual void set_settings(const nlohmann::json&) {}
};

// How a panel gets its own place for requests: InferenceLane::make_slot, or a fake in tests.
using MakeSlot = std::function<std::shared_ptr<RenderSlot>(const std::string& name)>;

// Every panel, in the order of the menu: THE list (ui/panel_list.cpp).
std::vector<std::unique_ptr<Panel>> make_panels(const MakeSlot& make_slot);

}  // namespace zscope::ui
