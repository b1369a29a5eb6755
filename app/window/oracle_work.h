// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <string>

#include "app/window/job_line.h"
#include "core/model/model_ref.h"
#include "core/model/snapshot.h"
#include "ui/views/oracle_view.h"

namespace zscope::app {

// What panels ask the oracle of the Session's model, each panel for itself, as jobs. UI thread.
class OracleWork {
  public:
    OracleWork(JobLane& jobs, std::function<void()> wake) : jobs_(jobs), wake_(std::move(wake)) {}

    // `model` may be newer than the one that was asked about: then nothing is begun, for the panel
    // asks anew in its next frame. An Error says why nobody can be asked.
    void ask(const ui::AskOracle& wish, const SnapshotPointer& model, Weights weights);
    void take();                                   // what finished since
    void set_model(const SnapshotPointer& model);  // the Session's, or null. Cheap.
    bool busy() const;
    const ui::OracleView& view() const { return view_; }

  private:
    JobLane& jobs_;
    const std::function<void()> wake_;
    std::map<std::string, JobLine<AttributeAnswers>> lines_;  // by the panel
    ui::OracleView view_;
    std::string provenance_;
};

}  // namespace zscope::app
