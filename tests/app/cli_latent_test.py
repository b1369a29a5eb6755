#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The latent tools of the command line from outside: arithmetic, walk, path.

    cli_latent_test.py build/bin/zscope
"""

import json
import struct

from cli_case import CliCase, run_tests


class CliLatentTest(CliCase):
    def test_bad_latents_are_told_before_anything_is_written(self) -> None:
        for words, line in [
            ("x: not a latent; write a seed (7)", "arithmetic run --plus x --out o.png"),
            ("write 7:64/COUNT", "arithmetic run --plus 1 --minus 7:64 --out o.png"),
            ("the weight behind * is no number", "arithmetic run --base 1*a --out o.png"),
            ("none.safetensors", "arithmetic run --plus none.safetensors:1 --out o.png"),
            ("not a latent", "walk run --seed y --out o.png"),
            ("2x: not a latent", "interpolate run --from 1 --to 2x --out o.png"),
            ("an end of the strip has no weight", "interpolate run --from 1 --to 2*3 --out o.png"),
            ("at most 50 frames a second", "walk run --fps 60 --out o.gif"),
            ("the folder is not empty", "walk run --steps 2 --frames photos"),
            ("bad.jpg: this is not JSON", "path run bad.jpg --out o.gif"),
            ('p.json: path: unknown key "close"', "path run p.json --out o.gif"),
            ("q.json: a z of 3 numbers was given; this model takes 100", "path run q.json --out o.gif"),
            ("r.json: key point 2 cannot hold for -1 seconds", "path run r.json --out o.gif"),
            ("more than 10000 frames", "path run s.json --out o.gif"),
            ("x: not a latent", "sheet run --corners 1 2 3 x --out o.png"),
            ("there is no direction hat in it; there are smile, far",
             "sheet run --origin 1 --right d.json:hat --down d.json:smile --out o.png"),
            ("write d.json:NAME", "sheet run --origin 1 --right d.json --down d.json:smile --out o.png"),
            ("far", "sheet run --origin 1 --right d.json:smile --down d.json:far --out o.png"),
        ]:  # fmt: skip
            head = '{"format":"zscope-path","version":1,'
            points = '"points":[{"seed":1},{"seed":2}]}'
            (self.dir / "p.json").write_text(head + '"close":true,' + points)
            (self.dir / "q.json").write_text(head + '"points":[{"seed":1},{"z":[1,2,3]}]}')
            (self.dir / "r.json").write_text(head + '"points":[{"seed":1},{"seed":2,"hold_s":-1}]}')
            (self.dir / "s.json").write_text(head + '"segment_s":1e4,' + points)
            self.write_directions("d.json", {"smile": [1.0] + [0.0] * 99, "far": [1.0, 0.0, 0.0]})
            with self.subTest(line):
                self.check(1, words, *line.split())
                self.assertEqual(list(self.dir.glob("o.*")), [])

    def write_directions(self, name: str, vectors: dict[str, list[float]]) -> None:
        figures = {"samples": 0, "yes": 0, "no": 0, "unsure": 0, "length": 1.0}
        directions = [{"name": key, "method": "difference", "model": "m", "nz": len(vector),
                       "prior": "normal", "figures": figures, "vector": vector}
                      for key, vector in vectors.items()]  # fmt: skip
        file = {"format": "zscope-directions", "version": 1, "directions": directions}
        (self.dir / name).write_text(json.dumps(file))

    def side(self, name: str) -> tuple[int, int]:
        return struct.unpack(">II", (self.dir / name).read_bytes()[16:24])

    def numbers(self, name: str) -> list[tuple[float, ...]]:
        """Each image of a safetensors file as its numbers; read with Python's own tools."""
        data = (self.dir / name).read_bytes()
        (length,) = struct.unpack("<Q", data[:8])
        entry = json.loads(data[8:8 + length])["images"]
        first, last = entry["data_offsets"]
        count = entry["shape"][0]
        each = (last - first) // 4 // count
        values = struct.unpack(f"<{count * each}f", data[8 + length + first:8 + length + last])
        return [values[i * each:(i + 1) * each] for i in range(count)]

    def test_latent_tools_draw_what_they_are_asked_for(self) -> None:
        self.check(0, "", "arithmetic", "run", "--plus", "1", "2*0.5", "--plus", "1:3", "--minus",
                   "4", "--base", "5", "--out", "sum.png")  # fmt: skip
        # Four means; a row left free; the sheet of 3 x 3. Tiles of 32 with 2 between and around.
        self.assertEqual(self.side("sum.png"), (4 * 34 + 2, 5 * 34 + 2))
        self.check(0, "", "arithmetic", "run", "--plus", "7", "--out", "z.safetensors")
        self.check(0, "", "walk", "run", "--seed", "z.safetensors:0", "--steps", "4", "--columns",
                   "4", "--out", "walk.png")  # fmt: skip
        self.assertEqual(self.side("walk.png"), (4 * 34 + 2, 34 + 2))
        # The sum of one latent is the latent: a walk from it and from its seed begin alike.
        for start in ("7", "z.safetensors"):
            self.check(0, "", "walk", "run", "--seed", start, "--steps", "3", "--frames",
                       f"frames-{start}")  # fmt: skip
        for i in range(3):
            name = f"frame-{i:05}.png"
            self.assertEqual((self.dir / "frames-7" / name).read_bytes(),
                             (self.dir / "frames-z.safetensors" / name).read_bytes())  # fmt: skip
        (self.dir / "path.json").write_text(
            '{"format":"zscope-path","version":1,"closed":true,"segment_s":0.2,'
            '"points":[{"seed":7},{"file":"z.safetensors"},{"seed":9}]}')
        for name, start in [("way.gif", b"GIF89a"), ("way.webp", b"RIFF")]:
            self.check(0, "", "path", "run", "path.json", "--equal-speed", "--out", name)
            self.assertTrue((self.dir / name).read_bytes().startswith(start))

    def test_what_moves_is_replayed_byte_by_byte(self) -> None:
        """The recipe in a GIF, a WebP, a sheet of frames and in each single frame draws it again."""
        (self.dir / "path.json").write_text(
            '{"format":"zscope-path","version":1,"closed":true,"segment_s":0.3,'
            '"points":[{"seed":7},{"seed":7,"row":2,"hold_s":0.1},{"seed":9}]}')
        makers = {
            "walk": ["walk", "run", "--seed", "3*0.8", "--steps", "5", "--between", "2", "--fps", "24"],
            "loop": ["walk", "run", "--kind", "loop", "--steps", "9", "--step-size", "0.6"],
            "path": ["path", "run", "path.json", "--equal-speed", "--scale", "2"],
        }  # fmt: skip
        for name, words in makers.items():
            for ending in ("gif", "webp", "png"):
                made, again = f"{name}.{ending}", f"{name}-again.{ending}"
                self.check(0, "", *words, "--out", made)
                self.check(0, "", "replay", made, "--out", again)
                self.assertEqual(self.without_text(made), self.without_text(again), made)
            self.check(0, "", *words, "--frames", name)
            self.check(0, "", "replay", f"{name}/frame-00003.png", "--out", "frame.png")
            self.assertEqual(self.without_text(f"{name}/frame-00003.png"), self.without_text("frame.png"))
            self.check(0, "", "replay", f"{name}.webp", "--frames", f"{name}-again")
            self.assertEqual([path.name for path in sorted((self.dir / name).iterdir())],
                             [path.name for path in sorted((self.dir / f"{name}-again").iterdir())])  # fmt: skip
        # A picture that stood still moves, and one that cannot says so.
        self.check(0, "", "sample", "run", "--count", "4", "--out", "still.png")
        self.check(1, "does not move", "replay", "still.png", "--out", "o.gif")
        self.check(2, "must end in .png, .gif", "replay", "still.png", "--out", "o.bmp")
        self.check(2, "name what to write", "replay", "still.png")

    def test_a_sheet_has_its_corners_at_its_corners_and_its_directions_along_its_edges(self) -> None:
        self.check(0, "", "sheet", "run", "--corners", "1", "2", "3", "4", "--size", "5", "--out",
                   "sheet.png")  # fmt: skip
        self.assertEqual(self.side("sheet.png"), (5 * 34 + 2, 5 * 34 + 2))
        self.check(0, "", "sheet", "run", "--corners", "1", "2", "3", "4", "--size", "3", "--out",
                   "sheet.safetensors")  # fmt: skip
        sheet = self.numbers("sheet.safetensors")
        self.assertEqual(len(sheet), 9)
        for seed, place in [(1, 0), (2, 2), (3, 6), (4, 8)]:
            self.check(0, "", "sample", "run", "--seed", seed, "--count", 1, "--out",
                       "one.safetensors")  # fmt: skip
            for here, there in zip(sheet[place], self.numbers("one.safetensors")[0]):
                self.assertAlmostEqual(here, there, places=5)
        self.write_directions("d.json", {"right": [1.0] + [0.0] * 99, "down": [0.0, 1.0] + [0.0] * 98})
        self.check(0, "", "sheet", "run", "--origin", "7", "--right", "d.json:right", "--down",
                   "d.json:down", "--strengths", "0", "4", "--size", "3", "--out",
                   "both.safetensors")  # fmt: skip
        both = self.numbers("both.safetensors")
        self.check(0, "", "sample", "run", "--seed", 7, "--count", 1, "--out", "one.safetensors")
        for here, there in zip(both[0], self.numbers("one.safetensors")[0]):
            self.assertAlmostEqual(here, there, places=5)
        self.assertNotEqual(both[2], both[6])  # to the right is not down
        for wrong in (["--size", "5"], ["--corners", "1", "2", "3"], ["--origin", "7"],
                      ["--corners", "1", "2", "3", "4", "--origin", "7"]):  # fmt: skip
            self.check(2, "", "sheet", "run", *wrong, "--out", "o.png")

    def test_an_image_of_the_model_is_found_again(self) -> None:
        self.check(0, "", "walk", "run", "--seed", "3", "--steps", "2", "--frames", "made")
        made = "made/frame-00000.png"
        done = self.zscope("invert", "run", made, "photos/1.png", "--samples", "300", "--threads", "1",
                           "--starts", "2", "--steps", "5", "--out", "found.safetensors", "--image",
                           "found.png", "--json")  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        first, second = json.loads(done.stdout)
        self.assertEqual(first["photo"], made)
        self.assertLess(first["distance"]["pixels"], first["yardstick"]["pixels"])
        self.assertEqual(first["verdict"], "found")
        self.assertAlmostEqual(first["distance"]["pixels_of_minus_one_to_one"],
                               2 * first["distance"]["pixels"])  # fmt: skip
        self.assertIn("D's last hidden maps", second["features"])
        self.assertIn(len(second["starts"]), (1, 2))
        data = (self.dir / "found.safetensors").read_bytes()
        head = json.loads(data[8 : 8 + struct.unpack("<Q", data[:8])[0]])
        self.assertEqual(head["z"]["shape"], [2, 100])
        # A row for each photo, two squares of 32 with 4 around.
        size = struct.unpack(">II", (self.dir / "found.png").read_bytes()[16:24])
        self.assertEqual(size[1], 2 * 36 + 4)
        # Each row is a latent for the other tools.
        self.check(0, "", "walk", "run", "--seed", "found.safetensors:1", "--steps", "2", "--out",
                   "from-photo.png")  # fmt: skip

    def test_a_search_refuses_what_it_cannot_look_for(self) -> None:
        for code, words, line in [
            (2, "--out must end in .safetensors", "invert run photos/1.png --out o.png"),
            (2, "--image must end in .png", "invert run photos/1.png --out o.safetensors --image o.gif"),
            (2, "none.png", "invert run none.png --out o.safetensors"),
            (1, "bad.jpg", "invert run bad.jpg --out o.safetensors"),
            (1, "there is no label 2", "invert run photos/1.png --label 2 --out o.safetensors"),
            (2, "--starts", "invert run photos/1.png --starts 0 --out o.safetensors"),
        ]:  # fmt: skip
            with self.subTest(line):
                self.check(code, words, *line.split())
                self.assertEqual(list(self.dir.glob("o.*")), [])


if __name__ == "__main__":
    run_tests()
