"""Joins a script with the modules that it imports into one file: one request instead of many, and no build step."""

import re
from collections.abc import Iterator
from pathlib import Path

ENTRIES = ("respond.js", "assist.js")
"""Scripts that a page asks for; the others are only imported."""

_IMPORT = re.compile(r'^import \{[^}]*\} from "\./([a-z_]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function|class) )", re.MULTILINE)
_COMMENT = re.compile(r"^ *//.*\n", re.MULTILINE)
_BLANK = re.compile(r"\n\s+")


def joined(folder: Path, entry: str) -> str:
    """One module in place of many: each in it once, after all that it imports.

    Modules share one scope by it, so that their names must differ; a module is strict and a scope of its own. Imports
    by other addresses than ``./name.js`` stay as they are. Comments and indentation are for readers of the sources.
    """
    modules = {name: (folder / name).read_text(encoding="utf-8") for name in _in_order(folder, entry)}
    return "".join(map(_bare, modules.values()))


def _in_order(folder: Path, entry: str) -> list[str]:
    found: dict[str, None] = {}

    def visit(name: str) -> None:
        if name not in found:
            for imported in _imports((folder / name).read_text(encoding="utf-8")):
                visit(imported)
            found[name] = None

    visit(entry)
    return list(found)


def _imports(source: str) -> Iterator[str]:
    return (match[1] for match in _IMPORT.finditer(source))


def _bare(source: str) -> str:
    for pattern, left in ((_IMPORT, ""), (_EXPORT, ""), (_COMMENT, ""), (_BLANK, "\n")):
        source = pattern.sub(left, source)
    return source.lstrip()
