"""A release as one file, for somebody who fetches it with a browser."""

import tempfile
import zipfile
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from kapsurvey.fieldwork.release import Source, release
from kapsurvey.store.connection import Connection

# Zip files carry times; with the earliest that they can, the same wave gives the same bytes on the same day.
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_READABLE_BY_OWNER = 0o600 << 16
_BLOCK_BYTES = 1 << 20


def zipped(connection: Connection, source: Source, name: str) -> BinaryIO:
    """The release under a folder of that name, in a file that has no place on the disk and goes when it is closed."""
    with ExitStack() as stack:
        file = stack.enter_context(tempfile.TemporaryFile())
        with tempfile.TemporaryDirectory(prefix="kapsurvey-release-") as folder:
            release(connection, source, Path(folder) / name)
            with zipfile.ZipFile(file, "w") as archive:
                for path in sorted((Path(folder) / name).iterdir()):
                    _add(archive, path, f"{name}/{path.name}")
        file.seek(0)
        # From here on it is closed by whoever sends it.
        stack.pop_all()
        return file


def _add(archive: zipfile.ZipFile, path: Path, name: str) -> None:
    entry = zipfile.ZipInfo(name, _EARLIEST)
    entry.compress_type, entry.external_attr, entry.file_size = (
        zipfile.ZIP_DEFLATED,
        _READABLE_BY_OWNER,
        path.stat().st_size,
    )
    with path.open("rb") as content, archive.open(entry, "w") as into:
        while block := content.read(_BLOCK_BYTES):
            into.write(block)
