# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Transport over HTTP: TLS, proxies, safe repeats, one origin. Private to asyncops.jobs."""

from __future__ import annotations

import os
import random as random_module
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Callable, Optional
from urllib.parse import urlsplit

from .._model.errors import ConfigError, TransportError
from . import urls
from .base_url import check_base_url
from .connection import Connection
from .headers import merge_headers
from .redirects import redirected
from .request import Classifier, Request, SendOptions
from .response import Response
from .retry import Retry, StatusClassifier
from .retry_after import RetryAfterReader
from .secrets import Secrets, check_header_value

if TYPE_CHECKING:
    import ssl

    from .result_hosts import ResultHosts
    from .sender import Sender

_DEFAULT_HEADERS = {"User-Agent": "asyncops.jobs", "Accept": "*/*"}


def load() -> type[Sender]:
    """Imports what needs urllib3 (some 50 ms; an action plugin may do so before the fork).

    :raises ConfigError: it is missing: requests, which brings it, is what users install.
    """
    from . import libraries

    if libraries.MISSING:
        raise ConfigError(
            "the Python library requests (>= 2.25) is needed on %s for %s"
            % (os.uname().nodename, sys.executable or "this Python")
        )
    from . import sender

    return sender.Sender


class HttpTransport:
    """Sends requests to the one origin of ``connection.base_url``; for up to 8 threads.

    :param clock: monotonic seconds.
    :param sleep: takes seconds.
    :param random: a number in [0, 1).
    :param warn: takes one sentence, scrubbed.
    :param log: takes one line about each try, scrubbed.
    :param retry_after: reads Retry-After where no Classifier does.
    :raises ConfigError: options that cannot work (URL, files, header values, proxy, no requests).
    """

    def __init__(
        self,
        connection: Connection,
        *,
        secrets: Secrets,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
        random: Callable[[], float] = random_module.random,
        warn: Optional[Callable[[str], object]] = None,
        log: Optional[Callable[[str], object]] = None,
        retry_after: Optional[RetryAfterReader] = None,
    ) -> None:
        self.connection = connection
        self.secrets = secrets
        self.clock = clock
        self.sleep = sleep
        self.random = random
        self._warn = warn
        self._log = log
        self._classifier = StatusClassifier(retry_after or RetryAfterReader(warn=self._scrub_warn))
        check_base_url(connection.base_url)
        self._headers = merge_headers(_DEFAULT_HEADERS, _checked(connection.headers))
        self._sender_class = load()
        self._proxy = _proxy(connection, secrets)
        self._context = _ssl_context(connection, self._proxy)
        self._sent_before = 0
        self._connect()

    def __enter__(self) -> HttpTransport:
        return self

    def __exit__(self, *args: object) -> None:
        self.close()

    @property
    def requests(self) -> int:
        """How many requests were sent, repeats and redirects included."""
        elsewhere = 0 if self._hosts is None else self._hosts.sent
        return self._sent_before + self._sender.sent + elsewhere

    def reset(self) -> None:
        """Forgets all connections, for a child after a fork (``send`` notices by itself, too).

        The SSL context stays.
        """
        self._sent_before = self.requests
        self._connect()

    def close(self) -> None:
        """Closes all connections. A HttpTransport that is used again opens new ones."""
        self._sender.close()
        if self._hosts is not None:
            self._hosts.close()

    def send(
        self,
        request: Request,
        options: Optional[SendOptions] = None,
        classifier: Optional[Classifier] = None,
    ) -> Response:
        """Sends one request, and again where that is safe.

        See ``Retry`` for what is safe. A GET follows redirects within the origin, at most three.

        :returns: the last response, whatever its status.
        :raises TransportError: no response; ``sent`` and ``tries`` say what is known.
        :raises DecodeError: too large, or not what its Content-Encoding says.
        :raises ApiError: a URL or a redirect that must not be followed.
        :raises ConfigError: a header value, a URL or a sink that cannot be used.
        """
        hosts = None
        if request.elsewhere:
            hosts = self._result_hosts()
            request = hosts.for_place_of(request)
        else:
            urls.check_same_origin(request.url, self.connection.base_url)
        if os.getpid() != self._pid:
            self.reset()
        options = options or SendOptions()
        retries = self.connection.request_retries if options.retries is None else options.retries
        complete = self._complete(request, options)
        retry = Retry(
            complete, options, retries, classifier or self._classifier, self.clock, self.random
        )
        started = self.clock()
        response = self._send_with_retries(complete, options, retry, hosts)
        response.elapsed = self.clock() - started
        return response

    def _connect(self) -> None:
        self._pid = os.getpid()
        self._hosts: Optional[ResultHosts] = None
        self._sender = self._sender_class(
            self.connection, self._context, self._proxy, self.secrets, self.clock
        )

    def _complete(self, request: Request, options: SendOptions) -> Request:
        """The request with its whole URL and all its headers."""
        # Into a sink goes what the server has, so that its size and checksum are those of there.
        encoding = "gzip, deflate" if options.sink is None else "identity"
        ours = self._headers
        if request.elsewhere and not self._is_ours(request):
            ours = _DEFAULT_HEADERS
        headers = merge_headers(ours, {"Accept-Encoding": encoding}, _checked(request.headers))
        return Request(
            request.method,
            urls.with_query(request.url, request.query),
            headers=headers,
            body=request.body,
            repeatable=request.repeatable,
            follow_redirects=request.follow_redirects,
            see_other=request.see_other,
            elsewhere=request.elsewhere,
        )

    def _send_with_retries(
        self,
        request: Request,
        options: SendOptions,
        retry: Retry,
        hosts: Optional[ResultHosts],
    ) -> Response:
        name = "%s %s" % (request.method, urlsplit(request.url).path or "/")
        while True:
            retry.tries += 1
            if options.before_try is not None:
                options.before_try()
            try:
                response = self._follow_redirects(request, options, hosts)
            except TransportError as error:
                error.tries = retry.tries
                pause = retry.after_error(error)
                self._debug(error.message)
                if pause is None:
                    raise
            else:
                response.tries = retry.tries
                pause = retry.after_response(response)
                facts = (name, response.status, response.size, response.elapsed)
                self._debug("%s: HTTP %d, %d bytes, %.3f s" % facts)
                if pause is None:
                    return response
            self._debug("%s: retry in %.1f s" % (name, pause))
            self.sleep(pause)
            retry.rewind()

    def _follow_redirects(
        self, request: Request, options: SendOptions, hosts: Optional[ResultHosts]
    ) -> Response:
        redirects = 0
        current = request
        while True:
            if hosts is None or self._is_ours(current):
                response = self._sender.send(current, options)
            else:
                response = hosts.send(current, options)
            target = redirected(current, response, redirects, self.secrets, hosts, self.connection)
            if target is None:
                return response
            redirects += 1
            current = target

    def _is_ours(self, request: Request) -> bool:
        return urls.is_of_origin(request.url, self.connection.base_url)

    def _result_hosts(self) -> ResultHosts:
        """What has been made for results at other hosts, and refuses them where none may be."""
        if self._hosts is None:
            from .result_hosts import ResultHosts  # here, because most results are at our host

            self._hosts = ResultHosts(self.connection, self._sender_class, self.secrets, self.clock)
        return self._hosts

    def _scrub_warn(self, text: str) -> None:
        if self._warn is not None:
            self._warn(self.secrets.sentence(text))

    def _debug(self, text: str) -> None:
        if self._log is not None:
            self._log(self.secrets.sentence(text))


def _checked(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers without blanks around the values. Raises ConfigError for what HTTP cannot carry."""
    checked = {name: value.strip(" \t") for name, value in headers.items()}
    for name, value in checked.items():
        check_header_value(name, value)
    return checked


def _proxy(connection: Connection, secrets: Secrets) -> Optional[str]:
    """Its URL. The environment is read once, here: later it may be another task's."""
    from .proxies import proxy_from_environment

    return proxy_from_environment(connection.base_url, secrets) if connection.use_proxy else None


def _ssl_context(connection: Connection, proxy: Optional[str]) -> Optional[ssl.SSLContext]:
    used = (connection.base_url, proxy or "")
    if not any(url.lower().startswith("https:") for url in used):
        return None
    from .tls import build_context

    return build_context(
        connection.validate_certs,
        connection.ca_path,
        connection.client_cert,
        connection.client_key,
    )
