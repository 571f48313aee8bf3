# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Results at other hosts than that of base_url: the option result_hosts. Private to asyncops.jobs.

A link to a result is signed, mostly, and a storage service refuses one that comes with another
proof beside it. So nothing of ours goes there: no credential, no header, no client certificate.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from typing import Callable, NamedTuple, Optional
from urllib.parse import urlsplit

from .._model.errors import ConfigError, RefusedPlace
from .._model.text import label
from . import urls
from .connection import Connection
from .request import Request, SendOptions
from .response import Response
from .secrets import Secrets
from .sender import Sender

_NOT_A_HOST = (
    "result_hosts must hold hosts such as storage.example.com, storage.example.com:8443 or"
    " *.example.com, not %s"
)


class _Host(NamedTuple):
    name: str  # in its ASCII form, lower case
    has_star: bool  # any host below that name, not the name itself
    port: Optional[int]  # None: any

    def is_of(self, host: str, port: int) -> bool:
        """Whether it names a host and port."""
        if self.port not in (None, port):
            return False
        if not self.has_star:
            return host == self.name
        return host.endswith("." + self.name) and not _is_address(host)


def checked_hosts(texts: Iterable[str]) -> list[str]:
    """The texts without blanks around them.

    :raises ConfigError: one of them names no host.
    """
    hosts = [str(text).strip() for text in texts]
    for text in hosts:
        _host(text)
    return hosts


def is_named(url: str, texts: Iterable[str]) -> bool:
    """Whether one of the texts of the option names the host of a URL."""
    try:
        _scheme, host, port = urls.origin(url)
    except ValueError:
        return False
    return any(_host(text).is_of(host, port) for text in texts)


def _host(text: str) -> _Host:
    """One entry of the option."""
    has_star = text.startswith("*.")
    name = text[2:] if has_star else text
    if name.count(":") > 1 and not name.startswith("["):
        name = "[%s]" % name  # an IPv6 address as it is mostly written
    try:
        parts = urlsplit("//" + name)
        host, port = parts.hostname or "", parts.port
        is_valid = parts.netloc == name and "@" not in name and not name.endswith(":")
        if not (is_valid and urls.VALID_HOST.fullmatch(host)) or "*" in host or port == 0:
            raise ValueError
        return _Host(urls.plain_host(host), has_star, port)
    except ValueError:
        shown = label(text.rpartition("@")[2])  # without a password
        raise ConfigError(_NOT_A_HOST % (shown or "an empty text")) from None


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class ResultHosts:
    """Fetches results from the hosts that the option names, and refuses all others.

    :raises ConfigError: an entry names no host.
    """

    def __init__(
        self,
        connection: Connection,
        sender_class: type[Sender],
        secrets: Secrets,
        clock: Callable[[], float],
    ) -> None:
        self._connection = connection
        self._hosts: Sequence[_Host] = [_host(text) for text in connection.result_hosts]
        self._sender_class = sender_class
        self._secrets = secrets
        self._clock = clock
        self._senders: dict[urls.Origin, Sender] = {}

    @property
    def sent(self) -> int:
        """How many requests were sent."""
        return sum(sender.sent for sender in self._senders.values())

    def close(self) -> None:
        """Closes all connections."""
        for sender in self._senders.values():
            sender.close()

    def for_place_of(self, request: Request) -> Request:
        """The request as it is sent where it leads: to our host as it is, to another one bare.

        :raises RefusedPlace: it must not be sent there.
        """
        if urls.is_of_origin(request.url, self._connection.base_url):
            return request
        if request.method != "GET":
            message = "the result lies at another host (%s), where only a GET is sent, no %s"
            raise RefusedPlace(message % (_place(request.url), request.method))
        return self.request(request.url)

    def request(self, url: str) -> Request:
        """A GET of a URL, without anything of ours.

        :raises RefusedPlace: the option does not name its host, or it is not https as ours is.
        """
        self._check(url)
        return Request("GET", url, see_other=True, elsewhere=True)

    def send(self, request: Request, options: SendOptions) -> Response:
        """Sends one request; see Sender.send."""
        site = urls.origin(request.url)
        if site not in self._senders:
            self._senders[site] = self._sender(request.url)
        response = self._senders[site].send(request, options)
        response.elsewhere = True
        if response.status >= 300:  # its words are shown, and may quote what was asked for
            from .learning import learn_place

            learn_place(self._secrets, request.url)
        return response

    def _check(self, url: str) -> None:
        ours = self._connection.base_url
        try:
            scheme, host, port = urls.origin(url)
        except ValueError as exc:
            raise RefusedPlace("the result lies at a URL that is not fetched: %s" % exc) from None
        if urls.has_dot_segment(urlsplit(url).path):
            raise RefusedPlace("the result lies at a URL with '.' or '..' in its path")
        if urls.is_of_origin(url, ours):
            return
        if not any(known.is_of(host, port) for known in self._hosts):
            message = (
                "the result lies at %s, which is not asked: credentials are only sent to %s"
                " (base_url), and results fetched without any from what result_hosts names (%s)"
            )
            named = ", ".join(map(label, self._connection.result_hosts)) or "nothing so far"
            raise RefusedPlace(message % (_place(url), _place(ours), named))
        if urls.origin(ours)[0] == "https" and scheme != "https":
            message = "the result lies at %s, which is not asked: base_url is https, it is not"
            raise RefusedPlace(message % _place(url))

    def _sender(self, url: str) -> Sender:
        """For one host: its own proxy, and our trust without our certificate."""
        from .proxies import proxy_from_environment

        use_proxy = self._connection.use_proxy
        proxy = proxy_from_environment(url, self._secrets) if use_proxy else None
        context = None
        if any(used.lower().startswith("https:") for used in (url, proxy or "")):
            from .tls import build_context

            context = build_context(self._connection.validate_certs, self._connection.ca_path)
        return self._sender_class(self._connection, context, proxy, self._secrets, self._clock)


def _place(url: str) -> str:
    return urls.format_origin(urls.origin(url))
