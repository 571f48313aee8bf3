# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of a list as they are asked for and handed on."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.pages import fetch_pages
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.connection import Connection
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.request import Request
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.response import Response


class Wire:
    """Answers every request with the same body."""

    requests = 0

    def __init__(self, connection: Connection, body: Any) -> None:
        self.connection = connection
        self.clock = lambda: 0.0
        self.body = json.dumps(body).encode()
        self.sent: list[Request] = []

    def send(self, request: Request, options: Any = None, classifier: Any = None) -> Response:
        self.sent.append(request)
        return Response(200, {"Content-Type": "application/json"}, self.body, request.url)


def pages(answer: Any, **listed: Any) -> tuple[list[Any], list[Request]]:
    """The items of each page, and what was asked."""
    provider = Provider({
        "name": "x", "get": "/j/{id}", "state": {"path": "s", "words": {"failed": "f"}},
        "list": {"path": "/j", **listed},
    })  # fmt: skip
    wires: list[Wire] = []

    def wire(connection: Connection, _retry_after: Any) -> Any:
        wires.append(Wire(connection, answer))
        return wires[-1]

    client = Context(make_transport=wire).connect(provider, {"base_url": "https://h"})
    assert provider.list is not None
    found = [page.items for page in fetch_pages(client.session, provider, provider.list, {})]
    return found, wires[0].sent


def test_each_item_of_a_system_that_does_not_page_is_handed_on_once() -> None:
    found, asked = pages([{"id": 1}, {"id": 2}], items="[]", page="offset")
    assert found == [[{"id": 1}, {"id": 2}], []]
    assert [request.query for request in asked] == [
        [("limit", "100"), ("offset", "0")],
        [("limit", "100"), ("offset", "2")],
    ]


def test_parameters_go_where_the_definition_says() -> None:
    _found, asked = pages([], items="[]", page={"type": "offset", "in": "both"})
    assert [request.query for request in asked] == [[("limit", "100"), ("offset", "0")]]
    assert (asked[0].headers["limit"], asked[0].headers["offset"]) == ("100", "0")
    page = {"type": "offset", "in": "body", "offset": "page.start", "limit": "page.rows"}
    _found, asked = pages([], items="[]", page=page, method="POST", body={"sort": "id"})
    assert json.loads(asked[0].body or b"") == {"sort": "id", "page": {"start": 0, "rows": 100}}
    assert asked[0].query == []
