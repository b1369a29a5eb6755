// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>

#include "core/io/network_layout.h"
#include "core/io/safetensors.h"
#include "core/model/snapshot.h"

namespace zscope {

// The networks of a model's file as a snapshot without name, ids and other facts. A generator is
// needed, a discriminator may be there. Errors begin with `source`.

// Of another program. A discriminator that is no DCGAN's is left out; that, and what had to be
// assumed, stands in the provenance.
std::shared_ptr<ModelSnapshot> model_from_foreign(const ForeignNetwork& file,
                                                  const GeneratorHints& hints,
                                                  const std::string& source);

// zscope's own form without the state of a training (model_export.h).
std::shared_ptr<ModelSnapshot> model_from_own(const SafetensorsFile& file,
                                              const std::string& source);

}  // namespace zscope
