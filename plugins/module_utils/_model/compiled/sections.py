# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sections of a definition that are asked: submit, get, list, ... Private to asyncops.jobs.

What few definitions have is imported where it is needed: a module compiles all that it imports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Optional

from ..path import compile_path
from ..template import TemplateTree
from .condition import any_holds, compile_conditions
from .items import Items, all_items
from .page.spec import PageSpec
from .reference import Reference
from .request import (
    RequestTemplate,
    compile_headers,
    optional_template,
)
from .source import compile_sources
from .view import View

if TYPE_CHECKING:
    from .finding import Find, OnceKey
    from .looks import Detail, Move

Checked = Mapping[str, Any]


class Submit(RequestTemplate):
    """How a job is started."""

    __slots__ = (
        "add",
        "methods",
        "immediate",
        "accepted",
        "references",
        "record",
        "before",
        "after",
        "_once",
        "_find",
    )

    def __init__(self, spec: Checked) -> None:
        super().__init__(spec, "submit")
        self.add = TemplateTree(spec["add"]) if spec["add"] else None
        self.methods = frozenset(spec["methods"])
        self.immediate = compile_conditions(spec["immediate"])
        self.accepted = compile_conditions(spec["accepted"])
        self.references = [Reference(reference) for reference in spec["reference"]]
        self.record = [compile_path(text) for text in spec["record"]]
        self.before = [RequestTemplate(step, "submit") for step in spec["before"]]
        self.after = [RequestTemplate(step, "submit") for step in spec["after"]]
        self._once: Optional[Checked] = spec["once"]
        self._find: Sequence[Checked] = spec["find"]

    @property
    def once(self) -> Optional[OnceKey]:
        """Where the key of a submit goes (compiled here: a poll has no need of it)."""
        if not self._once:
            return None
        from .finding import OnceKey

        return OnceKey(self._once)

    @property
    def dispatches(self) -> bool:
        """Whether a job that no answer names is looked for."""
        return any(not find["only_once"] for find in self._find)

    @property
    def find(self) -> Sequence[Find]:
        """How its job is found in the list."""
        if not self._find:
            return ()
        from .finding import Find

        return [Find(find) for find in self._find]

    @property
    def names(self) -> list[str]:
        """The names that its templates use."""
        return super().names + (self.add.names if self.add is not None else [])

    def starts_jobs(self, method: str) -> bool:
        """Whether requests of this method start jobs; others are answered at once."""
        return not self.methods or method in self.methods

    def is_immediate(self, view: View) -> bool:
        """Whether an answer is the result itself, with no job behind it."""
        return any_holds(self.immediate, view)

    def is_accepted(self, view: View) -> bool:
        """Whether an answer says that a job was started, as far as `accepted` tells."""
        return not self.accepted or any_holds(self.accepted, view)

    @property
    def takes_parts(self) -> bool:
        """Whether the body is built from parts of the user's; any other is replaced by the
        user's.
        """
        return self.body is not None and any(name.startswith("body.") for name in self.body.names)


class Get(RequestTemplate):
    """How one job is looked up."""

    __slots__ = (
        "record",
        "from_list",
        "unchanged",
        "follow",
        "poll",
        "poll_path",
        "moves",
        "detail",
    )

    def __init__(self, spec: Checked) -> None:
        super().__init__(spec, "get")
        self.record = [compile_path(text) for text in spec["record"]]
        self.from_list: bool = spec["from_list"]
        self.unchanged = frozenset(spec["unchanged"])
        self.follow = [compile_path(text) for text in spec["follow"] or ()]
        self.poll = [compile_path(text) for text in spec["poll"] or ()]
        self.poll_path = optional_template(spec["poll_path"])
        self.moves: Sequence[Move] = ()
        self.detail: Optional[Detail] = None
        if spec["moves"] or spec["detail"]:
            from .looks import Detail, Move

            self.moves = [Move(move) for move in spec["moves"]]
            self.detail = Detail(spec["detail"]) if spec["detail"] else None


class Paged(RequestTemplate):
    """A request whose answer holds items, in pages."""

    __slots__ = ("items", "page", "total")

    def __init__(self, spec: Checked, verb: str) -> None:
        super().__init__(spec, verb)
        self.total = compile_sources(spec.get("total") or ())
        self.items = [Items(items) for items in spec["items"]]
        self.page = PageSpec(spec["page"])

    def items_of(self, body: Any) -> list[Any]:
        """The items of one page."""
        return all_items(self.items, body)


class List(Paged):
    """How jobs are listed.

    :param page: the definition's own `page`, where the list has none.
    """

    __slots__ = (
        "total_of_all",
        "limit",
        "limit_name",
        "partial",
        "complete_with",
        "expand",
        "expand_when",
        "poll",
        "poll_query",
        "full",
    )

    def __init__(self, spec: Checked, page: Checked) -> None:
        super().__init__({**spec, "page": spec["page"] or page}, "list")
        self.total_of_all: bool = spec["total_of_all"]
        self.limit: Optional[int] = spec["limit"]
        self.limit_name: str = spec["limit_name"]
        self.partial: str = spec["partial"]
        self.complete_with = frozenset(spec["complete_with"])
        self.expand: bool = spec["expand"]
        self.expand_when = compile_conditions(spec["expand_when"])
        self.poll: bool = spec["poll"]
        self.full: bool = spec["full"]
        self.poll_query = TemplateTree(spec["poll_query"])


