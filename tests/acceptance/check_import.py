#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Checkpoints as PyTorch writes them, through zscope and back.

    check_import.py build/bin/zscope [--python PYTHON]

A Python with torch and safetensors (tests/bench/peer_env.py makes the first, pip gets the second)
writes DCGANs in the forms that people publish; zscope imports each and draws the same z; the images
must be PyTorch's within 1e-4. Then zscope exports .pth and .safetensors, and Python loads both into
the PyTorch example's Generator: the same images again. What is no DCGAN must be refused with a table.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.append(str(HERE.parent / "bench"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("zscope")
    parser.add_argument("--python", help="a Python that has torch and safetensors")
    options = parser.parse_args()
    import peer_env

    python, environment = peer_env.peer_python(options.python)
    with tempfile.TemporaryDirectory() as folder:
        packages = pathlib.Path(folder) / "packages"
        if not options.python:
            peer_env.run("safetensors", [python, "-m", "pip", "install", "--quiet", "--no-deps",
                                         "--disable-pip-version-check", "--target", packages,
                                         "safetensors"])  # fmt: skip
        environment["PYTHONPATH"] = os.pathsep.join(
            part for part in (str(packages), environment.get("PYTHONPATH", "")) if part)
        done = subprocess.run([python, "-B", HERE / "import_forms.py",
                               str(pathlib.Path(options.zscope).resolve()), folder],
                              env=environment, check=False)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
