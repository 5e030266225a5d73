"""Pages printed to PDF, tagged for readers' aids, by WeasyPrint; nothing is fetched, and the same pages give the same
bytes.

This is the only module that needs WeasyPrint and, below it, Pango: it is loaded where a PDF is asked for (paper.py).
"""

import hashlib
import re
from collections.abc import Sequence
from importlib import resources

from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.urls import URLFetcher

STYLE = "paper.css"
VARIANT = "pdf/ua-1"
LETTERS = (8, 7, 6.6)
"""sizes that are tried for a single sheet, in points; each costs a second"""


def printed(pages: Sequence[str], *, one_sheet: bool = False) -> bytes:
    """Pages of a report as one PDF, numbered through; on ``one_sheet`` in the largest letters that fit."""
    style = resources.files("kapbrief").joinpath(STYLE).read_text(encoding="utf-8")
    whole = _whole(pages, style) if not one_sheet else _fitted(pages, style)
    identifier = hashlib.sha256("".join(pages).encode()).hexdigest()[:32].encode()
    return bytes(whole.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier))


def _whole(pages: Sequence[str], style: str) -> Document:
    parts: list[Document] = []
    for number, page in enumerate(pages):
        parts.append(_laid_out(_apart(page, number), style, sum(len(part.pages) for part in parts)))
    return parts[0].copy([sheet for part in parts for sheet in part.pages])


def _fitted(pages: Sequence[str], style: str) -> Document:
    """In letters as large as one sheet allows; where none do, in those of the pages' own style."""
    for size in LETTERS:
        whole = _whole(pages, f"{style}html body.brief {{ font-size: {size}pt }}")
        if len(whole.pages) == 1:
            return whole
    return _whole(pages, style)


def _apart(page: str, number: int) -> str:
    """The page with names of its places that no other page has, so that its contents lead to its own sections; it
    leads nowhere else: the files beside it are not on paper.
    """
    inside = re.sub(r' href="(?!#)[^"]*"', "", page)
    return inside.replace(' id="', f' id="{number}-').replace(' href="#', f' href="#{number}-')


def _laid_out(page: str, style: str, before: int) -> Document:
    """One page of a report on its sheets, numbered on from those that stand before."""
    numbered = f"{style}@page:first {{ counter-reset: page {before + 1} }}" if before else style
    styled = page.replace("</head>", f"<style>{numbered}</style></head>", 1)
    # A page has all that it needs in it. Whatever else it names is left alone: no protocol is allowed.
    return HTML(string=styled, url_fetcher=URLFetcher(allowed_protocols=())).render()
