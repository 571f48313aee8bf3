# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts that both forms are made of, by themselves."""

from __future__ import annotations

import base64
import datetime
import json
import types
from typing import Any

import pytest
from ansible.module_utils.basic import FILE_COMMON_ARGUMENTS, AnsibleFallbackNotFound
from ansible.module_utils.common.arg_spec import ModuleArgumentSpecValidator

from ansible_collections.asyncops.jobs.plugins.module_utils._model.options import SECRETS
from ansible_collections.asyncops.jobs.plugins.module_utils._task import (
    masking,
    option_groups,
    options,
)
from ansible_collections.asyncops.jobs.plugins.plugin_utils import _action, _arguments

SPEC = options.request()


def test_an_empty_variable_counts_as_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASYNCOPS_ONE", "")
    with pytest.raises(AnsibleFallbackNotFound):
        option_groups.from_environment("ASYNCOPS_ONE")
    monkeypatch.setenv("ASYNCOPS_TWO", "2")
    assert option_groups.from_environment("ASYNCOPS_ONE", "ASYNCOPS_TWO") == "2"


def test_every_connection_option_has_a_variable() -> None:
    options = option_groups.connection()
    assert "fallback" not in options.pop("env_prefix"), "it says how the variables are called"
    for name, option in options.items():
        assert option["fallback"] == (option_groups.from_environment, ["ASYNCOPS_" + name.upper()])


@pytest.mark.parametrize("verb", options.VERBS)
def test_what_is_not_logged_is_the_one_list_of_secrets(verb: str) -> None:
    spec = options.VERBS[verb].options()
    assert {name for name, option in spec.items() if option.get("no_log")} == {*SECRETS, "headers"}
    # ansible-core warns of an option with such a name that does not say whether it is a secret
    speaking = [
        name for name in spec if any(word in name for word in ("token", "key", "pass", "secret"))
    ]
    assert all("no_log" in spec[name] for name in speaking)


@pytest.mark.parametrize("verb", options.VERBS)
def test_specs_are_made_anew(verb: str) -> None:
    spec = options.VERBS[verb].options()
    spec["provider"]["required"] = not spec["provider"]["required"]
    assert options.VERBS[verb].options()["provider"]["required"]


def test_options_without_effect_are_refused() -> None:
    spec = {**SPEC, **FILE_COMMON_ARGUMENTS}
    rules = dict(options.VERBS["request"].rules)
    assert rules.pop("add_file_common_args")
    validator = ModuleArgumentSpecValidator(spec, **rules)
    given = {"provider": "pipeline", "base_url": "https://pipeline.example.com"}
    for name, value, needed in [
        ("mode", "0600", "dest"),
        ("owner", "ops", "dest"),
    ]:
        [message] = validator.validate({**given, name: value}).error_messages
        assert message == f"missing parameter(s) required by '{name}': {needed}"
        assert not validator.validate({**given, name: value, needed: "x"}).error_messages
    assert {*options.FILE_ATTRIBUTES} == {*FILE_COMMON_ARGUMENTS} - {"unsafe_writes"}


def test_the_secrets_among_the_options() -> None:
    params = {
        "password": "pass-word", "username": "ops", "token": " t0ken+ ", "headers": {"X-Key": "header/1"},
        "base_url": "https://who:in%2Furl@host/", "path": "a/pass-word",
    }  # fmt: skip
    secrets = masking.secrets_of(params, SPEC)
    pair = base64.b64encode(b"ops:pass-word").decode()
    for text in ("pass-word", "t0ken%2B", "header%2F1", "in/url", "in%2Furl", pair):
        assert secrets.scrub(f"<{text}>") == "<********>", text
    shown = masking.mask_params(params, SPEC, secrets)
    assert shown["headers"] == {"X-Key": "********"}
    assert shown["path"] == "a/********"
    assert shown["username"] == "ops"
    assert not [
        text for text in json.dumps(shown).split('"') if "word" in text and text != "password"
    ]


