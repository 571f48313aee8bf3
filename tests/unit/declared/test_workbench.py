# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""provider_info as the workbench: the text of `curl -i` for any request of a definition, the steps in which it is read,
the request that would follow, and what the definition leaves unsaid."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.samples import samples_of
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ConfigError
from ansible_collections.asyncops.jobs.plugins.module_utils._model.key import REQUESTS

RUNS: dict[str, Any] = {
    "auth": {
        "type": "login",
        "request": [
            {
                "method": "POST",
                "path": "/login",
                "body": {"user": "{username}", "word": "{password}"},
                "save": {"sid": {"header": "Set-Cookie", "pattern": "S=([^;]+)"}},
            },
            {"path": "/token", "headers": {"Cookie": "S={saved.sid}"}},
        ],
        "token": "",
        "headers": {"Cookie": "S={saved.sid}", "X-Token": "{saved.token}"},
    },
    "submit": {
        "before": {"path": "/crumb", "save": {"crumb": "crumb"}},
        "method": "POST",
        "path": "/runs",
        "headers": {"X-Crumb": "{saved.crumb}"},
        "accepted": {"http_status": 202},
        "immediate": {"http_status": 200},
        "reference": [{"header": "Location"}, {"path": "uid"}],
    },
    "get": {
        "path": "/runs/{id}",
        "record": "run",
        "detail": {"path": "/runs/{id}/log", "when": {"path": "phase", "equals": "Done"}},
    },
    "list": {
        "path": "/runs",
        "items": {"path": "runs[]", "when": {"path": "kind", "equals": "job"}},
        "page": {"type": "cursor", "next": "next"},
        "total": "count",
    },
    "messages": {"path": "/runs/{id}/log", "items": "lines[]", "text": ["msg", "m"], "page": "offset"},
    "outputs": {"path": "/runs/{id}/files", "items": "files[]", "fields": {"id": "no"}},
    "result": {
        "path": "/runs/{id}/out",
        "not_ready": {"http_status": 409},
        "absent": {"http_status": 404},
        "value": "data",
    },
    "stop": {
        "method": "POST",
        "path": "/runs/{id}/stop",
        "before": {"path": "/crumb", "save": {"crumb": "crumb"}},
        "headers": {"X-Crumb": "{saved.crumb}"},
        "already_ended": {"path": "code", "equals": 17},
    },
    "delete": {"method": "DELETE", "path": "/runs/{id}"},
    "state": {
        "path": "phase",
        "rules": [
            {"when": {"path": "detail", "matches": "all fine"}, "state": "succeeded"},
            {"when": [{"path": "phase", "equals": "Done"}, {"path": "err", "exists": True}], "state": "failed"},
        ],
        "words": {"running": "Busy", "partial": "Done"},
    },
    "job": {
        "id": "uid",
        "progress": {"done": "n", "total": "of"},
        "finished_at": {"path": ["ended", "end"], "type": "epoch_s"},
        "reason": {"path": "err", "when": {"path": "phase", "equals": "Done"}},
    },
    "poll_after": [{"header": "X-Reset", "type": "epoch", "when": {"http_status": 429}}, {"header": "Retry-After"}],
    "error": {
        "message": "why",
        "rules": [{"when": [{"request": "get", "http_status": 500}], "is": "not_found"}],
    },
}  # fmt: skip


def curl(status: str, body: str = "", *headers: str) -> str:
    """What `curl -i` prints."""
    return "\r\n".join(["HTTP/1.1 " + status, *headers, "", body])


JSON = "Content-Type: application/json"
CRUMB = curl("200 OK", '{"crumb": "c-1"}', JSON)


@pytest.fixture
def bench(acme: Any) -> Any:
    """Reads samples with the definition above."""
    person = acme({}, **RUNS)

    def read(of: str, *samples: Any, **params: Any) -> dict[str, Any]:
        given = samples[0] if len(samples) == 1 else list(samples)
        result: dict[str, Any] = person.ok("explain", sample=given, sample_of=of, **params)
        assert person.fake.log == []
        return result

    return read


