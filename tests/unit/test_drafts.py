# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""tools/draft.py: a definition proposed from an OpenAPI document. The documents are small ones in the shape of those that
pygeoapi, Slurm, Airflow, Pulp and jupyter-scheduler serve (docs/drafts.md says how much of theirs came out right)."""

from __future__ import annotations

import copy
import importlib.util
import io
import json
import pathlib
import subprocess
import sys
from typing import Any

import pytest
import yaml

from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider

pytestmark = pytest.mark.gate

ROOT = pathlib.Path(__file__).resolve().parents[2]


def _tool() -> Any:
    spec = importlib.util.spec_from_file_location(
        "asyncops_draft_tool", ROOT / "tools" / "draft.py"
    )
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


TOOL = _tool()


def text(**more: Any) -> dict[str, Any]:
    """The schema of a text."""
    return {"type": "string", **more}


def record(**properties: Any) -> dict[str, Any]:
    """The schema of an object."""
    return {"type": "object", "properties": properties}


def says(schema: Any = None, status: int | str = 200, **more: Any) -> dict[str, Any]:
    """The responses of an operation."""
    content = {"content": {"application/json": {"schema": schema}}} if schema else {}
    return {"responses": {str(status): {"description": "", **content, **more}}}


def asks(name: str, schema: Any = None, place: str = "query", **more: Any) -> dict[str, Any]:
    """A parameter."""
    return {"name": name, "in": place, "schema": schema or text(), **more}


def document(paths: dict[str, Any], schemas: Any = None, **more: Any) -> dict[str, Any]:
    """A document."""
    return {
        "openapi": "3.0.3",
        "info": {"title": "Acme Jobs"},
        "paths": paths,
        "components": {"schemas": schemas or {}},
        **more,
    }


TIMES = {name: text(format="date-time") for name in ("create_time", "start_time", "end_time")}
NOTEBOOKS = document(
    {
        "/jobs": {
            "get": {
                "parameters": [
                    asks("status", {"$ref": "#/components/schemas/Status"}), asks("tags", {"type": "array", "items": text()}),
                    asks("sort_by"), asks("max_items", {"type": "integer"}), asks("next_token"),
                ],
                **says(record(jobs={"type": "array", "items": {"$ref": "#/components/schemas/Job"}},
                              total_count={"type": "integer"}, next_token=text())),
            },
            "post": says(record(job_id=text())),
        },
        "/jobs/{job_id}": {
            "get": {"responses": {
                **says({"$ref": "#/components/schemas/Job"})["responses"],
                **says(record(message=text()), 500)["responses"],
            }},
            "patch": {
                "requestBody": {"content": {"application/json": {"schema": record(status={"$ref": "#/components/schemas/Status"})}}},
                **says(None, 204),
            },
            "delete": says(None, 204),
        },
        "/jobs/{job_id}/download_files": {"get": says(None, 204)},
        "/job_definitions": {"post": says(record(job_definition_id=text()))},
        "/job_definitions/{job_definition_id}": {"get": says(record(job_definition_id=text(), status=text(), **TIMES))},
    },
    {
        "Status": text(enum=["CREATED", "QUEUED", "IN_PROGRESS", "COMPLETED", "FAILED", "STOPPING", "STOPPED"]),
        "Job": record(job_id=text(), name=text(), status={"$ref": "#/components/schemas/Status"}, status_message=text(), **TIMES),
    },
    servers=[{"url": "/scheduler"}],
)  # fmt: skip
REMOTE = {"$ref": "https://schemas.example.com/responses/Job.yaml"}
GEO = document(
    {
        "/processes/{id}": {"get": {"responses": {"200": REMOTE}}},
        "/processes/sleep/execution": {"post": {
            "parameters": [asks("Prefer", text(enum=["respond-sync", "respond-async"]), "header")],
            "responses": {"200": {"description": ""}, "201": REMOTE},
        }},
        "/processes/answer/execution": {"post": {"responses": {"200": {"description": ""}, "201": REMOTE}}},
        "/jobs": {"get": {"responses": {"200": REMOTE}}},
        "/jobs/{jobId}": {
            "get": {"responses": {"200": REMOTE, "404": REMOTE}},
            "delete": {"summary": "Cancel / delete job", "responses": {"204": REMOTE}},
        },
        "/jobs/{jobId}/results": {"get": {"responses": {"200": REMOTE}}},
    },
)  # fmt: skip
QUEUE_JOB = record(
    job_id={"type": "integer"}, job_state=text(), start_time={"type": "integer"}, name=text()
)
QUEUE_ANSWER = record(
    errors={"type": "array", "items": record(error=text(), errno={"type": "integer"})},
    jobs={"type": "array", "items": QUEUE_JOB},
)
QUEUE = document(
    {
        "/q/v0.0.38/jobs": {"get": says(QUEUE_ANSWER)},
        "/q/v0.0.38/job/submit": {"post": says(record(job_id={"type": "integer"}))},
        "/q/v0.0.38/job/{job_id}": {
            "get": says(QUEUE_ANSWER),
            "post": {"summary": "update job", **says()},
            "delete": {"summary": "cancel or signal job", **says()},
        },
        "/q/v0.0.38/node/{node_name}": {
            "get": says(record(nodes={"type": "array", "items": record(state=text())}))
        },
    },
    security=[{"user": [], "token": []}],
)
QUEUE["components"]["securitySchemes"] = {
    "user": {"type": "apiKey", "in": "header", "name": "X-Q-USER-NAME"},
    "token": {"type": "apiKey", "in": "header", "name": "X-Q-USER-TOKEN"},
}
RUN = record(
    run_id=text(), dag_id=text(), run_type=text(), duration={"anyOf": [{"type": "number"}, {"type": "null"}]},
    state={"$ref": "#/components/schemas/State"}, end_date={"anyOf": [text(format="date-time"), {"type": "null"}]},
)  # fmt: skip
FLOWS = document(
    {
        "/api/v2/dags/{dag_id}/dagRuns": {
            "get": {
                "parameters": [
                    asks("dag_id", place="path"), asks("limit"), asks("offset"), asks("cursor"), asks("order_by"),
                    asks("run_after_gte"), asks("state", {"type": "array", "items": text()}),
                ],
                **says(record(dag_runs={"type": "array", "items": RUN}, total_entries={"type": "integer"}, next_cursor=text())),
            },
            "post": says(RUN),
        },
        "/api/v2/dags/{dag_id}/dagRuns/{run_id}": {
            "get": {"responses": {**says(RUN)["responses"], **says(record(detail=text()), 404)["responses"]}},
            "delete": {"operationId": "delete_dag_run", **says(None, 204)},
        },
        "/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}": {"get": says(RUN)},
    },
    {"State": text(enum=["queued", "running", "success", "failed"])},
)  # fmt: skip
FLOWS["components"]["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
TASK = record(
    pulp_href=text(), state=text(), started_at=text(), error={"type": "object"}, name=text()
)
STARTED = says(record(task=text()), 202)
MIRROR = document(
    {
        "/api/v3/tasks/": {"get": {
            "parameters": [asks("limit"), asks("offset"), asks("state", text(enum=["waiting", "running", "completed", "failed", "canceled"]))],
            **says(record(count={"type": "integer"}, next=text(), results={"type": "array", "items": TASK})),
        }},
        "{task_href}": {
            "get": says(TASK), "delete": says(None, 204),
            "patch": {"requestBody": {"content": {"application/json": {"schema": record(state=text())}}}, **says(TASK)},
        },
        "{task_href}profile_artifacts/": {"get": says(record(urls={"type": "object"}))},
        "{repository_href}sync/": {"post": STARTED},
        "{repository_href}modify/": {"post": STARTED},
        "/api/v3/orphans/cleanup/": {"post": STARTED},
    },
)  # fmt: skip
MIRROR["components"]["securitySchemes"] = {"basicAuth": {"type": "http", "scheme": "basic"}}
DOCUMENTS = {"notebooks": NOTEBOOKS, "geo": GEO, "queue": QUEUE, "flows": FLOWS, "mirror": MIRROR}


def drafted(source: dict[str, Any], **options: Any) -> tuple[dict[str, Any], str]:
    """(the definition as a user would load it, the file)."""
    parts, remarks = TOOL.draft(source, **options)
    file = TOOL.text_of(parts, remarks)
    definition = yaml.safe_load(file)
    Provider(definition)  # a draft is a definition that is accepted
    return definition, file


EXPECTED: dict[str, dict[str, Any]] = {
    "notebooks": {
        "base": "/scheduler",
        "auth": "none",
        "submit": {"method": "POST", "path": "/jobs", "reference": [{"path": "job_id"}]},
        "get": "/jobs/{id}",
        "list": {
            "path": "/jobs", "items": "jobs[]", "total": "total_count",
            "page": {"type": "cursor", "cursor": "next_token", "next": "next_token", "limit": "max_items"},
        },
        "stop": {"method": "PATCH", "path": "/jobs/{id}", "body": {"status": "STOPPED"}},
        "delete": {"method": "DELETE", "path": "/jobs/{id}"},
        "state": {"path": "status", "words": {
            "queued": ["CREATED", "QUEUED"], "running": ["IN_PROGRESS"], "stopping": ["STOPPING"],
            "succeeded": ["COMPLETED"], "failed": ["FAILED"], "stopped": ["STOPPED"],
        }},
        "job": {"id": "job_id", "name": "name", "submitted_at": "create_time", "started_at": "start_time",
                "finished_at": "end_time", "reason": "status_message"},
        "error": {"message": "message"},
        "result": None,
    },
    "geo": {
        "submit": {
            "headers": {"Prefer": "respond-async"}, "accepted": {"http_status": [201]}, "immediate": {"http_status": 200},
            "reference": [{"header": "Location"}],
        },
        "get": "/jobs/{id}",
        "result": "/jobs/{id}/results",
        "stop": {"method": "DELETE", "path": "/jobs/{id}"},
        "delete": {"method": "DELETE", "path": "/jobs/{id}", "states": ["succeeded", "failed", "stopped"]},
        "job": {"id": "jobId"},
    },
    "queue": {
        "base": "/q/v0.0.38",
        "auth": {"type": "header", "headers": {"X-Q-USER-NAME": "{username}", "X-Q-USER-TOKEN": "{token}"}},
        "submit": {"method": "POST", "path": "/job/submit", "reference": [{"path": "job_id"}]},
        "get": {"path": "/job/{id}", "record": "jobs[]"},
        "list": {"path": "/jobs", "items": "jobs[]"},
        "stop": {"method": "DELETE", "path": "/job/{id}"},
        "delete": None,
        "error": {"message": "errors[0].error"},
    },
    "flows": {
        "base": "/api/v2",
        "auth": "bearer",
        "submit": {"reference": [{"path": "join('/', [dag_id, run_id])", "as": "id"}]},
        "get": "/dags/{part.dag_id}/dagRuns/{part.run_id}",
        "parts": "^(?P<dag_id>[^/]+)/(?P<run_id>.+)$",
        "list": {"path": "/dags/{filters.dag_id}/dagRuns", "items": "dag_runs[]", "total": "total_entries",
                 "page": {"type": "offset", "offset": "offset", "limit": "limit"}},
        "filters": {"dag_id": {"in": "path", "required": True}, "state": {"type": "list", "repeat": True}},
        "stop": None,
        "delete": {"method": "DELETE", "path": "/dags/{part.dag_id}/dagRuns/{part.run_id}"},
        "error": {"message": "detail"},
    },
    "mirror": {
        "auth": "basic",
        "submit": {"accepted": {"http_status": [202]}, "reference": [{"path": "task"}]},
        "get": "{href}",
        "list": {"path": "/api/v3/tasks/", "items": "results[]", "total": "count",
                 "page": {"type": "offset", "offset": "offset", "limit": "limit"}},
        "stop": {"method": "PATCH", "path": "{href}", "body": {"state": "canceled"}},
        "delete": {"method": "DELETE", "path": "{href}"},
        "state": {"path": "state", "words": {"queued": ["waiting"], "running": ["running"], "succeeded": ["completed"],
                                             "failed": ["failed"], "stopped": ["canceled"]}},
        "result": None,
        "job": {"href": "pulp_href", "name": "name", "started_at": "started_at", "reason": "error"},
    },
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_proposed(name: str) -> None:
    definition, file = drafted(DOCUMENTS[name])
    assert {key: definition.get(key) for key in EXPECTED[name]} == EXPECTED[name], file


@pytest.mark.parametrize(
    ("name", "comment", "key"),
    [
        ("geo", "# words: what systems usually say", "state"),
        ("geo", "# reference: a guess", "submit"),
        ("geo", "# page: a guess", "list"),
        ("geo", "# the same request as stop", "delete"),
        ("queue", "# a guess by its words", "stop"),
        ("queue", "# words: what systems usually say", "state"),
        ("mirror", "# words: sorted by what they mean elsewhere", "state"),
        ("mirror", "# the task names the path: {repository_href}sync/", "submit"),
        ("notebooks", "# found by their names", "job"),
        ("notebooks", "# the document has no securitySchemes", "auth"),
    ],
)
def test_guesses_are_marked_above_their_key(name: str, comment: str, key: str) -> None:
    _definition, file = drafted(DOCUMENTS[name])
    lines = file.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(comment))
    after = next(line for line in lines[start:] if not line.startswith("#"))
    assert after.startswith(key + ":")


def test_what_is_not_said_is_told() -> None:
    _definition, file = drafted(QUEUE)
    assert "\n# What is not said:\n" in file and "# - delete is not given" in file


def words_of(*listed: str) -> tuple[Any, str]:
    """How words are sorted, and the file."""
    source = copy.deepcopy(NOTEBOOKS)
    source["components"]["schemas"]["Status"]["enum"] = list(listed)
    definition, file = drafted(source)
    return definition["state"]["words"], file


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("PENDING", "queued"), ("not-started", "queued"), ("InProgress", "running"), ("Paused", "waiting"),
        ("ON_HOLD", "waiting"), ("Cancelling", "stopping"), ("Successful", "succeeded"), ("COMPLETED", "succeeded"),
        ("completed with errors", "partial"), ("SucceededWithIssues", "partial"), ("PartiallySucceeded", "partial"),
        ("TIMED_OUT", "failed"), ("VALIDATION_FAILED", "failed"), ("SystemError", "failed"), ("CANCELED", "stopped"),
        ("dismissed", "stopped"), ("skipped", "skipped"),
    ],
)  # fmt: skip
def test_words_are_sorted(word: str, state: str) -> None:
    words, _file = words_of(word, "failed", "succeeded")
    assert word in words[state]


@pytest.mark.parametrize("word", ["purple", "unsuccessful", "not_success", "unknown"])
def test_a_word_that_is_not_known_is_not_guessed(word: str) -> None:
    words, file = words_of(word, "failed", "succeeded")
    assert all(word not in listed for listed in words.values())
    assert f"# words that are not sorted (under which state do they belong?): {word}" in file


def test_an_end_without_an_outcome_is_asked_about() -> None:
    _words, file = words_of("pending", "running", "finished")
    assert "no word is listed for failed: does finished tell how a job ended?" in file
    assert "does done" not in words_of("done", "failed")[1]


@pytest.mark.parametrize("ambiguous", ["done", "finished", "ended"])
def test_no_ambiguous_word_is_taken_for_success_by_default(ambiguous: str) -> None:
    for name in ("geo", "queue"):
        definition, _file = drafted(DOCUMENTS[name])
        assert ambiguous not in definition["state"]["words"]["succeeded"]


def test_another_look_up_may_be_chosen() -> None:
    path = "/api/v2/dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}"
    definition, _file = drafted(FLOWS, job=path, name="tasks")
    assert definition["name"] == "tasks" and definition["get"].endswith(
        "/taskInstances/{part.task_id}"
    )


@pytest.mark.parametrize(
    ("source", "options", "said"),
    [
        ({}, {}, "no OpenAPI document"),
        ([], {}, "no OpenAPI document"),
        (document({}), {}, "no GET of one job was found"),
        (
            document({"/pets/{pet}": {"get": says(record(name=text()))}}),
            {},
            "no GET of one job was found",
        ),
        (
            NOTEBOOKS,
            {"job": "/tasks/{id}"},
            "no GET /tasks/{id} with a place at its end; there are: /job_definitions",
        ),
    ],
)
def test_what_cannot_be_drafted(source: Any, options: Any, said: str) -> None:
    with pytest.raises(ValueError, match="(?s).*") as caught:
        TOOL.draft(source, **options)
    assert said in str(caught.value)


def test_a_document_of_swagger_2() -> None:
    job = {"$ref": "#/definitions/Job"}
    source = {
        "swagger": "2.0", "info": {"title": "Old"}, "basePath": "/api",
        "securityDefinitions": {"key": {"type": "apiKey", "in": "query", "name": "api_key"}},
        "definitions": {"Job": record(id=text(), status=text(enum=["running", "ok", "failed"]))},
        "paths": {
            "/builds": {"get": {"parameters": [{"name": "page", "in": "query", "type": "integer"}],
                                "responses": {"200": {"schema": {"type": "array", "items": job}}}},
                        "post": {"responses": {"201": {"schema": job}}}},
            "/builds/{id}": {"get": {"responses": {"200": {"schema": job}}}},
            "/builds/{id}/cancel": {"post": {"responses": {"202": {"description": ""}}}},
        },
    }  # fmt: skip
    definition, _file = drafted(source)
    assert definition["base"] == "/api" and definition["auth"] == {
        "type": "query",
        "query": {"api_key": "{token}"},
    }
    assert definition["list"] == {
        "path": "/builds",
        "items": "[]",
        "page": {"type": "number", "number": "page", "limit": ""},
    }
    assert definition["stop"] == {"method": "POST", "path": "/builds/{id}/cancel"}
    assert definition["submit"]["reference"] == [{"path": "id"}]


@pytest.mark.parametrize(
    ("schemes", "auth"),
    [
        ({"a": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "/token"}}}}, {"type": "oauth2", "path": "/token"}),
        ({"a": {"type": "oauth2", "flows": {"password": {"tokenUrl": "/token"}}}}, "bearer"),
        ({"a": {"type": "apiKey", "in": "cookie", "name": "sid"}, "b": {"type": "http", "scheme": "basic"}}, "basic"),
        ({"a": {"type": "apiKey", "in": "cookie", "name": "sid"}}, "bearer"),
        ({"a": {"type": "apiKey", "in": "header", "name": "X-Key"}}, {"type": "header", "headers": {"X-Key": "{token}"}}),
        ({"a": {"type": "openIdConnect"}}, "bearer"),
    ],
)  # fmt: skip
def test_credentials(schemes: Any, auth: Any) -> None:
    source = copy.deepcopy(NOTEBOOKS)
    source["components"]["securitySchemes"] = schemes
    assert drafted(source)[0]["auth"] == auth


def test_a_schema_that_holds_itself() -> None:
    source = copy.deepcopy(NOTEBOOKS)
    source["components"]["schemas"]["Job"]["allOf"] = [{"$ref": "#/components/schemas/Job"}]
    source["components"]["schemas"]["Loop"] = {"$ref": "#/components/schemas/Loop"}
    source["components"]["schemas"]["Job"]["properties"]["parent"] = {
        "$ref": "#/components/schemas/Loop"
    }
    assert drafted(source)[0]["get"] == "/jobs/{id}"


def test_a_record_in_an_envelope() -> None:
    source = copy.deepcopy(NOTEBOOKS)
    source["paths"]["/jobs/{job_id}"]["get"] = says(
        record(data={"$ref": "#/components/schemas/Job"})
    )
    assert drafted(source)[0]["get"] == {"path": "/jobs/{id}", "record": "data"}


@pytest.mark.parametrize("form", [json.dumps, yaml.safe_dump])
def test_the_command(form: Any, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr(sys, "argv", ["draft.py", "-", "--name", "mine"])
    monkeypatch.setattr(sys, "stdin", io.StringIO(form(QUEUE)))
    assert TOOL.main() == 0
    out, err = capsys.readouterr()
    assert yaml.safe_load(out)["name"] == "mine" and not err


@pytest.mark.parametrize("content", [None, "{}", "{", "just text"])
def test_the_command_says_what_is_wrong(
    content: str | None, monkeypatch: Any, capsys: Any, tmp_path: pathlib.Path
) -> None:
    path = tmp_path / "openapi.json"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["draft.py", str(path)])
    assert TOOL.main() == 1
    out, err = capsys.readouterr()
    assert not out and err.startswith("draft.py: ")


@pytest.mark.slow
def test_the_command_in_a_process_of_its_own(tmp_path: pathlib.Path) -> None:
    command = [sys.executable, str(ROOT / "tools" / "draft.py"), "-"]
    done = subprocess.run(
        command, input=json.dumps(QUEUE), capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert yaml.safe_load(done.stdout)["name"] == "acme_jobs"