@pytest.mark.parametrize(
    "params",
    [
        {"pasword": "opensesame99"},
        {"Token": ["opensesame99"]},
        {"apikey": {"X": "opensesame99"}},
        {"query": {"api_key": "opensesame99"}},
        {"body": {"user": [{"passwd": "opensesame99"}]}},
        {"body": "a=1&secret=opensesame99"},
        {"path": "jobs?sig=opensesame99"},
        {"base_url": "https://system.example.com?token=opensesame99"},
        {"headers": {"Authorization": "Bearer opensesame99"}, "path": "x/opensesame99"},
        {"provider_definition": {"get": {"query": {"apikey": "opensesame99"}}}},
        {"provider_definition": {"headers": {"X-Api-Key": "opensesame99"}}},
        {"provider_definition": {"auth": {"headers": {"X-Who": "Key opensesame99"}}}},
        {"provider_definition": {"auth": {"request": {"body": {"password": "opensesame99"}}}}},
        {"provider_definition": {"submit": {"path": "/jobs?key=opensesame99&id={id}"}}},
        {
            "provider_definition": {
                "submit": {"before": [{"headers": {"Cookie": "S=opensesame99"}}]}
            }
        },
        {"provider_definition": {"auth": {"type": "bearer", "token": "opensesame99opensesame99"}}},
        {"provider_definition": "{name: acme, auth: {password: opensesame99}}"},
        {"result_hosts": ["https://ada:opensesame99@storage.example.com"]},
        {"base_url": "ada:opensesame99@jobs.example.com"},
    ],
)
def test_a_literal_secret_is_not_shown(params: dict[str, Any]) -> None:
    """Where an option is misspelt, or a secret stands where none should, or where one may."""
    secrets = masking.secrets_of(params, SPEC)
    shown = masking.mask_params(params, SPEC, secrets)
    assert "opensesame99" not in json.dumps(shown)
    assert shown.keys() == params.keys()


def test_a_definition_without_secrets_is_shown_as_it_is() -> None:
    definition = {
        "name": "acme",
        "auth": {
            "type": "login",
            "request": {"path": "/login", "body": {"password": "{password}", "auth": "basic"}},
            "token": "data.session.access_token",
            "headers": {"Authorization": "Bearer {saved.token}", "Cookie": "SID={saved.sid}"},
        },
        "headers": {"Accept": "application/vnd.acme.v2+json", "X-Version": "2026-01"},
        "list": {"path": "/jobs", "query": {"page_token": "first", "sort_key": "id"}},
    }
    params = {"provider_definition": definition, "query": {"pageToken": "x1x2x3", "type": "token"}}
    assert masking.mask_params(params, SPEC, masking.secrets_of(params, SPEC)) == params


def test_options_that_are_unset_are_shown_as_they_are() -> None:
    params = {"password": None, "headers": {}, "token": "", "validate_certs": False}
    assert masking.mask_params(params, SPEC, masking.secrets_of(params, SPEC)) == params


def test_what_is_too_short_to_be_masked() -> None:
    assert masking.maskable({"1", "abc", " ab ", "abcd"}) == {"abcd"}


@pytest.mark.parametrize(("timeout", "limit", "args", "wait"), [
    (0, 0, {}, None),
    (0, 0, {"wait_timeout": 900}, 900),
    (60, 0, {}, 54.0),  # a tenth is spared
    (60, 0, {"wait_timeout": 54}, 54),
    (60, 0, {"wait_timeout": "90"}, 54.0),
    (0, 3600, {"wait_timeout": 7200}, 3590.0),  # ten seconds at most
    (3600, 10, {}, 8.0),  # two seconds at least; the sooner end counts
    (1, 0, {}, 0.0),
    (60, 0, {"wait_timeout": "bogus"}, "bogus"),  # for the validation to tell
])  # fmt: skip
def test_a_wait_ends_before_its_task(
    timeout: int, limit: int, args: dict[str, Any], wait: Any
) -> None:
    task = types.SimpleNamespace(timeout=timeout, async_val=limit)
    action = types.SimpleNamespace(_task=task, verb="wait")
    assert _action.VerbAction._cap_wait_timeout(action, args).get("wait_timeout") == wait


def test_a_verb_without_a_wait_is_left_alone() -> None:
    action = types.SimpleNamespace(
        _task=types.SimpleNamespace(timeout=10, async_val=0), verb="info"
    )
    assert _action.VerbAction._cap_wait_timeout(action, {"limit": 1}) == {"limit": 1}


def test_the_environment_s_wait_is_ended_too(monkeypatch: pytest.MonkeyPatch) -> None:
    action = types.SimpleNamespace(
        _task=types.SimpleNamespace(timeout=100, async_val=0), verb="wait"
    )
    monkeypatch.setenv("ASYNCOPS_WAIT_TIMEOUT", "50")
    assert _action.VerbAction._cap_wait_timeout(action, {}) == {}


def test_arguments_become_what_a_module_would_be_given() -> None:
    given = {
        "when": datetime.datetime(2026, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc), "day": datetime.date(2026, 1, 2),
        "some": {1}, "bytes": "ü".encode(), 7: (1, 2), "mapping": types.MappingProxyType({"a": 1}),
    }  # fmt: skip
    assert _arguments.as_module_arguments(given) == {
        "when": "2026-01-02T03:04:05+00:00", "day": "2026-01-02", "some": [1], "bytes": "ü", "7": [1, 2],
        "mapping": {"a": 1},
    }  # fmt: skip
