# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logins of several calls, logins at another host, and credentials in a query or a body."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs, parse_qsl

import pytest

DONE = {"id": 7, "status": "done"}
USER = {"username": "ada", "password": "pass:word-1"}
CLIENT = {"client_id": "client-1", "client_secret": "secret-1"}
FORM = {
    "method": "POST",
    "path": "/login",
    "body_format": "form",
    "body": {"user": "{username}", "pass": "{password}"},
}
SESSION = {"header": "Set-Cookie", "pattern": "sid=([^;]+)"}
COOKIE = {"Cookie": "sid={saved.sid}"}
PAGE = '<html><form><input name="csrf" value="csrf-9"></form></html>'


def proven(wanted: dict[str, str], found: Any, otherwise: Any) -> Any:
    """A server that answers what has these headers, and turns away what has not."""
    return lambda sent: (
        found if all(sent.headers.get(name) == one for name, one in wanted.items()) else otherwise
    )


# A form login, then the token: the answers of each call, and what is taken of them.
CALLS: dict[str, tuple[dict[str, Any], list[Any], Any, dict[str, str]]] = {
    "a bare text": (
        {},
        [{**FORM, "save": {"sid": SESSION}}, {"path": "/token", "headers": COOKIE}],
        "",
        {"Cookie": "sid=s-1", "X-Token": "tok-11\n"},
    ),
    "a bare text that claims to be JSON": (
        {"Content_Type": "application/json"},
        [{**FORM, "save": {"sid": SESSION}}, {"path": "/token", "headers": COOKIE}],
        "@",
        {"Cookie": "sid=s-1", "X-Token": "tok-11"},
    ),
    "a text in quotes": (
        {"Content_Type": "text/html"},
        [{**FORM, "save": {"sid": SESSION}}, {"path": "/token", "headers": COOKIE}],
        "",
        {"Cookie": "sid=s-1", "X-Token": '"tok-11"'},
    ),
    "a mapping": (
        {"Content_Type": "text/html"},
        [{**FORM, "save": {"sid": SESSION}}, {"path": "/token", "headers": COOKIE}],
        "data.jwt",
        {"Cookie": "sid=s-1", "X-Token": '{"data": {"jwt": "tok-11"}}'},
    ),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_login_of_two_calls(acme: Any, say: Any, name: str) -> None:
    said, calls, token, answers = CALLS[name]
    cookie = {"Cookie": answers["Cookie"]}
    person = acme(
        {
            "POST /login": say("", Set_Cookie="sid=s-1; Path=/; HttpOnly"),
            "GET /token": proven(cookie, say(answers["X-Token"], **said), 403),
            "GET /jobs/7": proven({**cookie, "X-Token": "tok-11"}, DONE, 401),
        },
        auth={
            "type": "login",
            "request": calls,
            "token": token,
            "headers": {**COOKIE, "X-Token": "{saved.token}"},
        },
    )
    assert person.job(**USER)["state"] == "succeeded"
    assert person.fake.lines == ["POST /login", "GET /token", "GET /jobs/7"]
    assert dict(parse_qsl(person.fake.log[0].body)) == {"user": "ada", "pass": "pass:word-1"}


def test_a_value_of_the_page_that_has_the_form(acme: Any, say: Any) -> None:
    """And a login whose last call answers no token: nothing asks for one."""
    value = {"path": "", "pattern": 'name="csrf" value="([^"]+)'}
    form = {**FORM, "body": {"csrf": "{saved.csrf}", "pass": "{password}"}, "ok": [302]}
    person = acme(
        {
            "GET /login": say(PAGE, Content_Type="text/html", Set_Cookie="sid=s-0"),
            "POST /login": say("<html>moved</html>", 302, Location="/", Set_Cookie="sid=s-1"),
            "GET /jobs/7": proven({"Cookie": "sid=s-1"}, DONE, 401),
        },
        auth={
            "type": "login",
            "request": [
                {"path": "/login", "save": {"csrf": value}},
                {**form, "save": {"sid": SESSION}},
            ],
            "headers": COOKIE,
        },
    )
    assert person.job(**USER)["state"] == "succeeded"
    assert dict(parse_qsl(person.fake.log[1].body)) == {"csrf": "csrf-9", "pass": "pass:word-1"}


LOGIN = {
    "type": "login",
    "request": [
        {**FORM, "save": {"sid": SESSION}},
        {"path": "/token", "headers": COOKIE},
    ],
    "token": "",
    "headers": {**COOKIE, "X-Token": "{saved.token}"},
}


@pytest.mark.parametrize(
    ("answers", "error", "says"),
    [
        ({"POST /login": ("", 200, {})}, "auth", "the login was answered without Set-Cookie (saved.sid)"),
        ({"POST /login": (PAGE, 200, {})}, "decode", "the response is an HTML page"),
        ({"GET /token": (PAGE, 200, {})}, "decode", "/token: text was expected, but the response is an HTML"),
        ({"GET /token": ("", 200, {})}, "auth", "the login was answered without a token"),
        ({"GET /token": ("none for you", 403, {})}, "auth", "the login was refused: "),
        ({"GET /token": (b"\x00\x01", 200, {})}, "decode", "/token: "),
    ],
)  # fmt: skip
def test_a_call_that_does_not_bring_what_it_should(
    acme: Any, say: Any, answers: dict[str, Any], error: str, says: str
) -> None:
    script = {"POST /login": say("", Set_Cookie="sid=s-1"), "GET /token": say("tok-11")}
    script.update({line: say(body, status) for line, (body, status, _no) in answers.items()})
    person = acme(script, auth=LOGIN)
    result = person.fails("request", error, method="POST", path="run", **USER)
    assert says in result["msg"]
    assert "pass:word-1" not in json.dumps(result)
    assert not [line for line in person.fake.lines if line.endswith("/run")]


def test_a_rule_knows_the_page_of_a_login_that_was_refused(acme: Any, say: Any) -> None:
    person = acme(
        {"POST /login": say(PAGE, Content_Type="text/html")},
        auth=LOGIN,
        error={"rules": {"when": {"path": "", "matches": 'name="csrf"'}, "is": "auth"}},
    )
    assert "the login was refused" in person.fails("info", "auth", job_id=["7"], **USER)["msg"]


def test_all_calls_are_made_again_when_the_session_has_ended(acme: Any, say: Any) -> None:
    person = acme(
        {
            "POST /login": [say("", Set_Cookie="sid=s-1"), say("", Set_Cookie="sid=s-2")],
            "GET /token": lambda sent: "tok-" + sent.headers["Cookie"],
            "GET /jobs/7": proven({"Cookie": "sid=s-2", "X-Token": "tok-sid=s-2"}, DONE, 401),
        },
        auth=LOGIN,
    )
    assert person.job(**USER)["state"] == "succeeded"
    assert person.fake.lines == [
        *["POST /login", "GET /token", "GET /jobs/7"],
        *["POST /login", "GET /token", "GET /jobs/7"],
    ]


# A login at another host


def elsewhere(kind: str, url: str) -> dict[str, Any]:
    if kind == "oauth2":
        return {"type": "oauth2", "path": url}
    body = {"id": "{client_id}", "secret": "{client_secret}"}
    return {
        "type": "login",
        "request": {"method": "POST", "path": url, "body": body},
        "headers": {"Authorization": "Bearer {saved.token}"},
    }


@pytest.mark.parametrize("kind", ["oauth2", "login"])
def test_a_login_at_another_host_that_the_definition_names(acme: Any, kind: str) -> None:
    there = acme({"POST /org-3/token": {"access_token": "acc-1"}})
    url = there.fake.base_url + "/org-{org_id}/token"
    person = acme(
        {"GET /api/jobs/7": proven({"Authorization": "Bearer acc-1"}, DONE, 401)},
        base="/api",
        auth=elsewhere(kind, url),
        headers={"Accept": "application/json", "X-Client": "acme"},
    )
    mine = {"X-Api-Key": "key-of-the-system-1"}
    assert person.job(**CLIENT, org_id=3, headers=mine)["state"] == "succeeded"
    (login,), (look_up,) = there.fake.log, person.fake.log
    assert "secret-1" in login.body and "secret-1" not in repr(look_up)
    # What the user sends to the system is for the system; the definition's own goes along.
    assert "key-of-the-system-1" in repr(look_up) and "key-of-the-system-1" not in repr(login)
    assert login.headers["X-Client"] == "acme"


def test_the_systems_own_host_may_be_written_as_a_whole_url(acme: Any) -> None:
    person = acme({"POST /token": {"access_token": "acc-1"}, "GET /jobs/7": DONE}, auth="none")
    person.definition["auth"] = elsewhere("oauth2", person.fake.base_url + "/token")
    assert person.job(**CLIENT, headers={"X-Mine": "1"})["state"] == "succeeded"
    assert [one.headers.get("X-Mine") for one in person.fake.log] == ["1", "1"]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://login.example.com/token", "http://login.example.com:80 must be asked by https"),
        ("https://{org_id}/token", "the URL of the login cannot be used: its host"),
        ("https://login.example.com:0/token", "the URL of the login cannot be used: its host"),
    ],
)
def test_a_url_of_a_login_that_must_not_be_used(acme: Any, url: str, says: str) -> None:
    person = acme({}, auth=elsewhere("oauth2", url))
    options = {**CLIENT, "org_id": "a/b", "base_url": "https://127.0.0.1:9"}
    assert says in person.fails("info", "config", job_id=["7"], **options)["msg"]


