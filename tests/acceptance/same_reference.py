#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Two builds of zscope train the same steps with the reference kernels: equal checkpoints, bit for bit.

    same_reference.py OLD NEW [--data DATA] [--steps 10] [--threads 2] [more flags of zscope train]

OLD and NEW are the programs; an old one is a build of an earlier commit in another folder. --data: left out, 64
made-up images. Exit status 1 if a tensor differs.
"""
import argparse
import pathlib
import sys
import tempfile

from run_checks import Broken, checkpoints, different_tensors, make_images, step_of, tensors, train


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("old")
    parser.add_argument("new")
    parser.add_argument("--data")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--size", type=int, default=32)
    parser.add_argument("--width", type=int, default=32, help="ngf and ndf")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    args, more = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as folder:
        images = pathlib.Path(folder, "images")
        if not args.data:
            make_images(images, size=args.size)
        flags = ["--data", args.data or images, "--steps", args.steps, "--kernels", "reference", "--precision", "fp32",
                 "--size", args.size, "--ngf", args.width, "--ndf", args.width, "--batch", args.batch,
                 "--threads", args.threads, "--seed", args.seed, *more]
        newest = []
        for name, program in [("old", args.old), ("new", args.new)]:
            run = pathlib.Path(folder, name)
            train(program, run, *flags)
            newest.append(checkpoints(run)[-1])
        if any(step_of(checkpoint) != args.steps for checkpoint in newest):
            raise Broken(f"the newest checkpoints are not of step {args.steps}")
        old, new = map(tensors, newest)
    different = different_tensors(old, new)
    size = sum(len(value[2]) for value in old.values())
    print(f"step {args.steps}: {len(old)} tensors, {size} bytes, {len(different)} different")
    if different or not old:
        sys.exit("NOT equal: " + ", ".join(different[:5]))
    print("equal, bit for bit")


if __name__ == "__main__":
    try:
        main()
    except Broken as problem:
        sys.exit(str(problem))
