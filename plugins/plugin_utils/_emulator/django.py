# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a server made with Django REST framework behaves: slashes, errors, pages, OPTIONS."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from .face import Face
from .stamps import read_iso
from .wire import Refused, Reply, Request, json_reply

LARGEST_PAGE = 1000
HTML = "text/html"


class Django(Face):
    """The habits of the framework, without a system's own endpoints."""

    def unauthorized(self, text: str) -> Reply:
        """Return 401 as Django REST framework does."""
        return json_reply({"detail": text}, 401, [("WWW-Authenticate", "Token")])

    def error(self, status: int, text: str, code: str = "") -> Reply:
        """Return an error: `detail`."""
        return json_reply({"detail": text}, status)

    def invalid(self, **fields: str) -> Refused:
        """Return 400 for wrong fields, in the three places clients have seen the reasons."""
        reasons = {name: [text] for name, text in fields.items()}
        return Refused(json_reply({"detail": "Invalid input.", "errors": reasons, **reasons}, 400))

    def unknown_path(self, request: Request, methods: Sequence[str]) -> Reply:
        """Answer as Django: a missing slash is mended by a redirect, but never for a body; OPTIONS
        describes.
        """
        if methods:
            if request.method == "OPTIONS":
                return self.describe(request, methods)
            return self.error(405, f'Method "{request.method}" not allowed.')
        slashed = request.path + "/"
        mendable = not request.path.endswith("/") and any(
            route.pattern.fullmatch(slashed) for route in self.routes
        )
        # A POST it can only refuse (with 500 in debug mode): a redirect would lose the body.
        if mendable and request.method in ("GET", "HEAD"):
            query = request.target.partition("?")[1:]
            return Reply(301, headers=[("Location", slashed + "".join(query))])
        return Reply(
            404,
            "<h1>Not Found</h1>\n<p>The requested resource was not found on this server.</p>\n",
            HTML,
        )

    def describe(self, request: Request, methods: Sequence[str]) -> Reply:
        """Answer OPTIONS."""
        shown = {"name": request.path.strip("/").split("/")[-1], "renders": ["application/json"]}
        return json_reply({**shown, "actions": {method: self.choices() for method in methods}})

    def choices(self) -> dict[str, Any]:
        """Return the choices that OPTIONS tells."""
        return {}

    def page(
        self, request: Request, rows: Sequence[Any], show: Callable[[Any], dict[str, Any]]
    ) -> Reply:
        """Return one page as Django REST framework does: count, next, previous, results."""
        size = min(
            self.whole(request.param("page_size"), self.page_size, "page_size", least=1),
            LARGEST_PAGE,
        )
        number = self.whole(request.param("page"), 1, "page")
        if number < 1 or (number > 1 and (number - 1) * size >= len(rows)):
            raise Refused(self.error(404, "Invalid page."))
        last = number * size >= len(rows)
        shown = {"count": len(rows), "next": None if last else self.link(request, number + 1)}
        shown["previous"] = self.link(request, number - 1) if number > 1 else None
        return json_reply(
            {**shown, "results": [show(row) for row in rows[(number - 1) * size : number * size]]}
        )

    def link(self, request: Request, number: int) -> str:
        """Return the absolute URL of another page of the same list."""
        query = [(name, value) for name, value in request.query if name != "page"] + [
            ("page", str(number))
        ]
        return f"{request.origin()}{request.path}?{urlencode(query)}"

    def instant(self, request: Request, name: str) -> float | None:
        """Return the instant of a query value, a date being its midnight; Refused with 400 for
        junk.
        """
        text = request.param(name)
        found = read_iso(text) if text else None
        if text and found is None:
            raise self.invalid(**{name: "Enter a valid date/time."})
        return found
