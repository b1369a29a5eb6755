#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does a world's oracle see in generated images what a person sees? Agreement and Cohen's kappa.

    agree_by_eye.py ZSCOPE MODEL WORLD BY_EYE.csv [--seed 77]

BY_EYE.csv (docs/by-eye/) has a line for each of the first samples of MODEL: 1, 0 or nothing where the
person could not tell. The oracle's own answers come from `zscope oracle judge`; what either of the
two is unsure of is left out and counted. Kappa is what they agree in beyond chance (Cohen 1960).
"""
import argparse
import csv
import pathlib
import subprocess
import sys
import tempfile


def answers(args: argparse.Namespace, count: int) -> list:
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "answers.csv"
        done = subprocess.run([args.zscope, "oracle", "judge", args.model, "--oracle", args.world, "--count",
                               str(count), "--seed", str(args.seed), "--labels", str(out)],
                              stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode != 0:
            sys.exit(done.stderr)
        with out.open(newline="") as file:
            return list(csv.DictReader(file))


def kappa(pairs: list) -> float:
    n = len(pairs)
    eye, oracle = (sum(pair[k] for pair in pairs) / n for k in (0, 1))
    chance = eye * oracle + (1 - eye) * (1 - oracle)
    same = sum(a == b for a, b in pairs) / n
    return (same - chance) / (1 - chance) if chance < 1 else float("nan")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("zscope")
    parser.add_argument("model")
    parser.add_argument("world")
    parser.add_argument("by_eye", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=77)
    args = parser.parse_args()
    with args.by_eye.open(newline="") as file:
        eye = list(csv.DictReader(file))
    oracle = answers(args, len(eye))
    print(f"{len(eye)} samples of {args.model}, seed {args.seed}")
    print(f"{'':12} {'compared':>8} {'eye unsure':>10} {'oracle unsure':>13} {'agree':>7} {'kappa':>6} "
          f"{'only eye':>8} {'only oracle':>11}")
    for key in eye[0]:
        if key == "sample":
            continue
        pairs = [(e[key] == "1", o[key] == "yes") for e, o in zip(eye, oracle) if e[key] and o[key] != "unsure"]
        print(f"{key:12} {len(pairs):8} {sum(not e[key] for e in eye):10} "
              f"{sum(o[key] == 'unsure' for o in oracle):13} {100 * sum(a == b for a, b in pairs) / len(pairs):6.1f}% "
              f"{kappa(pairs):6.3f} {sum(a and not b for a, b in pairs):8} {sum(b and not a for a, b in pairs):11}")


if __name__ == "__main__":
    main()
