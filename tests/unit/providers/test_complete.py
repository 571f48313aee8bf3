# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every verb, filter and status word of the built-in providers, with what it has to come to.

The three tables are written from the vendors' documents. Each line is a test, and the last tests
compare the tables with the definitions: a verb, filter or word that is in one of them only fails.
"""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.changing import (
    ask_to_stop,
    delete,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.client import Client
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.listing import ListQuery
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.order import Order
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.submission import submit
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.view import View
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import (
    AsyncopsError,
    ConfigError,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import Job
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import (
    NAMES,
    definition_of,
    provider_of,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.connection import Connection
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.request import Request
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.response import Response

TRAFFIC = "illumio/traffic_query"
REPORT = "illumio/report"
QUERY = {"status": "completed", "result": "/orgs/1/x/download"}
MORE = "more flows matched than were returned (matches_count is above flows_count)"
REGION = "a region did not respond: its flows are missing (regions)"
V2 = "log360 v2"


def provider(name: str) -> Provider:
    """``illumio``, ``illumio/traffic_query`` (a kind) or ``log360 v2`` (a version)."""
    whole, _slash, kind = name.partition("/")
    system, _space, version = whole.partition(" ")
    made = provider_of(system, None, version)
    return made.kind(kind) if kind else made


WORDS: dict[str, dict[str, list[str]]] = {
    "log360": {
        "queued": ["QUEUED", "PENDING"],
        "running": ["RUNNING"],
        "succeeded": ["SUCCESS"],
        "failed": ["FAILED"],
    },
    "adverity": {
        "queued": ["Scheduled"],
        "running": ["Running"],
        "succeeded": ["Success"],
        "stopped": ["Cancelled", "Canceled"],
        "failed": ["Failed"],
        "skipped": ["Discarded"],
        "lost": ["Stale"],
    },
    "alteryx": {
        "queued": ["Created", "Queued"],
        "running": ["Running"],
        "succeeded": ["Completed", "Complete"],
        "failed": ["Error"],
        "stopped": ["Cancelled", "Canceled"],
    },
    "commvault": {
        "queued": ["Queued"],
        "running": ["Running", "Running (cannot be verified)", "Started"],
        "waiting": [
            "Waiting",
            "Pending",
            "Suspend",
            "Suspend Pending",
            "Suspended",
            "Interrupt Pending",
            "Interrupted",
        ],
        "stopping": [
            "Kill Pending",
            "System Kill Pending",
            "Dangling Cleanup",
            "Abnormal Terminated Cleanup",
        ],
        "succeeded": [
            "Completed",
            "Completed w/ one or more warnings",
            "Completed w/ warnings",
            "Completed with warnings",
            "Completed with one or more warnings",
        ],
        "partial": [
            "Completed w/ one or more errors",
            "Completed w/ errors",
            "Completed with errors",
            "Completed with one or more errors",
            "Committed",
        ],
        "failed": ["Failed", "Failed to Start", "System failed"],
        "stopped": ["Killed"],
        "skipped": ["No Run", "Skipped"],
    },
    "illumio": {
        "queued": ["pending"],
        "running": ["running"],
        "succeeded": ["done"],
        "failed": ["failed"],
    },
    TRAFFIC: {
        "queued": ["queued"],
        "running": ["working", "running"],
        "stopping": ["cancel_requested"],
        "succeeded": ["completed"],
        "failed": ["failed"],
        "stopped": ["cancelled", "canceled"],
    },
    REPORT: {
        "queued": ["queued", "pending"],
        "running": ["running", "working", "in_progress"],
        "succeeded": ["done", "completed"],
        "failed": ["failed", "error"],
    },
}
WORDS[V2] = WORDS["log360"]
# What a finished record also holds, so that its word counts.
WITH: dict[str, dict[str, Any]] = {
    "illumio": {"result": {"href": "/orgs/1/datafiles/1"}},
    TRAFFIC: {"result": "/orgs/1/x/download"},
    "alteryx": {"disposition": "Success"},
}
FIELD = {"adverity": "state_label", V2: "stage"}
EACH_WORD = [
    (name, word, state)
    for name, states in WORDS.items()
    for state, words in states.items()
    for word in words
]


@pytest.mark.parametrize(("name", "word", "state"), EACH_WORD)
def test_word(name: str, word: str, state: str) -> None:
    made = provider(name)
    for written in (word, word.upper(), word.lower(), word.title(), " %s\n" % word):
        record = {FIELD.get(name, "status"): written, **WITH.get(name, {})}
        assert made.state.read(View(record, {}, 200)) == (state, written.strip(), "")


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize("word", ["", "Compleeted", "done done", "Success!", "None", "null"])
def test_a_word_that_is_not_listed_is_never_an_end(name: str, word: str) -> None:
    record = {FIELD.get(name, "status"): word, **WITH.get(name, {})}
    assert provider(name).state.read(View(record, {}, 200)).state == "unknown"


@pytest.mark.parametrize(
    ("name", "record", "state", "reason"),
    [
        (
            "alteryx",
            {"status": "Completed", "disposition": "Error"},
            "failed",
            "completed, but its disposition is an error",
        ),
        (
            "alteryx",
            {"status": "complete", "disposition": "error"},
            "failed",
            "completed, but its disposition is an error",
        ),
        (
            "alteryx",
            {"status": "Completed", "disposition": "Something new"},
            "failed",
            "completed, but its disposition is neither Success nor Warning",
        ),
        (
            "alteryx",
            {"status": "Completed", "disposition": "Warning"},
            "partial",
            "completed with warnings",
        ),
        (
            "alteryx",
            {"status": "Complete", "disposition": "WARNING"},
            "partial",
            "completed with warnings",
        ),
        ("alteryx", {"status": "Completed", "disposition": "Cancelled"}, "stopped", ""),
        ("alteryx", {"status": "Completed", "disposition": "Canceled"}, "stopped", ""),
        ("alteryx", {"status": "Completed", "disposition": "Success"}, "succeeded", ""),
        *(
            (
                "alteryx",
                {"status": "Completed", **record},
                "unknown",
                "the job is completed, but no disposition tells how it went",
            )
            for record in (
                {},
                {"disposition": "None"},
                {"disposition": None},
                {"disposition": ""},
                {"detail": {"status": "Completed", "disposition": None}},
            )
        ),
        (
            "alteryx",
            {"status": "Completed", "detail": {"disposition": "Error"}},
            "failed",
            "completed, but its disposition is an error",
        ),
        (
            "alteryx",
            {"status": "Completed", "disposition": "None", "detail": {"disposition": "Success"}},
            "succeeded",
            "",
        ),
        ("alteryx", {"status": "Running", "disposition": "Error"}, "running", ""),
        ("alteryx", {"status": "Cancelled", "disposition": "Success"}, "stopped", ""),
        ("illumio", {"status": "done", "result": {}}, "failed", "done, but without a result"),
        ("illumio", {"status": "Done"}, "failed", "done, but without a result"),
        (
            "illumio",
            {"status": "done", "result": {"href": ""}},
            "failed",
            "done, but without a result",
        ),
        ("illumio", {"status": "running", "result": {}}, "running", ""),
        ("illumio", {"status": "failed", "result": {"href": "/x"}}, "failed", ""),
        (TRAFFIC, {"status": "completed"}, "failed", "completed, but without a result"),
        (
            TRAFFIC,
            {"status": "completed", "result": None},
            "failed",
            "completed, but without a result",
        ),
        (TRAFFIC, {"status": "working", "result": None}, "running", ""),
        (TRAFFIC, {**QUERY, "matches_count": 3, "flows_count": 3}, "succeeded", ""),
        (TRAFFIC, {**QUERY, "matches_count": 200001, "flows_count": 200000}, "partial", MORE),
        (TRAFFIC, {**QUERY, "matches_count": None, "flows_count": 3}, "succeeded", ""),
        (
            TRAFFIC,
            {**QUERY, "status": "working", "matches_count": 9, "flows_count": 1},
            "running",
            "",
        ),
        (TRAFFIC, {**QUERY, "regions": [{"responded": True}]}, "succeeded", ""),
        (
            TRAFFIC,
            {**QUERY, "regions": [{"responded": True}, {"responded": False}]},
            "partial",
            REGION,
        ),
        (TRAFFIC, {**QUERY, "regions": [{"responded": None}]}, "succeeded", ""),
        (REPORT, {"status": "done"}, "succeeded", ""),
    ],
)
def test_finished_is_not_succeeded(name: str, record: Any, state: str, reason: str) -> None:
    assert provider(name).state.read(View(record, {}, 200)) == (state, record["status"], reason)


class Wire:
    """Takes requests, answers each with an empty object (a token where one is asked for)."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.clock = lambda: 0.0
        self.sent: list[tuple[str, dict[str, str], bytes]] = []

    @property
    def requests(self) -> int:
        return len(self.sent)

    def send(self, request: Request, options: Any = None, classifier: Any = None) -> Response:
        query = "?" + urlencode(request.query) if request.query else ""
        line = "%s %s%s" % (request.method, request.url, query)
        self.sent.append((line, dict(request.headers), request.body or b""))
        content = b"{}"
        if request.url.lower().endswith(("login", "token")):
            content = b'{"token": "QSDK won", "access_token": "won", "expires_in": 60}'
        return Response(200, {"Content-Type": "application/json"}, content, request.url)


