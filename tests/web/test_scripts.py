"""How scripts are joined and what they weigh."""

import gzip
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from browsing import Respondent
from programs import without

from kapsurvey.paths import STATIC
from kapsurvey.web.scripts import ENTRIES, joined

MOST_SCRIPT_BYTES = 12 * 1024
TOP_LEVEL = re.compile(
    r"^(?:export )?(?:async )?(?:const|let|function|class) (?:(\w+)|\{([^}]*)\}|\[([^\]]*)\])", re.MULTILINE
)


@pytest.fixture
def kind() -> str:
    """Scripts are the same on every database."""
    return "sqlite"


def test_module_comes_once_and_after_all_that_it_imports(tmp_path: Path) -> None:
    (tmp_path / "first.js").write_text(
        '// What it is for.\nimport { b } from "./second.js";\nimport {\n  c,\n} from "./third.js";\n\nb(c);\n'
    )
    (tmp_path / "second.js").write_text('import { c } from "./third.js";\n\nexport const b = (d) => c + d;\n')
    (tmp_path / "third.js").write_text("export const c = 1;\n\n// Why.\nexport class E {\n  f = 2;\n}\n")
    assert joined(tmp_path, "first.js") == "const c = 1;\nclass E {\nf = 2;\n}\nconst b = (d) => c + d;\nb(c);\n"


def test_import_from_elsewhere_stays(tmp_path: Path) -> None:
    line = 'import { armor } from "../vendor/age.js";\n'
    (tmp_path / "first.js").write_text(line + "armor();\n")
    assert joined(tmp_path, "first.js") == line + "armor();\n"


def test_names_differ_in_all_modules() -> None:
    """Joined modules share one scope."""
    found = Counter(
        name.strip()
        for path in sorted((STATIC / "js").glob("*.js"))
        for match in TOP_LEVEL.finditer(path.read_text(encoding="utf-8"))
        for name in ",".join(filter(None, match.groups())).split(",")
    )
    assert len(found) > 50
    assert {name: n for name, n in found.items() if n > 1} == {}


@pytest.mark.node
@pytest.mark.parametrize("entry", ENTRIES)
def test_joined_script_is_sound(entry: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        without("Node.js is not installed")
    module = tmp_path / "joined.mjs"
    module.write_text(joined(STATIC / "js", entry), encoding="utf-8")
    assert subprocess.run([node, "--check", str(module)], capture_output=True, text=True).stderr == ""


def test_scripts_of_a_respondent_are_light(respondent: Respondent) -> None:
    [address] = re.findall(r'<script type="module" src="([^"]+)">', respondent.open().html)
    with respondent.client.get(address, headers={"Accept-Encoding": "gzip"}) as reply:
        body, headers = reply.get_data(), reply.headers
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Content-Type"].startswith("text/javascript")
    assert "max-age=31536000" in headers["Cache-Control"]
    assert b"class Respondent" in gzip.decompress(body)
    assert len(body) <= MOST_SCRIPT_BYTES