def line(result: dict[str, Any], start: str) -> str:
    """The first step that begins so."""
    return next(one for one in result["steps"] if one.startswith(start))


def following(result: dict[str, Any]) -> str:
    """The next request in a line."""
    one = result["next_request"]
    return "%s %s" % (one["method"], one["url"].partition("://")[2].partition("/")[2])


# Texts of curl

TEXTS = {
    "plain": curl("201 Created", '{"id": 7}', JSON),
    "lf": curl("201 Created", '{"id": 7}', JSON).replace("\r\n", "\n"),
    "http2": 'HTTP/2 201 \ncontent-type: application/json\n\n{"id": 7}',
    "http3": 'HTTP/3 201\ncontent-type: application/json\n\n{"id": 7}',
    "command": "$ curl -i -X POST http://x/jobs -d '{}'\n" + curl("201 Created", '{"id": 7}', JSON),
    "100": curl("100 Continue", "") + curl("201 Created", '{"id": 7}', JSON),
    "103": curl("103 Early Hints", "", "Link: </a.css>") + curl("201 Created", '{"id": 7}', JSON),
    "redirect": curl("307 Temporary Redirect", "", "Location: /v2/jobs")
    + curl("201 Created", '{"id": 7}', JSON),
    "proxy": curl("200 Connection established", "") + curl("201 Created", '{"id": 7}', JSON),
    "negotiated": curl("401 Unauthorized", "", "WWW-Authenticate: Negotiate")
    + curl("201 Created", '{"id": 7}', JSON),
    "many": curl("200 Connection established", "")
    + curl("100 Continue", "")
    + curl("302 Found", "", "Location: /a")
    + curl("201 Created", '{"id": 7}', JSON),
    "no blank line": 'HTTP/1.1 201 CREATED\nContent-Type: application/json\n{"id": 7}',
    "folded": curl("201 Created", '{"id": 7}', "X-Long: a", " b", JSON),
    "yaml": curl("201 Created", '{"id": 7}\n', JSON, "Content-Length: 9"),
    "no type": curl("201 Created", '{"id": 7}'),
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=list(TEXTS))
def test_what_curl_prints_is_one_answer(text: str) -> None:
    (sample,) = samples_of(text)
    response = sample.response
    assert (response.status, response.content.strip()) == (201, b'{"id": 7}')
    assert response.header("Content-Type") in (None, "application/json")
    assert len(sample.notes) == text.count("HTTP/") - 1 + ("$ curl" in text) + (
        "CREATED" in text
    ), sample.notes


def test_the_last_redirect_is_where_the_answer_came_from() -> None:
    text = curl("302 Found", "", "Location: /a") + curl("302 Found", "", "location: /b")
    assert samples_of(text + curl("200 OK", "{}"))[0].location == "/b"
    assert samples_of(curl("302 Found", "", "Location: /a"))[0].location == ""


@pytest.mark.parametrize(
    ("text", "status", "body"),
    [
        ('{"id": 7}', 200, b'{"id": 7}'),
        ("  [1]", 200, b"  [1]"),
        ("<job/>", 200, b"<job/>"),
        ('{"log": "\nHTTP/1.1 500 Broken\n"}', 200, b'{"log": "\nHTTP/1.1 500 Broken\n"}'),
        ("pending", 200, b"pending"),
        (curl("204 No Content"), 204, b""),
        (curl("200 OK", "a\n\nb\n\n"), 200, b"a\n\nb\n\n"),
        (curl("200 OK", "Grüße", "Content-Type: text/plain; charset=iso-8859-1"), 200, b"Gr\xfc\xdfe"),
        (curl("200 OK", "abc", "Content-Type: text/plain; charset=rot13"), 200, b"abc"),
        (curl("200 OK", "Grüße", "Content-Type: text/plain; charset=nonsense"), 200, "Grüße".encode()),
        (curl("200 OK", "a\nHTTP/1.1 500 no\n\nb"), 200, b"a\nHTTP/1.1 500 no\n\nb"),
    ],
)  # fmt: skip
def test_bodies(text: str, status: int, body: bytes) -> None:
    response = samples_of(text)[0].response
    assert (response.status, response.content) == (status, body)


