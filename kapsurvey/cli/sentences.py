"""What the command line says when something cannot be done: what is wrong, and what to do."""

from collections.abc import Mapping

from kapsurvey.errors import DefinitionError, KapsurveyError

SENTENCES: Mapping[str, str] = {
    "wave.language_unfinished": (
        "{language}: {n} sentences are not final (the first is {first}). Finish them, leave the language out, "
        "or open the wave with --pretest."
    ),
    "wave.word_missing": "These words of fieldwork.yaml are still to be filled in: {words}. Only a pretest opens so.",
    "study.unknown": "There is no study {study}. Write the path of its folder, or one of: {names}.",
    "wave.link_taken": "Another wave has the link {link}. Choose one with --link.",
    "wave.name_taken": "{study} has a wave named {name}. Choose another name with --wave.",
    "wave.unknown": "Which wave of {study}? Name one with --wave: {names}.",
    "wave.language_unknown": "fieldwork.yaml does not offer {languages}. Choose from {offered}.",
    "wave.link_unusable": (
        "{link!r} cannot stand in an address. Use a-z, 0-9 and -, 40 at most, and not: staff, static."
    ),
    "staff.there": "{number} is somebody's number already. Choose another, or run: kapsurvey staff password {number}",
    "staff.unknown": "Nobody has the number {number}. Run: kapsurvey staff list",
    "staff.number_unusable": "A number is from 1 to {n}.",
    "staff.name_unusable": "A name has {n} characters at most, on one line.",
    "rehearsal.held": "{study} was rehearsed with the seed {seed}; its wave is {name}. Choose another --seed.",
    "wave.name_unusable": "A wave cannot be named {name!r}. Use 1 to {n} characters.",
    "release.occupied": (
        "{out} is there and is not an earlier release of {study} {wave}. It stays as it is: choose another folder."
    ),
    "conflicts.occupied": "{out} is there and holds something else. It stays as it is: choose another folder.",
    "release.unreadable": "{file} cannot be read, or is no manifest. Give the folder that `kapsurvey release` wrote.",
    "release.changed": "{file} is not as it was written. Write the release again.",
    "release.nothing_sealed": "{release} holds nothing sealed.",
    "wave.keyless": (
        "{study} asks for answers that only its researchers may read, and has no key to seal them to. "
        "Run: kapsurvey keys {study} FILE"
    ),
    "key.public_unusable": "{key} is no public key. It begins with age1 and stands in the study's recipients.txt.",
    "key.private_unusable": "This is no private key. It begins with AGE-SECRET-KEY-1.",
    "key.missing": "{file} holds no private key.",
    "key.there": "{file} is there already. A key is never written over: choose another name.",
    "key.unwritable": "{file} cannot be written ({reason}). No key was made.",
    "key.in_study": "{file} is in the study's folder, which goes to the server. Keep the private key elsewhere.",
    "codes.open_wave": "{study} {wave} is open to everybody with the link. Open a wave with --admission codes.",
    "codes.closed_wave": "{study} {wave} is closed. Codes would admit nobody.",
    "codes.address": "{address} is not an address. Write it such as https://example.org",
    "codes.number": "Make between 1 and {most} codes at a time.",
    "codes.sheet_there": "{out} is there already. Its codes cannot be made again, so it stays: choose another --out.",
    "codes.sheet_unwritable": "{out} cannot be written ({reason}). No code was made.",
    "database.url": "KAPSURVEY_DATABASE is not an address. Write sqlite:///path or postgresql://...",
    "database.kind": "{kind} is no database for this. Write sqlite:///path or postgresql://...",
    "setting.missing": "The setting {name} is missing. Set it in the environment.",
    "setting.flag": "The setting {name} cannot be {value}. Write 1 or 0.",
    "setting.count": "The setting {name} cannot be {value}. Write a whole number from {least} to {most}.",
    "secret.missing": "There is no secret file {file}. Make one: kapsurvey upgrade writes it.",
    "secret.readable": "Others can read {file}. Run: chmod 600 {file}",
    "secret.short": "The secret in {file} is shorter than {n} characters. Make a longer one.",
    "language.unknown": "CLDR knows no language {language}. Use codes such as vi, pt, zh_Hans.",
    "catalogue.unreadable": "{file} is not a PO file: {reason}",
    "busy": "The database is busy. Try again.",
    "full": "There is no room left for the database.",
    "unreachable": "The database cannot be reached. Is the server running, and the address right?",
}


def sentence(error: KapsurveyError) -> str:
    """The error in plain words."""
    if isinstance(error, DefinitionError):
        return str(error)
    return SENTENCES[error.code].format(**error.params) if error.code in SENTENCES else str(error)
