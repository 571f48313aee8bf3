# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates in requests: ``/jobs/{id}/stop/``. Private to asyncops.jobs.

``{name}`` is replaced by a value; ``{name:FORMAT}`` says how: ``int`` (a body template that is nothing else becomes a
number), ``base64``, ``path`` (in a URL path: slashes are kept). ``{{`` and ``}}`` are literal braces.
"""
from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from typing import Any, Callable, Optional

from . import paths
from .errors import ConfigError

FORMATS = ("int", "base64", "path")
_PLACE = re.compile(r"\{\{|\}\}|\{([A-Za-z_][^{}]*?)(?::(%s))?\}" % "|".join(FORMATS))
Quote = Callable[[str], str]


def names_in(template: Any) -> list[str]:
    """The names that a template (or a tree of templates) uses, in order."""
    if isinstance(template, str):
        return [match.group(1) for match in _PLACE.finditer(template) if match.group(1)]
    if isinstance(template, Mapping):
        template = list(template.keys()) + list(template.values())
    return [name for one in template for name in names_in(one)] if isinstance(template, list) else []


def without_places(template: str) -> str:
    """A template without its places and literal braces: what is left has no meaning as a brace."""
    return _PLACE.sub("", template)


def lookup(names: Mapping[str, Any], name: str) -> Any:
    """The value of ``id``, ``record.links[rel=self].href`` ...; None where there is none."""
    return paths.find(names, name)


def render(template: str, names: Mapping[str, Any], quote: Optional[Quote] = None) -> str:
    """Fills the names in. ``quote`` makes each value safe for its place (a URL path segment).

    :raises ConfigError: a name has no value.
    """

    def put(match: re.Match[str]) -> str:
        name, form = match.group(1), match.group(2)
        if not name:
            return match.group(0)[0]
        value = lookup(names, name)
        if value is None or isinstance(value, (dict, list)):
            raise ConfigError("%s is needed here and has no value (template %r)" % (name, template))
        text = paths.text_of(value)
        if form == "base64":
            return base64.b64encode(text.encode()).decode()
        return quote(text) if quote and form != "path" and name != "href" else text

    return _PLACE.sub(put, template)


def fill(tree: Any, names: Mapping[str, Any]) -> Any:
    """A body or query: every text in the tree rendered; ``{id:int}`` alone becomes a number.

    A value of a mapping whose only name is unset is left out, so that optional parameters can stand in a template.
    """
    if isinstance(tree, str):
        match = _PLACE.fullmatch(tree)
        if match and (match.group(1) or "").startswith("body.") and not match.group(2):
            value = paths.find(names, match.group(1))
            if value is not None:
                return value  # the user's own, of any type
        text = render(tree, names)
        if match and match.group(2) == "int":
            try:
                return int(text)
            except ValueError:
                raise ConfigError("%s must be a whole number, not %r" % (match.group(1), text)) from None
        return text
    if isinstance(tree, Mapping):
        return {render(str(key), names): fill(value, names) for key, value in tree.items() if not _unset(value, names)}
    return [fill(one, names) for one in tree] if isinstance(tree, list) else tree


def _unset(value: Any, names: Mapping[str, Any]) -> bool:
    match = _PLACE.fullmatch(value) if isinstance(value, str) else None
    return bool(match and match.group(1) and lookup(names, match.group(1)) is None)
