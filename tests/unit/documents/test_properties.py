# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing is assumed about a lucky server: records, pages, totals and words of any kind, over the wire.

The pager, the XML reader and the rules have properties of their own beside them; here the verbs are held to them.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import pathlib
from collections.abc import Iterator
from typing import Any

import pytest

pytest.importorskip("hypothesis")
from hypothesis import assume, given  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from ansible_collections.asyncops.jobs.plugins.module_utils._providers import (  # noqa: E402
    registry,
)
from ansible_collections.asyncops.jobs.tests.unit.systems import (  # noqa: E402
    SYSTEMS,
    WITH_PAGES,
)

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures"
DOCUMENTED = json.loads((FIXTURES / "documents" / "documented.json").read_text(encoding="utf-8"))

# XML 1.0 holds no control characters; line breaks and tabs it does.
TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t<>&'\""),
    max_size=30,
)
NUMBERS = st.integers(0, 2**31)
WORDS = [
    *(one["word"] for one in DOCUMENTED["commvault"]["statuses"]),
    *DOCUMENTED["commvault"]["beyond"]["statuses"],
]
SUMMARIES = st.fixed_dictionaries(
    {"status": st.sampled_from(WORDS) | TEXTS.filter(str.strip)},
    optional={
        "localizedOperationName": TEXTS, "jobType": TEXTS, "pendingReason": TEXTS, "localizedStatus": TEXTS,
        "percentComplete": st.integers(0, 100) | st.floats(0, 100).map(lambda one: round(one, 6)),
        "jobElapsedTime": NUMBERS, "jobStartTime": NUMBERS, "lastUpdateTime": NUMBERS, "jobEndTime": NUMBERS,
        "isVisible": st.booleans(), "isAged": st.booleans(), "totalFailedFiles": NUMBERS, "clientGroups": st.just([]),
        "subclientName": TEXTS,
    },
)  # fmt: skip


def bare(result: dict[str, Any]) -> dict[str, Any]:
    """The only job, without the record it was read from."""
    job = dict(result["job"])
    assert job.pop("raw")
    return job


@pytest.mark.gate
@given(fields=SUMMARIES)
def test_xml_and_json_of_one_job_are_one_job(steady: Any, fields: dict[str, Any]) -> None:
    id = steady["commvault"].add_job(id=999, status="Completed", fields=fields)
    json_job = bare(steady.ok("info", "commvault", job_id=[id]))
    xml_job = bare(
        steady.ok("info", "commvault", job_id=[id], headers={"Accept": "application/xml"})
    )
    assert xml_job == json_job
    assert json_job["id"] == id


@pytest.mark.gate
@given(several=st.lists(SUMMARIES, max_size=4))
def test_xml_and_json_of_a_list_are_one_list(steady: Any, several: list[dict[str, Any]]) -> None:
    """None, one (no list in XML), several."""
    face = steady["commvault"]
    face.jobs.clear()
    for number, fields in enumerate(several):
        face.add_job(id=1000 + number, status="Completed", age=60, fields=fields)
    told = steady.ok("info", "commvault")
    assert steady.ok("info", "commvault", headers={"Accept": "application/xml"}) == told
    assert told["count"] == len(several) and told["complete"] is True


# Where a page tells how many jobs there are in all.
TOTALS = {"adverity": "count", "commvault": "totalRecordsWithoutPaging"}


@contextlib.contextmanager
def unlucky(
    steady: Any, system: str, n: int, caps: list[int], lie: int | None
) -> Iterator[list[str]]:
    """A system with `n` jobs whose pages are no longer than the next of `caps`, and whose total is off by `lie`."""
    face, turn = steady[system], itertools.cycle(caps)
    whole = face.whole

    def capped(text: Any, default: int, name: str, least: int = 0) -> int:
        found = int(whole(text, default, name, least))
        if name == "page_size":  # with page numbers a server keeps to one size
            return min(found, caps[0])
        return min(found, next(turn)) if name == "limit" else found

    def lying(request: Any, reply: Any) -> Any:
        body = json.loads(reply.body) if reply.body[:1] == b"{" else {}
        if TOTALS.get(system) in body and lie != 0:
            body[TOTALS[system]] = None if lie is None else body[TOTALS[system]] + lie
            reply.body = json.dumps(body).encode()
        return reply

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(face, "whole", capped)
        patch.setattr(face, "finish", lying)
        if system == "commvault":
            show = face.show
            patch.setattr(
                face,
                "show",
                lambda request, jobs, at, most: show(request, jobs, at, min(most, next(turn))),
            )
        face.jobs.clear()
        face.version += 1
        yield (
            list(face.add_many(n, status=DOCUMENTED[system]["base"]["status"], age=60)) if n else []
        )


