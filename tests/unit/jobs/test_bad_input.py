# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input: one clear sentence, the right class, nothing sent, no traceback, no secret."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import NAMES
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator
from ansible_collections.asyncops.jobs.tests.unit.systems import (
    SYSTEMS,
    WITH_LOGIN,
    no_login,
)

NO_SECRET = {
    "username": None,
    "password": None,
    "token": None,
    "client_id": None,
    "client_secret": None,
}


@pytest.mark.parametrize(("url", "word"), [
    ("", "base_url is empty"), (None, "base_url is empty"), ("pce.example.com:8443", "no scheme"), ("ftp://h", "http"),
    ("http://", "host"), ("http://user:pass@h", "user"), ("http://h?x=1", "query"), ("http://h#x", "fragment"),
    ("http://h:0", "port"), ("http://h:99999", "port"), ("http://h:", "port"), ("http://h h", "white space"),
    ("http://h/../x", ".."), ("http://[::1", "host"), ("http://h\n", None), ("javascript://x", "http")])  # fmt: skip
def test_a_malformed_url_is_told_without_sending(world: Any, url: Any, word: Any) -> None:
    if word is None:
        return
    failed = world.fails("info", "illumio", "config", base_url=url)
    assert word in failed["msg"] and "base_url" in failed["msg"] and world["illumio"].log == []


@pytest.mark.parametrize("system", NAMES)
def test_a_missing_secret_is_named(world: Any, system: str) -> None:
    for blank in (None, "", "  "):
        failed = world.fails("info", system, "config", **dict.fromkeys(NO_SECRET, blank))
        assert SYSTEMS[system].needs in failed["msg"], failed["msg"]
    failed = world.fails("request", system, "config", **NO_SECRET, path="x", method="POST")
    assert world[system].log == []


@pytest.mark.parametrize("half", [{"username": "x"}, {"password": "secret-xyz"}])
def test_half_a_credential_is_told(world: Any, half: Any) -> None:
    failed = world.fails("info", "illumio", "config", **{**NO_SECRET, **half})
    assert "username and password" in failed["msg"] and "secret-xyz" not in json.dumps(failed)


def test_an_unknown_provider_names_those_there_are(world: Any) -> None:
    failed = world.fails(
        "info", "hudson", "config", provider="hudson", base_url="http://127.0.0.1:1"
    )
    assert ", ".join(NAMES) in failed["msg"] and "'hudson'" in failed["msg"]


def test_a_wrong_definition_names_the_path_of_its_key(world: Any) -> None:
    definition = {"name": "mine", "state": {"path": "s", "words": {"finished": "DONE"}}}
    failed = world.fails(
        "info",
        "mine",
        "config",
        provider="mine",
        provider_definition=definition,
        base_url="http://h",
    )
    assert "provider_definition.state.words" in failed["msg"] and "finished" in failed["msg"]
    failed = world.fails("info", "mine", "config", provider="other", provider_definition={**definition, "name": "mine"},
                         base_url="http://h")  # fmt: skip
    assert failed["msg"]


@pytest.mark.parametrize(
    ("option", "value", "word"),
    [
        ("request_timeout", 0, "request_timeout"),
        ("request_timeout", -1, "request_timeout"),
        ("request_timeout", float("inf"), "request_timeout"),
        ("request_timeout", float("nan"), "request_timeout"),
        ("request_retries", -1, "request_retries"),
        ("retry_after_max", 0, "retry_after_max"),
        ("ca_path", "/nonexistent/ca.pem", "ca_path"),
        ("client_cert", "/nonexistent/c.pem", "client_cert"),
        ("headers", {"X-A": "a\r\nX-B: c"}, "X-A"),
        ("headers", {"X A": "a"}, "header"),
        ("headers", {"X-A": "\u2028"}, "X-A"),
        ("token", "abc\ndef-secret", "token holds"),
    ],
)
def test_a_wrong_option_is_named(world: Any, option: str, value: Any, word: str) -> None:
    more = {"base_url": "https://127.0.0.1:1"} if option in ("ca_path", "client_cert") else {}
    failed = world.fails("info", "log360", "config", **{option: value, **more})
    assert word in failed["msg"] and "def-secret" not in failed["msg"] and world["log360"].log == []


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("wait_timeout", -1),
        ("wait_timeout", float("nan")),
        ("wait_interval", 0),
        ("fail_on", ["done"]),
    ],
)
@pytest.mark.parametrize("verb", ["wait", "stop", "request"])
def test_a_wrong_waiting_option_is_told_before_anything_is_sent(
    world: Any, verb: str, option: str, value: Any
) -> None:
    params = (
        {"path": "Subclient/5/action/backup", "method": "POST"}
        if verb == "request"
        else {"job_id": ["815"]}
    )
    failed = world.fails(verb, "commvault", "config", **params, **{option: value})
    assert option in failed["msg"] and world["commvault"].log == []


