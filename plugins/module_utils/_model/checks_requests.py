# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the keys of one section say about each other, where it is a request. Private to
asyncops.jobs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Callable, Optional
from urllib.parse import urlsplit

from .check_helpers import (
    BODILESS,
    OUTPUT_FIELDS,
    REQUEST_PARTS,
    Checked,
    check_field,
    check_fields,
    check_levels,
    no_effect,
    refuse_request,
    second_word,
)
from .errors import DefinitionError
from .job import ACTIVE, TERMINAL
from .key import PLACED
from .template import PLACE, Template, names_in

_PLACES = ("headers", "query", "body")


def _auth(checked: Checked, given: set[str], where: str) -> None:
    kind: str = checked["type"]
    own = "headers" if kind in ("header", "login") else kind
    places = _PLACES if kind == "login" else (own,)
    if kind in PLACED and not any(checked[key] for key in places):
        raise DefinitionError("%s.%s" % (where, own), "is required for %s" % kind)
    _check_url(checked["path"], where + ".path")
    if kind == "login":
        _login(checked, given, where)
    else:
        for key in _PLACES:
            _check_saved(checked[key], set(), "%s.%s" % (where, key))


def _login(checked: Checked, given: set[str], where: str) -> None:
    """Each call sees what those before it saved; the token is in the answer of the last."""
    calls = checked["request"]
    if not calls:
        raise DefinitionError(where + ".request.path", "is required for login")
    saved: set[str] = set()
    used: set[str] = set()
    for number, call in enumerate(calls):
        here = "%s.request[%d]" % (where, number) if len(calls) > 1 else where + ".request"
        if not call["path"]:
            raise DefinitionError(here + ".path", "is required for login")
        _check_url(call["path"], here + ".path")
        _check_request_saved(call, saved, here)
        used |= _saved_in([call[part] for part in REQUEST_PARTS])
        if "token" in call["save"]:
            why = "here: {saved.token} is what auth.token finds"
            raise no_effect(here + ".save", "token", why)
        saved.update(call["save"])
    for key in _PLACES:
        _check_saved(checked[key], saved | {"token"}, "%s.%s" % (where, key))
        used |= _saved_in(checked[key])
    for name in sorted(saved - used):
        raise no_effect(where + ".request.save", name, "where nothing uses {saved.%s}" % name)
    if "token" in given and "token" not in used:
        raise no_effect(where, "token", "where nothing uses {saved.token}")


def _saved_in(tree: Any) -> set[str]:
    """The names of saved values that templates use."""
    return {second_word(name) for name in names_in(tree) if re.match(r"saved\b", name)}


def _check_url(path: Optional[str], where: str) -> None:
    """A login goes to a path below base_url, or to the URL that the definition names."""
    if not path or not path.lower().startswith(("http://", "https://")):
        return
    parts = urlsplit(PLACE.sub("x", path))
    if not parts.netloc or "@" in parts.netloc or "#" in path:
        message = "must be a URL such as https://login.example.com/token, without user or fragment"
        raise DefinitionError(where, message)


def _request(checked: Checked, given: set[str], where: str) -> None:
    if "body_format" in given and checked["body"] is None:
        raise no_effect(where, "body_format", "without body")
    _root(checked, given, where)
    if "body" in given and checked["method"] in BODILESS:
        why = "with method %s, which has no body; is it POST?" % checked["method"]
        raise no_effect(where, "body", why)


def _root(checked: Checked, given: set[str], where: str) -> None:
    path = checked["path"]
    if "root" not in given or path is None:
        return
    if Template(path).is_url or path.startswith(("http://", "https://")):
        raise no_effect(where, "root", "where path is a URL")


def _step(checked: Checked, given: set[str], where: str) -> None:
    _request(checked, given, where)
    if checked["path"] is None:
        raise DefinitionError(where + ".path", "is required")


def _detail(checked: Checked, given: set[str], where: str) -> None:
    _step(checked, given, where)
    refuse_request(checked["when"], where + ".when")


