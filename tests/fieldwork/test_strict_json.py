"""JSON is read as its standard means it, and each refusal has a name."""

import pytest

from kapsurvey.errors import BundleError
from kapsurvey.fieldwork.strict_json import read_object

DEEP = 100_000


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "json"),
        (b"[]", "json"),
        (b'"text"', "json"),
        (b"{", "json"),
        (b"{'a': 1}", "json"),
        (b'{"a": 1}, {}', "json"),
        (b'{"a": 01}', "json"),
        (b'{"a": "\x00"}', "json"),
        (b'{"a": "\n"}', "json"),
        (b"\xef\xbb\xbf{}", "json"),
        (b'{"a": "\xff"}', "json"),
        (b'{"a": "\xed\xa0\x80"}', "json"),
        ('{"a": 1}'.encode("utf-16"), "json"),
        (b'{"a": ' + b"1" * 10_000 + b"}", "json"),
        (b'{"a": NaN}', "json.number"),
        (b'{"a": Infinity}', "json.number"),
        (b'{"a": [-Infinity]}', "json.number"),
        (b'{"a": 1e999}', "json.number"),
        (b'{"a": 1, "a": 1}', "json.twice"),
        (b'{"a": {"b": 1, "c": 2, "b": 1}}', "json.twice"),
        (b'{"a": "\\ud800"}', "json.text"),
        (b'{"\\udfff": 1}', "json.text"),
        (b'{"a": ["x\\udc00\\ud800"]}', "json.text"),
        (b'{"a": ' + b"[" * DEEP + b"]" * DEEP + b"}", "json.deep"),
        (b'{"a":' * DEEP + b"1" + b"}" * DEEP, "json.deep"),
    ],
)
def test_what_is_no_object_in_plain_json_is_refused_by_name(content, code):
    with pytest.raises(BundleError) as refusal:
        read_object(content)
    assert refusal.value.code == code


def test_what_is_one_is_read():
    assert read_object('{"a": [1, 2.5, -3e2, null, true], "ổ": "\\ud83d\\ude00", "": {}}'.encode()) == {
        "a": [1, 2.5, -300.0, None, True],
        "ổ": "😀",
        "": {},
    }
