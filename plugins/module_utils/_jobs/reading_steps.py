# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How an answer was read, step by step: which rule held, which path found nothing. Private to
asyncops.jobs.

Each line begins with the key of the definition that it is about.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable, Optional

from .._model.compiled.request import RequestTemplate
from .._model.compiled.sections import List, Messages, Outputs, Paged, Result
from .._model.compiled.source import Source
from .._model.compiled.view import View
from .._model.path import compile_path
from .._model.provider import Provider
from .conversation import Exchange
from .poll import JobRef
from .record_steps import field, fields, items_at, paging, state, unread
from .step_texts import Checked, all_of, any_of, at_paths, at_source, brief, name_of


class ReadingSteps:
    """The lines about the answers of one conversation.

    :param ref: the job that was asked for.
    """

    def __init__(self, ref: JobRef) -> None:
        self._ref = ref
        self._record: Any = None  # that of the last look-up
        self._tell: dict[str, Callable[[Exchange, Checked, View], list[str]]] = {
            "submit": self._submit,
            "get": self._get,
            "list": self._list,
            "messages": self._messages,
            "outputs": self._outputs,
            "result": self._result,
            "stop": self._changed,
            "delete": self._changed,
            "login": self._login,
        }

    def of(self, exchange: Exchange, notes: Sequence[str]) -> list[str]:
        """The lines about one answer.

        :param notes: what was passed over of the sample.
        """
        provider, template = exchange.provider, exchange.template
        name, spec = name_of_request(provider, template)
        lines = ["%s: %s" % (name, note) for note in notes]
        decoded, response = exchange.decoded, exchange.response
        kind = response.header("Content-Type") or "no Content-Type"
        if decoded is None or decoded.decode_error is not None:
            shape = "which cannot be read as JSON or XML"
        elif decoded.body is None:
            shape = "without a body"
        elif template.verb == "login" and isinstance(decoded.body, str):
            shape = "a text"  # a token, perhaps
        else:
            shape = brief(decoded.body)
        lines.append("%s: HTTP %d, %s: %s" % (name, response.status, kind, shape))
        if decoded is None:
            return lines
        view = decoded.view
        lines += self._before_errors(name, template, spec, view)
        refused, said = _refusal(provider, template, name, view)
        lines += said
        if refused:
            return lines + self._hints(provider, view)
        lines += _saved(name, template, view, hides=template.verb == "login")
        if name == "get.detail":
            return lines + self._detail(provider, view)
        if name == template.verb or name.startswith(("login", "messages")):
            lines += self._tell[template.verb](exchange, spec, view)
        return lines

    def _before_errors(
        self, name: str, template: RequestTemplate, spec: Checked, view: View
    ) -> list[str]:
        """What an answer may mean before it is asked whether it says no."""
        lines: list[str] = []
        for key in ("absent", "not_ready", "already_ended"):
            if name == template.verb and spec.get(key):
                lines += any_of("%s.%s" % (name, key), getattr(template, key), spec[key], view)
        return lines

    # What each request's answer is read for

    def _get(self, exchange: Exchange, spec: Checked, view: View) -> list[str]:
        provider = exchange.provider
        lines, record = _at_record(provider, self._ref, view.record)
        if not isinstance(record, dict):
            return lines
        self._record = record
        view = view.of(record)
        for key in ("follow", "poll"):
            if spec[key]:
                lines.append("get.%s: %s" % (key, at_paths(spec[key], record)))
        lines += self._job(provider, view)
        lines += self._needs_detail(provider, view)
        for number, move in enumerate(spec["moves"] or ()):
            moves = provider.get.moves[number]
            held, said = all_of(moves.when, move["when"], view) if moves.when else (True, "")
            place = "get.moves[%d]" % number
            if not held:
                lines.append("%s %s" % (place, said))
                continue
            lines.append("%s: %s" % (place, at_source(moves.source, view)))
        return lines + self._hints(provider, view)

    def _needs_detail(self, provider: Provider, view: View) -> list[str]:
        detail = provider.get.detail
        if detail is None:
            return []
        specs = provider.checked["get"]["detail"]["when"]
        if detail.when:
            held, said = all_of(detail.when, specs, view)
            return ["get.detail.when %s: it is %sasked for" % (said, "" if held else "not ")]
        return ["get.detail: asked for when the job has finished (it has no when)"]

    def _detail(self, provider: Provider, view: View) -> list[str]:
        if not isinstance(self._record, dict):
            return []
        record = {**self._record, "detail": view.record}
        said = ["get.detail: the record has it as detail (%s)" % brief(view.record)]
        lines = self._job(provider, view.of(record))
        return said + [line for line in lines if line.startswith("state") or "'detail" in line]

    def _job(self, provider: Provider, view: View, whose: str = "") -> list[str]:
        """The state and the fields of a record."""
        lines = state(provider, view)
        lines += fields("job", provider.checked["job"], view.record)
        left = unread(provider, view.record)
        if left:
            lines.append("job: the record also has %s" % left)
        return [whose + line for line in lines]

    def _hints(self, provider: Provider, view: View) -> list[str]:
        lines = []
        for number, (hint, spec) in enumerate(
            zip(provider.poll_after, provider.checked["poll_after"])
        ):
            place = "poll_after[%d]" % number
            held, said = all_of(hint.when, spec["when"], view) if hint.when else (True, "")
            if not held:
                lines.append("%s %s" % (place, said))
                continue
            found = hint.text(view)
            where = "header %s" % hint if hint.header else name_of(str(hint))
            value = "found nothing" if found is None else "found %s" % brief(found)
            lines.append("%s: %s %s" % (place, where, value))
        return lines

    def _submit(self, exchange: Exchange, spec: Checked, view: View) -> list[str]:
        provider, submit = exchange.provider, exchange.provider.submit
        lines = any_of("submit.immediate", submit.immediate, spec["immediate"], view)
        lines += any_of("submit.accepted", submit.accepted, spec["accepted"], view)
        if not submit.references:
            lines.append("submit.reference: there is none, so that no answer names a job")
        for number, reference in enumerate(submit.references):
            place = "submit.reference[%d]" % number
            if reference.saved is not None:
                lines.append("%s: saved.%s of the calls" % (place, reference.saved))
                continue
            source = Source({**spec["reference"][number]})
            lines.append("%s: %s" % (place, at_source(source, view)))
            if reference.values(view, {}):
                break
        for text in spec["record"]:
            value = compile_path(text).value(view.record)
            lines.append("submit.record: %s found %s" % (name_of(text), brief(value)))
            if isinstance(value, dict):
                lines += state(provider, view.of(value))
                break
        return lines + self._hints(provider, view)

    def _list(self, exchange: Exchange, spec: Checked, view: View) -> list[str]:
        provider, template = exchange.provider, exchange.template
        if not isinstance(template, List):
            return []
        page = spec["page"] or provider.checked["page"]
        lines, items = _in_pages("list", template, spec, page, view)
        first = next((one for one in items if isinstance(one, dict)), None)
        if template.expand or (items and first is None):
            lines.append("list.expand: each item is looked up by get")
        if first is not None:
            lines += self._job(provider, view.of(first), "first item: ")
        return lines + self._hints(provider, view)

    def _messages(self, exchange: Exchange, spec: Checked, view: View) -> list[str]:
        template = exchange.template
        if not isinstance(template, Messages):
            return []
        lines, items = _in_pages("messages", template, spec, spec["page"], view)
        if items:
            for key in ("level", "text", "source"):
                lines.append("first item: messages.%s: %s" % (key, at_paths(spec[key], items[0])))
            lines += ["first item: " + field("messages.time", "time", spec["time"], items[0])]
        return lines

    def _outputs(self, exchange: Exchange, spec: Checked, view: View) -> list[str]:
        template = exchange.template
        if not isinstance(template, Outputs):
            return []
        lines, items = _in_pages("outputs", template, spec, spec["page"], view)
        if items:
            told = fields("outputs.fields", spec["fields"], items[0])
            lines += ["first item: " + line for line in told]
        return lines

    def _result(self, exchange: Exchange, spec: Checked, view: View) -> list[str]:
        template, lines = exchange.template, []
        if not isinstance(template, Result):
            return []
        if spec["value"]:
            lines.append("result.value: %s" % at_paths(spec["value"], view.record))
        if template.in_pages:
            places = [{"path": path} for path in spec["items"]]
            said, items = items_at("result", template.items, places, view.record)
            lines += said + paging("result", template, spec, spec["page"], view, len(items))
        return lines

    def _changed(self, exchange: Exchange, spec: Checked, view: View) -> list[str]:
        return []

    def _login(self, exchange: Exchange, spec: Checked, view: View) -> list[str]:
        lines = []
        provider = exchange.provider
        for auth, checked in zip(provider.auth, provider.checked["auth"]):
            if auth.type not in ("login", "oauth2"):
                continue
            if auth.calls and spec != checked["request"][-1]:
                continue  # the token is in the last answer
            for source in auth.token:
                lines.append("auth.token: %s" % at_source(source, view, hides=True))
                if source.value(view) is not None:
                    break
        return lines


