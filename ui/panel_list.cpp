// SPDX-License-Identifier: MIT
#include "ui/panel.h"
#include "ui/panels/compare_panel.h"
#include "ui/panels/data_panel.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/interpolate_panel.h"
#include "ui/panels/log_panel.h"
#include "ui/panels/losses_panel.h"
#include "ui/panels/models_panel.h"
#include "ui/panels/samples_panel.h"
#include "ui/panels/timeline_panel.h"
#include "ui/panels/train_panel.h"
#include "ui/panels/tray_panel.h"

namespace zscope::ui {

std::vector<std::unique_ptr<Panel>> make_panels(const MakeSlot& make_slot) {
    std::vector<std::unique_ptr<Panel>> panels;
    panels.push_back(std::make_unique<TrainPanel>());
    panels.push_back(std::make_unique<LossesPanel>());
    panels.push_back(std::make_unique<SamplesPanel>(make_slot));
    panels.push_back(std::make_unique<DataPanel>());
    panels.push_back(std::make_unique<InterpolatePanel>(make_slot));
    panels.push_back(std::make_unique<ComparePanel>(make_slot));
    panels.push_back(std::make_unique<InspectorPanel>(make_slot));
    panels.push_back(std::make_unique<ModelsPanel>());
    panels.push_back(std::make_unique<TrayPanel>(make_slot));
    panels.push_back(std::make_unique<TimelinePanel>());
    panels.push_back(std::make_unique<LogPanel>());
    return panels;
}

}  // namespace zscope::ui
