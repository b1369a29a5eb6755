#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fills a folder with 500 good images of mixed kinds and 30 broken, odd and hostile entries.

    hostile_folder.py FOLDER                       makes it
    hostile_folder.py FOLDER --check ZSCOPE        makes it and trains two steps on it

--check fails unless training ends well and names each bad entry. Deterministic. Writes FOLDER.json beside it: {"good": 500, "bad": [paths below FOLDER]}, where each
path must be named by whoever scans the folder. Needs Pillow. What is unreadable is broken as well,
so that the list also holds for root, who may read everything."""
import argparse
import io
import json
import os
import random
import struct
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

from PIL import Image

GOOD = 500


def picture(index, mode):
    """A small scene, different for each index: a gradient, a disc and some noise."""
    rng = random.Random(index)
    width, height = rng.choice([(64, 64), (80, 64), (48, 100), (33, 17), (200, 150), (1, 1), (640, 480)])
    base = Image.linear_gradient("L").resize((width, height))
    tint = [rng.randrange(256) for _ in range(3)]
    image = Image.merge("RGB", [base.point(lambda v, t=t: (v + t) // 2) for t in tint])
    noise = Image.frombytes("RGB", (8, 8), rng.randbytes(192)).resize((width, height))
    image = Image.blend(image, noise, 0.3)
    if mode in ("RGBA", "LA"):
        image.putalpha(base)
    return image.convert(mode)


# Kind of file, Pillow's format, mode, extension, options.
KINDS = [
    ("png", "PNG", "RGB", ".png", {}),
    ("jpeg", "JPEG", "RGB", ".jpg", {"quality": 85}),
    ("bmp", "BMP", "RGB", ".bmp", {}),
    ("webp", "WebP", "RGB", ".webp", {"quality": 80}),
    ("png grey", "PNG", "L", ".png", {}),
    ("jpeg grey", "JPEG", "L", ".jpeg", {}),
    ("png alpha", "PNG", "RGBA", ".PNG", {}),
    ("png grey alpha", "PNG", "LA", ".png", {}),
    ("png palette", "PNG", "P", ".png", {}),
    ("png 1 bit", "PNG", "1", ".png", {}),
    ("jpeg cmyk", "JPEG", "CMYK", ".jpg", {}),
    ("jpeg progressive", "JPEG", "RGB", ".jpg", {"progressive": True}),
    ("webp alpha", "WebP", "RGBA", ".webp", {"lossless": True}),
    ("bmp grey", "BMP", "L", ".bmp", {}),
    ("wrong extension", "PNG", "RGB", ".jpg", {}),
    ("wrong extension", "JPEG", "RGB", ".png", {}),
    ("wrong extension", "WebP", "RGB", ".txt", {}),
    ("no extension", "JPEG", "RGB", "", {}),
]
FOLDERS = ["", "a", "a/b", "a/b/c c", "ünïcode", ".hidden", "photos.old"]


def encoded(image, **options):
    out = io.BytesIO()
    image.save(out, **options)
    return out.getvalue()


def write_good(folder):
    for index in range(GOOD):
        _, form, mode, extension, options = KINDS[index % len(KINDS)]
        path = folder / FOLDERS[index % len(FOLDERS)] / f"good-{index:03d}{extension}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encoded(picture(index, mode), format=form, **options))


def png_chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width, height, data, bits=8, colour=2):
    header = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", data) +
            png_chunk(b"IEND", b""))


def png_bomb():
    """Claims 16x16 pixels and unpacks to 1 GB."""
    packer = zlib.compressobj(9)
    block = bytes(1 << 20)
    data = b"".join(packer.compress(block) for _ in range(1024)) + packer.flush()
    return png(16, 16, data)


def bad_files():
    rng = random.Random(2026)
    scene = picture(7, "RGB").resize((96, 96))
    good_png = encoded(scene, format="PNG")
    good_jpeg = encoded(scene, format="JPEG")
    good_webp = encoded(scene, format="WebP")
    good_bmp = encoded(scene, format="BMP")
    progressive = encoded(scene, format="JPEG", progressive=True)
    flipped = bytearray(good_png)
    flipped[len(flipped) // 2] ^= 0x10
    gif = encoded(scene, format="GIF")
    gif_bomb = (b"GIF89a" + struct.pack("<HHBBB", 65535, 65535, 0x80, 0, 0) + bytes(6) + b"," +
                struct.pack("<HHHHB", 0, 0, 65535, 65535, 0) + b"\x02\x02\x4c\x01\x00;")
    wide_jpeg = bytearray(good_jpeg)
    at = wide_jpeg.index(b"\xff\xc0") + 5
    wide_jpeg[at:at + 4] = struct.pack(">HH", 65500, 65500)
    tall_jpeg = bytearray(good_jpeg)
    tall_jpeg[at:at + 4] = struct.pack(">HH", 8192, 8192)
    wide_bmp = bytearray(good_bmp)
    wide_bmp[18:26] = struct.pack("<ii", 0x7FFFFFFF, -0x80000000)
    animated = encoded(scene, format="WebP", save_all=True,
                       append_images=[scene.transpose(Image.Transpose.FLIP_LEFT_RIGHT)])
    return {
        "truncated.png": good_png[: len(good_png) // 2],
        "truncated.jpg": good_jpeg[: len(good_jpeg) * 2 // 3],
        "truncated-progressive.jpg": progressive[: len(progressive) // 2],
        "truncated.webp": good_webp[: len(good_webp) // 2],
        "truncated.bmp": good_bmp[: len(good_bmp) - 100],
        "empty.png": b"",
        "one-byte.jpg": b"\xff",
        "text.png": b"this is a letter, not a picture\n",
        "page.jpg": b"<!DOCTYPE html><title>404 Not Found</title>\n",
        "archive.png": b"PK\x03\x04" + rng.randbytes(500),
        "huge-header.png": png(0x7FFFFFFF, 0x7FFFFFFF, zlib.compress(bytes(100))),
        "wide-header.png": png(100000, 2, zlib.compress(bytes(100))),
        "bomb.png": png_bomb(),
        "no-pixels.png": png(0, 0, zlib.compress(b"")),
        "short-pixels.png": png(64, 64, zlib.compress(bytes(1000))),
        "wrong-sum.png": bytes(flipped),
        "odd-depth.png": png(16, 16, zlib.compress(bytes(1000)), bits=7),
        "animation.gif": gif,
        "bomb.gif": gif_bomb,
        "gif-in-disguise.jpg": gif,
        "random.jpg": b"\xff\xd8\xff\xe0" + rng.randbytes(4000),
        "random.webp": b"RIFF" + struct.pack("<I", 4000) + b"WEBPVP8 " + rng.randbytes(3992),
        "huge-header.jpg": bytes(wide_jpeg),
        "large-claim.jpg": bytes(tall_jpeg),
        "huge-header.bmp": bytes(wide_bmp),
        "animated.webp": animated,
        "deep/er/unreadable.png": good_png[:100],
    }


def make(folder):
    folder.mkdir(parents=True)
    write_good(folder)
    bad = []
    for name, data in bad_files().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        bad.append(name)
    os.chmod(folder / "deep/er/unreadable.png", 0)
    os.symlink("loop-b.png", folder / "loop-a.png")
    os.symlink("loop-a.png", folder / "loop-b.png")
    os.symlink("../..", folder / "a/b/up")
    (folder / "folder.png").mkdir()
    bad += ["loop-a.png", "loop-b.png", "folder.png"]
    # Odd, but nothing to name: it is followed no further.
    assert len(bad) == 30, len(bad)
    Path(str(folder) + ".json").write_text(json.dumps({"good": GOOD, "bad": sorted(bad)}, indent=1))


def check(folder, zscope):
    with tempfile.TemporaryDirectory() as run:
        done = subprocess.run([zscope, "train", "--data", folder, "--run", Path(run, "run"), "--steps", "2",
                               "--size", "32", "--ngf", "8", "--ndf", "8", "--batch", "16"],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    print(done.stdout)
    bad = json.loads(Path(str(folder) + ".json").read_text())["bad"]
    missing = [name for name in bad if str(folder / name) not in done.stdout]
    if done.returncode != 0:
        sys.exit(f"training ended with {done.returncode}")
    if missing or f"{GOOD} images" not in done.stdout:
        sys.exit(f"not named: {missing}" if missing else f"not {GOOD} images")
    print(f"trained on {GOOD} images, all {len(bad)} bad entries named")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", metavar="ZSCOPE")
    args = parser.parse_args()
    if args.folder.exists():
        sys.exit(f"{args.folder} exists: name a new folder")
    make(args.folder)
    if args.check:
        check(args.folder, args.check)


if __name__ == "__main__":
    main()