def test_a_header_that_comes_twice() -> None:
    text = curl(
        "200 OK", "{}", "Set-Cookie: a=1", "Set-Cookie: b=2", "Retry-After: 3", "Retry-After: 9"
    )
    response = samples_of(text)[0].response
    assert response.headers.all("set-cookie") == ["a=1", "b=2"]
    assert response.header("Retry-After") == "9"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "must be the text"),
        (7, "must be the text"),
        ([{"status": 200}, None], r"sample[1] must be the text"),
        ({"code": 200}, "sample.code is not known"),
        ([{}, {"x": 1}], "sample[1].x is not known"),
        ({"status": "ok"}, "sample.status must be an HTTP status"),
        ({"headers": ["a"]}, "sample.headers must be a mapping"),
        (curl("100 Continue"), "has HTTP 100 and no answer after it"),
    ],
)
def test_what_is_no_answer(given: Any, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        samples_of(given)
    assert said in caught.value.message


def test_a_body_that_was_cut(bench: Any) -> None:
    text = curl("200 OK", '{"run": {"uid": 7, "phase": "Busy"', JSON, "Content-Length: 900")
    result = bench("get", text)
    assert result["reads_as"]["error"] == "decode"
    assert "was it cut?" in result["steps"][0] and "cannot be read" in result["steps"][1]


# Each request of a definition


def test_a_submit_of_two_calls(bench: Any) -> None:
    accepted = curl("202 Accepted", '{"uid": 9}', JSON, "Retry-After: 4")
    result = bench("submit", CRUMB, accepted)
    assert result["reads_as"]["jobs"][0]["id"] == "9"
    assert line(result, "submit.before[0].save.crumb") == (
        "submit.before[0].save.crumb: 'crumb' found 'c-1'"
    )
    assert line(result, "submit.reference[0]").endswith("header Location found nothing")
    assert line(result, "submit.reference[1]").endswith("'uid' found 9")
    assert line(result, "submit.immediate") == (
        "submit.immediate: does not hold (http_status is 202, not 200)"
    )
    assert [one["headers"].get("X-Crumb") for one in result["sent"]] == [None, "c-1"]
    assert (following(result), result["next_request"]["after"]) == ("GET runs/9", 4.0)


def test_the_first_call_alone_shows_the_second(bench: Any) -> None:
    result = bench("submit", CRUMB)
    assert (following(result), result["next_request"]["headers"]["X-Crumb"]) == ("POST runs", "c-1")
    assert "give its answer, too" in result["next_request"]["why"] and result["reads_as"] == {}


def test_a_submit_that_names_no_job(bench: Any) -> None:
    result = bench("submit", CRUMB, curl("202 Accepted", "{}", JSON))
    assert (result["reads_as"]["jobs"], result["next_request"]) == ([], None)
    assert line(result, "submit.reference[1]").endswith("'uid' found nothing")


def test_a_look_up(bench: Any) -> None:
    body = '{"run": {"uid": 7, "phase": "Busy", "n": 1, "of": 4, "end": "soon", "Kind": "x"}}'
    result = bench("get", curl("200 OK", body, JSON, "Retry-After: 3"))
    job = result["reads_as"]["job"]
    assert (job["id"], job["state"], job["progress"]) == ("7", "running", 25.0)
    assert line(result, "get.record") == (
        "get.record: 'run' found a mapping (uid, phase, n, of, end, Kind)"
    )
    assert line(result, "state.rules[0]") == (
        "state.rules[0] does not hold ('detail' found nothing; wanted: matches 'all fine')"
    )
    assert line(result, "state.rules[1]") == (
        "state.rules[1] does not hold (when[0]: 'phase' found 'Busy'; wanted: equals 'Done')"
    )
    assert line(result, "state.words") == "state.words: 'Busy' is running"
    assert line(result, "job.progress") == "job.progress: 'n' found 1, 'of' found 4, read as 25"
    assert line(result, "job.finished_at") == (
        "job.finished_at: 'ended' found nothing, 'end' found 'soon', which is no value of type epoch_s"
    )
    assert line(result, "job.reason").startswith("job.reason: its when does not hold")
    assert line(result, "job: ") == "job: the record also has Kind"
    assert line(result, "poll_after[0]").startswith("poll_after[0] does not hold (http_status")
    assert line(result, "poll_after[1]") == "poll_after[1]: header Retry-After found '3'"
    assert (following(result), result["next_request"]["after"]) == ("GET runs/7", 3.0)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"jobs": {}}', "get.record: 'run' found nothing"),
        ('{"run": {"uid": 7}}', "state: no word was found: it is unknown"),
        ('{"run": {"uid": 7, "phase": "Odd"}}', "state.words: 'Odd' is not listed"),
    ],
)
def test_a_path_or_word_that_finds_nothing(bench: Any, body: str, said: str) -> None:
    assert line(bench("get", curl("200 OK", body, JSON)), said)


