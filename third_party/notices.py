#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the third-party notices of a program and those that lie beside it.

    notices.py --program ZSCOPE … --out FILE --part "NAME=PATH" …

A part is what is compiled in: its licence text (a file, or a folder whose licence files are all
taken). The shared libraries that the program names are looked up in the program itself, so that
the notices follow what is linked.
"""

import argparse
import pathlib
import re
import subprocess
import sys

RULE = "=" * 79


def run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout if done.returncode == 0 else ""


def needed_libraries(program: str) -> dict[str, pathlib.Path]:
    """The libraries that the program itself names, and where the loader finds them."""
    names = re.findall(r"\(NEEDED\).*\[(.+)\]", run("readelf", "--dynamic", "--wide", program))
    found = dict(re.findall(r"^\s*(\S+) => (\S+) \(", run("ldd", program), re.MULTILINE))
    return {name: pathlib.Path(found[name]) for name in names if name in found}


def system_package(library: pathlib.Path) -> str | None:
    # Packages of before the merge of /lib and /usr/lib list the short path.
    for path in (library, library.resolve(), pathlib.Path("/usr") / library.relative_to("/")):
        if owner := run("dpkg", "-S", str(path)):
            return owner.split(":")[0]
    return None


def licence_text(path: pathlib.Path) -> str:
    if not path.is_dir():
        return path.read_text(encoding="utf-8", errors="replace")
    files = sorted(file for file in path.rglob("*") if file.is_file())
    return "\n".join(f"--- {file.relative_to(path)}\n\n{licence_text(file)}" for file in files)


def section(title: str, text: str) -> str:
    return f"{RULE}\n{title}\n{RULE}\n\n{text.strip()}\n\n"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", action="append", required=True)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--part", action="append", default=[])
    arguments = parser.parse_args()

    parts = [part.split("=", 1) for part in arguments.part]
    lost = [name for name, path in parts if not pathlib.Path(path).exists()]
    if lost:
        print(f"notices: no licence text for {', '.join(lost)}", file=sys.stderr)
        return 1
    sections = [section(name, licence_text(pathlib.Path(path))) for name, path in parts]

    packages: dict[str, list[str]] = {}
    libraries = {}
    for program in arguments.program:
        libraries |= needed_libraries(program)
    for name, path in libraries.items():
        package = system_package(path)
        if package:
            packages.setdefault(package, []).append(name)
    for package, names in sorted(packages.items()):
        text = pathlib.Path("/usr/share/doc") / package / "copyright"
        if text.exists():
            sections.append(section(f"{', '.join(names)} ({package})", licence_text(text)))

    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    head = "zscope contains or links the following; each keeps its own licence.\n\n"
    arguments.out.write_text(head + "".join(sections), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
