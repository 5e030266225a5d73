"""YAML becomes texts with places, or a mistake that says where and what to do."""

import pytest

from kapsurvey.questionnaire.source import Desk, Node, read_yaml


@pytest.fixture
def read(tmp_path):
    """Reads a text as a file; returns the nodes and the mistakes."""

    def reading(content):
        path = tmp_path / "a.yaml"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        desk = Desk()
        node = read_yaml(path, desk, name="a.yaml")
        return node, [str(mistake) for mistake in sorted(desk.mistakes)]

    return reading


def plain(node):
    if node.keys:
        return {key: plain(value) for key, value in node.keys.items()}
    return [plain(item) for item in node.items] if node.items else node.value


@pytest.mark.parametrize("word", ["no", "yes", "on", "012", "0x1F", "1:30", "1e3", "~", "null", "2026-01-31", "1_000"])
def test_words_that_yaml_would_turn_into_something_else_stay_texts(read, word):
    node, mistakes = read(f"answer: {word}")
    assert plain(node) == {"answer": word}
    assert mistakes == []


def test_every_value_knows_its_place(read):
    node, _ = read("one: 1\nlist:\n  - x\n  - {inner:   y}\n")
    inner = node.keys["list"].items[1].keys["inner"]
    assert (inner.line, inner.column) == (4, 15)
    assert (inner.key.line, inner.key.column) == (4, 6)


def test_byte_order_mark_before_the_first_key_is_passed_over(read):
    node, mistakes = read(b"\xef\xbb\xbfstudy: tiny")
    assert plain(node) == {"study": "tiny"}
    assert mistakes == []


def test_windows_line_ends_do_not_move_places(read):
    node, mistakes = read("a: 1\r\nb: 'x\r\n  y'\r\nc: 2\r\n")
    assert plain(node) == {"a": "1", "b": "x y", "c": "2"}
    assert node.keys["c"].line == 4
    assert mistakes == []


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "1:1: the file is empty: questionnaires/README.md says what belongs into it"),
        ("# only a comment\n", "1:1: the file is empty: questionnaires/README.md says what belongs into it"),
        ("a: 1\nb: 2\na: 3\n", "3:1: the key `a` stands twice: keep one of them"),
        ("? [1, 2]\n: x\n", "1:3: a key must be a word: write `key: value`"),
        ("a: &x 1\nb: *x\n",
         "1:4: anchors and aliases are not allowed: write the value out, or put a text into quotes"),
        ("a: 1\nb: *x\n", "2:4: anchors and aliases are not allowed: write the value out, or put a text into quotes"),
        ("a: !!python/object/apply:os.system [ls]\n",
         "1:4: tags such as `!!str` are not allowed: write the value alone, or put a text into quotes"),
        ("a:\n\tb: 1\n", "2:1: a tab stands where a value should begin: indent with spaces"),
        ("a: @home\n", "1:4: a text cannot begin with `@`: put it into quotes"),
        ("label: Yes: always\n", '1:11: there is a second colon here: put a text that holds ": " into quotes'),
        ("a: 1\nlabel: 'never closed\nb: 2\n", "2:8: this quote is never closed: close it"),
        ("a: 1\nb\nc: 2\n", "2:1: this is neither `key: value` nor `- value`: write it so, or indent it as text"),
        ("a:\n  b: 1\n c: 2\n",
         "3:2: this does not belong here: align the line with its neighbours, or put the whole text into quotes"),
        ("a: [1, 2\nb: 3\n",
         "2:2: this list is not read to its end: separate its values with commas, and close it with ]"),
        ("a: {b: 1 c: 2}\n", "1:11: this mapping is not read to its end: write {key: value, key: value}"),
        ('a: "\\d+"\n',
         "1:5: this backslash cannot be read: use single quotes, in which a backslash is just a backslash"),
        ('a: "\\ud83d"\n',
         "1:7: this backslash cannot be read: use single quotes, in which a backslash is just a backslash"),
        ("a: 1\n---\nb: 2\n",
         "2:1: a second document begins here: write one study a file, without lines of `---` or `...`"),
        ("a: |x\n  text\n", "1:5: this is not YAML (while scanning a block scalar, "
         "did not find expected comment or line break): look at this place and just before"),
        ("a: 1\nb: c\x00d\n", "2:5: the character U+0000 cannot be seen and has no place here: remove it"),
        ("a: x\u2028y\n", "1:5: the character U+2028 cannot be seen and has no place here: remove it"),
        ('a: "x\\0y"\n', "1:4: the text holds a control character: remove it"),
        (b"a: 1\nb: caf\xe9\n", "2:7: this is not UTF-8: save the file as UTF-8"),
        (b"\xff\xfea\x00:\x00", "1:1: this is not UTF-8: save the file as UTF-8"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_place_and_remedy(read, content, told):
    _, mistakes = read(content)
    assert mistakes == [f"a.yaml:{told}"]


def test_missing_file_is_told(tmp_path):
    desk = Desk()
    assert read_yaml(tmp_path / "none.yaml", desk, name="none.yaml") is None
    assert str(desk.mistakes[0]) == (
        "none.yaml:1:1: the file is missing: create it; questionnaires/README.md describes it"
    )


def test_several_controls_are_told_at_once_and_reading_goes_on(read):
    node, mistakes = read("a: x\x07y\nb: \x1bz\n")
    assert [told.split(":")[1:3] for told in mistakes] == [["1", "5"], ["2", "4"]]
    assert set(node.keys) == {"a", "b"}


def test_alias_bomb_is_refused_before_anything_is_built(read):
    levels = "\n".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9)}]" for n in range(1, 30))
    node, mistakes = read(f"l0: &l0 [x]\n{levels}\n")
    assert node is None
    assert mistakes == [
        "a.yaml:1:5: anchors and aliases are not allowed: write the value out, or put a text into quotes"
    ]


