#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Feature surgery from outside: units ranked from boxes and from ticks, edits that are drawn, baked
and measured, and what does not fit refused with the reason.

    cli_surgery_test.py build/bin/zscope
"""

import json
import pathlib
import struct

from cli_case import CliCase, run_tests

BOXES = "1:0@8,8,20,20", "1:1@8,8,24,20", "1:2@4,8,20,20"


def tensor(path: pathlib.Path, name: str) -> tuple[float, ...]:
    """By the format's own description: length, JSON header, little-endian numbers."""
    data = path.read_bytes()
    length = struct.unpack("<Q", data[:8])[0]
    entry = json.loads(data[8 : 8 + length])[name]
    first, last = (8 + length + at for at in entry["data_offsets"])
    return struct.unpack(f"<{(last - first) // 4}f", data[first:last])


class CliSurgeryTest(CliCase):
    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        boxes = [part for box in BOXES for part in ("--box", box)]
        done = cls.zscope("dissect", "run", "--name", "thing", *boxes, "--block", "2", "--top", "3",
                          "--out", "units.json", "--edits", "edits.json")  # fmt: skip
        assert done.returncode == 0, done.stderr
        cls.said = done.stdout

    def edited(self, recipe: str, out: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
        self.check(0, "", "ablate", "run", "--recipe", recipe, "--seed", "5", "--count", "6",
                   "--out", out)  # fmt: skip
        return tensor(self.dir / out, "before"), tensor(self.dir / out, "images")

    def write(self, name: str, **changes) -> str:
        recipe = json.loads((self.dir / "edits.json").read_text())
        recipe["edits"][0].update(changes)
        (self.dir / name).write_text(json.dumps(recipe))
        return name

    def test_units_and_edits_are_what_was_asked_for(self) -> None:
        units = json.loads((self.dir / "units.json").read_text())
        self.assertEqual(units["format"], "zscope-units")
        (ranking,) = units["rankings"]
        self.assertEqual((ranking["block"], ranking["name"], ranking["images"]), (2, "thing", 3))
        scores = [unit["score"] for unit in ranking["units"]]
        self.assertEqual(scores, sorted(scores, reverse=True))
        self.assertEqual(sorted(unit["unit"] for unit in ranking["units"]), list(range(8)))
        recipe = json.loads((self.dir / "edits.json").read_text())
        self.assertEqual(recipe["format"], "zscope-edits")
        (edit,) = recipe["edits"]
        best = [unit["unit"] for unit in ranking["units"] if unit["score"] > 0][:3]
        self.assertEqual((edit["op"], edit["units"]), ("ablate", best))

    def test_an_edit_of_nothing_changes_no_bit(self) -> None:
        for name, changes in {
            "off.json": {"on": False},
            "one.json": {"op": "scale", "value": 1.0},
            "none.json": {"units": []},
            "weak.json": {"strength": 0.0},
        }.items():
            before, after = self.edited(self.write(name, **changes), f"{name}.safetensors")
            self.assertEqual(before, after, name)
        before, after = self.edited("edits.json", "edited.safetensors")
        self.assertNotEqual(before, after)

    def test_the_picture_of_an_edit_is_replayed(self) -> None:
        self.check(0, "", "ablate", "run", "--recipe", "edits.json", "--seed", "5", "--count", "6",
                   "--columns", "2", "--out", "edited.png")  # fmt: skip
        self.assertIn("Without the edits, with them", self.zscope("recipe", "edited.png").stdout)
        self.check(0, "", "replay", "edited.png", "--out", "again.png")
        self.assertEqual(self.without_text("edited.png"), self.without_text("again.png"))

    def test_baked_weights_draw_what_the_edit_draws(self) -> None:
        for name, changes in {
            "edits.json": {},
            "scaled.json": {"op": "scale", "value": -0.5, "strength": 0.75},
            "held.json": {"op": "hold", "value": 0.4},
        }.items():
            if changes:
                self.write(name, **changes)
            _, after = self.edited(name, "edited.safetensors")
            self.check(0, "", "ablate", "run", "--recipe", name, "--bake", "baked.safetensors")
            self.check(0, "", "sample", "baked.safetensors", "--seed", "5", "--count", "6", "--out",
                       "baked-images.safetensors")  # fmt: skip
            baked = tensor(self.dir / "baked-images.safetensors", "images")
            self.assertLessEqual(max(abs(a - b) for a, b in zip(after, baked)), 1e-5, name)
            card = json.loads((self.dir / "baked.card.json").read_text())
            self.assertEqual(card["edits"]["name"], "thing")

    def test_a_measurement_says_what_it_cannot_know(self) -> None:
        done = self.zscope("ablate", "run", "--recipe", "edits.json", "--measure", "--images", "16",
                           "--name", "thing", "--json")  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        self.assertIsNone(report["edit"]["left"])
        self.assertGreater(report["edit"]["outside"][0], 0.0)
        self.assertEqual(report["controls"], 3)
        self.assertIn("Not measurable yet: tick", report["note"])

    def test_what_does_not_fit_is_refused(self) -> None:
        self.check(1, "the edits \"thing\" are for a generator of other blocks", "ablate", "default",
                   "--recipe", "edits.json", "--out", "x.png")  # fmt: skip
        self.check(1, "does not lie in an image of 32 x 32", "dissect", "run", "--name", "x", "--box",
                   "1:0@8,8,40,20")  # fmt: skip
        self.check(1, "is no box: four whole numbers", "dissect", "run", "--name", "x", "--box",
                   "1:0@8,8,4")  # fmt: skip
        self.check(1, "there is no block 9 to dissect", "dissect", "run", "--name", "x", "--block", "9",
                   "--box", BOXES[0])  # fmt: skip
        self.check(1, "does not say which world it learned from", "dissect", "run", "--concept",
                   "window")  # fmt: skip
        self.check(2, "name what to look for", "dissect", "run")
        self.check(2, "say what to do with it", "ablate", "run", "--recipe", "edits.json")
        self.check(1, "of a region", "ablate", "run", "--bake", "x.safetensors", "--recipe",
                   self.write("region.json", mask={"size": 8, "cells": "1" * 64}))  # fmt: skip
        self.check(1, "block 2 has units 0 to 7, not 8", "ablate", "run", "--out", "x.png", "--recipe",
                   self.write("unit.json", units=[8]))  # fmt: skip
        self.assertFalse((self.dir / "x.png").exists())
        self.assertFalse((self.dir / "x.safetensors").exists())


if __name__ == "__main__":
    run_tests()