BASES = {
    "log360": "https://h:8095",
    V2: "https://h:8400",
    "adverity": "https://acme.datatap.adverity.com",
    "alteryx": "https://h/webapi",
    "commvault": "https://h/webconsole/api",
    "illumio": "https://h:8443",
    TRAFFIC: "https://h:8443",
    REPORT: "https://h:8443",
}
SECRET_OPTIONS: dict[str, dict[str, str]] = {
    "illumio": {"username": "api_1", "password": "shhh"},
    TRAFFIC: {"username": "api_1", "password": "shhh"},
    REPORT: {"username": "api_1", "password": "shhh"},
}


def client(name: str, options: Any = None) -> tuple[Client, Wire]:
    made = provider(name)
    main = provider_of(made.name, None, made.api_version)
    credentials = options or SECRET_OPTIONS.get(name) or {"token": "tok"}
    wires: list[Wire] = []

    def wire(connection: Connection, _retry_after: Any) -> Any:
        wires.append(Wire(connection))
        return wires[-1]

    context = Context(make_transport=wire, clock=lambda: 0.0, sleep=pytest.fail)
    params = {"base_url": BASES[name], "org_id": 1, **credentials}
    return context.connect(main, params), wires[0]


# What a verb sends for the job J1 (Adverity and Commvault have numbers), its output O1, of the
# format Raw.
VERB_REQUESTS: dict[str, dict[str, str]] = {
    "log360": {
        "submit": "POST https://h:8095/RestAPI/v1/search/async",
        "get": "GET https://h:8095/RestAPI/v1/jobs?request_id=J1",
        "list": "GET https://h:8095/RestAPI/v1/jobs",
        "delete": "DELETE https://h:8095/RestAPI/v1/jobs?request_id=J1",
        "result": "GET https://h:8095/RestAPI/v1/jobs/results?request_id=J1",
    },
    V2: {
        "submit": "POST https://h:8400/api/v2/search/async",
        "get": "GET https://h:8400/api/v2/jobs?request_id=J1",
        "list": "GET https://h:8400/api/v2/jobs",
        "delete": "DELETE https://h:8400/api/v2/jobs?request_id=J1",
        "result": "GET https://h:8400/api/v2/jobs/results?request_id=J1",
    },
    "adverity": {
        "submit": "POST https://acme.datatap.adverity.com/api/datastreams/7/fetch_fixed/",
        "get": "GET https://acme.datatap.adverity.com/api/jobs/7/",
        "list": "GET https://acme.datatap.adverity.com/api/jobs/?page_size=100",
        "messages": "GET https://acme.datatap.adverity.com/api/jobs/7/",
        "outputs": "GET https://acme.datatap.adverity.com/api/extracts/?job_id=7&page_size=100",
        "result": "GET https://acme.datatap.adverity.com/api/extracts/O1/download/",
        "stop": "POST https://acme.datatap.adverity.com/api/jobs/7/stop/",
    },
    "alteryx": {
        "submit": "POST https://h/webapi/v3/workflows/W1/jobs",
        "get": "GET https://h/webapi/v3/jobs/J1?includeMessages=false",
        "list": "GET https://h/webapi/v3/workflows/W1/jobs?limit=100&offset=0",
        "messages": "GET https://h/webapi/v3/jobs/J1/messages",
        "result": "GET https://h/webapi/v1/jobs/J1/output/O1?format=Raw",
    },
    "commvault": {
        "submit": "POST https://h/webconsole/api/Subclient/3/action/backup",
        "get": "GET https://h/webconsole/api/Job/7",
        "list": "GET https://h/webconsole/api/Job?jobFilter=&limit=1000&offset=0",
        "messages": "GET https://h/webconsole/api/Events?jobId=7",
        "stop": "POST https://h/webconsole/api/Job/7/action/kill",
    },
    "illumio": {
        "submit": "GET https://h:8443/api/v2/orgs/1/labels",
        "get": "GET https://h:8443/api/v2/orgs/1/jobs/J1",
        "list": "GET https://h:8443/api/v2/orgs/1/jobs?max_results=10000",
        "result": "GET https://h:8443/api/v2/orgs/1/datafiles/O1",
        "delete": "DELETE https://h:8443/api/v2/orgs/1/jobs/J1",
    },
    TRAFFIC: {
        "submit": "POST https://h:8443/api/v2/orgs/1/traffic_flows/async_queries",
        "get": "GET https://h:8443/api/v2/orgs/1/traffic_flows/async_queries/J1",
        "list": "GET https://h:8443/api/v2/orgs/1/traffic_flows/async_queries",
        "result": "GET https://h:8443/api/v2/orgs/1/traffic_flows/async_queries/J1/download",
        "stop": "DELETE https://h:8443/api/v2/orgs/1/traffic_flows/async_queries/J1",
        "delete": "DELETE https://h:8443/api/v2/orgs/1/traffic_flows/async_queries/J1",
    },
    REPORT: {
        "submit": "POST https://h:8443/api/v2/orgs/1/reports",
        "get": "GET https://h:8443/api/v2/orgs/1/reports/J1",
        "list": "GET https://h:8443/api/v2/orgs/1/reports",
        "result": "GET https://h:8443/api/v2/orgs/1/reports/J1/download",
    },
}  # fmt: skip
JOB_IDS = {
    "adverity": "7",
    "commvault": "7",
    TRAFFIC: "/orgs/1/traffic_flows/async_queries/J1",
    REPORT: "/orgs/1/reports/J1",
}
SUBMITS = {
    "log360": ("/search/async", "POST"), V2: ("search/async", "POST"),
    "adverity": ("datastreams/7/fetch_fixed/", "POST"),
    "alteryx": ("workflows/W1/jobs", "POST"), "commvault": ("Subclient/3/action/backup", "POST"),
    "illumio": ("orgs/1/labels", "GET"), TRAFFIC: ("orgs/1/traffic_flows/async_queries", "POST"),
    REPORT: ("orgs/1/reports", "POST"),
}  # fmt: skip
RESULT_HREFS = {
    "illumio": "/orgs/1/datafiles/O1",
    TRAFFIC: "/orgs/1/traffic_flows/async_queries/J1/download",
}
EACH_VERB = [
    (name, verb, request)
    for name, verbs in VERB_REQUESTS.items()
    for verb, request in verbs.items()
]


