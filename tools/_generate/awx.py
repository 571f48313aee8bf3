# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/awx/NAME.yml: a credential type for AWX and Automation Controller that sets the ASYNCOPS_* variables.

Rules that AWX holds, seen on a real one: a boolean that is not filled in renders as "False", whatever its default, so
there is none; a text that is not filled in renders empty, and the collection takes an empty variable as unset.
"""

from __future__ import annotations

from typing import Any

from . import samples, words
from .sources import World

LABELS = {
    "base_url": "Base URL", "username": "User name", "password": "Password", "token": "Token",
    "token_type": "Kind of token", "client_id": "Client id", "client_secret": "Client secret",
    "org_id": "Organisation", "api_version": "API version", "validate_certs": "Check the server's certificate",
    "ca_path": "CA certificates",
}  # fmt: skip


def text(world: World, provider: Any) -> str:
    """The credential type as a file: its keys are those of the AWX API and of the modules that make one."""
    source = f"plugins/module_utils/_providers/{provider.name}.py"
    return (
        f"# Written by tools/generate.py from {source}. Change that, then run it again.\n---\n"
        + words.dump(build(world, provider))
    )


def build(world: World, provider: Any) -> dict[str, Any]:
    """The credential type."""
    title = provider["title"] or provider.name
    fields = [_field(world, provider, option) for option in _options(world, provider)]
    env = {"ASYNCOPS_PROVIDER": provider.name}
    env.update({"ASYNCOPS_%s" % field["id"].upper(): "{{ %s }}" % field["id"] for field in fields})
    return {
        "name": f"asyncops.jobs: {title}",
        "description": f"Reaches {title} with the modules of asyncops.jobs; they need no connection options then.",
        "kind": "cloud",
        "inputs": {"fields": fields, "required": ["base_url", *_always(world, provider)]},
        "injectors": {"env": env},
    }


def _options(world: World, provider: Any) -> list[str]:
    found = ["base_url"]
    for spec in provider["auth"]:
        found += [option for option in world.needs(spec) if option not in found]
        if spec["type"] == "bearer" and len(spec["schemes"]) > 1:
            found.append("token_type")
    if "org_id" in world.template.names_in(provider["href"] or ""):
        found.append("org_id")
    if provider["versions"]:
        found.append("api_version")
    return [*found, "validate_certs", "ca_path"]


def _always(world: World, provider: Any) -> list[str]:
    """The credentials that every way to authenticate needs."""
    ways = [set(world.needs(spec)) for spec in provider["auth"]]
    return sorted(set.intersection(*ways)) if ways else []


def _field(world: World, provider: Any, option: str) -> dict[str, Any]:
    field: dict[str, Any] = {"id": option, "type": "string", "label": LABELS[option]}
    if option in world.secrets:
        field["secret"] = True
    if option == "base_url":
        field["help_text"] = f"For example {samples.sample(provider.name).base_url}"
    elif option == "token_type":
        field["choices"] = [
            word
            for spec in provider["auth"]
            if spec["type"] == "bearer"
            for word in spec["schemes"]
        ]
    elif option == "api_version":
        field["choices"] = sorted({provider.api_version, *provider["versions"]})
    elif option == "validate_certs":
        field.update(choices=["true", "false"], help_text="Checked where nothing is chosen.")
    elif option == "ca_path":
        field["help_text"] = (
            "File or folder inside the execution environment; the usual ones where empty."
        )
    return field
