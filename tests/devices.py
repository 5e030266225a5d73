"""An enumerator's device, in Python: it makes items and seals them as the application in the browser does."""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from scenes import CALM, SECRET, TODAY

from kapsurvey.fieldwork import documents, drafts, outcomes
from kapsurvey.fieldwork.arrivals import Intake, delivered
from kapsurvey.fieldwork.bundles import Taken
from kapsurvey.fieldwork.drafts import Draft
from kapsurvey.fieldwork.sealing import interview_id_of, new_token
from kapsurvey.fieldwork.server_key import ServerKey, receipt_for
from kapsurvey.fieldwork.sync import accept
from kapsurvey.fieldwork.waves import Wave
from kapsurvey.questionnaire import flow
from kapsurvey.questionnaire.flow import Step
from kapsurvey.questionnaire.model import Questionnaire
from kapsurvey.questionnaire.page_reading import read_page
from kapsurvey.questionnaire.portable import from_json
from kapsurvey.store import queries
from kapsurvey.store.database import Database

SERVER_KEY = ServerKey.of(SECRET.key)
_INFO = b"kapsurvey outer seal 1"
Content = dict[str, Any]


@dataclass(frozen=True)
class Sealed:
    """An item in the queue: its content is forgotten; what stays is the seal, and the receipt to wait for."""

    bytes: bytes = field(repr=False)
    receipt: str

    @property
    def id(self) -> str:
        return hashlib.sha256(self.bytes).hexdigest()

    @property
    def line(self) -> bytes:
        """The item as a line of a bundle."""
        line = {"id": self.id, "sealed": base64.b64encode(self.bytes).decode()}
        return json.dumps(line, separators=(",", ":")).encode() + b"\n"


@dataclass
class Device:
    """A phone that collects for one wave; ``key`` is the server's public key."""

    wave: Wave
    questionnaire: Questionnaire
    key: bytes = SERVER_KEY.public
    enumerator: int = 7
    site: str | None = None
    today: date = TODAY
    language: str = "en"
    keeps_open: bool = True
    """Whether what anybody may read of what was answered alone comes in the open as well."""
    name: str = field(default_factory=lambda: secrets.token_hex(16))
    made: int = 0

    def interview(
        self,
        pages: Mapping[str, Mapping[str, object]] = CALM,
        *,
        hand_over: str | None = None,
        token: str | None = None,
        **changes: object,
    ) -> Content:
        """A finished interview; ``pages`` says what the form of each page held."""
        token = token or new_token()
        draft, steps, end = self._answered(pages, token, hand_over)
        outcome = end or outcomes.outcome(steps, draft.answers)
        whole = {} if end else documents.document(steps, draft, draft.answers)
        content = {
            **self._item("interview", token),
            "fingerprint": self.wave.fingerprint,
            "language": self.language,
            "mode": "assisted",
            "hand_over": hand_over,
            "outcome": outcome,
            "document": self._enclosed(token, whole, alone=hand_over == "self"),
        }
        return {**content, **changes}

    def attempt(self, outcome: str = "not_at_home", **changes: object) -> Content:
        """Somebody was looked for in vain."""
        return {**self._item("attempt", new_token()), "outcome": outcome, **changes}

    def _item(self, kind: str, token: str) -> Content:
        self.made += 1
        return {
            "kind": kind,
            "token": token,
            "receipt_key": new_token(),
            "wave": self.wave.id.hex(),
            "enumerator": self.enumerator,
            "site": self.site,
            "device": self.name,
            "sequence": self.made,
            "date": self.today.isoformat(),
        }

    def _answered(
        self, pages: Mapping[str, Mapping[str, object]], token: str, hand_over: str | None
    ) -> tuple[Draft, tuple[Step, ...], str | None]:
        """Page after page as the answers lead, until the last one that ``pages`` names."""
        draft = drafts.begin(self.wave, token, language=self.language, mode="assisted")
        while True:
            around = {**draft.around(self.wave.name, self.today), "hand_over": hand_over}
            steps = tuple(flow.walk(self.questionnaire, draft.answers, around, draft.seed))
            step = next((step for step in steps if step.page.name not in draft.written), None)
            if step is None or step.page.name not in pages:
                return draft, steps, steps[-1].end
            sent = {name.replace("__", "."): _values(value) for name, value in pages[step.page.name].items()}
            read = read_page(step, sent)
            assert read.sound, (step.page.name, read.errors, read.strangers)
            draft = drafts.answered(draft, step.page.name, read.values, turned=True, seconds=5)

    def _enclosed(self, token: str, whole: documents.Document, *, alone: bool) -> Content:
        """The document as it is sent; what was answered ``alone`` lies in an envelope of its own and nowhere else."""
        identity = interview_id_of(token)
        if not alone or not whole:
            return documents.enclosed(self.wave, self.questionnaire, identity, whole)
        hidden = {page.name for page in self.questionnaire.pages if page.self_only}
        block, rest = self._split(whole, hidden)
        if self.keeps_open:
            shown = documents.enclosed(self.wave, self.questionnaire, identity, block)
            rest = {part: {**said, **shown[part]} for part, said in rest.items()}
        content = documents.enclosed(self.wave, self.questionnaire, identity, rest)
        return {**content, "block": documents.envelope(self.wave, {"interview": identity.hex(), **block})}

    def _split(self, whole: documents.Document, hidden: set[str]) -> tuple[Content, Content]:
        """What belongs to these pages, and the rest."""
        names = {question.name for page, question in self.questionnaire.questions() if page.name in hidden}
        inside: Content = {}
        outside: Content = {}
        for part, said in whole.items():
            assert isinstance(said, dict)
            inside[part] = {key: one for key, one in said.items() if key.removesuffix(".other") in names | hidden}
            outside[part] = {key: one for key, one in said.items() if key not in inside[part]}
        return inside, outside

    def seal(self, content: Content) -> Sealed:
        """An item as it waits in the queue."""
        return seal(self.key, content)

    def header(self, unsent: int) -> bytes:
        """What the device says of itself in front of a bundle."""
        return json.dumps({"device": self.name, "made": self.made, "unsent": unsent}).encode() + b"\n"