@pytest.mark.parametrize(
    "params",
    [
        {"token": ""},
        {"wait_timeout": -1},
        {"request_retries": -1},
        {"job_id": [""]},
        {"job_id": []},
    ],
)
@pytest.mark.parametrize("verb", ["info", "wait", "stop", "delete", "request"])
def test_a_failure_has_the_keys_of_a_success(world: Any, verb: str, params: Any) -> None:
    asked = {"path": "jobs"} if verb == "request" else {"job_id": ["AYVTeCb0wPH5eWuO5jkC"]}
    system = "commvault" if verb == "stop" else "log360"
    told = world.ok(
        verb, system, **({"job_id": ["681"], "wait": True} if verb == "stop" else asked)
    )
    failed = world.run(verb, system, **{**asked, "wait": True, **params, "username": ""})
    if failed.get("failed"):
        missing = (
            set(told) - set(failed) - {"diff"} - ({"job"} if params.get("job_id") == [] else set())
        )
        assert not missing and failed["changed"] is False
    if verb == "info" and failed.get("failed"):
        assert failed["complete"] is False


# The network.


def test_nobody_listens(world: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    failed = world.fails(
        "info", "log360", "transport", base_url=f"http://127.0.0.1:{port}", request_retries=1
    )
    assert (
        "connection refused" in failed["msg"]
        and f"127.0.0.1:{port}" in failed["msg"]
        and failed["tries"] == 2
    )


def test_a_host_that_does_not_exist(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: Any, **_kwargs: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    failed = world.fails(
        "info", "log360", "transport", base_url="http://nowhere.invalid", request_retries=0
    )
    assert (
        "nowhere.invalid" in failed["msg"] and "the name of the host is not known" in failed["msg"]
    )


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A self-signed certificate for localhost, not for 127.0.0.1."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("there is no openssl command")
    folder = tmp_path_factory.mktemp("tls")
    cert, key = str(folder / "cert.pem"), str(folder / "key.pem")
    subprocess.run(
        [
            openssl,
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-keyout",
            key,
            "-out",
            cert,
            "-days",
            "2",
            "-subj",
            "/CN=localhost",
            "-addext",
            "subjectAltName=DNS:localhost",
        ],
        check=True,
        capture_output=True,
    )
    return cert, key


@pytest.fixture
def secure(world: Any, certificate: tuple[str, str]) -> Iterator[Any]:
    """Log360 by https."""
    with Emulator(["log360"], clock=world.clock, tls=certificate) as emulator:
        yield emulator["log360"]


def test_a_wrong_certificate_is_final(
    world: Any, secure: Any, certificate: tuple[str, str]
) -> None:
    here = secure.base_url.replace("127.0.0.1", "localhost")
    for params in ({"base_url": here}, {"base_url": secure.base_url, "ca_path": certificate[0]}):
        failed = world.fails("info", "log360", "transport", **params)
        assert "certificate verify failed" in failed["msg"] and "ca_path" in failed["msg"]
        assert (failed["tries"], world.sleeps, secure.log) == (1, [], [])


def test_a_certificate_that_is_trusted_or_not_looked_at(
    world: Any, secure: Any, certificate: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nonexistent")
    here = secure.base_url.replace("127.0.0.1", "localhost")
    for params in (
        {"base_url": here, "ca_path": certificate[0]},
        {"base_url": secure.base_url, "validate_certs": False},
    ):
        assert world.ok("info", "log360", **params)["count"] == 4
    assert [text.partition(":")[0] for text in world.warnings] == ["validate_certs is false"]


def test_http_where_https_is_spoken_and_the_other_way_round(world: Any, secure: Any) -> None:
    failed = world.fails(
        "info",
        "log360",
        "transport",
        base_url=world["log360"].base_url.replace("http:", "https:"),
        request_retries=0,
    )
    assert "does the port speak plain http?" in failed["msg"]
    failed = world.fails(
        "info",
        "log360",
        "transport",
        base_url=secure.base_url.replace("https:", "http:"),
        request_retries=0,
    )
    assert failed["msg"]


# Answers that are none.


@pytest.mark.parametrize("system", NAMES)
@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ({"html": True}, "HTML page (Sign in)"),
        ({"malformed": True}, "broken JSON"),
        ({"body": "hello", "status": 200}, "hello"),
        ({"body": "", "status": 200}, "not"),
        ({"status": 204}, "not"),
    ],
)
def test_an_answer_that_is_no_answer(world: Any, system: str, fault: Any, word: str) -> None:
    for params in ({"filters": SYSTEMS[system].filters}, {"job_id": ["1"]}):
        world[system].fault(path=no_login(world[system]), **fault)
        failed = world.fails("info", system, "decode", **params)
        assert word in failed["msg"] and "127.0.0.1" in failed["msg"]


@pytest.mark.parametrize("system", WITH_LOGIN)
@pytest.mark.parametrize(
    "fault", [{"html": True}, {"malformed": True}, {"body": "{}"}, {"status": 204}, {"body": "[]"}]
)
def test_a_login_that_is_no_login(world: Any, system: str, fault: Any) -> None:
    world[system].fault(**fault)
    failed = world.run("info", system, job_id=["1"])
    assert failed["error"] in ("auth", "decode") and len(world[system].log) == 1


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, "api"),
        (401, "auth"),
        (403, "auth"),
        (404, "not_found"),
        (409, "conflict"),
        (410, "not_found"),
        (500, "api"),
        (501, "api"),
    ],
)
def test_the_http_code_says_which_class(world: Any, status: int, error: str) -> None:
    body = {"message": "The system's own words."}
    world["log360"].fault(status=status, times=0, body=body, headers={"X-Request-Id": "req-77"})
    failed = world.fails("info", "log360", error, request_retries=0)
    assert "The system's own words." in failed["msg"] and f"HTTP {status}" in failed["msg"]
    assert (failed["http_status"], failed["request_id"], failed["tries"]) == (status, "req-77", 1)


