"""A server for a real browser, with a pretest of the first study open."""

from collections.abc import Iterator

import pytest
from serving import Operator, free_port


@pytest.fixture(scope="module")
def operator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operator]:
    """A server with a pretest of the first study open."""
    operator = Operator(tmp_path_factory.mktemp("server"), free_port())
    operator.run("upgrade")
    operator.run("open", "vietnamese-in-mozambique", "--pretest", "--trial-keys", str(operator.folder / "keys"))
    with operator.serving():
        yield operator
