# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Success is shown, never assumed: whatever a server answers, nothing is said of a job that no answer about it said.

A conversation is drawn: each request is answered by what the system documents, or by noise. The answers carry their
meaning as a label, so that the judgement needs nothing of the engine.
"""

from __future__ import annotations

import functools
import json
import pathlib
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest

pytest.importorskip("hypothesis")
yaml = pytest.importorskip("yaml")
from hypothesis import HealthCheck, given, settings  # noqa: E402
from hypothesis import strategies as st  # noqa: E402

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import (  # noqa: E402
    Context,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import (  # noqa: E402
    NAMES,
    provider_of,
)
from ansible_collections.asyncops.jobs.tests.unit.declared.conftest import (  # noqa: E402
    Answer,
    Fake,
    answer,
)
from ansible_collections.asyncops.jobs.tests.unit.verbs import run  # noqa: E402

DEFINITIONS = pathlib.Path(__file__).resolve().parents[3] / "extensions" / "catalogue"
SUCCESS = ("succeeded", "partial")


class System(NamedTuple):
    """What a person knows of a system from its documents.

    :param submit: options of an async_request that starts a job.
    :param named: the answer to it.
    :param look: (id, word) -> the answer about a job in that state.
    :param words: done, running, failed and stopped, as the system says them.
    :param job_id: how a user names the job; ``id`` is its id in results.
    :param requests: what a request is, by "METHOD path"; the first that matches.
    :param done_by: statuses of an answer at the job's own URL that mean success, whatever the body.
    :param at_once: statuses of a submit's answer that mean that it is the result itself.
    :param acted_by: statuses of an answer to a stop or a delete that mean that it was done.
    :param errors: bodies of a 200 that are documented as errors.
    """

    submit: dict[str, Any]
    named: Answer
    look: Callable[[Any, Any], Answer]
    words: dict[str, Any]
    requests: dict[str, str]
    id: str = "7"
    other: Any = 8
    job_id: str = ""
    done_by: tuple[int, ...] = ()
    at_once: tuple[int, ...] = ()
    acted_by: tuple[int, ...] = ()
    errors: tuple[Any, ...] = ()
    credentials: tuple[str, ...] = ("token",)
    provider: str = ""

    @property
    def number(self) -> Any:
        """The id as the system writes it."""
        return 7 if isinstance(self.other, int) else self.id


def post(path: str, **more: Any) -> dict[str, Any]:
    """The options of a POST."""
    return {"method": "POST", "path": path, "body": {"a": 1}, **more}


PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body>Completed</body></html>"
COMMVAULT_ERRORS = (
    {"errorCode": 2, "errorMessage": "no"},
    {"errors": [{"errList": [{"errorCode": 2, "errLogMessage": "no"}]}]},
    {"response": [{"errorCode": 2, "errorString": "no"}]},
    {"genericResp": {"errorCode": 2, "errorMessage": "no"}},
)


def by_status(job_id: Any, word: Any) -> Answer:
    """Where the status tells it: 202 as long as it works."""
    return answer({"value": 1}, 200) if word == "done" else answer({}, 202)


SYSTEMS: dict[str, System] = {
    "adverity": System(
        post("datastreams/1/fetch_fixed/"),
        answer({"status": "ok", "message": "Job started.", "jobs": [{"id": 7}]}),
        lambda job_id, word: answer({"id": job_id, "state_label": word}),
        {"done": "Success", "running": "Running", "failed": "Failed", "stopped": "Cancelled"},
        {"submit": "POST .*/fetch_fixed/", "stop": "POST .*/stop/", "look": "GET .*/jobs/7/", "list": "GET .*/jobs/"},
    ),
    "alteryx": System(
        post("workflows/w1/jobs"),
        answer({"id": "Ab7", "status": "Queued"}),
        lambda job_id, word: answer(
            {"id": job_id, "status": "Completed", "disposition": "Success"}
            if word == "Success" else {"id": job_id, "status": word, "disposition": "None"}
        ),
        {"done": "Success", "running": "Running", "failed": "Error", "stopped": "Cancelled"},
        {"submit": "POST .*/jobs", "look": "GET .*/jobs/Ab7", "list": "GET .*/jobs"},
        id="Ab7", other="ab7",
    ),
    "commvault": System(
        post("Subclient/5/action/backup"),
        answer({"jobIds": ["7"]}),
        lambda job_id, word: answer({"jobs": [{"jobSummary": {"jobId": job_id, "status": word}}]}),
        {"done": "Completed", "running": "Running", "failed": "Failed", "stopped": "Killed"},
        {"submit": "POST .*/backup", "stop": "POST .*/kill", "look": "GET .*/Job/7", "list": "GET .*/Job"},
        errors=COMMVAULT_ERRORS,
    ),
    "illumio": System(
        {"path": "orgs/1/labels"},
        answer(None, 202, Location="/orgs/1/jobs/Ab7"),
        lambda job_id, word: answer(
            {"href": f"/orgs/1/jobs/{job_id}", "status": word, "result": {"href": "/orgs/1/datafiles/7"}}
        ),
        {"done": "done", "running": "running", "failed": "failed", "stopped": "failed"},
        {"submit": "GET .*/labels", "delete": "DELETE .*", "look": "GET .*/jobs/Ab7", "list": "GET .*/jobs"},
        id="Ab7", other="ab7", at_once=(200, 201, 203, 204, 206), credentials=("username", "password"),
    ),
    "traffic": System(
        post("orgs/1/traffic_flows/async_queries"),
        answer({"href": "/orgs/1/traffic_flows/async_queries/Ab7", "status": "queued"}, 202),
        lambda job_id, word: answer(
            {"href": f"/orgs/1/traffic_flows/async_queries/{job_id}", "status": word, "result": f"/orgs/1/x/{job_id}/download"}
        ),
        {"done": "completed", "running": "working", "failed": "failed", "stopped": "cancelled"},
        {"submit": "POST .*", "stop": "DELETE .*", "look": "GET .*/async_queries/Ab7"},
        id="Ab7", other="ab7", job_id="/orgs/1/traffic_flows/async_queries/Ab7",
        credentials=("username", "password"), provider="illumio",
    ),
    "log360": System(
        post("search/async"),
        answer({"request_id": "Ab7"}),
        lambda job_id, word: answer({"requests": [{"request_id": job_id, "status": word}], "total": 1}),
        {"done": "SUCCESS", "running": "RUNNING", "failed": "FAILED", "stopped": "FAILED"},
        {"submit": "POST .*", "delete": "DELETE .*", "result": "GET .*/results", "look": "GET .*/jobs"},
        id="Ab7", other="ab7", errors=({"ERROR_DESCRIPTION": "no"},),
    ),
    "awx": System(
        post("job_templates/5/launch/"),
        answer({"job": 7, "id": 7, "url": "/api/v2/jobs/7/", "status": "pending"}, 201),
        lambda job_id, word: answer({"id": job_id, "url": f"/api/v2/jobs/{job_id}/", "status": word}),
        {"done": "successful", "running": "running", "failed": "failed", "stopped": "canceled"},
        {"submit": "POST .*/launch/", "stop": "POST .*/cancel/", "delete": "DELETE .*", "result": "GET .*/stdout/",
         "messages": "GET .*/job_events/", "look": "GET .*/jobs/7/", "list": "GET .*/jobs/"},
    ),
    "azure_lro": System(
        post("sub/run"),
        answer(None, 202, Location="BASE/operations/7"),
        by_status,
        {"done": "done", "running": "running", "failed": "Failed", "stopped": "Canceled"},
        {"submit": "POST .*", "look": "GET .*"},
        job_id="/operations/7", done_by=(200, 201, 204), at_once=(200, 204),
    ),
    "google_aip151": System(
        post("things:run"),
        answer({"name": "operations/7", "done": False}),
        lambda job_id, word: answer(
            {"name": f"operations/{job_id}", "done": word != "running",
             **({"response": {"a": 1}} if word == "done" else {"error": {"code": 1 if word == "stopped" else 3}})}
            if word in ("done", "running", "failed", "stopped") else {"name": f"operations/{job_id}", "done": False, "word": word}
        ),
        {"done": "done", "running": "running", "failed": "failed", "stopped": "stopped"},
        {"stop": "POST .*:cancel", "submit": "POST .*", "delete": "DELETE .*", "look": "GET .*"},
        id="operations/7", job_id="operations/7",
    ),
    "jenkins": System(
        post("job/x/build"),
        answer(None, 201, Location="BASE/job/x/7/"),
        lambda job_id, word: answer(
            {"url": f"BASE/job/x/{job_id}/", "building": word == "running", "result": None if word == "running" else word}
        ),
        {"done": "SUCCESS", "running": "running", "failed": "FAILURE", "stopped": "ABORTED"},
        {"submit": "POST .*/build", "stop": "POST .*/stop", "delete": "POST .*/doDelete", "look": "GET .*"},
        id="job/x/7", job_id="job/x/7", acted_by=(200, 201, 204, 302, 303), credentials=("username", "password"),
    ),
    "ogc_processes": System(
        post("processes/sum/execution"),
        answer({"jobID": "Ab7", "status": "accepted"}, 201, Location="BASE/jobs/Ab7"),
        lambda job_id, word: answer({"jobID": job_id, "status": word}),
        {"done": "successful", "running": "running", "failed": "failed", "stopped": "dismissed"},
        {"submit": "POST .*", "stop": "DELETE .*", "result": "GET .*/results", "look": "GET .*/jobs/Ab7", "list": "GET .*"},
        id="Ab7", other="ab7", at_once=(200,), credentials=(),
    ),
    "pulp": System(
        post("repositories/rpm/rpm/1/sync/"),
        answer({"task": "/pulp/api/v3/tasks/Ab7/"}, 202),
        lambda job_id, word: answer({"pulp_href": f"/pulp/api/v3/tasks/{job_id}/", "state": word}),
        {"done": "completed", "running": "running", "failed": "failed", "stopped": "canceled"},
        {"submit": "POST .*", "stop": "PATCH .*", "delete": "DELETE .*", "look": "GET .*/tasks/Ab7/", "list": "GET .*"},
        id="Ab7", other="ab7", credentials=("username", "password"),
    ),
    "respond_async": System(
        post("run"),
        answer(None, 202, Location="BASE/status/7"),
        by_status,
        {"done": "done", "running": "running", "failed": "failed", "stopped": "stopped"},
        {"submit": "POST .*", "stop": "DELETE .*", "look": "GET .*"},
        job_id="/status/7", done_by=(200, 204, 303), at_once=(200, 204),
    ),
    "slurm": System(
        post("job/submit"),
        answer({"job_id": 7, "errors": []}),
        lambda job_id, word: answer({"jobs": [{"job_id": job_id, "job_state": word}], "errors": []}),
        {"done": "COMPLETED", "running": "RUNNING", "failed": "FAILED", "stopped": "CANCELLED"},
        {"submit": "POST .*", "stop": "DELETE .*", "look": "GET .*/job/7", "list": "GET .*"},
        credentials=("username", "token"),
    ),
}  # fmt: skip

ERRORS = [
    {"error": "quota exceeded"}, {"error": {"code": 7, "message": "no"}}, {"errors": [{"message": "no"}]},
    {"message": "no"}, {"detail": "no"}, {"ERROR_DESCRIPTION": "no"}, *COMMVAULT_ERRORS,
    {"type": "about:blank", "title": "No", "status": 400}, [{"token": "no", "message": "no"}], ["no"],
    {"status": "error", "jobs": []}, {"success": False},
]  # fmt: skip
NOTHING = [
    None,
    "",
    "null",
    "[]",
    "{}",
    "7",
    "true",
    "[[]]",
    '[{"a": 1}]',
    "\ufeff",
    "OK",
    "done",
    "\x1b[2J",
]
UNKNOWN = [
    None,
    "",
    "100",
    "ok",
    "success?",
    "Not completed",
    "finished-ish",
    0,
    1,
    True,
    {"a": 1},
    1.5,
    "null",
]
BAD_STATUSES = [
    301,
    302,
    307,
    400,
    401,
    403,
    404,
    408,
    409,
    410,
    418,
    425,
    429,
    500,
    501,
    502,
    503,
    504,
]


class Given(NamedTuple):
    """An answer, and what it says of the job: done, stopped, running, ... or nothing that counts."""

    answer: Any
    says: str = ""

    @property
    def status(self) -> int:
        """The HTTP status; 0 where the connection is dropped."""
        return self.answer.status if isinstance(self.answer, Answer) else 0


def documented(system: System) -> st.SearchStrategy[Given]:
    """Answers about the job as the system documents them."""
    return st.sampled_from(
        [Given(system.look(system.number, word), said) for said, word in system.words.items()]
    )


def noise(system: System, of_a_job: bool = True) -> st.SearchStrategy[Given]:
    """Answers that say nothing of the job, however much they look so.

    :param of_a_job: among them are records that are of other jobs, not whole, not where they belong.
    """
    done = system.look(system.number, system.words["done"])
    text = json.dumps(done.body)
    bodies: list[Any] = [*NOTHING, *ERRORS, PAGE, text[: len(text) // 2], text + "}"]
    records = [system.look(other, system.words["done"]) for other in _others(system)]
    records += [system.look(system.number, word) for word in UNKNOWN]
    if of_a_job:
        bodies += [system.named.body, [done.body], {"data": done.body}]
    found = [
        st.builds(
            lambda body, status, html: Given(_as(body, status, html)),
            st.sampled_from(bodies), st.sampled_from([200, 200, 200, 201, 202, 204, 206]), st.booleans(),
        ),
        st.builds(
            lambda body, status, after: Given(Answer(status, body, {"Retry-After": after, "Location": "/elsewhere"})),
            st.sampled_from([None, done.body, PAGE, *ERRORS]), st.sampled_from(BAD_STATUSES), st.sampled_from(["0", "1", "soon"]),
        ),
        st.just(Given("drop")),
    ]  # fmt: skip
    return st.one_of(found + ([st.sampled_from(records).map(Given)] if of_a_job else []))


def _others(system: System) -> list[Any]:
    """Ids that are not ours; none where the answers do not tell whose they are."""
    if system.done_by:
        return []
    return [system.other, f"{system.number}0", f"x{system.number}"]


def _as(body: Any, status: int, html: bool) -> Answer:
    kind = "text/html" if html and isinstance(body, str) else "application/json"
    return Answer(status, None if status == 204 else body, {"Content-Type": kind})


class Server(Fake):
    """Answers by the kind of request, from the script of the present example."""

    def __init__(self) -> None:
        super().__init__({})
        self.begin(SYSTEMS["log360"], {})

    def begin(self, system: System, answers: dict[str, list[Given]]) -> None:
        """The next example."""
        self.system, self.answers = system, {kind: list(ones) for kind, ones in answers.items()}
        self.given: list[tuple[str, Given]] = []
        self.log.clear()

    def next_answer(self, sent: Any) -> Answer | None:
        """The next answer to this kind of request; the last stays."""
        line = sent.line.partition("?")[0]
        kinds = (
            kind for kind, pattern in self.system.requests.items() if re.fullmatch(pattern, line)
        )
        kind = next(kinds, "more")
        with self.lock:
            self.log.append(sent)
            ones = self.answers.get(kind) or self.answers["more"]
            given = ones.pop(0) if len(ones) > 1 else ones[0]
            self.given.append((kind, given))
        return None if given.answer == "drop" else given.answer


class Person:
    """Runs a verb, on a clock that only sleep moves."""

    def __init__(self, name: str, server: Server) -> None:
        self.system, self.server, self.time = SYSTEMS[name], server, 1e6
        self.provider = provider(self.system.provider or name)

    def _sleep(self, seconds: float) -> None:
        self.time += seconds

    def run(self, verb: str, **params: Any) -> dict[str, Any]:
        """A verb as a module runs it."""
        context = Context(
            clock=lambda: self.time, now=lambda: self.time, sleep=self._sleep, random=lambda: 0.0
        )
        options = {
            "base_url": self.server.base_url, "use_proxy": False, "wait_timeout": 6, "request_retries": 1,
            **{name: f"{name}-1234" for name in self.system.credentials}, **params,
        }  # fmt: skip
        return run(verb, lambda: self.provider, options, context)


@functools.cache
def provider(name: str) -> Any:
    """A built-in system, or one whose definition is shipped."""
    if name in NAMES:
        return provider_of(name)
    text = (DEFINITIONS / f"{name}.yml").read_text(encoding="utf-8")
    return provider_of(name, yaml.safe_load(text)[name])


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One server for all examples."""
    made = Server()
    yield made
    made.shutdown()
    made.server_close()


