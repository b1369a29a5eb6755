#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Each rule of the lint fails on a tree that breaks it, and on nothing else."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import check_layering
import cpp_text

SPDX = "// SPDX-License-Identifier: MIT\n"
HEADER = SPDX + "#pragma once\n"


def findings(files: dict[str, str]) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return [str(finding) for finding in check_layering.check_tree(root)]


class Refuses(unittest.TestCase):
    def refuse(self, path: str, text: str, what: str, line: int = 2) -> None:
        found = findings({path: text})
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(f"{path}:{line}: "), found[0])
        self.assertIn(what, found[0])

    def refuse_include(self, path: str, include: str, what: str) -> None:
        once = "#pragma once\n" if path.endswith(".h") else ""
        self.refuse(path, f"{SPDX}#include {include}\n{once}", what)

    def test_includes_that_point_up(self):
        self.refuse_include("core/image/a.cpp", '"core/io/image_codec.h"', "core must not include")
        self.refuse_include("core/image/a.h", '"core/engine/jobs.h"', "core must not include")
        self.refuse_include("core/io/a.cpp", '"core/engine/jobs.h"', "io must not include")
        self.refuse_include("core/io/a.cpp", '"ui/frame.h"', "io must not include")
        self.refuse_include("core/engine/a.cpp", '"ui/frame.h"', "engine must not include")
        self.refuse_include("core/engine/detail/a.cpp", '"app/x.h"', "engine must not include")
        self.refuse_include("ui/panels/a.cpp", '"app/x.h"', "ui must not include")
        self.refuse_include("app/a.cpp", '"tests/x.h"', "app must not include")

    def test_the_engines_inside(self):
        inside = '"core/engine/detail/network.h"'
        self.refuse_include("ui/panels/a.cpp", inside, "must not include core/engine/detail")
        self.refuse_include("app/a.cpp", inside, "must not include core/engine/detail")
        self.refuse_include("core/engine/a.h", inside, "the engine's headers must not include")

    def test_the_kernels_know_nothing_of_the_engine_and_stay_in_it(self):
        kernel = "core/engine/kernels/a.cpp"
        self.refuse_include(kernel, '"core/engine/detail/network.h"', "the kernels must not include")
        self.refuse_include(kernel, "<ATen/ATen.h>", "the kernels must not include LibTorch")
        self.refuse_include("ui/a.cpp", '"core/engine/kernels/args.h"', "ui must not include")
        self.refuse_include("app/a.cpp", '"core/engine/kernels/args.h"', "app must not include")

    def test_torch_outside_the_engine(self):
        for include in ("<torch/torch.h>", "<ATen/ATen.h>", "<c10/util/Half.h>", '"torch/nn.h"'):
            for path in ("core/image/a.cpp", "core/io/a.h", "core/engine/a.h", "ui/a.cpp", "app/a.cpp"):
                self.refuse_include(path, include, "LibTorch")

    def test_cuda_outside_its_module(self):
        for path in ("core/engine/detail/a.cpp", "core/engine/a.h", "core/io/a.cpp", "ui/a.cpp"):
            self.refuse_include(path, "<cuda_runtime.h>", "CUDA, which is core/engine/cuda's")
        for include in ("<ATen/cuda/CUDAGraph.h>", "<c10/cuda/CUDAStream.h>"):
            self.refuse_include("core/engine/detail/a.cpp", include, "CUDA, which is")
        self.refuse_include("core/engine/cuda/a.cu", "<imgui.h>", "the CUDA module must not")
        self.refuse_include("core/engine/cuda/a.cpp", '"core/io/checkpoint.h"', "must not include")

    def test_window_below_ui(self):
        for include in ("<imgui.h>", "<implot.h>", "<GLFW/glfw3.h>", "<glad/gl.h>", '"imgui.h"'):
            for path in ("core/a.cpp", "core/io/a.cpp", "core/engine/a.cpp", "core/engine/detail/a.h"):
                self.refuse_include(path, include, "the window's libraries")

    def test_other_libraries_out_of_place(self):
        self.refuse_include("core/a.cpp", "<zip.h>", "a file format's library")
        self.refuse_include("core/a.cpp", "<CLI/CLI.hpp>", "the program's libraries")
        self.refuse_include("ui/a.cpp", "<spdlog/spdlog.h>", "the program's libraries")
        self.refuse_include("ui/a.cpp", "<GLFW/glfw3.h>", "GLFW")

    def test_gl_outside_ui_gl(self):
        self.refuse_include("ui/panels/a.cpp", "<glad/gl.h>", "only ui/gl/ includes GL")
        call = SPDX + "void f() { glBindTexture(1, 2); }\n"
        for path in ("ui/panels/a.cpp", "app/a.cpp", "core/a.cpp"):
            self.refuse(path, call, "only ui/gl/ calls glBindTexture")

    def test_one_panel_in_another(self):
        self.refuse_include("ui/panels/loss_panel.cpp", '"ui/panels/train_panel.h"', "another panel")

    def test_loaders_that_run_code(self):
        for call in ("torch::load(m, f)", "torch::jit::load(f)", "torch::pickle_load (d)",
                     "jit::load(f)", "pickle_load(d)"):  # fmt: skip
            for path in ("core/engine/detail/a.cpp", "tests/engine/a.cpp", "app/a.cpp"):
                self.refuse(path, f"{SPDX}void f() {{ {call}; }}\n", "may run code")

    def test_heads_of_files(self):
        self.refuse("core/a.cpp", "int x;\n", "SPDX", line=1)
        self.refuse("core/a.h", SPDX + "int x();\n", "#pragma once", line=1)

    def test_length(self):
        rows = check_layering.MAX_FILE_LINES
        self.refuse("core/a.cpp", SPDX + "int x;\n" * rows, f"{rows + 1} lines", line=1)
        body = "    ++x;\n" * (check_layering.MAX_FUNCTION_LINES - 1)
        self.refuse("core/a.cpp", f"{SPDX}void f() {{\n{body}}}\n", "a function of 61 lines")
        inside = f"{SPDX}namespace n {{\nclass A {{\n  public:\n    A() : x{{1}}, y{{2}} {{\n{body}    }}\n}};\n}}\n"
        self.refuse("core/a.cpp", inside, "a function of 61 lines", line=5)

    def test_paths_of_one_machine(self):
        for folder in ("root", "work", "tmp/dl"):
            self.refuse("docs/a.md", f"\nsee /{folder}/x\n", "a path of one machine")

    def test_places(self):
        self.refuse("src/a.md", "x\n", "no top-level folder src/", line=1)
        self.refuse("assets/model.pth", "x\n", "obtained, not committed", line=1)
        large = "x" * (check_layering.MAX_FILE_BYTES + 1)
        self.refuse("assets/data.json", large, "obtained, not committed", line=1)


