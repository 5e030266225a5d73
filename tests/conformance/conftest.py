"""The engine in JavaScript, beside the one in Python."""

import os

import javascript
import pytest


@pytest.fixture(scope="session")
def node(tmp_path_factory):
    """Runs a program of this folder, by one process of Node, over many cases."""
    if javascript.program() is None:
        assert os.environ.get("CI") != "true", "Node.js is missing, and CI must not skip"
        pytest.skip("Node.js is not installed: the JavaScript engine is not tried")
    root = javascript.outside(tmp_path_factory.mktemp("node"))
    return lambda name, *given: javascript.results(root / "tests" / "conformance" / name, *given)
