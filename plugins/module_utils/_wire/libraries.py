# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is used of requests and urllib3, imported softly. Private to asyncops.jobs.

A file that cannot be imported without them fails sanity, and an event source or a documentation
run has no need of them.
"""

from __future__ import annotations

try:
    from requests.adapters import HTTPAdapter
    from requests.exceptions import InvalidURL, RequestException
    from requests.models import PreparedRequest
    from requests.utils import get_environ_proxies, select_proxy
    from urllib3._version import __version__ as urllib3_version
    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError
    from urllib3.fields import RequestField

    MISSING = False
except ImportError:
    MISSING = True
    # Names to derive classes from and to catch; http.load() refuses before any of them is used.
    _CLASSES = (
        "HTTPAdapter",
        "HTTPConnection",
        "HTTPConnectionPool",
        "HTTPSConnection",
        "HTTPSConnectionPool",
        "PreparedRequest",
        "RequestField",
        "get_environ_proxies",
        "select_proxy",
    )
    _ERRORS = (
        "ConnectTimeoutError",
        "HTTPError",
        "InvalidURL",
        "NewConnectionError",
        "RequestException",
    )
    globals().update(dict.fromkeys(_CLASSES, object))
    globals().update(dict.fromkeys(_ERRORS, OSError))
    globals().update(urllib3_version="")

__all__ = [
    "MISSING",
    "ConnectTimeoutError",
    "HTTPAdapter",
    "HTTPConnection",
    "HTTPConnectionPool",
    "HTTPError",
    "HTTPSConnection",
    "HTTPSConnectionPool",
    "InvalidURL",
    "NewConnectionError",
    "PreparedRequest",
    "RequestException",
    "RequestField",
    "get_environ_proxies",
    "select_proxy",
    "urllib3_version",
]
