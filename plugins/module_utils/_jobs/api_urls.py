# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where requests of a definition go. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from .._model.compiled.request import RequestTemplate
from .._model.template import Names
from .._wire import urls


class ApiUrls:
    """URLs of one API.

    :param base_url: what the user gave; it may end in the root.
    :param root: what the definition puts before each path.
    :param hosts: where results may lie besides.
    :param rebases: whether URLs of answers have an inner host, which stands for ours.
    """

    def __init__(
        self, base_url: str, root: str, hosts: Sequence[str] = (), rebases: bool = False
    ) -> None:
        self.root = root
        self.rebases = rebases
        self._hosts = hosts
        self.base_url = urls.without_root(base_url, root)

    def url(self, template: RequestTemplate, names: Names) -> str:
        """The absolute URL of a request.

        :raises ConfigError: a name without a value, or an id that is no path segment.
        :raises ApiError: a reference to another origin.
        """
        if template.path is None:
            return urls.join(self.base_url, self.root, "")
        resolve = self.resolve_result if template.may_be_elsewhere else self.resolve
        if template.path.is_url:
            return resolve(template.path.fill(names))
        path = template.path.fill(names, urls.path_segment)
        if path.startswith(("http://", "https://")):
            return self._as_written(path, template.may_be_elsewhere)
        root = self.root if template.root is None else template.root.fill(names)
        return urls.join(self.base_url, root, path)

    def _as_written(self, url: str, may_be_elsewhere: bool) -> str:
        """A whole URL that stands in the definition itself."""
        if may_be_elsewhere and not self._is_ours(url):
            return urls.anywhere(url, self._top)
        return urls.resolve(url, self.base_url, self.root, self._top)

    def resolve(self, reference: str, current: Optional[str] = None) -> str:
        """A Location, href or next link -> an absolute URL of our origin.

        :param current: what it is relative to; else the API root.
        :raises ApiError: it leads elsewhere.
        """
        if self.rebases and not self._is_ours(urls.anywhere(reference, self._top)):
            reference = urls.without_host(reference)
        return urls.resolve(reference, self.base_url, self.root, current or self._top)

    def resolve_result(self, reference: str, current: Optional[str] = None) -> str:
        """The same of a result, which may lie elsewhere: the transport lets it through or refuses.

        :raises ApiError: it is no URL.
        """
        current = current or self._top
        url = urls.anywhere(reference, current)
        if not self._is_ours(current):
            return url
        return (
            self.resolve(reference, current) if self._is_ours(url) or self._is_inner(url) else url
        )

    @property
    def _top(self) -> str:
        return urls.join(self.base_url, self.root, "") + "/"

    def _is_ours(self, url: str) -> bool:
        return urls.is_of_origin(url, self.base_url)

    def _is_inner(self, url: str) -> bool:
        """Whether a result's URL at another host is meant to be at ours."""
        if not self.rebases:
            return False
        from .._wire.result_hosts import is_named

        return not is_named(url, self._hosts)

    def resolve_option(self, option: str, reference: str) -> str:
        """The same of a URL or absolute path that the user gave in ``option``.

        :raises ConfigError: it leads elsewhere.
        """
        return urls.resolve_option(option, reference, self.base_url, self.root)
