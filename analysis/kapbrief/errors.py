"""What is wrong with a release, where, and what to do about it."""


class ReleaseError(ValueError):
    """A release that cannot be used as it is: names the file, the place in it, the fault and the remedy."""

    def __init__(self, file: str, place: str, wrong: str, remedy: str):
        super().__init__(": ".join(part for part in (file, place, wrong, remedy) if part))
        self.file, self.place, self.wrong, self.remedy = file, place, wrong, remedy


class ReportError(ValueError):
    """A report that cannot be written: a text without a translation's placeholder, a folder that is none."""
