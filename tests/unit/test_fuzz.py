# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fuzz (tests/fuzz/) can be repeated, and each of its rules can fail. `nox -s fuzz` runs it."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest

pytest.importorskip("hypothesis")
pytest.importorskip("yaml")

from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import (  # noqa: E402
    NAMES,
    provider_of,
)
from ansible_collections.asyncops.jobs.tests.fuzz import conversation, oracle  # noqa: E402
from ansible_collections.asyncops.jobs.tests.fuzz.mutations import MUTATIONS, Draft  # noqa: E402
from ansible_collections.asyncops.jobs.tests.unit.systems import VERBS  # noqa: E402

pytestmark = pytest.mark.gate

SECRET = "s3cret/with+signs=="


@pytest.fixture(scope="module")
def true() -> Any:
    """A conversation in which nothing was changed and a job was waited for."""
    for number in range(1000):
        if "wait of" not in conversation.title_of(7, number):
            continue
        talk = conversation.play(7, number, rate=0.0)
        plain = not talk.check_mode and talk.params["on_timeout"] == "fail"
        good = any(job["state"] == "succeeded" for job in talk.result["jobs"])
        if plain and good and not talk.result.get("failed") and not talk.params.get("wait_until"):
            assert oracle.judge(talk) == []
            return talk._replace(secrets={SECRET})
    raise AssertionError("no such conversation")


def with_job(talk: Any, **changes: Any) -> Any:
    """The same with another first job."""
    first, *others = talk.result["jobs"]
    return talk._replace(result={**talk.result, "jobs": [{**first, **changes}, *others]})


def with_result(talk: Any, **changes: Any) -> Any:
    """The same with other keys in its result."""
    return talk._replace(result={**talk.result, **changes})


DEEP: Any = []
for _level in range(100_000):  # Python 3.13 writes thousands
    DEEP = [DEEP]
PLANTED: list[tuple[str, Any]] = [
    ("handled", lambda talk: with_result(talk, failed=True, error="api", msg="internal error (X at y)")),
    ("handled", lambda talk: talk._replace(failure="Traceback")),
    ("in_time", lambda talk: talk._replace(seconds=60.0)),
    ("in_time", lambda talk: talk._replace(passed=talk.params["wait_timeout"] + 100.0)),
    ("strict", lambda talk: with_result(talk, extra=float("nan"))),
    ("strict", lambda talk: with_result(talk, extra="\ud800")),
    ("strict", lambda talk: with_result(talk, extra=DEEP)),
    ("strict", lambda talk: with_result(talk, extra={1: 2})),
    *(("secrets_kept", lambda talk, form=form: with_result(talk, extra=[{f"a {form}": 1}])) for form in oracle.forms_of(SECRET)),
    ("secrets_kept", lambda talk: talk._replace(shown=["warned of " + SECRET])),
    ("at_home", lambda talk: talk._replace(others=["elsewhere.invalid"])),
    ("harmless", lambda talk: with_job(talk, reason="\x1b[2J")),
    ("harmless", lambda talk: talk._replace(shown=["\u202e"])),
    ("harmless", lambda talk: talk._replace(shown=["x" * 5000])),
    ("well_formed", lambda talk: with_result(talk, failed=True, error="odd", msg="no")),
    ("well_formed", lambda talk: with_result(talk, failed=True, error="config", msg="no")),
    ("well_formed", lambda talk: with_job(talk, progress=101)),
    ("well_formed", lambda talk: with_job(talk, finished_at="yesterday")),
    ("well_formed", lambda talk: with_job(talk, succeeded=None)),
    ("shown", lambda talk: with_job(talk, id="another")),
    ("shown", lambda talk: with_job(talk._replace(log=[]), state="succeeded")),
    ("shown", lambda talk: with_result(talk, jobs=[])),
    ("acted", lambda talk: with_result(talk._replace(verb="stop"), stopped=["7"])),
    ("unchanged", lambda talk: talk._replace(check_mode=True, log=[one._replace(kind="write") for one in talk.log])),
    ("saved", lambda talk: talk._replace(left={**talk.left, ".asyncops-x": b""})),
    ("saved", lambda talk: talk._replace(left={"result": b"half"})),
    ("saved", lambda talk: with_result(talk, checksum_sha256="0", size=1)),
]  # fmt: skip


@pytest.mark.gate
@pytest.mark.parametrize("place", range(len(PLANTED)))
def test_each_rule_can_fail(true: Any, place: int) -> None:
    rule, plant = PLANTED[place]
    found = oracle.judge(plant(true))
    assert rule in {text.partition(":")[0] for text in found}, found


def test_every_rule_has_a_plant() -> None:
    assert {rule.__name__ for rule in oracle.RULES} == {rule for rule, _plant in PLANTED}


def test_every_verb_of_every_system_is_drawn() -> None:
    wanted = {
        (name, verb)
        for name in NAMES
        for verb, case in VERBS.items()
        if case.needs in provider_of(name).verbs
    }
    assert wanted <= set(conversation.cases())


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_changes_something_whatever_it_is_given(name: str) -> None:
    changed = 0
    for number, body in enumerate(
        [b"", b"{}", b'{"a": [1, {"b": "c"}]}', b"<a>b</a>", b"[" * 9000] * 6
    ):
        dice = conversation.random.Random(f"{name}/{number}")
        draft = Draft(200, [("A", "b")], body, [SECRET], [b"other"], "http://127.0.0.1:1")
        before = (draft.head() + draft.payload("GET"), draft.delay, draft.drip, draft.cut)
        MUTATIONS[name](draft, dice)
        changed += (
            draft.head() + draft.payload("GET"),
            draft.delay,
            draft.drip,
            draft.cut,
        ) != before
    assert changed


def test_a_conversation_can_be_repeated() -> None:
    first, again = (conversation.play(7, 11, rate=0.0) for _each in range(2))
    assert first.title == again.title
    assert [one.line for one in first.log] == [one.line for one in again.log]


@pytest.mark.parametrize("number", range(10))
def test_all_is_well(number: int) -> None:
    """A taste; a minute of it is a session of nox."""
    talk = conversation.play(1, number)
    assert oracle.judge(talk) == [], conversation.report(talk, [])


def test_nothing_else_can_be_reached_meanwhile() -> None:
    import socket

    with conversation._watched(9) as (others, _raised):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", 1))
        with contextlib.suppress(OSError):
            socket.create_connection(("elsewhere.invalid", 80))
    assert others == [("127.0.0.1", 1), "elsewhere.invalid"]
