# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sections of a definition say about each other. Private to asyncops.jobs."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from typing import Any, Callable, Optional

from .check_helpers import (
    BODILESS,
    REQUEST_PARTS,
    Checked,
    check_fields,
    no_effect,
    second_word,
)
from .checks_once import check_find
from .errors import DefinitionError
from .job import TERMINAL
from .key import JOB_FIELDS, LOGIN_NAMES, SUBMIT_STATUSES, VERBS
from .template import names_in

_PAGED = ("list", "messages", "outputs", "result")
# Of a kind only what its jobs are read and asked by counts; the rest is the main definition's.
_NOT_OF_A_KIND = (
    "title", "base", "api_version", "kinds", "auth", "submit", "requests_per_minute", "rebase",
    "notes", "tried_with",
)  # fmt: skip


def check_whole(
    checked: Checked, raw: Mapping[str, Any], where: str, own: Optional[Container[str]] = None
) -> None:
    """What sections say about each other.

    :param raw: the definition as it was given, to tell what was given from a default.
    :param own: of a kind, its own keys: what others could do nothing for it is no mistake.
    :raises DefinitionError: naming the key.
    """
    for check in _NEEDED:
        check(checked, raw, where)
    for check in _EFFECTS:
        try:
            check(checked, raw, where)
        except DefinitionError as exc:
            if own is None or re.split(r"[.\[]", exc.where[len(where) + 1 :])[0] in own:
                raise


