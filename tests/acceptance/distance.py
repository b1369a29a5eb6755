#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Energy distance at 16x16 pixels between two sets of images.

    distance.py SAMPLES.safetensors HELD_OUT.safetensors [--baseline STEP0.safetensors]

Each file holds a tensor "images", (N, C, H, W), float, -1..1, as `zscope sample --out
FILE.safetensors` writes it. Energy distance (Szekely and Rizzo 2013): 2 E|X-Y| - E|X-X'| - E|Y-Y'|
over Euclidean distances of the images averaged down to 16x16. With --baseline (samples of step 0)
exits 1 unless the distance is under a third of the baseline's and the mean pairwise distance of the
samples is at least half of the data's. Needs numpy and nothing else.
"""
import argparse
import json
import struct
import sys

import numpy


def read_images(path: str) -> numpy.ndarray:
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        entry = json.loads(file.read(length))["images"]
        if entry["dtype"] != "F32":
            sys.exit(f"{path}: tensor images must be F32, not {entry['dtype']}")
        begin, end = entry["data_offsets"]
        file.seek(8 + length + begin)
        data = numpy.frombuffer(file.read(end - begin), dtype="<f4")
    return data.reshape(entry["shape"])


def small(images: numpy.ndarray) -> numpy.ndarray:
    """(N, C, H, W) -> (N, C*16*16), means over equal squares."""
    n, c, h, w = images.shape
    squares = images.reshape(n, c, 16, h // 16, 16, w // 16)
    return squares.mean(axis=(3, 5)).reshape(n, -1).astype(numpy.float64)


def distances(x: numpy.ndarray, y: numpy.ndarray) -> numpy.ndarray:
    squared = (x**2).sum(1)[:, None] + (y**2).sum(1)[None, :] - 2 * x @ y.T
    return numpy.sqrt(numpy.maximum(squared, 0))


def within(x: numpy.ndarray) -> float:
    """Mean distance of two different images of the set."""
    n = len(x)
    full = distances(x, x)
    numpy.fill_diagonal(full, 0)
    return full.sum() / (n * (n - 1))


def energy(x: numpy.ndarray, y: numpy.ndarray) -> float:
    return 2 * distances(x, y).mean() - within(x) - within(y)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("samples")
    parser.add_argument("data")
    parser.add_argument("--baseline")
    args = parser.parse_args()
    x, y = small(read_images(args.samples)), small(read_images(args.data))
    distance, spread, data_spread = energy(x, y), within(x), within(y)
    print(f"energy distance {distance:.4f}")
    print(f"mean pairwise distance: samples {spread:.4f}, data {data_spread:.4f}, "
          f"ratio {spread / data_spread:.3f} (>= 0.5 wanted)")
    if args.baseline:
        base = energy(small(read_images(args.baseline)), y)
        print(f"energy distance of the baseline {base:.4f}, ratio {distance / base:.4f} (< 0.333 wanted)")
        if not (distance < base / 3 and spread >= data_spread / 2):
            sys.exit("NOT reached")
        print("reached")


if __name__ == "__main__":
    main()
