// SPDX-License-Identifier: MIT
// Operating on the generator, and asking the discriminator.
#include "app/window/app.h"
#include "core/base/error.h"

namespace zscope::app {

void App::work_on_units(const ui::OperateWish& wish) {
    operate_work_.start(wish, {snapshot_of(session().model), session().model.weights, model_.id,
                               session(), samples_});
}

void App::take_operations() {
    operate_work_.set_model(snapshot_of(session().model), model_.id);
    operate_work_.take();
}

void App::ask_discriminator(const ui::DiscriminatorWish& wish) {
    discriminator_work_.start(wish, snapshot_of(session().model), session().model.weights);
}

void App::take_discriminator() {
    discriminator_work_.take();
}

}  // namespace zscope::app
