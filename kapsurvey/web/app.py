"""Builds the application: every part is made here and handed round."""

import atexit
import gzip
import hashlib
import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from jinja2 import ChoiceLoader, DictLoader
from werkzeug.exceptions import HTTPException
from werkzeug.http import parse_accept_header
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

from kapsurvey.config import Config
from kapsurvey.errors import KapsurveyError
from kapsurvey.paths import STATIC
from kapsurvey.store.database import Database
from kapsurvey.web import scripts, security
from kapsurvey.web.assist import BODIES, Assist
from kapsurvey.web.phone import Phone
from kapsurvey.web.plain import Plain
from kapsurvey.web.respond import Respond
from kapsurvey.web.room import Room
from kapsurvey.web.staff import StaffPages

_SMALLEST_TO_COMPRESS = 500
_YEAR_SECONDS = 365 * 24 * 3600
_STATUS_PAGES = {400: "bad", 404: "unknown", 405: "unknown", 413: "large"}

log = logging.getLogger("kapsurvey")


def create_app(config: Config, database: Database, *, clock: Callable[[], float] = time.time) -> Flask:
    """The application, on a database that is up to date."""
    app = Plain(__name__)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config["MAX_CONTENT_LENGTH"] = security.MOST_BODY_BYTES
    headers = security.headers(config, style=_carry_style(app))
    room = Room.of(app, config, database, clock=clock)
    respond = Respond(room)
    app.register_blueprint(respond.blueprint())
    app.register_blueprint(StaffPages(room).blueprint())
    app.register_blueprint(Assist.of(room).blueprint())
    app.register_blueprint(Phone(room).blueprint())
    # The request itself: to look through Flask's stand-in for it costs as much as what is looked at.
    app.before_request(lambda: security.refuse_dirty(request._get_current_object(), BODIES))  # type: ignore[attr-defined]
    app.after_request(_compressed)
    app.register_error_handler(HTTPException, lambda error: room.failure(_STATUS_PAGES.get(error.code or 500, "error")))
    app.register_error_handler(KapsurveyError, room.failed)
    app.register_error_handler(Exception, _unexpected(room))
    app.wsgi_app = security.hardened(app.wsgi_app, headers)  # type: ignore[assignment, method-assign]  # as below
    _serve_static(app)
    if config.proxies:
        n = config.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=n, x_proto=n, x_host=n)  # type: ignore[method-assign]  # as below
    return app


def _unexpected(room: Room) -> Callable[[Exception], ResponseReturnValue]:
    def answer(error: Exception) -> ResponseReturnValue:
        # The kind and place of a mistake help the operator; its text could hold what somebody answered.
        place = error.__traceback__
        while place is not None and place.tb_next is not None:
            place = place.tb_next
        where = f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}" if place else "?"
        log.error("%s at %s", type(error).__name__, where)
        return room.failure("error")

    return answer


def _carry_style(app: Flask) -> str:
    """Let the first page carry the stylesheet in itself: fetching it would keep a phone far away waiting as long again.

    The phone still fetches it, but beside that page, not before it, and has it for all the others.
    """
    style = (STATIC / "css" / "kapsurvey.css").read_text(encoding="utf-8").strip()
    assert app.jinja_loader is not None
    app.jinja_loader = ChoiceLoader([app.jinja_loader, DictLoader({"kapsurvey.css": style})])
    return style


def _compressed(response: Response) -> Response:
    """Compress a page. Form tokens differ in every reply, so that sizes tell nothing about them."""
    body = b"" if response.direct_passthrough or response.mimetype != "text/html" else response.get_data()
    if len(body) >= _SMALLEST_TO_COMPRESS and _takes_gzip(request.headers.get("Accept-Encoding", "")):
        response.set_data(gzip.compress(body, compresslevel=4, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
    return response


@lru_cache(maxsize=64)
def _takes_gzip(accepted: str) -> bool:
    """Whether a browser that sends this can unpack; most browsers send one of three things."""
    return parse_accept_header(accepted).quality("gzip") > 0


def _serve_static(app: Flask) -> None:
    """Static files, compressed beforehand, for a year: their addresses carry a hash of the content."""
    folder, hashes = _static_files()

    def address(error: Exception, endpoint: str, values: dict[str, object]) -> str:
        if endpoint != "static":
            raise error
        return f"/static/{values['filename']}?{hashes[Path(str(values['filename']))]}"

    app.url_build_error_handlers.append(address)
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]  # Flask's documented way to wrap the application
        app.wsgi_app,
        root=str(folder),
        prefix="static/",
        max_age=_YEAR_SECONDS,
        allow_all_origins=False,
        add_headers_function=_static_headers,
    )


@cache
def _static_files() -> tuple[Path, Mapping[Path, str]]:
    """A copy of the static files, gone when the process is, and their hashes; scripts that pages ask for are joined."""
    folder = Path(tempfile.mkdtemp(prefix="kapsurvey-static-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    shutil.copytree(STATIC, folder, dirs_exist_ok=True)
    for entry in scripts.ENTRIES:
        (folder / "js" / entry).write_text(scripts.joined(STATIC / "js", entry), encoding="utf-8")
    hashes = {path.relative_to(folder): _hash(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    _compress(folder)
    return folder, hashes


def _compress(folder: Path) -> None:
    """Compressed twins beside all files that gain by it."""
    compressor = Compressor(use_brotli=False, quiet=True)
    for path in [path for path in folder.rglob("*") if path.is_file() and compressor.should_compress(path.name)]:
        compressor.compress(str(path))


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def _static_headers(headers: object, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"  # type: ignore[index]  # wsgiref's Headers, which WhiteNoise does not type
