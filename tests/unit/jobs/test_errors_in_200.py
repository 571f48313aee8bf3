# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors inside HTTP 200: each system's shapes, met by each of its verbs, are errors and keep their words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import provider_of
from ansible_collections.asyncops.jobs.tests.unit.systems import (
    SYSTEMS,
    active_job,
    ended_job,
    no_login,
)

WORDS = "The disk is full"
SHAPES: dict[str, list[Any]] = {
    "adverity": [
        {"status": "error", "message": WORDS, "jobs": []},
        {"status": "error", "message": WORDS},
        {"errors": {"start": [WORDS]}},
        {"non_field_errors": [WORDS]},
        {"detail": f"Not permitted. {WORDS}"},
        [WORDS],
    ],
    "alteryx": [
        {"message": WORDS},
        {"Message": "An error has occurred.", "ExceptionMessage": WORDS},
        {"exceptionMessage": WORDS},
        {"message": "The request is invalid.", "modelState": {"contract": [WORDS]}},
        {"modelState": {"contract": [WORDS]}},
        {"error": "server_error", "error_description": WORDS},
    ],
    "commvault": [
        {"errorCode": 2, "errorMessage": WORDS},
        {"errorCode": 2, "errorString": WORDS},
        {"error": {"errorCode": 2, "errorMessage": WORDS}},
        {"errors": [{"errList": [{"errorCode": 2, "errLogMessage": WORDS}]}]},
        {"errList": [{"errorCode": "2", "errLogMessage": WORDS}]},
        {"errors": [{"errList": [{"errorCode": 0}, {"errorCode": 2, "errLogMessage": WORDS}]}]},
        {"response": [{"errorCode": 0}, {"errorCode": 2, "errorString": WORDS}]},
        {"error": {"errList": [{"errorCode": 2, "errLogMessage": WORDS}]}},
        {"response": [{"errorCode": 2, "errorString": WORDS}]},
        {"response": {"errorCode": 2, "errorString": WORDS}},
        {"genericResp": {"errorCode": 2, "errorMessage": WORDS}},
        {"error": [{"status": {"errorCode": 2, "errorMessage": WORDS}}]},
        f'<response errorCode="2" errorString="{WORDS}"/>',
        f'<DM2_Resp><response errorCode="2" errorString="{WORDS}"/></DM2_Resp>',
        f'<R><errors><errList errorCode="0"/><errList errorCode="2" errLogMessage="{WORDS}"/></errors></R>',
    ],
    "illumio": [
        [{"token": "input_validation_error", "message": WORDS}],
        {"token": "input_validation_error", "message": WORDS},
        {"error": WORDS},
        {"errors": [{"token": "x", "message": WORDS}]},
    ],
    "log360": [
        {"ERROR_DESCRIPTION": WORDS},
        {"ERROR_CODE": "1005", "ERROR_DESCRIPTION": WORDS},
        {"data": {"ERROR_DESCRIPTION": WORDS}},
        {"data": {"error": {"message": WORDS}}},
        {"status": "FAILED", "message": WORDS},
        {"error": {"message": WORDS}},
        {"error": WORDS},
    ],
}
VERBS = ("info", "list", "wait", "stop", "delete", "request", "result", "dest")


def has(system: str, verb: str) -> bool:
    needs = {"info": "get", "wait": "get", "request": "submit", "dest": "result"}.get(verb, verb)
    return needs in provider_of(system).verbs


CASES = [
    (system, verb, body)
    for system in SYSTEMS
    for verb in VERBS
    if has(system, verb)
    for body in SHAPES[system]
]


@pytest.mark.parametrize(("system", "verb", "body"), CASES)
def test_an_error_inside_http_200_is_one(
    world: Any, tmp_path: Path, system: str, verb: str, body: Any
) -> None:
    face = world[system]
    path, method = no_login(face), None
    row = SYSTEMS[system]
    params: dict[str, Any] = {}
    name = verb
    if verb == "list":
        name, params = "info", {"filters": row.filters}
    elif verb in ("stop", "delete"):
        params = {"job_id": [active_job(face) if verb == "stop" else ended_job(face)]}
        method = "DELETE" if verb == "delete" else "POST"
    elif verb in ("info", "wait"):
        params = {"job_id": [ended_job(face)]}
    elif verb == "request":
        params, method = row.submit, row.submit.get("method", "GET")
    else:
        name, params = "request", dict(row.submit)
        if system == "adverity":
            params["body"] = {"start": "2026-09-01", "end": "2026-09-02"}
        if verb == "dest":
            params["dest"] = str(tmp_path) + "/"
        path = RESULTS[system]
    face.fault(times=0, method=method, path=path, body=body)
    failed = world.run(name, system, **params)
    assert failed.get("failed"), failed
    assert WORDS in failed["msg"], failed["msg"]
    assert (failed["error"], failed["http_status"]) == ("api", 200)
    assert not failed.get("deleted") and not failed.get("stopped")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("system", ["adverity", "alteryx", "illumio", "log360"])
@pytest.mark.parametrize("none", [0, False, None, [], {}, ""])
@pytest.mark.parametrize("key", ["error", "errors", "message"])
def test_no_error_is_none(world: Any, system: str, key: str, none: Any) -> None:
    world[system].fault(path="/anything", body={key: none, "imported": 5})
    result = world.ok("request", system, path="anything", method="GET")
    assert result["result"] == {key: none, "imported": 5}


# Where the emulators keep results.
RESULTS = {
    "adverity": "/download/",
    "alteryx": "/output/",
    "illumio": "/datafiles/",
    "log360": "/results",
}


@pytest.mark.parametrize(
    "body",
    [
        {"errList": [{"errorCode": 1116, "errLogMessage": "The token has expired"}]},
        {"errors": [{"errList": [{"errorCode": 1116, "errLogMessage": "The token has expired"}]}]},
        {"error": {"errList": [{"errorCode": "1116", "errLogMessage": "The token has expired"}]}},
    ],
)
def test_commvaults_dead_token_is_met_by_one_login(world: Any, body: Any) -> None:
    face = world["commvault"]
    job = ended_job(face)
    face.fault(times=1, path=no_login(face), body=body)
    assert world.ok("info", "commvault", job_id=[job])["count"] == 1
    assert len([entry for entry in face.log if entry.kind == "login"]) == 2
    face.fault(times=0, path=no_login(face), body=body)
    failed = world.fails("info", "commvault", "auth", job_id=[job])
    assert "The token has expired" in failed["msg"] and failed["code"] == "1116"
    given = {"username": None, "password": None, "token": "QSDK tok-12345678"}
    failed = world.fails("info", "commvault", "auth", job_id=[job], **given)
    assert "The token has expired" in failed["msg"]
