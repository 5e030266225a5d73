"""Keys in the age format: what is sealed to their public half, and who opens it."""

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from programs import without

from kapsurvey.errors import KapsurveyError
from kapsurvey.fieldwork.study_keys import keys_in, new_key, public_half, refuse_unusable, seal, unseal


def test_the_private_half_opens_what_was_sealed_to_the_public_half():
    private, public = new_key()
    assert unseal([private], seal([public], b'{"a": 1}')).rstrip() == b'{"a": 1}'
    assert public_half(private) == public


def test_each_of_several_recipients_opens_it_and_nobody_else():
    (one, public_one), (two, public_two), (stranger, _) = (new_key() for _ in range(3))
    envelope = seal([public_one, public_two], b"x")
    assert [unseal([key], envelope) is None for key in (one, two, stranger)] == [False, False, True]
    assert unseal([stranger, two], envelope) is not None


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=3000))
def test_whatever_is_sealed_comes_back_and_its_size_tells_little(content):
    private, public = new_key()
    envelope = seal([public], content)
    opened = unseal([private], envelope)
    assert opened == content + b" " * (-len(content) % 1024)


def test_sizes_of_envelopes_do_not_follow_the_length_of_answers():
    # Besides the padding, age adds something of random length to each.
    _, public = new_key()
    short, long = ([len(seal([public], b"y" * n)) for _ in range(60)] for n in (1, 1024))
    assert min(long) < max(short) and min(short) < max(long)


@pytest.mark.parametrize("damage", ["", "x", "-----BEGIN AGE ENCRYPTED FILE-----\n"])
def test_a_damaged_envelope_stays_closed(damage):
    private, _ = new_key()
    assert unseal([private], damage) is None


def test_a_changed_envelope_stays_closed():
    private, public = new_key()
    lines = seal([public], b"y" * 2000).splitlines()
    lines[-3] = lines[-3][:10] + ("A" if lines[-3][10] != "A" else "B") + lines[-3][11:]
    assert unseal([private], "\n".join(lines) + "\n") is None


def test_what_is_no_key_is_refused_by_name():
    with pytest.raises(KapsurveyError, match=r"key\.public_unusable"):
        refuse_unusable(["age1" + "q" * 58])
    with pytest.raises(KapsurveyError, match=r"key\.private_unusable"):
        public_half("AGE-SECRET-KEY-1NONE")


def test_a_file_of_keys_may_hold_remarks():
    private, public = new_key()
    assert keys_in(f"# public key: {public}\n\n{private}  # mine\n") == (private,)


def test_the_ordinary_age_program_opens_an_envelope(tmp_path):
    program = shutil.which("age") or without("age is not installed")
    private, public = new_key()
    (tmp_path / "key.txt").write_text(f"# public key: {public}\n{private}\n")
    (tmp_path / "envelope.age").write_text(seal([public], b'{"answer": 3}'))
    done = subprocess.run(
        [program, "--decrypt", "-i", str(tmp_path / "key.txt"), str(tmp_path / "envelope.age")],
        capture_output=True,
        check=True,
        timeout=30,
    )
    assert done.stdout.rstrip() == b'{"answer": 3}'