def judge(
    system: System, verb: str, result: dict[str, Any], given: list[tuple[str, Given]]
) -> None:
    """What a result may say, from the answers alone."""
    looks = [one for kind, one in given if kind in ("look", "list", "more")]
    shown = any(one.says == "done" or one.status in system.done_by for one in looks)
    # A GET may have been redirected.
    submits = [one for kind, one in given if kind in ("submit", "more")]
    at_once = any(one.status in system.at_once for one in submits)
    for job in result["jobs"]:
        if job["state"] in SUCCESS:
            assert shown if job["id"] else at_once, job
    for key in ("stopped", "deleted"):
        assert not result.get(key) or has_acted(system, given), (key, result[key])
    if result.get("failed"):
        assert result["error"] and result["msg"] and "internal error" not in result["msg"]
        assert result["error"] != "config", "which means that nothing was sent"
        return
    if verb in ("wait", "request", "delete_after"):
        assert result["jobs"] and (shown or at_once), "all is well, and nothing said so"
    if verb == "submit":
        assert at_once or any(one.says == "named" for one in submits), "nothing names a job"
    if result["changed"] and verb in ("stop", "stop and wait", "delete"):
        assert has_acted(system, given), "changed by nothing"


def has_acted(system: System, given: list[tuple[str, Given]]) -> bool:
    """Whether the answer to a stop or a delete says that it was done, or a look after it does."""
    # Some systems have one request for both.
    kinds = ["stop|delete" if one in ("stop", "delete") else one for one, _given in given]
    if "stop|delete" not in kinds:
        return False
    at = kinds.index("stop|delete")
    after = [one for _kind, one in given[at + 1 :]]
    if any(one.says == "stopped" or one.status in (404, 410) for one in after):
        return True
    found = given[at][1]
    if found.status in system.acted_by:
        return True
    body = found.answer.body if found.status else None
    is_error = found.status == 200 and (body in system.errors or body in ERRORS)
    return 200 <= found.status < 300 and body != PAGE and not is_error