class Accepts(unittest.TestCase):
    def accept(self, files: dict[str, str]) -> None:
        self.assertEqual(findings(files), [])

    def test_what_points_down(self):
        self.accept({
            "core/a.h": HEADER + '#include <vector>\n#include <nlohmann/json.hpp>\n#include "core/b.h"\n',
            "core/io/a.cpp": SPDX + '#include <zip.h>\n#include "core/image/image.h"\n',
            "core/engine/a.cpp": SPDX + '#include <torch/torch.h>\n#include "core/engine/detail/n.h"\n',
            "core/engine/detail/a.h": HEADER + '#include <ATen/ATen.h>\n#include "core/io/a.h"\n',
            "core/engine/cuda/a.cu": SPDX + '#include <cuda.h>\n#include "core/engine/detail/n.h"\n',
            "ui/gl/texture.cpp": SPDX + "#include <glad/gl.h>\nvoid f() { glFlush(); }\n",
            "ui/panel_list.cpp": SPDX + '#include "ui/panels/a_panel.h"\n',
            "ui/panels/a_panel.cpp": SPDX + '#include "ui/panels/a_panel.h"\n#include <imgui.h>\n',
            "app/a.cpp": SPDX + "#include <GLFW/glfw3.h>\nvoid f() { glfwInit(); gladLoadGL(); }\n",
        })  # fmt: skip

    def test_comments_and_strings(self):
        self.accept({"core/a.cpp": SPDX + '// torch::load( glClear(\nconst char* s = "glClear(";\n'})
        self.accept({"core/a.cpp": SPDX + 'const char* s = R"x(\n} glClear( " {\n)x";\n'})

    def test_lengths_at_the_limit(self):
        self.accept({"core/a.cpp": SPDX + "int x;\n" * (check_layering.MAX_FILE_LINES - 1)})
        body = "    ++x;\n" * (check_layering.MAX_FUNCTION_LINES - 2)
        self.accept({"core/a.cpp": f"{SPDX}void f() {{\n{body}}}\n"})

    def test_tables_that_a_script_makes(self):
        table = HEADER.replace("\n", "\n// Made by make_table.py.\n", 1)
        table += "int x();\n" * check_layering.MAX_FILE_LINES
        self.accept({"tests/io/table.h": table, "tests/io/make_table.py": ""})
        self.assertEqual(len(findings({"tests/io/table.h": table})), 1)

    def test_paths_that_are_no_machines(self):
        self.accept({"docs/a.md": "/home/ada/x, data/work/x, ~/work/y, $HOME/root/, /usr/share, net/root/a\n"})


class FunctionsAreFound(unittest.TestCase):
    def test_heads(self):
        code = """
        namespace n {
        struct A { int x{0}; int get() const { return x; } std::function<void()> f; };
        enum class E { a, b };
        A::A(int a) : x{a}, y{f({1})} { if (a) { b(); } }
        #define M(x) { \\
            x
        template <class T> requires(sizeof(T) > 1)
        auto g(T t) -> int { return [&] { return 1; }(); }
        const std::array<int, 2> table = {1, 2};
        }
        """
        heads = [function.head for function in cpp_text.functions(code)]
        self.assertEqual(
            heads,
            [
                "int get() const",
                "A::A(int a) : x",
                "template <class T> requires(sizeof(T) > 1) auto g(T t) -> int",
            ],
        )


if __name__ == "__main__":
    unittest.main()
