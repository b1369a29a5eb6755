#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Are D's features good for telling images apart? As the DCGAN paper asks (section 5.1).

    features_svm.py ZSCOPE [--model faces] [--world faces] [--labels glasses,hat] [--train 2000]

Writes D's features of labelled images of a world with `zscope features`, trains an L2-regularised
linear classifier on them and, beside it, on the raw pixels of the same images, and prints the
balanced accuracy of both on images that neither saw, with 95 % intervals (normal approximation).
Training images are of seed 7001, tested ones of seed 7002: no network here was trained on either. The
classifier is scikit-learn's linear SVM where that is installed, else a ridge regression onto -1
and +1; its strength is chosen among seven by a fifth of the training images. Needs numpy.
"""
import argparse
import json
import math
import pathlib
import struct
import subprocess
import tempfile

import numpy

STRENGTHS = [10.0 ** k for k in range(-2, 5)]


def read_safetensors(path: pathlib.Path) -> tuple[dict, dict]:
    kinds = {"F32": "<f4", "I64": "<i8", "U8": "u1"}
    with open(path, "rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        header = json.loads(file.read(length))
        data = file.read()
    facts = header.pop("__metadata__")
    arrays = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        arrays[name] = numpy.frombuffer(data[begin:end], kinds[entry["dtype"]]).reshape(entry["shape"])
    return arrays, facts


class Linear:
    """An L2-regularised linear classifier of rows whose products are known; both classes count alike."""

    def __init__(self, strength: float):
        self.strength = strength
        try:
            from sklearn.svm import SVC

            self.machine = SVC(kernel="precomputed", C=strength, class_weight="balanced")
        except ImportError:
            self.machine = None

    def fit(self, products: numpy.ndarray, y: numpy.ndarray) -> "Linear":
        if self.machine is not None:
            self.machine.fit(products, y)
            return self
        # Ridge in its dual form: as many unknowns as images.
        sign = numpy.where(y == 1, 1.0, -1.0)
        weight = numpy.where(y == 1, 0.5 / max(y.mean(), 1e-9), 0.5 / max(1 - y.mean(), 1e-9))
        self.dual = numpy.linalg.solve(products + numpy.diag(1.0 / (self.strength * weight)), sign)
        return self

    def predict(self, products: numpy.ndarray) -> numpy.ndarray:
        if self.machine is not None:
            return self.machine.predict(products)
        return (products @ self.dual > 0).astype(int)


def balanced(truth: numpy.ndarray, said: numpy.ndarray) -> tuple[float, float]:
    """Mean of both classes' shares of right answers, and half of its 95 % interval."""
    shares, variance = [], 0.0
    for kind in (0, 1):
        right = said[truth == kind] == kind
        shares.append(right.mean())
        variance += right.mean() * (1 - right.mean()) / len(right) / 4
    return float(numpy.mean(shares)), 1.96 * math.sqrt(variance)


def standardised(train: numpy.ndarray, test: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """One mean of each column, one scale for all, so that the distances keep their proportions."""
    middle = train.mean(axis=0)
    train, test = train - middle, test - middle
    scale = math.sqrt(float((train ** 2).sum(axis=1).mean()))
    one = numpy.ones
    join = lambda x: numpy.hstack([x / scale, one((len(x), 1))])  # noqa: E731  (an intercept)
    return join(train), join(test)


def accuracy(train, test, labels) -> list[tuple[float, float, float]]:
    """Of each (training labels, test labels): balanced accuracy, half its interval, the strength."""
    train, test = standardised(train.astype(numpy.float32), test.astype(numpy.float32))
    own, other = train @ train.T, test @ train.T
    held = len(train) // 5
    found = []
    for y_train, y_test in labels:
        best = max(STRENGTHS, key=lambda s: balanced(
            y_train[:held],
            Linear(s).fit(own[held:, held:], y_train[held:]).predict(own[:held, held:]))[0])
        share, half = balanced(y_test, Linear(best).fit(own, y_train).predict(other))
        found.append((share, half, best))
    return found


def features(options, seed: int, count: int, folder: pathlib.Path) -> tuple[dict, dict]:
    out = folder / f"{seed}.safetensors"
    subprocess.run([options.zscope, "features", options.model, "--data",
                    f"world:{options.world},seed={seed}", "--count", str(count), "--images", "--out", out],
                   check=True, stdout=subprocess.DEVNULL)  # fmt: skip
    return read_safetensors(out)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("zscope")
    parser.add_argument("--model", default="faces")
    parser.add_argument("--world", default="faces")
    parser.add_argument("--labels", default="glasses,hat")
    parser.add_argument("--train", type=int, default=2000)
    parser.add_argument("--test", type=int, default=2000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        train, facts = features(options, 7001, options.train, folder)
        test, _ = features(options, 7002, options.test, folder)
    columns = json.loads(facts["label_columns"])
    kind = "linear SVM" if Linear(1.0).machine is not None else "ridge regression"
    print(f"{kind}, {options.train} training and {options.test} test images; D of {facts['model']}, "
          f"step {facts['step']}: {train['features'].shape[1]} features")
    asked = options.labels.split(",")
    labels = [(train["labels"][:, columns.index(k)], test["labels"][:, columns.index(k)])
              for k in asked]  # fmt: skip
    flat = lambda t: t["images"].reshape(len(t["images"]), -1)  # noqa: E731
    for what, of in (("D's features", lambda t: t["features"]), ("raw pixels", flat)):
        for label, (share, half, best) in zip(asked, accuracy(of(train), of(test), labels)):
            print(f"{what:<13} {label:>10}  balanced accuracy {100 * share:.1f} % "
                  f"+- {100 * half:.1f} (C {best:g})", flush=True)


if __name__ == "__main__":
    main()
