# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs as text: join, resolve, quote, refuse. Private to asyncops.jobs.

Nothing here lets a library normalise: ``requests`` turns ``%2E%2E`` back into ``..`` and drops it
(measured), so dot segments are refused, not quoted. One origin (scheme, host, port; RFC 6454) is
all that credentials are ever sent to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, unquote, urljoin, urlsplit

from .._model.errors import ApiError, ConfigError
from .._model.text import label

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_SEGMENT = 512
UNPRINTABLE = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]")
VALID_HOST = re.compile(r"[^\s/?#@\\<>\"%^`{|}]+")

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SLASH = re.compile(r"[/\\]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_HTTP = re.compile(r"https?://", re.IGNORECASE)

Origin = tuple[str, str, int]


def origin(url: str) -> Origin:
    """(scheme, host, port) of an absolute http(s) URL, lower case, default port filled in.

    :raises ValueError: anything else (user info included), with a text that names no secret.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("its host or port is not valid") from None
    if parts.scheme not in DEFAULT_PORTS:
        raise ValueError("its scheme is not http or https")
    if "@" in parts.netloc:
        raise ValueError("it holds user info")
    if host is None or port == 0 or not VALID_HOST.fullmatch(host):
        raise ValueError("its host or port is not valid")
    return parts.scheme, plain_host(host), port or DEFAULT_PORTS[parts.scheme]


def plain_host(host: str) -> str:
    """A host name in its ASCII form, without the dot at its end: two names of one host are equal.

    :raises ValueError: a name whose ASCII form differs from one standard to the next.
    """
    host = host.removesuffix(".")
    if host.isascii():
        return host
    from .international import ascii_host  # here, because most names are plain

    return ascii_host(host)


def format_origin(parts: Origin) -> str:
    """``scheme://host:port`` for messages."""
    scheme, host, port = parts
    if ":" in host:
        host = "[%s]" % host
    return "%s://%s:%d" % (scheme, label(host), port)


def check_same_origin(url: str, base_url: str) -> None:
    """Refuses a URL that has not the origin of ``base_url``.

    :raises ApiError: naming both origins.
    """
    ours = origin(base_url)
    try:
        theirs = origin(url)
    except ValueError as exc:
        raise ApiError(
            "the server points to a URL that is not followed: %s (only %s is)"
            % (exc, format_origin(ours))
        ) from None
    if theirs != ours:
        raise ApiError(
            "the server points to %s, which is not followed: "
            "credentials are only sent to %s (base_url)"
            % (format_origin(theirs), format_origin(ours))
        )


def is_of_origin(url: str, base_url: str) -> bool:
    """Whether a URL is valid, and has the origin of ``base_url``."""
    try:
        return origin(url) == origin(base_url)
    except ValueError:
        return False


def has_dot_segment(path: str) -> bool:
    """Whether a segment is ``.`` or ``..`` for any server, also after one decoding."""
    return not {".", ".."}.isdisjoint(_SLASH.split(unquote(path)))


def path_segment(value: str) -> str:
    """One path segment, percent-quoted.

    :raises ConfigError: no URL can carry it safely.
    """
    if not value.strip():
        raise ConfigError("a job id must not be empty")
    if len(value) > MAX_SEGMENT:
        raise ConfigError("a job id must not be longer than %d characters" % MAX_SEGMENT)
    if _CONTROL.search(value):
        raise ConfigError("a job id must not hold control characters")
    if has_dot_segment(value):
        raise ConfigError("a job id must not be, or hold, the path segment '.' or '..'")
    return quote(value, safe="")


def _split_base(base_url: str, root: str) -> tuple[str, str, str]:
    """(scheme://host:port, prefix, root), the root taken off a base URL that ends in it."""
    site, prefix = _split_site(base_url.rstrip("/"))
    root = root.strip("/")
    if not root:
        return site, prefix, ""
    root = "/" + root
    if prefix.endswith(root):
        prefix = prefix[: -len(root)]
    return site, prefix, root


def _split_site(url: str) -> tuple[str, str]:
    """(scheme://host:port, all that follows) of an absolute URL."""
    start = url.find("/", url.find("://") + 3)
    return (url, "") if start < 0 else (url[:start], url[start:])


def without_root(base_url: str, root: str) -> str:
    """``base_url`` without the API root that a user may have written at its end.

    Not every request goes below the root.
    """
    site, prefix, _root = _split_base(base_url, root)
    return site + prefix


def _is_below(path: str, start: str) -> bool:
    if not start or not path.startswith(start):
        return False
    return path[len(start) : len(start) + 1] in ("", "/", "?")


def join(base_url: str, root: str, path: str) -> str:
    """``base_url`` + API ``root`` + ``path`` as text; a query in ``path`` is kept.

    A root or prefix that ``path`` already has is not doubled.

    :raises ConfigError: dot segments, fragments, absolute URLs, control characters.
    """
    _check_path(path)
    site, prefix, root = _split_base(base_url, root)
    path = path.lstrip("/")
    if path and not path.startswith("?"):
        path = "/" + path
    if _is_below(path, prefix + root):
        return site + path
    if _is_below(path, root):
        return site + prefix + path
    return site + prefix + root + path


def _check_path(path: str) -> None:
    if _CONTROL.search(path):
        raise ConfigError("a path must not hold control characters")
    if "#" in path:
        raise ConfigError("a path must not hold '#'; write it as %23")
    if _ABSOLUTE.match(path):
        raise ConfigError("a path is relative to the API root; it must not be a whole URL")
    if has_dot_segment(path.partition("?")[0]):
        raise ConfigError("a path must not hold the segments '.' or '..'")


def _query_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def with_query(url: str, query: Iterable[tuple[str, object]]) -> str:
    """``url`` with more query pairs, percent-quoted (a blank as %20)."""
    pairs = [
        "%s=%s" % (quote(str(name), safe=""), quote(_query_text(value), safe=",:/@"))
        for name, value in query
    ]
    if not pairs:
        return url
    if url.endswith(("?", "&")):
        separator = ""
    else:
        separator = "&" if "?" in url else "?"
    return url + separator + "&".join(pairs)


def anywhere(reference: str, current: str) -> str:
    """A reference of the server as an absolute URL (RFC 3986 section 5), without a fragment,
    whatever its origin.

    :param current: the URL of the response it stood in.
    :raises ApiError: control characters, backslashes, another scheme.
    """
    text = reference.strip(" \t").partition("#")[0]
    if not text:
        raise ApiError("the server points to nothing (an empty reference)")
    if UNPRINTABLE.search(text) or "\\" in text:
        raise _not_followed("a URL with characters that are not allowed in one")
    if _SCHEME.match(text) and not _HTTP.match(text):
        raise _not_followed("a URL that is neither http nor https")
    try:
        return urljoin(current, text)
    except ValueError:
        raise _not_followed("a URL that is not valid") from None


def without_host(reference: str) -> str:
    """The path and query of a whole URL, for the host that we know; anything else as it is."""
    text = reference.strip(" \t")
    if text.startswith("//"):  # the same, of any scheme (RFC 3986 section 4.2)
        text = "http:" + text
    if not _HTTP.match(text):
        return reference
    return _split_site(text)[1] or "/"


def absolute(reference: str, current: str) -> str:
    """The same within the origin of ``current``.

    :raises ApiError: another origin, user info, encoded dot segments, or see ``anywhere``.
    """
    url = anywhere(reference, current)
    check_same_origin(url, current)
    # The same origin by another name is asked by ours.
    url = current[: _end_of_site(current)] + url[_end_of_site(url) :]
    if has_dot_segment(urlsplit(url).path):
        raise _not_followed("a URL with '.' or '..' in its path")
    return url


def _end_of_site(url: str) -> int:
    """Where scheme://host:port ends in an absolute URL."""
    return url.find("://") + 3 + len(urlsplit(url).netloc)


def _not_followed(what: str) -> ApiError:
    return ApiError("the server points to %s, which is not followed" % what)


def resolve(reference: str, base_url: str, root: str, current: str) -> str:
    """A Location, href or next link of the server -> an absolute URL of our origin.

    It may be absolute, an absolute path with the API root or rooted at it (``/orgs/1/jobs/5``
    under ``/api/v2``), or relative to ``current``, the URL of the response it stood in.

    :raises ApiError: it must not be followed.
    """
    check_same_origin(current, base_url)
    url = absolute(reference, current)
    path = reference.strip(" \t")
    if not path.startswith("/") or path.startswith("//"):
        return url
    return join(base_url, root, _split_site(url)[1])


def resolve_option(option: str, reference: str, base_url: str, root: str) -> str:
    """``resolve`` of a URL or absolute path that the user gave in ``option``.

    :raises ConfigError: it leads elsewhere.
    """
    if has_dot_segment(reference.partition("?")[0]):
        raise ConfigError("%s must not hold the segments '.' or '..'" % option)
    try:
        return resolve(reference, base_url, root, join(base_url, root, "") + "/")
    except ApiError as exc:
        message = exc.message.replace("the server points", "%s points" % option, 1)
        raise ConfigError(message) from None


def below(top: str, url: str) -> str:
    """The path of a URL below another one, or the whole path where it is not below it."""
    whole, start = urlsplit(url).path, urlsplit(top).path.rstrip("/")
    return whole[len(start) :] if whole.startswith(start) else whole
