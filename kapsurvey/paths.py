"""Where questionnaires, translations and static files live, in a checkout and in an installed wheel."""

from pathlib import Path

_PACKAGE = Path(__file__).parent
_HOME = _PACKAGE / "_shipped" if (_PACKAGE / "_shipped").is_dir() else _PACKAGE.parent

QUESTIONNAIRES = _HOME / "questionnaires"
TRANSLATIONS = _HOME / "translations"
STATIC = _HOME / "static"
MIGRATIONS = _PACKAGE / "store" / "migrations"