@pytest.mark.parametrize("flood", ["[" * 100_000, "{a: " * 100_000, "- " * 100_000, "? " * 100_000])
def test_bottomless_nesting_is_refused(read, flood):
    node, mistakes = read(flood)
    assert node is None
    assert len(mistakes) == 1
    assert "the nesting is too deep: stay under 40 levels" in mistakes[0]


def test_flood_of_values_is_refused(read):
    node, mistakes = read(f"a: [{'1,' * 70_000}]")
    assert node is None
    assert "the file holds more than 60,000 values" in mistakes[0]


def test_huge_file_is_not_read(read):
    node, mistakes = read("#" * 2_000_001)
    assert node is None
    assert mistakes == ["a.yaml:1:1: the file is too large: keep it under 2,000,000 bytes"]


@pytest.mark.parametrize(
    ("written", "place"),
    [
        ("a: B == 1 and WORD == 2", (1, 15)),
        ("a: 'B == 1 and WORD == 2'", (1, 16)),
        ('a: "B == 1 and WORD == 2"', (1, 16)),
        ("a: 'B == ''x'' and WORD == 2'", (1, 20)),
        ('a: "B == \\"x\\" and WORD == 2"', (1, 20)),
        ('a: "B == \\x31\\n and\\tWORD == 2"', (1, 22)),
        ('a: "\\u0042 == \\U00000031 \\\n  and WORD == 2"', (2, 7)),
        ("a: B == 1\n  and\n    WORD == 2", (3, 5)),
        ("a: 'B == 1\n\n   and WORD == 2'", (3, 8)),
        ("a: >-\n  B == 1\n  and WORD == 2\n", (3, 7)),
        ("a: |  # why\n   B == 1\n     and WORD == 2\n", (3, 10)),
        ("- {x: 1, a: 'ngà voi', b: 'B == 1 and WORD == 2'}", (1, 39)),
        ("a: 'voi 🐘 == 1 and WORD == 2'", (1, 20)),
        ("a: B == 1\r\n  and WORD == 2\r\n", (2, 7)),
    ],
)
def test_a_word_of_a_text_is_placed_where_it_stands_in_the_file(read, written, place):
    node, _ = read(written)
    texts = node.items[0].keys if node.items else node.keys
    text = next(value for value in texts.values() if "WORD" in value.text)
    assert text.place(text.text.index("WORD")) == place


def test_the_place_behind_a_text_is_its_end(read):
    node, _ = read("a: 'B =='\n")
    assert node.keys["a"].place(4) == (1, 9)


def test_desk_notes_a_mistake_at_a_value_or_within_it():
    desk = Desk()
    node = Node("a.yaml", 3, 5, "A == B", "'A == B'")
    desk.wrong(node, "whole", "do")
    desk.wrong(node, "part", "do", offset=5)
    assert [(mistake.line, mistake.column) for mistake in desk.mistakes] == [(3, 5), (3, 11)]
