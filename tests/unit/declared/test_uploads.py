# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Submits that send files, alone or as parts of a form, and what a definition adds to a body."""

from __future__ import annotations

import email.parser
import email.policy
import os
from typing import Any

import pytest

DONE = {"id": 7, "status": "done"}
BY_ID = {"reference": {"path": "id"}}
SCRIPT = {"POST /run": {"id": 7}, "GET /jobs/7": DONE}
CALL = {"method": "POST", "path": "run"}


def parts_of(sent: Any) -> list[tuple[str, str | None, str | None, str]]:
    """(name, filename, media type where one is given, content) of each part, as another reader has them."""
    head = "Content-Type: %s\r\n\r\n" % sent.headers["Content-Type"]
    message = email.parser.BytesParser(policy=email.policy.HTTP).parsebytes(
        (head + sent.body).encode()
    )
    found = []
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True).decode()
        found.append(
            (name, part.get_filename(), part["Content-Type"] and part.get_content_type(), content)
        )
    return found


@pytest.mark.parametrize("body_format", ["multipart", "form-multipart", None])
def test_a_form_of_parts(acme: Any, tmp_path: Any, body_format: Any) -> None:
    (tmp_path / "rows.csv").write_text("a,b\r\n1,2\r\n" * 50_000)
    (tmp_path / "empty").touch()
    body = {
        "users": {"filename": "users.json", "content": "[]"},
        "plain": "tëxt",
        "number": 7,
        "flag": True,
        "many": ["a", "b"],
        "typed": {"content": "<a/>", "mime_type": "application/xml"},
        "rows": {"filename": f"{tmp_path}/rows.csv"},
        "renamed": {"src": f"{tmp_path}/empty", "filename": "other.bin"},
    }
    own = {"body_format": "multipart"} if body_format is None else {}
    person = acme(SCRIPT, submit={**BY_ID, **own})
    given = {} if body_format is None else {"body_format": body_format}
    assert person.ok("request", body=body, **CALL, **given)["job"]["state"] == "succeeded"
    sent = person.fake.log[0]
    assert int(sent.headers["Content-Length"]) == len(sent.body.encode())
    assert parts_of(sent) == [
        ("users", "users.json", "application/json", "[]"),
        ("plain", None, None, "tëxt"),
        ("number", None, None, "7"),
        ("flag", None, None, "true"),
        ("many", None, None, "a"),
        ("many", None, None, "b"),
        ("typed", None, "application/xml", "<a/>"),
        ("rows", "rows.csv", "text/csv", "a,b\r\n1,2\r\n" * 50_000),
        ("renamed", "other.bin", "application/octet-stream", ""),
    ]


@pytest.mark.parametrize(("more", "kind"), [
    ({}, "text/csv"), ({"body_format": "json"}, "application/json"),
    ({"body_format": "form-urlencoded"}, "application/x-www-form-urlencoded"), ({"body_format": "raw"}, "text/csv"),
    ({"headers": {"content-type": "text/x"}}, "text/x"),
])  # fmt: skip
def test_a_file_is_the_body(acme: Any, tmp_path: Any, more: Any, kind: str) -> None:
    text = "a,b\n" * 100_000
    (tmp_path / "rows.csv").write_text(text)
    person = acme(SCRIPT, submit=BY_ID)
    person.ok("request", src=f"{tmp_path}/rows.csv", **CALL, **more)
    sent = person.fake.log[0]
    assert sent.body == text
    names = {name.lower(): value for name, value in sent.headers.items()}
    assert (names["content-type"], names["content-length"]) == (kind, str(len(text)))
    assert "transfer-encoding" not in names


def test_an_empty_file_is_an_empty_body(acme: Any, tmp_path: Any) -> None:
    (tmp_path / "empty.json").touch()
    person = acme(SCRIPT, submit=BY_ID)
    person.ok("request", src=f"{tmp_path}/empty.json", **CALL)
    assert person.fake.log[0].headers["Content-Length"] == "0"


