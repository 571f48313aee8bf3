# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs as text: join, resolve, quote, refuse. Private to asyncops.jobs.

Nothing here lets a library normalise: ``requests`` turns ``%2E%2E`` back into ``..`` and drops it (measured), so dot
segments are refused, not quoted. One origin (scheme, host, port) is all that credentials are ever sent to.
"""
from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

from .._model.errors import ApiError, ConfigError
from .._model.text import clean

_PORTS = {"http": 80, "https": 443}
_CONTROL = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]")
_UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SLASH = re.compile(r"[/\\]")
_WHOLE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_WEB = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HOST = re.compile(r"[^\s/?#@\\<>\"%^`{|}]+")
MAX_SEGMENT = 512

Origin = tuple[str, str, int]


def origin(url: str) -> Origin:
    """(scheme, host, port) of an absolute http(s) URL, lower case, default port filled in.

    Raises ValueError, with a text that names no secret, for anything else (user info included).
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("its host or port is not valid") from None
    if parts.scheme not in _PORTS:
        raise ValueError("its scheme is not http or https")
    if "@" in parts.netloc:
        raise ValueError("it holds user info")
    if not host or not _HOST.fullmatch(host) or port == 0:
        raise ValueError("its host or port is not valid")
    return parts.scheme, host, port or _PORTS[parts.scheme]


def show(where: Origin) -> str:
    """``scheme://host:port`` for messages."""
    host = "[%s]" % where[1] if ":" in where[1] else where[1]
    return "%s://%s:%d" % (where[0], clean(host), where[2])


def _has_dots(path: str) -> bool:
    """Whether a segment is ``.`` or ``..`` for any server, also after one decoding or with backslashes."""
    return any(part in (".", "..") for part in _SLASH.split(unquote(path)))


def check_base_url(text: str) -> str:
    """The base URL without a trailing slash. Raises ConfigError in one sentence that says what is wrong."""
    text = text.strip()
    if not text:
        raise ConfigError("base_url is empty; write it like https://host:8443.")
    if _CONTROL.search(text):
        raise ConfigError("base_url holds white space or control characters.")
    if "://" not in text:
        raise ConfigError("base_url has no scheme; write it like https://host:8443.")
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ConfigError("base_url has a host or port that is not valid.") from None
    if parts.scheme not in _PORTS:
        raise ConfigError("base_url must begin with http:// or https://.")
    if "@" in parts.netloc:
        raise ConfigError("base_url must not hold a user or password; use the options for credentials.")
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise ConfigError("base_url must not hold a query or a fragment.")
    if not parts.hostname or not _HOST.fullmatch(parts.hostname):
        raise ConfigError("base_url has no valid host.")
    if port == 0 or parts.netloc.endswith(":"):
        raise ConfigError("base_url has a port that is not between 1 and 65535.")
    if _has_dots(parts.path):
        raise ConfigError("base_url must not hold '.' or '..' in its path.")
    return "%s://%s%s" % (parts.scheme, parts.netloc, parts.path.rstrip("/"))


def segment(id: str) -> str:
    """One path segment, percent-quoted. Raises ConfigError for an id that no URL can carry safely."""
    text = str(id)
    if not text.strip():
        raise ConfigError("A job id must not be empty.")
    if len(text) > MAX_SEGMENT:
        raise ConfigError("A job id must not be longer than %d characters." % MAX_SEGMENT)
    if _UNSAFE.search(text):
        raise ConfigError("A job id must not hold control characters.")
    if _has_dots(text):
        raise ConfigError("A job id must not be, or hold, the path segment '.' or '..'.")
    return quote(text, safe="")


def _split(base_url: str, root: str) -> tuple[str, str, str]:
    """(scheme://host:port, prefix, root), the root taken off a base URL that already ends in it."""
    base = base_url.rstrip("/")
    root = "/" + root.strip("/") if root.strip("/") else ""
    cut = base.find("/", base.find("://") + 3)
    site, prefix = (base, "") if cut < 0 else (base[:cut], base[cut:])
    if root and prefix.endswith(root):
        prefix = prefix[: -len(root)]
    return site, prefix, root


def above_root(base_url: str, root: str) -> str:
    """``base_url`` without the API root that a user may have written at its end: not every request goes below it."""
    site, prefix, _root = _split(base_url, root)
    return site + prefix