def _needed_keys(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    get = checked["get"]
    if not get:
        raise DefinitionError(
            where + ".get", "is required: how one job is looked up (or {from_list: true})"
        )
    if get["from_list"] and not checked["list"]:
        raise DefinitionError(where + ".list", "is required by get.from_list")
    for verb in ("list", "stop", "delete", "outputs"):
        if checked[verb] and not checked[verb]["path"]:
            raise DefinitionError("%s.%s.path" % (where, verb), "is required")
    here, messages = where + ".messages", checked["messages"]
    while messages:
        if not messages["path"] and not get["path"]:
            raise DefinitionError(here + ".path", "is required where get has no path")
        here, messages = here + ".fallback", messages["fallback"]
    result = checked["result"]
    if result and result["gather"] and not get["moves"]:
        message = "needs get.moves: the looks have to lead from one part to the next"
        raise DefinitionError(where + ".result.gather", message)
    if result and result["each_output"] and not (checked["outputs"] or "outputs" in checked["job"]):
        message = "needs outputs, or job.outputs: without them there is no result"
        raise DefinitionError(where + ".result.each_output", message)


def _output_fields(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    """`{output.X}` has a value only where the outputs have that field."""
    result = checked["result"]
    if not result or not result["each_output"]:
        return
    places = [checked["outputs"], checked["job"].get("outputs")]
    fields = {name for place in places if place for name in place["fields"]}
    known = sorted(fields | ({"format"} if "formats" in fields else set()))
    for part in REQUEST_PARTS:
        for name in names_in(result[part]):
            if re.match(r"output\b", name) and second_word(name) not in known:
                message = "uses {%s}, which the outputs do not tell: they have %s"
                values = (name, ", ".join(known) or "no fields")
                raise DefinitionError("%s.result.%s" % (where, part), message % values)


def _from_list(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    """A look-up that is a list must not need a look-up, or a filter that nobody gives."""
    section = checked["list"]
    if not checked["get"]["from_list"]:
        return
    for key in ("expand", "expand_when"):
        if section[key]:
            message = "cannot stand beside get.from_list: there is no other look-up"
            raise DefinitionError("%s.list.%s" % (where, key), message)
    for name, spec in checked["filters"].items():
        if spec["required"]:
            message = "cannot stand beside get.from_list, which lists without filters"
            raise DefinitionError("%s.filters.%s.required" % (where, name), message)


def _job(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    check_fields(checked["job"], JOB_FIELDS, where + ".job")


def _ends(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    """A job can end: by a word or a rule, by vanishing, or by becoming another."""
    state = checked["state"]
    states = {name for name, words in state["words"].items() if words}
    states.update(rule["state"] for rule in state["rules"])
    if states.isdisjoint(TERMINAL) and not (raw.get("vanished") or checked["get"]["follow"]):
        message = "has no word or rule for a terminal state (%s): no job would ever be finished"
        raise DefinitionError(where + ".state", message % ", ".join(TERMINAL))


def _rule_statuses(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    """A rule of the state sees answers only: what is none is an error before."""
    submit, requests = checked["submit"], [checked["get"], checked["list"]]
    if checked["kinds"] or any(rule["is"] == "ok" for rule in checked["error"]["rules"]):
        return
    if submit["record"]:
        requests += [{"ok": submit["ok"] or sorted(SUBMIT_STATUSES)}, *submit["after"]]
    for number, rule in enumerate(checked["state"]["rules"]):
        for place, condition in enumerate(rule["when"]):
            statuses = condition["http_status"]
            if statuses and not any(_accepts(one, statuses) for one in requests if one):
                here = "%s.state.rules[%d].when[%d]" % (where, number, place)
                why = "for %d: it is no answer, unless get.ok has it" % statuses[0]
                raise no_effect(here, "http_status", why)


def _rule_requests(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    """A condition on the request is on one that is sent, and whose answers it sees."""
    if checked["kinds"]:
        return
    sent = {verb for verb in VERBS if checked[verb]} | {"submit"}
    if checked["get"]["from_list"]:
        sent.discard("get")
    if any(spec["type"] in ("login", "oauth2") for spec in checked["auth"]):
        sent.add("login")
    records = sent & {"get", "list", *(["submit"] if checked["submit"]["record"] else [])}
    places = [("error.rules", checked["error"]["rules"], sent, "is sent")]
    places += [("poll_after", checked["poll_after"], sent, "is sent")]
    places += [("state.rules", checked["state"]["rules"], records, "has a record of a job")]
    for key, rules, known, why in places:
        for number, rule in enumerate(rules):
            for place, condition in enumerate(rule["when"]):
                for name in sorted(set(condition["request"] or ()) - known):
                    here = "%s.%s[%d].when[%d]" % (where, key, number, place)
                    raise no_effect(here, "request", "for %s: no such request %s" % (name, why))


def _accepted_statuses(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    submit = checked["submit"]
    if any(rule["is"] == "ok" for rule in checked["error"]["rules"]):
        return
    requests = [{"ok": submit["ok"] or sorted(SUBMIT_STATUSES)}, *submit["after"]]
    for number, condition in enumerate(submit["accepted"]):
        statuses = condition["http_status"]
        if statuses and not any(_accepts(one, statuses) for one in requests):
            here = "%s.submit.accepted[%d]" % (where, number)
            why = "for %d: it is no answer, unless submit.ok has it" % statuses[0]
            raise no_effect(here, "http_status", why)


def _accepts(request: Checked, statuses: list[int]) -> bool:
    if request["ok"]:
        return not set(request["ok"]).isdisjoint(statuses)
    return any(200 <= status < 300 for status in statuses)


def _href(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    names = names_in(checked["href"])
    if checked["href"] and not any(re.match(r"(id|part)\b", name) for name in names):
        raise DefinitionError(where + ".href", "needs {id}: else all jobs would have one URL")


def _auth(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    """Of several ways the first whose options are given is taken."""
    before: list[set[str]] = []
    for number, spec in enumerate(checked["auth"]):
        needed = _options_of(spec)
        if any(other <= needed for other in before):
            here = "%s.auth[%d]" % (where, number)
            raise DefinitionError(here, "has no effect: a way before it needs no more options")
        before.append(needed)


def _options_of(spec: Checked) -> set[str]:
    fixed = {
        "none": set(),
        "basic": {"username", "password"},
        "bearer": {"token"},
        "oauth2": {"client_id", "client_secret"},
    }
    if spec["type"] in fixed:
        return fixed[spec["type"]]
    placed = [spec[key] for key in ("headers", "query", "body")]
    used = set(names_in([*placed, *map(_requests_of, spec["request"])]))
    if "basic" in used:
        used |= {"username", "password"}
    return used & {"username", *LOGIN_NAMES} - {"basic"}


def _poll_after(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    if not checked["poll_after"]:
        message = "has no effect while it is empty: Retry-After counts in any case"
        raise DefinitionError(where + ".poll_after", message)


def _list(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    section = checked["list"]
    if raw.get("page") is not None and (not section or section["page"]):
        why = "without list" if not section else "beside list.page"
        raise DefinitionError(where + ".page", "has no effect %s" % why)
    if not section:
        return
    page = section["page"] or checked["page"]
    for key in ("limit", "limit_name"):
        if section[key] and page["type"] != "none":
            why = "on a list that is paged: it is for one that is not"
            raise no_effect(where + ".list", key, why)
    _full(section, checked["get"]["from_list"], where + ".list")
    if checked["get"]["from_list"]:
        if not section["poll"]:
            raise no_effect(where + ".list", "poll", "beside get.from_list: there is but the list")
        return
    if not section["poll_query"]:
        return
    if not section["poll"]:
        raise no_effect(where + ".list", "poll_query", "while poll is false")
    if section["expand"]:
        raise no_effect(where + ".list", "poll_query", "beside expand: each job is polled singly")


def _full(section: Checked, from_list: bool, where: str) -> None:
    if not section["full"]:
        return
    if from_list:
        raise no_effect(where, "full", "beside get.from_list: there is no other look-up")
    if section["expand"]:
        raise no_effect(where, "full", "beside expand: each item is looked up")
    if not section["poll"]:
        raise no_effect(where, "full", "while poll is false")


def _bodies(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    """What goes into a body needs a request that has one."""
    for verb in _PAGED:
        section = checked[verb]
        if not section:
            continue
        page = section["page"] or checked["page"]
        if page["in"] == "body":
            here = "%s.%s.page.in" % (where, verb) if section["page"] else where + ".page.in"
            _takes_parameters(section, here, verb)
        fallback = section.get("fallback")
        if fallback and fallback["page"]["in"] == "body":
            _takes_parameters(fallback, where + ".messages.fallback.page.in", "messages.fallback")
    for name, spec in checked["filters"].items():
        if spec["in"] == "body" and checked["list"]:
            _takes_parameters(checked["list"], "%s.filters.%s.in" % (where, name), "list")


def _takes_parameters(request: Checked, where: str, section: str) -> None:
    if request["method"] in BODILESS:
        message = "is body, but %s.method is %s, which has no body; is it POST?"
        raise DefinitionError(where, message % (section, request["method"]))
    if request["body"] is not None and not isinstance(request["body"], Mapping):
        raise DefinitionError(where, "is body, but %s.body is no mapping" % section)
    if request["body_format"] == "raw":
        raise DefinitionError(where, "is body, but %s.body_format is raw" % section)


def _kinds(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    seen: dict[str, str] = {}
    for name, kind in checked["kinds"].items():
        here = "%s.kinds.%s" % (where, name)
        if re.search(kind["match"], "") and re.search(kind["match"], "/x"):
            raise DefinitionError(
                here + ".match", "matches every URL: no job would be of another kind"
            )
        other = seen.setdefault(kind["match"], name)
        if other != name:
            message = "is that of kind %s, which comes first: no job would be of this kind"
            raise DefinitionError(here + ".match", message % other)
        part = kind["definition"]
        if not part:
            raise DefinitionError(here + ".definition", "is empty: the kind would not differ")
        for key in _NOT_OF_A_KIND:
            if part.get(key) is not None:
                why = "in a kind: it is the main definition's"
                raise no_effect(here + ".definition", key, why)


def _versions(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    for version, part in checked["versions"].items():
        for key in ("versions", "api_version"):
            if part.get(key) is not None:
                raise no_effect("%s.versions.%s" % (where, version), key, "in a version")


def _unsupported(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    for verb in checked["unsupported"]:
        here = "%s.unsupported.%s" % (where, verb)
        if verb not in VERBS:
            raise DefinitionError(here, "is not a verb; the verbs are %s" % ", ".join(VERBS))
        if checked[verb] and not checked["kinds"]:
            raise DefinitionError(here, "has no effect where the verb is there")


def _list_filters(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    section, filters = checked["list"], checked["filters"]
    if not section:
        for name in filters:
            raise no_effect(where + ".filters", name, "without list")
        return
    used = {second_word(name) for part in REQUEST_PARTS for name in names_in(section[part])}
    for name, spec in filters.items():
        if spec["in"] == "path" and (spec["name"] or name) not in used and name not in used:
            here = "%s.filters.%s.in" % (where, name)
            raise DefinitionError(here, "is path, but list.path has no {filters.%s}" % name)
    for part in REQUEST_PARTS:
        for name in names_in(section[part]):
            if re.match(r"filters\b", name) and second_word(name) not in filters:
                here = "%s.list.%s" % (where, part)
                raise DefinitionError(here, "uses {%s}, but there is no such filter" % name)
    for name in section["complete_with"]:
        if name not in filters:
            here = "%s.list.complete_with" % where
            raise DefinitionError(here, "names %s, which is not a filter" % name)


def _parts(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    groups = re.compile(checked["parts"]).groupindex if checked["parts"] else {}
    for verb in (*VERBS, "href"):
        for name in names_in(_requests_of(checked[verb])):
            if re.match(r"part\b", name) and second_word(name) not in groups:
                here = "%s.%s" % (where, verb)
                raise DefinitionError(here, "uses {%s}, but parts has no group of that name" % name)


def _requests_of(section: Any) -> Any:
    if not isinstance(section, Mapping):
        return section
    parts = [section[part] for part in REQUEST_PARTS if part in section]
    inner = [section[key] for key in ("detail", "poll_path", "fallback") if section.get(key)]
    return [*parts, *map(_requests_of, inner)]


def _after_stop(checked: Checked, raw: Mapping[str, Any], where: str) -> None:
    given = raw.get("vanished")
    if not isinstance(given, Mapping) or given.get("after_stop") is None:
        return
    if not checked["stop"] and not checked["kinds"]:
        raise no_effect(where + ".vanished", "after_stop", "without stop")


_Check = Callable[[Checked, Mapping[str, Any], str], None]
# What a definition cannot do without, or what is wrong in it.
_NEEDED: tuple[_Check, ...] = (
    _needed_keys,
    _output_fields,
    _from_list,
    _job,
    _parts,
    _ends,
    _href,
    _kinds,
    _versions,
)
# What could have no effect.
_EFFECTS: tuple[_Check, ...] = (
    _unsupported,
    _list_filters,
    _list,
    _bodies,
    _rule_statuses,
    _rule_requests,
    _accepted_statuses,
    _auth,
    _poll_after,
    _after_stop,
    check_find,
)
