#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks a trace of zscope's first training steps with PyTorch, each step from its own recorded weights.

    zscope train --data DATA --run RUN --steps 3 --ngf 16 --ndf 16 --batch 16 --kernels reference \\
                 --trace trace.safetensors --trace-steps 3
    python3 check_trace.py trace.safetensors

Per step: losses of D within 1e-5 (relative), loss of G within 1e-3, D(x) and D(G(z)) within 1e-3,
each gradient tensor within 1e-2 (relative L2), BatchNorm statistics of the next step within 1e-4.
Then torch.optim.Adam over the recorded gradients must give the recorded weights within 1e-6.
Needs torch, numpy and safetensors. Prints the figures; exit status 1 if one is out of bounds.
"""
import argparse
import json
import sys

import torch
from safetensors import safe_open
from torch import nn

LIMITS = {"loss_d": 1e-5, "loss_g": 1e-3, "opinion": 1e-3, "gradient": 1e-2, "statistics": 1e-4, "adam": 1e-6}


def generator(weights):
    """The PyTorch example's G, its widths read off the recorded weights."""
    numbers = sorted(int(k.split(".")[1]) for k, v in weights.items() if v.dim() == 4)
    layers = nn.Sequential()
    for place, number in enumerate(numbers):
        w = weights[f"main.{number}.weight"]
        stride, padding = (1, 0) if place == 0 else (2, 1)
        layers.append(nn.ConvTranspose2d(w.shape[0], w.shape[1], w.shape[2], stride, padding, bias=False))
        if number != numbers[-1]:
            layers.append(nn.BatchNorm2d(w.shape[1]))
            layers.append(nn.ReLU())
    layers.append(nn.Tanh())
    return loaded(layers, weights)


def discriminator(weights):
    """The PyTorch example's D without its last sigmoid: logits."""
    numbers = sorted(int(k.split(".")[1]) for k, v in weights.items() if v.dim() == 4)
    layers = nn.Sequential()
    for place, number in enumerate(numbers):
        w = weights[f"main.{number}.weight"]
        last = number == numbers[-1]
        stride, padding = (1, 0) if last else (2, 1)
        layers.append(nn.Conv2d(w.shape[1], w.shape[0], w.shape[2], stride, padding, bias=False))
        if place > 0 and not last:
            layers.append(nn.BatchNorm2d(w.shape[0]))
        if not last:
            layers.append(nn.LeakyReLU(0.2))
    return loaded(layers, weights)


def loaded(layers, weights):
    module = nn.Module()
    module.main = layers
    module.load_state_dict(weights, strict=True)
    return module.train()


def part(file, prefix):
    return {k[len(prefix):]: file.get_tensor(k) for k in file.keys() if k.startswith(prefix)}


def relative(got, expected):
    expected = expected.double()
    return ((got.double() - expected).norm() / expected.norm().clamp_min(1e-30)).item()


class Report:
    def __init__(self):
        self.worst = {}

    def add(self, what, value, where):
        # "not less or equal" rather than "greater": NaN is a failure
        if what not in self.worst or not value <= self.worst[what][0]:
            self.worst[what] = (value, where)

    def finish(self):
        failed = False
        for what, (value, where) in self.worst.items():
            good = value <= LIMITS[what]
            failed |= not good
            print(f"{what:<11} worst {value:.2e}  limit {LIMITS[what]:.0e}  {'ok' if good else 'FAILED'}  ({where})")
        missing = set(LIMITS) - set(self.worst)
        if missing:
            print("not checked:", ", ".join(sorted(missing)))
        return 1 if failed or missing else 0


