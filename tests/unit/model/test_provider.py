# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Provider: versions, kinds, verbs, words, ids."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.state import Reading
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.view import View
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import (
    ConfigError,
    Unsupported,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import STATES
from ansible_collections.asyncops.jobs.plugins.module_utils._model.key import VERBS
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider

STATE = {"path": "s", "words": {"running": ["Run", "go "], "succeeded": "done"}}
BASE: dict[str, Any] = {"name": "x", "get": "/j/{id}", "state": STATE}


def make(version: str = "", **keys: Any) -> Provider:
    return Provider({**BASE, **keys}, version)


def test_verbs_are_those_that_are_described() -> None:
    assert make().verbs == ["submit", "get"]
    full = make(list="/j", messages="/m", outputs="/o", result="/r", stop="/s", delete="/d")
    assert full.verbs == list(VERBS)


def test_require_tells_why_a_verb_is_missing_and_what_there_is() -> None:
    made = make(list="/j", unsupported={"stop": "jobs end by themselves"})
    made.require("list")
    assert made.list and made.list.path and made.list.path.source == "/j"
    with pytest.raises(Unsupported) as caught:
        made.require("stop")
    assert (
        caught.value.message
        == "provider x has no stop: the system has no way to do it (jobs end by themselves);"
        " it has submit, get, list"
    )
    with pytest.raises(Unsupported) as caught:
        made.require("delete")
    why = "its definition has no delete, whatever the system itself can do"
    assert caught.value.message == "provider x has no delete: %s; it has submit, get, list" % why


def state_of(word: str) -> Reading:
    return make().state.read(View({"s": word}))


@pytest.mark.parametrize("word", ["Run", "RUN", " run ", "go", "GO"])
def test_words_in_any_case(word: str) -> None:
    assert state_of(word).state == "running"
    assert make().state.words == {"run": "running", "go": "running", "done": "succeeded"}


def test_a_word_nobody_lists() -> None:
    assert state_of("").state == "unknown"
    assert state_of("runs").state == "unknown"


VERSIONS = {
    "v2": {"base": "/two", "requests_per_minute": None, "job": {"id": None, "name": "n2"}},
    "v3": None,
}


def test_a_version_is_laid_over_the_definition() -> None:
    keys: Any = {
        "api_version": "v1",
        "versions": VERSIONS,
        "base": "/one",
        "requests_per_minute": 5,
        "job": {"id": "i", "name": "n"},
    }
    one, two, three = make(**keys), make("v2", **keys), make("v3", **keys)
    assert (one.api_version, one.base.source, one.requests_per_minute) == ("v1", "/one", 5)
    assert (two.api_version, two.base.source, two.requests_per_minute) == ("v2", "/two", None)
    record = View({"i": "7", "n": "one", "n2": "two", "s": "done"})
    told = [(made.job.read(record).id, made.job.read(record).name) for made in (one, two)]
    assert told == [("7", "one"), ("", "two")]
    assert (three.api_version, three.base.source) == ("v3", "/one")
    with pytest.raises(ConfigError, match="^api_version must be one of v1, v2, v3, not 'v4'$"):
        make("v4", **keys)


def test_a_version_may_be_a_number_in_yaml() -> None:
    keys: Any = {"api_version": 1, "versions": {2: {"base": "/two"}}}
    assert make(**keys).api_version == "1"
    assert make("2", **keys).base.source == "/two"
    with pytest.raises(ConfigError, match="^api_version must be one of 1, 2, not '3'$"):
        make("3", **keys)


def path_of(made: Provider) -> str:
    assert made.get.path
    return made.get.path.source


def test_the_definition_may_be_whole_only_together_with_a_version() -> None:
    part = {
        "name": "x",
        "api_version": "v1",
        "versions": {
            "v1": {"get": "/j/{id}", "state": STATE},
            "v2": {"get": "/k/{id}", "state": STATE},
        },
    }
    assert path_of(Provider(part)) == "/j/{id}"
    assert path_of(Provider(part, "v2")) == "/k/{id}"


def test_without_versions_any_api_version_is_taken() -> None:
    assert make("v9", base="/{api_version}").api_version == "v9"
    assert make().api_version == ""
    with pytest.raises(ConfigError, match="^api_version must be one of v2, not 'v1'$"):
        make("v1", versions={"v2": {}})
    assert make(versions={"v2": {}}).api_version == ""


def test_kinds() -> None:
    made = make(
        list="/j",
        job={"id": "id"},
        kinds={
            "item": {
                "match": "/queue/",
                "definition": {"list": None, "job": {"name": "why"}, "stop": "/cancel/{id}"},
            },
            7: {"match": "^/7/", "definition": {"stop": "/cancel/{id}"}},
        },
    )
    kind = made.kind_of("https://h/queue/item/3")
    assert kind is made.kind("item") and kind is not made
    assert kind.verbs == ["submit", "get", "stop"]
    job = kind.job.read(View({"id": 7, "why": "w"}))
    assert (job.id, job.name) == ("7", "w") and made.job.read(
        View({"id": 7, "why": "w"})
    ).name is None
    assert kind.kinds == {} and kind.name == "x"
    assert made.kind_of("/7/1") is made.kind("7")
    assert made.kind_of("/j/3") is made
    assert made.kind_of(None) is made
    assert made.kind_of("") is made


def test_a_kind_knows_the_version() -> None:
    keys: Any = {
        "versions": {"v2": {"base": "/two"}},
        "kinds": {"q": {"match": "q", "definition": {"stop": "/s"}}},
    }
    kind = make("v2", **keys).kind("q")
    assert (kind.api_version, kind.base.source, kind.verbs) == (
        "v2",
        "/two",
        ["submit", "get", "stop"],
    )


@pytest.mark.parametrize(
    ("pattern", "href", "job_id"),
    [
        (None, "/jobs/5", "5"),
        (None, "/jobs/5/", "5"),
        (None, "https://h:1/jobs/5?a=/b/c", "5"),
        (None, "/jobs/5#x", "5"),
        (None, "5", "5"),
        ("jobs/([0-9]+)", "/jobs/5/state", "5"),
        ("[0-9]+", "/jobs/5/state", "5"),
        ("a/([0-9]+)|b/([0-9]+)", "/b/6", "6"),
        ("a(x)?b", "/ab", "ab"),
        ("nothing", "/jobs/5", "/jobs/5"),
    ],
)
def test_id_of(pattern: Any, href: str, job_id: str) -> None:
    assert make(id=pattern).job.id_of(href) == job_id


def test_guard() -> None:
    made = make(stop={"path": "/s", "states": ["running", "queued"]}, delete="/d")
    assert made.states_for("stop") == ("running", "queued")
    assert made.states_for("delete") == STATES
    assert made.states_for("delete", ("failed",)) == ("failed",)
    with pytest.raises(Unsupported):
        make().states_for("stop")
