"""The sheet of admission codes: what stands on each slip, and that phones read its square."""

import re
from html.parser import HTMLParser

import pytest
import segno

from kapsurvey.fieldwork.admission import Coupon
from kapsurvey.fieldwork.sealing import grouped, new_code
from kapsurvey.fieldwork.sheet import Tongue, sheet
from kapsurvey.i18n import Language, Translator, translator
from kapsurvey.paths import TRANSLATIONS

ADDRESS = "https://survey.example.org/village/"
COUPONS = tuple(Coupon(new_code(), f"token-{n}-{'x' * 10}") for n in range(3))
HOW = "Scan the square with a phone's camera, or open the address and type the code. It works once."


def tongue(code: str, title: str) -> Tongue:
    return Tongue(Language.of(code), title, translator(TRANSLATIONS, code))


@pytest.fixture
def html() -> str:
    return sheet(
        COUPONS, [tongue("vi", "Khảo sát"), tongue("pt", "Inquérito"), tongue("en", "Survey")], address=ADDRESS
    )


class Reader(HTMLParser):
    """Text of each slip, and every attribute that stands anywhere."""

    def __init__(self) -> None:
        super().__init__()
        self.slips: list[str] = []
        self.attributes: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.attributes.update(name for name, _ in attrs)
        self.addresses += [str(value) for name, value in attrs if name in ("src", "href")]
        if tag == "section":
            self.slips.append("")

    def handle_data(self, data):
        if self.slips:
            self.slips[-1] += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


def test_each_slip_says_title_address_code_and_what_to_do(html):
    slips = read(html).slips
    assert len(slips) == 3
    for coupon, slip in zip(COUPONS, slips, strict=True):
        assert "Khảo sát · Inquérito · Survey" in slip and ADDRESS in slip and HOW in slip
        assert grouped(coupon.code) in slip and coupon.token not in slip


def test_what_to_do_is_said_in_every_language_of_the_wave(html):
    said = re.findall(r'<p lang="(\w+)" dir="ltr">([^<]+)</p>', html)[:3]
    assert [language for language, _ in said] == ["vi", "pt", "en"]
    assert len({text for _, text in said}) == 3, "no translation is missing"


def test_a_sentence_that_languages_share_stands_once():
    silent = Translator({})
    tongues = [Tongue(Language.of(code), "Survey", silent) for code in ("vi", "pt", "en")]
    slip = read(sheet(COUPONS[:1], tongues, address=ADDRESS)).slips[0]
    assert slip.count("Survey") == 1 and slip.count(HOW) == 1


def test_the_square_leads_to_the_wave_with_the_longer_secret(html):
    for coupon in COUPONS:
        wanted = segno.make(f"{ADDRESS}?code={coupon.token}", error="m", micro=False)
        path = wanted.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None)
        assert path in html


def test_the_sheet_needs_nothing_else_and_styles_nothing_inline(html):
    reader = read(html)
    assert reader.addresses == [] and "style" not in reader.attributes and "<script" not in html
    assert "url(" not in html and "@import" not in html


def test_whatever_stands_in_a_title_is_text():
    slip = sheet(COUPONS[:1], [tongue("en", "<b>&\"'")], address=ADDRESS)
    assert "<b>" not in slip and "&lt;b&gt;&amp;&quot;&#x27;" in slip


def test_a_language_from_right_to_left_is_marked_so():
    html = sheet(COUPONS[:1], [tongue("ar", "استبيان")], address=ADDRESS)
    assert '<html lang="ar" dir="rtl">' in html and '<span class="code" dir="ltr">' in html


@pytest.mark.browser
def test_on_paper_every_code_is_whole_and_within_its_slip(browser, html, tmp_path):
    (tmp_path / "sheet.html").write_text(html, encoding="utf-8")
    page = browser.new_page(viewport={"width": 794, "height": 1123})
    page.emulate_media(media="print")
    page.goto((tmp_path / "sheet.html").as_uri())
    slips = page.locator("section").all()
    assert len(slips) == len(COUPONS)
    for slip, coupon in zip(slips, COUPONS, strict=True):
        outer = slip.bounding_box()
        assert slip.locator(".code").inner_text() == grouped(coupon.code)
        for part in (slip.locator(".code"), slip.locator(".address"), slip.locator("svg"), slip.locator("p").last):
            inner = part.bounding_box()
            assert outer["x"] <= inner["x"] and inner["x"] + inner["width"] <= outer["x"] + outer["width"]
            assert outer["y"] <= inner["y"] and inner["y"] + inner["height"] <= outer["y"] + outer["height"]
    page.close()