def test_a_redirect_of_the_token_endpoint_takes_no_secret_along(acme: Any, say: Any) -> None:
    trap = acme({"POST /token": {"access_token": "acc-1"}})
    moved = say(None, 307, Location=trap.fake.base_url + "/token")
    there = acme({"POST /token": moved})
    person = acme({}, auth=elsewhere("oauth2", there.fake.base_url + "/token"))
    person.fails("info", "auth", job_id=["7"], **CLIENT)
    assert trap.fake.log == person.fake.log == []


def test_a_login_elsewhere_that_was_sent_is_no_error_of_config(acme: Any) -> None:
    """`config` promises that nothing was sent."""
    there = acme({"POST /token": {"access_token": "to\nken-1"}})
    person = acme({}, auth=elsewhere("oauth2", there.fake.base_url + "/token"))
    person.fails("info", "api", job_id=["7"], **CLIENT)
    assert person.fake.log == []


# Credentials in the query or the body

KEY = {"token": "key-4711-secret"}
LISTED = {"list": {"path": "/jobs", "items": "jobs[]", "page": {"type": "link", "next": "next"}}}


def test_a_key_in_the_query_of_every_request(acme: Any) -> None:
    def keyed(found: Any) -> Any:
        return lambda sent: (
            found if parse_qs(sent.target.partition("?")[2]).get("key") == [KEY["token"]] else 401
        )

    person = acme(
        {
            "POST /run": keyed({"id": 7}),
            "GET /jobs/7": keyed(DONE),
            "GET /jobs/7/rows": keyed({"rows": [1]}),
            "GET /jobs": keyed({"jobs": [DONE], "next": "/more?key=key-4711-secret&page=2"}),
            "GET /more": keyed({"jobs": [{**DONE, "id": 8}]}),
            "DELETE /jobs/7": keyed(None),
        },
        auth={"type": "query", "query": {"key": "{token}", "who": "{username}"}},
        submit={"reference": {"path": "id"}},
        result={"path": "/jobs/{id}/rows", "query": {"format": "json"}},
        delete={"method": "DELETE", "path": "/jobs/{id}"},
        **LISTED,
    )
    options = {**KEY, "username": "ada"}
    result = person.ok("request", method="POST", path="run", query={"n": 1}, **options)
    assert result["result"] == {"rows": [1]}
    assert person.fake.log[0].query == {"n": "1", "key": KEY["token"], "who": "ada"}
    assert person.fake.log[-1].query["format"] == "json"
    assert [job["id"] for job in person.listed(**options)] == ["7", "8"]
    assert person.ok("delete", job_id=["7"], **options)["deleted"] == ["7"]
    message = person.fails("info", "config", job_id=["7"])["msg"]
    assert message.endswith("needs username and token")