@pytest.mark.parametrize(
    "body",
    ["<html><title>Bad gateway</title></html>", "", "plain words\x1b[31m\nmore", '{"a": ', "[]"],
)
def test_an_error_in_any_form_is_one_line(world: Any, body: str) -> None:
    world["log360"].fault(status=502, times=0, body=body)
    failed = world.fails("info", "log360", "api", request_retries=0)
    assert "HTTP 502" in failed["msg"] and "\x1b" not in failed["msg"] and "<" not in failed["msg"]


@pytest.mark.gate
def test_a_bomb_is_not_decoded(world: Any) -> None:
    world["log360"].fault(gzip_bomb=200_000_000)
    assert "times their size" in world.fails("info", "log360", "decode")["msg"]


def test_too_many_requests(world: Any) -> None:
    world["log360"].fault(status=429, retry_after=7, times=0)
    failed = world.fails("info", "log360", "rate_limited", request_retries=1)
    assert (failed["tries"], failed["retry_after"], world.sleeps) == (2, 7.0, [7.0])


def test_a_failure_of_ours_tells_its_place_and_nothing_else(world: Any, tmp_path: Path) -> None:
    failed = world.fails("info", "log360", "api", limit="secret-limit")
    assert "internal error (TypeError at info.py:" in failed[
        "msg"
    ] and "secret-limit" not in json.dumps(failed)
