# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""FHIR bulk export, openEO, Salesforce Bulk 2.0 and UWS of the catalogue, in conversations as their
documents have them: HL7's FHIR Bulk Data Access, api.openeo.org, the Bulk API 2.0 guide, IVOA's
UWS 1.1.
"""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("yaml")
pytest.importorskip("jmespath")

# FHIR

FHIR = {"token": "fhir-token-1"}
EXPORT: dict[str, Any] = {"path": "Patient/$export", "query": {"_type": "Patient"}}


def outcome(code: str, text: str) -> dict[str, Any]:
    """How FHIR says no."""
    issue = {"severity": "error", "code": code, "diagnostics": text}
    return {"resourceType": "OperationOutcome", "issue": [issue]}


def manifest(**more: Any) -> dict[str, Any]:
    """What an export has brought."""
    files = [{"type": "Patient", "url": f"BASE/files/p{n}.ndjson"} for n in (1, 2)]
    whole = {"transactionTime": "2026-11-29T08:00:00Z", "request": "BASE/Patient/$export"}
    return {**whole, "requiresAccessToken": True, "output": files, "error": [], **more}


def fhir_script(say: Any, *looks: Any, **more: Any) -> dict[str, Any]:
    """A server with one export."""
    begun = say(None, 202, Content_Location="BASE/status?job=1")
    return {"GET /Patient/$export": begun, "GET /status?job=1": list(looks), **more}


def test_fhir_exports(shipped: Any, say: Any, tmp_path: Any) -> None:
    fhir = {"Content_Type": "application/fhir+ndjson"}
    files = {
        f"GET /files/p{n}.ndjson": say(f'{{"id": "{n}a"}}\n{{"id": "{n}b"}}\n', **fhir)
        for n in (1, 2)
    }
    looks = [
        say(None, 202, X_Progress="in progress (12% complete)", Retry_After="7"),
        say(outcome("transient", "try again"), 500, Content_Type="application/fhir+json"),
        say(manifest(), 200, Content_Type="application/json"),
    ]
    person = shipped("fhir_bulk", fhir_script(say, *looks, **files))
    result = person.ok("request", dest=f"{tmp_path}/", **EXPORT, **FHIR)
    assert result["job"]["state"] == "succeeded" and 7.0 in person.sleeps
    assert sorted(path.read_text().count("id") for path in tmp_path.iterdir()) == [2, 2]
    first = person.fake.log[0].headers
    assert (first["Prefer"], first["Accept"]) == ("respond-async", "application/fhir+json")


@pytest.mark.parametrize(
    ("status", "body", "state", "reason"),
    [
        (500, outcome("processing", "storage quota"), "failed", "storage quota"),
        (200, manifest(error=[{"type": "OperationOutcome", "url": "BASE/e"}]), "partial", "the manifest names files of errors"),
        (200, manifest(output=[]), "succeeded", None),
        (200, {}, "unknown", None),
    ],
)  # fmt: skip
def test_fhir_ends(
    shipped: Any, say: Any, status: int, body: Any, state: str, reason: str | None
) -> None:
    look = say(body, status, Content_Type="application/fhir+json")
    person = shipped("fhir_bulk", fhir_script(say, look))
    job = person.job("/status?job=1", **FHIR)
    assert (job["state"], job["reason"]) == (state, reason)


def test_fhir_of_which_a_gateway_speaks_is_no_failure(shipped: Any, say: Any) -> None:
    page = say("<html>Internal Server Error</html>", 500, Content_Type="text/html")
    looks = [page, say(manifest(output=[]), Content_Type="application/json")]
    person = shipped("fhir_bulk", fhir_script(say, *looks))
    assert person.ok("request", **EXPORT, **FHIR)["job"]["state"] == "succeeded"


def test_fhir_stops_refuses_and_does_not_know(shipped: Any, say: Any) -> None:
    no = say(outcome("not-found", "no such job"), 404, Content_Type="application/fhir+json")
    more = {"DELETE /status?job=1": say(None, 202), "GET /status?job=9": no}
    person = shipped("fhir_bulk", fhir_script(say, say(None, 202), no, **more))
    result = person.ok("stop", job_id=["/status?job=1"], wait=True, **FHIR)
    assert result["jobs"][0]["state"] == "stopped"
    assert person.ok("info", job_id=["/status?job=9"], **FHIR)["missing"] == ["/status?job=9"]
    bad = say(outcome("invalid", "unknown _type"), 400, Content_Type="application/fhir+json")
    person = shipped("fhir_bulk", {"GET /Patient/$export": bad})
    assert "unknown _type" in person.fails("request", "api", **EXPORT, **FHIR)["msg"]


# openEO

EO = {"token": "oidc/egi/token-1"}
PROCESS: dict[str, Any] = {"method": "POST", "body": {"title": "ndvi", "process": {}}}


def eo_job(status: str, **more: Any) -> dict[str, Any]:
    """A batch job."""
    whole = {"id": "j-1", "title": "ndvi", "created": "2026-11-29T08:00:00Z", "status": status}
    return {**whole, **more}


def eo_script(say: Any, *looks: Any, **more: Any) -> dict[str, Any]:
    """A back-end with one job."""
    made = say(None, 201, Location="BASE/jobs/j-1", OpenEO_Identifier="j-1")
    return {
        "POST /jobs": made,
        "POST /jobs/j-1/results": say(None, 202),
        "GET /jobs/j-1": list(looks),
        **more,
    }


def test_openeo_creates_starts_and_fetches(shipped: Any, say: Any) -> None:
    asset = {"href": "BASE/dl/a.json", "type": "application/json", "roles": ["data"]}
    more = {"GET /jobs/j-1/results": {"assets": {"a.json": asset}}, "GET /dl/a.json": {"ndvi": 1}}
    looks = (eo_job("queued"), eo_job("running", progress=40), eo_job("finished", progress=100))
    person = shipped("openeo", eo_script(say, *looks, **more))
    result = person.ok("request", **PROCESS, **EO)
    job = result["job"]
    assert (job["id"], job["name"], job["state"], job["progress"]) == ("j-1", "ndvi", "succeeded", 100.0)  # fmt: skip
    assert result["result"] == {"ndvi": 1}
    assert person.fake.lines[:2] == ["POST /jobs", "POST /jobs/j-1/results"]
    assert person.fake.log[0].headers["Authorization"] == "Bearer oidc/egi/token-1"


def test_openeo_logs_in_with_a_password(shipped: Any, say: Any) -> None:
    script = eo_script(say, eo_job("running"), **{"GET /credentials/basic": {"access_token": "t1"}})
    person = shipped("openeo", script)
    assert person.job("j-1", username="me", password="pw-12345")["state"] == "running"
    assert person.fake.log[-1].headers["Authorization"] == "Bearer basic//t1"


def test_openeo_fails_with_its_log(shipped: Any, say: Any) -> None:
    logs = [
        {"id": "1", "level": "info", "message": "loading"},
        {"id": "2", "level": "error", "message": "no data for the bbox"},
    ]
    more = {"GET /jobs/j-1/logs": {"level": "info", "logs": logs, "links": []}}
    person = shipped("openeo", eo_script(say, eo_job("error"), **more))
    failed = person.fails("request", "job_failed", **PROCESS, **EO)
    assert "no data for the bbox" in failed["msg"]


def test_openeo_lists_stops_deletes_and_does_not_know(shipped: Any, say: Any) -> None:
    no = {"id": "936", "code": "JobNotFound", "message": "The batch job does not exist."}
    links = [{"rel": "next", "href": "BASE/jobs?page=2"}]
    more = {
        "GET /jobs?limit=100": {"jobs": [eo_job("created")], "links": links},
        "GET /jobs?page=2": {"jobs": [{**eo_job("canceled"), "id": "j-2"}], "links": []},
        "DELETE /jobs/j-1/results": say(None, 204),
        "DELETE /jobs/j-1": say(None, 204),
        "GET /jobs/no": say(no, 404),
    }
    person = shipped("openeo", eo_script(say, eo_job("running"), eo_job("canceled"), **more))
    assert [job["state"] for job in person.listed(**EO)] == ["waiting", "stopped"]
    result = person.ok("stop", job_id=["j-1"], wait=True, **EO)
    assert result["jobs"][0]["state"] == "stopped"
    assert person.ok("delete", job_id=["j-1"], **EO)["deleted"] == ["j-1"]
    assert person.ok("info", job_id=["no"], **EO)["missing"] == ["no"]


# Salesforce

SF = {"token": "00D-session"}
API = "/services/data/v60.0/jobs"
QUERY: dict[str, Any] = {
    "method": "POST",
    "path": "jobs/query",
    "body": {"operation": "query", "query": "SELECT Id FROM Account"},
}


def sf_job(kind: str, state: str, **more: Any) -> dict[str, Any]:
    """A job of one kind."""
    operation = "query" if kind == "query" else "insert"
    times = {"createdDate": "2026-11-29T08:00:00.000+0000", "totalProcessingTime": 1500}
    return {"id": "750x1", "operation": operation, "object": "Account", "state": state, **times, **more}  # fmt: skip


def test_salesforce_queries_in_parts(shipped: Any, say: Any) -> None:
    part = {"Content_Type": "text/csv"}
    script = {
        f"POST {API}/query": sf_job("query", "UploadComplete"),
        f"GET {API}/query/750x1": [sf_job("query", "InProgress"), sf_job("query", "JobComplete")],
        f"GET {API}/query/750x1/results": say("Id\n1\n", Sforce_Locator="MjAw", **part),
        f"GET {API}/query/750x1/results?locator=MjAw": say("Id\n2\n", Sforce_Locator="null", **part),
    }  # fmt: skip
    result = shipped("salesforce_bulk2", script).ok("request", **QUERY, **SF)
    job = result["job"]
    assert (job["id"], job["state"], job["duration"]) == ("query/750x1", "succeeded", 1.5)
    assert job["submitted_at"] == "2026-11-29T08:00:00Z"
    assert result["result"] == "Id\n1\n2\n"


INGEST: dict[str, Any] = {
    "method": "POST",
    "path": "jobs/ingest",
    "body_format": "multipart",
    "body": {
        "job": {"content": '{"object": "Account", "operation": "insert"}', "mime_type": "application/json"},
        "content": {"content": "Name\nAnn\n", "filename": "rows.csv", "mime_type": "text/csv"},
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("counts", "state", "reason"),
    [
        ({"numberRecordsProcessed": 2, "numberRecordsFailed": 0}, "succeeded", None),
        ({"numberRecordsProcessed": 2, "numberRecordsFailed": 1}, "partial", "some records failed"),
        ({"numberRecordsProcessed": 2, "numberRecordsFailed": 2}, "failed", "all records failed"),
    ],
)
def test_salesforce_ingests(
    shipped: Any, say: Any, counts: Any, state: str, reason: str | None
) -> None:
    done = sf_job("ingest", "JobComplete", **counts)
    script = {
        f"POST {API}/ingest": sf_job("ingest", "UploadComplete"),
        f"GET {API}/ingest/750x1": [sf_job("ingest", "InProgress"), done],
        f"GET {API}/ingest/750x1/successfulResults": say("Id\n1\n", Content_Type="text/csv"),
        f"GET {API}/ingest": {"records": [sf_job("ingest", "JobComplete")], "done": True},
    }
    person = shipped("salesforce_bulk2", script)
    result = person.run("request", **INGEST, **SF)
    job = result["job"]
    assert (job["id"], job["state"], job["reason"]) == ("ingest/750x1", state, reason)
    assert person.fake.log[0].headers["Content-Type"].startswith("multipart/form-data")
    # A list does not tell how many records failed: each is looked up.
    listed = person.listed(filters={"kind": "ingest"}, **SF)
    assert [(job["id"], job["state"]) for job in listed] == [("ingest/750x1", state)]


def test_salesforce_fails_with_its_message(shipped: Any) -> None:
    script = {
        f"POST {API}/query": sf_job("query", "UploadComplete"),
        f"GET {API}/query/750x1": sf_job("query", "Failed", errorMessage="API_ERROR: no such column"),
    }  # fmt: skip
    failed = shipped("salesforce_bulk2", script).fails("request", "job_failed", **QUERY, **SF)
    assert "no such column" in failed["msg"]


def test_salesforce_stops_deletes_and_does_not_know(shipped: Any, say: Any) -> None:
    aborted = sf_job("ingest", "Aborted")
    no = [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}]
    script = {
        f"GET {API}/ingest/750x1": [sf_job("ingest", "Open"), aborted],
        f"PATCH {API}/ingest/750x1": aborted,
        f"DELETE {API}/ingest/750x1": say(None, 204),
        f"GET {API}/query/no": say(no, 404),
    }
    person = shipped("salesforce_bulk2", script)
    result = person.ok("stop", job_id=["ingest/750x1"], wait=True, **SF)
    assert result["jobs"][0]["state"] == "stopped"
    (asked,) = [sent for sent in person.fake.log if sent.method == "PATCH"]
    assert asked.json == {"state": "Aborted"}
    assert person.ok("delete", job_id=["ingest/750x1"], **SF)["deleted"] == ["ingest/750x1"]
    assert person.ok("info", job_id=["query/no"], **SF)["missing"] == ["query/no"]


# UWS

XML = {"Content_Type": "application/xml"}
ADQL: dict[str, Any] = {"method": "POST", "path": "async", "body": {"LANG": "ADQL", "QUERY": "SELECT 1"}}  # fmt: skip


def uws_job(phase: str, more: str = "") -> str:
    """A job as UWS 1.1 writes it."""
    return (
        '<uws:job xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'
        ' version="1.1"><uws:jobId>x1</uws:jobId><uws:runId>mine</uws:runId>'
        f"<uws:phase>{phase}</uws:phase><uws:creationTime>2026-11-29T08:00:00Z</uws:creationTime>"
        '<uws:startTime xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"/>'
        f"{more}</uws:job>"
    )


RESULTS = '<uws:results><uws:result id="result" xlink:href="BASE/async/x1/results/result"/></uws:results>'  # fmt: skip
ERROR = '<uws:errorSummary type="fatal" hasDetail="true"><uws:message>no such table</uws:message></uws:errorSummary>'  # fmt: skip


def uws_script(say: Any, *looks: str, **more: Any) -> dict[str, Any]:
    """A service with one job, which answers with redirects."""
    return {
        "POST /async": say(None, 303, Location="BASE/async/x1"),
        "GET /async/x1": [say(look, **XML) for look in looks],
        **more,
    }


def test_uws_queries(shipped: Any, say: Any) -> None:
    more = {"GET /async/x1/results/result": say("1,2\n", Content_Type="text/csv")}
    looks = (uws_job("QUEUED"), uws_job("EXECUTING"), uws_job("COMPLETED", RESULTS))
    person = shipped("uws", uws_script(say, *looks, **more))
    result = person.ok("request", **ADQL)
    job = result["job"]
    assert (job["id"], job["name"], job["state"]) == ("x1", "mine", "succeeded")
    assert (job["submitted_at"], job["started_at"]) == ("2026-11-29T08:00:00Z", None)
    assert result["result"] == "1,2\n"
    assert person.fake.log[0].body == "LANG=ADQL&QUERY=SELECT+1&PHASE=RUN"


@pytest.mark.parametrize(
    ("look", "state", "reason"),
    [
        (uws_job("ERROR", ERROR), "failed", "no such table"),
        (uws_job("ABORTED"), "stopped", None),
        (uws_job("PENDING"), "waiting", None),
        (uws_job("HELD"), "waiting", None),
        (uws_job("ARCHIVED"), "partial", "it is archived; its results are gone"),
        (uws_job("ARCHIVED", ERROR), "failed", "no such table"),
        (uws_job("UNKNOWN"), "unknown", None),
    ],
)
def test_uws_phases(shipped: Any, say: Any, look: str, state: str, reason: str | None) -> None:
    job = shipped("uws", uws_script(say, look)).job("x1")
    assert (job["state"], job["reason"]) == (state, reason)


def test_uws_lists_stops_deletes_and_does_not_know(shipped: Any, say: Any) -> None:
    def refs(*phases: str) -> Any:
        found = "".join(
            f'<uws:jobref id="x{n}" xlink:href="BASE/async/x{n}"><uws:phase>{phase}</uws:phase></uws:jobref>'
            for n, phase in enumerate(phases, 1)
        )
        head = 'xmlns:uws="http://www.ivoa.net/xml/UWS/v1.0" xmlns:xlink="http://www.w3.org/1999/xlink"'  # fmt: skip
        return say(f"<uws:jobs {head}>{found}</uws:jobs>", **XML)

    more = {
        "GET /async": [refs("EXECUTING", "COMPLETED"), refs("ERROR"), refs()],
        "POST /async/x1/phase": say(None, 303, Location="BASE/async/x1"),
        "DELETE /async/x1": say(None, 303, Location="BASE/async"),
        "GET /async/no": say("<html>Not found</html>", 404, Content_Type="text/html"),
    }
    person = shipped("uws", uws_script(say, uws_job("EXECUTING"), uws_job("ABORTED"), **more))
    assert [job["state"] for job in person.listed()] == ["running", "succeeded"]
    assert [job["id"] for job in person.listed()] == ["x1"]
    assert person.listed() == []
    result = person.ok("stop", job_id=["x1"], wait=True)
    assert result["jobs"][0]["state"] == "stopped"
    (asked,) = [sent for sent in person.fake.log if sent.method == "POST"]
    assert asked.body == "PHASE=ABORT"
    assert person.ok("delete", job_id=["x1"])["deleted"] == ["x1"]
    assert person.ok("info", job_id=["no"])["missing"] == ["no"]
