# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The proxy that the environment names. Private to asyncops.jobs."""

from __future__ import annotations

from typing import Optional
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies

from .._model.errors import ConfigError
from .secrets import Secrets


def proxy_from_environment(url: str, secrets: Secrets) -> Optional[str]:
    """The URL of the proxy for ``url``, None where there is none; NO_PROXY is honoured.

    :param secrets: gets the proxy's password.
    :raises ConfigError: it names a proxy that cannot be used.
    """
    proxy = _chosen(url)
    if not proxy:
        return None
    if "://" not in proxy:
        proxy = "http://" + proxy
    _check(proxy)
    parts = urlsplit(proxy)
    if parts.password:
        secrets.add(parts.password)
        secrets.add_basic(unquote(parts.username or ""), unquote(parts.password))
    return proxy


def _chosen(url: str) -> Optional[str]:
    """By requests' rules, which know networks and ports in NO_PROXY; it is imported where the
    environment names a proxy, no sooner (40 ms).
    """
    if not getproxies().keys() - {"no"}:
        return None
    try:
        from requests.utils import get_environ_proxies, select_proxy
    except ImportError:
        raise ConfigError(
            "the environment names a proxy, which needs the Python library requests: install it"
            " or set use_proxy to false"
        ) from None
    proxy: Optional[str] = select_proxy(url, get_environ_proxies(url, no_proxy=None))
    return proxy


def _check(proxy: str) -> None:
    try:
        parts = urlsplit(proxy)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid:
        raise ConfigError(
            "the environment names a proxy that is not a valid http or https URL; "
            "correct it or set use_proxy to false"
        )
