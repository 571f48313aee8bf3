# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/awx: credential types that AWX takes, that mix with no other, and whose rendered variables reach the system.

`nox -s credentials` renders them with AWX's own injector (awx-plugins-interfaces); what a mesh makes of them is in tests/awx.
"""

from __future__ import annotations

import copy
import json
import pathlib
import sys
from collections.abc import Callable
from typing import Any

import pytest

yaml = pytest.importorskip("yaml")

from ansible_collections.asyncops.jobs.tests.unit.awx_rules import faults  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import credential_types  # noqa: E402
from _generate import awx, sources  # noqa: E402

WORLD = sources.load(ROOT)
NAMES = [provider.name for provider in WORLD.providers]
KINDS = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "docs/awx").glob("*.yml"))
}
PEM = "-----BEGIN CERTIFICATE-----\nabc\n-----END CERTIFICATE-----\n"


def test_there_is_one_for_each_system_and_one_for_all() -> None:
    assert set(KINDS) == {*NAMES, "any"}


@pytest.mark.parametrize("name", KINDS)
def test_a_type_keeps_the_rules_of_awx(name: str) -> None:
    assert faults(KINDS[name]) == []
    assert faults(credential_types.with_prefix(KINDS[name], "ASYNCOPS_SOURCE")) == []


@pytest.mark.parametrize("name", KINDS)
def test_its_variables_are_those_of_the_options(name: str) -> None:
    env = KINDS[name]["injectors"]["env"]
    options = {variable[len("ASYNCOPS_") :].lower() for variable in env}
    assert all(variable.startswith("ASYNCOPS_") for variable in env)
    assert options <= set(WORLD.options) - {"env_prefix"}
    secret = {field["id"] for field in KINDS[name]["inputs"]["fields"] if field.get("secret")}
    assert secret == {*WORLD.secrets, "headers", "client_key"} & options - (
        set() if name == "any" else {"client_key"}
    )
    assert env["ASYNCOPS_PROVIDER"] == ("{{ provider }}" if name == "any" else name)


def test_the_type_for_all_systems_has_every_option() -> None:
    env = KINDS["any"]["injectors"]["env"]
    assert {f"ASYNCOPS_{option.upper()}" for option in WORLD.options} - {
        "ASYNCOPS_ENV_PREFIX"
    } == set(env)
    assert set(awx.FILES) <= set(WORLD.options)


def change(path: str, value: Any) -> Callable[[dict[str, Any]], None]:
    """A change of a type: a path of keys, `0` for the first of a list; None takes away."""

    def made(kind: dict[str, Any]) -> None:
        *way, last = path.split("/")
        for key in way:
            kind = kind[int(key)] if isinstance(kind, list) else kind[key]
        if value is None:
            del kind[last]
        else:
            kind[last] = value

    return made


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("kind", "ssh", "kind"),
        ("namespace", "asyncops", "keys of the type"),
        ("name", "n" * 513, "name too long"),
        ("inputs/metadata", [], "keys of inputs"),
        ("injectors/files", {}, "keys of injectors"),
        ("inputs/required", ["base_url", "gone"], "required: no such field"),
        ("inputs/fields/0/id", "token", "two fields of one id"),
        ("inputs/fields/0/id", "base-url", "base-url: id"),
        ("inputs/fields/0/id", "tower", "tower: reserved"),
        ("inputs/fields/0/label", None, "base_url: no label"),
        ("inputs/fields/0/hint", "x", "base_url: keys"),
        ("inputs/fields/0/type", "number", "base_url: type"),
        ("inputs/fields/0/type", "boolean", "base_url: ours: a boolean"),
        ("inputs/fields/0/format", "email", "base_url: format"),
        ("inputs/fields/0/choices", [], "base_url: choices"),
        ("inputs/fields/0/choices", ["a", "a"], "base_url: choices"),
        ("inputs/fields/0/default", "x", "base_url: ours: a default"),
        ("inputs/fields/1/choices", ["a"], "token: choices that are secret"),
        ("injectors/env/ANSIBLE_TOKEN", "{{ token }}", "env ANSIBLE_TOKEN: name"),
        ("injectors/env/JOB_ID", "1", "env JOB_ID: name"),
        ("injectors/env/1ST", "1", "env 1ST: name"),
        ("injectors/env/ASYNCOPS_PROVIDER", "commvaült", "not ASCII"),
        ("injectors/env/ASYNCOPS_TOKEN", "{{ tokn }}", "tokn is no field"),
        ("injectors/env/ASYNCOPS_CA_PATH", "{{ tower.filename.ca }}", "tower.filename.ca is no field"),
        ("injectors/env/ASYNCOPS_TOKEN", "", "token: ours: a field that nothing uses"),
        ("injectors/env/ASYNCOPS_BASE_URL", "https://{{ token }}@host/{{ base_url }}", "inside of a URL"),
        ("injectors/file", {"cert": "x"}, "file cert: name"),
        ("injectors/file", {"template": "x", "template.a": "y"}, "template, or templates"),
        ("injectors/file", {"template.a": "{{ gone }}"}, "gone is no field"),
        ("injectors/extra_vars", {"ansible_user": "x"}, "extra_vars ansible_user: name"),
        ("injectors/extra_vars", {"secret": "{{ token }}"}, "ours: an extra variable is a template"),
    ],
)  # fmt: skip
def test_a_rule_that_is_broken_is_told(path: str, value: Any, told: str) -> None:
    kind = copy.deepcopy(KINDS["commvault"])
    change(path, value)(kind)
    assert any(told in fault for fault in faults(kind)), faults(kind)


def test_two_types_with_prefixes_share_no_variable() -> None:
    for one in KINDS.values():
        for other in KINDS.values():
            source = credential_types.with_prefix(one, "ASYNCOPS_SOURCE")
            target = credential_types.with_prefix(other, "ASYNCOPS_TARGET")
            assert source["name"] != target["name"]
            assert not set(source["injectors"]["env"]) & set(target["injectors"]["env"])
            assert not set(source["injectors"]["env"]) & set(one["injectors"]["env"])


@pytest.mark.parametrize(
    "prefix", ["", "1ST", "ASYNC-OPS", "ASYNCOPS_SOURCE_", "ANSIBLE_ASYNCOPS", "ansible_x", "A B"]
)
def test_a_prefix_that_is_none_is_refused(prefix: str) -> None:
    with pytest.raises(ValueError, match="a prefix is"):
        credential_types.with_prefix(KINDS["any"], prefix)


class Filled:
    """A credential with these fields filled in, as the injector asks for them."""

    def __init__(self, **inputs: str) -> None:
        self.inputs = inputs

    def get_input(self, name: str, default: Any = "") -> Any:
        """One of them."""
        return self.inputs.get(name, default)

    def has_input(self, name: str) -> bool:
        """Whether it is filled in."""
        return name in self.inputs

    def get_input_keys(self) -> list[str]:
        """All of them."""
        return list(self.inputs)


@pytest.fixture
def inject(tmp_path: pathlib.Path) -> Any:
    """AWX's own injector, adding to one environment and to the one that is shown."""
    api = pytest.importorskip("awx_plugins.interfaces._temporary_private_inject_api")
    container = pytest.importorskip("awx_plugins.interfaces._temporary_private_api")
    (tmp_path / "env").mkdir()
    env: dict[str, str] = {}
    shown: dict[str, str] = {}
    args: list[str] = []

    def injected(found: dict[str, Any], **inputs: str) -> tuple[dict[str, str], dict[str, str]]:
        kind = container.ManagedCredentialType(
            "asyncops", found["name"], "cloud", found["inputs"], found["injectors"]
        )
        api.inject_credential(kind, Filled(**inputs), env, shown, args, str(tmp_path))
        assert args == [], "nothing goes onto the command line"
        return env, shown

    injected.folder = tmp_path  # type: ignore[attr-defined]
    return injected


