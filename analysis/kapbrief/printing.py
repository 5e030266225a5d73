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


def printed(pages: Sequence[str]) -> bytes:
    """Pages of a report as one PDF, numbered through."""
    style = resources.files("kapbrief").joinpath(STYLE).read_text(encoding="utf-8")
    parts: list[Document] = []
    for number, page in enumerate(pages):
        parts.append(_laid_out(_apart(page, number), style, sum(len(part.pages) for part in parts)))
    whole = parts[0].copy([sheet for part in parts for sheet in part.pages])
    identifier = hashlib.sha256("".join(pages).encode()).hexdigest()[:32].encode()
    return bytes(whole.write_pdf(pdf_variant=VARIANT, pdf_identifier=identifier))


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
