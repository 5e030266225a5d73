"""Which program wrote a report: a fingerprint of its code, and the versions of all that it computes with."""

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import kapstats
from kapbrief.release import Release
from kapbrief.texts import TRANSLATIONS

PROVENANCE = "provenance.json"
PROGRAM = "kapsurvey"
PACKAGES = ("numpy", "pandas", "scipy", "statsmodels", "patsy", "babel", "jinja2", "xlsxwriter", "weasyprint")
SOURCES = (".py", ".html", ".css", ".svg", ".csv")
SHIPPED = "_shipped"
"""folder of an installed package that holds what stands elsewhere in a checkout"""


@cache
def code_fingerprint() -> str:
    """SHA-256 of all that decides what a report says: statistics, pages, decision table, translations."""
    return fingerprint(dict(sources()))


def fingerprint(sources: Mapping[str, bytes]) -> str:
    """The same wherever the program is installed, and however the place ends its lines."""
    digest = hashlib.sha256()
    for name, content in sorted(sources.items()):
        plain = content.replace(b"\r\n", b"\n")
        digest.update(f"{name} {len(plain)}\n".encode() + plain)
    return digest.hexdigest()


def sources() -> Iterator[tuple[str, bytes]]:
    """Name and content of every file that decides what a report says."""
    for package in (Path(kapstats.__file__).parent, Path(__file__).parent):
        for path in package.rglob("*"):
            inside = path.relative_to(package)
            if path.suffix in SOURCES and SHIPPED not in inside.parts:
                yield f"{package.name}/{inside.as_posix()}", path.read_bytes()
    for path in TRANSLATIONS.glob("*/LC_MESSAGES/report.po"):
        yield f"translations/{path.relative_to(TRANSLATIONS).as_posix()}", path.read_bytes()


@cache
def program_version() -> str:
    """As it is installed; a checkout that was never installed has none."""
    return _versions([PROGRAM]).get(PROGRAM, "")


def _versions(packages: Sequence[str]) -> dict[str, str]:
    """Of those that are installed."""
    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def provenance_file(releases: Sequence[Release], contents: Mapping[str, str | bytes]) -> str:
    """What a report was made from and by what, with a fingerprint of each of its files."""
    told = {
        "releases": [
            {"study": one.study, "wave": one.wave, "questionnaire": one.fingerprint, "release": one.digest}
            for one in releases
        ],
        "code": code_fingerprint(),
        "versions": {"python": platform.python_version(), **_versions([PROGRAM, *PACKAGES])},
        "files": {name: hashlib.sha256(_bytes(content)).hexdigest() for name, content in contents.items()},
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