class Messages(Paged):
    """How a job's messages are fetched.

    :param path: of the look-up, where the messages have none of their own.
    """

    __slots__ = ("fields", "fallback")

    def __init__(self, spec: Checked, path: Optional[str]) -> None:
        from .messages import MessageItems

        super().__init__({**spec, "path": spec["path"] or path}, "messages")
        self.fields = MessageItems(spec)
        self.fallback: Optional[Messages] = None
        if spec["fallback"]:
            self.fallback = Messages(spec["fallback"], path)


class Outputs(Paged):
    """How a job's downloadable outputs are listed."""

    __slots__ = ("fields",)

    def __init__(self, spec: Checked) -> None:
        from .outputs import OutputFields

        super().__init__(spec, "outputs")
        self.fields = OutputFields(spec["fields"])


class Result(Paged):
    """How a job's result is fetched."""

    __slots__ = (
        "inline",
        "gather",
        "href",
        "in_pages",
        "in_parts",
        "head_lines",
        "each_output",
        "value",
        "before",
        "not_ready",
        "absent",
    )

    def __init__(self, spec: Checked) -> None:
        places = [_items_at(path) for path in spec["items"]]
        super().__init__({**spec, "items": places}, "result")
        self.inline = [compile_path(text) for text in spec["inline"]]
        self.gather = [compile_path(text) for text in spec["gather"]]
        self.value = [compile_path(text) for text in spec["value"]]
        self.before = [RequestTemplate(step, "result") for step in spec["before"]]
        self.not_ready = compile_conditions(spec["not_ready"])
        self.absent = compile_conditions(spec["absent"])
        self.href = compile_sources(spec["href"])
        self.in_pages = bool(spec["items"])
        self.in_parts = spec["answer_format"] == "text" and self.page.type != "none"
        self.head_lines: int = spec["head_lines"] or 0
        self.each_output: bool = spec["each_output"]

    @property
    def follows_see_other(self) -> bool:
        """Whether a 303 leads on to the result."""
        return 303 not in self.ok

    def is_not_ready(self, view: View) -> bool:
        """Whether an answer says that the result is not there yet."""
        return any_holds(self.not_ready, view)

    def is_absent(self, view: View) -> bool:
        """Whether an answer says that there is no result."""
        return any_holds(self.absent, view)

    @property
    def may_be_elsewhere(self) -> bool:
        """A link to a result may lead to a storage service."""
        return True


def _items_at(path: str) -> dict[str, Any]:
    return {"path": path, "key_to": None, "when": [], "set": {}, "as": "auto", "value_to": None}


class Action(RequestTemplate):
    """How a job is changed: stopped or deleted."""

    __slots__ = ("before", "states", "already_ended")

    def __init__(self, spec: Checked, verb: str) -> None:
        super().__init__(spec, verb)
        self.before = [RequestTemplate(step, verb) for step in spec["before"]]
        self.states: Sequence[str] = spec["states"]
        self.already_ended = compile_conditions(spec["already_ended"])


class Stop(Action):
    """How an active job is stopped."""

    __slots__ = ("stopped_as",)

    def __init__(self, spec: Checked) -> None:
        super().__init__(spec, "stop")
        self.stopped_as = frozenset(spec["stopped_as"])

    def leads_to(self, state: str) -> bool:
        """Whether a job in that state was stopped, or is about to be."""
        return state in ("stopping", "stopped", "skipped") or state in self.stopped_as


class Delete(Action):
    """How a finished job is removed."""

    __slots__ = ()

    def __init__(self, spec: Checked) -> None:
        super().__init__(spec, "delete")


class Vanished:
    """What it means when a job that was there is not found any more."""

    __slots__ = ("state", "after_stop", "grace")

    def __init__(self, spec: Checked) -> None:
        self.state: str = spec["state"]
        self.after_stop: str = spec["after_stop"]
        self.grace: float = spec["grace"]


class Kind:
    """A family of jobs that differs from the main one."""

    __slots__ = ("match", "definition")

    def __init__(self, spec: Checked) -> None:
        self.match: str = spec["match"]
        self.definition: dict[str, Any] = spec["definition"]


class AuthSpec:
    """One way to prove who we are; the schemes are in _wire/auth."""

    __slots__ = (
        "type",
        "header",
        "schemes",
        "headers",
        "query",
        "body",
        "calls",
        "token",
        "client",
        "path",
        "scope",
    )

    def __init__(self, spec: Checked) -> None:
        self.type: str = spec["type"]
        self.header: str = spec["header"]
        self.schemes: list[str] = spec["schemes"]
        self.headers = compile_headers(spec["headers"])
        self.query = compile_headers(spec["query"])
        self.body = compile_headers(spec["body"])
        self.calls = [RequestTemplate(call, "login") for call in spec["request"]]
        self.token = compile_sources(spec["token"])
        self.client: str = spec["client"]
        self.path = optional_template(spec["path"])
        self.scope: str = spec["scope"]
