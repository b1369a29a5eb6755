#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The peer: DCGAN in Python with PyTorch, as the PyTorch example writes it, to time zscope against.

    dcgan_peer.py --variant example     # fp32, eager: the example as written
    dcgan_peer.py --variant fp32        # channels last, fused Adam, no gradients of D's weights for G
    dcgan_peer.py --variant best        # the same in bf16 autocast
    dcgan_peer.py --variant compiled    # the same under torch.compile; needs a C++ compiler

Prints one JSON line with the keys of `zscope bench --json`: seconds of a training step, images a
second, milliseconds of G's forward pass for 1, 8 and 64 images. Needs torch and numpy;
compare_pytorch gives it both.
"""

import argparse
import json
import statistics
import time
import typing

import torch
from torch import nn

SIZE, CHANNELS, NZ, NGF, NDF = 64, 3, 100, 64, 64
WARM_UP_STEPS, WARM_UP_FORWARDS = 2, 3


def generator() -> nn.Sequential:
    width = NGF * 8
    layers: list[nn.Module] = [nn.ConvTranspose2d(NZ, width, 4, 1, 0, bias=False)]
    while width > NGF:
        layers += [nn.BatchNorm2d(width), nn.ReLU(True)]
        layers.append(nn.ConvTranspose2d(width, width // 2, 4, 2, 1, bias=False))
        width //= 2
    layers += [nn.BatchNorm2d(width), nn.ReLU(True)]
    layers.append(nn.ConvTranspose2d(width, CHANNELS, 4, 2, 1, bias=False))
    return nn.Sequential(*layers, nn.Tanh())


def discriminator() -> nn.Sequential:
    """With logits for an answer; the example's sigmoid is a part of the loss here."""
    width = NDF
    layers: list[nn.Module] = [nn.Conv2d(CHANNELS, width, 4, 2, 1, bias=False)]
    layers.append(nn.LeakyReLU(0.2, True))
    while width < NDF * 8:
        layers.append(nn.Conv2d(width, width * 2, 4, 2, 1, bias=False))
        layers += [nn.BatchNorm2d(width * 2), nn.LeakyReLU(0.2, True)]
        width *= 2
    return nn.Sequential(*layers, nn.Conv2d(width, 1, 4, 1, 0, bias=False))


def initialise(module: nn.Module) -> None:
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(module.weight, 0.0, 0.02)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)
        nn.init.zeros_(module.bias)


class Training:
    """Both networks and their optimizers on one batch of random images."""

    def __init__(self, variant: str, batch: int) -> None:
        self.tuned = variant != "example"
        self.bf16 = variant in ("best", "compiled")
        self.batch = batch
        self.g, self.d = generator().apply(initialise), discriminator().apply(initialise)
        self.real = torch.rand(batch, CHANNELS, SIZE, SIZE) * 2 - 1
        if self.tuned:
            self.g = self.g.to(memory_format=torch.channels_last)
            self.d = self.d.to(memory_format=torch.channels_last)
            self.real = self.real.contiguous(memory_format=torch.channels_last)
        fused = self.tuned or None
        self.adam_g = torch.optim.Adam(self.g.parameters(), 2e-4, (0.5, 0.999), fused=fused)
        self.adam_d = torch.optim.Adam(self.d.parameters(), 2e-4, (0.5, 0.999), fused=fused)
        self.run_g, self.run_d = self.g, self.d
        if variant == "compiled":
            self.run_g = torch.compile(self.g, dynamic=False)
            self.run_d = torch.compile(self.d, dynamic=False)
        self.ones, self.zeros = torch.ones(batch), torch.zeros(batch)

    def cast(self) -> torch.autocast:
        return torch.autocast("cpu", torch.bfloat16, enabled=self.bf16)

    def loss(self, images: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        logits = self.run_d(images).view(-1).float()
        return nn.functional.binary_cross_entropy_with_logits(logits, labels)

    def step(self) -> None:
        self.d.zero_grad(set_to_none=True)
        with self.cast():
            loss_real = self.loss(self.real, self.ones)
        loss_real.backward()
        with self.cast():
            fake = self.run_g(torch.randn(self.batch, NZ, 1, 1))
            loss_fake = self.loss(fake.detach(), self.zeros)
        loss_fake.backward()
        self.adam_d.step()
        self.g.zero_grad(set_to_none=True)
        self.d.requires_grad_(not self.tuned)  # D's weights learn nothing in G's turn
        with self.cast():
            loss_g = self.loss(fake, self.ones)
        loss_g.backward()
        self.d.requires_grad_(True)
        self.adam_g.step()
        for loss in (loss_real, loss_fake, loss_g):
            loss.item()  # as a loop that writes its losses down


def timed(call: typing.Callable[[], object], times: int) -> list[float]:
    seconds = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return seconds


def time_forward(training: Training, runs: int) -> dict[int, float]:
    training.g.eval()
    milliseconds = {}
    with torch.inference_mode(), training.cast():
        for images in (1, 8, 64):
            z = torch.randn(images, NZ, 1, 1)
            timed(lambda: training.run_g(z), WARM_UP_FORWARDS)
            median = statistics.median(timed(lambda: training.run_g(z), runs))
            milliseconds[images] = round(median * 1e3, 3)
    return milliseconds


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--variant", choices=["example", "fp32", "best", "compiled"], default="best"
    )
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--forward-runs", type=int, default=20)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(0)
    training = Training(args.variant, args.batch)
    timed(training.step, WARM_UP_STEPS)
    seconds = timed(training.step, args.steps)
    median = statistics.median(seconds)
    report = {
        "torch": torch.__version__,
        "variant": args.variant,
        "batch": args.batch,
        "threads": args.threads,
        "step_s_median": round(median, 5),
        "step_s_min": round(min(seconds), 5),
        "images_per_s": round(args.batch / median, 1),
        "g_forward_ms": time_forward(training, args.forward_runs),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
