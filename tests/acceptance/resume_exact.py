#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""40 steps against 20 + resume + 20: every tensor of the checkpoint equal, bit for bit.

    resume_exact.py build/bin/zscope --data DATA [--steps 40] [more flags of zscope train]
    resume_exact.py build/bin/zscope --data DATA --kernels auto --precision auto
"""
import argparse
import pathlib
import sys
import tempfile

from run_checks import different_tensors, tensors, train


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("zscope")
    parser.add_argument("--data", default="model")
    parser.add_argument("--steps", type=int, default=40)
    parser.add_argument("--kernels", default="reference")
    parser.add_argument("--precision", default="fp32")
    args, more = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        whole, halves = pathlib.Path(folder, "whole"), pathlib.Path(folder, "halves")
        fixed = ["--kernels", args.kernels, "--precision", args.precision, *more]
        data = ["--data", args.data]
        train(args.zscope, whole, *data, "--steps", args.steps, *fixed)
        train(args.zscope, halves, *data, "--steps", args.steps // 2, *fixed)
        train(args.zscope, halves, *data, "--steps", args.steps, "--resume")
        name = f"checkpoints/step-{args.steps:06d}.safetensors"
        a, b = tensors(whole / name), tensors(halves / name)
    different = different_tensors(a, b)
    size = sum(len(value[2]) for value in a.values())
    print(f"{len(a)} tensors, {size} bytes, {len(different)} different")
    if different or not a:
        sys.exit("NOT equal: " + ", ".join(different[:5]))
    print("equal, bit for bit")


if __name__ == "__main__":
    main()
