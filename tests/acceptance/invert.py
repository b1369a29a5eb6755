#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does `zscope invert` find images again that the model itself made?

    invert.py build/bin/zscope MODEL [--cases 100] [--threads 0]

Draws the images with `zscope sample`, looks for each with `zscope invert`, and counts how many come
within 0.02 of the range from black to white, on the average over the pixels (0.04 in the network's
-1...1). Fails below 80 of 100. The distance is measured here too, from the images that the z which
were found draw, with nothing of zscope's own figures.
"""

import argparse
import json
import pathlib
import statistics
import struct
import subprocess
import tempfile
import zlib

ENOUGH = 0.02  # of the range from black to white
SHARE = 0.8


def tensor(path: pathlib.Path, name: str) -> tuple[list[int], tuple[float, ...]]:
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    entry = json.loads(data[8 : 8 + length])[name]
    first, last = (8 + length + at for at in entry["data_offsets"])
    return entry["shape"], struct.unpack(f"<{(last - first) // 4}f", data[first:last])


def to_byte(value: float) -> int:
    return max(0, min(255, int((value + 1.0) * 127.5 + 0.5)))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("zscope")
    parser.add_argument("model")
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--seed", type=int, default=4242)
    parser.add_argument("--threads", type=int, default=0)
    options = parser.parse_args()

    def zscope(*arguments: object) -> str:
        command = [options.zscope, *map(str, arguments)]
        return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        # Each image of a seed of its own: no two share a draw.
        photos, sought = [], []
        for i in range(options.cases):
            zscope("sample", options.model, "--seed", options.seed + i, "--count", 1, "--out",
                   folder / "numbers.safetensors")  # fmt: skip
            shape, values = tensor(folder / "numbers.safetensors", "images")
            photos.append(folder / f"{i:03}.png")
            write_png(photos[-1], shape, values)
            sought.append(values)
        found = json.loads(zscope("invert", options.model, *photos, "--out", folder / "z.safetensors",
                                  "--threads", options.threads, "--json"))  # fmt: skip
        zscope("sample", options.model, "--z", folder / "z.safetensors", "--out",
               folder / "again.safetensors")  # fmt: skip
        shape, values = tensor(folder / "again.safetensors", "images")
        each = len(values) // shape[0]
        distances = []
        for i in range(options.cases):
            again = values[i * each : (i + 1) * each]
            off = sum(abs(a - b) for a, b in zip(again, sought[i], strict=True))
            distances.append(off / each / 2.0)
    near = sum(distance <= ENOUGH for distance in distances)
    claimed = sum(one["distance"]["pixels"] <= ENOUGH for one in found)
    seconds = [one["seconds"] for one in found]
    print(f"{options.model}: {near} of {options.cases} within {ENOUGH} of the range "
          f"({2 * ENOUGH} of -1...1); zscope says {claimed}")  # fmt: skip
    print(f"  distance median {statistics.median(distances):.4f}, largest {max(distances):.4f}; "
          f"nearest random sample, median {statistics.median(o['yardstick']['pixels'] for o in found):.4f}")  # fmt: skip
    print(f"  seconds an image: first {seconds[0]:.1f} (with its random samples), then median "
          f"{statistics.median(seconds[1:] or seconds):.1f}, largest {max(seconds[1:] or seconds):.1f}")  # fmt: skip
    if near < SHARE * options.cases or abs(near - claimed) > 1:
        raise SystemExit("fewer than wanted, or zscope's own figures differ")


def write_png(path: pathlib.Path, shape: list[int], values: tuple[float, ...]) -> None:
    _, channels, height, width = shape
    rows = b""
    for y in range(height):
        rows += b"\0"
        for x in range(width):
            rows += bytes(to_byte(values[(c * height + y) * width + x]) for c in range(channels))

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 2 if channels == 3 else 0, 0, 0, 0)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
                     + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))  # fmt: skip


if __name__ == "__main__":
    main()
