"""Pages on paper: what a PDF says, how it is laid out, and where none can be made."""

import re
import socket
import unicodedata
from importlib import import_module

import pytest
from briefs import PLAN, person
from programs import without
from pypdf import PdfReader

from kapbrief.indicators import estimates
from kapbrief.paper import Paper, changes_papers, pdf_files, printer, wave_papers
from kapbrief.progress import quietly
from kapbrief.release import read_release
from kapbrief.report import write_report

TABLE = "<table><thead><tr><th>Head of the table</th></tr></thead><tbody>{}</tbody></table>"
LONG = TABLE.format("".join(f"<tr><td>row {number}</td></tr>" for number in range(120)))


@pytest.fixture(scope="module")
def prints():
    """Prints pages."""
    found = printer()
    if found is None:
        without("Pango is not installed")
    return found


@pytest.fixture(scope="module")
def pages(folder_in, people, tmp_path_factory):
    """The pages of a report that has a brief, by file name."""
    where = tmp_path_factory.mktemp("report")
    release = read_release(folder_in(where, [person(n, people[n % 40]) for n in range(120)], **PLAN))
    written = write_report(estimates(release), where / "out")
    return {path.name: path.read_text(encoding="utf-8") for path in written if path.suffix == ".html"}


@pytest.fixture
def read(tmp_path):
    """Reads a PDF."""

    def reader(content):
        (tmp_path / "printed.pdf").write_bytes(content)
        return PdfReader(tmp_path / "printed.pdf")

    return reader


def html(body, head="", kind="report"):
    title = "<title>t</title>"
    return f'<!doctype html><html lang="en"><head>{title}{head}</head><body class="{kind}">{body}</body></html>'


def words(page):
    """Its text, letters and tone marks put together, in one line."""
    return " ".join(unicodedata.normalize("NFC", page.extract_text()).split())


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Closed bag, your sentence"),
        ("vi", "Thông điệp nên thử nghiệm"),
        ("pt", "Uma mensagem a testar"),
    ],
)
def test_brief_is_one_sheet_whose_text_can_be_read_out(prints, read, pages, language, said):
    found = read(prints([pages[f"brief.P2.{language}.html"]], one_sheet=True))
    assert len(found.pages) == 1
    assert said in words(found.pages[0])
    width, height = (float(side) / 72 * 25.4 for side in found.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (210, 297)


def test_single_sheet_has_letters_as_large_as_fit(prints, read):
    def size(lines):
        found, sizes = read(prints([html("word<br>" * lines, kind="brief")], one_sheet=True)), []

        def hear(text, _user, _matrix, _font, points):
            if text.strip():
                sizes.append(points)

        found.pages[0].extract_text(visitor_text=hear)
        assert len(found.pages) == 1
        return sizes[0]

    assert size(10) > size(70)


def test_report_has_all_pages_numbered_through_with_their_contents(prints, read, pages):
    found = read(prints([pages["indicators.vi.html"], pages["quality.vi.html"]]))
    told = [words(page) for page in found.pages]
    assert "Kết quả theo chỉ số" in told[0]
    numbers = [page.rsplit(" ", 1)[-1] for page in told]
    assert numbers == [str(number) for number in range(1, len(told) + 1)]
    second = next(number for number, page in enumerate(told, start=1) if "Thang đo, chất lượng và phản hồi" in page)
    assert re.search(rf"Thang đo[ .]+ {second} ", told[second - 1])


def test_print_is_tagged_and_says_its_language(prints, read, pages):
    root = read(prints([pages["brief.P2.vi.html"]])).trailer["/Root"]
    assert root["/Lang"] == "vi"
    assert root["/MarkInfo"]["/Marked"].value is True
    assert "/StructTreeRoot" in root
    assert b"pdfuaid" in root["/Metadata"].get_data()


def test_head_of_a_long_table_stands_on_every_sheet(prints, read):
    found = read(prints([html(LONG)]))
    assert len(found.pages) > 1
    assert all("Head of the table" in words(page) for page in found.pages)


def test_contents_lead_to_their_own_part_and_nothing_leads_out_of_the_print(prints, read):
    part = '<main><nav><a href="#one">One</a></nav><a href="b.html">Elsewhere</a>{}<h2 id="one">One</h2></main>'
    found = read(prints([html(part.format("")), html(part.format(LONG))]))
    links = [link.get_object() for page in found.pages for link in page.get("/Annots", [])]
    assert list(dict.fromkeys(link.get("/Dest") for link in links)) == ["0-one", "1-one"]


def test_print_fetches_nothing(prints):
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        here = f"http://127.0.0.1:{server.getsockname()[1]}"
        asking = f'<style>@import url("{here}/a.css"); p {{ background: url({here}/b.png) }}</style>'
        prints([html(f'<p><img alt="" src="{here}/c.png"></p>', asking)])
        with pytest.raises(BlockingIOError):
            server.accept()


def test_same_pages_give_the_same_bytes(prints, pages):
    assert prints([pages["brief.P2.vi.html"]]) == prints([pages["brief.P2.vi.html"]])


def test_every_language_has_its_report_and_its_briefs():
    assert wave_papers(["P2"], ["vi"]) == {
        "report.vi.pdf": Paper(("indicators.vi.html", "messages.vi.html", "quality.vi.html")),
        "brief.P2.vi.pdf": Paper(("brief.P2.vi.html",), one_sheet=True),
    }
    assert changes_papers(["vi", "en"]) == {
        "report.vi.pdf": Paper(("changes.vi.html",)),
        "report.en.pdf": Paper(("changes.en.html",)),
    }


def test_pages_are_printed_as_they_were_written():
    def prints(pages, *, one_sheet=False):
        return f"{''.join(pages)} {one_sheet}".encode()

    told = []
    papers = {"report.en.pdf": Paper(("a.html", "b.html")), "brief.en.pdf": Paper(("b.html",), one_sheet=True)}
    found = pdf_files(papers, {"b.html": "2", "a.html": "1"}, prints, told.append)
    assert found == {"report.en.pdf": b"12 False", "brief.en.pdf": b"2 True"}
    assert told == ["printing report.en.pdf", "printing brief.en.pdf"]


@pytest.mark.parametrize("problem", [ImportError("no weasyprint"), OSError("no libpango")])
def test_machine_that_cannot_print_makes_no_pdf(problem, capsys):
    def load(name):
        print("a page of advice")
        raise problem

    assert printer(load) is None
    assert capsys.readouterr().out == ""
    assert pdf_files(changes_papers(["en"]), {}, None, quietly) == {}


def test_nothing_else_loads_weasyprint():
    """The command starts, and writes all but PDFs, where it is missing."""
    assert "weasyprint" not in vars(import_module("kapbrief.cli"))
    assert "weasyprint" not in vars(import_module("kapbrief.paper"))