def test_a_look_up_with_a_second_call(bench: Any) -> None:
    done = curl("200 OK", '{"run": {"uid": 7, "phase": "Done"}}', JSON)
    first = bench("get", done)
    assert (first["reads_as"]["job"]["state"], following(first)) == ("partial", "GET runs/7/log")
    assert line(first, "get.detail.when").endswith("it is asked for")
    whole = bench("get", done, curl("200 OK", "x\nall fine", "Content-Type: text/plain"))
    assert (whole["reads_as"]["job"]["state"], following(whole)) == ("succeeded", "GET runs/7/out")
    rules = [one for one in whole["steps"] if one.startswith("state.rules[0]")]
    assert "does not hold" in rules[0] and rules[1].endswith("the state is succeeded")


@pytest.mark.parametrize(
    ("sample", "error", "said"),
    [
        (curl("404 Not Found", '{"why": "gone"}', JSON), "not_found", "get.ok: HTTP 404 is no answer"),
        (curl("500 Oh", '{"why": "?"}', JSON), "not_found", "error.rules[0] holds"),
        (curl("500 Oh", '{"oops": 1}', JSON), "not_found", "error.message: 'why' found nothing"),
        (curl("429 Slow", "", "X-Reset: 1700000000"), "rate_limited", "poll_after[0]: header X-Reset found"),
    ],
)  # fmt: skip
def test_refusals(bench: Any, sample: str, error: str, said: str) -> None:
    result = bench("get", sample)
    assert result["reads_as"]["error"] == error and result["next_request"] is None
    assert line(result, said)


def test_a_list(bench: Any) -> None:
    body = '{"runs": [{"uid": 1, "phase": "Busy", "kind": "job"}, {"kind": "x"}], "next": "p2", "count": 9}'
    result = bench("list", curl("200 OK", body, JSON))
    reads = result["reads_as"]
    assert ([job["id"] for job in reads["jobs"]], reads["complete"]) == (["1"], False)
    assert line(result, "list.items") == "list.items: 'runs[]' found 2, of which when leaves out 1"
    assert line(result, "list.total") == "list.total: 'count' found 9"
    assert line(result, "list.page.next[0]") == "list.page.next[0]: 'next' found 'p2'"
    assert line(result, "first item: state.words") == "first item: state.words: 'Busy' is running"
    assert ["cursor", "p2"] in result["next_request"]["query"]
    last = curl(
        "200 OK", '{"runs": [{"uid": 2, "phase": "Busy", "kind": "job"}], "count": 2}', JSON
    )
    both = bench("list", curl("200 OK", body, JSON), last)
    assert ([job["id"] for job in both["reads_as"]["jobs"]], both["next_request"]) == (
        ["1", "2"],
        None,
    )


def test_messages_before_their_next_page(bench: Any) -> None:
    result = bench("messages", curl("200 OK", '{"lines": [{"m": "hello"}]}', JSON))
    assert [one["text"] for one in result["reads_as"]["messages"]] == ["hello"]
    assert line(result, "first item: messages.text") == (
        "first item: messages.text: 'msg' found nothing, 'm' found 'hello'"
    )
    assert ["offset", "1"] in result["next_request"]["query"]


