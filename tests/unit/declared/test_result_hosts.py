# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results at other hosts: fetched where `result_hosts` names them, with nothing of ours."""

from __future__ import annotations

from typing import Any

import pytest

DONE = {"id": 7, "status": "done"}
SUBMIT = {"reference": {"path": "id"}}
OURS = {"auth": "bearer", "headers": {"X-Own": "definition"}, "submit": SUBMIT}
OPTIONS = {"token": "tok-secret", "headers": {"X-User": "user"}}
SENT_ANYWAY = {"host", "user-agent", "accept", "accept-encoding", "connection"}


@pytest.fixture
def store(acme: Any, say: Any) -> Any:
    """Another host, which refuses what comes with a proof, as storage services do."""

    def serve(sent: Any) -> Any:
        if "authorization" in {name.lower() for name in sent.headers}:
            return say("<Error>one proof only</Error>", 400)
        return say("a,b\n1,2\n", Content_Type="text/csv")

    return acme({"GET /r?sig=x": serve, "GET /moved": say(None, 302, Location="/r?sig=x")}).fake


def places(where: str, say: Any) -> dict[str, Any]:
    """(definition, record, the redirect if there is one) of each way that leads there."""
    moved = say(None, 302, Location=where)
    other = say(None, 303, Location=where)
    done = {**DONE, "link": where, "files": [{"name": "f", "at": where}]}
    outputs = {"path": "files", "fields": {"name": "name", "href": "at"}}
    return {
        "a link of the job": ({"result": "{record.link}"}, done),
        "href": ({"result": {"href": "link"}}, done),
        "an output": (
            {"job": {"outputs": outputs}, "result": {"path": "{output.href}", "each_output": True}},
            done,
        ),
        "a redirect": ({"result": "/jobs/{id}/r"}, done, moved),
        "see other": ({"result": "/jobs/{id}/r"}, done, other),
        "with a query of ours": ({"result": {"path": "{record.link}", "query": {"a": "b"}}}, done),
    }