@pytest.mark.parametrize("name", KINDS)
def test_what_is_not_filled_in_counts_as_unset(inject: Any, name: str) -> None:
    needed = dict.fromkeys(KINDS[name]["inputs"]["required"], "https://x.example.com")
    env, _shown = inject(KINDS[name], **needed)
    given = {f"ASYNCOPS_{field.upper()}" for field in needed} | {"ASYNCOPS_PROVIDER"}
    assert {variable for variable, value in env.items() if value} == given


@pytest.mark.parametrize("name", KINDS)
def test_no_secret_is_in_what_awx_shows(inject: Any, name: str) -> None:
    fields = KINDS[name]["inputs"]["fields"]
    filled = {field["id"]: f"value-of-{field['id']}" for field in fields}
    env, shown = inject(KINDS[name], **filled)
    for field in fields:
        variable = f"ASYNCOPS_{field['id'].upper()}"
        if name == "any" and field["id"] in awx.FILES:
            assert "value-of" not in env[variable] + shown[variable]
        else:
            assert env[variable] == filled[field["id"]]
            assert (filled[field["id"]] in shown[variable]) is not bool(field.get("secret"))


def test_certificates_become_files(inject: Any) -> None:
    env, shown = inject(
        KINDS["any"], provider="slurm", base_url="https://x", client_cert=PEM, client_key="KEY"
    )
    assert env["ASYNCOPS_CA_PATH"] == "", "not an empty file that nothing can be trusted by"
    for option, text in (("CLIENT_CERT", PEM), ("CLIENT_KEY", "KEY")):
        path = env[f"ASYNCOPS_{option}"]
        assert path.startswith("/runner/env/"), "where it is inside of the execution environment"
        file = inject.folder / "env" / pathlib.Path(path).name
        assert file.read_text() == text and file.stat().st_mode & 0o077 == 0
    assert PEM not in json.dumps(shown)


def test_two_credentials_in_one_template(inject: Any) -> None:
    """One of a system, and two of another with prefixes: each keeps what is its own."""
    inject(KINDS["log360"], base_url="https://log360", token="token-one")
    for prefix in ("ASYNCOPS_SOURCE", "ASYNCOPS_TARGET"):
        kind = credential_types.with_prefix(KINDS["commvault"], prefix)
        env, shown = inject(kind, base_url=f"https://{prefix}", token=f"token-of-{prefix}")
    assert env["ASYNCOPS_PROVIDER"] == "log360" and env["ASYNCOPS_TOKEN"] == "token-one"
    for prefix in ("ASYNCOPS_SOURCE", "ASYNCOPS_TARGET"):
        assert env[f"{prefix}_PROVIDER"] == "commvault"
        assert env[f"{prefix}_BASE_URL"] == f"https://{prefix}"
        assert env[f"{prefix}_TOKEN"] == f"token-of-{prefix}"
        assert "token" not in shown[f"{prefix}_TOKEN"]