def test_a_file_is_sent_again_from_its_beginning(acme: Any, say: Any, tmp_path: Any) -> None:
    (tmp_path / "a").write_text("rows")
    body = {"a": {"filename": f"{tmp_path}/a"}}
    wait = say(None, 429, Retry_After="1")
    person = acme({**SCRIPT, "POST /run": [wait, wait, {"id": 7}]}, submit=BY_ID)
    person.ok("request", src=f"{tmp_path}/a", **CALL)
    assert [sent.body for sent in person.fake.log[:3]] == ["rows"] * 3
    person.ok("request", body=body, body_format="multipart", **CALL)
    login = {
        "type": "login",
        "headers": {"X": "{saved.token}"},
        "request": {"method": "POST", "path": "/login", "body": {"p": "{password}"}},
        "token": {"path": "t"},
    }
    script = {**SCRIPT, "POST /login": {"t": "tok-1234"}, "POST /run": [401, {"id": 7}]}
    person = acme(script, submit=BY_ID, auth=login)
    person.ok("request", src=f"{tmp_path}/a", password="pass-word", **CALL)
    assert [sent.body for sent in person.fake.log if sent.line == "POST /run"] == ["rows"] * 2


REFUSED: list[tuple[dict[str, Any], dict[str, Any], str]] = [
    ({"src": "TMP/none"}, {}, "src: "),
    ({"src": "TMP"}, {}, "no regular file"),
    ({"src": "TMP/pipe"}, {}, "no regular file"),
    ({"src": "TMP/a", "body_format": "multipart"}, {}, "name the file in body"),
    ({"src": "TMP/a"}, {"body": {"rows": "{body.rows}"}}, "parts of `body`"),
    ({"src": "TMP/a"}, {"add": {"a": 1}}, "submit.add"),
    ({"body_format": "json"}, {}, "body_format has no effect without body or src"),
    ({"body_format": "form-multipart"}, {}, "body_format has no effect without body or src"),
    ({"body": "text", "body_format": "multipart"}, {}, "must be a dict of parts"),
    ({"body": {}, "body_format": "multipart"}, {}, "must be a dict of parts"),
    ({"body": {"a": {"filename": "TMP/none"}}, "body_format": "multipart"}, {}, "body.a: "),
    (
        {"body": {"a": {"mime_type": "text/csv"}}, "body_format": "multipart"},
        {},
        "body.a needs content",
    ),
    (
        {"body": {"a": {"content": "x", "src": "TMP/a"}}, "body_format": "multipart"},
        {},
        "both content and src",
    ),
    (
        {"body": {"a": {"content": "x", "name": "y"}}, "body_format": "multipart"},
        {},
        "body.a holds name",
    ),
    (
        {"body": {"a": {"content": {"x": 1}}}, "body_format": "multipart"},
        {},
        "body.a must be a text",
    ),
    ({"body": [1]}, {"add": {"a": 1}}, "body must be a mapping"),
    ({"body": "text", "body_format": "raw"}, {"add": {"a": 1}}, "body must be a mapping"),
]


@pytest.mark.parametrize("check_mode", [True, False])
@pytest.mark.parametrize(("given", "submit", "told"), REFUSED)
def test_what_cannot_be_sent(
    acme: Any, tmp_path: Any, given: Any, submit: Any, told: str, check_mode: bool
) -> None:
    (tmp_path / "a").write_text("x")
    os.mkfifo(tmp_path / "pipe")

    def at(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: at(one) for key, one in value.items()}
        return value.replace("TMP", str(tmp_path)) if isinstance(value, str) else value

    person = acme(SCRIPT, submit={**BY_ID, **submit})
    failed = person.fails("request", "config", check_mode=check_mode, **CALL, **at(given))
    assert told in failed["msg"] and not person.fake.log


@pytest.mark.parametrize(("given", "sent"), [
    ({"body": {"path": "/a"}}, {"path": "/a", "_async": True, "meta": {"by": "us"}}),
    ({"body": {"_async": False, "meta": {"a": 1, "by": "me"}}}, {"_async": True, "meta": {"a": 1, "by": "us"}}),
    ({"body": '{"path": "/a"}'}, {"path": "/a", "_async": True, "meta": {"by": "us"}}),
    ({}, {"_async": True, "meta": {"by": "us"}}),
])  # fmt: skip
def test_constants_on_top_of_the_body(acme: Any, given: Any, sent: Any) -> None:
    add = {"_async": True, "meta": {"by": "us"}}
    person = acme(SCRIPT, submit={**BY_ID, "add": add, "methods": ["POST"]})
    person.ok("request", **CALL, **given)
    assert person.fake.log[0].json == sent
    assert person.fake.log[0].headers["Content-Type"] == "application/json"
    person = acme({**SCRIPT, "PUT /x": {}}, submit={**BY_ID, "add": add, "methods": ["POST"]})
    person.run("request", method="PUT", path="x", body={"a": 1})
    assert person.fake.log[0].json == {"a": 1}  # it starts no job


