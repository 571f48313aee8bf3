# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Redirects: of a GET, within the origin, three at the most."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ApiError


def test_redirects_are_followed_within_the_origin(serve: Any, transport: Any, words: Any) -> None:
    for status in (301, 302, 307, 308):
        first, second = (
            words.reply(status, b"moved", "Location: /b?x=1#f"),
            words.reply(status, b"", "Location: c"),
        )
        server = serve(first, second, words.reply(200))
        response = transport(server, headers={"X-Key": "k"}).ask(
            "GET", server.base + "/d/a", query=[("q", "1")]
        )
        assert (response.status, response.url, response.tries) == (200, server.base + "/c", 1)
        assert [request.target for request in server.requests] == ["/d/a?q=1", "/b?x=1", "/c"]
        assert server.requests[2].headers["x-key"] == "k"


def chain(words: Any, length: int) -> list[bytes]:
    """Redirects /1 -> /2 -> ... and then a response."""
    hops = [words.reply(302, b"", "Location: /%d" % number) for number in range(1, length + 1)]
    return [*hops, words.reply(200)]


@pytest.mark.parametrize("length", [0, 1, 2, 3])
def test_up_to_three_redirects_are_followed(
    serve: Any, transport: Any, words: Any, length: int
) -> None:
    server = serve(*chain(words, length))
    response = transport(server).ask("GET", server.base + "/0")
    assert (response.status, response.url) == (200, "%s/%d" % (server.base, length))
    assert [request.target for request in server.requests] == ["/%d" % n for n in range(length + 1)]


@pytest.mark.parametrize("length", [4, 5, 50])
def test_three_redirects_and_no_more(serve: Any, transport: Any, words: Any, length: int) -> None:
    server = serve(*chain(words, length))
    here = transport(server)
    with pytest.raises(ApiError) as caught:
        here.ask("GET", server.base + "/0")
    assert caught.value.message == "GET /3 was redirected more than 3 times"
    assert [request.target for request in server.requests] == ["/0", "/1", "/2", "/3"]
    assert here.requests == 4


def test_each_try_has_redirects_of_its_own(serve: Any, transport: Any, words: Any) -> None:
    hops = chain(words, 3)
    server = serve(*hops[:3], words.reply(503), *hops)
    response = transport(server).ask("GET", server.base + "/0")
    assert (response.status, response.tries, len(server.requests)) == (200, 2, 8)
    assert server.requests[4].target == "/0"


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1/x",
        "https://127.0.0.1/x",
        "//example.org/x",
        "ftp://127.0.0.1/",
        "http://u@127.0.0.1/",
    ],
)
def test_no_credentials_for_another_origin(
    serve: Any, transport: Any, words: Any, location: str
) -> None:
    server = serve(words.reply(302, b"", "Location: " + location))
    with pytest.raises(ApiError, match="points to") as caught:
        transport(server).ask("GET", server.base + "/x")
    assert caught.value.facts() == {"http_status": 302, "method": "GET", "path": "/x"}
    assert len(server.requests) == 1


def test_a_submit_is_never_redirected(serve: Any, transport: Any, words: Any) -> None:
    for status in (301, 302, 307, 308):
        server = serve(words.reply(status, b"", "Location: /jobs/?secret=1"))
        with pytest.raises(ApiError) as caught:
            transport(server).ask("POST", server.base + "/jobs", body=b"{}")
        assert (
            "redirected (HTTP %d) to /jobs/, which is not followed" % status in caught.value.message
        )
        assert caught.value.facts() == {"http_status": status, "method": "POST", "path": "/jobs"}
        assert len(server.requests) == 1


@pytest.mark.parametrize("location", ["http://[::1/jobs", "//[", "http://]x[/"])
def test_a_submit_redirected_to_no_url(
    serve: Any, transport: Any, words: Any, location: str
) -> None:
    server = serve(words.reply(308, b"", "Location: " + location))
    with pytest.raises(ApiError) as caught:
        transport(server).ask("POST", server.base + "/jobs", body=b"{}")
    assert "(HTTP 308) to a URL that is not valid, which is not followed" in caught.value.message
    assert len(server.requests) == 1


def test_303_and_unfollowed_are_responses(serve: Any, transport: Any, words: Any) -> None:
    server = serve(words.reply(303, b"", "Location: /job/1"))
    assert transport(server).ask("POST", server.base + "/").header("location") == "/job/1"
    assert transport(server).ask("GET", server.base + "/").status == 303
    server = serve(words.reply(301, b"", "Location: /job/1"))
    assert transport(server).ask("PUT", server.base + "/", follow_redirects=False).status == 301
    server = serve(words.reply(301))
    assert transport(server).ask("GET", server.base + "/").status == 301
