#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Recipes from outside: a reader of PNG chunks that is not ours finds them, replay draws the same
pixels, and what is damaged or of another model is refused.

    cli_recipe_test.py build/bin/zscope
"""

import json
import pathlib
import struct
import zlib

from cli_case import CliCase, png, run_tests


def chunks(file: pathlib.Path) -> list[tuple[bytes, bytes]]:
    """All chunks of a PNG, their checksums checked."""
    data = file.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    found, at = [], 8
    while at < len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        (sum_,) = struct.unpack(">I", data[at + 8 + length : at + 12 + length])
        assert sum_ == zlib.crc32(kind + body), kind
        found.append((kind, body))
        at += 12 + length
    return found


def recipe_of(file: pathlib.Path) -> dict:
    """By the PNG specification, 11.3.4.5: keyword, 0, packed, method, language, 0, translation, 0."""
    texts = [body for kind, body in chunks(file) if kind == b"iTXt" and body.startswith(b"zscope\0")]
    assert len(texts) == 1, len(texts)
    packed, method = texts[0][7], texts[0][8]
    assert (packed, method) == (1, 0)
    return json.loads(zlib.decompress(texts[0][9:].split(b"\0", 2)[2]).decode())


def pixels(file: pathlib.Path) -> bytes:
    """The unpacked rows with the header: equal only for equal pictures of one writer."""
    found = chunks(file)
    return found[0][1] + zlib.decompress(b"".join(body for kind, body in found if kind == b"IDAT"))


class CliRecipeTest(CliCase):
    LINES = {
        "samples": "sample run --seed 7 --count 6",
        "lone": "sample run --seed 7 --count 1 --gap 0 --scale 2",
        "interpolate": "interpolate run --from 7:3 --to 9 --steps 5 --mode lerp",
        "calculate": "arithmetic run --base 1:1 1:2 --plus 7 --minus 8 --spread --control "
                     "--samples 5 --noise 0.5",
        "sheet": "sheet run --corners 1 2 3 7:5 --size 4 --mode lerp",
    }  # fmt: skip

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        for name, line in cls.LINES.items():
            done = cls.zscope(*line.split(), "--out", f"{name}.png")
            assert done.returncode == 0, done.stderr

    def test_another_reader_finds_the_recipe(self) -> None:
        for name in self.LINES:
            recipe = recipe_of(self.dir / f"{name}.png")
            self.assertEqual(recipe["format"], "zscope-recipe")
            self.assertEqual(recipe["version"], 1)
            self.assertEqual(recipe["tool"], "samples" if name == "lone" else name)
            self.assertEqual(recipe["arithmetic"], "reference")
            self.assertEqual(len(recipe["model"]["id"]), 64)
            printed = self.zscope("recipe", f"{name}.png", "--json")
            self.assertEqual(json.loads(printed.stdout), recipe)
        strip = recipe_of(self.dir / "interpolate.png")
        self.assertEqual([len(sample["z"]) for sample in strip["samples"]], [100, 100])
        self.assertEqual(set(strip["session"]), {"version", "interpolate"})

    def test_replay_draws_the_same_pixels(self) -> None:
        for name in self.LINES:
            self.check(0, "", "replay", f"{name}.png", "--out", "again.png")
            again = self.dir / "again.png"
            self.assertEqual(pixels(again), pixels(self.dir / f"{name}.png"), name)
            self.assertEqual(recipe_of(again)["samples"],
                             recipe_of(self.dir / f"{name}.png")["samples"])  # fmt: skip
        # From the recipe as a file of its own, and as what was written from there.
        (self.dir / "sheet.json").write_text(json.dumps(recipe_of(self.dir / "sheet.png")))
        self.check(0, "", "replay", "sheet.json", "--out", "again.png")
        self.assertEqual(pixels(self.dir / "again.png"), pixels(self.dir / "sheet.png"))

    def test_another_scale_is_the_same_picture_enlarged(self) -> None:
        self.check(0, "", "replay", "sheet.png", "--scale", "3", "--out", "large.png")
        width, height = struct.unpack(">II", chunks(self.dir / "large.png")[0][1][:8])
        self.assertEqual((width, height), (4 * 32 * 3 + 5 * 2, 4 * 32 * 3 + 5 * 2))

    def test_words(self) -> None:
        said = self.zscope("recipe", "calculate.png").stdout
        for words in ("An equation: mean(A) + B − C", "seed 1 · row 1", "±0.50", "Model: run run"):
            self.assertIn(words, said)

    def test_what_holds_no_recipe_says_so(self) -> None:
        png(self.dir / "plain.png", 3)
        for command in ("recipe", "replay"):
            out = ["--out", "none.png"] if command == "replay" else []
            self.check(1, "plain.png: there is no recipe in it", command, "plain.png", *out)
            self.check(1, "bad.jpg: there is no recipe in it", command, "bad.jpg", *out)
        self.assertFalse((self.dir / "none.png").exists())

    def test_damage_is_told(self) -> None:
        whole = bytearray((self.dir / "sheet.png").read_bytes())
        whole[33 + 8 + 40] ^= 1
        (self.dir / "flipped.png").write_bytes(whole)
        self.check(1, "flipped.png: its text is damaged (wrong checksum)", "recipe", "flipped.png")
        (self.dir / "cut.png").write_bytes(bytes(whole[:90]))
        self.check(1, "cut.png: the file ends early", "recipe", "cut.png")
        recipe = recipe_of(self.dir / "sheet.png")
        for change, words in [
            ({"version": 9}, "version 9"), ({"tool": "dance"}, 'unknown value "dance"'),
            ({"samples": []}, "sample #1, which is not in it"), ({"sheep": 1}, "sheep"),
        ]:  # fmt: skip
            (self.dir / "odd.json").write_text(json.dumps(recipe | change))
            self.check(1, words, "recipe", "odd.json")

    def test_another_model_is_refused_unless_asked_for(self) -> None:
        done = self.zscope("train", "--data", "photos", "--run", "other", "--steps", "1", "--seed",
                           "5", *"--size 32 --ngf 4 --ndf 4 --batch 4 --threads 1".split())  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        self.check(1, "has other weights than run run", "replay", "sheet.png", "--model", "other",
                   "--out", "other.png")  # fmt: skip
        self.assertFalse((self.dir / "other.png").exists())
        self.check(0, "", "replay", "sheet.png", "--model", "other", "--any-model", "--out", "other.png")
        self.assertNotEqual(pixels(self.dir / "other.png"), pixels(self.dir / "sheet.png"))
        self.check(2, "--any-model needs --model", "replay", "sheet.png", "--any-model", "--out", "o.png")
        # The model lies elsewhere now, and was not opened there.
        recipe = recipe_of(self.dir / "sheet.png")
        recipe["model"]["path"] = str(self.dir / "gone.safetensors")
        (self.dir / "moved.json").write_text(json.dumps(recipe))
        self.check(1, "name it with --model", "replay", "moved.json", "--out", "o.png")
        self.check(0, "", "replay", "moved.json", "--model", "run", "--out", "o.png")
        self.assertEqual(pixels(self.dir / "o.png"), pixels(self.dir / "sheet.png"))


if __name__ == "__main__":
    run_tests()