def perform(name: str, verb: str, made: Client) -> None:
    """Has the client do it; the empty answer may disappoint it, the request is what counts."""
    ref = made.ref(JOB_IDS.get(name, "J1"))
    job = Job(ref.id, made.provider.name, "running")
    if verb == "submit":
        submit(made, Order(*SUBMITS[name]))
    elif verb == "get":
        made.poll(ref)
    elif verb == "list":
        filters = {"workflow_id": "W1"} if name == "alteryx" else {}
        list(made.jobs(ListQuery(filters), ref.provider))
    elif verb == "result":
        template = ref.provider.result
        assert template is not None
        url = None if template.path else made.session.resolve(RESULT_HREFS[name])
        names = {**made.addressing.names(ref, job), "output": {"id": "O1", "format": "Raw"}}
        made.session.ask(template, names, ref.provider, url=url)
    elif verb in ("stop", "delete"):
        (ask_to_stop if verb == "stop" else delete)(made, ref, job)
    else:
        getattr(made, verb)(ref, job)


@pytest.mark.parametrize(("name", "verb", "request_line"), EACH_VERB)
def test_verb(name: str, verb: str, request_line: str) -> None:
    made, wire = client(name)
    with contextlib.suppress(AsyncopsError):
        perform(name, verb, made)
    assert wire.sent[0][0] == request_line


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_verb_is_explained(name: str) -> None:
    made = provider(name)
    for verb in ("stop", "delete"):
        assert (verb in made.verbs) != bool(made.unsupported.get(verb))


