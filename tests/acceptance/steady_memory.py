#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does a long training keep its memory? The resident set of an early stretch of steps against that of the last.

    steady_memory.py build/bin/zscope [--steps 2000] [--data DATA] [--most 1.0] [more flags of zscope train]

Of 2,000 steps, the mean over steps 500-700 is compared with that over 1800-2000: it may grow by at most 1 %. With
another --steps the stretches move along. Checkpoints and sheets are written every 100 steps, so that both stretches
hold as many. The networks are small by default, so that a leak is large beside them: 1 % is some kilobytes a step.
--data: left out, 64 made-up images. Linux only. Exit status 1 if it grew by more.
"""
import argparse
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from run_checks import Broken, make_images

EARLY, LATE = (0.25, 0.35), (0.9, 1.0)  # of the steps; progress is told at every twentieth
PERIOD_S = 0.02


def resident_kib(process: int) -> int:
    """0 if it has ended."""
    try:
        status = pathlib.Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)
    return int(found[1]) if found else 0


class Watched:
    """A training: its memory over time, and when it said that it had reached which step."""

    def __init__(self, command: list) -> None:
        self.process = subprocess.Popen([str(part) for part in command], stderr=subprocess.PIPE, text=True)
        self.said: list = []
        self.reached: dict = {}  # step -> moment
        self.samples: list = []  # (moment, KiB)
        reader = threading.Thread(target=self.read)
        reader.start()
        while self.process.poll() is None:
            if kib := resident_kib(self.process.pid):
                self.samples.append((time.monotonic(), kib))
            time.sleep(PERIOD_S)
        reader.join()
        if self.process.returncode != 0:
            raise Broken(f"training ended with {self.process.returncode}: {''.join(self.said)[-500:]}")

    def read(self) -> None:
        for line in self.process.stderr:
            self.said.append(line)
            if found := re.search(r"\| (\d+)/\d+ \[", line):
                self.reached.setdefault(int(found[1]), time.monotonic())

    def moment(self, step: float) -> float:
        """When the step was reached: between the two told steps around it, in proportion."""
        before = max((told for told in self.reached if told <= step), default=None)
        after = min((told for told in self.reached if told >= step), default=None)
        if before is None or after is None:
            raise Broken(f"no word about step {step:.0f}: {''.join(self.said)[-500:]}")
        if before == after:
            return self.reached[before]
        share = (step - before) / (after - before)
        return self.reached[before] + share * (self.reached[after] - self.reached[before])

    def mean_kib(self, first: float, last: float) -> tuple:
        """(mean, number of samples)"""
        begin, end = self.moment(first), self.moment(last)
        values = [kib for moment, kib in self.samples if begin <= moment <= end]
        if not values:
            raise Broken(f"steps {first:.0f}-{last:.0f} took less than a sample: take larger networks")
        return statistics.fmean(values), len(values)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("zscope")
    parser.add_argument("--data")
    parser.add_argument("--steps", type=int, default=2000)
    parser.add_argument("--size", type=int, default=32)
    parser.add_argument("--width", type=int, default=16, help="ngf and ndf")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--most", type=float, default=1.0, help="per cent that it may grow")
    args, more = parser.parse_known_args()
    every = max(1, args.steps // 20)
    with tempfile.TemporaryDirectory() as folder:
        images = pathlib.Path(folder, "images")
        if not args.data:
            make_images(images, size=args.size)
        watched = Watched([args.zscope, "train", "--data", args.data or images, "--run", pathlib.Path(folder, "run"),
                           "--steps", args.steps, "--size", args.size, "--ngf", args.width, "--ndf", args.width,
                           "--batch", args.batch, "--checkpoint-every", every, "--sample-every", every, *more])
    means = []
    for first, last in (EARLY, LATE):
        mean, count = watched.mean_kib(first * args.steps, last * args.steps)
        means.append(mean)
        print(f"steps {first * args.steps:.0f}-{last * args.steps:.0f}: {mean / 1000:.1f} MB "
              f"resident, mean of {count} samples")
    growth = 100 * (means[1] / means[0] - 1)
    peak = max(kib for _, kib in watched.samples)
    print(f"growth {growth:+.2f} % (at most {args.most} %), largest sample {peak / 1000:.1f} MB")
    if growth > args.most:
        sys.exit("NOT steady")
    print("steady")


if __name__ == "__main__":
    try:
        main()
    except Broken as problem:
        sys.exit(str(problem))
