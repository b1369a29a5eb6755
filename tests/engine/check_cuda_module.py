#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks libzscope_cuda.so where it was built, without a CUDA device.

    check_cuda_module.py MODULE

It must give one symbol of ours, its entry point, and every symbol that it lacks must be in a
library that it names, as the loader finds that at run time: LibTorch's own libcudart, not the
toolkit's. Libraries that those name in turn (cuBLAS, cuDNN …) need not be here.
"""

import pathlib
import re
import subprocess
import sys

ENTRY = "zscope_cuda_module"


def output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def symbols(library: str, *flags: str) -> list[tuple[str, str]]:
    """(type, name without version) of the dynamic symbols."""
    found = []
    for line in output("nm", "-D", *flags, library).splitlines():
        kind, name = line.split()[-2:]
        found.append((kind, name.split("@")[0]))
    return found


def needed(module: str) -> list[str]:
    return re.findall(r"\(NEEDED\).*\[(.+)\]", output("readelf", "-d", module))


def found_at(module: str) -> dict[str, str]:
    """Library name → path, as the loader resolves them."""
    return dict(re.findall(r"^\s*(\S+) => (/\S+)", output("ldd", module), re.MULTILINE))


def check(module: str) -> list[str]:
    problems = []
    given = symbols(module, "--defined-only")
    strong = {name for kind, name in given if kind in "TDBR"}
    if strong != {ENTRY}:
        problems.append(f"gives {sorted(strong)}, expected {ENTRY} alone")
    ours = [name for _, name in given if "zscope" in name and name != ENTRY]
    if ours:
        problems.append(f"gives symbols of zscope's: {ours[:5]}")
    paths = found_at(module)
    there: set[str] = set()
    for library in needed(module):
        if library not in paths:
            if not library.startswith("ld-linux"):
                problems.append(f"names {library}, which the loader does not find")
            continue
        there |= {name for _, name in symbols(paths[library], "--defined-only")}
    for library in ("libtorch_cuda.so", "libc10_cuda.so"):
        if library not in needed(module):
            problems.append(f"does not name {library}")
    missing = {name for kind, name in symbols(module, "--undefined-only") if kind == "U"} - there
    if missing:
        problems.append(f"{len(missing)} symbols are nowhere: {sorted(missing)[:5]}")
    runtime = [path for name, path in paths.items() if name.startswith("libcudart.")]
    torch = paths.get("libc10_cuda.so", "")
    if torch and runtime and pathlib.Path(torch).parents[2] not in pathlib.Path(runtime[0]).parents:
        problems.append(f"takes {runtime[0]}, not LibTorch's")
    return problems


def main(arguments: list[str]) -> int:
    (module,) = arguments
    problems = check(module)
    print("\n".join(f"{module} {problem}" for problem in problems) or "nothing found")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
