# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies of a submit that few tasks have: a file, and the definition's additions to what the user
gives. Private to asyncops.jobs.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Union

from .._model.compiled.sections import Submit
from .._model.errors import ConfigError
from .._model.template import Names
from .._wire import codecs
from .._wire.upload import Upload, body_of, media_type_of, segment_of

_FORMATS = {"form-urlencoded": "form", "form-multipart": "multipart"}
_TYPES = {"json": "application/json", "form": "application/x-www-form-urlencoded"}

Body = tuple[Union[bytes, Upload], str]


def plain_format(name: str) -> str:
    """A body format by the name that ansible.builtin.uri gives it, by ours."""
    return _FORMATS.get(name, name)


def file_body(template: Submit, params: Mapping[str, Any]) -> Body:
    """(body, content type) of the option `src`.

    :raises ConfigError: the file cannot be sent, or the definition needs another body.
    """
    if template.takes_parts or template.add is not None:
        why = "parts of `body`" if template.takes_parts else "a `body` that it adds to (submit.add)"
        raise ConfigError("src cannot be sent: the definition needs %s" % why)
    keyed = params.get("once") is not None and template.once is not None
    if keyed and template.once is not None and template.once.body is not None:
        message = "src cannot be sent with once: the system takes its key in the body (%s)"
        raise ConfigError(message % template.once.body)
    body_format = plain_format(params.get("body_format") or "raw")
    if body_format == "multipart":
        message = "src is a whole body; for multipart name the file in body: {NAME: {filename: %s}}"
        raise ConfigError(message % params["src"])
    segment = segment_of("src", str(params["src"]))
    return body_of([segment]), _TYPES.get(body_format) or media_type_of(segment.path)


def with_additions(template: Submit, given: Any, body_format: str, names: Names) -> Body:
    """The body of a submit with `submit.add` on top.

    :param given: the user's; None: the definition's own, where it has one.
    :raises ConfigError: it has no keys, or a name has no value.
    """
    own = given is None or template.takes_parts
    base = template.body.fill(names) if own and template.body is not None else given
    if own and template.body is not None:
        body_format = template.body_format
    if isinstance(base, str) and body_format == "json":
        base = _parsed(base)
    if base is None:
        base = {}
    if not isinstance(base, Mapping) or body_format == "raw":
        message = "body must be a mapping, which the definition adds to (submit.add), in %s"
        raise ConfigError(message % "json, form or multipart")
    added: Mapping[str, Any] = template.add.fill(names) if template.add is not None else {}
    return codecs.encode(_laid_over(base, added), body_format, has_files=not own)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _laid_over(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        merged[key] = _laid_over(old, value) if both else value  # type: ignore[arg-type]
    return merged
