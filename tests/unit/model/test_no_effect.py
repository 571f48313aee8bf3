# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a definition says has an effect; the rest is refused, with the key and the reason."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import DefinitionError
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider

LEAST: dict[str, Any] = {
    "name": "x",
    "get": "/jobs/{id}",
    "state": {"path": "status", "words": {"succeeded": "done"}},
}
LISTED = {**LEAST, "list": "/jobs"}
LOGIN = {
    "type": "login",
    "headers": {"X": "{saved.token}"},
    "request": {"path": "/login/{username}", "save": {"crumb": "c"}},
}


def rule(*when: Any, state: str = "failed") -> dict[str, Any]:
    return {"state": {"rules": [{"when": list(when), "state": state}]}}


REFUSED: list[tuple[dict[str, Any], str]] = [
    # Conditions
    (rule({"path": "e", "equals": None}), "state.rules[0].when[0].equals is null"),
    (
        rule({"path": "e", "exists": False, "equals": 1}),
        "state.rules[0].when[0].equals can never hold",
    ),
    (
        rule({"path": "a == b", "exists": True}),
        "state.rules[0].when[0].exists has no effect on a == b",
    ),
    (rule({"path": "'a'"}), "state.rules[0].when[0].path is \"'a'\", a constant"),
    (
        rule({"http_status": 404}),
        "state.rules[0].when[0].http_status has no effect for 404",
    ),
    (rule({"http_status": 102}), "state.rules[0].when[0].http_status must be an HTTP status"),
    (rule({"path": "a"}, state="running"), "state has no word or rule for a terminal state"),
    ({"submit": {"accepted": {"http_status": 400}}}, "submit.accepted[0].http_status has no effect"),
    # Fields
    ({"job": {"id": "['a.b']"}}, "job.id.path is \"['a.b']\", a constant"),
    (
        {"job": {"name": {"path": "n", "when": {"http_status": 200}}}},
        "job.name.when.http_status has no effect in a field",
    ),
    ({"job": {"name": {"path": "n", "type": "percent"}}}, "job.name.type must be one of auto, text"),
    ({"job": {"started_at": {"path": "n", "type": "text"}}}, "job.started_at.type must be one of"),
    (
        {"job": {"messages": {"path": "m", "when": {"path": "b"}}}},
        "job.messages.when has no effect here",
    ),
    (
        {"job": {"messages": {"path": "m", "levels": {"E": "critical"}}}},
        "job.messages.levels.E must be one of info, warning, error",
    ),
    (
        {"job": {"messages": {"path": "m", "fields": {"text": {"path": "t", "levels": {"E": "error"}}}}}},
        "job.messages.fields.text.levels has no effect here",
    ),
    (
        {"outputs": {"path": "/o", "fields": {"formats": {"path": "f", "nulls": ["x"]}}}},
        "outputs.fields.formats.nulls has no effect here",
    ),
    ({"result": {"gather": "rows[]"}}, "result.gather needs get.moves"),
    (
        {"get": {"path": "/j/{id}", "moves": "Location"}, "result": {"gather": "r[]", "ok": [200]}},
        "result.ok has no effect beside gather",
    ),
    ({"result": {"method": "GET"}}, "result must have a path, an href, inline or gather"),
    (
        {"result": {"path": "/r", "answer_format": "text", "value": "v"}},
        "result.value has no effect with answer_format text",
    ),
    (
        {"result": {"path": "/r", "items": "r[]", "value": "data"}},
        "result.value has no effect where the result is paged",
    ),
    (
        {"result": {"path": "/r", "answer_format": "text", "page": "number", "absent": {"http_status": 404}}},
        "result.absent has no effect where the result comes in parts of text",
    ),
    (
        {"result": {"path": "/r", "before": {"path": "/p", "save": {"k": "k"}}}},
        "result.before.save.k has no effect where nothing uses {saved.k}",
    ),
    ({"result": "/r/{saved.k}"}, "result.path uses {saved.k}, but no call before it saves that"),
    # Parts of a text
    ({"result": {"path": "/r", "page": "number"}}, "result.page has no effect without items"),
    ({"result": {"path": "/r", "total": "n"}}, "result.total has no effect without items"),
    (
        {"result": {"path": "/r", "answer_format": "text", "items": "a[]"}},
        "result.items has no effect with answer_format text",
    ),
    ({"result": {"path": "/r", "answer_format": "csv"}}, "result.answer_format must be one of"),
    ({"result": {"inline": "r", "answer_format": "text"}}, "result.answer_format has no effect beside"),
    ({"list": {"path": "/j", "answer_format": "text"}}, "list.answer_format must be one of auto, ndjson"),
    (
        {"result": {"path": "/r", "answer_format": "text", "head_lines": 1}},
        "result.head_lines has no effect without a page",
    ),
    (
        {"result": {"path": "/r", "answer_format": "text", "page": "offset"}},
        "result.page.type has no effect for offset",
    ),
    (
        {"result": {"path": "/r", "answer_format": "text", "page": {"type": "cursor", "next": "n"}}},
        "result.page.next[0].path has no effect where the answer is text",
    ),
    # Requests
    ({"list": {"path": "/j", "body": {"a": 1}}}, "list.body has no effect with method GET"),
    ({"result": {"path": "{href}", "root": "/v1"}}, "result.root has no effect where path is a URL"),
    ({"get": "/jobs/{id:int}"}, "get.path uses {id:int}, but :int is for"),
    (
        {"stop": {"method": "POST", "path": "/s", "body": {"a": "{id:path}"}}},
        "stop.body uses {id:path}, but :path is for a path",
    ),
    (
        {"stop": {"method": "POST", "path": "/s", "body": {"a": "job {id:int}"}}},
        "stop.body uses {id:int}, but :int is for",
    ),
    ({"stop": "/s/{record}"}, "stop.path uses {record}, which needs a name: {record.NAME}"),
    ({"stop": "/s/{id.x}"}, "stop.path uses {id.x}, but id has no parts"),
    ({"submit": {"after": {"method": "POST"}}}, "submit.after.path is required"),
    (
        {"submit": {"path": "/j", "method": "PUT", "methods": ["POST"]}},
        "submit.method is PUT, which methods lacks",
    ),
    ({"submit": {"root": "/v1"}}, "submit.root has no effect without path"),
    ({"get": {"path": "/j/{id}", "ok": [200, 304]}}, "get.ok holds 304"),
    ({"get": {"path": "/j/{id}", "detail": {"method": "POST"}}}, "get.detail.path is required"),
    ({"href": "/jobs"}, "href needs {id}"),
    (
        {"messages": {"path": "/m", "fallback": {"path": "/n", "fallback": "/o"}}},
        "messages.fallback.fallback has no effect in a fallback",
    ),
    ({"messages": {"path": "/m", "levels": {"E": "bad"}}}, "messages.levels.E must be one of info"),
    # Results
    (
        {"result": {"path": "/r/{output.id}", "each_output": True}},
        "result.each_output needs outputs",
    ),
    (
        {"result": {"path": "/r/{output.size}", "each_output": True}, "outputs": "/o"},
        "result.path uses {output.size}, which has no value",
    ),
    (
        {"result": {"path": "/r/{output.id}", "each_output": True}, "outputs": {"path": "/o", "fields": {"name": "n"}}},
        "result.path uses {output.id}, which the outputs do not tell: they have name",
    ),
    (
        {"result": {"path": "/r", "query": {"f": "{output.format}"}, "each_output": True}, "outputs": "/o"},
        "result.query uses {output.format}, which the outputs do not tell: they have id",
    ),
    (
        {"result": {"path": "{output.href}", "each_output": True}, "job": {"outputs": "files"}},
        "result.path uses {output.href}, which the outputs do not tell: they have no fields",
    ),
    # Stop, vanished
    ({"stop": {"path": "/s", "states": ["failed"]}}, "stop.states has no effect for failed"),
    ({"stop": {"path": "/s", "stopped_as": "running"}}, "stop.stopped_as has no effect for running"),
    ({"vanished": "running"}, "vanished.state must be a terminal state"),
    # Lists and filters
    ({"page": "offset"}, "page has no effect without list"),
    ({"list": {"path": "/j", "page": "link"}, "page": "offset"}, "page has no effect beside list.page"),
    ({"list": {"path": "/j", "limit": 5, "page": "link"}}, "list.limit has no effect on a list"),
    (
        {"list": {"path": "/j", "expand": True, "poll_query": {"a": 1}}},
        "list.poll_query has no effect beside expand",
    ),
    (
        {"get": {"from_list": True}, "list": {"path": "/j", "expand": True}},
        "list.expand cannot stand beside get.from_list",
    ),
    (
        {"get": {"from_list": True}, "list": "/j", "messages": {"text": "t"}},
        "messages.path is required where get has no path",
    ),
    (
        {"get": {"from_list": True}, "list": "/j", "filters": {"a": {"required": True}}},
        "filters.a.required cannot stand beside get.from_list",
    ),
    (
        {"list": {"path": "/j", "page": {"type": "offset", "in": "body"}}},
        "list.page.in is body, but list.method is GET",
    ),
    (
        {"list": {"method": "POST", "path": "/j", "body": ["a"]}, "filters": {"f": {"in": "body"}}},
        "filters.f.in is body, but list.body is no mapping",
    ),
    ({"list": "/j", "filters": {"f": {"in": "body"}}}, "filters.f.in is body, but list.method is GET"),
    (
        {"list": "/j", "filters": {"f": {"type": "bool", "choices": [True]}}},
        "filters.f.choices has no effect with type bool",
    ),
    (
        {"list": "/j", "filters": {"f": {"type": "int", "choices": ["a"]}}},
        "filters.f.choices holds 'a', which the filter refuses",
    ),
    (
        {"list": "/j", "filters": {"f": {"type": "int", "default": "many"}}},
        "filters.f.default holds 'many', which the filter refuses",
    ),
    (
        {"list": "/j/{filters.f}", "filters": {"f": {"in": "path", "name": "g"}}},
        "filters.f.name has no effect with in path",
    ),
    # The rest
    ({"auth": ["none", "bearer"]}, "auth[1] has no effect: a way before it"),
    (
        {"auth": ["bearer", {"type": "header", "headers": {"X": "{username} {token}"}}]},
        "auth[1] has no effect: a way before it",
    ),
    ({"auth": LOGIN}, "auth.request.save.crumb has no effect where nothing uses {saved.crumb}"),
    (
        {"auth": {**LOGIN, "headers": {"X": "{saved.crumb}"}, "token": "t"}},
        "auth.token has no effect where nothing uses {saved.token}",
    ),
    (
        {"auth": {**LOGIN, "request": {"path": "/login", "save": {"token": "t"}}}},
        "auth.request.save.token has no effect here: {saved.token} is what auth.token finds",
    ),
    (
        {"auth": {**LOGIN, "request": ["/one/{saved.token}", "/two"]}},
        "auth.request[0].path uses {saved.token}, but no call before it saves that",
    ),
    (
        {"auth": {"type": "query", "query": {"key": "{saved.token}"}}},
        "auth.query uses {saved.token}, but no call before it saves that",
    ),
    ({"auth": {"type": "bearer", "query": {"k": "{token}"}}}, "auth.query has no effect with type"),
    ({"auth": {"type": "body"}}, "auth.body is required for body"),
    ({"auth": {"type": "query", "headers": {"X": "1"}}}, "auth.query is required for query"),
    (
        {"auth": [{"type": "query", "query": {"k": "{token}"}}, "bearer"]},
        "auth[1] has no effect: a way before it",
    ),
    (
        {"poll_after": {"header": "retry-after", "when": {"http_status": 429}}},
        "poll_after.when has no effect on Retry-After, which counts on every answer",
    ),
    (
        {"get": {"from_list": True}, "list": {"path": "/j", "poll": False}},
        "list.poll has no effect beside get.from_list: there is but the list",
    ),
    (
        {"get": {"from_list": True}, "list": {"path": "/j", "full": True}},
        "list.full has no effect beside get.from_list: there is no other look-up",
    ),
    (
        {"list": {"path": "/j", "expand": True, "full": True}},
        "list.full has no effect beside expand: each item is looked up",
    ),
    (
        {"list": {"path": "/j", "poll": False, "full": True}},
        "list.full has no effect while poll is false",
    ),
    ({"poll_after": []}, "poll_after has no effect while it is empty"),
    ({"kinds": {"a": {"match": ".*", "definition": {"parts": "x"}}}}, "kinds.a.match matches every"),
    ({"kinds": {"a": {"match": "/q/", "definition": {}}}}, "kinds.a.definition is empty"),
    (
        {"kinds": {"a": {"match": "/q/", "definition": {"auth": "basic"}}}},
        "kinds.a.definition.auth has no effect in a kind",
    ),
    (
        {
            "kinds": {
                "a": {"match": "/q/", "definition": {"parts": "x"}},
                "b": {"match": "/q/", "definition": {"parts": "y"}},
            }
        },
        "kinds.b.match is that of kind a",
    ),
    ({"versions": {"v2": {"api_version": "v3"}}}, "versions.v2.api_version has no effect in a version"),
]  # fmt: skip


