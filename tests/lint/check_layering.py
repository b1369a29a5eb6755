#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checks the rules that a compiler does not: who may include whom, sizes, forbidden text.

    check_layering.py [ROOT]

Dependencies point one way: app -> ui -> engine's public headers -> io -> core. Each finding is a
line "path:line: what"; any finding makes the exit code 1.
"""

import pathlib
import re
import subprocess
import sys
import typing

import cpp_text

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
MAX_FILE_BYTES = 2_000_000
# Weights that zscope trained itself on images that it drew itself: assets of our own.
OWN_WEIGHTS = {"assets/models": 14_000_000, "assets/oracles": 4_000_000}

TOP_FOLDERS = {
    "app", "core", "ui", "shaders", "assets", "tests", "third_party", "docs", "scripts",
}  # fmt: skip
# Foreign code, data and weights are obtained, never committed.
FOREIGN_SUFFIXES = {
    ".pth", ".pt", ".tar", ".gz", ".zip", ".whl", ".so", ".a", ".o", ".onnx", ".ttf", ".otf", ".exe",
}  # fmt: skip

TORCH = r"<(torch|ATen|c10|caffe2)/"
WINDOW = r"<(imgui|implot|backends/imgui|GLFW/|glad/|GL/|portable_file_dialogs)"
GL = r"<(glad/|GL/|GLES)"
CUDA = r"<(cuda|cudnn|nvtx|(ATen|c10)/cud(a|nn)/)"
FILES = r"<(zip\.h|zlib\.h|sqlite3\.h|jpeglib\.h|webp/|gif_lib\.h|stb|openssl/|lmdb\.h|matio\.h|archive)"


class Layer(typing.NamedTuple):
    name: str
    above: tuple[str, ...]  # repository paths that it must not include
    no_system: tuple[tuple[str, str], ...]  # (pattern of an include, what it is)


NO_TORCH = (TORCH, "LibTorch")
NO_WINDOW = (WINDOW, "the window's libraries")
NO_PROGRAM = (r"<(CLI|spdlog)/", "the program's libraries")
NO_FILES = (FILES, "a file format's library")
# The program must start where there is no CUDA: only the module that it loads knows it.
NO_CUDA = (CUDA, "CUDA, which is core/engine/cuda's")
LAYERS = {
    "core": Layer("core", ("core/io/", "core/engine/", "ui/", "app/"),
                  (NO_TORCH, NO_WINDOW, NO_FILES, NO_PROGRAM, NO_CUDA)),
    "io": Layer("io", ("core/engine/", "ui/", "app/"), (NO_TORCH, NO_WINDOW, NO_PROGRAM, NO_CUDA)),
    "engine": Layer("the engine's headers", ("ui/", "app/", "core/engine/detail/"),
                    (NO_TORCH, NO_WINDOW, NO_PROGRAM, NO_CUDA)),
    "engine inside": Layer("the engine", ("ui/", "app/"), (NO_WINDOW, NO_PROGRAM, NO_CUDA)),
    "kernels": Layer("the kernels", ("core/io/", "core/engine/detail/", "ui/", "app/"),
                     (NO_TORCH, NO_WINDOW, NO_FILES, NO_PROGRAM, NO_CUDA)),
    "cuda": Layer("the CUDA module", ("core/io/", "ui/", "app/"), (NO_WINDOW, NO_PROGRAM, NO_FILES)),
    "ui": Layer("ui", ("app/", "core/engine/detail/", "core/engine/kernels/"),
                (NO_TORCH, NO_PROGRAM, NO_CUDA, (r"<GLFW/", "GLFW, which is app's"))),
    "app": Layer("app", ("core/engine/detail/", "core/engine/kernels/"), (NO_TORCH, NO_CUDA)),
}  # fmt: skip


class Finding(typing.NamedTuple):
    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


def layer_of(path: str) -> Layer | None:
    if path.startswith("core/engine/kernels/"):
        return LAYERS["kernels"]
    if path.startswith("core/engine/cuda/"):
        return LAYERS["cuda"]
    if path.startswith("core/engine/"):
        inside = path.startswith("core/engine/detail/") or path.endswith(".cpp")
        return LAYERS["engine inside" if inside else "engine"]
    if path.startswith("core/io/"):
        return LAYERS["io"]
    return LAYERS.get(path.split("/")[0])


def check_include(path: str, line: int, target: str, layer: Layer) -> list[Finding]:
    found = []
    if target.startswith("<"):
        for pattern, what in layer.no_system:
            if re.match(pattern, target):
                found.append(Finding(path, line, f"{layer.name} must not include {what} ({target})"))
        in_ui = path.startswith("ui/") and not path.startswith("ui/gl/")
        if in_ui and re.match(GL, target):
            found.append(Finding(path, line, f"only ui/gl/ includes GL ({target})"))
        return found
    name = target.strip('"')
    if name.startswith((*layer.above, "tests/")):
        found.append(Finding(path, line, f"{layer.name} must not include {name}"))
    if path.startswith("ui/panels/") and re.match(r"ui/panels/\w+_panel\.h$", name):
        if pathlib.PurePath(name).stem != pathlib.PurePath(path).stem:
            found.append(Finding(path, line, f"a panel includes another panel ({name})"))
    return found


def check_includes(path: str, text: str) -> list[Finding]:
    layer = layer_of(path)
    if layer is None:
        return []
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        if match := re.match(r'\s*#\s*include\s*(<[^>]+>|"[^"]+")', line):
            target = match[1]
            # Quotes do not hide a foreign header.
            if target.startswith('"') and not re.match(r'"(app|core|ui|tests)/', target):
                target = f"<{target[1:-1]}>"
            found += check_include(path, number, target, layer)
    return found


def check_calls(path: str, code: str) -> list[Finding]:
    found = []
    gl_allowed = path.startswith(("ui/gl/", "tests/"))
    for number, line in enumerate(code.splitlines(), 1):
        if re.search(r"\b(torch|jit)::(jit::)?(load|pickle_load)\s*\(", line) or re.search(
            r"\bpickle_load\s*\(", line
        ):
            found.append(Finding(path, number, "loads with LibTorch, which may run code"))
        if not gl_allowed and (match := re.search(r"(?<![\w:.>])gl[A-Z]\w*\s*\(", line)):
            found.append(Finding(path, number, f"only ui/gl/ calls {match[0].rstrip('( ')}"))
    return found


def check_cpp(path: str, text: str) -> list[Finding]:
    found = check_includes(path, text)
    if not text.startswith("// SPDX-License-Identifier: MIT\n"):
        found.append(Finding(path, 1, "the first line is not the SPDX line"))
    if path.endswith(".h") and not re.search(r"^#pragma once$", text, re.MULTILINE):
        found.append(Finding(path, 1, "a header without #pragma once"))
    code = cpp_text.without_comments_and_strings(text)
    found += check_calls(path, code)
    for function in cpp_text.functions(code):
        if function.length > MAX_FUNCTION_LINES:
            what = f"a function of {function.length} lines (at most {MAX_FUNCTION_LINES})"
            found.append(Finding(path, function.line, f"{what}: {function.head[:60]}"))
    return found


def is_made(path: str, text: str, names: set[str]) -> bool:
    """A table that a script beside it writes: its length is nobody's reading."""
    match = re.match(r"[^\n]*\n// Made by (\w+\.py)\b", text)
    return bool(match) and str(pathlib.PurePosixPath(path).with_name(match[1])) in names


