# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""multipart/form-data (RFC 7578), written in a task as for ansible.builtin.uri. Private to
asyncops.jobs.
"""

from __future__ import annotations

import binascii
import os
from collections.abc import Mapping
from typing import Any, Optional, Union

from .._model.errors import ConfigError
from .._model.values import as_list
from .libraries import RequestField
from .upload import Segment, Upload, body_of, media_type_of, segment_of

_KEYS = ("filename", "content", "mime_type", "src")


def encode(body: Any, has_files: bool = True) -> tuple[Union[bytes, Upload], str]:
    """(body, content type) of a mapping: each value is a text, a list of values (its name is
    repeated), or a mapping of ``filename``, ``content``, ``mime_type`` and ``src``.

    A part with ``src`` (or with a ``filename`` and no content) is a file, read while it is sent.

    :param has_files: whether it may name files of this machine.
    :raises ConfigError: something else, or a file that cannot be sent.
    """
    if not isinstance(body, Mapping) or not body:
        raise ConfigError("body must be a dict of parts for body_format=multipart")
    boundary = binascii.hexlify(os.urandom(16)).decode()
    segments: list[Segment] = []
    for name, values in body.items():
        for value in as_list(values) if isinstance(values, list) else [values]:
            content, field = _part(str(name), value, has_files)
            head = "--%s\r\n%s" % (boundary, field.render_headers())
            segments += [head.encode("utf-8"), content, b"\r\n"]
    segments.append(b"--%s--\r\n" % boundary.encode())
    return body_of(segments), "multipart/form-data; boundary=%s" % boundary


def with_texts(
    body: Union[bytes, Upload], content_type: str, texts: Mapping[str, str]
) -> Union[bytes, Upload]:
    """A form of ours with more texts in it, in front of the others.

    :param content_type: the form's, which names its boundary.
    """
    boundary = content_type.partition("boundary=")[2]
    added = b""
    for name, value in texts.items():
        head = "--%s\r\n%s" % (boundary, _field(name, None, None).render_headers())
        added += head.encode("utf-8") + value.encode("utf-8") + b"\r\n"
    if isinstance(body, bytes):
        return added + body
    return Upload([added, *body.segments])


def _part(name: str, value: Any, has_files: bool) -> tuple[Segment, Any]:
    if not isinstance(value, Mapping):
        return _text(name, value), _field(name, None, None)
    unknown = sorted(str(key) for key in value if key not in _KEYS)
    if unknown:
        message = "body.%s holds %s; a part has %s"
        raise ConfigError(message % (name, ", ".join(unknown), ", ".join(_KEYS)))
    content, filename = value.get("content"), value.get("filename")
    source = value.get("src") or (filename if content is None else None)
    if content is None and not source:
        raise ConfigError("body.%s needs content, or the filename of a file" % name)
    if content is not None and value.get("src"):
        raise ConfigError("body.%s has both content and src" % name)
    if source and not has_files:
        raise ConfigError("body.%s needs content: a definition names no files" % name)
    shown = os.path.basename(str(filename or source or "")) or None
    kind = value.get("mime_type") or (media_type_of(shown) if shown else None)
    if source:
        return segment_of("body.%s" % name, str(source)), _field(name, shown, kind)
    return _text(name, content), _field(name, shown, kind)


def _field(name: str, filename: Optional[str], kind: Optional[str]) -> Any:
    field = RequestField(name=name, data=b"", filename=filename)
    field.make_multipart(content_type=kind)
    return field


def _text(name: str, value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    if value is None:
        return b""
    if isinstance(value, bool):
        return b"true" if value else b"false"
    if isinstance(value, (str, int, float)):
        return str(value).encode("utf-8")
    raise ConfigError("body.%s must be a text, or a mapping with content or filename" % name)
