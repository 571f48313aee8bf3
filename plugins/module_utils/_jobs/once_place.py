# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a request takes the key of `once` (`submit.once`). Private to asyncops.jobs."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from .._model.compiled.finding import OnceKey
from .._model.compiled.sections import Submit
from .._model.errors import ConfigError
from .._model.template import Template, TemplateTree
from .._wire.secrets import check_header_value

_PLACE = "{once}"


def check(once: OnceKey, query: Mapping[str, Any], body: Any, key: str) -> None:
    """Refuses a key that cannot go where the system takes it, or a place that is taken.

    :param query: the user's, as is ``body``.
    :raises ConfigError: nothing was sent.
    """
    if once.header is not None:
        check_header_value(once.header, key, "once")
    if once.query is not None and once.query in query:
        raise ConfigError("query.%s is where the key of once goes: leave it out" % once.query)
    if once.body is None:
        return
    if not isinstance(body, Mapping) and body is not None:
        message = "once puts its key into the body (%s), which must be a mapping then"
        raise ConfigError(message % once.body)
    place: Any = body or {}
    for name in once.body.split("."):
        place = place.get(name) if isinstance(place, Mapping) else None
    if place is not None:
        raise ConfigError("body.%s is where the key of once goes: leave it out" % once.body)


def in_body(once: OnceKey, body: Any, key: str) -> Any:
    """The user's body with the key in it."""
    return body if once.body is None else _put(body or {}, once.body, key)


def with_key(template: Submit, has_own_body: bool) -> dict[str, Any]:
    """What the key changes of a request; a body of the user's has it already."""
    once = template.once
    if once is None:
        return {}
    if once.header is not None:
        return {"headers": {**template.headers, once.header: Template(_PLACE)}}
    if once.query is not None:
        return {"query": TemplateTree({**template.query.source, once.query: _PLACE})}
    if once.body is None or (has_own_body and not template.takes_parts):
        return {}
    source = template.body.source if template.body is not None else {}
    return {"body": TemplateTree(_put(source, once.body, _PLACE))}


def _put(body: Any, way: str, value: str) -> Any:
    if not isinstance(body, Mapping):
        message = "submit.once.body is %s, but the body is no mapping"
        raise ConfigError(message % way)
    changed: dict[str, Any] = copy.deepcopy(dict(body))
    place = changed
    *names, last = way.split(".")
    for name in names:
        place = place.setdefault(name, {})
    place[last] = value
    return changed