def _in_pages(
    name: str, template: Paged, spec: Checked, page: Optional[Checked], view: View
) -> tuple[list[str], list[Any]]:
    """The lines about a page, and its items."""
    lines, items = items_at(name, template.items, spec["items"], view.record)
    return lines + paging(name, template, spec, page, view, len(items)), items


def record_in(provider: Provider, ref: JobRef, body: Any) -> Any:
    """The record of a job in an answer to a look-up; None where there is none."""
    return _at_record(provider, ref, body)[1]


def _at_record(provider: Provider, ref: JobRef, body: Any) -> tuple[list[str], Any]:
    """The lines about `get.record`, and the record."""
    lines: list[str] = []
    for path in provider.get.record:
        value, place = path.value(body), "get.record: %s" % name_of(path.text)
        if value is None:
            lines.append("%s found nothing" % place)
            continue
        line = "%s found %s" % (place, brief(value))
        if not isinstance(value, list):
            return [*lines, line], value
        named = [one for one in value if provider.job.named(one) in (None, ref.id)]
        if named:
            return [*lines, "%s, one of which is about job %s" % (line, ref.asked)], named[0]
        lines.append("%s, none of which is about job %s" % (line, ref.asked))
    return lines, None if provider.get.record else body


def name_of_request(provider: Provider, template: RequestTemplate) -> tuple[str, Checked]:
    """Which request of a definition a template is (``submit.before[0]``), and its section."""
    checked = provider.checked
    for name, compiled, spec in _parts(provider):
        if compiled is template:
            return name, spec
    if template.verb == "login":
        return "login", {}
    return template.verb, checked[template.verb]


