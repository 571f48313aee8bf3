# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of the event source: those of the modules, checked alike where ansible-core is absent."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ConfigError
from ansible_collections.asyncops.jobs.plugins.module_utils._providers import catalogue
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import provider_of
from ansible_collections.asyncops.jobs.plugins.module_utils._task import options
from ansible_collections.asyncops.jobs.plugins.module_utils._task.event_source import (
    MUTUALLY_EXCLUSIVE,
    Refused,
    event_options,
    watch_for,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._task.plain_options import checked

BASE = {"provider": "log360", "base_url": "http://127.0.0.1:9", "token": "t0k3n-of-mine"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("token", "a"),
        ("token", 12345),
        ("token", 1.5),
        ("token", ""),
        ("token", None),
        ("provider_definition", {"a": {"b": 1}}),
        ("provider_definition", '{"a": {"b": 1}}'),
        ("provider_definition", "a=1"),
        ("headers", "a=1, b='2 3'"),
        ("headers", "a=1 b=2=3"),
        ("headers", {"a": "b"}),
        ("headers", []),
        ("headers", "x"),
        ("headers", "{x"),
        ("headers", 5),
        ("org_id", 3),
        ("org_id", "3"),
        ("org_id", "x"),
        ("org_id", 3.5),
        ("org_id", [3]),
        ("validate_certs", "no"),
        ("validate_certs", "On"),
        ("validate_certs", 0),
        ("validate_certs", "0"),
        ("validate_certs", "maybe"),
        ("validate_certs", 2),
        ("request_timeout", "1.5"),
        ("request_timeout", 3),
        ("request_timeout", "soon"),
        ("interval", {}),
        ("ca_path", "~/x/$HOME"),
        ("result_hosts", ["a", "b"]),
        ("result_hosts", "a,b"),
        ("result_hosts", {}),
        ("job_id", ["a", 5]),
        ("job_id", "a,b"),
        ("job_id", 5),
        ("states", ["failed"]),
        ("states", "failed,lost"),
        ("states", ["broken"]),
        ("replay", "yes"),
        ("nonsense", 1),
    ],
)
def test_a_value_is_what_a_module_would_make_of_it(name: str, value: Any) -> None:
    spec = event_options()
    theirs = ArgumentSpecValidator(spec, mutually_exclusive=MUTUALLY_EXCLUSIVE).validate(
        {**BASE, name: value}
    )
    if theirs.error_messages:
        with pytest.raises(ConfigError, match=name):
            checked({**BASE, name: value}, spec, MUTUALLY_EXCLUSIVE)
    else:
        assert (
            checked({**BASE, name: value}, spec, MUTUALLY_EXCLUSIVE) == theirs.validated_parameters
        )


def test_the_names_are_those_of_the_modules() -> None:
    own = {"interval", "replay", "state_file", "feedback"}
    assert own == set(event_options()) - set(options.info())
    spec, info = event_options(), options.info()
    for name in set(spec) - own:
        assert {**spec[name], "fallback": 0} == {**info[name], "fallback": 0}


def test_environment_variables_are_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASYNCOPS_TOKEN", "from-there")
    monkeypatch.setenv("ASYNCOPS_ORG_ID", "7")
    monkeypatch.setenv("ASYNCOPS_USERNAME", "")
    params = checked({"provider": "log360", "base_url": "http://h"}, event_options())
    assert (params["token"], params["org_id"], params["username"]) == ("from-there", 7, None)
    assert checked(BASE, event_options())["token"] == BASE["token"]


