# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies: bytes <-> JSON, XML, forms, text. Private to asyncops.jobs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Callable, Optional, Union
from urllib.parse import urlencode

from .._model.errors import ConfigError, DecodeError
from . import sniff
from .json_decoder import decode_json

if TYPE_CHECKING:
    from .upload import Upload

_OTHER_CHARSET = re.compile(r"charset\s*=(?!\s*[\"']?utf-?8)")
_NAMES = {"xml": "XML", "text": "text"}
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"


def decode(
    content: bytes,
    content_type: Optional[str],
    expect: str = "auto",
    on_broken: Optional[Callable[[str], object]] = None,
) -> Any:
    """The body of a response as Python data; None where it is empty.

    :param expect: ``json``, ``xml``, ``text`` or ``auto`` (XML if the content type or an XML prolog
        says so, else JSON).
    :param on_broken: takes the name of the charset where bytes mean nothing in it, but the rest can
        be read: they have become U+FFFD.
    :raises DecodeError: it is something else, with what; an HTML page is always something else.
    """
    if not content.strip():
        return None
    content_type = (content_type or "").strip().lower()
    text, broken = read_text(content, content_type)
    start = text[: sniff.SNIFFED]
    if sniff.is_html(start):
        raise _unexpected(_NAMES.get(expect, "JSON"), text, content_type)
    kind = _detect(start, content_type) if expect == "auto" else expect
    value = _DECODERS[kind](text, content_type)
    if broken and on_broken is not None:
        on_broken(broken)
    return value


def read_text(content: bytes, content_type: str) -> tuple[str, Optional[str]]:
    """The text of a body without a byte order mark, and the charset where bytes mean nothing in
    it.
    """
    # Plain UTF-8, which is what most bodies are, takes no look at a charset.
    is_declared = content[:64].lstrip().startswith(b"<?xml") or _OTHER_CHARSET.search(content_type)
    if not is_declared:
        try:
            text = content.decode("utf-8")
            if "\0" not in text[:8]:
                return text.removeprefix("\ufeff"), None
        except UnicodeDecodeError:
            pass
    from . import charset

    return charset.read(content, content_type)


def _unexpected(wanted: str, text: str, content_type: str) -> DecodeError:
    what = sniff.describe(text, content_type)
    return DecodeError("%s was expected, but the response is %s" % (wanted, what))


def _detect(start: str, content_type: str) -> str:
    start = start.lstrip()
    says_xml = "xml" in content_type or start.startswith("<?xml")
    return "xml" if says_xml and start.startswith("<") else "json"


def _decode_text(text: str, content_type: str) -> str:
    return text


def _decode_xml(text: str, content_type: str) -> dict[str, Any]:
    from .xml import to_record  # here, because most responses are JSON

    text = text.lstrip()
    if not text.startswith("<"):
        raise _unexpected("XML", text, content_type)
    return to_record(text)


_DECODERS: dict[str, Callable[[str, str], Any]] = {
    "json": decode_json,
    "text": _decode_text,
    "xml": _decode_xml,
}


def encode(
    body: Any, body_format: str, has_files: bool = False
) -> tuple[Union[bytes, Upload], str]:
    """(bytes, content type) of a request body.

    :param body_format: ``json``: any data; a text that is JSON already goes as it is. ``form``: a
        dict or a list of pairs; a list repeats its key. ``multipart``: a dict, see multipart.py.
        ``raw``: str (sent as UTF-8) or bytes.
    :param has_files: whether a multipart body may name files of this machine.
    :raises ConfigError: the format cannot carry the body.
    """
    if body_format == "json":
        return _encode_json(body), _JSON
    if body_format == "form":
        return _encode_form(body), _FORM
    if body_format == "multipart":
        from . import multipart  # here, because few requests are

        return multipart.encode(body, has_files)
    if body_format != "raw":
        raise ConfigError("body_format must be json, form, multipart or raw")
    if isinstance(body, bytes):
        return body, "application/octet-stream"
    if isinstance(body, str):
        return body.encode("utf-8"), "text/plain; charset=utf-8"
    raise ConfigError("body must be text for body_format=raw")


def _encode_json(body: Any) -> bytes:
    if isinstance(body, str) and _is_json(body):
        return body.encode("utf-8")
    try:
        return json.dumps(body, separators=(",", ":"), allow_nan=False).encode("ascii")
    except (TypeError, ValueError, RecursionError):
        raise ConfigError("body holds something that JSON cannot carry") from None


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _encode_form(body: Any) -> bytes:
    if isinstance(body, str):
        return body.encode("utf-8")
    pairs = body.items() if isinstance(body, dict) else body
    fields: list[tuple[str, Union[str, bytes]]] = []
    try:
        for key, value in pairs:
            values = value if isinstance(value, (list, tuple)) else [value]
            fields += [(str(key), _form_text(item)) for item in values]
    except (TypeError, ValueError):
        raise ConfigError("body must be a dict or a list of pairs for body_format=form") from None
    return urlencode(fields).encode("ascii")


def _form_text(value: object) -> Union[str, bytes]:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, bytes) else str(value)
