# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who we are: none, basic, headers from a template, a token call first, OAuth2, a client certificate."""

from __future__ import annotations

import base64
import itertools
import json
import pathlib
import ssl
from typing import Any
from urllib.parse import parse_qsl

import pytest

DONE = {"id": 7, "status": "done"}
CERTS = pathlib.Path(__file__).parents[1] / "wire" / "tls"
USER = {"username": "ada", "password": "pass:word-1"}
BASIC = "Basic " + base64.b64encode(b"ada:pass:word-1").decode()
CLIENT = {"client_id": "client-1", "client_secret": "secret-1"}


def only(headers: dict[str, str], otherwise: Any = 401) -> Any:
    """A server that answers the job to these headers only."""

    def serve(sent: Any) -> Any:
        return (
            DONE
            if all(sent.headers.get(name) == value for name, value in headers.items())
            else otherwise
        )

    return serve


@pytest.mark.parametrize(
    ("auth", "options", "headers"),
    [
        ("none", {}, {}),
        ("basic", USER, {"Authorization": BASIC}),
        ("bearer", {"token": "tok-123"}, {"Authorization": "Bearer tok-123"}),
        (
            {"type": "bearer", "header": "X-Auth-Token", "schemes": []},
            {"token": "tok-123"},
            {"X-Auth-Token": "tok-123"},
        ),
        (
            {"type": "bearer", "schemes": ["Token", "Bearer"]},
            {"token": "tok-123"},
            {"Authorization": "Token tok-123"},
        ),
        (
            {"type": "bearer", "schemes": ["Token", "Bearer"]},
            {"token": "tok-123", "token_type": "bearer"},
            {"Authorization": "Bearer tok-123"},
        ),
        (
            {"type": "header", "headers": {"X-User": "{username}", "X-Token": "{token}"}},
            {"username": "ada", "token": "tok-123"},
            {"X-User": "ada", "X-Token": "tok-123"},
        ),
        (
            {
                "type": "header",
                "headers": {"Authorization": 'Key id="{client_id}", key="{client_secret}"'},
            },
            CLIENT,
            {"Authorization": 'Key id="client-1", key="secret-1"'},
        ),
        (
            {"type": "header", "headers": {"Authorization": "Basic {basic}", "X-Org": "{org_id}"}},
            {**USER, "org_id": 3},
            {"Authorization": BASIC, "X-Org": "3"},
        ),
        (["bearer", "basic"], USER, {"Authorization": BASIC}),
        (["bearer", "none"], {}, {}),
    ],
)
def test_fixed_credentials(acme: Any, auth: Any, options: Any, headers: dict[str, str]) -> None:
    person = acme({"GET /jobs/7": only(headers)}, auth=auth)
    assert person.job(**options)["state"] == "succeeded"
    wrong = person.run(
        "info",
        job_id=["7"],
        **{name: "other-1" if name != "org_id" else 9 for name in options if name != "token_type"},
    )
    assert not headers or wrong["error"] == "auth"
    assert not any(
        secret in json.dumps(wrong) for secret in ("pass:word-1", "tok-123", "secret-1", "other-1")
    )


@pytest.mark.parametrize(
    ("auth", "missing"),
    [
        ("basic", "username and password"),
        ("bearer", "token"),
        ("oauth2", "client_id and client_secret"),
        (["bearer", "basic"], "token, or username and password"),
        (
            {"type": "header", "headers": {"X-User": "{username}", "X-Token": "{token}"}},
            "username and token",
        ),
        ({"type": "header", "headers": {"X": "{basic}"}}, "username and password"),
    ],
)
def test_what_is_missing_is_named_before_any_request(acme: Any, auth: Any, missing: str) -> None:
    person = acme({}, auth=auth)
    assert person.fails("info", "config", job_id=["7"])["msg"].endswith(missing)
    assert person.fake.log == []


LOGIN = {
    "type": "login",
    "request": {
        "method": "POST",
        "path": "/login",
        "body": {"user": "{username}", "pass": "{password}"},
    },
    "headers": {"X-Session": "{saved.token}"},
}


@pytest.mark.parametrize(
    ("auth", "answered", "headers", "expected"),
    [
        (
            {**LOGIN, "token": "data.token"},
            {"data": {"token": "sess-1"}},
            {},
            {"X-Session": "sess-1"},
        ),
        (
            {**LOGIN, "token": ""},
            "sess-1",
            {"Content_Type": "application/json"},
            {"X-Session": "sess-1"},
        ),
        (
            {**LOGIN, "token": [{"header": "X-Subject-Token"}, {"path": "token"}]},
            {},
            {"X_Subject_Token": "sess-1"},
            {"X-Session": "sess-1"},
        ),
        (
            {
                **LOGIN,
                "headers": {"Cookie": "sid={saved.token}"},
                "token": {"header": "Set-Cookie", "pattern": "sid=([^;]+)"},
            },
            None,
            {"Set_Cookie": "sid=sess-1; Path=/; HttpOnly"},
            {"Cookie": "sid=sess-1"},
        ),
        (
            {
                **LOGIN,
                "token": "t",
                "headers": {"X-Session": "{saved.token}", "X-Account": "{saved.account}"},
                "request": {**LOGIN["request"], "save": {"account": "account.id"}},
            },
            {"t": "sess-1", "account": {"id": 4}},
            {},
            {"X-Session": "sess-1", "X-Account": "4"},
        ),
    ],
)
def test_a_token_call_first(
    acme: Any, say: Any, auth: Any, answered: Any, headers: Any, expected: Any
) -> None:
    body = json.dumps(answered) if isinstance(answered, str) else answered
    person = acme(
        {
            "POST /login": say(body, 200, **headers),
            "GET /jobs/7": only(expected),
            "GET /jobs/8": only(expected),
        },
        auth=auth,
    )
    assert person.ok("info", job_id=["7", "8"], **USER)["count"] == 2
    assert person.fake.lines == ["POST /login", "GET /jobs/7", "GET /jobs/8"]
    assert person.fake.log[0].json == {"user": "ada", "pass": "pass:word-1"}


