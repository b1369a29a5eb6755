#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does training in bf16 go as training in fp32 does? Mean losses and opinions of some seeds, side by side.

    precision_bands.py build/bin/zscope [--runs FOLDER] [--seeds 5] [--steps 1000] [--last 300]

Trains each seed twice: as zscope chooses by itself (bf16 where the machine has it), and with the reference kernels
in fp32. A run's figure is its mean over the last steps; the means of the two kinds over the seeds may differ by at
most two pooled standard deviations (over the seeds). --runs: keeps the runs there, and does not train again what is
there already. 32 pixels, ngf = ndf = 32; takes tens of minutes. Exit status 1 if a figure is out of its band.
"""
import argparse
import math
import pathlib
import statistics
import sys
import tempfile

from run_checks import Broken, metrics, train

FIGURES = ["d_x", "d_g_z1", "d_g_z2", "loss_d", "loss_g"]
KINDS = {"auto": [], "reference": ["--kernels", "reference", "--precision", "fp32"]}
MOST = 2.0  # pooled standard deviations


def last_means(args, run: pathlib.Path) -> dict:
    """figure -> mean over the last steps"""
    steps = metrics(run)
    last = [steps[step] for step in range(args.steps - args.last + 1, args.steps + 1)]
    return {figure: statistics.fmean(line[figure] for line in last) for figure in FIGURES}


def train_once(args, folder: pathlib.Path, kind: str, seed: int) -> dict:
    run = folder / f"{kind}-{seed}"
    steps = ["--steps", args.steps]
    if not run.exists():
        train(args.zscope, run, "--data", args.data, "--size", args.size, "--ngf", args.width, "--ndf", args.width,
              "--batch", args.batch, "--seed", seed, *KINDS[kind], *steps)
    elif args.steps not in metrics(run):
        train(args.zscope, run, "--resume", *steps)
    means = last_means(args, run)
    print(f"{kind:<9}  seed {seed}  " + "  ".join(f"{name} {value:.4f}" for name, value in means.items()), flush=True)
    return means


def compare(figure: str, ours: list, reference: list) -> bool:
    difference = statistics.fmean(ours) - statistics.fmean(reference)
    pooled = math.sqrt((statistics.variance(ours) + statistics.variance(reference)) / 2)
    good = abs(difference) <= MOST * pooled
    print(f"{figure:<8} {statistics.fmean(ours):8.4f} {statistics.fmean(reference):10.4f} {difference:+11.4f} "
          f"{pooled:10.4f} {abs(difference) / pooled if pooled else math.inf:8.2f}  {'ok' if good else 'FAILED'}")
    return good


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("zscope")
    parser.add_argument("--runs", type=pathlib.Path)
    parser.add_argument("--data", default="model")
    parser.add_argument("--seeds", type=int, default=5, help="at least 2")
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--last", type=int, default=300)
    parser.add_argument("--size", type=int, default=32)
    parser.add_argument("--width", type=int, default=32, help="ngf and ndf")
    parser.add_argument("--batch", type=int, default=128)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.runs or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        means = {kind: [] for kind in KINDS}
        for seed in range(1, args.seeds + 1):
            for kind in KINDS:
                means[kind].append(train_once(args, folder, kind, seed))
    print(f"\nmeans over the last {args.last} of {args.steps} steps and {args.seeds} seeds")
    print("figure       auto  reference  difference  deviation    ratio")
    good = [compare(figure, *([run[figure] for run in means[kind]] for kind in KINDS)) for figure in FIGURES]
    if not all(good):
        sys.exit(f"NOT within {MOST:.0f} pooled standard deviations")
    print(f"all within {MOST:.0f} pooled standard deviations")


if __name__ == "__main__":
    try:
        main()
    except Broken as problem:
        sys.exit(str(problem))