def _submit(checked: Checked, given: set[str], where: str) -> None:
    _root(checked, given, where)
    if "root" in given and checked["path"] is None:
        raise no_effect(where, "root", "without path")
    _submit_add(checked, where)
    if "method" in given and checked["methods"] and checked["method"] not in checked["methods"]:
        message = "is %s, which methods lacks: it would start no job" % checked["method"]
        raise DefinitionError(where + ".method", message)
    for key in ("immediate", "accepted"):
        refuse_request(checked[key], "%s.%s" % (where, key))
    saved: set[str] = set()
    _before(checked, saved, where)
    _check_saved(checked["add"], saved, where + ".add")
    saved.update(checked["save"])
    for number, step in enumerate(checked["after"]):
        _check_request_saved(step, saved, "%s.after[%d]" % (where, number))
        saved.update(step["save"])
    for number, reference in enumerate(checked["reference"]):
        if reference["saved"] is not None and reference["saved"] not in saved:
            here = "%s.reference[%d].saved" % (where, number)
            raise DefinitionError(here, "names %s, which no call saves" % reference["saved"])
    unused = saved - _used_saved(checked)
    if unused:
        here = "%s.save.%s" % (where, min(unused))
        raise DefinitionError(here, "has no effect: nothing uses {saved.%s}" % min(unused))


def _before(checked: Checked, saved: set[str], where: str) -> None:
    """The calls before a request, which fill ``saved`` for those after them and for it."""
    for number, step in enumerate(checked["before"]):
        _check_request_saved(step, saved, "%s.before[%d]" % (where, number))
        saved.update(step["save"])
    _check_request_saved(checked, saved, where)


def _action(checked: Checked, given: set[str], where: str) -> None:
    _request(checked, given, where)
    refuse_request(checked["already_ended"], where + ".already_ended")
    saved: set[str] = set()
    _before(checked, saved, where)
    used = _saved_in([one[part] for one in (checked, *checked["before"]) for part in REQUEST_PARTS])
    for name in sorted(saved - used):
        raise no_effect(where + ".before.save", name, "where nothing uses {saved.%s}" % name)


def _submit_add(checked: Checked, where: str) -> None:
    """What is added needs a body with keys."""
    if not checked["add"]:
        return
    if checked["body_format"] == "raw":
        raise no_effect(where, "add", "with body_format raw: such a body has no keys")
    if checked["body"] is not None and not isinstance(checked["body"], Mapping):
        raise no_effect(where, "add", "beside a body that is no mapping")


def _used_saved(submit: Checked) -> set[str]:
    requests = [submit, *submit["before"], *submit["after"]]
    parts = [request[part] for request in requests for part in REQUEST_PARTS]
    used = _saved_in([*parts, submit["add"]])
    return used | {reference["saved"] for reference in submit["reference"] if reference["saved"]}


def _check_request_saved(request: Checked, saved: set[str], where: str) -> None:
    for part in REQUEST_PARTS:
        _check_saved(request[part], saved, "%s.%s" % (where, part))


def _check_saved(tree: Any, saved: set[str], where: str) -> None:
    for name in names_in(tree):
        if re.match(r"saved\b", name) and second_word(name) not in saved:
            raise DefinitionError(where, "uses {%s}, but no call before it saves that" % name)


def _get(checked: Checked, given: set[str], where: str) -> None:
    _request(checked, given, where)
    if checked["from_list"]:
        for key in sorted(given - {"from_list", "detail"}):
            raise no_effect(where, key, "beside from_list: the list is asked instead")
    elif not checked["path"]:
        raise DefinitionError(where + ".path", "is required, unless get.from_list is true")
    both = set(checked["ok"]) & set(checked["unchanged"])
    if both:
        message = "holds %d, which is in get.unchanged and means that nothing has changed"
        raise DefinitionError(where + ".ok", message % min(both))
    if "poll" in given and "poll_path" in given:
        raise no_effect(where, "poll", "beside poll_path")


def _list(checked: Checked, given: set[str], where: str) -> None:
    _request(checked, given, where)
    refuse_request(checked["expand_when"], where + ".expand_when")
    if "expand_when" in given and checked["expand"]:
        raise no_effect(where, "expand_when", "beside expand: every item is looked up")
    if "total_of_all" in given and not checked["total"]:
        raise no_effect(where, "total_of_all", "without total")
    if "complete_with" in given and not checked["partial"]:
        raise no_effect(where, "complete_with", "without partial")


def _messages(checked: Checked, given: set[str], where: str) -> None:
    _request(checked, given, where)
    check_levels(checked["levels"], where)
    check_field("time", checked["time"], where + ".time")
    fallback = checked["fallback"]
    if fallback and fallback["fallback"]:
        raise no_effect(where + ".fallback", "fallback", "in a fallback: there is one only")


