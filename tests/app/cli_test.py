#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The command line from outside: exit codes, and what a person reads when something is wrong.

    cli_test.py build/bin/zscope

Trains tiny networks for a few steps. What draws a window runs only where there is a display.
"""

import json
import os
import re
import signal
import struct
import subprocess
import unittest

from cli_case import CliCase, png, run_tests, TINY, whole_png


class CliTest(CliCase):
    def data_of_run(self) -> str:
        return json.loads((self.run_dir / "run.json").read_text())["data"]

    def test_wrong_use_ends_with_2(self) -> None:
        for words, line in [
            ("--resume needs --run", "train --resume"),
            ("exclude each other", "train --run run --resume --init default"),
            ("precision", "train --kernels reference --precision bf16"),
            ("--trace needs --kernels reference", "train --trace t.safetensors"),
            ("from its step 0", "train --run run --resume --trace t.safetensors"),
            ("ngf was 4", "train --run run --resume --ngf 16"),
            ("must end in .png", "sample run --out a.jpg"),
            ("--size foo", "screenshot --out a.png --size foo"),
            ("a seed is a whole number", "sample run --seed 99999999999999999999 --out a.png"),
            ("must end in .png", "arithmetic run --plus 1 --out a.gif"),
            ("needs at least one term", "arithmetic run --out a.png"),
            ("--out is required", "arithmetic run --plus 1"),
            ("must end in .png, .gif", "walk run --out a.avi"),
            ("name what to write", "walk run"),
            ("--kind", "walk run --kind wild --out a.png"),
            ("--steps", "walk run --steps 0 --out a.png"),
            ("a seed is a whole number", "walk run --walk-seed -1 --out a.png"),
            ("must end in .png, .gif", "path run bad.jpg --out a.jpg"),
            ("nowhere.json", "path run nowhere.json --out a.gif"),
            ("not in range 0 to 2147483647", "train --seed 99999999999999999999"),
            ("no such file or command: bogus", "bogus"),
            ("did you mean \"train\"?", "trian --steps 5"),
            ("no such file or command: nowhere/", "photos nowhere/"),
        ]:
            with self.subTest(line):
                self.check(2, words, *line.split())

    def test_a_resume_takes_the_runs_own_images(self) -> None:
        before = self.data_of_run()
        self.assertEqual(before, str(self.photos))
        step = int(json.loads(self.zscope("info", "run", "--json").stdout)["step"])
        said = self.check(0, f"step {step + 1}", "train", "--run", "run", "--resume",
                          "--steps", step + 1)  # fmt: skip
        self.assertIn("photos", said)
        self.assertEqual(self.data_of_run(), before)
        said = self.check(0, "", "train", "--run", "run", "--resume", "--data", "photos/",
                          "--steps", step + 2)  # fmt: skip
        self.assertNotIn("until now", said)
        other = self.dir / "other"
        other.mkdir()
        for i in range(8):
            png(other / f"{i}.png", 10 * i)
        self.check(0, f"trained on {before} until now; it goes on with other", "train", "--run",
                   "run", "--resume", "--data", "other", "--steps", step + 3)  # fmt: skip
        self.check(0, "until now", "train", "--run", "run", "--resume", "--data", "photos",
                   "--steps", step + 4)  # fmt: skip

    def test_a_run_that_has_reached_its_step_says_so(self) -> None:
        said = self.check(0, "already: run", "train", "--run", "run", "--resume", "--steps", "1")
        self.assertRegex(said, r"The run has reached step \d+ already")
        self.assertNotIn("images/s", said)  # no bar of a training
        self.assertNotIn("training on", said)

    def test_a_stop_before_the_first_step_says_that_nothing_is_saved(self) -> None:
        model = next((self.run_dir / "checkpoints").glob("*.safetensors"))
        with subprocess.Popen([self.program, "train", "--data", f"model:{model}", "--run", "never", *TINY],
                              cwd=self.dir, env=self.env, text=True,
                              stderr=subprocess.PIPE) as process:  # fmt: skip
            said = process.stderr.readline()  # images are being prepared: it listens to signals
            process.send_signal(signal.SIGINT)
            said += process.stderr.read()
        self.assertEqual(process.returncode, 0, said)
        self.assertIn("stopped before the first step; nothing was saved", said)
        self.assertFalse((self.dir / "never").exists())

    def test_progress_is_a_line_every_five_percent_where_nobody_watches(self) -> None:
        model = next((self.run_dir / "checkpoints").glob("*.safetensors"))
        done = self.zscope("train", "--data", f"model:{model}", "--run", "drawn", "--steps", "1",
                           *TINY, "--channels", "1")  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        shares = [int(n) for n in re.findall(r"Drawing .*: +(\d+)%", done.stderr)]
        self.assertLessEqual(len(shares), 22, done.stderr)
        self.assertTrue(all(b - a >= 4 for a, b in zip(shares[:-1], shares[1:-1])), shares)

    def test_a_scan_says_what_is_there_and_its_list_leaves_images_out_of_a_run(self) -> None:
        folder = self.dir / "alike"
        folder.mkdir()
        for name, tilt in [("a", 1), ("b", 3), ("c", 1), ("d", 7)]:
            rows = b"".join(b"\0" + bytes((x * tilt * 8 + y * y) % 256 for x in range(32))
                            for y in range(32))  # fmt: skip
            (folder / f"{name}.png").write_bytes(whole_png(rows))
        (folder / "broken.png").write_bytes(b"no image")
        scan = json.loads(self.zscope("data", "scan", "alike", "--json", "--exclude-out", "list.txt",
                                      "--size", "32").stdout)  # fmt: skip
        self.assertEqual((scan["kind"], scan["usable"], scan["grey"]), ("folder", 4, 4))
        self.assertEqual(scan["problems"][0]["examples"], ["broken.png"])
        self.assertEqual(scan["duplicate_pairs"], [["a.png", "c.png", 0]])
        self.assertEqual((self.dir / "list.txt").read_text(), "c.png\n")
        done = self.zscope("train", "--data", "alike", "--exclude", "list.txt", "--flip", "on",
                           "--run", "three", "--steps", "1", *TINY)  # fmt: skip
        self.assertIn("3 images from alike (1 left out by a list)", done.stderr)
        # A resume leaves the same images out.
        self.check(0, "3 images from alike", "train", "--run", "three", "--resume", "--steps", "2")
        self.check(1, "there is no such file", "data", "scan", "nowhere")
        both = self.zscope("data", "scan", "alike", "bad.jpg", "--json")
        self.assertEqual(both.returncode, 1)
        self.assertIn("name the folder", json.loads(both.stdout.splitlines()[1])["error"])

    def test_a_learned_hash_finds_copies_and_shows_them(self) -> None:
        self.zscope("world", "faces", "--export", "portraits", "--count", "24", "--size", "32")
        folder = self.dir / "portraits" / "images"
        for path in sorted(folder.glob("*.png"))[:3]:
            (folder / f"z{path.name}").write_bytes(path.read_bytes())
        done = self.zscope("data", "scan", "portraits/images", "--json", "--autoencoder", "--bits", "0",
                           "--exclude-out", "copies.txt", "--pairs", "pairs.png")  # fmt: skip
        scan = json.loads(done.stdout)
        self.assertEqual((scan["duplicate_hash"], scan["duplicate_hash_bits"]),
                         ("autoencoder", 128))  # fmt: skip
        copies = [[name, f"z{name}", 0] for name in ("000000.png", "000001.png", "000002.png")]
        self.assertEqual(scan["duplicate_pairs"], copies)
        self.assertEqual((self.dir / "copies.txt").read_text().split(), [c[1] for c in copies])
        self.assertEqual((self.dir / "pairs.png").read_bytes()[1:4], b"PNG")
        self.check(2, "--autoencoder", "data", "scan", "portraits/images", "--bits", "3")
        self.check(2, "must end in .png", "data", "scan", "portraits/images", "--pairs", "pairs.jpg")
        self.check(2, "of one PATH", "data", "scan", "portraits/images", "photos", "--pairs", "p.png")
        (self.dir / "empty").mkdir()
        self.check(1, "empty", "data", "scan", "empty", "--autoencoder")

    def test_a_run_is_compared_with_the_images_that_it_held_out(self) -> None:
        self.zscope("world", "faces", "--export", "people", "--count", "60", "--size", "32")
        done = self.zscope("train", "--data", "people/images", "--run", "held", "--steps", "1",
                           "--hold-out", "20", *TINY)  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.zscope("memorised", "held", "--count", "10", "--json", "--out", "near.png",
                           "--threads", "1")  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        self.assertEqual((report["samples"], report["training"], report["held_out"]), (10, 40, 10))
        self.assertIn("held out from training", report["held_out_images"])
        self.assertEqual([s["space"] for s in report["spaces"]], ["pixels", "features"])
        self.assertEqual(len(report["nearest"]), 10)
        nearest = [row["nearest"][0]["distance"] for row in report["nearest"]]
        self.assertEqual(nearest, sorted(nearest))
        self.assertEqual((self.dir / "near.png").read_bytes()[1:4], b"PNG")
        # Nothing was held out from this run: it says so, and what that means.
        done = self.zscope("memorised", "run", "--data", "people/images", "--count", "4", "--threads", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("nothing was held out", done.stdout)
        # Of a world there are always images that nobody was trained on; grey ones too.
        done = self.zscope("train", "--data", "world:faces,count=50", "--run", "grey", "--steps",
                           "1", *TINY, "--channels", "1")  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        done = self.zscope("memorised", "grey", "--count", "4", "--threads", "1")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("4 fresh images of the world faces", done.stdout)

    def test_ds_features_of_labelled_images_are_written(self) -> None:
        out = self.dir / "f.safetensors"
        done = self.zscope("features", "run", "--data", "world:faces,seed=7", "--count", "5",
                           "--labels", "glasses", "--images", "--out", out)  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        raw = out.read_bytes()
        size = struct.unpack("<Q", raw[:8])[0]
        header = json.loads(raw[8:8 + size])
        self.assertEqual(header["features"]["shape"], [5, (4 + 8 + 16) * 16])
        self.assertEqual(header["labels"]["shape"], [5])
        self.assertEqual(header["images"]["shape"], [5, 32, 32, 3])
        self.assertEqual(json.loads(header["__metadata__"]["label_columns"]), ["glasses"])
        begin, end = header["labels"]["data_offsets"]
        labels = struct.unpack("<5q", raw[8 + size + begin:8 + size + end])
        # The world's own table says the same.
        self.zscope("world", "faces", "--seed", "7", "--labels", "seven.csv", "--count", "5")
        rows = (self.dir / "seven.csv").read_text().splitlines()
        at = rows[0].split(",").index("glasses")
        self.assertEqual([int(float(row.split(",")[at])) for row in rows[1:]], list(labels))
        self.check(1, "is there already", "features", "run", "--data", "photos", "--out", out)
        self.check(0, "8 images", "features", "run", "--data", "photos", "--out", out, "--force")
        for code, words, line in [
            (2, "must end in .safetensors", "features run --data photos --out a.npz"),
            (1, "no labels \"whiskers", "features run --data world:faces --labels whiskers --out b.safetensors"),
            (1, "has no labels", "features run --data photos --labels cat --out b.safetensors"),
            (1, "has no discriminator", "features default --data photos --out b.safetensors"),
            (1, "there is no such file", "features run --data nowhere --out b.safetensors"),
        ]:
            with self.subTest(line):
                self.check(code, words, *line.split())

    def test_what_cannot_be_compared_is_said_in_words(self) -> None:
        (self.dir / "nothing").mkdir(exist_ok=True)
        (self.dir / "one").mkdir(exist_ok=True)
        png(self.dir / "one" / "a.png", 50)
        for code, words, line in [
            (1, "there is no model nowhere", "memorised nowhere"),
            (1, "there is no such file", "memorised run --data nowhere"),
            (1, "nothing", "memorised run --data nothing"),
            (1, "single image", "memorised run --data one"),
            (1, "name the images with --data", "memorised light.safetensors"),
            (2, "--count", "memorised run --count 0"),
            (2, "--count", "memorised run --count 20001"),
            (2, "must end in .png", "memorised run --out sheet.jpg"),
            (1, "bad.jpg", "memorised run --data people/images --count 2 --out bad.jpg/sheet.png"),
        ]:
            with self.subTest(line):
                if "light" in line:
                    self.zscope("export", "run", "--part", "G", "--out", "light.safetensors")
                if "people" in line and not (self.dir / "people").exists():
                    self.zscope("world", "faces", "--export", "people", "--count", "60",
                                "--size", "32")  # fmt: skip
                self.check(code, words, *line.split())

    def test_data_sets_in_one_file_are_trained_on(self) -> None:
        (self.dir / "train-images-idx3-ubyte").write_bytes(
            struct.pack(">IIII", 0x803, 6, 20, 20) + bytes(i % 256 for i in range(6 * 400)))
        done = self.zscope("train", "--data", "train-images-idx3-ubyte", "--run", "digits",
                           "--steps", "1", *TINY, "--channels", "1")  # fmt: skip
        self.assertIn("6 images from train-images-idx3-ubyte", done.stderr)
        self.assertEqual(done.returncode, 0)

    def test_a_bench_sets_a_step_beside_a_matrix_product(self) -> None:
        done = self.zscope("bench", "--json", "--steps", "1", "--forward-runs", "1", *TINY)
        self.assertEqual(done.returncode, 0, done.stderr)
        report = json.loads(done.stdout)
        for key in ("torch", "kernels", "precision", "threads", "step_s_median", "step_s_min",
                    "images_per_s", "parts_ms"):  # fmt: skip
            self.assertIn(key, report)
        self.assertEqual(list(report["g_forward_ms"]), ["1", "8", "64"])
        self.assertGreaterEqual(report["memory_mb"]["peak"], report["memory_mb"]["steady"])
        gflops = report["flop_per_step"] / report["step_s_median"] / 1e9
        self.assertAlmostEqual(report["gflops"] / gflops, 1.0, places=6)
        share = report["gflops"] / report["product_gflops"]
        self.assertAlmostEqual(report["share_of_product"] / share, 1.0, places=6)

    def test_what_is_no_model_is_told_apart(self) -> None:
        (self.dir / "notes.txt").write_text("neither weights nor a picture")
        image = "bad.jpg is an image, not a model. zscope opens .safetensors checkpoints, " \
                "PyTorch .pth/.pt files and run folders; to train on images drop or name their " \
                "folder."  # fmt: skip
        self.check(1, image, "info", "bad.jpg")
        self.check(1, image, "import", "bad.jpg", "--out", "m.safetensors")
        self.check(1, image, "sample", "bad.jpg", "--out", "a.png")
        self.check(1, "notes.txt is not a model: ", "info", "notes.txt")

    def test_directions_are_found_scored_and_refused(self) -> None:
        done = self.zscope("directions", "find", "run", "--method", "sefa", "--count", "2", "--out",
                           "own.json")  # fmt: skip
        self.assertEqual(done.returncode, 0, done.stderr)
        own = json.loads((self.dir / "own.json").read_text())
        self.assertEqual([d["name"] for d in own["directions"]], ["sefa-1", "sefa-2"])
        vector = own["directions"][0]["vector"]
        self.assertAlmostEqual(sum(x * x for x in vector), 1.0, places=4)
        done = self.zscope("directions", "score", "run", "own.json", "--count", "4", "--json")
        self.assertEqual(done.returncode, 0, done.stderr)
        strength = json.loads(done.stdout)[0]["strengths"][0]
        self.assertIsNone(strength["success"]["direction"])  # it is of no attribute
        self.assertGreater(strength["image_change"]["control"]["value"], 0.0)

        (self.dir / "broken.json").write_text("{")
        own["directions"][0]["vector"] = vector[:-1]
        (self.dir / "short.json").write_text(json.dumps(own))
        for d in own["directions"]:
            d["vector"], d["nz"] = [1.0], 1
        (self.dir / "other.json").write_text(json.dumps(own))
        own["magic"] = 1
        (self.dir / "unknown.json").write_text(json.dumps(own))
        for code, words, line in [
            (2, "needs --world", "find run --out a.json"),
            (2, "must end in .json", "find run --world faces --out a.txt"),
            (2, "knows no attributes", "find run --method sefa --attribute hat --out a.json"),
            (2, "magic", "find run --method magic --out a.json"),
            (1, 'no attribute "nose"', "find run --world faces --attribute nose --out a.json"),
            (1, "nowhere", "find run --world nowhere --out a.json"),
            (1, "directions cannot be taken", "find run --method sefa --count 999 --out a.json"),
            (2, "nothere.json", "score run nothere.json"),
            (1, "broken.json: not valid JSON", "score run broken.json"),
            (1, "short.json: directions[0]: vector has 99 numbers", "score run short.json"),
            (1, 'unknown key "magic"', "score run unknown.json"),
            (1, "it belongs to another model", "score run other.json"),
            (1, 'there is no direction "hat" in it', "score run own.json --only hat"),
            (2, "--strength", "score run own.json --strength 0"),
            (1, "it belongs to another model", "drift run other.json --samples 10"),
            (2, "two different yes/no", "arithmetic-test run --attribute hat --carrier hat"),
            (2, "two different yes/no", "arithmetic-test run --attribute turn"),
            (2, "--without", "arithmetic-test run --attribute hat --without hat"),
            (1, "draw more", "arithmetic-test run --samples 10 --exemplars 20"),
        ]:
            with self.subTest(line):
                self.check(code, words, "directions", *line.split())
                self.assertFalse((self.dir / "a.json").exists())

    def test_a_script_is_checked_before_it_begins(self) -> None:
        for line, words in [
            ('{"view":{"nope":1}}', 'unknown key "nope"'),
            ('{"view":{"theme":"foo"}}', 'unknown value "foo"; known: dark, light'),
            ('{"view":{"help":1}}', "must be true or false"),
            ('{"view":{"zoom":2}}', '"panel"'),
            ('{"command":"train.start","stepz":1}', 'unknown key "stepz"'),
            ('{"command":"train.start","config":{"sizes":1}}', "sizes"),
            ('{"command":"bogus"}', 'no command "bogus"'),
            ('{"wait":{"stp":1}}', 'unknown key "stp"'),
            ('{"wait":"idle","timeout":1}', 'unknown key "timeout"'),
            ('{"shot":5}', "must be a text"),
            ('{"action":"grid.set","sede":1}', 'unknown key "sede"'),
            ('{"view":', "this is not JSON; it goes wrong at character 9"),
            ("hello", "this is not JSON; it goes wrong at character 1"),
        ]:
            with self.subTest(line):
                (self.dir / "s.jsonl").write_text('# a script\n{"wait":{"frames":1}}\n' + line)
                said = self.check(1, words, "screenshot", "--out", "s.png", "--script", "s.jsonl")
                self.assertIn("s.jsonl line 3: ", said)
                self.assertNotIn("json.exception", said)
                self.assertFalse((self.dir / "s.png").exists())

    @unittest.skipUnless(os.environ.get("DISPLAY"), "no display")
    def test_a_file_that_cannot_be_opened_fails_a_screenshot(self) -> None:
        self.check(1, "/nothere: there is no such file", "screenshot", "/nothere", "--out", "x.png")
        self.assertFalse((self.dir / "x.png").exists())
        (self.dir / "s.jsonl").write_text('{"wait":{"frames":1}}\n{"view":{"open":"bad.safetensors"}}\n')
        (self.dir / "bad.safetensors").write_text("no model")
        self.check(1, "s.jsonl line 2: ", "screenshot", "run", "--out", "x.png",
                   "--script", "s.jsonl")  # fmt: skip
        self.assertFalse((self.dir / "x.png").exists())
        said = self.check(1, "s.jsonl line 2: ", "--fresh", "--script", "s.jsonl")
        self.assertIn("bad.safetensors", said)
        self.check(0, "", "screenshot", "run", "--out", "x.png", "--size", "640x480")
        self.assertTrue((self.dir / "x.png").exists())


if __name__ == "__main__":
    run_tests()
