# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One table of words: each row has an effect on what is compiled, and the tables of code name the
words of the table.

A row that nobody compiles would be accepted in a definition and change nothing: that is found here.
"""

from __future__ import annotations

import functools
import importlib.util
import pathlib
import re
import types
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from ansible_collections.asyncops.jobs.plugins.module_utils._model import checks, checks_answers
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.condition import (
    OPERATORS,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.field import READERS
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.page.styles import (
    STYLES,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ConfigError
from ansible_collections.asyncops.jobs.plugins.module_utils._model.key import (
    AUTH_TYPES,
    FIELD_TYPES,
    PAGE_TYPES,
    Key,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider
from ansible_collections.asyncops.jobs.plugins.module_utils._model.vocabulary import SECTIONS
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.auth.schemes import SCHEMES

ROOT = pathlib.Path(__file__).resolve().parents[3]
LEAST: dict[str, Any] = {
    "name": "x",
    "get": "/jobs/{id}",
    "state": {"path": "status", "words": {"succeeded": "done"}},
}
LOGIN = {"type": "login", "headers": {"X": "{saved.token}"}, "request": {"path": "/login"}}
AUTH = {
    "bearer": {"type": "bearer"},
    "header": {"type": "header", "headers": {"X": "{token}"}},
    "login": LOGIN,
    "oauth2": {"type": "oauth2"},
}
# What a section holds where nothing is said of the key in question.
BASE: dict[str, dict[str, Any]] = {
    "definition": LEAST,
    "rule": {"when": {"path": "a"}, "state": "skipped"},
    "error_rule": {"when": {"path": "a"}, "is": "api"},
    "condition": {"path": "a"},
    "state": {"path": "status", "words": {"succeeded": "done"}},
    "field": {"path": "p"},
    "source": {"path": "p"},
    "poll_after": {"path": "p"},
    "move": {"path": "p"},
    "reference": {"path": "p"},
    "items": {"path": "jobs[]"},
    "kind": {"match": "/q/", "definition": {"parts": "x"}},
    "filter": {},
    "submit": {},
    "once": {"header": "Idempotency-Key"},
    "find": {},
    "match": {"path": "a", "equals": "b"},
    "error": {},
    "vanished": {},
    **dict.fromkeys(
        (
            "submit_step",
            "login_request",
            "get",
            "list",
            "messages",
            "outputs",
            "result",
            "stop",
            "delete",
            "request",
            "detail",
        ),
        {"path": "/x"},
    ),
}
# What else the section needs, so that the key may stand there.
BESIDE: dict[tuple[str, str], dict[str, Any]] = {
    ("definition", "versions"): {"api_version": "v2"},
    ("definition", "filters"): {"list": "/j"},
    ("definition", "page"): {"list": "/j"},
    ("condition", "path"): {"path": None, "http_status": 200},
    ("condition", "header"): {"path": None, "http_status": 200},
    ("condition", "request"): {"path": None, "http_status": 200},
    ("field", "value"): {"path": None, "value": "other"},
    ("field", "done"): {"path": None, "done": "other"},
    ("field", "total"): {"path": None, "done": "d"},
    ("source", "header"): {"path": None, "header": "Other"},
    ("poll_after", "header"): {"path": None, "header": "Other"},
    ("move", "header"): {"path": None, "header": "Other"},
    ("reference", "header"): {"path": None, "header": "Other"},
    ("reference", "saved"): {"path": None, "saved": "other"},
    ("filter", "is_limit"): {"type": "int"},
    ("filter", "repeat"): {"type": "list"},
    ("list", "total_of_all"): {"total": "n"},
    ("list", "complete_with"): {"partial": "of a day"},
    ("result", "inline"): {"path": None, "inline": "other"},
    ("result", "gather"): {"path": None, "gather": "other"},
    ("result", "href"): {"path": None, "href": "other"},
    ("result", "page"): {"items": "rows[]"},
    ("result", "total"): {"items": "rows[]"},
    ("result", "head_lines"): {"answer_format": "text", "page": "number"},
    ("submit", "root"): {"path": "/x"},
    ("once", "query"): {"header": None, "query": "other"},
    ("once", "body"): {"header": None, "body": "other"},
    ("once", "id"): {"taken": {"http_status": 409}},
    ("once", "path"): {
        "taken": {"http_status": 409},
        "path": "^/(?P<dag>x)/",
        "id": "{part.dag}/{once}",
    },
    ("find", "filters"): {"path": "^/datastreams/(?P<stream>[^/]+)/"},
    ("match", "needed"): {"equals": "{body.a}"},
    ("find", "match"): {"path": "^/datastreams/(?P<stream>[^/]+)/"},
    ("submit", "save"): {"save": {"crumb": "other"}, "reference": {"saved": "crumb"}},
}
# Other values than the examples, which are the default or need something around them.
VALUES: dict[tuple[str, str], Any] = {
    ("vanished", "after_stop"): "failed",
    ("get", "unchanged"): [204],
    ("messages", "page"): "offset",
    ("outputs", "page"): "offset",
    ("submit", "path"): "/y",
    ("submit", "before"): [{"path": "/y"}],
    ("result", "before"): [{"path": "/y"}],
    ("submit", "after"): [{"path": "/y"}],
    ("stop", "before"): [{"path": "/y"}],
    ("delete", "before"): [{"path": "/y"}],
    ("match", "equals"): "c",
    ("once", "header"): "X-Key",
    ("submit_step", "path"): "/y",
    ("login_request", "path"): "/y",
    ("list", "path"): "/y",
    ("definition", "get"): "/y",
    ("definition", "headers"): {"Accept": "text/plain"},
    ("auth", "type"): "basic",
    ("state", "words"): {"failed": "bad"},
    ("page", "type"): "offset",
    ("condition", "request"): ["get"],
    ("definition", "state"): {"path": "state", "words": {"failed": "bad"}},
    ("state", "path"): "other",
    ("items", "path"): "rows[]",
    **{
        (section, "body"): {"a": 1}
        for section in ("submit", "submit_step", "login_request", "list")
    },
}
FIELDS = {
    "done": "progress",
    "total": "progress",
    "fields": "messages",
    "levels": "messages",
    "type": "finished_at",
}


@functools.cache
def examples() -> Any:
    """The examples of the reference page."""
    path = ROOT / "tools" / "_generate" / "examples.py"
    spec = importlib.util.spec_from_file_location("examples_of_the_vocabulary", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def value_of(section: str, key: str, row: Key) -> Any:
    """Another value than the default."""
    if (section, key) in VALUES:
        return VALUES[section, key]
    return yaml.safe_load(row.example or examples().example(section, key))


def before_of(section: str, key: str, row: Key) -> dict[str, Any]:
    """The section without the key, or with its usual value."""
    base = BASE.get(section, {})
    if section == "auth":
        base = AUTH[row.only[0] if row.only else "bearer"]
    if section == "page":
        kind = "offset" if "offset" in row.only or not row.only else row.only[0]
        base = {
            "type": "none" if key == "type" else kind,
            **({"next": "n"} if kind == "cursor" else {}),
        }
    if key in ("body", "body_format") and section not in ("submit", "auth", "once"):
        base = {**base, "method": "POST"}
    if key == "body_format":
        base = {**base, "body": {"a": 1}}
    return {**base, **BESIDE.get((section, key), {})}


def embed(section: str, key: str, value: dict[str, Any]) -> dict[str, Any]:
    """A definition that holds the section."""
    if section == "definition":
        return value

    two = {"save": {"job": "a", "other": "b"}, "after": [{"path": "/{saved.job}/{saved.other}"}]}
    name = FIELDS.get(key, "name")
    around: dict[str, dict[str, Any]] = {
        "rule": {"state": {"rules": [value]}},
        "condition": {"state": {"rules": [{"when": [value], "state": "failed"}]}},
        "field": {"job": {name: value}},
        "source": {"list": {"path": "/j", "total": [value]}},
        "poll_after": {"poll_after": [value]},
        "move": {"get": {"path": "/jobs/{id}", "moves": [value]}},
        "page": {"list": {"path": "/j", "page": value}},
        "filter": {"filters": {"owner": value}, "list": "/j/{filters.owner}"},
        "error_rule": {"error": {"rules": [value]}},
        "kind": {"kinds": {"k": value}},
        "auth": {"auth": [value]},
        "submit_step": {
            "submit": {
                "before": [value],
                **({"reference": {"saved": "crumb"}} if "save" in value else {}),
            }
        },
        "login_request": {
            "auth": {
                **LOGIN,
                "request": value,
                **({"headers": {"X": "{saved.crumb}"}} if "save" in value else {}),
            }
        },
        "reference": {"submit": {"reference": [value], **(two if "saved" in value else {})}},
        "items": {"list": {"path": "/j", "items": [value]}},
        "request": {"get": {"path": "/jobs/{id}", "detail": value}},
        "detail": {"get": {"path": "/jobs/{id}", "detail": value}},
        "list": {"list": value, "filters": {"since": {}}},
        "get": {"get": value, "list": "/j"},
        "result": {
            "result": value,
            "outputs": "/o",
            **({"get": {"path": "/jobs/{id}", "moves": "L"}} if "gather" in value else {}),
        },
        "vanished": {"vanished": value, "stop": "/s"},
        "once": {"submit": {"once": value}},
        "find": {
            "submit": {"find": value},
            "list": "/j",
            "filters": {"start": {}},
            "kinds": {"report": {"match": "/reports/", "definition": {"list": "/r"}}},
        },
        "match": {"submit": {"find": {"match": value}}, "list": "/j"},
        "submit": {"submit": value, "list": "/j"},
    }

    return {**LEAST, **around.get(section, {section: value})}


def shape(thing: Any, seen: tuple[int, ...] = ()) -> Any:
    """What a compiled object is made of, to be compared: attributes all the way down, functions
    with what they hold."""
    if thing is None or isinstance(thing, (str, int, float, bool)):
        return type(thing).__name__, thing
    if id(thing) in seen:
        return "again"
    seen = (*seen, id(thing))
    if isinstance(thing, re.Pattern):
        return "pattern", thing.pattern, thing.flags
    if isinstance(thing, (list, tuple)):
        return [shape(one, seen) for one in thing]
    if isinstance(thing, (set, frozenset)):
        return sorted(map(repr, thing))
    if isinstance(thing, dict):
        return {str(key): shape(one, seen) for key, one in thing.items()}
    if isinstance(thing, types.FunctionType):
        held = [shape(cell.cell_contents, seen) for cell in thing.__closure__ or ()]
        return thing.__module__, thing.__qualname__, held
    return type(thing).__name__, {name: shape(one, seen) for name, one in attributes(thing)}


def attributes(thing: Any) -> Iterator[tuple[str, Any]]:
    """The attributes that the engine reads."""
    names = [name for kind in type(thing).__mro__ for name in getattr(kind, "__slots__", ())]
    names += list(getattr(thing, "__dict__", {}))
    for name in names:
        # What the definition was is no effect of it.
        hidden = isinstance(thing, Provider) and name in ("checked", "_raw")
        if not hidden and hasattr(thing, name):
            yield name, getattr(thing, name)


def why_no_effect(section: str, key: str, row: Key) -> str:
    """ "" where another value of the key compiles to something else."""
    before = before_of(section, key, row)
    after = {**before, key: value_of(section, key, row)}
    if (section, key) == ("get", "from_list"):
        after = {"from_list": True}
    if (section, key) == ("definition", "list"):
        before = {**before, "list": None}
    try:
        one, other = (Provider(embed(section, key, value)) for value in (before, after))
    except ConfigError as exc:
        return f"{section}.{key}: there is no definition to show its effect by: {exc.message}"
    return f"{section}.{key} changes nothing" if shape(one) == shape(other) else ""


EVERY = [(section, key) for section, keys in SECTIONS.items() for key in keys]


@pytest.mark.parametrize(("section", "key"), EVERY)
def test_every_row_has_an_effect(section: str, key: str) -> None:
    assert why_no_effect(section, key, SECTIONS[section][key]) == ""


@pytest.mark.parametrize(
    ("section", "key", "row"),
    [
        ("condition", "less_than", Key("literal", "The value is less than this.", example="1")),
        ("get", "cached", Key("bool", "x", False, example="true")),
        ("page", "window", Key("int", "x", 3, example="4")),
        ("stop", "reason", Key("template", "x", example="/{id}")),
        ("definition", "colour", Key("text", "x", "", example="red")),
    ],
)
def test_a_row_that_nobody_compiles_is_found(
    monkeypatch: pytest.MonkeyPatch, section: str, key: str, row: Key
) -> None:
    monkeypatch.setitem(SECTIONS[section], key, row)
    assert why_no_effect(section, key, row) == f"{section}.{key} changes nothing"


def test_shapes_tell_things_apart_that_differ_deep_inside() -> None:
    def made(**condition: Any) -> Any:
        return shape(Provider(embed("condition", "path", {"path": "a", **condition})))

    assert made() == made()
    several = [
        made(),
        made(equals=1),
        made(equals=True),
        made(equals="1"),
        made(exists=True),
        made(exists=False),
        made(matches="a"),
        made(matches="b"),
        made(is_null=True),
    ]
    assert all(several.count(one) == 1 for one in several)


def test_the_tables_of_code_name_the_words_of_the_vocabulary() -> None:
    rows = set(SECTIONS["condition"]) - {"path", "header", "http_status", "request"}
    assert set(OPERATORS) == set(checks_answers.TESTS) == rows
    assert {*READERS, "auto"} == set(FIELD_TYPES) == set(SECTIONS["field"]["type"].choices)
    assert set(STYLES) == set(PAGE_TYPES) == set(SECTIONS["page"]["type"].choices)
    assert set(SCHEMES) == set(AUTH_TYPES) == set(SECTIONS["auth"]["type"].choices)


def test_every_check_is_of_a_section() -> None:
    assert set(checks.CHECKS) <= set(SECTIONS)


@pytest.mark.parametrize(("section", "key"), EVERY)
def test_what_is_only_for_some_types_names_types(section: str, key: str) -> None:
    only = SECTIONS[section][key].only
    assert set(only) <= set(SECTIONS[section]["type"].choices if only else ())