def test_outputs(bench: Any) -> None:
    result = bench("outputs", curl("200 OK", '{"files": [{"no": 3}]}', JSON))
    assert [one["id"] for one in result["reads_as"]["outputs"]] == ["3"]
    assert line(result, "first item: outputs.fields.id")
    assert line(result, "outputs.page") == "outputs.page: none: no other page is asked for"


@pytest.mark.parametrize(
    ("samples", "reads_as", "said"),
    [
        ([curl("200 OK", '{"data": [1]}', JSON)], {"result": [[1]]}, "result.value: 'data' found a list of 1"),
        ([curl("200 OK", '{"rows": [1]}', JSON)], {"error": "api"}, "result.value: 'data' found nothing"),
        ([curl("404 No", "")], {"result": [None]}, "result.absent: holds (http_status is 404)"),
        ([curl("409 No", "")], {}, "result.not_ready: holds"),
    ],
)  # fmt: skip
def test_results(bench: Any, samples: Any, reads_as: Any, said: str) -> None:
    result = bench("result", *samples)
    found = result["reads_as"]
    assert {key: found.get(key) for key in reads_as} == reads_as and line(result, said)
    if "not_ready" in said:
        assert following(result) == "GET runs/JOB_ID/out" and result["next_request"]["after"] > 0


def test_a_stop(bench: Any) -> None:
    result = bench("stop", CRUMB, curl("400 No", '{"code": 17}', JSON))
    assert result["reads_as"] == {"stopped": False}
    assert line(result, "stop.already_ended").startswith(
        "stop.already_ended: holds ('code' found 17"
    )
    result = bench("stop", CRUMB, curl("202 Accepted"), job_id="7")
    assert (result["reads_as"], following(result)) == ({"stopped": True}, "GET runs/7")


def test_a_delete_of_what_is_not_there_is_looked_into(bench: Any) -> None:
    result = bench("delete", curl("404 Not Found"), job_id="7")
    assert (result["reads_as"], following(result)) == ({}, "GET runs/7")
    both = bench("delete", curl("404 Not Found"), curl("404 Not Found"), job_id="7")
    assert (both["reads_as"], both["next_request"]) == ({"deleted": False}, None)


def test_a_login_keeps_its_secrets(bench: Any) -> None:
    first = curl("200 OK", "", "Set-Cookie: S=cookie-4711; Path=/")
    token = curl("200 OK", "token-4711", "Content-Type: text/plain")
    result = bench("login", first, token)
    assert result["reads_as"]["sends"]["headers"] == ["Cookie", "X-Token"]
    assert line(result, "login[0].save.sid").endswith("found a value of 11 characters")
    assert line(result, "auth.token").endswith("the whole answer found a value of 10 characters")
    assert following(result) == "GET runs/JOB_ID" and "X-Token" in result["next_request"]["headers"]
    assert "4711" not in str(result)
    assert following(bench("login", first)) == "GET token"
    assert "cookie-4711" not in str(bench("login", first))


def test_a_login_that_is_refused(bench: Any) -> None:
    result = bench("login", curl("403 Forbidden", '{"why": "locked"}', JSON))
    assert result["reads_as"]["error"] == "auth" and "locked" in result["reads_as"]["msg"]
    assert line(result, "error.message: 'why' found 'locked'")


@pytest.mark.parametrize("auth", ["none", "bearer"])
def test_a_login_that_the_definition_does_not_have(acme: Any, auth: str) -> None:
    failed = acme({}, auth=auth).fails("explain", "config", sample="{}", sample_of="login")
    assert "has no login" in failed["msg"]


def test_a_token_endpoint(acme: Any) -> None:
    person = acme({}, auth={"type": "oauth2", "path": "https://login.example.com/token"})
    token = curl("200 OK", '{"access_token": "tok-4711"}', JSON)
    result = person.ok("explain", sample=token, sample_of="login")
    assert line(result, "auth.token") == "auth.token: 'access_token' found a value of 8 characters"
    assert result["sent"][0]["url"] == "https://login.example.com/token"
    assert "tok-4711" not in str(result)


