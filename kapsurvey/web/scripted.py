"""Requests of scripts: known by what they accept, answered with JSON."""

import json

from flask import Response, request

JSON = "application/json"


def by_script() -> bool:
    """Whether a script asks, which wants JSON in place of a page or a redirect."""
    return request.headers.get("Accept") == JSON


def told(status: int = 200, /, **content: object) -> Response:
    """A reply to a script."""
    return Response(json.dumps(content), status, mimetype=JSON)