@pytest.mark.parametrize(
    ("name", "verb", "headers"),
    [
        ("log360", "list", {"Authorization": "Bearer tok", "Accept": "application/json"}),
        ("adverity", "list", {"Authorization": "Token tok", "Accept": "application/json"}),
        ("alteryx", "get", {"Authorization": "Bearer tok", "Accept": "application/json"}),
        ("alteryx", "result", {"Accept": "*/*"}),
        (
            "commvault",
            "list",
            {"Authtoken": "QSDK tok", "Accept": "application/json", "limit": "1000", "offset": "0"},
        ),
        (
            "illumio",
            "submit",
            {
                "Authorization": "Basic YXBpXzE6c2hoaA==",
                "Prefer": "respond-async",
                "Accept": "application/json",
            },
        ),
        ("illumio", "get", {"Prefer": None}),
    ],
)
def test_headers_of_a_verb(name: str, verb: str, headers: Any) -> None:
    made, wire = client(name)
    with contextlib.suppress(AsyncopsError):
        perform(name, verb, made)
    assert {key: wire.sent[0][1].get(key) for key in headers} == headers


def test_logins() -> None:
    made, wire = client("commvault", {"username": "admin", "password": "p\u00e4ss"})
    with contextlib.suppress(AsyncopsError):
        perform("commvault", "get", made)
    assert wire.sent[0][0] == "POST https://h/webconsole/api/Login"
    coded = base64.b64encode("p\u00e4ss".encode()).decode()
    assert wire.sent[0][2].decode() == '{"mode":4,"username":"admin","password":"%s"}' % coded
    assert wire.sent[1][1]["Authtoken"] == "QSDK won"
    made, wire = client("alteryx", {"client_id": "key", "client_secret": "shhh"})
    with contextlib.suppress(AsyncopsError):
        perform("alteryx", "get", made)
    assert wire.sent[0][0] == "POST https://h/webapi/oauth2/token"
    assert wire.sent[0][2] == b"grant_type=client_credentials&client_id=key&client_secret=shhh"
    assert wire.sent[1][1]["Authorization"] == "Bearer won"


