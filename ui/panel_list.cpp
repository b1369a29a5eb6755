// SPDX-License-Identifier: MIT
#include "ui/panel.h"
#include "ui/panels/before_after_panel.h"
#include "ui/panels/calculate_panel.h"
#include "ui/panels/compare_panel.h"
#include "ui/panels/data_panel.h"
#include "ui/panels/directions_panel.h"
#include "ui/panels/discriminator_panel.h"
#include "ui/panels/edits_panel.h"
#include "ui/panels/find_panel.h"
#include "ui/panels/find_units_panel.h"
#include "ui/panels/history_panel.h"
#include "ui/panels/inspector_panel.h"
#include "ui/panels/interpolate_panel.h"
#include "ui/panels/log_panel.h"
#include "ui/panels/losses_panel.h"
#include "ui/panels/map_panel.h"
#include "ui/panels/maps_panel.h"
#include "ui/panels/models_panel.h"
#include "ui/panels/path_panel.h"
#include "ui/panels/samples_panel.h"
#include "ui/panels/sheet_panel.h"
#include "ui/panels/tick_panel.h"
#include "ui/panels/timeline_panel.h"
#include "ui/panels/train_panel.h"
#include "ui/panels/tray_panel.h"
#include "ui/panels/walk_panel.h"

namespace zscope::ui {

std::vector<std::unique_ptr<Panel>> make_panels(const MakeSlot& make_slot) {
    std::vector<std::unique_ptr<Panel>> panels;
    panels.push_back(std::make_unique<TrainPanel>());
    panels.push_back(std::make_unique<LossesPanel>());
    panels.push_back(std::make_unique<SamplesPanel>(make_slot));
    panels.push_back(std::make_unique<DataPanel>());
    panels.push_back(std::make_unique<InterpolatePanel>(make_slot));
    panels.push_back(std::make_unique<PathPanel>(make_slot));
    panels.push_back(std::make_unique<SheetPanel>(make_slot));
    panels.push_back(std::make_unique<WalkPanel>(make_slot));
    panels.push_back(std::make_unique<ComparePanel>(make_slot));
    panels.push_back(std::make_unique<CalculatePanel>(make_slot));
    panels.push_back(std::make_unique<TickPanel>(make_slot));
    panels.push_back(std::make_unique<DirectionsPanel>(make_slot));
    panels.push_back(std::make_unique<BeforeAfterPanel>(make_slot));
    panels.push_back(std::make_unique<MapsPanel>(make_slot));
    panels.push_back(std::make_unique<FindUnitsPanel>(make_slot));
    panels.push_back(std::make_unique<EditsPanel>());
    panels.push_back(std::make_unique<DiscriminatorPanel>(make_slot));
    panels.push_back(std::make_unique<MapPanel>(make_slot));
    panels.push_back(std::make_unique<FindPanel>());
    panels.push_back(std::make_unique<InspectorPanel>(make_slot));
    panels.push_back(std::make_unique<ModelsPanel>());
    panels.push_back(std::make_unique<TrayPanel>(make_slot));
    panels.push_back(std::make_unique<HistoryPanel>(make_slot));
    panels.push_back(std::make_unique<TimelinePanel>());
    panels.push_back(std::make_unique<LogPanel>());
    return panels;
}

}  // namespace zscope::ui
