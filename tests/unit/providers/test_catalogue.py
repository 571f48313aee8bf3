# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue: a definition that ships is named like a built-in system, and laid over in part."""

from __future__ import annotations

import pathlib
from typing import Any

import pytest

pytest.importorskip("yaml")

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import ConfigError
from ansible_collections.asyncops.jobs.plugins.module_utils._providers import catalogue
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import (
    NAMES,
    provider_of,
)

SHIPPED = catalogue.names()


def test_what_ships() -> None:
    assert {"awx", "azure_lro", "jenkins", "ogc_processes", "pulp", "rfc7240", "slurm"} <= set(
        SHIPPED
    )
    assert not set(SHIPPED) & set(NAMES)


@pytest.mark.parametrize("name", SHIPPED)
def test_each_is_named_like_a_built_in_system(name: str) -> None:
    provider = provider_of(name)
    assert provider.name == name
    assert provider.tried_with, "what was it tried with?"


def test_one_definition_has_two_names() -> None:
    one, other = (catalogue.definition_of(name) or {} for name in ("rfc7240", "respond_async"))
    assert one and {**one, "name": ""} == {**other, "name": ""}


def test_a_part_is_laid_over() -> None:
    part = {"get": {"query": {"x": "1"}}, "stop": None, "unsupported": {"stop": "not here"}}
    provider = provider_of("slurm", part)
    shipped = provider_of("slurm")
    assert provider.name == "slurm" and provider.stop is None and shipped.stop is not None
    assert provider.get.query.source == {"x": "1"}
    assert provider.get.path and shipped.get.path
    assert provider.get.path.source == shipped.get.path.source


def test_a_definition_with_a_name_is_one_of_its_own() -> None:
    """Also where the catalogue has one of that name: nothing of it shows through."""
    state = {"path": "status", "words": {"succeeded": "done"}}
    provider = provider_of("slurm", {"name": "slurm", "get": "/mine/{id}", "state": state})
    assert provider.list is None and provider.get.path and provider.get.path.source == "/mine/{id}"


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("slrum", None, "provider must be one of adverity, "),
        ("slrum", None, "uws, or the name in provider_definition, not 'slrum'"),
        ("slurm", {"gett": {}}, "provider_definition.gett is not a key of the vocabulary"),
        ("slurm", ["x"], "must be a mapping"),
        ("slurm", {"name": "other", "get": "/x/{id}"}, "provider_definition.state is required"),
        ("../catalogue/slurm", None, "not '../catalogue/slurm'"),
        ("log360", {"get": "/x/{id}"}, "provider_definition.name is required"),
    ],
)
def test_what_is_refused(name: str, given: Any, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        provider_of(name, given)
    assert says in caught.value.message


def test_a_target_has_no_catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path) -> None:
    """There the definition comes with the options."""
    definition = catalogue.laid_over("slurm", None)
    (tmp_path / "payload.zip").write_bytes(b"")
    monkeypatch.setattr(catalogue, "FOLDER", tmp_path / "payload.zip" / "extensions")
    catalogue.definition_of.cache_clear()
    with pytest.raises(ConfigError, match="^provider must be one of adverity"):
        provider_of("slurm")
    assert provider_of("slurm", definition).name == "slurm"
    catalogue.definition_of.cache_clear()
