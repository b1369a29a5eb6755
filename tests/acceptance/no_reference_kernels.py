#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""No training step may fall to oneDNN's reference kernels, which are up to a thousand times slower.

    no_reference_kernels.py build/bin/zscope [--batch 16] [--threads 2] [more flags of zscope bench]

One step and G's forward pass in fp32, and in bf16 where this machine computes it fast, under ONEDNN_VERBOSE=1.
Prints the implementations that were called, and how often; it may be that none was, where zscope computes with
kernels of its own. Exit status 1 if one is called `ref` or `ref:any`.
"""
import argparse
import collections
import json
import os
import subprocess
import sys

# onednn_verbose,v1,primitive,exec,cpu,KIND,IMPLEMENTATION,…
KIND, IMPLEMENTATION = 5, 6


def bench(zscope: str, flags: list) -> tuple:
    """(precision, what was called: (kind, implementation) -> times)"""
    command = [zscope, "bench", "--json", "--steps", "1", "--forward-runs", "1", *flags]
    done = subprocess.run(command, env=os.environ | {"ONEDNN_VERBOSE": "1"}, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench ended with {done.returncode}: {done.stderr[-500:]}")
    lines = done.stdout.splitlines()
    if not any(line.startswith("onednn_verbose,") for line in lines):
        sys.exit("oneDNN says nothing at all: this LibTorch has another library or none that listens")
    report = json.loads(next(line for line in lines if line.startswith("{")))
    called = collections.Counter()
    for line in lines:
        if line.startswith("onednn_verbose,") and ",primitive,exec," in line:
            fields = line.split(",")
            called[fields[KIND], fields[IMPLEMENTATION]] += 1
    return report["precision"], called


def is_reference(implementation: str) -> bool:
    """Of a primitive, or of one that it hands its work to: "conv:any+ref:any"."""
    return any(part.split(":")[0] == "ref" for part in implementation.split("+"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("zscope")
    parser.add_argument("--batch", default="16")
    parser.add_argument("--threads", default="2")
    args, more = parser.parse_known_args()
    found = []
    seen = set()
    for asked in ("auto", "fp32"):
        precision, called = bench(args.zscope, ["--precision", asked, "--batch", args.batch, "--threads", args.threads,
                                                *more])
        if precision in seen:
            continue
        seen.add(precision)
        print(f"{precision}: {sum(called.values())} calls of {len(called)} implementations")
        for (kind, implementation), times in sorted(called.items()):
            wrong = is_reference(implementation)
            found += [f"{precision} {kind} {implementation}"] if wrong else []
            print(f"  {times:6d}  {kind:<14} {implementation}{'  REFERENCE' if wrong else ''}")
    if found:
        sys.exit("reference kernels were called: " + ", ".join(found))
    print("no reference kernels")


if __name__ == "__main__":
    main()