# filter -> (value, its part of the request, a value that is refused before any request)
FILTERS: dict[str, dict[str, tuple[Any, str, Any]]] = {
    "log360": {"request_id": ("R1", "?request_id=R1", ["a", "b"])},
    "adverity": {
        "datastream_id": (7, "?datastream_id=7&", {}),
        "start": ("2022-10-31", "?start=2022-10-31&", []),
        "end": ("2022-10-31T23:59:59Z", "?end=2022-10-31T23%3A59%3A59Z&", []),
        "ordering": ("-id", "?ordering=-id&", {}),
        "stack": (3, "?stack=3&", {}),
        "id": (7, "?id=7&", {}),
    },
    "alteryx": {
        "workflow_id": ("W2", "/v3/workflows/W2/jobs?", None),
        "status": ("completed", "?status=Completed&", "Complete"),
        "resultCode": ("Error", "?resultCode=Error&", {}),
        "sortField": ("createDate", "?sortField=createDate&", []),
        "direction": ("desc", "?direction=desc&", []),
    },
    "commvault": {
        "clientId": (2, "?clientId=2&jobFilter=&", "two"),
        "completedJobLookupTime": (300, "?completedJobLookupTime=300&jobFilter=&", -1),
        "jobCategory": ("active", "?jobCategory=Active&jobFilter=&", "Done"),
        "jobFilter": (["Backup", "Restore"], "?jobFilter=Backup%2CRestore&", {}),
        "hideAdminjobs": (True, "&hideAdminjobs=true&", "perhaps"),
    },
    "illumio": {
        "max_results": (5, "/jobs?max_results=5", "five"),
        "job_type": (":illumio/async_requests", "/jobs?job_type=%3Aillumio%2Fasync_requests", []),
    },
}
FILTERS[V2] = FILTERS["log360"]
FILTERS[TRAFFIC] = FILTERS[REPORT] = FILTERS["illumio"]
EACH_FILTER = [
    (name, one, *what)
    for name, several in FILTERS.items()
    for one, what in several.items()
    if name not in (TRAFFIC, REPORT)
]