@pytest.mark.parametrize(
    ("body_format", "given", "sent"),
    [
        ("json", {"task": {"n": 1}}, {"clientKey": KEY["token"], "task": {"n": 1}}),
        ("json", {}, {"clientKey": KEY["token"]}),
        ("json", {"clientKey": "mine"}, {"clientKey": "mine"}),
        ("form", {"task": "a b"}, {"clientKey": KEY["token"], "task": "a b"}),
    ],
)
def test_a_key_in_the_body_of_every_request_that_has_one(
    acme: Any, body_format: str, given: Any, sent: Any
) -> None:
    read = json.loads if body_format == "json" else lambda text: dict(parse_qsl(text))
    person = acme(
        {"POST /createTask": {"id": 7}, "POST /getTask": DONE},
        auth={"type": "body", "body": {"clientKey": "{token}"}},
        submit={"reference": {"path": "id"}},
        get={"method": "POST", "path": "/getTask", "body": {"id": "{id:int}"}},
    )
    person.ok(
        "request", method="POST", path="createTask", body=given, body_format=body_format, **KEY
    )
    submit, look_up = person.fake.log
    assert read(submit.body) == sent
    assert look_up.json == {"clientKey": KEY["token"], "id": 7}


@pytest.mark.parametrize(("body", "body_format"), [([1], "json"), ("a,b", "raw"), ("7", "json")])
def test_a_body_that_cannot_hold_the_key(acme: Any, body: Any, body_format: str) -> None:
    person = acme({}, auth={"type": "body", "body": {"clientKey": "{token}"}})
    order = {"method": "POST", "path": "run", "body": body, "body_format": body_format}
    assert "auth.body has keys for" in person.fails("request", "config", **order, **KEY)["msg"]
    assert person.fake.log == []


