// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "ui/frame.h"
#include "ui/gl/tile_atlas.h"
#include "ui/panels/equation_rows.h"

namespace zscope::ui {

// The terms of the equation side by side: exemplars, weight, mean image; samples are dropped into
// them and right-clicked out. Emits EquationSet. `equation` is what is shown: the Session's, or the
// paper's three empty terms. `atlas` holds the images of rows.terms.
void equation_bar(Frame& frame, const std::vector<EquationTerm>& equation, const EquationRows& rows,
                  const TileAtlas& atlas);

// mean − mean + base, all empty: what one starts with.
std::vector<EquationTerm> first_equation();

}  // namespace zscope::ui
