# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Validation of a definition: each mistake gives one sentence that begins with the path of the
key."""

from __future__ import annotations

import copy
import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.asyncops.jobs.plugins.module_utils._model.definition import check, merge
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ConfigError
from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import STATES
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider
from ansible_collections.asyncops.jobs.plugins.module_utils._model.vocabulary import SECTIONS, SHORT
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import (
    NAMES,
    definition_of,
    provider_of,
)

LEAST: dict[str, Any] = {
    "name": "x",
    "get": "/jobs/{id}",
    "state": {"path": "status", "words": {"succeeded": "done"}},
}


def sentence(definition: Any) -> str:
    """What is wrong with a definition: one sentence."""
    with pytest.raises(ConfigError) as caught:
        Provider(definition)
    message = caught.value.message
    assert "\n" not in message and caught.value.facts() == {}
    return message


def wrong(**keys: Any) -> str:
    return sentence({**LEAST, **keys})


def test_the_least_definition() -> None:
    done = check(LEAST)
    assert done["get"]["path"] == "/jobs/{id}" and done["get"]["method"] == "GET"
    assert done["state"] == {"path": ["status"], "words": {"succeeded": ["done"]}, "rules": []}
    assert done["poll_after"] == [
        {"header": "Retry-After", "path": None, "type": "seconds", "when": []}
    ]
    assert done["headers"] == {"Accept": "application/json"}
    assert done["vanished"] == {"state": "lost", "after_stop": "stopped", "grace": 10}
    assert done["page"]["type"] == "none" and done["list"] is None
    assert done["submit"]["reference"][0]["header"] == "Location"
    assert set(done) == set(SECTIONS["definition"])


@pytest.mark.parametrize(
    ("given_key", "value", "short"),
    [
        ("auth", "bearer", [{"type": "bearer"}]),
        ("auth", ["bearer", {"type": "oauth2"}], [{"type": "bearer"}, {"type": "oauth2"}]),
        ("list", "/jobs", {"path": "/jobs"}),
        ("stop", "/stop/{id}", {"path": "/stop/{id}"}),
        ("delete", "{href}", {"path": "{href}"}),
        ("result", "/r/{id}", {"path": "/r/{id}"}),
        ("messages", "/m/{id}", {"path": "/m/{id}"}),
        ("outputs", "/o/{id}", {"path": "/o/{id}"}),
        ("vanished", "stopped", {"state": "stopped"}),
        ("poll_after", "X-Wait", [{"header": "X-Wait"}]),
        ("job", {"id": "a.b"}, {"id": {"path": "a.b"}}),
    ],
)
def test_short_forms_are_the_long_ones(given_key: str, value: Any, short: Any) -> None:
    assert (
        check({**LEAST, given_key: value})[given_key]
        == check({**LEAST, given_key: short})[given_key]
    )


def test_the_short_form_of_page() -> None:
    whole = {**LEAST, "list": "/jobs"}
    short, long = ({**whole, "page": page} for page in ("link", {"type": "link"}))
    assert check(short)["page"] == check(long)["page"]


def test_every_short_form_names_a_key_of_its_section() -> None:
    assert all(key in SECTIONS[section] for section, key in SHORT.items())


def test_null_counts_as_not_given() -> None:
    assert check({**LEAST, "list": None, "poll_after": None, "auth": None}) == check(LEAST)
    done = check(
        {
            **LEAST,
            "headers": {"Accept": None, "X-A": "b"},
            "stop": {"path": "/s", "query": {"a": None}},
        }
    )
    assert done["headers"] == {"X-A": "b"}
    assert done["stop"]["query"] == {"a": None}


def test_numbers_and_booleans_are_the_texts_they_stand_for() -> None:
    state = {
        "path": "s",
        "words": {"succeeded": [1, True, 2.0, datetime.date(2026, 1, 2)], "failed": "no"},
    }
    words = check({**LEAST, "name": 7, "state": state})
    assert words["name"] == "7"
    assert words["state"]["words"] == {
        "succeeded": ["1", "true", "2", "2026-01-02"],
        "failed": ["no"],
    }


def test_what_is_given_is_not_changed() -> None:
    before = copy.deepcopy(definition_of("illumio"))
    provider_of("illumio")
    assert definition_of("illumio") == before


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (
            {"lst": "/x"},
            "provider_definition.lst is not a key of the vocabulary; did you mean list?",
        ),
        ({None: 1}, "provider_definition.None is not a key of the vocabulary; "),
        ({7: 1}, "provider_definition.7 is not a key of the vocabulary; "),
        (
            {"get": {"path": "/x", "qery": {}}},
            "provider_definition.get.qery is not a key of the vocabulary; did you mean query?",
        ),
        (
            {"vanished": {"zzz": 1}},
            "provider_definition.vanished.zzz is not a key of the vocabulary; the keys here are"
            " state, after_stop, grace",
        ),
        (
            {"job": {"ident": "x"}},
            "provider_definition.job.ident is not one of the fields here, which are id, href, ",
        ),
        ({"job": "id"}, "provider_definition.job must be a mapping, not a text"),
        ({"job": {"id": 1.5j}}, "provider_definition.job.id.path must be a text, not a complex"),
        ({"name": None}, "provider_definition.name is required: The provider's name"),
        ({"name": ["x"]}, "provider_definition.name must be a text, not a list"),
        ({"state": None}, "provider_definition.state is required: How the system's words"),
        (
            {"state": {}},
            "provider_definition.state must have words or rules; otherwise no job would ever be"
            " finished",
        ),
        (
            {"state": {"words": {"failed": "x"}}},
            "provider_definition.state.path is required where there are words",
        ),
        (
            {"state": {"path": "s", "words": {"done": "x"}}},
            "provider_definition.state.words.done must be one of queued, running, ",
        ),
        (
            {"state": {"path": "s", "words": {None: "x"}}},
            "provider_definition.state.words.None must be one of queued, ",
        ),
        (
            {"state": {"path": "s", "words": ["x"]}},
            "provider_definition.state.words must be a mapping, not a list",
        ),
        (
            {"state": {"path": "s", "words": {"failed": ["x", {}]}}},
            "provider_definition.state.words.failed[1] must be a text, not a mapping",
        ),
        (
            {"state": {"path": "s", "words": {"failed": [None]}}},
            "provider_definition.state.words.failed[0] must be a text, not null",
        ),
        (
            {"state": {"path": "s", "words": {"failed": "X ", "partial": ["y", "x"]}}},
            "provider_definition.state.words.partial has 'x', which is also a word of failed",
        ),
        (
            {"state": {"rules": [{"state": "failed"}]}},
            "provider_definition.state.rules[0].when is required: All of these hold.",
        ),
        (
            {"state": {"rules": [{"when": [], "state": "failed"}]}},
            "provider_definition.state.rules[0].when must have at least one condition",
        ),
        (
            {"state": {"rules": [{"when": {"path": "a"}}]}},
            "provider_definition.state.rules[0].state is required: ",
        ),
        (
            {"state": {"rules": [{"when": {"path": "a"}, "state": "done"}]}},
            "provider_definition.state.rules[0].state must be one of queued, ",
        ),
        (
            {"state": {"rules": {"when": {"path": "a", "matches": "("}, "state": "failed"}}},
            "provider_definition.state.rules.when.matches must be a regular expression; '(': ",
        ),
        (
            {
                "state": {
                    "rules": {"when": {"path": "a", "matches": "a{99999999999}"}, "state": "failed"}
                }
            },
            "provider_definition.state.rules.when.matches must be a regular expression; ",
        ),
        (
            {"state": {"rules": {"when": {"equals": 1}, "state": "failed"}}},
            "provider_definition.state.rules.when must name a path, a header, an http_status",
        ),
        (
            {"state": {"rules": {"when": {"path": "a", "header": "b"}, "state": "failed"}}},
            "provider_definition.state.rules.when must be one path or header with a test: ",
        ),
        (
            {"state": {"rules": {"when": {"http_status": 200, "equals": 1}, "state": "failed"}}},
            "provider_definition.state.rules.when must be one path or header with a test: ",
        ),
        (
            {"state": {"rules": {"when": {"path": "a", "exists": "yes"}, "state": "failed"}}},
            "provider_definition.state.rules.when.exists must be true or false, not 'yes'",
        ),
        (
            {"get": None},
            "provider_definition.get is required: how one job is looked up (or {from_list: true})",
        ),
        ({"get": {}}, "provider_definition.get.path is required, unless get.from_list is true"),
        ({"get": {"from_list": True}}, "provider_definition.list is required by get.from_list"),
        ({"get": [1]}, "provider_definition.get.path must be a text, not a list"),
        (
            {"get": {"path": "/j", "record": "a..b"}},
            "provider_definition.get.record must be a path (JMESPath) such as jobs[0].status,"
            " not 'a..b': ",
        ),
        (
            {"get": {"path": "/j", "record": ["a", "b[x]"]}},
            "provider_definition.get.record[1] must be a path (JMESPath) such as ",
        ),
        (
            {"get": {"path": "/j/{jobid}"}},
            "provider_definition.get.path uses {jobid}, which has no value here; the names are"
            " org_id, api_version, ",
        ),
        (
            {"stop": {"path": "/j/{record..x}"}},
            "provider_definition.stop.path uses {record..x}, which is not a path (JMESPath): ",
        ),
        (
            {"get": {"path": "/j/{ id }"}},
            "provider_definition.get.path has a brace that belongs to no {name}: '/j/{ id }'",
        ),
        (
            {"get": {"path": "/j/{id"}},
            "provider_definition.get.path has a brace that belongs to no {name}: '/j/{id'",
        ),
        (
            {"get": {"path": "/j", "query": {"t": "{token}"}}},
            "provider_definition.get.query.t uses {token}; secrets may stand in auth only",
        ),
        (
            {"get": {"path": "/j", "query": {"auth": "{token}"}}},
            "provider_definition.get.query.auth uses {token}; secrets may stand in auth only",
        ),
        (
            {"get": {"path": "/j", "body": {"a": [{"b": "{password:base64}"}]}}},
            "provider_definition.get.body uses {password}; secrets may stand in auth only",
        ),
        (
            {"headers": {"X-Key": "{client_secret}"}},
            "provider_definition.headers.X-Key uses {client_secret}; secrets may stand in auth"
            " only",
        ),
        (
            {"headers": {"auth": "{token}"}},
            "provider_definition.headers.auth uses {token}; secrets may stand in auth only",
        ),
        ({"headers": "Accept"}, "provider_definition.headers must be a mapping, not a text"),
        (
            {"get": {"path": "/j", "method": "get"}},
            "provider_definition.get.method must be one of GET, POST, ",
        ),
        (
            {"get": {"path": "/j", "ok": "200"}},
            "provider_definition.get.ok must be an HTTP status, 200 to 599, not '200'",
        ),
        (
            {"get": {"path": "/j", "ok": [200, True]}},
            "provider_definition.get.ok[1] must be an HTTP status, 200 to 599, not True",
        ),
        (
            {"requests_per_minute": -5},
            "provider_definition.requests_per_minute must be a whole number, 1 or more, not -5",
        ),
        (
            {"requests_per_minute": 1.5},
            "provider_definition.requests_per_minute must be a whole number, 1 or more, not 1.5",
        ),
        (
            {"vanished": {"grace": float("inf")}},
            "provider_definition.vanished.grace must be a number, 0 or more, not inf",
        ),
        (
            {"vanished": {"grace": "10"}},
            "provider_definition.vanished.grace must be a number, 0 or more, not '10'",
        ),
        ({"vanished": "deleted"}, "provider_definition.vanished.state must be one of queued, "),
        ({"list": {"items": "a"}}, "provider_definition.list.path is required"),
        ({"stop": {"method": "POST"}}, "provider_definition.stop.path is required"),
        ({"delete": {"method": "DELETE"}}, "provider_definition.delete.path is required"),
        ({"outputs": {"items": "a"}}, "provider_definition.outputs.path is required"),
        (
            {"stop": {"path": "/s", "states": ["runing"]}},
            "provider_definition.stop.states[0] must be one of queued, ",
        ),
        (
            {"delete": {"path": "/s", "already_ended": [{"http_status": "409"}]}},
            "provider_definition.delete.already_ended[0].http_status must be an HTTP status, 200"
            " to 599, not '409'",
        ),
        (
            {"auth": "magic"},
            "provider_definition.auth.type must be one of none, basic, bearer, header, query,"
            " body, login, oauth2, not 'magic'",
        ),
        ({"auth": [{"header": "X"}]}, "provider_definition.auth[0].type is required: The scheme."),
        ({"auth": {"type": "header"}}, "provider_definition.auth.headers is required for header"),
        (
            {"auth": {"type": "login", "headers": {"X": "{saved.token}"}}},
            "provider_definition.auth.request.path is required for login",
        ),
        (
            {
                "auth": {
                    "type": "login",
                    "headers": {"X": "{saved.token}"},
                    "request": {"method": "POST"},
                }
            },
            "provider_definition.auth.request.path is required for login",
        ),
        (
            {"auth": {"type": "oauth2", "path": "https://me@login.example.com/token"}},
            "provider_definition.auth.path must be a URL such as https://login.example.com/token,"
            " without user",
        ),
        (
            {
                "auth": {
                    "type": "login",
                    "headers": {"X": "{saved.token}"},
                    "request": {"path": "HTTPS:///token"},
                }
            },
            "provider_definition.auth.request.path must be a URL such as ",
        ),
        ({"page": "cursor"}, "provider_definition.page.next is required for cursor: "),
        (
            {"page": {"type": "offset", "size": "100"}},
            "provider_definition.page.size must be a whole number, 1 or more, not '100'",
        ),
        (
            {"page": {"type": "offset", "in": "cookie"}},
            "provider_definition.page.in must be one of query, header, body, both, not 'cookie'",
        ),
        (
            {"poll_after": {"type": "ms"}},
            "provider_definition.poll_after must have exactly one of header, path",
        ),
        (
            {"poll_after": [{"header": "A", "path": "b"}]},
            "provider_definition.poll_after[0] must have exactly one of header, path",
        ),
        (
            {"submit": {"reference": {"as": "id"}}},
            "provider_definition.submit.reference must have exactly one of header, path, saved",
        ),
        (
            {"submit": {"save": {"a": {}}}},
            "provider_definition.submit.save.a must have exactly one of header, path",
        ),
        (
            {"list": {"path": "/l", "total": {"header": "A", "path": "b"}}},
            "provider_definition.list.total must have exactly one of header, path",
        ),
        (
            {"submit": "POST /x"},
            "provider_definition.submit must be a mapping with keys such as method, path, root,"
            " query, not a text",
        ),
        (
            {"filters": {"a": "b"}},
            "provider_definition.filters.a must be a mapping with keys such as name, in, type,"
            " repeat, not a text",
        ),
        (
            {"filters": {"a": {"in": "cookie"}}},
            "provider_definition.filters.a.in must be one of query, path, body, header, not"
            " 'cookie'",
        ),
        (
            {"error": {"rules": [{"when": {"http_status": 400}, "is": "gone"}]}},
            "provider_definition.error.rules[0].is must be one of not_found, auth, ",
        ),
        (
            {"error": {"rules": [{"when": [], "is": "api"}]}},
            "provider_definition.error.rules[0].when must have at least one condition",
        ),
        (
            {"kinds": {"q": {"match": "["}}},
            "provider_definition.kinds.q.match must be a regular expression; '[': ",
        ),
        ({"kinds": {"q": {"match": "q"}}}, "provider_definition.kinds.q.definition is required: "),
        (
            {"kinds": {"q": {"match": "q", "definition": 5}}},
            "provider_definition.kinds.q.definition must be a mapping, not a number",
        ),
        (
            {"kinds": {5: {"match": "q", "definition": {"lst": 1}}}},
            "provider_definition.kinds.5.lst is not a key of the vocabulary; ",
        ),
        (
            {"kinds": {"q": {"match": "q", "definition": {"headers": {"X": "{token}"}}}}},
            "provider_definition.kinds.q.headers.X uses {token}; secrets may stand in auth only",
        ),
        ({"versions": 5}, "provider_definition.versions must be a mapping, not a number"),
        ({"versions": ["v2"]}, "provider_definition.versions must be a mapping, not a list"),
        (
            {"versions": {"v2": "/x"}, "api_version": "v2"},
            "provider_definition.versions.v2 must be a mapping, not a text",
        ),
        ({"api_version": ["v1"]}, "provider_definition.api_version must be a text, not a list"),
    ],
)
def test_each_mistake_gives_one_sentence_that_begins_with_the_path(keys: Any, message: str) -> None:
    told = (
        wrong(**keys) if all(isinstance(key, str) for key in keys) else sentence({**LEAST, **keys})
    )
    assert told.startswith(message), told


@pytest.mark.parametrize("definition", [None, [], "x", 5, True, [LEAST]])
def test_a_definition_is_a_mapping(definition: Any) -> None:
    assert sentence(definition) == "provider_definition must be a mapping"
    with pytest.raises(
        ConfigError, match="^here must be a mapping with keys such as name, title, "
    ):
        check(definition, "here")


def test_an_empty_definition_names_the_first_thing_that_is_needed() -> None:
    assert sentence({}).startswith("provider_definition.name is required: ")


def test_secrets_in_auth_are_fine_also_in_a_version() -> None:
    key = {"type": "header", "headers": {"X-Key": "{token}"}}
    login = {"type": "login", "headers": {"X": "{saved.token}"},
             "request": {"method": "POST", "path": "/login/{username}", "body": {"p": "{password}"},
                         "headers": {"X": "{client_id}"}}}  # fmt: skip
    oauth2 = {"type": "oauth2", "path": "/token/{client_id}"}
    request = Provider({**LEAST, "auth": [key, login, oauth2]}).auth[1].calls[0]
    assert request.body and request.body.source == {"p": "{password}"}
    made = Provider({**LEAST, "api_version": "1", "versions": {"2": {"auth": key}}}, "2")
    assert made.auth[0].headers["X-Key"].source == "{token}"


def test_literal_braces_are_fine() -> None:
    assert check({**LEAST, "headers": {"X": '{{"a": 1}}'}})["headers"]["X"] == '{{"a": 1}}'
    assert (
        check({**LEAST, "submit": {"body": '{"a": 1}', "body_format": "raw"}})["submit"]["body"]
        == '{"a": 1}'
    )


@pytest.mark.parametrize(
    ("base", "over", "merged"),
    [
        ({"a": 1, "b": 2}, {"b": 3}, {"a": 1, "b": 3}),
        ({"a": {"x": 1, "y": 2}}, {"a": {"y": 3}}, {"a": {"x": 1, "y": 3}}),
        ({"a": {"x": 1}}, {"a": None}, {}),
        ({"a": {"x": 1}}, {"a": {"x": None}}, {"a": {}}),
        ({"a": {"x": 1}}, {"a": "short"}, {"a": "short"}),
        ({"a": "short"}, {"a": {"x": 1}}, {"a": {"x": 1}}),
        ({"a": [1, 2]}, {"a": [3]}, {"a": [3]}),
        ({}, {"gone": None}, {}),
    ],
)
def test_merge(base: Any, over: Any, merged: Any) -> None:
    before = copy.deepcopy(base)
    assert merge(base, over) == merged
    assert base == before


@pytest.mark.parametrize("name", NAMES)
def test_the_built_in_definitions_are_written_in_the_vocabulary(name: str) -> None:
    assert provider_of(name).name == name


ODD = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        -1,
        1.5,
        float("nan"),
        float("inf"),
        10**30,
        "",
        " ",
        "x",
        "{id}",
        "{",
        "a..b",
        "(",
        "[]",
        b"x",
        datetime.date(2026, 1, 1),
        datetime.datetime(2026, 1, 1),
        [],
        {},
        [[]],
        [None],
        {None: None},
        {1: [2]},
        (1, 2),
        {"path": "a"},
        {"path": None},
        "GET",
        "offset",
        "bearer",
        "failed",
        {"a", "b"},
    ]
)
WORDS = sorted({key for keys in SECTIONS.values() for key in keys} | set(STATES) | {"x", "v2"})
KEYS = st.one_of(
    st.sampled_from(WORDS), st.none(), st.integers(-2, 2), st.booleans(), st.text(max_size=3)
)
JUNK = st.recursive(
    ODD | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=10,
)


@st.composite
def nearly_right(draw: Any) -> Any:
    """A built-in definition (or the least one) with a few places of its tree overwritten by
    junk."""
    source = draw(st.sampled_from([*NAMES, ""]))
    tree = copy.deepcopy(definition_of(source) if source else LEAST)
    for _turn in range(draw(st.integers(1, 3))):
        node: Any = tree
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            if isinstance(node, dict) and draw(st.integers(0, 5)) == 0:
                node[draw(KEYS)] = draw(JUNK)
                break
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(node[key], (dict, list)) and draw(st.booleans()):
                node = node[key]
                continue
            node[key] = draw(JUNK)
            break
    return tree


@given(
    st.one_of(JUNK, st.dictionaries(st.sampled_from(sorted(SECTIONS["definition"])), JUNK)),
    st.sampled_from(["", "v1", "1"]),
)
def test_junk_raises_config_error_and_nothing_else(definition: Any, version: str) -> None:
    try:
        Provider(definition, version)
    except ConfigError as exc:
        assert exc.message.startswith(("provider_definition", "api_version"))
        assert "\n" not in exc.message.replace("\\n", "")


@given(nearly_right())
def test_a_definition_with_junk_in_it_raises_config_error_or_works(definition: Any) -> None:
    try:
        provider = Provider(definition)
    except ConfigError as exc:
        assert exc.message.startswith(("provider_definition", "api_version"))
        return
    assert isinstance(provider.name, str) and provider.verbs
