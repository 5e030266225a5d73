"""The only cryptography: visit tokens, sealed drafts, receipts, hashed codes and passwords."""

import hashlib
import hmac
import re
import secrets
from base64 import b32decode, b32encode, urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from kapsurvey.errors import AccessError

_TOKEN_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}", re.ASCII)
_NONCE_BYTES = 12
_PAD_BYTES = 1024
_CODE_DIGITS = 16
_HANDLE_DIGITS = 6
_RECEIPT_BYTES = 10
_RECEIPT_SIGNS = 16
_LOOKALIKES = str.maketrans("018", "OIB")
# None that is taken for another: no 0 and o, no 1, i and l. 24 of 31 signs are 118 bits.
_PASSWORD_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
_PASSWORD_LENGTH = 24


def new_token() -> str:
    """A visit token: 256 random bits, the respondent's only tie to a draft."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def is_token(text: str) -> bool:
    """Whether a text has the shape of a visit token."""
    return _TOKEN.fullmatch(text) is not None


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


def derived(secret: bytes, *, salt: bytes, info: bytes) -> bytes:
    """A key of 32 bytes for one purpose: HKDF with SHA-256 (RFC 5869), whose first block is all that is needed."""
    extracted = hmac.digest(salt, secret, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def _draft_key(token: str) -> AESGCM:
    # Made anew each time, which takes a few microseconds: a process that remembered keys would hold open drafts.
    return AESGCM(derived(token.encode(), salt=b"", info=b"kapsurvey draft"))


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


def new_password() -> str:
    """A password of random letters and digits in groups of four: no dictionary holds it, and a phone can type it."""
    signs = "".join(secrets.choice(_PASSWORD_SIGNS) for _ in range(_PASSWORD_LENGTH))
    return "-".join(signs[start : start + 4] for start in range(0, _PASSWORD_LENGTH, 4))


def plain_password(typed: str) -> str:
    """A password as typed, whatever parts its groups and however large its letters; empty where it cannot be one."""
    signs = "".join(sign for sign in typed[:200].lower() if sign in _PASSWORD_SIGNS)
    return signs if len(signs) == _PASSWORD_LENGTH else ""


def receipt_of(proof: bytes) -> str:
    """A proof as people may note it down: 80 bits of it, in groups of four."""
    text = b32encode(proof[:_RECEIPT_BYTES]).decode()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def proof_in(receipt: str) -> bytes:
    """What a receipt shows of its proof, however it was typed; empty where this can be none.

    No receipt has the digits 0, 1 and 8, which are taken for the letters that they look like.
    """
    signs = re.sub(r"[^A-Z2-7]", "", receipt[:80].upper().translate(_LOOKALIKES))
    return b32decode(signs) if len(signs) == _RECEIPT_SIGNS else b""


@dataclass(frozen=True)
class Secret:
    """The server's secret, and everything that is made with it."""

    key: bytes = field(repr=False)

    def mac(self, purpose: str, content: bytes) -> bytes:
        """A keyed hash for one purpose."""
        return hmac.digest(self.key, purpose.encode() + b"/" + content, "sha256")

    def signed(self, purpose: str, text: str) -> str:
        """A text that only this server can have written, for one purpose; anybody can read it."""
        return f"{text}.{self.mac(purpose, text.encode()).hex()}"

    def verified(self, purpose: str, sent: str) -> str:
        """The text again.

        Raises AccessError where this server has not signed it for this purpose.
        """
        text = sent.rpartition(".")[0]
        ours = self.signed(purpose, text.encode("utf-8", "replace").decode())
        if not hmac.compare_digest(ours.encode(), sent.encode("utf-8", "replace")):
            raise AccessError(purpose)
        return text

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

    def password_hash(self, password: str, salt: bytes) -> bytes:
        """How a password is kept: it takes as much time to try as a resume code."""
        return self._slow("staff password", plain_password(password), salt)

    def is_password(self, password: str, salt: bytes, kept: bytes) -> bool:
        """Whether a password is the one that is kept; it takes as long whether it is or not."""
        return hmac.compare_digest(self.password_hash(password, salt), kept)

    def seal(self, purpose: str, content: bytes, *, bound_to: bytes) -> bytes:
        """The content under a key for one purpose that only this server has."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self.mac("seal", purpose.encode())).encrypt(nonce, content, bound_to)

    def open(self, purpose: str, sealed: bytes, *, bound_to: bytes) -> bytes:
        """The content again.

        Raises AccessError where secret, purpose, place or bytes are not those it was sealed with.
        """
        try:
            key = AESGCM(self.mac("seal", purpose.encode()))
            return key.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to)
        except (InvalidTag, ValueError):
            raise AccessError(purpose) from None

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
        return AESGCM(self._slow("resume key", code, salt))

    def _slow(self, purpose: str, typed: str, salt: bytes) -> bytes:
        # 19 MiB and two passes are OWASP's smallest advice for Argon2id: a server of 120 MB must bear several at once.
        # The server's secret goes in as well, so that a stolen database alone cannot be tried through.
        peppered = self.mac(purpose, typed.encode())
        return Argon2id(salt=salt, length=32, iterations=2, lanes=1, memory_cost=19 * 1024).derive(peppered)