@pytest.mark.parametrize(("name", "one", "value", "part", "refused"), EACH_FILTER)
def test_filter(name: str, one: str, value: Any, part: str, refused: Any) -> None:
    needed = {"workflow_id": "W1"} if name == "alteryx" else {}
    made, wire = client(name)
    with contextlib.suppress(AsyncopsError):
        list(made.jobs(ListQuery({**needed, one: value})))
    assert part in wire.sent[0][0]
    made, wire = client(name)
    with pytest.raises(ConfigError, match=r"^filters\.%s " % one):
        list(made.jobs(ListQuery({**needed, one: refused})))
    assert wire.sent == []


TABLES: dict[str, dict[str, Any]] = {
    "WORDS": WORDS,
    "VERB_REQUESTS": VERB_REQUESTS,
    "FILTERS": FILTERS,
    "BASES": BASES,
    "SUBMITS": SUBMITS,
}


def every(names: Iterable[str]) -> list[str]:
    """These systems, their versions and their kinds of jobs."""
    found = []
    for name in names:
        definition = definition_of(name) or {}
        found += [name, *(f"{name} {version}" for version in definition.get("versions", {}))]
        found += [f"{name}/{kind}" for kind in definition.get("kinds", {})]
    return found


def differences(names: Iterable[str]) -> list[str]:
    """What the tables lack of these systems, and what they have besides them."""
    wanted = set(every(names))
    return [
        f"{table}: {name}"
        for table, rows in TABLES.items()
        for name in sorted(wanted.symmetric_difference(rows))
    ]


def test_the_tables_name_every_provider_kind_and_version() -> None:
    assert differences(NAMES) == []
    assert differences([*NAMES, "sixth"]) == [f"{table}: sixth" for table in TABLES]


EVERY = every(NAMES)


@pytest.mark.parametrize("name", EVERY)
def test_every_status_word_is_in_the_table(name: str) -> None:
    listed = {word.casefold(): state for state, words in WORDS[name].items() for word in words}
    assert provider(name).state.words == listed


@pytest.mark.parametrize("name", EVERY)
def test_every_verb_is_in_the_table(name: str) -> None:
    assert set(provider(name).verbs) == set(VERB_REQUESTS[name])


@pytest.mark.parametrize("name", EVERY)
def test_every_filter_is_in_the_table(name: str) -> None:
    assert set(provider(name).filters) == set(FILTERS[name])
