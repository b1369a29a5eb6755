#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""obtain.py against packages made here, which pip finds in a folder: no network."""

import base64
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

THIRD_PARTY = pathlib.Path(__file__).resolve().parents[2] / "third_party"


def make_wheel(folder: pathlib.Path, name: str, content: str) -> pathlib.Path:
    path = folder / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    files = {
        f"{name}/data.txt": content,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in files.items():
            wheel.writestr(file, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=")
            record += f"{file},sha256={digest.decode()},{len(text)}\n"
        wheel.writestr(f"{info}/RECORD", record + f"{info}/RECORD,,\n")
    return path


def make_source(folder: pathlib.Path) -> pathlib.Path:
    """A source package whose build backend must not run: it is not there."""
    top = folder / "imgui_bundle-1.0"
    top.mkdir()
    (top / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: imgui-bundle\nVersion: 1.0\n")
    (top / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["no-such-tool"]\nbuild-backend = "scikit_build_core.build"\n'
    )
    (top / "imgui.h").write_text("header\n")
    path = folder / f"{top.name}.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(top, top.name)
    shutil.rmtree(top)
    return path


def sha256(path: pathlib.Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


class ObtainTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.deps = self.folder / "deps"
        self.index = self.folder / "index"
        self.index.mkdir()
        self.script = self.folder / "third_party" / "obtain.py"
        self.script.parent.mkdir()
        shutil.copy(THIRD_PARTY / "obtain.py", self.script)
        shutil.copytree(THIRD_PARTY / "metadata_only", self.script.parent / "metadata_only")
        self.one = make_wheel(self.index, "one", "1")
        self.two = make_wheel(self.index, "two", "2")
        self.lock(f"pair one 1.0 wheel 1 {self.one.name} {sha256(self.one)}",
                  f"pair two 1.0 wheel 1 {self.two.name} {sha256(self.two)}")  # fmt: skip

    def lock(self, *lines: str) -> None:
        (self.script.parent / "packages.lock").write_text("# comment\n" + "\n".join(lines) + "\n")

    def start(self, *groups: str, **environment: str) -> subprocess.Popen:
        settings = {key: value for key, value in os.environ.items()
                    if not key.startswith("PIP_") and key != "ZSCOPE_CUDA"}  # fmt: skip
        settings |= {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1",
                     "PIP_FIND_LINKS": str(self.index), "ZSCOPE_DEPS_DIR": str(self.deps)}  # fmt: skip
        return subprocess.Popen(
            [sys.executable, "-B", str(self.script), *groups], env=settings | environment,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def obtain(self, *groups: str, **environment: str) -> pathlib.Path:
        process = self.start(*groups, **environment)
        out, errors = process.communicate()
        self.assertEqual(process.returncode, 0, errors)
        return pathlib.Path(out.strip())

    def refuse(self, *groups: str, **environment: str) -> str:
        process = self.start(*groups, **environment)
        out, errors = process.communicate()
        self.assertEqual((process.returncode, out), (1, ""), errors)
        last = errors.strip().splitlines()[-1]
        self.assertTrue(last.startswith("obtain: "), errors)
        # Nothing half-done is left, so that the next run begins anew.
        if self.deps.is_dir():
            left = [path.name for path in self.deps.iterdir() if not path.name.endswith(".lock")]
            self.assertEqual(left, [])
        return last

    def test_a_group_is_one_folder(self):
        folder = self.obtain("pair")
        self.assertEqual(folder.parent, self.deps)
        self.assertEqual((folder / "one/data.txt").read_text(), "1")
        self.assertEqual((folder / "two/data.txt").read_text(), "2")

    def test_the_second_time_needs_neither_packages_nor_pip(self):
        first = self.obtain("pair")
        shutil.rmtree(self.index)
        self.assertEqual(self.obtain("pair", PYTHONPATH=str(self.without_pip())), first)

    def without_pip(self) -> pathlib.Path:
        folder = self.folder / "no-pip"
        (folder / "pip").mkdir(parents=True)
        (folder / "pip" / "__main__.py").write_text("raise SystemExit(1)\n")
        (folder / "pip" / "__init__.py").write_text("")
        return folder

    def test_no_pip(self):
        last = self.refuse("pair", PYTHONPATH=str(self.without_pip()))
        self.assertIn("has no pip", last)

    def test_a_changed_file_is_not_used(self):
        make_wheel(self.index, "two", "changed")
        self.assertIn("SHA-256", self.refuse("pair"))

    def test_a_changed_pin_is_another_folder(self):
        before = self.obtain("pair")
        self.lock(f"pair one 1.0 wheel 1 {self.one.name} {sha256(self.one)}")
        after = self.obtain("pair")
        self.assertNotEqual(before, after)
        self.assertFalse((after / "two").exists())

    def test_no_network(self):
        # A port that nobody listens on stands for an index that cannot be reached.
        last = self.refuse("pair", PIP_NO_INDEX="0", PIP_FIND_LINKS="",
                           PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="0")  # fmt: skip
        self.assertIn("cannot be reached", last)

    def test_no_room(self):
        self.lock(f"pair one 1.0 wheel 999999999 {self.one.name} {sha256(self.one)}")
        self.assertIn("are free", self.refuse("pair"))

    def test_another_system(self):
        self.lock(f"pair one 1.0 native 1 {self.one.name} {sha256(self.one)}")
        fake = self.folder / "fake"
        fake.mkdir()
        (fake / "platform.py").write_text('system = lambda: "Plan9"\nmachine = lambda: "mips"\n')
        self.assertIn("Plan9 on mips", self.refuse("pair", PYTHONPATH=str(fake)))

    def test_source_without_its_build_backend(self):
        source = make_source(self.index)
        self.lock(f"ui imgui-bundle 1.0 source 1 {source.name} {sha256(source)}")
        self.assertEqual((self.obtain("ui") / "imgui.h").read_text(), "header\n")

    def test_several_at_once(self):
        runs = [self.start("pair") for _ in range(3)]
        answers = {run.communicate()[0] for run in runs}
        self.assertEqual([run.returncode for run in runs], [0, 0, 0])
        self.assertEqual(len(answers), 1)
        visible = [path for path in self.deps.iterdir() if not path.name.startswith(".")]
        self.assertEqual(len(visible), 1)

    def test_what_a_killed_run_left_is_removed(self):
        left = self.deps / ".pair.part-dead"
        left.mkdir(parents=True)
        self.obtain("pair")
        self.assertFalse(left.exists())

    def test_libtorch_with_or_without_its_cuda_part(self):
        self.lock(f"libtorch one 1.0 wheel 1 {self.one.name} {sha256(self.one)}",
                  f"libtorch-cuda one 1.0 wheel 1 {self.one.name} {sha256(self.one)}",
                  f"libtorch-cuda two 1.0 wheel 1 {self.two.name} {sha256(self.two)}")  # fmt: skip
        self.assertFalse((self.obtain("libtorch", ZSCOPE_CUDA="off") / "two").exists())
        self.assertTrue((self.obtain("libtorch", ZSCOPE_CUDA="on") / "two").exists())

    def test_cuda_neither_on_nor_off(self):
        self.assertIn("ZSCOPE_CUDA is maybe", self.refuse("libtorch", ZSCOPE_CUDA="maybe"))

    def test_an_unknown_group(self):
        self.assertIn("no group nothing", self.refuse("nothing"))

    def test_a_damaged_lock_file(self):
        self.lock("pair one 1.0")
        self.assertIn("line 2", self.refuse("pair"))


if __name__ == "__main__":
    unittest.main()
