# SPDX-License-Identifier: MIT
"""What the checks of runs have in common: tiny images, training, and a look at what a run left behind."""
import json
import os
import pathlib
import random
import struct
import subprocess
import zlib

# A step of these networks takes some 10 ms: a random moment is as often in a save as in a step.
TINY = {"size": 32, "ngf": 8, "ndf": 8, "nz": 16, "batch": 16, "threads": 1, "checkpoint_every": 2, "sample_every": 20}


class Broken(Exception):
    """A promise that was not kept; the text says which."""


def make_images(folder: pathlib.Path, count: int = 64, size: int = 32) -> None:
    folder.mkdir(parents=True)
    rng = random.Random(1)
    for i in range(count):
        rows = b"".join(b"\0" + rng.randbytes(3 * size) for _ in range(size))
        chunks = [(b"IHDR", struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)),
                  (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
        body = b"".join(struct.pack(">I", len(data)) + name + data +
                        struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks)
        (folder / f"{i}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + body)


def train(zscope: str, run: pathlib.Path, *flags: object) -> None:
    command = [zscope, "train", "--run", run, *flags]
    done = subprocess.run([str(part) for part in command], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise Broken(f"{zscope} train ended with {done.returncode}: {done.stderr.decode()[-500:]}")


def own_folders(folder: pathlib.Path) -> dict:
    """An environment in which settings, library and cache lie below the folder."""
    names = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
    return os.environ | {name: str(folder / name) for name in names}


def left_over(folder: pathlib.Path) -> list:
    """Unfinished files, locks and journals below the folder."""
    return [p for p in folder.rglob("*")
            if p.name.startswith(".zscope-") or p.name == "run.lock" or p.name.endswith(("-wal", "-journal"))]


def processes_of(session: int) -> list:
    """The processes that still live in a session (started by start_new_session), zombies left out."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            found.append(int(entry.name))
    return found


def checkpoints(run: pathlib.Path) -> list:
    return sorted((run / "checkpoints").glob("step-*.safetensors"))


def step_of(checkpoint: pathlib.Path) -> int:
    return int(checkpoint.stem.removeprefix("step-"))


def metrics(run: pathlib.Path) -> dict:
    """step -> line; the last value of a step counts. A line without its end is that of a killed writer."""
    text = (run / "metrics.jsonl").read_text() if (run / "metrics.jsonl").exists() else ""
    lines = [json.loads(line) for line in text.split("\n")[:-1]]
    return {line["step"]: line for line in lines if "step" in line}


def must_load(zscope: str, checkpoint: pathlib.Path) -> None:
    info = subprocess.run([zscope, "info", checkpoint, "--json"], capture_output=True)
    if info.returncode != 0:
        raise Broken(f"{checkpoint} does not load: {info.stderr.decode()}")
    if json.loads(info.stdout)["step"] != step_of(checkpoint):
        raise Broken(f"{checkpoint} holds another step: {info.stdout.decode()}")


def tensors(path: pathlib.Path) -> dict:
    """name -> (dtype, shape, bytes) of a safetensors file."""
    raw = path.read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8:8 + length])
    header.pop("__metadata__", None)
    begin = 8 + length
    return {name: (e["dtype"], e["shape"], raw[begin + e["data_offsets"][0]:begin + e["data_offsets"][1]])
            for name, e in header.items()}


def different_tensors(a: dict, b: dict) -> list:
    """Names of what is not the same bytes in the same type and shape, or is in one alone."""
    return [name for name in sorted(a.keys() | b.keys()) if a.get(name) != b.get(name)]