def check_text(path: str, text: str, names: set[str]) -> list[Finding]:
    found = []
    # A machine's own folders: a path begins one, and is not the middle of another.
    machine_path = re.compile(r"(?<![\w.$}~*-])/(?:root|work|tmp/dl)(?:/|\b)")
    for number, line in enumerate(text.splitlines(), 1):
        if match := machine_path.search(line):
            found.append(Finding(path, number, f"a path of one machine ({match[0]})"))
    count = len(text.splitlines())
    source = path.endswith((".cpp", ".h", ".cu", ".py", ".cmake", ".sh", ".glsl"))
    if count > MAX_FILE_LINES and source and not is_made(path, text, names):
        found.append(Finding(path, 1, f"{count} lines (at most {MAX_FILE_LINES})"))
    return found


def check_place(path: str, size: int) -> list[Finding]:
    found = []
    parts = path.split("/")
    if len(parts) > 1 and parts[0] not in TOP_FOLDERS and not parts[0].startswith("."):
        found.append(Finding(path, 1, f"no top-level folder {parts[0]}/ is agreed on"))
    place = pathlib.PurePath(path)
    if place.suffix == ".safetensors" and str(place.parent) in OWN_WEIGHTS:
        if size > OWN_WEIGHTS[str(place.parent)]:
            found.append(Finding(path, 1, f"more than {OWN_WEIGHTS[str(place.parent)]} bytes"))
        return found
    if place.suffix in FOREIGN_SUFFIXES or size > MAX_FILE_BYTES:
        found.append(Finding(path, 1, "foreign or large files are obtained, not committed"))
    return found


def files_of(root: pathlib.Path) -> list[str]:
    """What git knows or would take; without git, everything but builds and hidden folders."""
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others",
               "--exclude-standard"]  # fmt: skip
    git = subprocess.run(command, capture_output=True, text=True, check=False)
    if git.returncode == 0 and (root / ".git").exists():
        return [name for name in git.stdout.split("\0") if name and (root / name).is_file()]
    names = (file.relative_to(root).as_posix() for file in root.rglob("*") if file.is_file())
    return [name for name in names if not re.match(r"build|runs/|\.git/", name)
            and "__pycache__" not in name]  # fmt: skip


def check_tree(root: pathlib.Path) -> list[Finding]:
    found = []
    names = set(files_of(root))
    for name in sorted(names):
        path = root / name
        found += check_place(name, path.stat().st_size)
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += check_text(name, text, names)
        if name.endswith((".h", ".cpp", ".cu")):
            found += check_cpp(name, text)
    return found


def main(arguments: list[str]) -> int:
    default = pathlib.Path(__file__).resolve().parents[2]
    root = pathlib.Path(arguments[0]) if arguments else default
    found = check_tree(root)
    print("\n".join(map(str, found)) or "lint: nothing found")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
