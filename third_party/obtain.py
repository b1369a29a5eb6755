#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Obtains pinned packages and prints the folder that each group was unpacked into.

    obtain.py GROUP…     the groups are those of packages.lock

libtorch means libtorch-cuda (3.5 GB more) where an NVIDIA driver is at work; ZSCOPE_CUDA=on or off
in the environment decides otherwise.

Folders lie in ZSCOPE_DEPS_DIR, else in $XDG_CACHE_HOME/zscope/deps, and are named after the
hashes of what is in them: a folder that exists is complete and right, so that a second clone and
a run without a network use it as it is. Standard library only; pip does the downloading.
"""

import contextlib
import fcntl
import hashlib
import os
import pathlib
import platform
import shutil
import subprocess
import sys
import tarfile
import tempfile
import typing
import zipfile

HERE = pathlib.Path(__file__).resolve().parent

NVIDIA_DRIVER = pathlib.Path("/dev/nvidiactl")
KINDS = ("wheel", "native", "source")

# The oldest tags that the pinned wheels carry, so that pip finds them on any host.
NATIVE_TAGS = [
    "--python-version", "311", "--implementation", "cp", "--abi", "cp311", "--abi", "none",
    "--platform", "manylinux_2_28_x86_64", "--platform", "manylinux_2_27_x86_64",
    "--platform", "manylinux_2_25_x86_64", "--platform", "manylinux_2_18_x86_64",
    "--platform", "manylinux_2_17_x86_64", "--platform", "manylinux2014_x86_64",
    "--platform", "any",
]  # fmt: skip


class Refused(Exception):
    """Something that the person can mend; the message says what."""


class Package(typing.NamedTuple):
    group: str
    name: str
    version: str
    kind: str
    mib: int
    file: str
    sha256: str


def read_lock(path: pathlib.Path) -> list[Package]:
    packages = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = line.split()
        if len(fields) != len(Package._fields) or fields[3] not in KINDS:
            raise Refused(f"{path}, line {number}: not a line of a lock file")
        packages.append(Package(*fields[:4], int(fields[4]), *fields[5:]))
    return packages


def deps_folder() -> pathlib.Path:
    given = os.environ.get("ZSCOPE_DEPS_DIR")
    if given:
        return pathlib.Path(given).absolute()
    cache = os.environ.get("XDG_CACHE_HOME", "")
    # A relative XDG folder counts as not set.
    base = pathlib.Path(cache) if cache.startswith("/") else pathlib.Path.home() / ".cache"
    return base / "zscope" / "deps"


def target_folder(deps: pathlib.Path, packages: list[Package]) -> pathlib.Path:
    content = "\n".join(sorted(package.sha256 for package in packages))
    key = hashlib.sha256(content.encode()).hexdigest()[:12]
    return deps / f"{packages[0].group}-{key}"


def check_system(packages: list[Package]) -> None:
    system, machine = platform.system(), platform.machine()
    native = [package.name for package in packages if package.kind == "native"]
    if native and (system, machine) != ("Linux", "x86_64"):
        raise Refused(
            f"{native[0]} is pinned for Linux on x86-64, and this is {system} on {machine}: "
            "give a LibTorch of your own with -DTorch_DIR=FOLDER"
        )


def check_disk(deps: pathlib.Path, packages: list[Package]) -> None:
    need = sum(package.mib for package in packages)
    free = shutil.disk_usage(deps).free // 2**20
    if free < need:
        raise Refused(
            f"{packages[0].group} needs {need} MiB in {deps} and {free} MiB are free: "
            "make room, or set ZSCOPE_DEPS_DIR to a folder on another disk"
        )


def check_pip() -> None:
    pip = [sys.executable, "-m", "pip", "--version"]
    if subprocess.run(pip, capture_output=True, check=False).returncode != 0:
        raise Refused(
            f"{sys.executable} has no pip, which downloads the packages: "
            "install it (Debian, Ubuntu: apt-get install python3-pip)"
        )


def pip_download(package: Package, into: pathlib.Path) -> None:
    requirement = into / f"{package.name}.txt"
    requirement.write_text(
        f"{package.name}=={package.version} --hash=sha256:{package.sha256}\n", encoding="utf-8"
    )
    command = [
        sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "--no-cache-dir",
        "--retries", "2", "--disable-pip-version-check", "--dest", str(into), "-r", str(requirement),
    ]  # fmt: skip
    # /tmp may be small, and it is another disk than the one that was checked.
    environment = dict(os.environ, TMPDIR=str(into))
    if package.mib < 100:
        command.append("--quiet")
    if package.kind == "source":
        # pip asks a source package for its metadata and would fetch, unpinned, and run that
        # package's build tools for it: a stand-in answers instead.
        command += ["--no-binary", package.name, "--no-build-isolation"]
        environment["PYTHONPATH"] = str(HERE / "metadata_only")
    else:
        command += ["--only-binary=:all:", *NATIVE_TAGS]
    # pip's own progress is the person's progress; only its errors are read here.
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=sys.stderr, stderr=subprocess.PIPE, text=True,
        errors="replace", env=environment,
    )  # fmt: skip
    _, errors = process.communicate()
    if process.returncode != 0:
        raise Refused(explain_pip(package, errors))


def explain_pip(package: Package, errors: str) -> str:
    what = f"cannot download {package.name} {package.version}"
    if "DO NOT MATCH THE HASHES" in errors:
        return f"{what}: the file offered is not the pinned one (its SHA-256 differs), so it is not used"
    if "No space left on device" in errors:
        return f"{what}: the disk became full"
    network = ("ConnectionError", "connection broken", "NewConnectionError", "Max retries", "timed out")
    if any(word in errors for word in network):
        return f"{what}: the package index cannot be reached; is there a network? It is needed once"
    lines = [line for line in errors.splitlines() if line.startswith("ERROR:")]
    return f"{what}: pip says: {lines[0][7:] if lines else errors.strip()[-300:]}"


def check_hash(path: pathlib.Path, wanted: str) -> None:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != wanted:
        raise Refused(f"{path.name} has another SHA-256 than the lock file says: it is not used")


def unpack(path: pathlib.Path, into: pathlib.Path) -> None:
    if path.suffix == ".whl":
        with zipfile.ZipFile(path) as archive:
            archive.extractall(into)
        return
    with tarfile.open(path) as archive:
        # Older Pythons have no filter; the file's hash was checked before.
        safe = {"filter": "data"} if hasattr(tarfile, "data_filter") else {}
        archive.extractall(into, **safe)
    # name-version/… becomes …
    (top,) = [entry for entry in into.iterdir() if entry.is_dir()]
    for entry in list(top.iterdir()):
        entry.rename(into / entry.name)
    top.rmdir()


@contextlib.contextmanager
def one_at_a_time(deps: pathlib.Path, group: str):
    with (deps / f".{group}.lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"obtain: waiting for another run that obtains {group}", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def obtain(group: str, packages: list[Package], deps: pathlib.Path) -> pathlib.Path:
    if not packages:
        raise Refused(f"the lock file has no group {group}")
    target = target_folder(deps, packages)
    if target.is_dir():
        return target
    check_system(packages)
    deps.mkdir(parents=True, exist_ok=True)
    with one_at_a_time(deps, group):
        if target.is_dir():
            return target
        # Whoever held the lock before and was killed left this behind.
        for left in deps.glob(f".{group}.part-*"):
            shutil.rmtree(left, ignore_errors=True)
        check_disk(deps, packages)
        check_pip()
        fill(group, packages, target)
    return target


def fill(group: str, packages: list[Package], target: pathlib.Path) -> None:
    part = pathlib.Path(tempfile.mkdtemp(prefix=f".{group}.part-", dir=target.parent))
    try:
        tree = part / "tree"
        tree.mkdir()
        for package in packages:
            print(f"obtain: {package.name} {package.version}", file=sys.stderr, flush=True)
            pip_download(package, part)
            file = part / package.file
            if not file.is_file():
                raise Refused(f"pip did not download {package.file}, the pinned file")
            check_hash(file, package.sha256)
            unpack(file, tree)
            file.unlink()
        # The build watches this file (obtain.cmake).
        (tree / ".obtained").write_text("".join(f"{p.file}\n" for p in packages), encoding="utf-8")
        tree.chmod(0o755)
        os.sync()
        tree.rename(target)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def wants_cuda() -> bool:
    asked = os.environ.get("ZSCOPE_CUDA", "").lower()
    if asked not in ("", "on", "off"):
        raise Refused(f"ZSCOPE_CUDA is {asked}: on, off, or not set")
    return asked == "on" or (asked == "" and NVIDIA_DRIVER.exists())


def main(groups: list[str]) -> int:
    try:
        lock = read_lock(HERE / "packages.lock")
        if not groups:
            raise Refused("name a group: " + ", ".join(dict.fromkeys(p.group for p in lock)))
        deps = deps_folder()
        for group in groups:
            if group == "libtorch" and wants_cuda():
                group = "libtorch-cuda"
            print(obtain(group, [p for p in lock if p.group == group], deps))
    except (Refused, OSError, zipfile.BadZipFile, tarfile.TarError) as error:
        print(f"obtain: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
