"""What a phone seals is opened by the server, by pyrage and by the ordinary age program, and by nobody else."""

import hashlib
import hmac
import json
import shutil
import subprocess
from base64 import b64decode, urlsafe_b64encode
from pathlib import Path

import pyrage
import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from programs import without
from scenes import PRIVATE, PUBLIC

from kapsurvey.fieldwork.sealing import interview_id_of, new_token, seed_of
from kapsurvey.fieldwork.study_keys import new_key
from kapsurvey.paths import STATIC

pytestmark = pytest.mark.node
HERE = Path(__file__).parent
CONTENT = {"answers": {"REMARKS": "Ngà voi 🐘 \ud83d", "OFFERED": [1, 2]}, "site": None}
TOKEN = new_token()
SECOND_PRIVATE, SECOND_PUBLIC = new_key()
_OUTER = b"kapsurvey outer seal 1"


@pytest.fixture(scope="module")
def server_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="module")
def phone(tmp_path_factory: pytest.TempPathFactory, server_key: ec.EllipticCurvePrivateKey) -> dict[str, object]:
    """Everything that a phone makes of one content, by one process of Node."""
    program = shutil.which("node")
    if program is None:
        without("Node.js is not installed")
    folder = tmp_path_factory.mktemp("static")
    shutil.copytree(STATIC, folder, dirs_exist_ok=True)
    (folder / "package.json").write_text('{"type": "module"}')
    asked = {
        "serverKey": urlsafe_b64encode(_raw(server_key)).decode().rstrip("="),
        "content": CONTENT,
        "recipients": [PUBLIC, SECOND_PUBLIC],
        "receiptKey": urlsafe_b64encode(bytes(range(32))).decode().rstrip("="),
        "token": TOKEN,
    }
    command = [program, str(HERE / "seals.mjs"), str(folder)]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, encoding="utf-8", check=True)
    return dict(json.loads(done.stdout))


def _raw(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _opened(key: ec.EllipticCurvePrivateKey, sealed: bytes) -> bytes:
    version, passing, nonce, rest = sealed[:1], sealed[1:66], sealed[66:78], sealed[78:]
    assert version == b"\x01"
    shared = key.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), passing))
    derived = HKDF(SHA256(), 32, salt=passing + _raw(key), info=_OUTER).derive(shared)
    return AESGCM(derived).decrypt(nonce, rest, _OUTER)


def test_the_outer_seal_is_opened_with_the_servers_key_alone(phone, server_key) -> None:
    sealed = b64decode(phone["outer"])
    plain = _opened(server_key, sealed)
    assert json.loads(plain) == CONTENT
    assert len(plain) % 4096 == 0
    assert phone["id"] == hashlib.sha256(sealed).hexdigest()
    with pytest.raises(InvalidTag):
        _opened(ec.generate_private_key(ec.SECP256R1()), sealed)


def test_the_inner_seal_is_opened_by_each_of_the_studys_owners(phone) -> None:
    for private in (PRIVATE, SECOND_PRIVATE):
        plain = pyrage.decrypt(phone["inner"].encode(), [pyrage.x25519.Identity.from_str(private)])
        assert json.loads(plain) == CONTENT
        assert len(plain) % 1024 == 0


def test_the_ordinary_age_program_opens_the_inner_seal(phone, tmp_path: Path) -> None:
    program = shutil.which("age")
    if program is None:
        without("age is not installed")
    (tmp_path / "key").write_text(PRIVATE)
    command = [program, "--decrypt", "-i", str(tmp_path / "key")]
    done = subprocess.run(command, input=phone["inner"], capture_output=True, encoding="utf-8", check=True)
    assert json.loads(done.stdout) == CONTENT


def test_receipt_and_ids_are_those_that_the_server_makes(phone) -> None:
    proof = hmac.digest(bytes(range(32)), b"kapsurvey stored 1/" + phone["id"].encode(), "sha256")
    assert phone["receipt"] == urlsafe_b64encode(proof).decode().rstrip("=")
    assert phone["interview"] == interview_id_of(TOKEN).hex()
    assert phone["seed"] == seed_of(TOKEN)


def test_a_draft_opens_with_the_right_pin_in_its_own_place_only(phone) -> None:
    assert phone["wrong"] is None
    assert phone["extractable"] is False
    assert phone["own"] == CONTENT
    assert phone["others"] == ["does not open"] * 3
    assert (phone["draftSize"] - 12 - 16) % 4096 == 0
