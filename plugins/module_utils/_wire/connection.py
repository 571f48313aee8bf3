# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where requests go, and how: the connection options. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Callable, Optional

# Decoded bytes that are kept in memory, unless a caller says otherwise.
MAX_BYTES = 64 * 1024 * 1024


class Connection:
    """The connection options of a task; two with equal options are equal.

    :param base_url: scheme, host, port and path prefix, without a trailing slash.
    :param ca_path: a file or folder of certificates to trust instead of the system's.
    :param request_timeout: seconds for each phase of a request, and for each read of its body.
    :param request_retries: repeats of a request that failed and may be sent again.
    :param headers: sent with every request.
    :param result_hosts: where results may lie besides the host of ``base_url``.
    :param max_bytes: decoded bytes of a body that is read into memory.
    :param rebased: where a redirect of a URL leads, if the system tells an inner host there.
    """

    __slots__ = (
        "base_url",
        "validate_certs",
        "ca_path",
        "client_cert",
        "client_key",
        "use_proxy",
        "request_timeout",
        "request_retries",
        "headers",
        "max_bytes",
        "result_hosts",
        "rebased",
    )
    __hash__ = None  # type: ignore[assignment]

    def __init__(
        self,
        base_url: str,
        validate_certs: bool = True,
        ca_path: Optional[str] = None,
        client_cert: Optional[str] = None,
        client_key: Optional[str] = None,
        use_proxy: bool = True,
        request_timeout: float = 30.0,
        request_retries: int = 4,
        headers: Optional[Mapping[str, str]] = None,
        max_bytes: int = MAX_BYTES,
        result_hosts: Sequence[str] = (),
        rebased: Optional[Callable[[str, str], str]] = None,
    ) -> None:
        self.rebased = rebased
        self.result_hosts = result_hosts
        self.max_bytes = max_bytes
        self.base_url = base_url
        self.validate_certs = validate_certs
        self.ca_path = ca_path
        self.client_cert = client_cert
        self.client_key = client_key
        self.use_proxy = use_proxy
        self.request_timeout = request_timeout
        self.request_retries = request_retries
        self.headers: Mapping[str, str] = headers or {}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Connection):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__)

    def __repr__(self) -> str:  # headers may hold tokens
        return "Connection(%r)" % self.base_url