def test_a_login_by_basic_authentication(acme: Any) -> None:
    auth = {
        **LOGIN,
        "token": "token",
        "request": {
            "method": "POST",
            "path": "/login",
            "root": "/auth",
            "headers": {"Authorization": "Basic {basic}"},
        },
    }
    person = acme(
        {"POST /auth/login": {"token": "sess-1"}, "GET /v1/jobs/7": only({"X-Session": "sess-1"})},
        auth=auth,
        base="/v1",
    )
    assert person.job(**USER)["state"] == "succeeded"
    assert person.fake.log[0].headers["Authorization"] == BASIC


@pytest.mark.parametrize(
    ("status", "answered"),
    [
        (401, None),
        (403, {"code": "EXPIRED"}),
        (400, {"code": "EXPIRED"}),
        (500, {"code": "EXPIRED"}),
        (200, {"code": "EXPIRED"}),
    ],
)
def test_a_session_that_has_ended_is_renewed_once(
    acme: Any, say: Any, status: int, answered: Any
) -> None:
    tokens = (f"sess-{number}" for number in itertools.count(1))
    ended = say(answered, status)
    person = acme(
        {
            "POST /login": lambda sent: {"token": next(tokens)},
            "POST /run": only({"X-Session": "sess-2"}, ended),
            "GET /jobs/7": [ended, DONE],
        },
        auth={**LOGIN, "token": "token"},
        submit={"reference": {"path": "id"}},
        error={"rules": {"when": {"path": "code", "equals": "EXPIRED"}, "is": "expired"}},
    )
    assert person.ok("request", method="POST", path="run", **USER)["job"]["state"] == "succeeded"
    assert person.fake.lines == [
        "POST /login",
        "POST /run",
        "POST /login",
        "POST /run",
        "GET /jobs/7",
        "POST /login",
        "GET /jobs/7",
    ]
    person.fake.script["GET /jobs/7"] = ended
    person.fails("info", "auth", job_id=["7"], **USER)


def test_a_login_that_is_refused_starts_nothing(acme: Any, say: Any) -> None:
    person = acme(
        {"POST /login": say({"message": "wrong password"}, 403)}, auth={**LOGIN, "token": "token"}
    )
    assert (
        "wrong password"
        in person.fails("request", "auth", method="POST", path="run", **USER)["msg"]
    )
    assert person.fake.lines == ["POST /login"]


@pytest.mark.parametrize("client", ["body", "basic"])
def test_oauth2_client_credentials(acme: Any, client: str) -> None:
    def token(sent: Any) -> Any:
        form = dict(parse_qsl(sent.body))
        basic = "Basic " + base64.b64encode(b"client-1:secret-1").decode()
        proven = (
            sent.headers.get("Authorization") == basic
            if client == "basic"
            else form.get("client_secret") == "secret-1"
        )
        return (
            {"access_token": "acc-1", "expires_in": 3600}
            if proven and form["scope"] == "jobs"
            else 401
        )

    person = acme(
        {"POST /oauth/token": token, "GET /api/jobs/7": only({"Authorization": "Bearer acc-1"})},
        base="/api",
        auth={"type": "oauth2", "path": "/oauth/token", "scope": "jobs", "client": client},
    )
    assert person.job(**CLIENT)["state"] == "succeeded"
    result = person.fails(
        "info", "auth", job_id=["7"], client_id="client-1", client_secret="wrong-1"
    )
    assert "wrong-1" not in json.dumps(result)


def test_a_client_certificate_with_its_ca(acme: Any) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTS / "server.pem")
    context.load_verify_locations(CERTS / "ca.pem")
    context.verify_mode = ssl.CERT_REQUIRED
    person = acme({"GET /jobs/7": DONE}, context)
    known = {"ca_path": str(CERTS / "ca.pem"), "request_retries": 0}
    assert person.job(**known, client_cert=str(CERTS / "client.pem"))["state"] == "succeeded"
    assert person.run("info", job_id=["7"], **known)["error"] == "transport"
    assert (
        "certificate"
        in person.fails(
            "info",
            "transport",
            job_id=["7"],
            client_cert=str(CERTS / "client.pem"),
            request_retries=0,
        )["msg"]
    )
    assert len(person.fake.log) == 1


def test_the_headers_option_does_not_change_those_of_a_login(acme: Any) -> None:
    """`Accept: text/csv` is meant for results; a token endpoint answers JSON."""
    person = acme(
        {"POST /oauth2/token": {"access_token": "token-1"}, "GET /jobs/7": DONE}, auth="oauth2"
    )
    person.job(headers={"Accept": "text/csv", "X-Mine": "mine"}, **CLIENT)
    login, look_up = person.fake.log
    assert (login.headers["Accept"], login.headers["X-Mine"]) == ("application/json", "mine")
    assert look_up.headers["Accept"] == "text/csv"
