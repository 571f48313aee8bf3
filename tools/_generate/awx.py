# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/awx/NAME.yml: a credential type for AWX and Automation Controller that sets the ASYNCOPS_* variables; any.yml is one
for all systems, with every connection option.

Rules that AWX holds, seen on a real one: a boolean that is not filled in renders as "False", whatever its default, so
there is none; a text that is not filled in renders empty, and the collection takes an empty variable as unset. A name of a
variable is no template: tools/credential_types.py makes types with another prefix.
"""

from __future__ import annotations

from typing import Any

from . import samples, words
from .sources import World

LABELS = {
    "base_url": "Base URL", "username": "User name", "password": "Password", "token": "Token",
    "token_type": "Kind of token", "client_id": "Client id", "client_secret": "Client secret",
    "org_id": "Organisation", "api_version": "API version", "validate_certs": "Check the server's certificate",
    "ca_path": "CA certificates", "provider": "Provider", "provider_definition": "Definition of the provider",
    "headers": "Headers", "client_cert": "Client certificate", "client_key": "Key of the client certificate",
    "use_proxy": "Use the proxies of the environment", "request_timeout": "Seconds for one request",
    "request_retries": "Repeats of a safe request", "result_hosts": "Other hosts of results",
}  # fmt: skip
# In the type for all systems the text of these is given; AWX puts it into a file, and the option gets its path.
FILES = ("ca_path", "client_cert", "client_key")
HELP = {
    "provider": "A built-in system, a name of the catalogue (slurm, say), or the name in the definition below.",
    "provider_definition": "JSON, for a system that is neither built in nor in the catalogue.",
    "base_url": "Scheme, host, port and any path before the API.",
    "headers": 'More request headers, as JSON: {"X-Api-Key": "..."}. Secret.',
    "validate_certs": "Checked where nothing is chosen.",
    "use_proxy": "Used where nothing is chosen.",
    "ca_path": "PEM, to be trusted instead of the usual ones.",
    "client_cert": "PEM; may hold the key as well.",
    "client_key": "PEM, without a passphrase.",
    "result_hosts": "Comma separated: storage.example.com, *.example.com",
}
# What says how the variables are called is no variable.
NOT_A_VARIABLE = ("env_prefix",)


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


def text_for_any(world: World) -> str:
    """The credential type for all systems, as a file."""
    source = "plugins/doc_fragments/connection.py"
    return (
        f"# Written by tools/generate.py from {source}. Change that, then run it again.\n---\n"
        + words.dump(for_any(world))
    )


def for_any(world: World) -> dict[str, Any]:
    """The credential type for all systems: every connection option."""
    fields = [
        _field_for_any(world, name, option)
        for name, option in world.options.items()
        if name not in NOT_A_VARIABLE
    ]
    env = {"ASYNCOPS_%s" % field["id"].upper(): _value_for_any(field["id"]) for field in fields}
    return {
        "name": "asyncops.jobs: any system",
        "description": "Reaches any system with the modules of asyncops.jobs; they need no connection options then.",
        "kind": "cloud",
        "inputs": {"fields": fields, "required": ["provider", "base_url"]},
        "injectors": {
            "file": {f"template.{name}": "{{ %s }}" % name for name in FILES},
            "env": env,
        },
    }


def _value_for_any(name: str) -> str:
    if name in FILES:  # there is a file also where nothing was filled in
        return "{{ tower.filename.%s if %s else '' }}" % (name, name)
    return "{{ %s }}" % name


def _field_for_any(world: World, name: str, option: dict[str, Any]) -> dict[str, Any]:
    field: dict[str, Any] = {"id": name, "type": "string", "label": LABELS[name]}
    if name in (*world.secrets, "headers", "client_key"):
        field["secret"] = True
    if name in FILES or option["type"] == "dict":
        field["multiline"] = True
    if option["type"] == "bool":
        field["choices"] = ["true", "false"]
    if name in HELP:
        field["help_text"] = HELP[name]
    return field


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