def test_additions_meet_every_kind_of_body(acme: Any, tmp_path: Any) -> None:
    (tmp_path / "f").write_text("rows")
    steps = {"before": {"path": "/crumb", "save": {"c": "c"}}}
    script = {**SCRIPT, "GET /crumb": {"c": "k7"}}
    add = {"crumb": "{saved.c}"}
    own = {"body": {"for": "{body.who}"}, "method": "POST", "path": "/run"}
    person = acme(script, submit={**BY_ID, **steps, **own, "add": add})
    person.ok("request", body={"who": "me"})
    assert person.fake.log[1].json == {"for": "me", "crumb": "k7"}
    person = acme(script, submit={**BY_ID, **steps, "add": add, "body_format": "form"})
    person.ok("request", body={"a": "1"}, **CALL)
    assert person.fake.log[1].body == "a=1&crumb=k7"
    person.ok("request", body={"f": {"filename": f"{tmp_path}/f"}}, body_format="multipart", **CALL)
    sent = [sent for sent in person.fake.log if sent.line == "POST /run"][-1]
    assert [part[0] for part in parts_of(sent)] == ["f", "crumb"]


def test_a_form_of_the_definition_names_no_files(acme: Any, tmp_path: Any) -> None:
    (tmp_path / "f").write_text("secret file")
    own = {"method": "POST", "path": "/run", "body_format": "multipart"}
    part = {"f": {"filename": "a.txt", "content": "{body.text}"}}
    person = acme(SCRIPT, submit={**BY_ID, **own, "body": part})
    person.ok("request", body={"text": "hello"})
    assert parts_of(person.fake.log[0]) == [("f", "a.txt", "text/plain", "hello")]
    person = acme(SCRIPT, submit={**BY_ID, **own, "body": {"f": {"filename": f"{tmp_path}/f"}}})
    assert "names no files" in person.fails("request", "config")["msg"]


def test_a_key_of_the_system_goes_into_a_form_too(acme: Any, tmp_path: Any) -> None:
    """`auth.body`: into a form of parts as into any other, but into no file."""
    (tmp_path / "f").write_text("rows")
    auth = {"type": "body", "body": {"key": "{token}"}}
    person = acme(SCRIPT, submit=BY_ID, auth=auth)
    for part in ({"content": "rows"}, {"filename": f"{tmp_path}/f"}):
        person.ok("request", body={"a": part}, body_format="multipart", token="tok-1234", **CALL)
        sent = [sent for sent in person.fake.log if sent.method == "POST"][-1]
        assert [(name, text) for name, _file, _kind, text in parts_of(sent)] == [
            ("key", "tok-1234"),
            ("a", "rows"),
        ]
        assert int(sent.headers["Content-Length"]) == len(sent.body)
    assert (
        "auth.body"
        in person.fails("request", "config", src=f"{tmp_path}/f", token="tok-1234", **CALL)["msg"]
    )


def test_a_file_has_no_place_for_a_key(acme: Any, tmp_path: Any) -> None:
    (tmp_path / "f").write_text("rows")
    once = {"once": {"body": "token"}}
    person = acme(SCRIPT, submit={**BY_ID, **once})
    failed = person.fails("request", "config", src=f"{tmp_path}/f", once="k", **CALL)
    assert "src cannot be sent with once" in failed["msg"] and not person.fake.log
    person = acme(SCRIPT, submit={**BY_ID, **once, "add": {"_async": True}})
    person.ok("request", once="k", body={"a": 1}, **CALL)
    assert person.fake.log[0].json == {"a": 1, "token": "k", "_async": True}