@pytest.mark.gate
@given(
    data=st.data(), n=st.integers(0, 45), caps=st.lists(st.integers(1, 20), min_size=1, max_size=4)
)
@pytest.mark.parametrize("system", WITH_PAGES)
def test_every_job_is_listed_once_whatever_the_pages(
    steady: Any, system: str, data: Any, n: int, caps: Any
) -> None:
    lie = data.draw(st.sampled_from([0, None, 1, 7, 1000])) if system in TOTALS else 0
    with unlucky(steady, system, n, caps, lie) as ids:
        told = steady.ok("info", system, filters=SYSTEMS[system].filters, fields=["id"])
        counted = steady.ok("info", system, filters=SYSTEMS[system].filters, summary_only=True)
    assert sorted(job["id"] for job in told["jobs"]) == sorted(ids)
    assert told["complete"] is (lie in (0, None)), "it says so when the system claims to have more"
    assert (counted["count"], sum(counted["summary"].values())) == (n, n)


@pytest.mark.gate
@given(
    n=st.integers(0, 45),
    caps=st.lists(st.integers(1, 20), min_size=1, max_size=4),
    limit=st.integers(1, 50),
)
@pytest.mark.parametrize("system", WITH_PAGES)
def test_a_limit_is_kept_whatever_the_pages(
    steady: Any, system: str, n: int, caps: Any, limit: int
) -> None:
    with unlucky(steady, system, n, caps, 0) as ids:
        told = steady.ok(
            "info", system, filters=SYSTEMS[system].filters, fields=["id"], limit=limit
        )
    found = [job["id"] for job in told["jobs"]]
    assert len(found) == len(set(found)) == min(n, limit) and set(found) <= set(ids)
    assert told["complete"] is (n <= limit)


@given(
    n=st.integers(1, 45),
    caps=st.lists(st.integers(1, 20), min_size=1, max_size=3),
    less=st.integers(-45, -1),
)
def test_a_total_that_is_too_low_never_doubles_a_job(
    steady: Any, n: int, caps: Any, less: int
) -> None:
    with unlucky(steady, "commvault", n, caps, less) as ids:
        found = [job["id"] for job in steady.ok("info", "commvault", fields=["id"])["jobs"]]
    assert len(found) == len(set(found)) and set(found) <= set(ids)


@pytest.mark.parametrize("n", [0, 1, 499, 500, 501, 777])
def test_a_list_that_is_cut_in_silence_is_told(steady: Any, n: int) -> None:
    """A PCE lists 500 objects at most, and says nothing of it but a total."""
    face = steady["illumio"]
    face.jobs.clear()
    if n:
        face.add_many(n, status="done")
    told = steady.ok("info", "illumio", summary_only=True)
    assert told["count"] == min(n, 500)
    assert told["complete"] is (n < 500), "exactly 500 may be all, or not"


@given(
    word=st.text(max_size=20)
    | st.sampled_from(["success", "Completed!", "done", "SUCCESSFUL", "ok", "100", "null"])
)
@pytest.mark.parametrize("system", registry.NAMES)
def test_a_word_of_no_list_is_never_an_end(steady: Any, system: str, word: str) -> None:
    page = DOCUMENTED[system]
    listed = [*(one["word"] for one in page["statuses"]), *page["beyond"]["statuses"]]
    assume(word.strip().casefold() not in {one.casefold() for one in listed})
    base = page["base"]
    id = str(base["id"])
    steady[system].add_job(**base, fields={{"adverity": "state_label"}.get(system, "status"): word})
    steady.warnings.clear()
    job = steady.ok("info", system, job_id=[id])["job"]
    assert (job["state"], job["finished"], job["succeeded"]) == ("unknown", False, False)
    assert len(steady.warnings) == 1, "which is told once"


HINTS = st.sampled_from([None, 0, 1, 7, "soon", "date+3", ["3", "9"]])


@pytest.mark.gate
@given(seconds=st.lists(st.floats(0, 50), min_size=2, max_size=2), hint=HINTS)
def test_a_wait_ends_with_the_job_and_hardly_later(
    steady: Any, seconds: list[float], hint: Any
) -> None:
    """Whatever hints come, the end is seen within one pace of ours or one hint of the server's."""
    face = steady["illumio"]
    face.jobs.clear()
    face.next_job(
        duration=seconds, poll_retry_after=hint, retry_after=hint if hint is not None else "none"
    )
    told = steady.ok("request", "illumio", path="orgs/1/labels", wait_timeout=600)
    assert told["job"]["state"] == "succeeded" and told["timed_out"] is False
    assert sum(seconds) - 1 <= told["waited"] <= sum(seconds) + 9.5
