# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options `outputs` and `format`: which of the results of a job are fetched, and as what.
Private to asyncops.jobs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, Optional

from .._model.errors import ConfigError, Unsupported
from .._model.provider import Provider
from .._model.text import label
from .fetching import Output

_MAX_NAMED = 20  # outputs or formats in one sentence


class Choice:
    """What is wanted of the outputs of a job.

    :raises ConfigError: an option is empty; nothing was sent.
    """

    def __init__(self, params: Mapping[str, Any]) -> None:
        outputs, format = params.get("outputs"), params.get("format")
        self._wanted: Optional[list[str]] = None
        if outputs is not None:
            self._wanted = [str(one).strip() for one in outputs]
            if not all(self._wanted) or not self._wanted:
                message = "outputs must hold ids, names or globs; leave it out for all outputs"
                raise ConfigError(message)
        self._format: Optional[str] = None
        if format is not None:
            self._format = str(format).strip()
            if not self._format:
                raise ConfigError("format must not be empty; leave it out for the first of each")

    def check(self, provider: Provider) -> None:
        """Does nothing where the results of a system leave a choice.

        :raises Unsupported: they do not; nothing was sent.
        """
        template = provider.result
        if self._wanted is not None and not (template and template.each_output):
            message = (
                "outputs: there is nothing to choose from, since a job of provider %s has one"
                " result at the most"
            )
            raise Unsupported(message % provider.name)
        if self._format is not None and not (template and "output.format" in template.names):
            message = "format: provider %s has each result in one format only"
            raise Unsupported(message % provider.name)

    def of(self, provider: Provider, expected: Sequence[Optional[Output]]) -> list[Output]:
        """Those of a job's outputs that are wanted, in the system's order, each with its format.

        :param provider: of the kind of the job, which may differ from the main one.
        :raises Unsupported: there is no choice.
        :raises ConfigError: one that is wanted is not there, or not in the format.
        """
        self.check(provider)
        outputs = [output for output in expected if output is not None]
        chosen = [*outputs] if self._wanted is None else self._chosen(self._wanted, outputs)
        return [self._in_format(output) for output in chosen]

    def _chosen(self, wanted: Sequence[str], outputs: Sequence[Output]) -> list[Output]:
        for one in wanted:
            if not any(_is_called(output, one) for output in outputs):
                there = _list_of(map(_describe, outputs)) or "none"
                message = "outputs: none of them is called %s; the job has %s"
                raise ConfigError(message % (label(one), there))
        return [output for output in outputs if any(_is_called(output, one) for one in wanted)]

    def _in_format(self, output: Output) -> Output:
        if self._format is None:
            return output
        for format in output["formats"]:
            if format.lower() == self._format.lower():
                return {**output, "format": format}
        there = _list_of(map(label, output["formats"])) or "no format that has a name"
        message = "format: output %s is not there as %s; it has %s"
        raise ConfigError(message % (_describe(output), label(self._format), there))


def _is_called(output: Output, wanted: str) -> bool:
    """Whether an id, a name or a glob means this output."""
    names = [str(one) for one in (output["id"], output["name"]) if one]
    return any(name == wanted or fnmatchcase(name, wanted) for name in names)


def _describe(output: Output) -> str:
    names = [label(str(one)) for one in (output["name"], output["id"]) if one]
    return "%s (id %s)" % tuple(names) if len(names) > 1 else "".join(names) or "one without a name"


def _list_of(texts: Iterable[str]) -> str:
    named = [*texts]
    more = len(named) - _MAX_NAMED
    text = ", ".join(named[:_MAX_NAMED])
    return "%s and %d more" % (text, more) if more > 0 else text
