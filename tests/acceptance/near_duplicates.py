#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How many near-duplicates the two hashes of `zscope data scan` find, and how many they take for one.

    near_duplicates.py ZSCOPE [--world faces] [--images 3000] [--repeated 90] [--bits 12]

Draws images of a world, none like another, and adds variants of some of them, made by Pillow:
compressed, resized, brighter, darker, moved by a pixel. Recall: variants that are linked with their
own original or another variant of it. Precision: of all images that the scan would leave out, those
that are such variants. The autoencoder's scan runs once, at --bits; lower limits are read off the
distances of its pairs.
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

from loaders import enter_environment


def variants(image):
    """Name, changed image."""
    import io

    from PIL import Image, ImageChops, ImageEnhance

    def jpeg(quality):
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality)
        return Image.open(file).convert("RGB")

    side = image.width
    yield "JPEG, quality 85", jpeg(85)
    yield "JPEG, quality 60", jpeg(60)
    for percent in (-3, 3):
        size = round(side * (1 + percent / 100))
        yield f"resized {percent:+} %", image.resize((size, size), Image.BILINEAR)
    for percent in (-2, 2):
        yield f"brightness {percent:+} %", ImageEnhance.Brightness(image).enhance(1 + percent / 100)
    yield "moved by 1 pixel", ImageChops.offset(image, 1, 0)


def write_set(zscope: str, folder: pathlib.Path, asked) -> list:
    """The kinds of variants. Originals ("images/") sort before them: what is left out is a variant."""
    from PIL import Image

    subprocess.run([zscope, "world", asked.world, "--export", folder, "--count", str(asked.images),
                    "--seed", "17"], check=True, capture_output=True)  # fmt: skip
    (folder / "variants").mkdir()
    kinds = []
    for path in sorted((folder / "images").glob("*.png"))[: asked.repeated]:
        kinds = []
        for name, image in variants(Image.open(path).convert("RGB")):
            image.save(folder / "variants" / f"{path.stem}-{len(kinds)}.png")
            kinds.append(name)
    return kinds


def pairs_of(zscope: str, folder: pathlib.Path, *options) -> list:
    done = subprocess.run([zscope, "data", "scan", folder, "--json", *options], check=True,
                          stdout=subprocess.PIPE, text=True)  # fmt: skip
    scan = json.loads(done.stdout)
    if scan["duplicate_images"] > len(scan["duplicate_pairs"]):
        raise SystemExit("more pairs than the report lists: fewer --repeated or --bits")
    return scan["duplicate_pairs"]


def judge(name: str, pairs: list, kinds: list, repeated: int) -> None:
    right = [0] * len(kinds)
    wrong = 0
    for first, second, _ in pairs:
        number = pathlib.Path(second).stem.split("-")
        if "variants" in second and pathlib.Path(first).stem.split("-")[0] == number[0]:
            right[int(number[1])] += 1
        else:
            wrong += 1
    found = sum(right)
    parts = " | ".join(f"{100 * n / repeated:.0f}" for n in right)
    precision = f"{100 * found / (found + wrong):.1f}" if pairs else "-"
    print(f"| {name} | {100 * found / (repeated * len(kinds)):.1f} | {precision} | {parts} |",
          flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("zscope")
    parser.add_argument("--world", default="faces")
    parser.add_argument("--images", type=int, default=3000)
    parser.add_argument("--repeated", type=int, default=90)
    parser.add_argument("--bits", type=int, default=12)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        kinds = write_set(asked.zscope, folder, asked)
        print(f"{asked.images} images of {asked.world}, {asked.repeated} of them in "
              f"{len(kinds)} variants each; all in %\n")  # fmt: skip
        print(f"| hash | recall | precision | {' | '.join(kinds)} |")
        print("|---" * (3 + len(kinds)) + "|")
        pairs = pairs_of(asked.zscope, folder)
        for bits in range(4):
            judge(f"perceptual, ≤ {bits} of 64 bits", [p for p in pairs if p[2] <= bits], kinds,
                  asked.repeated)  # fmt: skip
        pairs = pairs_of(asked.zscope, folder, "--autoencoder", "--bits", str(asked.bits))
        for bits in range(0, asked.bits + 1, 2):
            judge(f"autoencoder, ≤ {bits} of 128 bits", [p for p in pairs if p[2] <= bits], kinds,
                  asked.repeated)  # fmt: skip


if __name__ == "__main__":
    enter_environment()
    main()
