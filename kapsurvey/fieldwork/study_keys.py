"""A study's keys, in the age format: made by its researchers, sealed to on the server, opened on their own machine.

The private half never comes near the server, so that nobody who takes or runs it can read what was sealed; the ordinary
``age`` program (age-encryption.org) opens the same envelopes.
"""

from collections.abc import Sequence

import pyrage
from pyrage import x25519

from kapsurvey.errors import KapsurveyError

_PAD_BYTES = 1024


def new_key() -> tuple[str, str]:
    """A new private key and its public half, as text."""
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def public_half(private: str) -> str:
    """The public half of a private key.

    Raises KapsurveyError("key.private_unusable").
    """
    return str(_identity(private).to_public())


def seal(recipients: Sequence[str], content: bytes) -> str:
    """The content for the owners of these public keys alone, as text; padded, so that its size tells little.

    What is sealed is JSON, where blanks at the end mean nothing. Raises KapsurveyError("key.public_unusable").
    """
    padded = content + b" " * (-len(content) % _PAD_BYTES)
    return bytes(pyrage.encrypt(padded, [_recipient(one) for one in recipients], armored=True)).decode()


def unseal(private: Sequence[str], envelope: str) -> bytes | None:
    """What is in an envelope, or None where none of these private keys opens it."""
    try:
        return bytes(pyrage.decrypt(envelope.encode(), [_identity(one) for one in private]))
    except pyrage.DecryptError:
        return None


def refuse_unusable(recipients: Sequence[str]) -> None:
    """Raises KapsurveyError("key.public_unusable") for the first text that is no public key."""
    for one in recipients:
        _recipient(one)


def keys_in(text: str) -> tuple[str, ...]:
    """The keys in a file of them: one a line; empty lines and what follows ``#`` do not count."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return tuple(line for line in lines if line)


def _recipient(public: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(public)
    except pyrage.RecipientError:
        raise KapsurveyError("key.public_unusable", key=public[:80]) from None


def _identity(private: str) -> x25519.Identity:
    try:
        return x25519.Identity.from_str(private)
    except pyrage.IdentityError:
        raise KapsurveyError("key.private_unusable") from None
