// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "core/config/fields.h"
#include "core/model/architecture.h"

namespace zscope {

// Everything that decides a training run, with the defaults of the DCGAN paper (section 4).
// A new parameter is a member here and its line in visit_fields.
struct TrainConfig {
    std::int64_t size = 64;
    std::int64_t channels = 3;
    std::int64_t nz = 100;
    std::int64_t ngf = 64;
    std::int64_t ndf = 64;
    std::int64_t max_width = 0;
    std::string prior = "normal";
    std::string crop = "center";
    std::string flip = "off";
    std::string augment = "none";
    std::int64_t hold_out = 0;
    std::int64_t d_warm_up = 0;
    std::int64_t batch = 128;
    double lr_g = 2e-4;
    double lr_d = 2e-4;
    double beta1 = 0.5;
    double beta2 = 0.999;
    std::int64_t seed = 1;
    std::string precision = "auto";
    std::string kernels = "auto";
    std::int64_t threads = 0;
    double cpu_share = 1.0;
    std::int64_t checkpoint_every = 500;
    std::int64_t sample_every = 500;
    std::int64_t snapshot_budget_mb = 500;

    bool operator==(const TrainConfig&) const = default;
    NetworkShape shape() const { return {size, channels, nz, ngf, ndf, max_width}; }
};

// Config is TrainConfig or const TrainConfig.
template <class Config, class Visitor>
void visit_fields(Config& c, Visitor&& v) {
    // clang-format off
    v("size", c.size, OneOf{{"32", "64", "128"}}, "pixels", "Height and width of the images. The networks get one block more for each doubling.");
    v("channels", c.channels, OneOf{{"1", "3"}}, "", "1 for grey images, 3 for colour.");
    v("nz", c.nz, IntRange{1, 4096}, "", "Length of z, the random vector that G turns into an image.");
    v("ngf", c.ngf, IntRange{1, 512}, "maps", "Width of G: feature maps of its last hidden block. Work grows with its square.");
    v("ndf", c.ndf, IntRange{1, 512}, "maps", "Width of D: feature maps of its first block.");
    v("max_width", c.max_width, IntRange{0, 8192}, "maps", "Cap on the width of any block; 0 for none. Keeps 128-pixel networks small.");
    v("prior", c.prior, OneOf{{"normal", "uniform"}}, "", "How z is drawn: normal as the PyTorch example does, uniform in -1..1 as the paper does.");
    v("crop", c.crop, OneOf{{"center", "squash"}}, "", "How images become squares: center takes the middle, squash all of it with other proportions.");
    v("flip", c.flip, OneOf{{"off", "on"}}, "", "on: half the images, at random, are mirrored left to right. Doubles a small set where left and right mean the same.");
    v("augment", c.augment, OneOf{{"none", "diffaugment"}}, "", "diffaugment: D sees every image, real or generated, only with random colour, shift and a cut-out square. For sets of a few hundred to a few thousand images.");
    v("hold_out", c.hold_out, IntRange{0, 1000000000}, "images", "Images that training never sees, kept to tell learning from memorising.");
    v("d_warm_up", c.d_warm_up, IntRange{0, 1000000000}, "steps", "First steps that train D alone: for a G that came without its D. 0 otherwise.");
    v("batch", c.batch, IntRange{2, 4096}, "images", "Images per training step.");
    v("lr_g", c.lr_g, RealRange{1e-7, 1e-1, true}, "", "Learning rate of G (Adam's alpha). Lower it when the losses swing.");
    v("lr_d", c.lr_d, RealRange{1e-7, 1e-1, true}, "", "Learning rate of D (Adam's alpha). Lower it when D wins: D(x) near 1, D(G(z)) near 0.");
    v("beta1", c.beta1, RealRange{0.0, 0.9999, false}, "", "Adam's memory of the gradient's mean. The paper lowers it to 0.5 against oscillation.");
    v("beta2", c.beta2, RealRange{0.0, 0.99999, false}, "", "Adam's memory of the gradient's square.");
    v("seed", c.seed, IntRange{0, 2147483647}, "", "Decides the initial weights, the order of the images and every z of training.");
    v("precision", c.precision, OneOf{{"auto", "fp32", "bf16"}}, "", "Arithmetic of the networks: auto takes bf16 where this machine computes it faster.");
    v("kernels", c.kernels, OneOf{{"auto", "reference"}}, "", "auto: the fastest this machine has; reference: fp32 in a fixed order, repeatable bit for bit.");
    v("threads", c.threads, IntRange{0, 1024}, "threads", "Threads of a training step; 0 for one per core. Part of what makes a run repeatable.");
    v("cpu_share", c.cpu_share, RealRange{0.05, 1.0, false}, "", "Share of the time that training may compute; the rest it sleeps between steps.");
    v("checkpoint_every", c.checkpoint_every, IntRange{1, 1000000000}, "steps", "Steps between two checkpoints.");
    v("sample_every", c.sample_every, IntRange{1, 1000000000}, "steps", "Steps between two sample sheets in the run folder.");
    v("snapshot_budget_mb", c.snapshot_budget_mb, IntRange{0, 1000000}, "MB", "Disk for the light snapshots of the timeline, spread evenly over the logarithm of the step; pinned ones do not count. 0: none are kept.");
    // clang-format on
}

}  // namespace zscope