def _parts(provider: Provider) -> list[tuple[str, RequestTemplate, Checked]]:
    """The requests inside of sections."""
    found: list[tuple[str, RequestTemplate, Checked]] = []
    checked = provider.checked
    for verb in ("submit", "result", "stop", "delete"):
        section = getattr(provider, verb)
        for key in ("before", "after"):
            steps = getattr(section, key, ()) if section is not None else ()
            for number, step in enumerate(steps):
                found.append(("%s.%s[%d]" % (verb, key, number), step, checked[verb][key][number]))
    for auth, spec in zip(provider.auth, checked["auth"]):
        for number, call in enumerate(auth.calls):
            name = "login" if len(auth.calls) == 1 else "login[%d]" % number
            found.append((name, call, spec["request"][number]))
    if provider.get.detail is not None:
        found.append(("get.detail", provider.get.detail, checked["get"]["detail"]))
    messages, part = provider.messages, checked["messages"]
    name = "messages"
    while messages is not None and messages.fallback is not None:
        messages, part, name = messages.fallback, part["fallback"], name + ".fallback"
        found.append((name, messages, part))
    return found


def _refusal(
    provider: Provider, template: RequestTemplate, name: str, view: View
) -> tuple[bool, list[str]]:
    """Whether an answer says no, and why."""
    lines = []
    error = provider.checked["error"]
    for number, (rule, spec) in enumerate(zip(provider.refusal.rules, error["rules"])):
        held, said = all_of(rule.when, spec["when"], view)
        place = "error.rules[%d]" % number
        if not held:
            lines.append("%s %s" % (place, said))
            continue
        lines.append("%s %s: it means %s" % (place, said, rule.kind))
        if rule.kind == "ok":
            return False, lines
        return True, lines + _words(provider, view)
    status = view.status or 0
    if template.accepts(status):
        return False, lines
    allowed = ", ".join(map(str, sorted(template.ok))) or "any 2xx"
    if name == "get" and status in provider.get.unchanged:
        return False, [*lines, "get.unchanged: HTTP %d: nothing has changed" % status]
    kind = provider.refusal.by_status(status)
    lines.append("%s.ok: HTTP %d is no answer (%s is): it means %s" % (name, status, allowed, kind))
    return True, lines + _words(provider, view)


def _words(provider: Provider, view: View) -> list[str]:
    """Where the words of a refusal are."""
    error = provider.checked["error"]
    lines = ["error.message: %s" % at_paths(error["message"], view.record)]
    if error["code"]:
        lines.append("error.code: %s" % at_paths(error["code"], view.record))
    return lines


def _saved(name: str, template: RequestTemplate, view: View, hides: bool) -> list[str]:
    return [
        "%s.save.%s: %s" % (name, key, at_source(source, view, hides))
        for key, source in template.save.items()
    ]
