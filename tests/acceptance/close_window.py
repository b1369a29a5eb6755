#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The window closed at random moments of training and answered with "Stop and save": it ends in time, the
newest checkpoint loads and holds the last step, nothing is left behind.

    close_window.py build/bin/zscope [--data DATA] [--times 20] [--limit-s 3] [--config JSON]

The X server's own close message is sent to the real window, on an Xvfb of its own; a moment later the answer is
given by the Enter key, in every fourth case by closing once more. --limit-s: the longer of 3 s and one step; it
counts from the answer. --config: of the training; left out, tiny networks that save every second step. --data: left
out, 64 made-up images. At the end the X server itself is ended under a training window, as a log-out does: the run
is saved all the same. Needs Xvfb and python-xlib (apt-get install xvfb python3-xlib).
"""
import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile
import time

import Xlib.display
import Xlib.ext.xtest
import Xlib.protocol.event
import Xlib.X
import Xlib.XK

from run_checks import (TINY, Broken, checkpoints, left_over, make_images, metrics, must_load, own_folders,
                        processes_of, step_of)

READING_S = 1.0  # how long a person takes to read the question
PATIENCE_S = 120


def until(what: str, ready, process=None):
    """The first true value of ready(); Broken when it takes too long or the process ends before."""
    began = time.monotonic()
    while not (value := ready()):
        if process is not None and process.poll() is not None:
            raise Broken(f"ended with {process.returncode} before {what}")
        if time.monotonic() - began > PATIENCE_S:
            raise Broken(f"no {what} after {PATIENCE_S} s")
        time.sleep(0.01)
    return value


class Screen:
    """An X server without a window manager, and a hand on its keyboard."""

    def __init__(self) -> None:
        self.server = subprocess.Popen(["Xvfb", "-displayfd", "1", "-screen", "0", "1600x1000x24", "-noreset"],
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.name = f":{int(self.server.stdout.readline())}"
        self.display = Xlib.display.Display(self.name)

    def window(self):
        for window in self.display.screen().root.query_tree().children:
            try:
                if window.get_wm_name() and window.get_attributes().map_state == Xlib.X.IsViewable:
                    return window
            except Xlib.error.BadWindow:  # closed meanwhile
                pass
        return None

    def close(self, window) -> None:
        protocols, delete = map(self.display.get_atom, ("WM_PROTOCOLS", "WM_DELETE_WINDOW"))
        message = Xlib.protocol.event.ClientMessage(window=window, client_type=protocols,
                                                    data=(32, [delete, Xlib.X.CurrentTime, 0, 0, 0]))
        window.send_event(message)
        self.display.sync()

    def press_enter(self, window) -> None:
        window.set_input_focus(Xlib.X.RevertToParent, Xlib.X.CurrentTime)  # no window manager does it here
        key = self.display.keysym_to_keycode(Xlib.XK.XK_Return)
        for kind in (Xlib.X.KeyPress, Xlib.X.KeyRelease):
            Xlib.ext.xtest.fake_input(self.display, kind, key)
        self.display.sync()

    def end(self) -> None:
        self.display.close()
        self.server.terminate()
        self.server.wait()


class Window:
    """A window in which a training has begun."""

    def __init__(self, args, screen: Screen, folder: pathlib.Path) -> None:
        folder.mkdir()
        self.folder, self.run = folder, folder / "run"
        script = folder / "script.jsonl"
        start = {"command": "train.start", "data": args.data, "run": str(self.run), "config": args.config}
        script.write_text(json.dumps(start) + "\n")
        self.process = subprocess.Popen([args.zscope, "--script", script], stderr=subprocess.PIPE,
                                        env=own_folders(folder) | {"DISPLAY": screen.name}, start_new_session=True)
        self.window = until("window", screen.window, self.process)
        until("training", lambda: (self.run / "run.json").exists(), self.process)

    def __enter__(self):
        return self

    def __exit__(self, *_) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def end(self) -> str:
        """What it says on stderr until it ends."""
        try:
            return self.process.communicate(timeout=PATIENCE_S)[1].decode()
        except subprocess.TimeoutExpired:
            raise Broken("still there two minutes after the answer") from None


def close_once(args, screen: Screen, folder: pathlib.Path, wait_s: float, again: bool) -> float:
    """Seconds from the answer to the end of the process."""
    with Window(args, screen, folder) as it:
        time.sleep(wait_s)
        screen.close(it.window)
        time.sleep(READING_S)
        if it.process.poll() is not None:
            raise Broken(f"closed without a question, with {it.process.returncode}: {it.end()}")
        began = time.monotonic()
        screen.close(it.window) if again else screen.press_enter(it.window)
        err = it.end()
        took = time.monotonic() - began
        if it.process.returncode != 0 or err:
            raise Broken(f"exit code {it.process.returncode}: {err[-500:]}")
        if left := left_over(folder):
            raise Broken(f"left behind: {[str(p) for p in left]}")
        check_run(args.zscope, it)
    return took


def lose_screen(args, folder: pathlib.Path) -> None:
    """The X server ends first: nothing can be asked, the run is saved."""
    screen = Screen()
    with Window(args, screen, folder) as it:
        time.sleep(2.0)
        screen.server.kill()
        screen.server.wait()
        err = it.end()
        if it.process.returncode != 1 or "saved" not in err:
            raise Broken(f"exit code {it.process.returncode}: {err[-500:]}")
        check_run(args.zscope, it)


def check_run(zscope: str, it: Window) -> None:
    if alive := processes_of(it.process.pid):
        raise Broken(f"processes left: {alive}")
    if left := left_over(it.run):
        raise Broken(f"left behind: {[str(p) for p in left]}")
    newest = checkpoints(it.run)[-1]
    must_load(zscope, newest)
    reached = max(metrics(it.run), default=0)
    if step_of(newest) != reached:
        raise Broken(f"training had reached step {reached}, {newest.name} is the newest checkpoint")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("zscope")
    parser.add_argument("--data")
    parser.add_argument("--config", type=json.loads, default=TINY)
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--limit-s", type=float, default=3.0)
    parser.add_argument("--longest-wait-s", type=float, default=6.0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    moments = random.Random(args.seed)
    took = []
    screen = Screen()
    with tempfile.TemporaryDirectory() as top:
        if args.data is None:
            args.data = str(pathlib.Path(top, "images"))
            make_images(pathlib.Path(args.data))
        try:
            for i in range(args.times):
                wait_s = moments.uniform(0.0, args.longest_wait_s)
                folder = pathlib.Path(top, f"{i}")
                try:
                    took.append(close_once(args, screen, folder, wait_s, again=i % 4 == 3))
                except Broken as problem:
                    sys.exit(f"closing {i + 1}, {wait_s:.2f} s after training began: {problem}")
                reached = step_of(checkpoints(folder / "run")[-1])
                print(f"{i + 1}: after {wait_s:.2f} s, at step {reached}: {took[-1]:.2f} s", flush=True)
        finally:
            screen.end()
        try:
            lose_screen(args, pathlib.Path(top, "lost"))
        except Broken as problem:
            sys.exit(f"the screen's end: {problem}")
    print(f"{args.times} closings answered with Stop and save: longest {max(took):.2f} s, median "
          f"{sorted(took)[len(took) // 2]:.2f} s from the answer to the end; each newest checkpoint loads, also "
          "after the end of the X server")
    if max(took) > args.limit_s:
        sys.exit(f"NOT within {args.limit_s} s")


if __name__ == "__main__":
    main()
