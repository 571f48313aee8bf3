# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the user wants to send. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, Optional, Union

from .._wire import urls
from .client import Client

if TYPE_CHECKING:
    from .._wire.upload import Upload

READING = ("GET", "HEAD")


class Order(NamedTuple):
    """What the user wants to send; empty parts fall back to the definition's ``submit``."""

    path: str
    method: str
    query: Optional[Mapping[str, Any]] = None
    body: Optional[Union[bytes, Upload]] = None
    content_type: str = ""
    # The body before it was encoded, for `{body.NAME}` in the definition's own bodies.
    given: Any = None
    body_format: str = "json"

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.method not in READING


def target(client: Client, order: Order) -> str:
    """The URL of an order that has a path.

    :raises ConfigError: the path leads elsewhere; nothing was sent.
    """
    if order.path.startswith(("http://", "https://")):
        return client.session.resolve_option("path", order.path)
    return urls.join(client.session.base_url, client.session.root, order.path)
