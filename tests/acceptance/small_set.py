#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What DiffAugment does for a small set: 500 images of a world, with and without, equal steps.

    small_set.py ZSCOPE ORACLE [--world faces] [--images 500] [--steps 4000] [--work FOLDER]

Trains two 32-pixel DCGANs (ngf, ndf 32) that differ in --augment alone, on images 0 … of the world,
and prints for each, at equal steps: the kernel distance (KID) of 5,000 samples to 5,000 held-out
images of the world in the oracle's features, with its standard error, and the mean pairwise
distance of 1,000 samples relative to that of the world's images (at 16x16 pixels).
Needs numpy (distance.py).
"""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

import distance


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}\n{done.stderr}")
    return done.stdout


def train(args: argparse.Namespace, augment: str, folder: pathlib.Path) -> str:
    run_dir = str(folder / augment)
    run(args.zscope, "train", "--data", f"world:{args.world},count={args.images}", "--run", run_dir,
        "--steps", str(args.steps), "--size", "32", "--ngf", "32", "--ndf", "32", "--batch", "64",
        "--seed", "1", "--augment", augment, "--threads", str(args.threads),
        "--checkpoint-every", str(args.steps), "--sample-every", str(args.steps))
    return run_dir


def spread_of(args: argparse.Namespace, model: str, folder: pathlib.Path) -> float:
    out = str(folder / "samples.safetensors")
    run(args.zscope, "sample", model, "--seed", "11", "--count", "1000", "--out", out)
    return distance.within(distance.small(distance.read_images(out)))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("zscope")
    parser.add_argument("oracle")
    parser.add_argument("--world", default="faces")
    parser.add_argument("--images", type=int, default=500)
    parser.add_argument("--steps", type=int, default=4000)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--work", help="keep the runs here")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(args.work or temporary)
        folder.mkdir(parents=True, exist_ok=True)
        print(f"{args.images} images of {args.world}, {args.steps} steps")
        for augment in ("none", "diffaugment"):
            model = train(args, augment, folder)
            judged = run(args.zscope, "oracle", "judge", model, "--oracle", args.oracle, "--count",
                         "5000")
            kid = re.search(r"KID.*: (\S+) ± (\S+)", judged)
            assert kid is not None, judged
            print(f"{augment:12} KID {kid.group(1)} ± {kid.group(2)}, mean pairwise distance "
                  f"{spread_of(args, model, folder):.3f}")


if __name__ == "__main__":
    main()
