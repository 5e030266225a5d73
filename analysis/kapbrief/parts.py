"""Parts of a JSON file that know their place, so that what is wrong with them can be named."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kapbrief.errors import ReleaseError

WRITE_AGAIN = "write the release again with `kapsurvey release`; nothing in it is made to be edited"


@dataclass(frozen=True)
class Part:
    """A value inside a JSON file; every reading of it checks that it is of the kind asked for."""

    file: str
    place: str
    value: object

    def __getitem__(self, key: str) -> "Part":
        """The part under a key; refuses an absent key."""
        if not isinstance(self.value, dict):
            raise self.wrong("is no object")
        if key not in self.value:
            raise self.wrong(f"{key!r} is missing")
        return Part(self.file, f"{self.place}.{key}".removeprefix("."), self.value[key])

    def get(self, key: str) -> "Part":
        """The part under a key; an absent key reads as null."""
        return self[key] if isinstance(self.value, dict) and key in self.value else Part(self.file, self.place, None)

    def __iter__(self) -> Iterator["Part"]:
        if not isinstance(self.value, list):
            raise self.wrong("is no list")
        return iter([Part(self.file, f"{self.place}[{i}]", item) for i, item in enumerate(self.value)])

    def items(self) -> Iterator[tuple[str, "Part"]]:
        """Keys and parts of an object, in the file's order."""
        if not isinstance(self.value, dict):
            raise self.wrong("is no object")
        return iter([(str(key), self[str(key)]) for key in self.value])

    @property
    def absent(self) -> bool:
        """It is null, or was not there."""
        return self.value is None

    @property
    def text(self) -> str:
        if not isinstance(self.value, str):
            raise self.wrong("is no text")
        return self.value

    @property
    def truth(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.wrong("is neither true nor false")
        return self.value

    @property
    def whole(self) -> int:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.wrong("is no whole number")
        return self.value

    @property
    def day(self) -> date:
        try:
            return date.fromisoformat(self.text)
        except ValueError:
            raise self.wrong(f"{self.value!r} is no day") from None

    def wrong(self, what: str) -> ReleaseError:
        """The error that names this place."""
        return ReleaseError(self.file, self.place, what, WRITE_AGAIN)