def test_a_session_in_the_query_is_renewed_there(acme: Any) -> None:
    """Synology's `_sid`: the answer of a login goes into the query, and with it what it brings."""
    tokens = iter(("sid-one-1", "sid-two-2"))
    person = acme(
        {
            "GET /auth": lambda sent: {"data": {"sid": next(tokens)}},
            "GET /jobs/7": lambda sent: DONE if sent.query["_sid"] == "sid-two-2" else 401,
        },
        auth={
            "type": "login",
            "request": {
                "path": "/auth",
                "query": {"account": "{username}", "passwd": "{password}"},
            },
            "token": "data.sid",
            "query": {"_sid": "{saved.token}"},
        },
    )
    assert person.job(**USER)["state"] == "succeeded"
    assert person.fake.lines[1] == "GET /jobs/7?_sid=sid-one-1"
    assert len(person.fake.log) == 4


@pytest.mark.parametrize(
    "auth",
    [
        {"type": "query", "query": {"key": "{token}"}},
        {"type": "body", "body": {"key": "{token}"}},
    ],
)
def test_a_key_that_the_server_quotes_is_shown_nowhere(acme: Any, say: Any, auth: Any) -> None:
    def quote(sent: Any) -> Any:
        return say({"message": f"bad request {sent.target} {sent.body}", "u": sent.target}, 400)

    person = acme(
        {"POST /find": quote, "POST /jobs/7/stop": quote},
        auth=auth,
        get={"method": "POST", "path": "/find", "body": {"id": "{id}"}},
    )
    result = person.fails("info", "api", job_id=["7"], **KEY)
    assert "bad request" in result["msg"]
    assert KEY["token"] not in json.dumps([result, person.warnings])


def test_what_provider_info_shows_of_it(acme: Any) -> None:
    auth = {"type": "query", "query": {"key": "{token}"}}
    requests = acme({}, auth=auth).ok("explain")["requests"]
    assert requests["get"]["query"] == [["key", "(query)"]]
    assert "Authorization" not in requests["get"]["headers"]
