# SPDX-License-Identifier: MIT
"""What the speed comparisons have in common: running a timing, describing the machine, tables."""

import datetime
import json
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import typing

ROOT = pathlib.Path(__file__).resolve().parents[2]
ZSCOPE = ROOT / "build" / "bin" / "zscope"
BUSY = 0.5  # of a core: what other programs may use without a word


class Failed(Exception):
    """A timing that did not run; the text says why."""


def say(text: str) -> None:
    """Progress, apart from the results on standard output."""
    print(text, file=sys.stderr, flush=True)


def output_of(command: list, env: dict | None = None) -> str:
    try:
        done = subprocess.run(
            [str(part) for part in command], env=env, capture_output=True, text=True, check=False
        )
    except OSError as error:
        raise Failed(f"{command[0]}: {error.strerror}") from error
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip()[-800:]
        raise Failed(f"{command[0]} ended with {done.returncode}: {said}")
    return done.stdout


def run_json(command: list, env: dict | None = None) -> dict:
    """The last line of what a program prints, which is one JSON object."""
    lines = output_of(command, env).strip().splitlines()
    try:
        return json.loads(lines[-1])
    except (IndexError, json.JSONDecodeError) as error:
        raise Failed(f"{command[0]} printed no JSON: {lines[-1:]}") from error


def zscope_bench(zscope: str | pathlib.Path, *flags: object) -> dict:
    """`zscope bench --json` in the environment of a person who set nothing."""
    env = {key: value for key, value in os.environ.items() if key != "THP_MEM_ALLOC_ENABLE"}
    return run_json([zscope, "bench", "--json", *flags], env)


def warn_if_busy() -> None:
    load = os.getloadavg()[0]
    if load > BUSY:
        say(f"note: other programs run here (load {load:.1f}): times will scatter")


def spread(values: typing.Iterable[float], digits: int) -> str:
    """The smallest, the median and the largest: "1.00 / 1.02 / 1.10"."""
    numbers = list(values)
    shown = (min(numbers), statistics.median(numbers), max(numbers))
    return " / ".join(f"{value:.{digits}f}" for value in shown)


def markdown(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(map(str, line)) + " |\n" for line in lines)


def first_value(file: str, key: str) -> str:
    """Of the line "key : value" of a file in /proc; "" if there is none."""
    for line in pathlib.Path(file).read_text(encoding="utf-8").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == key:
            return value.strip()
    return ""


def machine(zscope: str | pathlib.Path) -> list[list[str]]:
    flags = first_value("/proc/cpuinfo", "flags").split()
    known = ["avx2", "avx512f", "avx512_bf16", "avx512_fp16", "amx_tile", "amx_bf16"]
    found = [flag for flag in known if flag in flags] or ["none of", *known]
    memory_gb = int(first_value("/proc/meminfo", "MemTotal").split()[0]) * 1024 / 1e9
    return [
        ["processor", first_value("/proc/cpuinfo", "model name")],
        ["cores for this program", str(len(os.sched_getaffinity(0)))],
        ["instructions", " ".join(found)],
        ["memory", f"{memory_gb:.0f} GB"],
        ["system", f"{platform.system()} {platform.release()}"],
        ["program", output_of([zscope, "--version"]).strip()],
        ["date", datetime.date.today().isoformat()],
    ]


def write(text: str, file: str | None) -> None:
    print(text)
    if file:
        pathlib.Path(file).write_text(text, encoding="utf-8")
        say(f"written to {file}")