def _outputs(checked: Checked, given: set[str], where: str) -> None:
    _request(checked, given, where)
    check_fields(checked["fields"], OUTPUT_FIELDS, where + ".fields")


def _result(checked: Checked, given: set[str], where: str) -> None:
    _request(checked, given, where)
    _result_parts(checked, given, where)
    _result_answers(checked, given, where)
    if not given & {"inline", "gather", "href", "path"}:
        raise DefinitionError(where, "must have a path, an href, inline or gather")
    if checked["href"] and "path" in given and "href" not in names_in(checked["path"]):
        raise no_effect(where, "href", "where path has no {href}")
    for own in ("inline", "gather"):
        if checked[own]:
            for key in sorted(given - {own}):
                raise no_effect(where, key, "beside %s: no request is sent" % own)
    if "root" in given and "path" not in given:
        raise no_effect(where, "root", "without path: href is a URL")
    if checked["each_output"]:
        _each_output(checked, given, where)
        return
    for part in REQUEST_PARTS:
        for name in names_in(checked[part]):
            if re.match(r"output\b", name):
                here = "%s.%s" % (where, part)
                raise DefinitionError(
                    here, "uses {%s}, which has a value with each_output only" % name
                )


def _result_answers(checked: Checked, given: set[str], where: str) -> None:
    """What is said of the answer that is the result: the calls before it, and what it means."""
    for key in ("not_ready", "absent"):
        refuse_request(checked[key], "%s.%s" % (where, key))
    is_text = checked["answer_format"] in ("text", "html")
    if checked["value"] and is_text:
        raise no_effect(where, "value", "with answer_format %s" % checked["answer_format"])
    if checked["items"] and checked["value"]:
        raise no_effect(where, "value", "where the result is paged: items says where they are")
    if is_text and checked["page"]["type"] != "none":
        for key in sorted(given & {"not_ready", "absent"}):
            raise no_effect(where, key, "where the result comes in parts of text")
    saved: set[str] = set()
    _before(checked, saved, where)
    used = _saved_in([one[part] for one in (checked, *checked["before"]) for part in REQUEST_PARTS])
    for name in sorted(saved - used):
        raise no_effect(where + ".before.save", name, "where nothing uses {saved.%s}" % name)


def _result_parts(checked: Checked, given: set[str], where: str) -> None:
    """A result in pages has items, or is text."""
    page, is_text = checked["page"], checked["answer_format"] == "text"
    if "page" in given and not (checked["items"] or is_text):
        raise no_effect(where, "page", "without items: the first page would be taken for all")
    if checked["total"] and not checked["items"]:
        raise no_effect(where, "total", "without items")
    if checked["items"] and checked["answer_format"] in ("text", "html"):
        raise no_effect(where, "items", "with answer_format %s" % checked["answer_format"])
    in_parts = is_text and page["type"] != "none"
    if "head_lines" in given and not in_parts:
        raise no_effect(where, "head_lines", "without a page and answer_format text")
    if in_parts and page["type"] == "offset":
        raise no_effect(where + ".page", "type", "for offset: parts of text have no items to count")
    for number, source in enumerate(page["next"] if in_parts else ()):
        if source["path"] is not None:
            here = "%s.page.next[%d]" % (where, number)
            raise no_effect(here, "path", "where the answer is text; is it a header?")


def _each_output(checked: Checked, given: set[str], where: str) -> None:
    for key in ("items", "href"):
        if checked[key]:
            raise no_effect(where, key, "beside each_output")


def _stop(checked: Checked, given: set[str], where: str) -> None:
    _action(checked, given, where)
    for state in checked["states"]:
        if state not in ACTIVE:
            raise no_effect(where, "states", "for %s: such a job has ended" % state)
    for state in checked["stopped_as"]:
        if state not in TERMINAL or state == "stopped":
            why = "for %s: it is for other states in which a job ends" % state
            raise no_effect(where, "stopped_as", why)


CHECKS: dict[str, Callable[[Checked, set[str], str], None]] = {
    "auth": _auth,
    "submit": _submit,
    "submit_step": _step,
    "login_request": _request,
    "request": _step,
    "detail": _detail,
    "get": _get,
    "list": _list,
    "messages": _messages,
    "outputs": _outputs,
    "result": _result,
    "stop": _stop,
    "delete": _action,
}
