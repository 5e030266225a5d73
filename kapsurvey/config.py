"""Every setting of the server, read once from the environment into one frozen value."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from kapsurvey.errors import ConfigError
from kapsurvey.paths import QUESTIONNAIRES

_SHORTEST_SECRET = 32
_MOST = 9999


@dataclass(frozen=True)
class Config:
    """How one server runs. Units stand in the names; there is no default for the secret."""

    database: str
    """``sqlite:///path`` or ``postgresql://...``."""
    secret: bytes = field(repr=False)
    """Key of receipts, forms and admission codes: 32 bytes or more."""
    https: bool = True
    """Whether people reach the server through HTTPS; false only on one's own machine."""
    show_waves: bool = False
    """Whether the bare address lists the open waves: for trying out, never in the field."""

    proxies: int = 0
    """How many trusted proxies stand before the server and say where a request came from; it is never stored."""
    begun_a_minute: int = 120
    """How many interviews may begin from one address within a minute, in each process: a full hall, not a machine."""
    smallest_group: int = 10
    """No page for staff shows a smaller number of people than this."""
    researcher_idle_minutes: int = 30
    """How long a researcher's visit lasts with nothing asked of the server."""
    researcher_hours: int = 12
    """How long it lasts in all."""
    enumerator_idle_hours: int = 12
    """How long an enumerator's visit lasts with nothing asked of the server."""
    enumerator_days: int = 14
    """How long it lasts in all: their phones are days away from any network."""
    questionnaires: Path = QUESTIONNAIRES
    """Folder of the studies, for their pictures and recordings."""

    @property
    def cookie_prefix(self) -> str:
        """Browsers take ``__Host-`` only over HTTPS, and then let no other site or subdomain set the cookie."""
        return "__Host-" if self.https else ""


def from_environment(environment: Mapping[str, str]) -> Config:
    """The settings named KAPSURVEY_*.

    Raises ConfigError naming the setting that is missing or wrong.
    """
    return Config(
        database=_needed(environment, "KAPSURVEY_DATABASE"),
        secret=_secret(Path(_needed(environment, "KAPSURVEY_SECRET_FILE"))),
        https=_flag(environment, "KAPSURVEY_HTTPS", True),
        show_waves=_flag(environment, "KAPSURVEY_SHOW_WAVES", False),
        proxies=_count(environment, "KAPSURVEY_PROXIES", Config.proxies),
        begun_a_minute=_count(environment, "KAPSURVEY_BEGUN_A_MINUTE", Config.begun_a_minute, least=1),
        smallest_group=_count(environment, "KAPSURVEY_SMALLEST_GROUP", Config.smallest_group, least=1),
        researcher_idle_minutes=_count(
            environment, "KAPSURVEY_RESEARCHER_IDLE_MINUTES", Config.researcher_idle_minutes, least=1
        ),
        researcher_hours=_count(environment, "KAPSURVEY_RESEARCHER_HOURS", Config.researcher_hours, least=1),
        enumerator_idle_hours=_count(
            environment, "KAPSURVEY_ENUMERATOR_IDLE_HOURS", Config.enumerator_idle_hours, least=1
        ),
        enumerator_days=_count(environment, "KAPSURVEY_ENUMERATOR_DAYS", Config.enumerator_days, least=1),
    )


def _needed(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise ConfigError("setting.missing", name=name)
    return value


def _flag(environment: Mapping[str, str], name: str, default: bool) -> bool:
    words = {"": default, "1": True, "0": False, "true": True, "false": False}
    value = environment.get(name, "").lower()
    if value not in words:
        raise ConfigError("setting.flag", name=name, value=value)
    return words[value]


def _count(environment: Mapping[str, str], name: str, default: int, *, least: int = 0) -> int:
    value = environment.get(name, "") or str(default)
    number = int(value) if value.isascii() and value.isdigit() and len(value) <= len(str(_MOST)) else -1
    if not least <= number <= _MOST:
        raise ConfigError("setting.count", name=name, value=value, least=least, most=_MOST)
    return number


def _secret(file: Path) -> bytes:
    """The secret in a file that only its owner may read."""
    if not file.exists():
        raise ConfigError("secret.missing", file=str(file))
    if file.stat().st_mode & 0o077:
        raise ConfigError("secret.readable", file=str(file))
    secret = file.read_bytes().strip()
    if len(secret) < _SHORTEST_SECRET:
        raise ConfigError("secret.short", file=str(file), n=_SHORTEST_SECRET)
    return secret


def make_secret(file: Path) -> None:
    """Write a new random secret, readable by its owner alone, unless there is one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w") as out:
        out.write(secrets.token_hex(_SHORTEST_SECRET))
