// SPDX-License-Identifier: MIT
#pragma once

namespace zscope::ui {

// How large a panel's images are drawn: `zoom` times their pixels in halves up to 8, 0 as large as
// the panel takes. True when the person changed it.
bool zoom_slider(double& zoom);
// Whether enlarged images are smooth or show every pixel as it is.
void smooth_box(bool& smooth);

}  // namespace zscope::ui
