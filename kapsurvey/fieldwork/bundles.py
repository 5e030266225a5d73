"""What a device sends: lines, each an item under the outer seal; a line is taken whole or not at all."""

import binascii
import codecs
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from kapsurvey.errors import BundleError
from kapsurvey.fieldwork.sealing import interview_id_of
from kapsurvey.fieldwork.server_key import ServerKey, receipt_for
from kapsurvey.fieldwork.strict_json import Object, read_object

STORED, CONFLICT, OTHER, UNREADABLE = "stored", "conflict", "other", "unreadable"
KINDS = ("interview", "attempt")
_HASH, _HEX = re.compile(r"[0-9a-f]{64}"), re.compile(rb"[0-9a-f]{64}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_DEVICE = re.compile(r"[0-9a-f]{8,64}")
_MOST_MADE = 10**6
MOST_LINES = 2_000


@dataclass(frozen=True)
class Item:
    """One interview or attempt as a device made it, its seal opened."""

    id: str
    """The hash of the sealed bytes: by it the device knows what the answer is about."""
    sealed: bytes = field(repr=False)
    plain: bytes = field(repr=False)
    content: Object = field(repr=False)

    @property
    def token(self) -> str:
        """What the item's own id is made from; nobody keeps it."""
        return str(self.content["token"])

    @property
    def key(self) -> bytes:
        """The id that it is stored under."""
        return interview_id_of(self.token)

    @property
    def content_hash(self) -> bytes:
        """What tells a repeated item from a different one; not to be found by trying answers, as the token goes in."""
        return hashlib.sha256(b"item/" + self.token.encode() + b"/" + self.plain).digest()

    @property
    def receipt(self) -> str:
        """The proof that whoever gives it has opened the seal."""
        return receipt_for(str(self.content["receipt_key"]), self.id)


@dataclass(frozen=True)
class Report:
    """What a device says of itself: how many items it ever made, and how many of them it still holds."""

    device: str
    made: int
    unsent: int


@dataclass(frozen=True)
class Taken:
    """What became of one line."""

    id: str | None
    result: str
    receipt: str | None = None
    reason: str | None = None
    names: tuple[str, ...] = ()
    """Questions or pages that the reason is about."""


def lines_of(body: bytes) -> tuple[Report | None, Sequence[bytes]]:
    """What the device said of itself, where it did, and the lines of its items in their order.

    Raises BundleError("lines") where there are more than any device sends.
    """
    # Some programs that copy files begin them with a mark that means nothing.
    lines = [line for line in body.removeprefix(codecs.BOM_UTF8).split(b"\n") if line.strip()]
    if len(lines) > MOST_LINES:
        raise BundleError("lines")
    report = _report(lines[0]) if lines else None
    return report, lines[report is not None :]


def _report(line: bytes) -> Report | None:
    if _as_devices_write(line):
        return None
    try:
        said = read_object(line)
    except BundleError:
        return None
    if "device" not in said or "sealed" in said:
        return None
    device, made, unsent = said["device"], said.get("made", -1), said.get("unsent", -1)
    numbers = all(type(number) is int and 0 <= number <= _MOST_MADE for number in (made, unsent))
    return Report(device, made, unsent) if is_device(device) and numbers else None


def is_device(word: object) -> bool:
    """Whether this can be what a device calls itself."""
    return isinstance(word, str) and _DEVICE.fullmatch(word) is not None


def open_line(key: ServerKey, line: bytes) -> Item | Taken:
    """The item in a line; what cannot be read is named in its place and stops none of the others."""
    known_by: str | None = None
    try:
        known_by, encoded = _as_devices_write(line) or _parts(line)
        sealed = _bytes(encoded)
        if hashlib.sha256(sealed).hexdigest() != known_by:
            raise BundleError("damaged")
        plain = key.plain(sealed)
        return Item(known_by, sealed, plain, _acknowledgeable(read_object(plain)))
    except BundleError as error:
        return Taken(known_by, UNREADABLE, reason=error.code)


def _as_devices_write(line: bytes) -> tuple[str, bytes] | None:
    """The parts of a line just as our own script writes it, which need not be read sign by sign for that.

    Whatever else may stand between, the hash of what comes out is compared next.
    """
    if line[:7] != b'{"id":"' or line[71:83] != b'","sealed":"' or line[-2:] != b'"}':
        return None
    known_by = line[7:71]
    return (known_by.decode(), line[83:-2]) if _HEX.fullmatch(known_by) else None


def _parts(line: bytes) -> tuple[str, str]:
    said = read_object(line)
    known_by, encoded = said.get("id"), said.get("sealed")
    if not isinstance(known_by, str) or not _HASH.fullmatch(known_by) or not isinstance(encoded, str):
        raise BundleError("line")
    return known_by, encoded


def _bytes(encoded: str | bytes) -> bytes:
    try:
        # Not strict: a sign that does not belong here changes the hash, which is compared next.
        return binascii.a2b_base64(encoded)
    except ValueError:
        raise BundleError("damaged") from None


def _acknowledgeable(content: Object) -> Object:
    """The content, if it says what an answer to the device is made from."""
    for name in ("token", "receipt_key"):
        said = content.get(name)
        if not isinstance(said, str) or not _SECRET.fullmatch(said):
            raise BundleError("content")
    return content


def day_of(content: Object) -> date | None:
    """The day that the device gave, if it is one."""
    said = content.get("date")
    if not isinstance(said, str) or len(said) != 10 or not said.isascii():
        return None
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
