#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every loader against files that the field's own tools wrote, whole and damaged.

    loaders.py ZSCOPE [--damages 200] [--keep FOLDER]

Writes a tiny set of each format (Python's lmdb, scipy, webdataset, tarfile, Pillow, gzip), reads it
back through `zscope data pack`, and compares pixels and labels with what was written: equal where
the format is lossless, equal to Pillow's decoding (within 2 levels, for another IDCT) where it is
not. Then each file is cut off and has bytes changed at so many random places each, and `zscope data
scan` looks at all of them in one process: it must end by itself, with a result or an error that
names the file for each. The Python packages are put into a folder of their own the first time.
"""

import argparse
import gzip
import io
import json
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tarfile
import tempfile

PACKAGES = ["lmdb==3.0.0", "numpy", "Pillow", "scipy", "webdataset==1.0.2"]
SIDE = 32  # as large as what is packed: nothing is resized


def enter_environment() -> None:
    """Goes on in a Python that has the packages, made when it is not there."""
    cache = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
    folder = cache / "zscope" / "loaders-venv"
    ready, wanted = folder / "ready", " ".join([*PACKAGES, sys.version])
    if os.environ.get("ZSCOPE_LOADERS_VENV") == str(folder):
        return
    if not ready.exists() or ready.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "--quiet",
                        "--disable-pip-version-check", *PACKAGES], check=True)  # fmt: skip
        ready.write_text(wanted)
    environment = os.environ | {"ZSCOPE_LOADERS_VENV": str(folder)}
    python = str(folder / "bin" / "python")
    os.execve(python, [python, "-B", *sys.argv], environment)


def pictures(count: int, channels: int = 3):
    """Smooth scenes, as lossy formats expect them: (N, H, W, C) bytes."""
    import numpy

    y, x = numpy.mgrid[0:SIDE, 0:SIDE] / SIDE
    images = []
    for i in range(count):
        waves = [128 + 100 * numpy.sin(3 * x + i + c) * numpy.cos(2 * y * (1 + i % 3) + c)
                 for c in range(channels)]  # fmt: skip
        images.append(numpy.stack(waves, axis=-1))
    return numpy.array(images).round().astype("uint8")


def encoded(image, form: str, **options) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(image.squeeze()).save(out, form, **options)
    return out.getvalue()


def decoded(data: bytes):
    import numpy
    from PIL import Image

    return numpy.array(Image.open(io.BytesIO(data)).convert("RGB"))


class Sample:
    """A data set on the disk and what must come out of it."""

    def __init__(self, path, images, labels=None, words=None, tolerance=0, files=()):
        self.path, self.images, self.tolerance = path, images, tolerance
        self.labels, self.words = labels, words
        self.files = list(files) or [path]  # to be damaged, one at a time


def make_lmdb(folder: pathlib.Path, form: str, **options) -> Sample:
    """As LSUN is: keys to image files."""
    import lmdb

    files = [encoded(image, form, **options) for image in pictures(40)]
    environment = lmdb.open(str(folder), map_size=1 << 24)
    with environment.begin(write=True) as transaction:
        for i, data in enumerate(files):
            transaction.put(f"{i:040x}".encode(), data)
    environment.close()
    return Sample(folder, [decoded(data) for data in files],
                  tolerance=2 if form == "JPEG" else 0, files=[folder / "data.mdb"])  # fmt: skip


def make_cifar10(folder: pathlib.Path) -> Sample:
    folder.mkdir()
    images, names = pictures(30), [f"word {i}" for i in range(10)]
    for part in range(3):
        rows = [bytes([i % 10]) + images[i].transpose(2, 0, 1).tobytes()
                for i in range(10 * part, 10 * part + 10)]  # fmt: skip
        (folder / f"data_batch_{part + 1}.bin").write_bytes(b"".join(rows))
    (folder / "batches.meta.txt").write_text("\n".join(names) + "\n\n")
    return Sample(folder, images, [[i % 10] for i in range(30)], [names],
                  files=[folder / "data_batch_2.bin"])  # fmt: skip


def make_cifar10_tar(path: pathlib.Path, cifar: Sample) -> Sample:
    with tarfile.open(path, "w:gz") as tar:
        tar.add(cifar.path, "cifar-10-batches-bin")
    return Sample(path, cifar.images, cifar.labels, cifar.words)


def make_cifar100(folder: pathlib.Path) -> Sample:
    folder.mkdir()
    images = pictures(25)
    rows = [bytes([i % 20, i % 100]) + image.transpose(2, 0, 1).tobytes()
            for i, image in enumerate(images)]  # fmt: skip
    (folder / "train.bin").write_bytes(b"".join(rows))
    return Sample(folder, images, [[i % 20, i] for i in range(25)], files=[folder / "train.bin"])


def make_svhn(path: pathlib.Path, compressed: bool) -> Sample:
    import numpy
    import scipy.io

    images = pictures(30)
    digits = numpy.array([[1 + i % 10] for i in range(30)], dtype="uint8")
    scipy.io.savemat(path, {"X": images.transpose(1, 2, 3, 0), "y": digits},
                     do_compression=compressed)  # fmt: skip
    return Sample(path, images, [[(1 + i % 10) % 10] for i in range(30)],
                  [[str(i) for i in range(10)]])  # fmt: skip


def make_idx(folder: pathlib.Path, opener, suffix: str) -> Sample:
    folder.mkdir()
    images = pictures(30, 1)
    with opener(folder / f"train-images-idx3-ubyte{suffix}", "wb") as file:
        file.write(struct.pack(">IIII", 0x803, len(images), SIDE, SIDE) + images.tobytes())
    with opener(folder / f"train-labels-idx1-ubyte{suffix}", "wb") as file:
        file.write(struct.pack(">II", 0x801, len(images)) + bytes(i % 10 for i in range(30)))
    return Sample(folder, images.repeat(3, axis=3), [[i % 10] for i in range(30)],
                  files=sorted(folder.iterdir()))  # fmt: skip


def make_celeba(folder: pathlib.Path) -> Sample:
    (folder / "img_align_celeba").mkdir(parents=True)
    images = pictures(20)
    names = ["5_o_Clock_Shadow", "Smiling", "Young"]
    lines, labels = [str(len(images)), " ".join(names)], []
    for i, image in enumerate(images):
        (folder / "img_align_celeba" / f"{i + 1:06}.jpg").write_bytes(encoded(image, "PNG"))
        row = [1 if i % (k + 2) == 0 else -1 for k in range(3)]
        lines.append(f"{i + 1:06}.jpg " + " ".join(f"{value:2}" for value in row))
        labels.append([int(value == 1) for value in row])
    (folder / "list_attr_celeba.txt").write_text("\n".join(lines) + "\n")
    return Sample(folder, images, labels, [["no", "yes"]] * 3,
                  files=[folder / "list_attr_celeba.txt",
                         folder / "img_align_celeba" / "000007.jpg"])  # fmt: skip


def make_webdataset(folder: pathlib.Path) -> Sample:
    import webdataset

    folder.mkdir()
    images, labels = pictures(30), []
    with webdataset.ShardWriter(f"file:{folder}/set-%06d.tar", maxcount=12, verbose=0) as shards:
        for i, image in enumerate(images):
            shards.write({"__key__": f"{i:06}", "png": encoded(image, "PNG"), "cls": i % 7,
                          "json": {"even": i % 2 == 0, "caption": "x" * 200}})  # fmt: skip
            labels.append([i % 7, int(i % 2 == 0)])
    return Sample(folder, images, labels, [[str(i) for i in range(7)], ["no", "yes"]],
                  files=[sorted(folder.iterdir())[1]])  # fmt: skip


def make_folder(folder: pathlib.Path) -> Sample:
    images = pictures(20)
    for i, image in enumerate(images):
        path = folder / ("cats", "dogs")[i // 10] / f"{i:03}.webp"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encoded(image, "WebP", lossless=True))
    return Sample(folder, images, [[i // 10] for i in range(20)], [["cats", "dogs"]],
                  files=[folder / "dogs" / "013.webp"])  # fmt: skip


def make_samples(folder: pathlib.Path) -> dict[str, Sample]:
    cifar = make_cifar10(folder / "cifar10")
    return {
        "LSUN, JPEG": make_lmdb(folder / "jpeg_lmdb", "JPEG", quality=90),
        "LSUN, WebP": make_lmdb(folder / "webp_lmdb", "WebP", quality=90),
        "CIFAR-10": cifar,
        "CIFAR-10, tar.gz": make_cifar10_tar(folder / "cifar-10-binary.tar.gz", cifar),
        "CIFAR-100": make_cifar100(folder / "cifar100"),
        "SVHN": make_svhn(folder / "train_32x32.mat", True),
        "SVHN, not packed": make_svhn(folder / "plain_32x32.mat", False),
        "IDX": make_idx(folder / "mnist", open, ""),
        "IDX, gzip": make_idx(folder / "mnist_gz", gzip.open, ".gz"),
        "CelebA": make_celeba(folder / "celeba"),
        "WebDataset": make_webdataset(folder / "shards"),
        "folder": make_folder(folder / "photos"),
    }


def read_safetensors(path: pathlib.Path):
    import numpy

    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = (8 + length + at for at in entry["data_offsets"])
        kind = {"U8": "u1", "I64": "<i8"}[entry["dtype"]]
        tensors[name] = numpy.frombuffer(data[begin:end], kind).reshape(entry["shape"])
    return tensors, header["__metadata__"]


def check_whole(zscope: str, name: str, sample: Sample, folder: pathlib.Path) -> None:
    import numpy

    out = folder / "out.safetensors"
    done = subprocess.run([zscope, "data", "pack", sample.path, "--size", str(SIDE), "--out", out],
                          capture_output=True, text=True, timeout=300, check=False)  # fmt: skip
    if done.returncode != 0:
        sys.exit(f"{name}: {done.stderr}")
    tensors, metadata = read_safetensors(out)
    expected = numpy.array(sample.images).astype(int)
    if tensors["images"].shape != expected.shape:
        sys.exit(f"{name}: {tensors['images'].shape} and not {expected.shape}")
    most = abs(tensors["images"].astype(int) - expected).max()
    if most > sample.tolerance:
        sys.exit(f"{name}: pixels differ by {most} levels")
    if sample.labels is not None and tensors["labels"].tolist() != sample.labels:
        sys.exit(f"{name}: other labels")
    if sample.words is not None:
        words = [column["words"] for column in json.loads(metadata["labels"])]
        if words != sample.words:
            sys.exit(f"{name}: label words {words}")
    print(f"{name}: {len(expected)} images, at most {most} levels apart", flush=True)


def damaged(data: bytes, how: str, rng: random.Random) -> bytes:
    if how == "cut off":
        return data[: rng.randrange(len(data))]
    changed = bytearray(data)
    for _ in range(rng.choice([1, 1, 4, 64])):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def copies_of(sample: Sample, how: str, count: int, folder: pathlib.Path):
    """So many copies of a set, each with one damaged file."""
    rng = random.Random(f"{sample.path.name} {how}")
    for i in range(count):
        file = sample.files[i % len(sample.files)]
        if sample.path.is_dir():
            copy = folder / f"{i:03}"
            shutil.copytree(sample.path, copy)
            target = copy / file.relative_to(sample.path)
        else:
            copy = target = folder / f"{i:03}{''.join(sample.path.suffixes)}"
        target.write_bytes(damaged(file.read_bytes(), how, rng))
        yield copy


def check_damaged(zscope: str, name: str, sample: Sample, how: str, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        copies = list(copies_of(sample, how, count, pathlib.Path(folder)))
        # Ten minutes for all: one that hangs would take longer.
        done = subprocess.run([zscope, "data", "scan", "--json", *copies], capture_output=True,
                              text=True, timeout=600, check=False)  # fmt: skip
    if done.returncode not in (0, 1):
        sys.exit(f"{name}, {how}: ended with {done.returncode}: {done.stderr[-500:]}")
    results = [json.loads(line) for line in done.stdout.splitlines()]
    if [result["path"] for result in results] != [str(copy) for copy in copies]:
        sys.exit(f"{name}, {how}: {len(results)} results of {count}")
    errors = [result for result in results if "error" in result]
    for result in errors:
        if result["path"] not in result["error"]:
            sys.exit(f"{name}, {how}: an error that does not name the file: {result['error']}")
    skipped = sum(1 for result in results if result.get("problems"))
    print(f"{name}, {how}: {count} files: {len(errors)} refused, {skipped} with records left out, "
          f"{count - len(errors) - skipped} read", flush=True)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("zscope")
    parser.add_argument("--damages", type=int, default=200)
    parser.add_argument("--keep", type=pathlib.Path, help="write the sets here and leave them")
    arguments = parser.parse_args()
    enter_environment()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or pathlib.Path(temporary) / "sets"
        folder.mkdir(parents=True)
        # The person's own cache is not touched.
        os.environ["XDG_CACHE_HOME"] = str(pathlib.Path(temporary) / "cache")
        samples = make_samples(folder)
        for name, sample in samples.items():
            check_whole(arguments.zscope, name, sample, pathlib.Path(temporary))
        for name, sample in samples.items():
            for how in ("cut off", "changed"):
                check_damaged(arguments.zscope, name, sample, how, arguments.damages)
    print("loaders: all read, none harmed")


if __name__ == "__main__":
    main()
