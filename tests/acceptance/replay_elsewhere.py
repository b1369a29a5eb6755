#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Is a picture the same when it is drawn again, here and as on other processors?

    replay_elsewhere.py build/bin/zscope [MODEL ...]

Draws a picture with each tool of the command line, then replays the recipe in it: as it is, with one
thread, and with the libraries told to use only AVX2, then only SSE4 (their own environment
variables). Here pixels must be identical; there at most one level of 255 apart. Fails otherwise.
"""

import argparse
import itertools
import json
import os
import pathlib
import struct
import subprocess
import tempfile
import zlib

LINES = {
    "sample": ["sample", "--seed", "7", "--count", "64"],
    "interpolate": ["interpolate", "--from", "3", "--to", "12"],
    "arithmetic": ["arithmetic", "--plus", "1", "2", "3", "--minus", "4", "5", "6", "--base", "7",
                   "--spread", "--control"],
    "sheet": ["sheet", "--corners", "1", "2", "3", "4"],
    "walk": ["walk", "--steps", "12", "--between", "1"],
}  # fmt: skip
PATH = {
    "format": "zscope-path", "version": 1, "closed": True, "segment_s": 1.1,
    "points": [{"seed": 7}, {"seed": 7, "row": 3, "hold_s": 0.5}, {"seed": 9}],
}  # fmt: skip
PLACES = {
    "here": ({}, 0),
    "one thread": ({"OMP_NUM_THREADS": "1"}, 0),
    "AVX2": ({"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2",
              "MKL_ENABLE_INSTRUCTIONS": "AVX2"}, 1),
    "SSE4": ({"ATEN_CPU_CAPABILITY": "default", "ONEDNN_MAX_CPU_ISA": "SSE41",
              "MKL_ENABLE_INSTRUCTIONS": "SSE4_2"}, 1),
}  # fmt: skip


def pixels(file: pathlib.Path) -> bytes:
    """The rows of a PNG of 8 bits, unfiltered (PNG specification, 9.2)."""
    data = file.read_bytes()
    packed, at, width, depth = b"", 8, 0, 0
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, depth = struct.unpack(">I", body[:4])[0], {0: 1, 2: 3, 6: 4}[body[9]]
        if kind == b"IDAT":
            packed += body
        at += 12 + length
    raw, rows = zlib.decompress(packed), bytearray()
    stride, above = width * depth, bytearray(width * depth)
    for start in range(0, len(raw), stride + 1):
        method, row = raw[start], bytearray(raw[start + 1 : start + 1 + stride])
        for i in range(stride):
            a = row[i - depth] if i >= depth else 0
            b, c = above[i], above[i - depth] if i >= depth else 0
            p = a + b - c
            nearest = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
            row[i] = (row[i] + (0, a, b, (a + b) // 2, nearest)[method]) & 255
        rows += row
        above = row
    return bytes(rows)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("zscope")
    parser.add_argument("models", nargs="*", default=["default", "faces", "rooms"])
    options = parser.parse_args()

    def zscope(words: list[object], more: dict[str, str]) -> None:
        subprocess.run([options.zscope, *map(str, words)], check=True, env={**os.environ, **more},
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip

    failed = False
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "path.json").write_text(json.dumps(PATH))
        made = {}
        for model, tool in itertools.product(options.models, [*LINES, "path"]):
            first, *rest = LINES.get(tool, ["path", folder / "path.json", "--equal-speed", "--fps", 10])
            file = folder / f"{model}-{tool}.png".replace("/", "_")
            zscope([first, model, *rest, "--out", file], {})
            made[file] = pixels(file)
        for place, (environment, allowed) in PLACES.items():
            most, other, values = 0, 0, 0
            for file, was in made.items():
                zscope(["replay", file, "--out", folder / "again.png"], environment)
                apart = [abs(a - b) for a, b in zip(was, pixels(folder / "again.png"), strict=True)]
                most, other = max(most, *apart), other + sum(map(bool, apart))
                values += len(apart)
            failed |= most > allowed
            print(f"{place}: {len(made)} pictures, at most {most} of 255 apart (allowed {allowed}), "
                  f"{other} of {values} values", flush=True)  # fmt: skip
    raise SystemExit(failed)


if __name__ == "__main__":
    main()