VERBS = ("request", "submit", "wait", "info", "stop", "stop and wait", "delete", "delete_after")


def ask(person: Person, verb: str) -> dict[str, Any]:
    """Runs one of the verbs."""
    system = person.system
    job_id = system.job_id or system.id
    if verb in ("request", "submit", "delete_after"):
        more = {"delete_after": "always"} if verb == "delete_after" else {"wait": verb == "request"}
        return person.run("request", **system.submit, **more)
    if verb in ("stop", "stop and wait"):
        return person.run("stop", job_id=[job_id], wait=verb == "stop and wait")
    return person.run(verb, job_id=[job_id], **({"force": True} if verb == "delete" else {}))


def conversation(system: System, sane: bool) -> st.SearchStrategy[dict[str, list[Given]]]:
    """Answers by kind of request.

    :param sane: the submit names its job, and the first look is a good one: noise comes later.
    """
    noises, looks = noise(system), documented(system)
    named = st.just(Given(system.named, "named"))
    acted = st.sampled_from([answer(None, 200), answer({}, 202), answer(None, 204)]).map(Given)
    running = st.just(Given(system.look(system.number, system.words["running"]), "running"))
    later = st.lists(noises | looks, min_size=1, max_size=3)
    return st.fixed_dictionaries({
        "submit": st.lists(named if sane else noise(system, False), min_size=1, max_size=2),
        "look": st.builds(lambda first, rest: [first, *rest], running if sane else noises | looks, later),
        "stop": st.lists(acted | noises, min_size=1, max_size=1),
        "delete": st.lists(acted | noises, min_size=1, max_size=1),
        "more": st.lists(noises, min_size=1, max_size=2),
    })  # fmt: skip


# 14 systems, each with a share of the profile's examples.
@pytest.mark.gate
@settings(max_examples=max(12, settings().max_examples // 2), suppress_health_check=[*HealthCheck])
@given(data=st.data())
@pytest.mark.parametrize("name", SYSTEMS)
def test_nothing_is_said_that_no_answer_said(server: Server, name: str, data: Any) -> None:
    system = SYSTEMS[name]
    verb = data.draw(st.sampled_from(VERBS), "verb")
    answers = data.draw(conversation(system, data.draw(st.booleans(), "sane")), "answers")
    server.begin(system, answers)
    result = ask(Person(name, server), verb)
    judge(system, verb, result, server.given)
