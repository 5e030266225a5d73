"""The examples in the documentation run and print what they say."""

import doctest
import importlib
import pkgutil

import numpy
import pandas
import pytest

import kapstats

MODULES = [module.name for module in pkgutil.walk_packages(kapstats.__path__, "kapstats.")]


@pytest.mark.parametrize("name", MODULES)
def test_examples_print_what_they_say(name):
    module = importlib.import_module(name)
    result = doctest.testmod(module, extraglobs={"pd": pandas, "np": numpy})
    assert result.failed == 0


@pytest.mark.parametrize("name", [name for name in kapstats.__all__ if name[0].islower()])
def test_every_estimator_names_its_r_call_and_shows_an_example(name):
    documentation = getattr(kapstats, name).__doc__
    assert ">>> " in documentation
    assert "R: " in documentation or "Source: " in documentation
