"""The only cryptography: visit tokens, sealed drafts, receipts, hashed codes."""

import hashlib
import hmac
import secrets
from base64 import b32encode, urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kapsurvey.errors import AccessError

_TOKEN_BYTES = 32
_NONCE_BYTES = 12
_PAD_BYTES = 1024
_CODE_DIGITS = 16
_HANDLE_DIGITS = 6
_RECEIPT_BYTES = 10


def new_token() -> str:
    """A visit token: 256 random bits, the respondent's only tie to a draft."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def is_token(text: str) -> bool:
    """Whether a text has the shape of a visit token."""
    try:
        return len(urlsafe_b64decode(text + "=")) == _TOKEN_BYTES and len(text) == 43
    except ValueError:
        return False


def visit_of(token: str) -> bytes:
    """What the server keeps to find a draft or receipt: a hash that does not lead back to the token."""
    return hashlib.sha256(b"visit/" + token.encode()).digest()


def interview_id_of(token: str) -> bytes:
    """The id that the finished interview will have: made from the token, so that sending twice stores once.

    It is a hash of its own: who reads a database, or an earlier copy of it, cannot tie an interview to its draft.
    """
    return hashlib.sha256(b"interview/" + token.encode()).digest()[:16]


def seed_of(token: str) -> str:
    """The seed of a respondent's random order of choices, questions and pages."""
    return hashlib.sha256(b"seed/" + token.encode()).hexdigest()[:16]


def _draft_key(token: str) -> AESGCM:
    # Made anew for each request, which takes six microseconds: a process that remembered keys would hold open drafts.
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"kapsurvey draft").derive(token.encode()))


def seal_draft(token: str, content: bytes, *, bound_to: bytes) -> bytes:
    """The content under the token's key, padded so that its size tells little; ``bound_to`` must match on opening."""
    padded = content + b"\0" * (-len(content) % _PAD_BYTES)
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + _draft_key(token).encrypt(nonce, padded, bound_to)


def open_draft(token: str, sealed: bytes, *, bound_to: bytes) -> bytes:
    """The content again.

    Raises AccessError where token, place or bytes are not those it was sealed with.
    """
    try:
        padded = _draft_key(token).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        raise AccessError("draft") from None
    return padded.rstrip(b"\0")


def new_code() -> str:
    """Sixteen random digits: they can be read aloud, and typed on any keyboard, in every language."""
    return "".join(secrets.choice("0123456789") for _ in range(_CODE_DIGITS))


def grouped(code: str) -> str:
    """A code in groups of four, as people read it."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def plain_code(typed: str) -> str:
    """A code as typed, with digits of any script and whatever stands between them, as sixteen plain digits.

    Anything that is not sixteen digits comes back as a code that opens nothing.
    """
    digits = "".join(str(int(sign)) for sign in typed[:200] if sign.isdecimal())
    return digits if len(digits) == _CODE_DIGITS else "-" * _CODE_DIGITS


def receipt_of(proof: bytes) -> str:
    """A proof as people may note it down: 80 bits of it, in groups of four."""
    text = b32encode(proof[:_RECEIPT_BYTES]).decode()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


@dataclass(frozen=True)
class Secret:
    """The server's secret, and everything that is made with it."""

    key: bytes = field(repr=False)

    def mac(self, purpose: str, content: bytes) -> bytes:
        """A keyed hash for one purpose."""
        return hmac.digest(self.key, purpose.encode() + b"/" + content, "sha256")

    def proof(self, content_hash: bytes) -> bytes:
        """The proof that an interview is stored; keyed, so that a receipt's row does not lead to the interview."""
        return self.mac("receipt", content_hash)

    def code_hash(self, code: str) -> bytes:
        """How an admission code is kept. Keyed, since sixteen digits alone could be tried through."""
        return self.mac("code", code.encode("utf-8", "surrogatepass"))

    def form_token(self, token: str) -> str:
        """The token of one form: a nonce and its keyed hash, different each time so that compression tells nothing."""
        nonce = secrets.token_bytes(9)
        return urlsafe_b64encode(nonce + self.mac("form", nonce + token.encode())[:18]).decode()

    def is_form_token(self, token: str, sent: str) -> bool:
        """Whether a form token was made for this visit."""
        try:
            raw = urlsafe_b64decode(sent.encode())
        except ValueError:
            return False
        return len(raw) == 27 and hmac.compare_digest(raw[9:], self.mac("form", raw[:9] + token.encode())[:18])

    def code_for(self, token: str, form: str, turn: int) -> str:
        """Sixteen digits made from a visit and one of its forms."""
        made = int.from_bytes(self.mac("resume code", f"{turn}/{token}/{form}".encode()))
        return f"{made % 10**_CODE_DIGITS:0{_CODE_DIGITS}}"

    def handle_of(self, code: str) -> bytes:
        """What a resume code is found by: its first six digits, hashed."""
        return self.mac("resume handle", code[:_HANDLE_DIGITS].encode())

    def wrap(self, code: str, token: str, salt: bytes) -> bytes:
        """The visit token under a key that takes the whole resume code, and time, to make."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._resume_key(code, salt).encrypt(nonce, token.encode(), b"resume")

    def unwrap(self, code: str, wrapped: bytes, salt: bytes) -> str:
        """The visit token again.

        Raises AccessError where the code is not the one.
        """
        try:
            key = self._resume_key(code, salt)
            return key.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], b"resume").decode()
        except (InvalidTag, ValueError):
            raise AccessError("resume") from None

    def _resume_key(self, code: str, salt: bytes) -> AESGCM:
        # 19 MiB and two passes are OWASP's smallest advice for Argon2id: a server of 120 MB must bear several at once.
        # The server's secret goes in as well, so that a stolen database alone cannot be tried through.
        peppered = self.mac("resume key", code.encode())
        return AESGCM(Argon2id(salt=salt, length=32, iterations=2, lanes=1, memory_cost=19 * 1024).derive(peppered))
