#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""kill -9 at random moments: a run loses at most what came after its last checkpoint, the window its last gesture.

    kill_runs.py build/bin/zscope [--times 24] [--windows 6] [--seed 1]

Runs: one run is killed and resumed again and again, every fourth time another one is killed while it begins. Each
time: whatever is called a checkpoint loads, metrics.jsonl can be read, the dead process's lock does not block, the
resume goes on from the newest checkpoint, unfinished files are gone after it. At the end the much-killed run equals
an unbroken one, bit for bit. Windows: killed while the person makes gestures and a run trains; the library is sound
and holds all gestures but the last, the next start says nothing. Needs Xvfb for the windows (--windows 0: without; --times 0: only them).
"""
import argparse
import json
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

from run_checks import (TINY, Broken, checkpoints, left_over, make_images, metrics, must_load, own_folders, step_of,
                        tensors)

PATIENCE_S = 180
EXACT = {**TINY, "kernels": "reference", "precision": "fp32"}
FLAGS = [part for key, value in EXACT.items() for part in (f"--{key.replace('_', '-')}", str(value))]


class Trainings:
    def __init__(self, zscope: str, top: pathlib.Path) -> None:
        self.zscope, self.top = zscope, top
        self.images = top / "images"
        self.most_lost = self.resumed = self.never_began = 0
        make_images(self.images)

    def start(self, run: pathlib.Path, *more):
        flags = ["--resume"] if checkpoints(run) else ["--data", self.images, *FLAGS]
        return subprocess.Popen([self.zscope, "train", "--run", run, *flags, *more], stdout=subprocess.DEVNULL,
                                stderr=subprocess.PIPE)

    def kill_once(self, run: pathlib.Path, wait_s: float, from_beginning: bool) -> None:
        """Waits for the run to begin (or not), then wait_s, then kills it, then looks at what is left."""
        before = step_of(checkpoints(run)[-1]) if checkpoints(run) else None
        segments = len(self.segments(run))
        process = self.start(run)
        began = time.monotonic()
        while not from_beginning and len(self.segments(run)) == segments:
            if process.poll() is not None or time.monotonic() - began > PATIENCE_S:
                process.kill()
                raise Broken(f"does not go on: {process.communicate()[1].decode()[-500:]}")
            time.sleep(0.01)
        time.sleep(wait_s)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if process.returncode != -signal.SIGKILL:
            raise Broken(f"ended before it was killed, with {process.returncode}")
        self.check(run, before)

    @staticmethod
    def segments(run: pathlib.Path) -> list:
        file = run / "metrics.jsonl"
        lines = [json.loads(line) for line in file.read_text().split("\n")[:-1]] if file.exists() else []
        return [line["from_step"] for line in lines if "segment" in line]

    def check(self, run: pathlib.Path, resumed_from) -> None:
        if not run.exists() or not checkpoints(run):
            self.never_began += 1  # killed before its first checkpoint: the next start begins anew
            return
        for checkpoint in checkpoints(run):
            must_load(self.zscope, checkpoint)
        if subprocess.run([self.zscope, "info", run], capture_output=True).returncode != 0:
            raise Broken("the run folder does not open")
        steps = metrics(run)
        if resumed_from is not None and len(self.segments(run)) > 1:
            self.resumed += 1
            if self.segments(run)[-1] != resumed_from:
                raise Broken(f"went on from step {self.segments(run)[-1]}, not from {resumed_from}")
        saved = step_of(checkpoints(run)[-1])
        if missing := set(range(1, saved + 1)) - steps.keys():
            raise Broken(f"{len(missing)} steps before the checkpoint of step {saved} are without losses")
        self.most_lost = max(self.most_lost, max(steps, default=0) - saved)

    def finish(self, run: pathlib.Path, steps: int) -> None:
        process = self.start(run, "--steps", str(steps))
        _, err = process.communicate()
        if process.returncode != 0:
            raise Broken(f"does not finish: {err.decode()[-500:]}")
        if left := left_over(run):
            raise Broken(f"left behind: {[str(p) for p in left]}")

    def compare_with_unbroken(self, run: pathlib.Path) -> int:
        steps = step_of(checkpoints(run)[-1]) + 5
        self.finish(run, steps)
        whole = self.top / "whole"
        self.finish(whole, steps)
        name = f"step-{steps:06d}.safetensors"
        if tensors(run / "checkpoints" / name) != tensors(whole / "checkpoints" / name):
            raise Broken(f"step {steps} differs from that of the run that was never killed")
        volatile = ("time_s", "images_per_s")
        losses = [{step: {key: value for key, value in line.items() if key not in volatile}
                   for step, line in metrics(r).items()} for r in (run, whole)]
        if any(line != losses[1][step] for step, line in losses[0].items()):
            raise Broken("the losses differ from those of the run that was never killed")
        return steps


def kill_trainings(args, top: pathlib.Path, moments: random.Random) -> str:
    trainings = Trainings(args.zscope, top)
    long_run = top / "long"
    for i in range(args.times):
        new = i % 4 == 3
        run = top / f"short-{i}" if new else long_run
        wait_s = moments.uniform(0.3, args.longest_start_s) if new else moments.uniform(0.0, args.longest_wait_s)
        try:
            trainings.kill_once(run, wait_s, from_beginning=new)
            if new:
                trainings.finish(run, max(metrics(run), default=0) + 2)
        except Broken as problem:
            sys.exit(f"kill {i + 1}, of {run.name} after {wait_s:.2f} s: {problem}")
        reached = step_of(checkpoints(run)[-1])
        print(f"{i + 1}: {run.name} killed after {wait_s:.2f} s, at step {reached}", flush=True)
    steps = trainings.compare_with_unbroken(long_run)
    return (f"{args.times} kills of a training: {trainings.resumed} resumed from the newest checkpoint, "
            f"{trainings.never_began} killed before the first one began anew, at most {trainings.most_lost} steps "
            f"done again, no losses missing; after them step {steps} equals that of an unbroken run, bit for bit")


def gestures(folder: pathlib.Path, images: pathlib.Path) -> pathlib.Path:
    """A script: a run begins, then one gesture after the other, each followed by a picture."""
    lines = [{"wait": "idle"},
             {"command": "train.start", "data": str(images), "run": str(folder / "run"), "config": EXACT}]
    for i in range(2000):
        lines += [{"action": "truncation.set", "value": 0.5 + i / 10000}, {"shot": str(folder / "shots" / f"{i}.png")},
                  {"wait": {"frames": 1}}]
    script = folder / "gestures.jsonl"
    script.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return script


def kill_window(args, folder: pathlib.Path, images: pathlib.Path, wait_s: float) -> tuple:
    """(gestures made, gestures kept)"""
    (folder / "shots").mkdir(parents=True)
    environment = own_folders(folder) | {"DISPLAY": args.display}
    process = subprocess.Popen([args.zscope, "--script", gestures(folder, images)], env=environment,
                               stderr=subprocess.PIPE)
    began = time.monotonic()
    while not list((folder / "shots").glob("*.png")):
        if process.poll() is not None or time.monotonic() - began > PATIENCE_S:
            process.kill()
            raise Broken(f"no gesture was made: {process.communicate()[1].decode()[-500:]}")
        time.sleep(0.01)
    time.sleep(wait_s)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    made = len(list((folder / "shots").glob("*.png")))
    with sqlite3.connect(folder / "XDG_DATA_HOME" / "zscope" / "library.sqlite") as library:
        (health,) = library.execute("PRAGMA integrity_check").fetchone()
        rows = [row for (row,) in library.execute("SELECT id FROM undo ORDER BY id")]
        (head,) = library.execute("SELECT value FROM state WHERE key = 'undo_head'").fetchone()
    library.close()
    if health != "ok" or rows != list(range(1, len(rows) + 1)) or head not in [0, *rows]:
        raise Broken(f"the library: {health}, {len(rows)} rows up to {max(rows, default=0)}, head {head}")
    if len(rows) < made - 1:
        raise Broken(f"{made} gestures were made, {len(rows)} are kept")
    return made, len(rows)


def restart_window(args, folder: pathlib.Path) -> None:
    """The next start restores the session and stays silent; SIGTERM ends it, nothing is left."""
    script = folder / "look.jsonl"
    script.write_text(json.dumps({"wait": "idle"}) + "\n" + json.dumps({"shot": str(folder / "again.png")}) + "\n")
    process = subprocess.Popen([args.zscope, "--script", script], stderr=subprocess.PIPE,
                               env=own_folders(folder) | {"DISPLAY": args.display})
    began = time.monotonic()
    while not (folder / "again.png").exists() and process.poll() is None and time.monotonic() - began < PATIENCE_S:
        time.sleep(0.05)
    process.terminate()
    _, err = process.communicate(timeout=PATIENCE_S)
    if process.returncode != 0 or err or not (folder / "again.png").exists():
        raise Broken(f"the next start: exit code {process.returncode}: {err.decode()[-500:]}")
    if left := [p for p in left_over(folder) if folder / "run" not in p.parents]:
        raise Broken(f"left behind: {[str(p) for p in left]}")


def kill_windows(args, top: pathlib.Path, moments: random.Random) -> str:
    server = subprocess.Popen(["Xvfb", "-displayfd", "1", "-screen", "0", "1600x1000x24", "-noreset"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    args.display = f":{int(server.stdout.readline())}"
    trainings = Trainings(args.zscope, top / "windows")
    made = kept = 0
    try:
        for i in range(args.windows):
            folder = top / "windows" / str(i)
            wait_s = moments.uniform(0.0, args.longest_wait_s)
            try:
                counts = kill_window(args, folder, trainings.images, wait_s)
                trainings.check(folder / "run", None)
                restart_window(args, folder)
                trainings.finish(folder / "run", max(metrics(folder / "run"), default=0) + 2)
            except Broken as problem:
                sys.exit(f"window {i + 1}, killed {wait_s:.2f} s after the first gesture: {problem}")
            made, kept = made + counts[0], kept + counts[1]
            print(f"window {i + 1}: killed after {wait_s:.2f} s, {counts[1]} of {counts[0]} gestures kept", flush=True)
    finally:
        server.terminate()
        server.wait()
    return f"{args.windows} kills of a window: {kept} of {made} gestures kept, never more than the last one lost"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("zscope")
    parser.add_argument("--times", type=int, default=24)
    parser.add_argument("--windows", type=int, default=6)
    parser.add_argument("--longest-wait-s", type=float, default=3.0)
    parser.add_argument("--longest-start-s", type=float, default=3.0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    moments = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as top:
        if args.times:
            print(kill_trainings(args, pathlib.Path(top), moments))
        if args.windows:
            print(kill_windows(args, pathlib.Path(top), moments))


if __name__ == "__main__":
    main()
