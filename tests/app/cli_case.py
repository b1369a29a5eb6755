# SPDX-License-Identifier: MIT
"""What the tests of the command line share."""

import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest
import zlib

TINY = "--size 32 --ngf 4 --ndf 4 --batch 4 --kernels reference --threads 1".split()


def whole_png(rows: bytes) -> bytes:
    """32 x 32 grey pixels, a filter byte before each row."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(
            ">I", zlib.crc32(kind + data))  # fmt: skip

    return (b"\x89PNG\r\n\x1a\n"
            + chunk(b"IHDR", struct.pack(">IIBBBBB", 32, 32, 8, 0, 0, 0, 0))
            + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))  # fmt: skip


def png(path: pathlib.Path, shade: int) -> None:
    rows = b"".join(b"\0" + bytes((shade + x + y) % 256 for x in range(32)) for y in range(32))
    path.write_bytes(whole_png(rows))


class CliCase(unittest.TestCase):
    """A folder with photographs and a run of two steps, and how zscope is called in it."""

    program = ""

    @classmethod
    def setUpClass(cls) -> None:
        cls.folder = tempfile.TemporaryDirectory()
        cls.dir = pathlib.Path(cls.folder.name)
        cls.env = dict(os.environ)
        for kind in ("CONFIG", "DATA", "CACHE"):
            cls.env[f"XDG_{kind}_HOME"] = str(cls.dir / kind.lower())
        cls.photos = cls.dir / "photos"
        cls.photos.mkdir()
        for i in range(8):
            png(cls.photos / f"{i}.png", 20 * i)
        (cls.dir / "bad.jpg").write_bytes(b"\xff\xd8\xff\xe0not a whole photo")
        cls.run_dir = cls.dir / "run"
        done = cls.zscope("train", "--data", "photos", "--run", "run", "--steps", "2", *TINY)
        assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls) -> None:
        cls.folder.cleanup()

    @classmethod
    def zscope(cls, *arguments) -> subprocess.CompletedProcess:
        return subprocess.run([cls.program, *map(str, arguments)], cwd=cls.dir, env=cls.env, text=True,
                              capture_output=True, timeout=300, check=False)  # fmt: skip

    def check(self, code: int, words: str, *arguments) -> str:
        done = self.zscope(*arguments)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(words, done.stderr)
        return done.stderr

    def without_text(self, name: str) -> bytes:
        """All of a file but what is said in it, by the blocks and chunks of its format."""
        data = (self.dir / name).read_bytes()
        if name.endswith(".png"):
            kept, at = b"", 8
            while at < len(data):
                (length,) = struct.unpack(">I", data[at:at + 4])
                if data[at + 4:at + 8] != b"iTXt":
                    kept += data[at:at + 12 + length]
                at += 12 + length
            return kept
        if name.endswith(".webp"):
            kept, at = b"", 12
            while at < len(data):
                (length,) = struct.unpack("<I", data[at + 4:at + 8])
                if data[at:at + 4] != b"ZSCP":
                    kept += data[at:at + 8 + length]
                at += 8 + length + length % 2
            return kept
        start = data.index(b"\x21\xfe")  # a GIF's comment: blocks that each begin with their length
        at = start + 2
        while data[at] != 0:
            at += 1 + data[at]
        return data[:start] + data[at + 1:]


def run_tests() -> None:
    CliCase.program = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
