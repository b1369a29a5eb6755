#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What zscope writes as clips and sheets, read by Pillow (and ffmpeg, where it is installed).

    clips.py build/bin/zscope [MODEL]

Needs the Python package Pillow. Draws one loop as PNG frames, WebP, GIF and MP4 and compares: WebP
must have the frames' pixels, GIF must be near, all must have the times of a fixed step; a clip that
is interrupted must leave nothing. Ends with 1 at the first thing that is wrong.
"""

import json
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

from PIL import Image, ImageChops, ImageSequence, ImageStat

STEPS, FPS = 24, 30


def zscope(program: str, folder: pathlib.Path, *words: str) -> str:
    done = subprocess.run([program, *words], cwd=folder, text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def frames_of(path: pathlib.Path) -> tuple[list[Image.Image], list[int], int]:
    """Frames in RGB, the milliseconds that each is shown, and the loop count (0: endless)."""
    with Image.open(path) as clip:
        pairs = [(frame.convert("RGB"), frame.info.get("duration", 0))
                 for frame in ImageSequence.Iterator(clip)]  # fmt: skip
        return [pair[0] for pair in pairs], [pair[1] for pair in pairs], clip.info.get("loop", -1)


def mean_difference(a: Image.Image, b: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(a, b)).mean) / 3


def check_clip(path: pathlib.Path, frames: list[Image.Image], most: float) -> None:
    read, times, loop = frames_of(path)
    assert len(read) == len(frames), (path, len(read))
    assert loop == 0, (path, "does not play for ever", loop)
    worst = max(mean_difference(a, b) for a, b in zip(read, frames))
    assert worst <= most, (path, worst)
    total = sum(times)
    assert abs(total - 1000 * STEPS / FPS) <= 10, (path, total)
    print(f"{path.name}: {len(read)} frames, {total} ms, off by at most {worst:.2f} levels, "
          f"{path.stat().st_size} bytes")  # fmt: skip


def check_interrupted(program: str, folder: pathlib.Path, model: str) -> None:
    before = sorted(folder.iterdir())
    with subprocess.Popen([program, "walk", model, "--steps", "10000", "--scale", "8", "--out",
                           "never.webp", "--frames", "never"], cwd=folder,
                          stderr=subprocess.PIPE, text=True) as process:  # fmt: skip
        process.stderr.readline()  # it draws: signals are listened to
        time.sleep(1.0)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert process.returncode == 1 and "stopped" in said, (process.returncode, said)
    assert sorted(folder.iterdir()) == before, sorted(folder.iterdir())
    print("interrupted: nothing is left")


def main(program: str, model: str) -> None:
    program = str(pathlib.Path(program).resolve())
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        walk = ["walk", model, "--kind", "loop", "--steps", str(STEPS), "--fps", str(FPS)]
        zscope(program, folder, *walk, "--out", "loop.webp", "--frames", "frames")
        zscope(program, folder, *walk, "--out", "loop.gif")
        files = sorted((folder / "frames").iterdir())
        frames = [Image.open(file).convert("RGB") for file in files]
        assert [file.name for file in files] == [f"frame-{i:05}.png" for i in range(STEPS)]
        check_clip(folder / "loop.webp", frames, 0.0)
        check_clip(folder / "loop.gif", frames, 6.0)
        zscope(program, folder, *walk, "--scale", "3", "--out", "large.webp")
        large = [frame.resize((3 * frame.width,) * 2, Image.Resampling.NEAREST) for frame in frames]
        check_clip(folder / "large.webp", large, 0.0)
        if shutil.which("ffmpeg"):
            zscope(program, folder, *walk, "--out", "loop.mp4")
            subprocess.run(["ffmpeg", "-v", "error", "-i", "loop.mp4", "mp4-%05d.png"], cwd=folder,
                           check=True)  # fmt: skip
            back = [Image.open(file).convert("RGB") for file in sorted(folder.glob("mp4-*.png"))]
            assert len(back) == STEPS, len(back)
            worst = max(mean_difference(a, b) for a, b in zip(back, frames))
            assert worst < 8.0, worst
            print(f"loop.mp4: {len(back)} frames, off by at most {worst:.2f} levels")
        path = {"format": "zscope-path", "version": 1, "closed": True,
                "points": [{"seed": 1}, {"seed": 2}, {"seed": 3}]}  # fmt: skip
        (folder / "path.json").write_text(json.dumps(path))
        print(zscope(program, folder, "path", model, "path.json", "--equal-speed", "--out", "p.webp"))
        check_interrupted(program, folder, model)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "faces")
