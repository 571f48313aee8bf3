# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret, in any form, in any part of a result, a warning, or what is told while waiting; and at no other host."""

from __future__ import annotations

import base64
import json
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import NAMES
from ansible_collections.asyncops.jobs.tests.unit.systems import (
    SYSTEMS,
    WITH_LOGIN,
    no_login,
    secret_option,
)

SECRET = "pä$$/w+rd \"&{{ö}}'\\x%41"  # quoted differently by each form
PLAIN = "s3cr3t-token_0123456789"


def forms(secret: str, user: str = "") -> set[str]:
    """What a leak may look like."""
    data = secret.encode()
    pair = f"{user}:{secret}".encode() if user else data
    return {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), base64.b64encode(data).decode(),
            base64.urlsafe_b64encode(data).decode().rstrip("="), base64.b64encode(pair).decode(), json.dumps(secret)[1:-1],
            json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]}  # fmt: skip


def told(world: Any, result: Any) -> str:
    """All that a user could see, in two spellings."""
    everything = [
        result,
        world.warnings,
        [str(one) for one in world.progress],
        [repr(one) for one in world.started],
    ]
    return (
        json.dumps(everything, default=repr)
        + json.dumps(everything, default=repr, ensure_ascii=False)
        + repr(everything)
    )


@pytest.mark.parametrize("system", NAMES)
@pytest.mark.parametrize("secret", [PLAIN, SECRET])
@pytest.mark.parametrize("verb", ["info", "wait", "stop", "delete", "request"])
def test_a_refused_credential_is_not_told(world: Any, system: str, secret: str, verb: str) -> None:
    option = secret_option(world[system])
    if option == "token" and secret is SECRET:
        secret = SECRET.replace("ö", "o")
    params: dict[str, Any] = SYSTEMS[system].submit if verb == "request" else {"job_id": ["1"]}
    result = world.run(verb, system, **params, **{option: secret})
    assert result["failed"] and result["error"] in ("auth", "unsupported"), result
    seen = told(world, result)
    assert not [
        form for form in forms(secret, world[system].options.get("username", "")) if form in seen
    ]


@pytest.mark.parametrize("system", NAMES)
@pytest.mark.parametrize("where", ["body", "header", "json", "html"])
def test_a_server_that_repeats_the_credential_is_masked(
    world: Any, system: str, where: str
) -> None:
    """An error page that quotes the request (Authorization header and all) is shown to nobody."""
    secret = str(world[system].options[secret_option(world[system])])
    user = str(world[system].options.get("username", ""))
    text = " ".join(sorted(forms(secret, user)))
    fault: dict[str, Any] = {
        "body": {"status": 500, "body": text},
        "header": {"status": 500, "headers": {"X-Request-Id": secret}},
        "json": {
            "status": 400,
            "body": {"message": text, "detail": text, secret: [secret, {"error": text}]},
        },
        "html": {"status": 200, "body": f"<html><title>{secret}</title>{text}</html>"},
    }[where]
    world[system].fault(times=0, path=no_login(world[system]), **fault)
    result = world.run("info", system, job_id=["1"], request_retries=0)
    assert result["failed"]
    seen = told(world, result)
    assert not [form for form in forms(secret, user) if form in seen]


def test_a_record_that_holds_the_credential_is_masked_also_as_a_key(world: Any) -> None:
    secret = world["log360"].token
    world["log360"].add_job(
        id="AYleak",
        status="FAILED",
        fields={"message": f"token {secret}", secret: {secret: [secret]}},
    )
    result = world.ok("info", "log360", job_id=["AYleak"], raw=True)
    assert secret not in told(world, result) and "********" in result["job"]["reason"]
    failed = world.fails("wait", "log360", "job_failed", job_id=["AYleak"])
    assert secret not in told(world, failed)