@pytest.mark.parametrize("of", REQUESTS)
def test_every_request_has_steps(bench: Any, of: str) -> None:
    result = bench(of, curl("418 I am a teapot", '{"why": "tea"}', JSON))
    assert any("HTTP 418" in one for one in result["steps"])
    assert result["reads_as"]["error"] in ("api", "auth") and "tea" in result["reads_as"]["msg"]


def test_answers_that_nothing_asked_for(bench: Any) -> None:
    busy = curl("200 OK", '{"run": {"uid": 7, "phase": "Busy"}}', JSON)
    result = bench("get", busy, busy)
    assert result["steps"][-1].startswith("sample: 1 of the answers were not read")
    assert following(result) == "GET runs/7"


def test_a_redirect_of_the_answer_is_followed(acme: Any) -> None:
    person = acme({})
    moved = curl("302 Found", "", "Location: /v2/jobs/7")
    result = person.ok("explain", sample=moved, job_id="7")
    assert following(result) == "GET v2/jobs/7"
    done = curl("200 OK", '{"status": "done"}', JSON)
    result = person.ok("explain", sample=[moved, done], job_id="7")
    assert result["reads_as"]["job"]["state"] == "succeeded"


def test_a_redirect_to_an_inner_host_is_followed_as_by_the_engine(acme: Any) -> None:
    moved = curl("302 Found", "", "Location: http://inner.example.com:8080/v2/jobs/7")
    rebased = acme({}, rebase=True).ok("explain", sample=moved, job_id="7")
    assert following(rebased) == "GET v2/jobs/7"
    assert "not followed" in str(acme({}).run("explain", sample=moved, job_id="7"))


def test_a_relative_reference_after_a_redirect(acme: Any) -> None:
    person = acme({}, submit={"path": "/jobs", "method": "POST"}, get="{href}")
    text = curl("307 T", "", "Location: /v2/jobs/") + curl("202 A", "", "Location: ./7")
    result = person.ok("explain", sample=text, sample_of="submit")
    assert following(result) == "GET v2/jobs/7"


def test_a_look_up_that_is_a_list(acme: Any) -> None:
    person = acme(
        {}, get={"from_list": True}, list={"path": "/jobs", "items": "jobs[]"}, job={"id": "no"}
    )
    result = person.ok("explain", sample='{"jobs": [{"no": 7, "status": "running"}]}', job_id="7")
    assert result["reads_as"]["job"]["state"] == "running" and line(result, "list.items")
    assert following(result) == "GET jobs"


def test_a_job_that_is_found_in_the_list(acme: Any) -> None:
    person = acme(
        {}, list={"path": "/jobs", "items": "jobs[]"}, job={"id": "no", "submitted_at": "at"},
        submit={"path": "/dispatch", "method": "POST", "find": {}},
    )  # fmt: skip
    result = person.ok("explain", sample=curl("204 No Content"), sample_of="submit")
    assert following(result) == "GET jobs" and "submit.find" in result["next_request"]["why"]


def test_a_queue_item_leads_to_a_job(acme: Any) -> None:
    person = acme(
        {}, get={"path": "/queue/{id}", "follow": "run.url"},
        kinds={"run": {"match": "/runs/", "definition": {"get": "{href}"}}},
    )  # fmt: skip
    result = person.ok(
        "explain", sample='{"status": "queued", "run": {"url": "/runs/9"}}', job_id="7"
    )
    assert (result["reads_as"]["job"]["state"], following(result)) == ("queued", "GET runs/9")
    assert line(result, "get.follow") == "get.follow: 'run.url' found '/runs/9'"


# What is said of a value


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('"' + "x" * 500 + '"', "found 'xxx"),
        ('"a\\u001b[31mb\\nc"', "found 'ab c'"),
        ("{}", "found an empty mapping"),
        ("[1, 2]", "found a list of 2"),
        ("true", "found true"),
        ("null", "found nothing"),
    ],
)
def test_values_are_shown_in_brief(acme: Any, value: str, said: str) -> None:
    result = acme({}).ok("explain", sample='{"status": %s}' % value, job_id="7")
    found = line(result, "state.path")
    assert said in found and len(found) < 120 and found.isprintable()


