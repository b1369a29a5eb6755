# SPDX-License-Identifier: MIT
"""Just enough C++ reading for the lint: no comments, no strings, how long functions are."""

import re
import typing

_TOKENS = re.compile(
    r"""//[^\n]*
      | /\*.*?\*/
      | R"(?P<delimiter>[^()\s\\]{0,16})\(.*?\)(?P=delimiter)"
      | "(?:\\.|[^"\\\n])*"
      | (?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'
    """,
    re.VERBOSE | re.DOTALL,
)


def without_comments_and_strings(text: str) -> str:
    """The same lines, with comments, strings and characters emptied."""

    def emptied(match: re.Match) -> str:
        quotes = '""' if match[0].startswith(('"', "R")) else " "
        return quotes + "\n" * match[0].count("\n")

    return _TOKENS.sub(emptied, text)


def without_directives(code: str) -> str:
    return re.sub(
        r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*",
        lambda match: "\n" * match[0].count("\n"),
        code,
        flags=re.MULTILINE,
    )


class Function(typing.NamedTuple):
    line: int
    length: int  # lines, from the first of its signature to its closing brace
    head: str


def _scope_kind(head: str) -> str:
    if re.search(r"\b(namespace|class|struct|union|enum)\b[^()]*$", head) or head == 'extern ""':
        return "scope"
    if "(" in head and not head.endswith("="):
        return "function"
    return "other"


def functions(code: str) -> list[Function]:
    """Functions defined at namespace or class level in code without comments and strings.

    Crude: a brace that follows something with a parenthesis, where only scopes are open, begins
    one. Braces of a constructor's initialisers continue it.
    """
    code = without_directives(code)
    found: list[Function] = []
    open_kinds: list[str] = []
    head_start, continued = 0, None  # continued: (line, head) of a constructor being read
    begun: tuple[int, str] = (0, "")
    for match in re.finditer(r"[{};]", code):
        at, sign = match.start(), match[0]
        outside = all(kind == "scope" for kind in open_kinds)
        if sign == "{":
            raw = re.sub(r"^\s*(public|private|protected)\s*:", "", code[head_start:at])
            head = raw.strip()
            kind = _scope_kind(head) if outside else "other"
            if outside and continued:
                kind, begun, continued = "function", continued, None
            elif kind == "function":
                first = at - len(raw.lstrip())
                begun = (code.count("\n", 0, first) + 1, " ".join(head.split()))
            open_kinds.append(kind)
        elif sign == "}" and open_kinds:
            if open_kinds.pop() == "function":
                if re.match(r"\s*[,{]", code[at + 1 :]):
                    continued = begun
                else:
                    last = code.count("\n", 0, at) + 1
                    found.append(Function(begun[0], last - begun[0] + 1, begun[1]))
        head_start = at + 1
    return found