WAYS = ["a link of the job", "href", "an output", "a redirect", "see other", "with a query of ours"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("is_allowed", [True, False])
def test_a_result_elsewhere(acme: Any, say: Any, store: Any, way: str, is_allowed: bool) -> None:
    definition, record, *redirect = places(store.base_url + "/r?sig=x", say)[way]
    script = {"POST /run": {"id": 7}, "GET /jobs/7": record, "GET /jobs/7/r": redirect[:1] or 404}
    person = acme(script, **OURS, **definition)
    call = {"method": "POST", "path": "run", **OPTIONS}
    if not is_allowed:
        failed = person.fails("request", "api", result_hosts=["other.example.com"], **call)
        assert (
            "127.0.0.1" in failed["msg"]
            and "result_hosts names (other.example.com)" in failed["msg"]
        )
        assert failed["job"]["state"] == "succeeded" and not store.log
        assert "nothing so far" in person.fails("request", "api", **call)["msg"]
        return
    result = person.ok("request", result_hosts=["127.0.0.1"], **call)
    assert result["result"] == "a,b\n1,2\n"
    assert [sent.line for sent in store.log] == ["GET /r?sig=x"]
    assert {name.lower() for name in store.log[0].headers} <= SENT_ANYWAY


def test_what_came_before_a_refused_piece_is_kept(
    acme: Any, say: Any, store: Any, tmp_path: Any
) -> None:
    files = [{"name": name, "at": "/f/" + name} for name in "ab"]
    files.append({"name": "c", "at": store.base_url + "/r?sig=x"})
    outputs = {"path": "files", "fields": {"name": "name", "href": "at"}}
    person = acme(
        {
            "POST /run": {"id": 7},
            "GET /jobs/7": {**DONE, "files": files},
            "GET /f/a": say("aa"),
            "GET /f/b": say("bb"),
        },
        submit=SUBMIT,
        job={"outputs": outputs},
        result={"path": "{output.href}", "each_output": True},
    )
    call = {"method": "POST", "path": "run"}
    failed = person.fails("request", "api", dest=f"{tmp_path}/", delete_after="never", **call)
    assert "result_hosts" in failed["msg"] and failed["changed"] is True
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a": "aa", "b": "bb"}
    assert [file["dest"] for file in failed["files"]] == [f"{tmp_path}/a", f"{tmp_path}/b"]
    assert person.fails("request", "api", **call)["result"] == {"a": "aa", "b": "bb"}
    whole = person.ok("request", dest=f"{tmp_path}/", result_hosts=["127.0.0.1"], **call)
    assert len(whole["files"]) == 3 and (tmp_path / "c").read_text() == "a,b\n1,2\n"


def test_pages_that_lead_elsewhere(acme: Any, say: Any) -> None:
    other = acme({"GET /p?n=2": {"rows": [2], "next": "/p?n=3"}, "GET /p?n=3": {"rows": [3]}}).fake
    first = {"rows": [1], "next": other.base_url + "/p?n=2"}
    person = acme(
        {"POST /run": {"id": 7}, "GET /jobs/7": DONE, "GET /rows": first},
        **OURS,
        result={"path": "/rows", "items": "rows[]", "page": {"type": "link", "next": "next"}},
    )
    call = {"method": "POST", "path": "run", **OPTIONS}
    assert person.ok("request", result_hosts=["127.0.0.1"], **call)["result"] == [1, 2, 3]
    assert all({name.lower() for name in sent.headers} <= SENT_ANYWAY for sent in other.log)
    assert "result_hosts" in person.fails("request", "api", **call)["msg"]


def test_what_is_asked_for_may_be_redirected(acme: Any, say: Any, store: Any) -> None:
    person = acme({"GET /export": say(None, 307, Location=store.base_url + "/moved")}, **OURS)
    result = person.ok("request", path="export", result_hosts=["127.0.0.1"], **OPTIONS)
    assert result["result"] == "a,b\n1,2\n" and result["job"]["state"] == "succeeded"
    assert "result_hosts" in person.fails("request", "api", path="export", **OPTIONS)["msg"]


@pytest.mark.parametrize(("status", "error"), [(403, "auth"), (404, "not_found"), (401, "auth")])
def test_what_another_host_refuses(acme: Any, say: Any, status: int, error: str) -> None:
    """Its 401 is no reason for a new login, and the rules of the definition are not about it."""
    other = acme({"GET /r": say({"error": "expired link"}, status)}).fake
    login = {
        "type": "login",
        "headers": {"X": "{saved.token}"},
        "request": {"method": "POST", "path": "/login", "body": {"p": "{password}"}},
        "token": {"path": "t"},
    }
    person = acme(
        {
            "POST /login": {"t": "tok-1234"},
            "POST /run": {"id": 7},
            "GET /jobs/7": {**DONE, "link": other.base_url + "/r"},
        },
        auth=login,
        submit=SUBMIT,
        result="{record.link}",
        error={"rules": [{"when": {"path": "error"}, "is": "ok"}]},
    )
    call = {"method": "POST", "path": "run", "password": "pass-word"}
    failed = person.fails("request", error, result_hosts=["127.0.0.1"], request_retries=0, **call)
    assert str(status) in failed["msg"]
    assert person.fake.lines.count("POST /login") == 1 and len(other.log) == 1


def test_only_a_get_goes_there(acme: Any, store: Any) -> None:
    person = acme(
        {"POST /run": {"id": 7}, "GET /jobs/7": {**DONE, "link": store.base_url + "/r?sig=x"}},
        submit=SUBMIT,
        result={"method": "POST", "path": "{record.link}"},
    )
    failed = person.fails("request", "api", method="POST", path="run", result_hosts=["127.0.0.1"])
    assert "only a GET" in failed["msg"] and not store.log


@pytest.mark.parametrize("section", ["get", "stop", "outputs"])
def test_only_results_lie_elsewhere(acme: Any, store: Any, section: str) -> None:
    """A link to a job that leads to such a host is refused as ever."""
    at = store.base_url + "/r?sig=x"
    record = {"id": 7, "status": "running", "link": at}
    definition = {
        "get": {"get": {"path": "/jobs/{id}", "follow": "link"}},
        "stop": {"stop": {"method": "POST", "path": "{record.link}"}},
        "outputs": {
            "outputs": {"path": "{record.link}", "fields": {"id": "id"}},
            "result": {"path": "/o/{output.id}", "each_output": True},
        },
    }[section]
    if section == "outputs":
        record["status"] = "done"
    script = {"GET /jobs/7": record, "POST /run": {"id": 7}}
    person = acme(script, submit=SUBMIT, **definition)
    verb = {"get": "info", "stop": "stop", "outputs": "request"}[section]
    params: dict[str, Any] = {"job_id": ["7"]}
    if verb == "request":
        params = {"method": "POST", "path": "run"}
    failed = person.fails(verb, "api", result_hosts=["127.0.0.1"], **params)
    assert "credentials are only sent to" in failed["msg"] and not store.log


@pytest.mark.parametrize("hosts", [
    ["https://a.example.com"], ["a.example.com/x"], ["*"], ["a.*.com"], [""], ["a b"], ["u@a.example.com"],
    ["a.example.com:"], ["a.example.com:0"], ["a.example.com:99999"], ["*."], ["ok.example.com", "?"],
])  # fmt: skip
def test_hosts_that_are_none(acme: Any, hosts: list[str]) -> None:
    person = acme({"GET /jobs/7": DONE})
    failed = person.fails("info", "config", job_id=["7"], result_hosts=hosts)
    assert failed["msg"].startswith("result_hosts must hold hosts") and not person.fake.log


@pytest.mark.parametrize("name", ["sig", "X-Amz-Signature", "X-Amz-Security-Token"])
def test_what_a_link_grants_is_not_quoted(acme: Any, say: Any, name: str) -> None:
    """A storage service that refuses a link may say with which signature."""
    refused = say("<Error><Message>0a1b2c3d4e5f has expired</Message></Error>", 403)
    store = acme({"GET /r": refused}).fake
    done = {**DONE, "link": f"{store.base_url}/r?{name}=0a1b2c3d4e5f"}
    person = acme({"POST /run": {"id": 7}, "GET /jobs/7": done}, **OURS, result="{record.link}")
    hosts = [store.base_url.partition("//")[2]]
    call = {"method": "POST", "path": "run", "result_hosts": hosts, **OPTIONS}
    assert "has expired" in person.fails("request", "auth", **call)["msg"]
    assert "0a1b2c3d4e5f" not in person.fails("request", "auth", **call)["msg"]