@pytest.mark.parametrize(("keys", "message"), REFUSED, ids=[message for _keys, message in REFUSED])
def test_what_could_do_nothing_is_refused(keys: dict[str, Any], message: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        Provider({**LEAST, **keys})
    assert caught.value.message.startswith("provider_definition." + message)
    assert not caught.value.message.endswith(".")


@pytest.mark.parametrize(
    "keys",
    [
        rule({"http_status": 404}) | {"get": {"path": "/j/{id}", "ok": [200, 404]}},
        rule({"http_status": 404})
        | {"error": {"rules": [{"when": {"http_status": 404}, "is": "ok"}]}},
        rule({"path": "a"}, state="running") | {"vanished": "succeeded"},
        {"get": {"from_list": True}, "list": {"path": "/j", "poll_query": {"a": 1}}},
        {"list": {"path": "/j", "full": True}},
        {"poll_after": {"header": "Retry-After", "type": "ms", "when": {"http_status": 429}}},
        {"list": {"path": "/j", "query": {"a": "{filters.f:int}"}}, "filters": {"f": {}}},
        {"auth": ["bearer", "basic", "none"]},
        {"auth": [{"type": "header", "headers": {"X": "{username} {token}"}}, "bearer"]},
        {"stop": "/s/{record.a || record.b}"},
        {
            "job": {"outputs": {"path": "files", "fields": {"formats": "kinds"}}},
            "result": {"path": "/r/{output.format}", "each_output": True},
        },
        {
            "list": "/j",
            "page": "offset",
            "stop": "/s/{id}",
            "vanished": {"after_stop": "failed"},
            "kinds": {"a": {"match": "/q/", "definition": {"list": None, "stop": None}}},
        },
        {"submit": {"method": "GET", "path": "/s", "body": {"a": 1}}},
    ],
)  # fmt: skip
def test_what_has_an_effect_is_not(keys: dict[str, Any]) -> None:
    Provider({**LEAST, **keys})