def _begins(path: str, start: str) -> bool:
    return bool(start) and path.startswith(start) and path[len(start):len(start) + 1] in ("", "/", "?")


def join(base_url: str, root: str, path: str) -> str:
    """``base_url`` + API ``root`` + ``path`` as text; a root or prefix that ``path`` already has is not doubled.

    A query in ``path`` is kept. Raises ConfigError for dot segments, fragments, absolute URLs, control characters.
    """
    if _UNSAFE.search(path):
        raise ConfigError("A path must not hold control characters.")
    bare = path.partition("?")[0]
    if "#" in path:
        raise ConfigError("A path must not hold '#'; write it as %23.")
    if _WHOLE.match(path):
        raise ConfigError("A path is relative to the API root; it must not be a whole URL.")
    if _has_dots(bare):
        raise ConfigError("A path must not hold the segments '.' or '..'.")
    site, prefix, root = _split(base_url, root)
    path = path.lstrip("/")
    if not path or path[0] == "?":
        return site + prefix + root + path
    path = "/" + path
    if _begins(path, prefix + root):
        return site + path
    if _begins(path, root):
        return site + prefix + path
    return site + prefix + root + path


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def with_query(url: str, query: Iterable[tuple[str, Any]]) -> str:
    """``url`` with more query pairs, percent-quoted (a blank as %20)."""
    more = "&".join("%s=%s" % (quote(str(name), safe=""), quote(_text(value), safe=",:/@")) for name, value in query)
    if not more:
        return url
    return url + ("" if url[-1:] in "?&" else "&" if "?" in url else "?") + more


def same_origin(url: str, base_url: str) -> None:
    """Raises ApiError, naming both origins, unless ``url`` has the origin of ``base_url``."""
    ours = origin(base_url)
    try:
        theirs = origin(url)
    except ValueError as exc:
        raise ApiError(
            "The server points to a URL that is not followed: %s (only %s is)." % (exc, show(ours))
        ) from None
    if theirs != ours:
        raise ApiError(
            "The server points to %s, but credentials are only sent to %s (base_url); not followed."
            % (show(theirs), show(ours))
        )


def absolute(reference: str, current: str) -> str:
    """A reference of the server as an absolute URL of the same origin as ``current`` (RFC 3986), without fragment.

    Raises ApiError for another origin, user info, control characters, backslashes and encoded dot segments.
    """
    text = reference.strip(" \t").partition("#")[0]
    if not text:
        raise ApiError("The server points to nothing (an empty reference).")
    if _CONTROL.search(text) or "\\" in text:
        raise ApiError("The server points to a URL with characters that are not allowed in one; not followed.")
    if _SCHEME.match(text) and not _WEB.match(text):
        raise ApiError("The server points to a URL that is neither http nor https; not followed.")
    try:
        url = urljoin(current, text)
    except ValueError:
        raise ApiError("The server points to a URL that is not valid; not followed.") from None
    same_origin(url, current)
    if _has_dots(urlsplit(url).path):
        raise ApiError("The server points to a URL with '.' or '..' in its path; not followed.")
    return url


def resolve(reference: str, base_url: str, root: str, current: str) -> str:
    """A Location, href or next link of the server -> an absolute URL of the same origin as ``base_url``.

    It may be absolute, an absolute path with the API root or rooted at it (``/orgs/1/jobs/5`` under ``/api/v2``), or
    relative to ``current``, the URL of the answer it stood in. Raises ApiError where it must not be followed.
    """
    same_origin(current, base_url)
    url = absolute(reference, current)
    if not reference.strip(" \t").startswith("/") or reference.strip(" \t").startswith("//"):
        return url
    parts = urlsplit(url)
    site = url[: url.index("/", url.index("://") + 3)] if parts.path else url
    return join(base_url, root, url[len(site):])


def given(option: str, reference: str, base_url: str, root: str) -> str:
    """A URL or absolute path that the user gave in ``option``, as `resolve` does it; ConfigError where it leads elsewhere."""
    if _has_dots(reference.partition("?")[0]):
        raise ConfigError("%s must not hold the segments '.' or '..'." % option)
    try:
        return resolve(reference, base_url, root, join(base_url, root, "") + "/")
    except ApiError as exc:
        raise ConfigError(exc.message.replace("The server points", "%s points" % option, 1)) from None
