#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""SIGINT at random moments of training: ends in time, the newest checkpoint loads, nothing is left.

    interrupt.py build/bin/zscope --data DATA [--times 20] [--limit-s 3] [flags of zscope train]

--limit-s: the longer of 3 s and one step. A seed makes the moments repeatable; they begin half a second
after the start, when the program has loaded LibTorch and listens to signals.
"""
import argparse
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time


def one(args, more, run: pathlib.Path, wait_s: float) -> float:
    process = subprocess.Popen([args.zscope, "train", "--data", args.data, "--run", run, *more],
                               stderr=subprocess.PIPE)
    time.sleep(wait_s)
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    took = time.monotonic() - began
    if process.returncode != 0:
        sys.exit(f"exit code {process.returncode} after a SIGINT at {wait_s:.2f} s: {err.decode()[-500:]}")
    return took


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("zscope")
    parser.add_argument("--data", default="model")
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--limit-s", type=float, default=3.0)
    parser.add_argument("--seed", type=int, default=1)
    args, more = parser.parse_known_args()
    moments = random.Random(args.seed)
    took, empty = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for i in range(args.times):
            run = pathlib.Path(folder, f"run-{i}")
            took.append(one(args, more, run, moments.uniform(0.5, 8.0)))
            left = [p for p in run.rglob("*") if ".tmp" in p.name or p.name.startswith(".")]
            if left:
                sys.exit(f"left behind: {left}")
            if not list((run / "checkpoints").glob("*.safetensors")):
                empty += 1  # stopped before the first step was prepared
                continue
            info = subprocess.run([args.zscope, "info", run, "--json"], capture_output=True)
            if info.returncode != 0:
                sys.exit(f"the newest checkpoint does not load: {info.stderr.decode()}")
    print(f"{args.times} interrupts: longest {max(took):.2f} s, median {sorted(took)[len(took) // 2]:.2f} s; "
          f"{args.times - empty} newest checkpoints load, {empty} stopped before training began")
    if max(took) > args.limit_s:
        sys.exit(f"NOT within {args.limit_s} s")


if __name__ == "__main__":
    main()
