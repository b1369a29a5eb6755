# SPDX-License-Identifier: MIT
"""The peer's Python: a virtual environment with PyTorch in the cache folder, made once.

PyTorch's wheel wants 5 GB of CUDA libraries, of which computing on a CPU uses none. So only those are
installed that zscope's own LibTorch has (third_party/packages.lock); empty libraries stand in for
the others. The version is that of the lock: the peer and zscope compute with the same LibTorch.
"""

import os
import pathlib
import shutil
import subprocess
import sys

from bench_tools import ROOT, Failed, say

sys.path.append(str(ROOT / "third_party"))
import obtain  # noqa: E402

# What `import torch` needs beside the lock's group libtorch.
PURE = [
    "filelock", "typing-extensions", "sympy", "networkx", "jinja2", "fsspec", "mpmath", "markupsafe",
    "setuptools", "numpy",
]  # fmt: skip
# Libraries that PyTorch's CUDA part links and a CPU never calls.
STAND_INS = [
    "libcublas.so.13", "libcublasLt.so.13", "libcudnn.so.9", "libcufft.so.12", "libcufile.so.0",
    "libcusparse.so.12", "libcusparseLt.so.0", "libnccl.so.2", "libnvrtc.so.13",
]  # fmt: skip
# The one of which numbers, not only functions, are looked up when it is loaded.
NVSHMEM = "libnvshmem_host.so.3"
NVSHMEM_SOURCE = "int nvshmem_init, nvshmem_selected_device_transport;\n"
NVSHMEM_VERSION = "NVSHMEM { *; };\n"
# Functions are looked up when they are called, which those of the stand-ins never are.
LAZY = "import os, sys; sys.setdlopenflags(os.RTLD_LAZY)\n"


def requirements() -> list[str]:
    lock = obtain.read_lock(ROOT / "third_party" / "packages.lock")
    pinned = [f"{p.name}=={p.version}" for p in lock if p.group == "libtorch"]
    return [*pinned, *PURE]


def run(what: str, command: list) -> None:
    done = subprocess.run(
        [str(part) for part in command], stdout=sys.stderr, stderr=subprocess.PIPE, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise Failed(f"{what}: {done.stderr.strip()[-800:]}")


def make_stand_ins(folder: pathlib.Path) -> None:
    compiler = shutil.which("cc")
    if not compiler:
        raise Failed("no C compiler (cc): install one, or name a Python that has torch with --python")
    folder.mkdir()
    source, version = folder / "nvshmem.c", folder / "nvshmem.map"
    source.write_text(NVSHMEM_SOURCE, encoding="utf-8")
    version.write_text(NVSHMEM_VERSION, encoding="utf-8")
    for name in STAND_INS:
        run(name, [compiler, "-shared", "-x", "c", os.devnull, f"-Wl,-soname,{name}", "-o",
                   folder / name])  # fmt: skip
    run(NVSHMEM, [compiler, "-shared", source, f"-Wl,--version-script={version}",
                  f"-Wl,-soname,{NVSHMEM}", "-o", folder / NVSHMEM])  # fmt: skip


def make(folder: pathlib.Path) -> None:
    say(f"making the peer's Python in {folder}: a download of some 400 MB, 1.5 GB on the disk")
    shutil.rmtree(folder, ignore_errors=True)
    run("venv", [sys.executable, "-m", "venv", folder])
    run("pip", [folder / "bin" / "python", "-m", "pip", "install", "--no-deps", "--quiet",
                "--disable-pip-version-check", *requirements()])  # fmt: skip
    (packages,) = (folder / "lib").glob("python*/site-packages")
    (packages / "zscope_peer_lazy.pth").write_text(LAZY, encoding="utf-8")
    make_stand_ins(folder / "stand-ins")


def peer_environment(folder: pathlib.Path) -> dict:
    paths = [str(folder / "stand-ins"), os.environ.get("LD_LIBRARY_PATH", "")]
    return os.environ | {
        "LD_LIBRARY_PATH": ":".join(path for path in paths if path),
        "TORCHINDUCTOR_CACHE_DIR": str(folder / "compiled"),
        "THP_MEM_ALLOC_ENABLE": "1",  # large pages: PyTorch is some 6 % faster with them
    }


def peer_python(given: str | None) -> tuple[str, dict]:
    """The Python that has torch, and the environment to run it in. `given`: one of the person's."""
    if given:
        return given, os.environ | {"THP_MEM_ALLOC_ENABLE": "1"}
    folder = obtain.deps_folder().parent / "peer-venv"
    ready, wanted = folder / "ready", "\n".join([*requirements(), *STAND_INS, sys.version])
    if not ready.exists() or ready.read_text(encoding="utf-8") != wanted:
        make(folder)
        ready.write_text(wanted, encoding="utf-8")
    return str(folder / "bin" / "python"), peer_environment(folder)
