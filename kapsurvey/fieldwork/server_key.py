"""The server's key pair, and the outer seal: what a device holds after an interview, the server alone can open.

A sealed item is ``0x01 || the sender's passing public key (65) || nonce (12) || AES-256-GCM``. The seal goes around all
of an interview, for as long as it waits in a device; what only the researchers may read is sealed to them within it.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kapsurvey.errors import BundleError
from kapsurvey.fieldwork.sealing import derived
from kapsurvey.fieldwork.strict_json import Object, read_object

INFO = b"kapsurvey outer seal 1"
VERSION = b"\x01"
PAD_BYTES = 4096
_CURVE, _AGREEMENT = ec.SECP256R1(), ec.ECDH()
# The number of points of P-256 (FIPS 186-4, D.1.2.3).
_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_POINT_BYTES, _NONCE_BYTES, _TAG_BYTES = 65, 12, 16
_HEAD = len(VERSION) + _POINT_BYTES


@dataclass(frozen=True)
class ServerKey:
    """The key that devices seal to; ``public`` is its point, uncompressed."""

    private: ec.EllipticCurvePrivateKey = field(repr=False)
    public: bytes

    @classmethod
    def of(cls, secret: bytes) -> "ServerKey":
        """The key that belongs to a server's secret: there is no second file to lose."""
        # 16 bytes more than the order has, so that what is left over by dividing favours no number.
        made = HKDF(SHA256(), 48, salt=None, info=b"kapsurvey server key 1").derive(secret)
        private = ec.derive_private_key(int.from_bytes(made) % (_ORDER - 1) + 1, _CURVE)
        return cls(private, private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))

    def open_outer(self, sealed: bytes) -> Object:
        """What is in a sealed item.

        Raises BundleError("sealed") where it was not sealed to this key or is damaged, ("json") and its like where
        what is in it cannot be read.
        """
        return read_object(self.plain(sealed))

    def plain(self, sealed: bytes) -> bytes:
        """The bytes in a sealed item, without the blanks that hide how many there are.

        Raises BundleError("sealed").
        """
        theirs, nonce, content = sealed[1:_HEAD], sealed[_HEAD : _HEAD + _NONCE_BYTES], sealed[_HEAD + _NONCE_BYTES :]
        if sealed[:1] != VERSION or len(content) < _TAG_BYTES:
            raise BundleError("sealed")
        try:
            passing = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, theirs)
            key = derived(self.private.exchange(_AGREEMENT, passing), salt=theirs + self.public, info=INFO)
            padded = AESGCM(key).decrypt(nonce, content, INFO)
        except (InvalidTag, ValueError):
            raise BundleError("sealed") from None
        # Four times as fast as stripping; what stands behind the last brace, if it is not blank, is no JSON anyway.
        end = padded.rfind(b"}") + 1
        return padded if padded[end:].strip() else padded[:end]


def receipt_for(receipt_key: str, item: str) -> str:
    """The proof that an item is taken: only who has opened its seal knows the key in it."""
    proof = hmac.digest(urlsafe_b64decode(receipt_key + "="), b"kapsurvey stored 1/" + item.encode(), "sha256")
    return base64url(proof)


def base64url(content: bytes) -> str:
    """Bytes as devices write them in texts."""
    return urlsafe_b64encode(content).decode().rstrip("=")
