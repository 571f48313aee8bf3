# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secrets among the options, and the options without them. Private to asyncops.jobs.

ansible-core masks a secret where it stands literally. It does not know its other forms
(URL-quoted, base64, escaped), leaves the keys of dictionaries alone, and takes `headers` given as
text for one long secret. Therefore both forms mask here, in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

from .._model.options import IDENTITIES, TELLING
from .._wire.secrets import MASK, SHORTEST, Secrets
from .option_groups import Options


def secrets_of(params: Mapping[str, Any], spec: Options) -> Secrets:
    """The values of all `no_log` options, and passwords that stand (wrongly) in URLs.

    :param params: as validated, or as far as validation got.
    """
    secrets = Secrets()
    users = [str(params[name]) for name in IDENTITIES if params.get(name)]
    for value in _secret_values(params, spec):
        secrets.add(value)
        for user in users:
            secrets.add_basic(user, value)
    base_url = str(params.get("base_url") or "")
    for url in _urls(params):
        for password in _passwords_in_url(url):
            secrets.add(password)
    if "?" in base_url or any(params.get(name) for name in TELLING):
        from .._wire.learning import learn_options

        learn_options(secrets, params)
    return secrets


def mask_params(params: Mapping[str, Any], spec: Options, secrets: Secrets) -> dict[str, Any]:
    """The options as a result may show them (`invocation`).

    What is no option is masked as well: it may be a secret whose option is misspelt.
    """
    known = {*spec, *(alias for option in spec.values() for alias in option.get("aliases") or ())}
    masked: dict[str, Any] = {}
    for name, value in params.items():
        if value and (name not in known or (name in spec and spec[name].get("no_log"))):
            masked[name] = _mask(value)
        else:
            masked[name] = secrets.scrub_tree(value)
    return masked


def maskable(values: Iterable[str]) -> set[str]:
    """Without the values too short to be masked: hiding "1" would hide every number.

    (Context warns of such secrets.)
    """
    return {value for value in values if len(value.strip()) >= SHORTEST}


def _secret_values(params: Mapping[str, Any], spec: Options) -> Iterator[Any]:
    for name, option in spec.items():
        if not option.get("no_log"):
            continue
        value = params.get(name)
        if isinstance(value, Mapping):
            yield from value.values()
        else:
            yield value


def _urls(params: Mapping[str, Any]) -> Iterator[str]:
    """`base_url`, and other options that are a URL with a user, or a list of such."""
    for name, value in params.items():
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and "@" in one and ("//" in one or name == "base_url"):
                yield one


def _passwords_in_url(url: str) -> list[str]:
    user, at, _host = url.rpartition("@")
    if not at:
        return []
    password = user.rpartition("//")[2].partition(":")[2]
    return [password, unquote(password)]


def _mask(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict.fromkeys(map(str, value), MASK)
    return MASK
