"""The studies at hand, for the commands: their names and their translations."""

from kapsurvey.i18n import SOURCE, Catalogue, read_catalogue
from kapsurvey.paths import QUESTIONNAIRES, TRANSLATIONS
from kapsurvey.questionnaire.model import Study


def names() -> list[str]:
    """All studies, by name."""
    return sorted(file.parent.name for file in QUESTIONNAIRES.glob("*/questionnaire.yaml"))


def catalogues(study: Study) -> dict[str, Catalogue]:
    """Language -> translations of a study, as far as there are any."""
    name = study.questionnaire.study
    languages = (code for code in study.fieldwork.languages if code != SOURCE)
    return {code: read_catalogue(TRANSLATIONS / code / "LC_MESSAGES" / f"{name}.po") for code in languages}