def check_step(file, i, count, report):
    g_weights, d_weights = part(file, f"step.{i}.G."), part(file, f"step.{i}.D.")
    g, d = generator(g_weights), discriminator(d_weights)
    real, z = file.get_tensor(f"step.{i}.real"), file.get_tensor(f"step.{i}.z")
    recorded = file.get_tensor(f"step.{i}.loss").double().tolist()
    bce = nn.BCEWithLogitsLoss()
    batch = real.shape[0]
    ones, zeros = torch.ones(batch), torch.zeros(batch)

    real_logits = d.main(real).view(-1)
    loss_real = bce(real_logits, ones)
    loss_real.backward()
    fake = g.main(z.view(batch, -1, 1, 1))
    fake_logits = d.main(fake.detach()).view(-1)
    loss_fake = bce(fake_logits, zeros)
    loss_fake.backward()
    grad_d = {name: p.grad.clone() for name, p in d.named_parameters()}

    # G's turn is checked through D's recorded next weights, so that rounding in Adam's first step
    # (the sign of a gradient) is not counted against the gradient of G.
    after = part(file, f"step.{i + 1}.D." if i + 1 < count else "final.D.")
    statistics = {k: v.clone() for k, v in d.state_dict().items()}
    d.load_state_dict({**statistics, **{n: after[n] for n, _ in d.named_parameters()}})
    d.zero_grad()
    judged = d.main(fake).view(-1)
    loss_g = bce(judged, ones)
    loss_g.backward()

    where = f"step {i}"
    for name, got, want in [("loss_d", recorded[0], loss_real), ("loss_d", recorded[1], loss_fake), ("loss_g", recorded[2], loss_g)]:
        want = want.item()
        report.add(name, abs(got - want) / abs(want), where)
    for got, logits in [(recorded[3], real_logits), (recorded[4], fake_logits), (recorded[5], judged)]:
        report.add("opinion", abs(got - logits.sigmoid().mean().item()), where)
    recorded_d, recorded_g = part(file, f"step.{i}.gradD."), part(file, f"step.{i}.gradG.")
    if set(recorded_d) != set(grad_d) or set(recorded_g) != {n for n, _ in g.named_parameters()}:
        sys.exit(f"{where}: gradients are missing")
    for name, gradient in grad_d.items():
        report.add("gradient", relative(recorded_d[name], gradient), f"{where}, D {name}")
    for name, p in g.named_parameters():
        report.add("gradient", relative(recorded_g[name], p.grad), f"{where}, G {name}")
    after_g = part(file, f"step.{i + 1}.G." if i + 1 < count else "final.G.")
    for label, module, weights in [("G", g, after_g), ("D", d, after)]:
        for name, value in module.named_buffers():
            if name.endswith("num_batches_tracked"):
                if weights[name].item() != value.item():
                    sys.exit(f"{where}: {label} {name} is {weights[name].item()}, not {value.item()}")
            else:
                report.add("statistics", relative(weights[name], value), f"{where}, {label} {name}")


def check_adam(file, count, config, report):
    for label, rate in [("G", config["lr_g"]), ("D", config["lr_d"])]:
        start = part(file, f"step.0.{label}.")
        names = list(part(file, f"step.0.grad{label}."))
        parameters = {n: nn.Parameter(start[n].clone()) for n in names}
        adam = torch.optim.Adam(parameters.values(), rate, (config["beta1"], config["beta2"]), eps=1e-8)
        for i in range(count):
            gradients = part(file, f"step.{i}.grad{label}.")
            for name, p in parameters.items():
                p.grad = gradients[name]
            adam.step()
            after = part(file, f"step.{i + 1}.{label}." if i + 1 < count else f"final.{label}.")
            for name, p in parameters.items():
                report.add("adam", (p.detach() - after[name]).abs().max().item(), f"step {i}, {label} {name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trace")
    path = parser.parse_args().trace
    report = Report()
    with safe_open(path, "pt") as file:
        metadata = file.metadata()
        count, config = int(metadata["steps"]), json.loads(metadata["config"])
        for i in range(count):
            check_step(file, i, count, report)
        check_adam(file, count, config, report)
    print(f"{count} steps, PyTorch {torch.__version__}")
    return report.finish()


if __name__ == "__main__":
    sys.exit(main())
