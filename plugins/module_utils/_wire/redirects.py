# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Redirects: of a GET, within the origin, not without end. Private to asyncops.jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Optional
from urllib.parse import urlsplit

from .._model.errors import ApiError
from .._model.text import label
from . import urls
from .request import Request
from .response import Response
from .secrets import Secrets

if TYPE_CHECKING:
    from .connection import Connection
    from .result_hosts import ResultHosts

# RFC 9110 section 15.4. 303 is a response, "look there", save where a result is asked for.
REDIRECT_STATUSES = frozenset((301, 302, 307, 308))
MAX_REDIRECTS = 3


def redirected(
    request: Request,
    response: Response,
    redirects: int,
    secrets: Secrets,
    hosts: Optional[ResultHosts] = None,
    connection: Optional[Connection] = None,
) -> Optional[Request]:
    """The request that a response redirects to, None where it is to be taken as it is.

    :param redirects: how many were followed before.
    :param hosts: other hosts that may have the answer; None: none may.
    :param connection: knows whether another host stands for ours.
    :raises ApiError: the redirect must not be followed.
    """
    if not _is_redirect(request, response):
        return None
    location = response.header("Location")
    path = label(secrets.scrub(_path(request.url)))
    if request.method not in ("GET", "HEAD"):
        target = label(secrets.scrub(_path(location or "")))
        message = (
            "%s %s was redirected (HTTP %d) to %s, which is not followed: only a GET may be; "
            "use that path, or correct base_url" % (request.method, path, response.status, target)
        )
        raise _refused(message, request, response, path)
    if not location:
        return None
    if redirects >= MAX_REDIRECTS:
        message = "%s %s was redirected more than %d times" % (request.method, path, MAX_REDIRECTS)
        raise _refused(message, request, response, path)
    try:
        if connection is not None and connection.rebased is not None:
            location = connection.rebased(location, request.url)
        return _at(location, request, hosts)
    except ApiError as exc:
        refused = _refused(exc.message, request, response, path)
        raise refused.with_message(exc.message, type(exc)) from None


def _is_redirect(request: Request, response: Response) -> bool:
    if not request.follow_redirects:
        return False
    sees_other = response.status == 303 and request.see_other
    return sees_other or response.status in REDIRECT_STATUSES


def _at(location: str, request: Request, hosts: Optional[ResultHosts]) -> Request:
    """The same request at another place. Raises ApiError."""
    url = urls.anywhere(location, request.url)
    if hosts is not None and not urls.is_of_origin(url, request.url):
        return hosts.request(url)
    url = urls.absolute(location, request.url)
    return Request(
        request.method,
        url,
        headers=request.headers,
        body=request.body,
        repeatable=request.repeatable,
        see_other=request.see_other,
        elsewhere=request.elsewhere,
    )


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
        # Until Python 3.10 `http://]x[/` is split, into a network location without a host.
        if parts.hostname or not parts.netloc:
            return parts.path or "/"
    except ValueError:  # `http://[`, from a server
        pass
    return "a URL that is not valid"


def _refused(message: str, request: Request, response: Response, path: str) -> ApiError:
    return ApiError(message, status=response.status, method=request.method, path=path)