def device(database: Database, wave: Wave, **changes: object) -> Device:
    """A device that took the wave's edition along, as stored."""
    with database.reading() as connection:
        row = queries.edition(connection, wave.fingerprint)
    assert row is not None
    return replace(Device(wave, from_json(row.document).questionnaire), **changes)  # type: ignore[arg-type]  # from tests


def seal(key: bytes, content: Content) -> Sealed:
    """An item under the outer seal, its JSON padded."""
    sealed = seal_bytes(key, json.dumps(content).encode())
    return Sealed(sealed, receipt_for(content["receipt_key"], hashlib.sha256(sealed).hexdigest()))


def seal_bytes(key: bytes, plain: bytes) -> bytes:
    """Any bytes under the outer seal."""
    passing = ec.generate_private_key(ec.SECP256R1())
    ours = passing.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared = passing.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key))
    derived = HKDF(SHA256(), 32, salt=ours + key, info=_INFO).derive(shared)
    nonce = secrets.token_bytes(12)
    return b"\x01" + ours + nonce + AESGCM(derived).encrypt(nonce, plain + b" " * (-len(plain) % 4096), _INFO)


def handed_in(
    database: Database,
    body: bytes | Sequence[Sealed],
    *,
    enumerator: int | None = 7,
    today: date = TODAY,
    intake: Intake | None = None,
) -> tuple[Taken, ...]:
    """What a delivery comes to: bytes as they arrive, or items as lines."""
    content = body if isinstance(body, bytes) else b"".join(item.line for item in body)
    intake = intake or Intake(SERVER_KEY)
    with database.reading() as connection:
        delivery = delivered(intake, content, lambda: connection, today=today)
    with database.transaction() as connection:
        return accept(connection, enumerator, delivery, today=today)


def _values(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else [str(value)]
