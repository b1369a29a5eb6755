#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The notices hold every part's text and the packages of the libraries that a program names."""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

NOTICES = pathlib.Path(__file__).resolve().parents[2] / "third_party" / "notices.py"


class NoticesTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.out = self.folder / "share" / "NOTICES"

    def write(self, program: str, *parts: str) -> subprocess.CompletedProcess:
        flags = [flag for part in parts for flag in ("--part", part)]
        command = [sys.executable, "-B", str(NOTICES), "--program", program, "--out", str(self.out)]
        return subprocess.run(command + flags, capture_output=True, text=True, check=False)

    def test_parts(self):
        (self.folder / "one.txt").write_text("text of one")
        many = self.folder / "many" / "below"
        many.mkdir(parents=True)
        (many / "LICENSE").write_text("text below")
        (many.parent / "NOTICE").write_text("text above")
        done = self.write("/bin/sh", f"One={self.folder}/one.txt", f"Many={self.folder}/many")
        self.assertEqual(done.returncode, 0, done.stderr)
        text = self.out.read_text()
        for wanted in ("\nOne\n", "text of one", "\nMany\n", "below/LICENSE", "text below", "text above"):
            self.assertIn(wanted, text)

    def test_a_part_without_its_licence_is_an_error(self):
        done = self.write("/bin/sh", f"Lost={self.folder}/nothing.txt")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no licence text for Lost", done.stderr)
        self.assertFalse(self.out.exists())

    @unittest.skipUnless(shutil.which("dpkg") and shutil.which("readelf"), "needs dpkg and readelf")
    def test_libraries_that_the_program_names(self):
        # /bin/ls names libselinux, which libc does not bring; /bin/cat does not.
        self.assertEqual(self.write("/bin/ls").returncode, 0)
        of_ls = self.out.read_text()
        self.assertIn("libc.so.6 (libc6)", of_ls)
        self.assertIn("libselinux.so.1 (libselinux1)", of_ls)
        self.assertEqual(self.write("/bin/cat").returncode, 0)
        self.assertNotIn("libselinux", self.out.read_text().split("libc.so.6 (libc6)")[0])
        self.assertNotIn("(libselinux1)", self.out.read_text())


if __name__ == "__main__":
    unittest.main()
