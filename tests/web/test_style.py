"""The stylesheet: within the first page, a file for all others."""

import base64
import hashlib
import re

from browsing import Respondent

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


def test_the_first_page_carries_the_stylesheet_and_nothing_else_may(respondent: Respondent):
    first = respondent.open()
    found = STYLE.search(first.html)
    assert found is not None and "--ink" in found[1]
    digest = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
    assert first.reply is not None
    policy = first.reply.headers["Content-Security-Policy"]
    assert f"style-src 'self' 'sha256-{digest}';" in policy
    assert "unsafe" not in policy


def test_the_first_page_fetches_the_stylesheet_for_the_pages_after_it(respondent: Respondent):
    preload = re.compile(r'<link rel="preload" as="style" href="([^"]+)">').search(respondent.open().html)
    assert preload is not None
    second = respondent.send({"C1": 1})
    assert f'<link rel="stylesheet" href="{preload[1]}">' in second.html
    assert STYLE.search(second.html) is None
