"""PO files are read whole, as Babel reads them and beyond, and written as the same bytes again."""

import io

import pytest
from babel.messages.pofile import read_po
from hypothesis import given, settings
from hypothesis import strategies as st

from kapsurvey.errors import ConfigError
from kapsurvey.i18n import po
from kapsurvey.i18n.po import Message
from kapsurvey.i18n.po_writing import header, written

FULL = """\
# About the file.
msgid ""
msgstr ""
"Language: vi\\n"
"Content-Type: text/plain; charset=utf-8\\n"

# status: reviewed
# Two "words", one line.
#. Keep it neutral.
#: a.py:3
#, fuzzy, python-format
#| msgid "Old"
msgctxt "A.1"
msgid "A \\"quoted\\" \\\\ back\\tslash"
msgstr ""
"One\\n"
"two"

#~ # not this
#~| msgid "Older"
#~ msgctxt "B"
#~ msgid "Gone"
#~ msgstr ""
#~ "Đã "
#~ "mất"
"""


@pytest.fixture
def file(tmp_path):
    """A PO file with this text."""

    def make(text):
        path = tmp_path / "x.po"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return make


def test_everything_is_read(file):
    top, first, gone = po.read(file(FULL))
    assert (top.key, top.comments, top.line) == ("", ("About the file.",), 3)
    assert first == Message(
        source='A "quoted" \\ back\tslash',
        text="One\ntwo",
        context="A.1",
        comments=("status: reviewed", 'Two "words", one line.'),
        notes=("Keep it neutral.",),
        references=("a.py:3",),
        flags=("fuzzy", "python-format"),
        previous="Old",
        line=15,
    )
    assert (gone.obsolete, gone.text, gone.previous, gone.key) == (True, "Đã mất", "Older", "B")


def test_ends_of_lines_and_byte_order_mark_do_not_matter(file):
    assert po.read(file("\ufeff" + FULL.replace("\n", "\r\n"))) == po.read(file(FULL))


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('msgid "a"\n', 2, "the entry before has no msgstr"),
        ('msgid "a"\n\nmsgid "b"\nmsgstr ""\n', 3, "a second msgid stands in one entry"),
        ('msgctxt "a"\nmsgstr "b"\n', 3, "the entry before has no msgid"),
        ('msgid "a"\nmsgstr "b\n', 2, "the quotes of this text do not match"),
        ('msgid "a"\nmsgstr b\n', 2, "this is neither a comment, msgctxt, msgid, msgstr nor a text in quotes"),
        ('msgid "a"\nmsgstr "b" "c"\n', 2, "the quotes of this text do not match"),
        ('msgid "a"\nmsgstr "\\x41"\n', 2, "\\x cannot be read"),
        ('"a"\n', 1, "this is neither a comment, msgctxt, msgid, msgstr nor a text in quotes"),
        ('msgid "a"\nmsgid_plural "b"\n', 2, "forms for several numbers are not used here"),
        ('<<<<<<< HEAD\n', 1, "this is neither a comment, msgctxt, msgid, msgstr nor a text in quotes"),
        ('msgid "a"\nmsgstr "1"\n\nmsgid "a"\nmsgstr "2"\n', 5, "`a` stands twice, first in line 2"),
        ('msgid ""\nmsgstr "Content-Type: text/plain; charset=ISO-8859-1\\n"\n', 1,
         "the header names the charset ISO-8859-1; only UTF-8 is read"),
    ],
)  # fmt: skip
def test_damage_is_told_with_its_line(file, text, line, reason):
    path = file(text)
    with pytest.raises(ConfigError) as raised:
        po.read(path)
    assert raised.value.code == "catalogue.unreadable"
    assert raised.value.params == {"file": str(path), "line": line, "reason": f"line {line}: {reason}"}


def test_file_that_is_not_utf_8_is_refused(file):
    with pytest.raises(ConfigError) as raised:
        po.read(file(b'msgid "a"\nmsgstr "caf\xe9"\n'))
    assert raised.value.params["reason"] == "byte 21 is not UTF-8"


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('\n\t\r"\\${}%'), max_size=200)
COMMENTS = st.lists(st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=20), max_size=2).map(tuple)
MESSAGES = st.builds(
    Message,
    source=TEXTS.filter(bool),
    text=TEXTS,
    context=st.none() | TEXTS.filter(bool),
    comments=COMMENTS.filter(lambda comments: not any(comment[0] in ".:,|~" for comment in comments)),
    notes=COMMENTS,
    flags=st.sampled_from([(), ("fuzzy",), ("fuzzy", "python-format")]),
    previous=st.none() | TEXTS,
    obsolete=st.booleans(),
)


@settings(derandomize=True, deadline=None, max_examples=150)
@given(messages=st.lists(MESSAGES, max_size=4, unique_by=lambda message: message.key))
def test_what_is_written_is_read_again_the_same(messages):
    text = written([header("x", "vi"), *messages])
    again = po.parse(text)
    assert [vars(message) | {"line": 1} for message in again[1:]] == [vars(message) for message in messages]
    assert written(again) == text


def test_babel_reads_what_we_write():
    messages = [Message("A ${word}", "Một ${word}\nhai", "A", ("status: final",), flags=("fuzzy",), previous="B")]
    catalogue = read_po(io.BytesIO(written([header("x", "vi"), *messages]).encode()), abort_invalid=True)
    read = catalogue.get("A ${word}", context="A")
    assert (read.string, read.fuzzy) == ("Một ${word}\nhai", True)
    assert str(catalogue.locale) == "vi"


def test_long_sentences_are_wrapped_and_short_ones_are_not():
    lines = written([Message("voi " * 60, "ngà voi")]).split("\n")
    assert all(len(line) <= 120 for line in lines)
    assert lines[-2] == 'msgstr "ngà voi"'