def test_a_warning_that_would_hold_the_credential_is_masked(world: Any) -> None:
    secret = world["commvault"].options["password"]
    world["commvault"].add_job(id=77, status="Committed", reason=f"Cannot log in with {secret}.")
    world["commvault"].add_job(id=78, status=f"{secret} is odd")
    seen = told(
        world,
        [
            world.ok("wait", "commvault", job_id=[77]),
            world.ok("info", "commvault", job_id=[78], raw=True),
        ],
    )
    assert (
        len(world.warnings) == 2
        and all("********" in text for text in world.warnings)
        and secret not in seen
    )


@pytest.mark.parametrize("system", WITH_LOGIN)
def test_a_token_won_at_run_time_is_a_secret_too(world: Any, system: str) -> None:
    world.ok("info", system, job_id=["1"])
    sent = world[system].log[-1].headers
    token = (sent.get("authtoken") or sent["authorization"]).partition(" ")[2]
    other = world.run("info", system, job_id=["1"])
    assert token not in told(world, other)
    world[system].fault(path="^(?!.*(oauth2|Login))", status=500, times=0, body={"message": "x"})
    face = world[system]
    real = face.respond
    try:
        face.faults.clear()

        def echo(request: Any) -> Any:
            reply, kind = real(request)
            if kind != "login":
                reply.status, reply.body = (
                    500,
                    json.dumps({"message": list(request.headers.pairs)}).encode(),
                )
            return reply, kind

        face.respond = echo
        failed = world.fails("info", system, "api", job_id=["1"], request_retries=0)
    finally:
        face.respond = real
    sent = face.log[-1].headers
    token = (sent.get("authtoken") or sent["authorization"]).partition(" ")[2]
    assert len(token) > 20 and token not in told(world, failed) and "********" in failed["msg"]


def test_extra_headers_are_secret(world: Any) -> None:
    world["log360"].fault(status=400, body={"message": "bad header value-of-header-77"})
    failed = world.fails("info", "log360", "api", headers={"X-Api-Key": "value-of-header-77"})
    assert world["log360"].log[0].headers["X-Api-Key"] == "value-of-header-77"
    assert "value-of-header-77" not in told(world, failed)


@pytest.mark.parametrize("option", ["token", "password", "client_secret"])
def test_a_secret_with_a_line_break_is_refused_without_being_quoted(
    world: Any, option: str
) -> None:
    system = {"token": "log360", "password": "illumio", "client_secret": "alteryx"}[option]
    result = world.run("info", system, job_id=["1"], **{option: "first-part\nsecond-part"})
    seen = told(world, result)
    assert result["failed"] and "first-part" not in seen and "second-part" not in seen


def test_a_short_secret_is_warned_of_without_being_printed(world: Any) -> None:
    world.run("info", "illumio", password="q7")
    assert any("fewer than 4 characters" in text for text in world.warnings)
    assert not any("q7" in text for text in world.warnings)


def test_netrc_does_not_replace_the_credential(
    world: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login other password other-password\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    world.ok("info", "log360")
    assert world["log360"].log[0].headers["Authorization"] == f"Bearer {world['log360'].token}"


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 302, "headers": {"Location": "LOG360/RestAPI/v1/jobs"}},
        {"body": {"next": "LOG360/x", "results": [{"id": 1}]}},
    ],
)
def test_a_redirect_or_next_link_elsewhere_gets_nothing(world: Any, fault: Any) -> None:
    fault = json.loads(json.dumps(fault).replace("LOG360", world["log360"].root))
    world["adverity"].fault(**fault)
    failed = world.fails("info", "adverity", "api")
    assert "only sent to" in failed["msg"] and world["log360"].log == []


def test_the_login_of_one_system_goes_nowhere_else(world: Any) -> None:
    world["commvault"].fault(
        path="Login", status=307, headers={"Location": world["log360"].root + "/Login"}
    )
    failed = world.run("info", "commvault")
    assert failed["failed"] and world["log360"].log == []