def test_variables_of_a_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two sources of one rulebook, two systems."""
    args = {"env_prefix": "PCE2"}
    with pytest.raises(Refused, match="env_prefix is PCE2, and no variable of that name"):
        watch_for(args, lambda text: None, lambda seconds: None)
    monkeypatch.setenv("ASYNCOPS_BASE_URL", "http://127.0.0.1:8")
    for name, value in BASE.items():
        monkeypatch.setenv(f"PCE2_{name.upper()}", value)
    watch = watch_for(args, lambda text: None, lambda seconds: None)
    assert watch.client.session.base_url.startswith(BASE["base_url"])


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (
            {"intervall": 5},
            "intervall is not an option of the event source; did you mean interval?",
        ),
        ({"colour": 5}, "colour is not an option of the event source; the options are api_version"),
        ({"provider": None}, "provider is required"),
        ({"base_url": None}, "base_url is required"),
        ({"provider": "nobody"}, "provider must be one of adverity"),
        ({"base_url": "pce.example.com"}, "base_url"),
        ({"token": None}, "token"),
        ({"interval": 0}, "interval must be a number of seconds above 0"),
        ({"interval": "inf"}, "interval must be a number of seconds above 0"),
        ({"interval": "often"}, "interval must be a number"),
        ({"states": ["broken"]}, "states must be of queued, running"),
        ({"states": []}, "states must not be an empty list"),
        ({"job_id": []}, "job_id must not be an empty list"),
        ({"job_id": ["a/../b"]}, "job"),
        ({"job_id": ["1"], "filters": {"x": 1}}, "job_id and filters cannot be used together"),
        ({"filters": {"colour": 1}}, "has no filter colour"),
        ({"request_timeout": -1}, "request_timeout must be a number of seconds above 0"),
        ({"headers": "t0k3n-of-mine"}, "headers must be a mapping"),
        (
            {"provider_definition": {"name": "log360", "got": "/x"}},
            "provider_definition.got is not",
        ),
        ({"state_file": "/nowhere/at/all"}, "state_file /nowhere/at/all cannot be opened"),
        ({"feedback": True}, "feedback is set, but"),
        ({"replay": "perhaps"}, "replay must be true or false"),
        ({"t0k3n-of-mine": 1}, "is not an option of the event source"),
    ],
)
def test_a_wrong_option_ends_with_one_sentence(args: Any, says: str) -> None:
    with pytest.raises(Refused) as caught:
        watch_for({**BASE, **args}, lambda text: None, lambda seconds: None)
    sentence = str(caught.value)
    assert says in sentence
    assert "\n" not in sentence and not sentence.endswith(".") and BASE["token"] not in sentence
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


ODD = [
    "",
    "\x00",
    "{}",
    -1,
    0,
    1e400,
    True,
    [],
    [[]],
    [None],
    {},
    {"a": None},
    {1: 2},
    b"x",
    object(),
]


@pytest.mark.parametrize("name", sorted(event_options()))
def test_no_value_is_met_with_anything_but_a_sentence(
    name: str, tmp_path: Any, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    for value in ODD:
        try:
            watch = watch_for({**BASE, name: value}, lambda text: None, lambda seconds: None)
        except Refused as exc:
            assert "\n" not in str(exc)
        else:
            watch.jobs.close()


def test_a_system_without_a_list_needs_the_jobs_named() -> None:
    definition = {
        "name": "acme",
        "auth": "none",
        "get": "/jobs/{id}",
        "state": {"path": "s", "words": {"failed": "x"}},
    }
    args = {"provider": "acme", "provider_definition": definition, "base_url": "http://127.0.0.1:9"}
    with pytest.raises(Refused, match="has no list of jobs: name the jobs to be watched in job_id"):
        watch_for(args, lambda text: None, lambda seconds: None)
    watch_for({**args, "job_id": ["1"]}, lambda text: None, lambda seconds: None)


@pytest.mark.parametrize("provider", catalogue.names())
def test_a_definition_of_the_catalogue(provider: str) -> None:
    """Its list is watched where it has one, else the jobs that are named."""
    args = {**BASE, "provider": provider, "username": "u", "password": "pass-word-1"}
    shipped = provider_of(provider)
    if shipped.list is None:
        with pytest.raises(Refused, match="has no list of jobs"):
            watch_for(args, lambda text: None, lambda seconds: None)
        args["job_id"] = ["1"]
    needed = {name: "x" for name, spec in shipped.filters.items() if spec.required}
    watch_for({**args, "filters": needed or None}, lambda text: None, lambda seconds: None)
