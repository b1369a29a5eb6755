#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""scripts/run and scripts/test on machines that lack something; stand-ins on PATH play them."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"


def known_system() -> bool:
    text = pathlib.Path("/etc/os-release").read_text() if os.path.exists("/etc/os-release") else ""
    fields = dict(re.findall(r'^(ID|VERSION_ID)="?([^"\n]*)"?$', text, re.MULTILINE))
    named = (fields.get("ID"), fields.get("VERSION_ID"))
    return named in (("debian", "12"), ("ubuntu", "24.04")) and os.uname().machine == "x86_64"


@unittest.skipUnless(known_system(), "the scripts refuse this system, as they should")
class ScriptTest(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp()).resolve()
        self.addCleanup(shutil.rmtree, self.root)
        shutil.copytree(SCRIPTS, self.root / "scripts")
        self.bin = self.root / "fake-bin"
        self.bin.mkdir()
        self.calls = self.root / "calls"
        self.calls.touch()
        (self.root / "third_party").mkdir()
        self.obtain("pass")
        # Every package is there, nothing is to be built, and the program echoes its arguments.
        self.fake("dpkg-query", 'shift 3; for p in "$@"; do echo "$p:amd64 ii "; done')
        self.fake("sudo", '[ "$1" = -n ] && shift; "$@"')
        self.fake("apt-get", "true")
        self.fake("cmake", 'case "$*" in *" -B "*) mkdir -p $4; touch $4/build.ninja;; esac')
        self.fake("ninja", "echo 'ninja: no work to do.'")
        self.program = self.root / "build" / "bin" / "zscope"
        self.program.parent.mkdir(parents=True)
        self.script(self.program, 'echo "program: $*"; exit 7')

    def script(self, path: pathlib.Path, body: str) -> None:
        path.write_text(f"#!/bin/sh\n{body}\n")
        path.chmod(0o755)

    def fake(self, name: str, body: str) -> None:
        self.script(self.bin / name, f'echo "{name} $*" >> "{self.calls}"\n{body}')

    def obtain(self, body: str) -> None:
        (self.root / "third_party" / "obtain.py").write_text(f"import sys\n{body}\n")

    def run_it(self, *arguments: str, script: str = "run") -> subprocess.CompletedProcess:
        environment = {key: value for key, value in os.environ.items() if "ZSCOPE" not in key}
        environment["PATH"] = f"{self.bin}:{environment['PATH']}"
        return subprocess.run(
            [self.root / "scripts" / script, *arguments], cwd=self.root, env=environment,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def configured(self) -> None:
        (self.root / "build" / "build.ninja").touch()
        (self.root / "build" / "CMakeCache.txt").write_text(
            f"CMAKE_HOME_DIRECTORY:INTERNAL={self.root}\n"
        )

    def refuse(self, *words: str) -> None:
        done = self.run_it()
        self.assertEqual((done.returncode, done.stdout), (1, ""), done.stderr)
        last = done.stderr.strip().splitlines()[-1]
        for word in words:
            self.assertIn(word, last)


class RunTest(ScriptTest):
    def test_nothing_to_do(self):
        self.configured()
        done = self.run_it("train", "--data", "a b")
        self.assertEqual(done.stdout, "program: train --data a b\n")
        self.assertEqual((done.returncode, done.stderr), (7, ""))
        calls = self.calls.read_text()
        self.assertNotIn("\napt-get ", calls)
        self.assertNotIn("\ncmake ", calls)

    def test_first_time(self):
        done = self.run_it()
        self.assertEqual(done.returncode, 7, done.stderr)
        self.assertRegex(self.calls.read_text(), r"cmake -S \S+ -B \S+ -G Ninja")

    def test_something_changed(self):
        self.configured()
        self.fake("ninja", "echo '[1/2] Building'")
        self.assertEqual(self.run_it().returncode, 7)
        self.assertRegex(self.calls.read_text(), r"cmake --build \S+ --parallel \d+ --target zscope")

    def test_missing_packages_are_named_then_installed(self):
        self.configured()
        self.fake("dpkg-query", 'shift 3; for p in "$@"; do [ $p = cmake ] || [ $p = libfmt-dev ]'
                                ' || echo "$p ii "; done; exit 1')  # fmt: skip
        done = self.run_it()
        self.assertEqual(done.returncode, 7, done.stderr)
        self.assertRegex(done.stderr, "missing and will be installed with apt-get: cmake libfmt-dev\n")
        self.assertRegex(self.calls.read_text(), r"apt-get .*install cmake libfmt-dev\n")

    def test_packages_that_were_removed_count_as_missing(self):
        self.configured()
        self.fake("dpkg-query", 'shift 3; for p in "$@"; do echo "$p rc "; done')
        self.assertIn("missing", self.run_it().stderr)

    def test_apt_without_a_network(self):
        self.fake("dpkg-query", "exit 1")
        self.fake("apt-get", "echo \"Temporary failure resolving 'x'\"; exit 100")
        self.refuse("apt-get could not install", "is there a network?")

    def test_apt_without_room(self):
        self.fake("dpkg-query", "exit 1")
        self.fake("apt-get", "echo 'E: You don'\\''t have enough free space in /x'; exit 100")
        self.refuse("apt-get could not install", "the disk is full")

    def test_apt_for_another_reason(self):
        self.fake("dpkg-query", "exit 1")
        self.fake("apt-get", "echo 'E: held broken packages'; echo more; exit 100")
        self.refuse("apt-get could not install", "E: held broken packages")

    def test_unsupported_machine(self):
        self.fake("uname", "echo Linux riscv64")
        self.refuse("riscv64", "knows Debian 12 and Ubuntu 24.04", "ZSCOPE_SKIP_PACKAGES=1")

    def test_packages_cannot_be_obtained(self):
        self.obtain('sys.exit("obtain: cannot download torch 2.15.0: is there a network?")')
        self.refuse("obtain: cannot download torch")

    def test_configuring_fails(self):
        self.fake("cmake", "exit 1")
        self.refuse("configuring failed")

    def test_building_fails(self):
        self.configured()
        self.fake("ninja", "echo '[1/2] Building'")
        self.fake("cmake", "exit 1")
        self.refuse("building failed")

    def test_build_folder_of_another_clone(self):
        self.configured()
        (self.root / "build" / "CMakeCache.txt").write_text("CMAKE_HOME_DIRECTORY:INTERNAL=/else\n")
        self.refuse("was made for another folder", "remove it")

    def test_no_room_for_the_build(self):
        self.fake("df", "echo Avail; echo 12")
        self.refuse("the build needs", "12 MiB are free")


class TestTest(ScriptTest):
    LOG = """
1/2 Testing: core
1/2 Test: core
[doctest] doctest version is "2.4.9"
[doctest] test cases:  3 |  3 passed | 0 failed | 0 skipped
[doctest] assertions: 99 | 99 passed | 0 failed |
2/2 Test: lint
lint: nothing found
"""

    def setUp(self):
        super().setUp()
        self.configured()
        self.fake("xvfb-run", 'shift 3; "$@"')
        log = self.root / "build" / "Testing" / "Temporary" / "LastTest.log"
        log.parent.mkdir(parents=True)
        log.write_text(self.LOG)

    def test_green(self):
        self.fake("ctest", "echo '100% tests passed'")
        done = self.run_it("-R", "core", script="test")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("core: test cases:  3 |  3 passed", done.stdout)
        self.assertIn("core: assertions: 99", done.stdout)
        self.assertIn("all tests passed", done.stderr)
        self.assertRegex(self.calls.read_text(), r"ctest .*--output-on-failure -R core\n")

    def test_red(self):
        self.fake("ctest", "exit 8")
        done = self.run_it("-R", "core", script="test")
        self.assertEqual(done.returncode, 1)
        self.assertIn("tests failed", done.stderr.splitlines()[-1])

    def test_without_arguments_thread_sanitizer_follows(self):
        self.fake("ctest", 'case "$*" in *build-thread*) exit 8;; esac')
        done = self.run_it(script="test")
        self.assertEqual(done.returncode, 1, done.stderr)
        calls = self.calls.read_text()
        self.assertRegex(calls, r"cmake .*-DZSCOPE_SANITIZE=thread")
        self.assertRegex(calls, r"ctest --test-dir \S+/build-thread ")
        self.assertIn("failed under thread", done.stderr)


if __name__ == "__main__":
    unittest.main()
