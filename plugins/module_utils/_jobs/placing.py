# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that go into the query or the body of a request. Private to asyncops.jobs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Optional, Union
from urllib.parse import parse_qsl, urlencode, urlsplit

from .._model.errors import ConfigError
from .._wire.auth.scheme import Proof
from .._wire.request import Request

if TYPE_CHECKING:
    from .._wire.upload import Upload

_NO_MAPPING = (
    "auth.body has keys for the body of %s, which is no mapping (JSON or a form) that could hold"
    " them"
)


def place(request: Request, proof: Proof) -> None:
    """Adds the parameters and keys of a proof to a request, where it has not its own.

    :raises ConfigError: its body cannot hold them.
    """
    query = parse_qsl(urlsplit(request.url).query, keep_blank_values=True)
    there = {name for name, _value in (*request.query, *query)}
    missing = [pair for pair in proof.query.items() if pair[0] not in there]
    request.query = [*request.query, *missing]
    if proof.body and request.body is not None:
        kind = next((request.headers[name] for name in request.headers if _is_type(name)), "")
        body = _with_keys(request.body, kind.lower(), proof.body)
        if body is None:
            raise ConfigError(_NO_MAPPING % request.method)
        request.body = body


def _is_type(name: str) -> bool:
    return name.lower() == "content-type"


def _with_keys(
    body: Union[bytes, Upload], kind: str, keys: Mapping[str, str]
) -> Optional[Union[bytes, Upload]]:
    """A body with more keys; None where it is no mapping."""
    if kind.startswith("multipart/form-data"):
        from .._wire.multipart import with_texts

        return with_texts(body, kind, keys)
    if not isinstance(body, bytes):
        return None
    if "x-www-form-urlencoded" in kind:
        there = {name for name, _value in parse_qsl(body.decode(), keep_blank_values=True)}
        missing = urlencode({name: one for name, one in keys.items() if name not in there})
        return b"&".join(filter(None, (body, missing.encode())))
    if "json" not in kind:
        return None
    data = json.loads(body)
    if not isinstance(data, dict):
        return None
    return json.dumps({**keys, **data}, separators=(",", ":"), allow_nan=False).encode("ascii")
