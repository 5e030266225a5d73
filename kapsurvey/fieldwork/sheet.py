"""A sheet of admission codes to print and cut: what each person gets in the hand, silent about the survey's subject."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

import segno

from kapsurvey.fieldwork.admission import Coupon
from kapsurvey.fieldwork.sealing import grouped
from kapsurvey.i18n import Language, Translator

_STYLE = """
@page { size: A4; margin: 10mm }
* { box-sizing: border-box }
body { margin: 0; background: #fff; color: #000; font: 8pt/1.25 system-ui, sans-serif }
main { display: grid; grid-template-columns: 1fr 1fr; max-inline-size: 190mm; margin: 0 auto }
section { min-block-size: 69mm; padding: 4mm; border: 0.3mm dashed #777; margin: 0 -0.3mm -0.3mm 0;
  break-inside: avoid; display: grid; grid-template-columns: 1fr 34mm; grid-template-rows: auto auto 1fr;
  gap: 1.5mm 4mm }
h2 { grid-column: 1 / -1; margin: 0; font-size: 10pt }
p { margin: 0 0 0.7mm }
svg { inline-size: 34mm; block-size: 34mm }
header { grid-column: 1 / -1; display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline;
  gap: 0 4mm }
.address { overflow-wrap: anywhere }
.code { font: 700 14pt/1.2 ui-monospace, monospace; white-space: nowrap }
"""


@dataclass(frozen=True)
class Tongue:
    """One language of the sheet: the survey's title in it, and the interface's own sentences."""

    language: Language
    title: str
    translator: Translator

    def how(self) -> str:
        """What to do with the slip."""
        _ = self.translator.gettext
        return _("Scan the square with a phone's camera, or open the address and type the code. It works once.")


def sheet(coupons: Sequence[Coupon], tongues: Sequence[Tongue], *, address: str) -> str:
    """The sheet as one HTML file that needs nothing else; ``address`` is the wave's, with a slash at its end."""
    first = tongues[0]
    slips = "".join(_slip(coupon, tongues, address) for coupon in coupons)
    return (
        f"<!doctype html>\n<html {_of(first.language)}>\n<head>\n"
        f'<meta charset="utf-8">\n<title>{escape(first.title)}</title>\n<style>{_STYLE}</style>\n</head>\n'
        f"<body>\n<main>\n{slips}</main>\n</body>\n</html>\n"
    )


def _slip(coupon: Coupon, tongues: Sequence[Tongue], address: str) -> str:
    code = segno.make(f"{address}?code={coupon.token}", error="m", micro=False)
    picture = code.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None)
    return (
        f"<section>\n<h2>{_said('span', ((one.language, one.title) for one in tongues))}</h2>\n"
        f'<header><span class="address" dir="ltr">{escape(address)}</span>\n'
        f'<span class="code" dir="ltr">{escape(grouped(coupon.code))}</span></header>\n'
        f"<div>{_said('p', ((one.language, one.how()) for one in tongues))}</div>\n{picture}\n</section>\n"
    )


def _said(element: str, sentences: Iterable[tuple[Language, str]]) -> str:
    """Each sentence in an element of its own; one that is the same in several languages stands once."""
    once = {text: language for language, text in reversed(list(sentences))}
    said = (f"<{element} {_of(language)}>{escape(text)}</{element}>" for text, language in reversed(once.items()))
    return " · ".join(said) if element == "span" else "".join(said)


def _of(language: Language) -> str:
    return f'lang="{escape(language.tag)}" dir="{escape(language.direction)}"'
