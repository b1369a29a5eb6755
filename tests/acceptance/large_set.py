#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A set that is larger than memory should be: 300,000 files, scanned, cached and loaded.

    large_set.py ZSCOPE [--images 300000] [--folder FOLDER] [--most-gb 1.0] [--least-ratio 20]

Exports so many images of a world as single files (unless FOLDER holds as many), then runs, each as
its own process whose largest resident memory is asked from the system:
`zscope data scan`, `zscope bench data` with an empty cache (which builds it) and with the full one,
and `zscope bench`, the training that the loader has to feed. Prints the figures; exit status 1 if a
process took more memory or the loader is not that many times as fast as training. Linux only.
Nothing else should run meanwhile. Needs 3 GB of disk for the files and 4 GB for the cache.
"""
import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time


def measured(command: list, environment: dict) -> tuple:
    """(standard output, seconds, peak of resident memory in GB) of a command that must succeed."""
    start = time.monotonic()
    with subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, env=environment) as process:
        text = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))} ended with {process.returncode}")
    return text.decode(), time.monotonic() - start, usage.ru_maxrss * 1024 / 1e9


def make_files(zscope: str, folder: pathlib.Path, images: int) -> None:
    if folder.exists() and sum(1 for _ in os.scandir(folder)) >= images:
        return
    subprocess.run([zscope, "world", "faces", "--export", str(folder), "--count", str(images)], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("zscope")
    parser.add_argument("--images", type=int, default=300_000)
    parser.add_argument("--folder", type=pathlib.Path)
    parser.add_argument("--most-gb", type=float, default=1.0)
    parser.add_argument("--least-ratio", type=float, default=20.0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = args.folder or pathlib.Path(temporary) / "images"
        environment = os.environ | {"XDG_CACHE_HOME": str(pathlib.Path(temporary) / "cache")}
        make_files(args.zscope, folder, args.images)
        peaks = []

        def step(name: str, *command: object) -> str:
            text, seconds, peak = measured([args.zscope, *command], environment)
            peaks.append(peak)
            print(f"{name:22} {seconds:8.1f} s  peak of memory {peak:.3f} GB", flush=True)
            return text

        scan = json.loads(step("scan", "data", "scan", folder, "--json"))
        found = scan[0] if isinstance(scan, list) else scan
        print(f"{'':22} {found['records']} records, {found['usable']} usable")
        loader = ("bench", "data", folder, "--json")
        step("build of the cache", *loader)
        cached = json.loads(step("cached loader", *loader))
        training = json.loads(measured([args.zscope, "bench", "--json"], environment)[0])
        ratio = cached["images_per_s"] / training["images_per_s"]
        print(f"cached loader {cached['images_per_s']:.0f} images/s, training {training['images_per_s']:.0f}: "
              f"{ratio:.1f} times")
        if max(peaks) > args.most_gb or ratio < args.least_ratio:
            sys.exit(f"wanted: at most {args.most_gb} GB and at least {args.least_ratio} times")


if __name__ == "__main__":
    main()
