"""The file of public keys, as its authors write it."""

import pytest
from definitions import study_in

from kapsurvey.errors import DefinitionError
from kapsurvey.questionnaire.load import load

KEY = "age1" + "q" * 58
OTHER = "age1" + "p" * 58


def recipients(tmp_path, text):
    study_in(tmp_path / "questionnaires")
    folder = tmp_path / "questionnaires" / "village"
    (folder / "recipients.txt").write_bytes(text)
    return load(folder).recipients


def test_keys_stand_a_line_each_and_remarks_do_not_count(tmp_path):
    text = f"# of the village study\n\n{KEY}  # the coordinator, 2026\n{OTHER}\n"
    assert recipients(tmp_path, text.encode()) == (KEY, OTHER)


@pytest.mark.parametrize("line", ["age1short", "AGE-SECRET-KEY-1QQQ", "ssh-ed25519 AAAA", KEY + "q", KEY.upper()])
def test_what_is_no_public_key_is_pointed_at(tmp_path, line):
    with pytest.raises(DefinitionError, match=r"village/recipients\.txt:2:1: this is no public key"):
        recipients(tmp_path, f"{KEY}\n{line}\n".encode())


def test_a_key_that_stands_twice_is_pointed_at(tmp_path):
    with pytest.raises(DefinitionError, match=r"recipients\.txt:2:1: this key stands here twice"):
        recipients(tmp_path, f"{KEY}\n{KEY}\n".encode())


def test_a_file_that_is_no_text_is_told(tmp_path):
    with pytest.raises(DefinitionError, match=r"recipients\.txt"):
        recipients(tmp_path, b"\xff\xfe\x00")
