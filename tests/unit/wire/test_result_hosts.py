# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The option result_hosts: which host is meant, and what goes there."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ApiError
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.connection import Connection
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.request import Request
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.result_hosts import ResultHosts
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.secrets import Secrets
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.sender import Sender

PLAIN, STAR = ["s.example.com"], ["*.example.com"]


@pytest.mark.parametrize(("hosts", "url", "is_fetched"), [
    (PLAIN, "https://s.example.com/r", True),
    (PLAIN, "https://S.Example.COM./r", True),
    (PLAIN, "https://s.example.com:8443/r", True),
    (PLAIN, "https://t.example.com/r", False),
    (PLAIN, "https://s.example.com.evil.org/r", False),
    (PLAIN, "https://s.example.com@evil.org/r", False),
    (PLAIN, "https://u:p@s.example.com/r", False),
    (PLAIN, "http://s.example.com/r", False),  # base_url is https
    (PLAIN, "ftp://s.example.com/r", False),
    (PLAIN, "https://s.example.com/a/%2e%2e/r", False),
    (["s.example.com:8443"], "https://s.example.com:8443/r", True),
    (["s.example.com:8443"], "https://s.example.com/r", False),
    (["s.example.com:443"], "https://s.example.com/r", True),
    (STAR, "https://a.example.com/r", True),
    (STAR, "https://a.b.example.com/r", True),
    (STAR, "https://example.com/r", False),
    (STAR, "https://badexample.com/r", False),
    (["*.0.0.1"], "https://127.0.0.1/r", False),
    (["::1"], "https://[::1]:8443/r", True),
    (["[::1]:1"], "https://[::1]:8443/r", False),
    ([], "https://s.example.com/r", False),
    ([], "https://base.example.com/r", True),
    ([], "https://base.example.com:8443/r", False),
    (["xn--bcher-kva.example"], "https://b\u00fccher.example/r", True),
])  # fmt: skip
def test_which_hosts_are_meant(hosts: list[str], url: str, is_fetched: bool) -> None:
    connection = Connection("https://base.example.com", result_hosts=hosts)
    places = ResultHosts(connection, Sender, Secrets(), lambda: 0.0)
    if is_fetched:
        assert places.for_place_of(Request("GET", url, elsewhere=True)).url == url
        return
    with pytest.raises(ApiError):
        places.request(url)


def test_our_certificate_stays_here(serve: Any, transport: Any, words: Any) -> None:
    """A host that asks for a client certificate gets none; ca_path holds there as well."""
    ours = serve(
        words.reply(302, b"", "Location: https://localhost:1/r"),
        tls="server.pem",
        client_ca="ca.pem",
    )
    theirs = serve(words.reply(200, b"the result"), tls="server.pem")
    here = transport(
        ours,
        ca_path=str(words.TLS / "ca.pem"),
        client_cert=str(words.TLS / "client.pem"),
        result_hosts=["127.0.0.1"],
        headers={"Authorization": "Bearer tok"},
    )
    request = Request("GET", theirs.base + "/r", elsewhere=True)
    assert here.send(request).content == b"the result" and here.requests == 1
    assert "authorization" not in theirs.requests[0].headers
    strict = serve(words.reply(), tls="server.pem", client_ca="ca.pem")
    with pytest.raises(Exception, match="failed"):
        here.send(Request("GET", strict.base + "/r", elsewhere=True, repeatable=False))
    assert not strict.requests
    # A redirect from our host, which sees the certificate.
    with pytest.raises(ApiError, match="localhost.*result_hosts"):
        here.send(Request("GET", ours.base + "/", elsewhere=True))
    assert len(ours.requests) == 1


def test_an_inner_redirect_leads_on_among_the_named(serve: Any, transport: Any, words: Any) -> None:
    last = serve(words.reply(200, b"here"))
    middle = serve(words.reply(302, b"", f"Location: {last.base}/last"))
    ours = serve(words.reply(302, b"", f"Location: {middle.base}/middle"))
    here = transport(ours, headers={"X-Key": "k"}, result_hosts=["127.0.0.1"])
    response = here.send(Request("GET", ours.base + "/", headers={"X": "y"}, elsewhere=True))
    assert (response.content, response.elsewhere) == (b"here", True)
    assert ours.requests[0].headers["x-key"] == "k"
    for server in (middle, last):
        assert {"x", "x-key"}.isdisjoint(server.requests[0].headers)
