# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Job record: its keys, its states, what follows from them."""

from __future__ import annotations

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import (
    API_ERRORS,
    ApiError,
    AsyncopsError,
    AuthError,
    Interrupted,
    TransportError,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import (
    ACTIVE,
    KEYS,
    STATES,
    SUCCESS,
    TERMINAL,
    Job,
)

NOT_FINISHED = ["queued", "running", "waiting", "stopping", "unknown"]
FINISHED = ["succeeded", "partial", "failed", "stopped", "skipped", "lost"]


def test_the_states_are_those_of_the_interface() -> None:
    assert list(ACTIVE) == NOT_FINISHED
    assert list(TERMINAL) == FINISHED
    assert STATES == ACTIVE + TERMINAL
    assert SUCCESS == ("succeeded", "partial")


@pytest.mark.parametrize("state", STATES)
def test_finished_and_succeeded_follow_from_the_state(state: str) -> None:
    job = Job("1", "x", state)
    assert job.finished is (state in FINISHED)
    assert job.succeeded is (state in ("succeeded", "partial"))
    with pytest.raises(AttributeError):
        job.finished = True  # type: ignore[misc]


def test_a_state_of_another_name_is_refused() -> None:
    with pytest.raises(ValueError, match="^state must be one of queued, running, .*, not 'done'$"):
        Job("1", "x", "done")


def test_all_keys_are_always_there() -> None:
    told = Job("1", "slurm").to_dict()
    assert list(told) == [
        "id",
        "href",
        "provider",
        "name",
        "type",
        "state",
        "status",
        "finished",
        "succeeded",
        "progress",
        "submitted_at",
        "started_at",
        "finished_at",
        "updated_at",
        "duration",
        "reason",
        "messages",
        "outputs",
        "raw",
    ]
    assert list(told) == list(KEYS)
    filled = {
        "id": "1",
        "provider": "slurm",
        "state": "unknown",
        "finished": False,
        "succeeded": False,
    }
    assert told == {**dict.fromkeys(KEYS), **filled}


def test_to_dict_shows_raw_and_other_fields_when_asked() -> None:
    job = Job("1", "slurm", "failed", raw={"a": 1}, reason="why")
    assert job.to_dict()["raw"] is None
    assert job.to_dict(raw=True)["raw"] == {"a": 1}
    assert job.to_dict(fields=["reason", "finished"]) == {"reason": "why", "finished": True}
    assert job.to_dict(raw=True, fields=["raw"]) == {"raw": {"a": 1}}
    assert repr(job) == "<Job slurm 1 failed>"


def test_errors_carry_their_facts() -> None:
    error = TransportError("no", sent=True, tries=2)
    assert (error.message, str(error), error.sent, error.tries) == ("no", "no", True, 2)
    assert error.facts() == {"sent": True, "tries": 2}
    assert set(API_ERRORS) == {"api", "auth", "not_found", "conflict", "rate_limited"}
    kinds, todo = set(), [AsyncopsError]
    while todo:
        one = todo.pop()
        todo += one.__subclasses__()
        kinds.add(one.kind)
    assert kinds == {
        "config",
        "auth",
        "not_found",
        "conflict",
        "rate_limited",
        "transport",
        "decode",
        "api",
        "unsupported",
        "job_failed",
        "timeout",
    }
    assert all(issubclass(error_type, ApiError) for error_type in API_ERRORS.values())


def test_an_error_that_is_retold_keeps_its_facts() -> None:
    error = ApiError("no", status=503, retry_after=5.0, code="c7")
    told = error.with_message("the login was refused: no", AuthError)
    assert (
        told.__class__ is AuthError
        and (told.message, str(told)) == ("the login was refused: no",) * 2
    )
    assert told.facts() == error.facts() == {"http_status": 503, "retry_after": 5.0, "code": "c7"}
    assert error.message == "no" and error.with_message("x").__class__ is ApiError


def test_an_interruption_is_no_error_of_the_tree() -> None:
    assert not issubclass(Interrupted, Exception) and not issubclass(Interrupted, AsyncopsError)
    assert (str(Interrupted(15)), Interrupted(15).number) == ("interrupted by signal 15", 15)