def test_secrets_of_the_options_are_masked(acme: Any) -> None:
    person = acme({}, auth="bearer")
    sample = curl("200 OK", '{"status": "word-4711"}', JSON)
    assert "word-4711" not in str(
        person.ok("explain", sample=sample, job_id="7", token="word-4711")
    )


# Advice

WHOLE: dict[str, Any] = {
    "submit": {"method": "POST", "path": "/jobs", "reference": "id"},
    "list": {"path": "/jobs", "items": "jobs[]", "page": "offset"},
    "job": {"id": "id", "reason": "why", "finished_at": "end"},
    "result": "/jobs/{id}/result",
    "messages": {"path": "/jobs/{id}/log", "items": "lines[]"},
    "stop": {"method": "POST", "path": "/jobs/{id}/stop"},
    "delete": {"method": "DELETE", "path": "/jobs/{id}"},
    "error": {"message": "why"},
}
SOME_WORDS = {"running": "busy", "succeeded": "done", "failed": "error", "stopped": "off"}


def test_a_definition_that_says_all_gets_no_advice(acme: Any) -> None:
    assert acme({}, **WHOLE).ok("explain")["advice"] == []


@pytest.mark.parametrize(
    ("change", "begins"),
    [
        ({"state": {"path": "s", "words": {**SOME_WORDS, "failed": []}}}, "state has no word and no rule for failed"),
        ({"state": {"path": "s", "words": {**SOME_WORDS, "succeeded": []}}}, "state has no word and no rule for succ"),
        ({"state": {"path": "s", "words": {**SOME_WORDS, "running": []}}}, "state has no word for a job that has not"),
        ({"state": {"path": "s", "words": {**SOME_WORDS, "stopped": []}}}, "state has no word and no rule for stopped"),
        ({"submit": {"method": "POST", "path": "/jobs"}}, "submit.reference is not given"),
        ({"job": {"reason": "why", "finished_at": "end"}}, "job.id is not given"),
        ({"job": {"id": "id", "finished_at": "end"}}, "job.reason is not given"),
        ({"job": {"id": "id", "reason": "why"}}, "job has no times"),
        ({"list": {"path": "/jobs", "items": "jobs[]"}}, "list.page is not given"),
        *[({verb: None}, f"{verb} is not given") for verb in ("list", "stop", "delete", "result", "messages")],
        ({"error": None}, "error.message is not given"),
        ({"auth": None}, "auth is not given"),
    ],
)  # fmt: skip
def test_advice_names_what_is_missing(acme: Any, change: dict[str, Any], begins: str) -> None:
    advice = acme({}, **{**WHOLE, **change}).ok("explain")["advice"]
    assert [one for one in advice if one.startswith(begins)] == advice and len(advice) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"list": None, "unsupported": {"list": "jobs are secret"}},
        {"messages": None, "job": {**WHOLE["job"], "messages": {"path": "log[]", "fields": {"text": "t"}}}},
        {"submit": {"method": "POST", "path": "/jobs", "find": {}}, "job": {**WHOLE["job"], "submitted_at": "at"}},
        {"error": {"rules": [{"when": {"path": "e"}, "is": "api"}]}},
        {"list": {"path": "/jobs", "items": "jobs[]", "total": "n"}},
        {"stop": {**WHOLE["stop"], "stopped_as": ["failed"]}, "state": {"path": "s", "words": {**SOME_WORDS, "stopped": []}}},
        {"stop": WHOLE["delete"], "state": {"path": "s", "words": {**SOME_WORDS, "stopped": []}}},
    ],
)  # fmt: skip
def test_what_is_said_otherwise_needs_no_advice(acme: Any, change: dict[str, Any]) -> None:
    assert acme({}, **{**WHOLE, **change}).ok("explain")["advice"] == []
