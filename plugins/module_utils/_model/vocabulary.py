# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vocabulary in which every job API is described, built-in or declared. Private to
asyncops.jobs.

One table serves the validation (definition.py), the compiled objects (compiled/), the reference
page and the JSON Schema (tools/generate.py). The types are explained in key.py. A section may have
a short form: the key that a lone text stands for.
"""

from __future__ import annotations

from .key import (
    AUTH_TYPES,
    JOB_FIELDS,
    JOB_NAMES,
    LOGIN_NAMES,
    METHODS,
    PLACED,
    RECORD_NAMES,
    Key,
)
from .vocabulary_of_once import SECTIONS as ONCE
from .vocabulary_of_once import SUBMIT
from .words_of_answers import ANSWERS

_ASKED = {
    "method": Key(
        "text", "The HTTP method; in `submit` that of a task that names no `path`.", "GET", METHODS
    ),
    "path": Key(
        "template",
        "Path below the API root, or `{href}` (the job's own URL), or an absolute URL of the same"
        " origin. Values are percent-encoded; `{id:path}` keeps slashes.",
        None,
        (),
        "/jobs/{id}",
    ),
    "root": Key(
        "template", "Another API root for this request, instead of `base`.", None, (), "/v1"
    ),
    "query": Key(
        "{templates}",
        "Query parameters; a list repeats the name; a template whose name is unset is left out.",
        {},
        (),
        "{detail: full}",
    ),
    "headers": Key(
        "{template}",
        "Headers of this request, over those of the definition; a `Content-Type` here stays.",
        {},
    ),
    "body": Key(
        "templates",
        "The body; texts in it are templates, `{id:int}` gives a number. In `submit` the user's"
        " body replaces it, unless it is made of `{body.NAME}`.",
        None,
        (),
        '{jobId: "{id:int}"}',
    ),
    "body_format": Key(
        "text",
        "How the body is written (in `submit`: the user's, too, unless the task says otherwise).",
        "json",
        ("json", "form", "multipart", "raw"),
    ),
    "ok": Key(
        "[status]", "HTTP statuses that are an answer; empty: any 2xx.", [], (), "[200, 202]"
    ),
}
_SAVE = {
    "save": Key(
        "{source}", "Values to keep as `{saved.NAME}` for later requests.", {}, (), "{crumb: crumb}"
    ),
}
_GUARD = {
    "states": Key(
        "[state_name]",
        "States of a job this may be sent for; in another state it is refused or not needed.",
        [],
    ),
    "already_ended": Key(
        "[condition]",
        "Any of these answers, errors too, means: the job had already ended.",
        [],
        (),
        "{http_status: 409}",
    ),
}
_BEFORE = {
    "before": Key(
        "[submit_step]",
        "Calls to make first, each seeing what those before it saved (`{saved.NAME}`).",
        [],
        (),
        "[{path: /crumb, save: {crumb: crumb}}]",
    ),
}
_ITEMS = {
    "items": Key(
        "[items]",
        "Where the items are in the answer (several places: all of them).",
        [""],
        (),
        "jobs[]",
    ),
    "page": Key("page", "How to page.", {"type": "none"}),
    "answer_format": Key(
        "text",
        "How the answer is read: ndjson is one JSON record a line, which auto takes an answer for"
        " only where its media type says so.",
        "auto",
        ("auto", "ndjson"),
        "ndjson",
    ),
}
_TOTAL = {
    "total": Key("[source]", "Where the number of all items is (may be missing; may lie).", []),
}
_LIST_NAMES = ("filters",)

SECTIONS: dict[str, dict[str, Key]] = {
    "definition": {
        "name": Key(
            "text",
            "The provider's name, as results give it in `provider`.",
            None,
            (),
            "slurm",
            True,
        ),
        "title": Key("text", "The system's name in prose.", ""),
        "base": Key(
            "template",
            "API root, added to `base_url` unless that already ends in it.",
            "",
            (),
            "/slurm/{api_version}",
        ),
        "api_version": Key("text", "Default of the option `api_version`.", ""),
        "versions": Key(
            "{partial}", "Per API version: a partial definition laid over this one.", {}
        ),
        "kinds": Key(
            "{kind}", "Families of jobs that differ from the main one, told apart by their URL.", {}
        ),
        "headers": Key("{template}", "Headers of every request.", {"Accept": "application/json"}),
        "auth": Key(
            "[auth]",
            "How to prove who we are; of several, the first whose options are given.",
            [],
            (),
            "bearer",
            names=LOGIN_NAMES,
        ),
        "href": Key(
            "template",
            "The job's URL, built from its id, where only the id is known.",
            None,
            (),
            "/jobs/{id}",
            names=("id", "part"),
        ),
        "id": Key(
            "regex",
            "What of a job's URL is its id: the first group, or the whole match.",
            # From the beginning of a segment only, so that each character is tried once.
            "(?<![^/?#])([^/?#]+)/?(?:[?#]|$)",
        ),
        "parts": Key(
            "regex",
            (
                "Named groups of an id that requests need singly, as `{part.NAME}`; what does not"
                " match is no id of a job."
            ),
            None,
            (),
            "'^(?P<node>[^:]+):'",
        ),
        "submit": Key("submit", "How a job is started.", {}, names=("saved", "body")),
        "get": Key("get", "How one job is looked up.", names=JOB_NAMES),
        "list": Key("list", "How jobs are listed.", names=_LIST_NAMES),
        "messages": Key("messages", "How a job's messages are fetched.", names=RECORD_NAMES),
        "outputs": Key(
            "outputs", "How a job's downloadable outputs are listed.", names=RECORD_NAMES
        ),
        "result": Key(
            "result", "How a job's result is fetched.", names=(*RECORD_NAMES, "output", "saved")
        ),
        "stop": Key("stop", "How an active job is stopped.", names=(*RECORD_NAMES, "saved")),
        "delete": Key("delete", "How a finished job is removed.", names=(*RECORD_NAMES, "saved")),
        "state": Key(
            "state", "How the system's words become a state.", None, (), "{path: status}", True
        ),
        "job": Key(
            "{field}",
            "Where the fields of a job are in its record: %s." % ", ".join(JOB_FIELDS),
            {},
            (),
            "{id: jobID, name: title}",
        ),
        "poll_after": Key(
            "[poll_after]", "Where the system says when to ask again.", [{"header": "Retry-After"}]
        ),
        "page": Key("page", "How lists are paged.", {"type": "none"}),
        "filters": Key("{filter}", "What a list can be narrowed by.", {}),
        "error": Key("error", "How the system says no.", {}),
        "vanished": Key(
            "vanished", "What it means when a job that was there is not found any more.", {}
        ),
        "requests_per_minute": Key(
            "count", "What the system allows one client; waits keep to it.", None, (), "60"
        ),
        "rebase": Key(
            "bool",
            "Whole URLs in answers (Locations, links) have an inner host (a proxy): their paths are"
            " asked for at `base_url`. Not of a result at a host that `result_hosts` names.",
            False,
            (),
            "true",
        ),
        "unsupported": Key("{text}", "Why a verb is missing, for the message that refuses it.", {}),
        "notes": Key("[text]", "What a user should know; shown on the provider's page.", []),
        "tried_with": Key(
            "[text]",
            "What it was tried with (a server and its version, or documents); shown by"
            " `provider_info`.",
            [],
            (),
            "[pygeoapi 0.24]",
        ),
    },
    "kind": {
        "match": Key(
            "regex",
            (
                "A job whose URL, or whose id with a slash before it, this is found in is of this"
                " kind."
            ),
            None,
            (),
            "/queue/item/",
            True,
        ),
        "definition": Key(
            "partial", "A partial definition laid over the main one.", {}, (), "", True
        ),
    },
    "auth": {
        "type": Key("text", "The scheme.", None, AUTH_TYPES, "bearer", True),
        "header": Key("text", "Where the token stands.", "Authorization", only=("bearer",)),
        "schemes": Key(
            "[text]",
            "Scheme words before the token; `token_type` chooses, the first is the default.",
            ["Bearer"],
            only=("bearer",),
        ),
        "headers": Key(
            "{template}",
            "The headers to send.",
            {},
            (),
            '{X-Key: "{token}"}',
            only=PLACED,
            names=(*LOGIN_NAMES, "saved"),
        ),
        "query": Key(
            "{template}",
            "Query parameters to send with every request, unless its URL has them already.",
            {},
            (),
            '{api_key: "{token}"}',
            only=PLACED,
            names=(*LOGIN_NAMES, "saved"),
        ),
        "body": Key(
            "{template}",
            "Keys to put into the body of every request that has one (JSON or a form).",
            {},
            (),
            '{clientKey: "{token}"}',
            only=PLACED,
            names=(*LOGIN_NAMES, "saved"),
        ),
        "request": Key(
            "[login_request]",
            "The call that answers a token (never sent more than needed); of several, each sees"
            " what those before it saved, and the last answers the token. A whole URL may name"
            " another host.",
            [],
            only=("login",),
            names=(*LOGIN_NAMES, "saved"),
        ),
        "token": Key(
            "[source]",
            "Where the token is in the answer (seen as `{saved.token}`, and needed where that is"
            " used). An empty path is the whole answer, which may be text.",
            [{"path": "access_token"}],
            (),
            "{header: X-Subject-Token}",
            only=("login", "oauth2"),
        ),
        "client": Key(
            "text",
            "Where the client's id and secret go: a form or basic authentication.",
            "body",
            ("body", "basic"),
            "basic",
            only=("oauth2",),
        ),
        "path": Key(
            "template",
            "The token endpoint: below `base_url`, or a whole URL, which may name another host.",
            "/oauth2/token",
            only=("oauth2",),
        ),
        "scope": Key("text", "The scope to ask for.", "", only=("oauth2",)),
    },
    "submit": {
        **_ASKED,
        **_SAVE,
        "add": Key(
            "{templates}",
            "What is put into the body besides what the user gives, and instead of it where both"
            " name it. Not for other `methods`.",
            {},
            (),
            "{_async: true}",
        ),
        "methods": Key(
            "[text]",
            "Methods that start a job; others are answered at once. Empty: all.",
            [],
            METHODS,
        ),
        "immediate": Key(
            "[condition]",
            (
                "Where an answer names no job, it is the result itself if any of these holds, or if"
                " a GET or HEAD was sent; any other fails the task."
            ),
            [],
            (),
            "{http_status: 200}",
        ),
        "accepted": Key(
            "[condition]",
            (
                "Any of these answers has started a job, others are results; empty: whenever a"
                " reference is found."
            ),
            [],
        ),
        "reference": Key(
            "[reference]",
            "Where the new job's reference is: tried in order.",
            [{"header": "Location"}],
            (),
            "[{header: Location}, {path: jobID}]",
        ),
        "record": Key("[path]", "Where a full record is in the answer, if it holds one.", []),
        "before": Key(
            "[submit_step]",
            "Calls to make first, each seeing what those before it saved. Not for other `methods`.",
            [],
        ),
        "after": Key(
            "[submit_step]",
            "Calls to make after the first answer; they see `{saved.NAME}`, and the last answer"
            " with a reference names the job.",
            [],
        ),
        **SUBMIT,
    },
    **ONCE,
    "submit_step": {**_ASKED, **_SAVE},
    "login_request": {**_ASKED, **_SAVE},
    "reference": {
        "header": Key("text", "A header that holds the URL (or id) of the job."),
        "path": Key("path", "A path in the answer; several values are several jobs."),
        "saved": Key("text", "A value saved by a call."),
        "as": Key(
            "text",
            "What the value is: an id or a URL. `auto`: a URL when it has a slash.",
            "auto",
            ("auto", "id", "href"),
        ),
        "nulls": Key("[literal]", "Values that mean: no job.", [], (), "[0]"),
        "rebase": Key(
            "bool",
            "A whole URL here has an inner host (a proxy): its path is asked for at `base_url`.",
            False,
            (),
            "true",
        ),
        "pattern": Key(
            "regex", "What of the value is the reference: the first group, or the whole match."
        ),
    },
    "get": {
        **_ASKED,
        "record": Key(
            "[path]",
            "Where the job's record is in the answer; nothing there means: no such job. Of several"
            " records the one with the job's id is taken. An answer without a body (204) has no"
            " record and is left to the rules of `state`.",
            [],
            (),
            "jobs[].jobSummary",
        ),
        "from_list": Key("bool", "There is no look-up of one job: list, and select by id.", False),
        "unchanged": Key("[status]", "HTTP statuses that mean: nothing has changed.", [304]),
        "follow": Key(
            "[path]",
            "Where a record names the URL of the job it has become (a queue item: its build). Not"
            " found there, within `vanished.grace`, means: not there yet.",
        ),
        "poll": Key(
            "[path]",
            "Where a record names a URL that answers when something changes (long poll).",
            names=RECORD_NAMES,
        ),
        "poll_path": Key(
            "template",
            "The same as a path of its own, used while waiting only.",
            None,
            (),
            "/jobs/{id}?wait=20",
            names=RECORD_NAMES,
        ),
        "moves": Key(
            "[move]",
            "Where an answer names the URL to ask from then on, which may be another each time.",
            [],
            (),
            "{header: Location, when: {http_status: 202}}",
        ),
        "detail": Key(
            "detail",
            "A second call for a finished job; its answer becomes `detail` in the record.",
            names=RECORD_NAMES,
        ),
    },
    "list": {
        **_ASKED,
        **_ITEMS,
        "page": Key("page", "How to page, where it differs from the definition's `page`."),
        **_TOTAL,
        "total_of_all": Key("bool", "That number counts everything, whatever the filters.", False),
        "limit": Key("count", "The system cuts an unpaged list at this length.", None),
        "limit_name": Key(
            "text",
            "The query parameter that asks an unpaged list for more than it gives by itself, or for"
            " less. The collection asks for as many as it can use; what comes is taken.",
            "",
        ),
        "partial": Key(
            "text",
            "Why this list is never all jobs (unless a filter of `complete_with` is used).",
            "",
        ),
        "complete_with": Key("[text]", "Filters that make a partial list complete.", []),
        "expand": Key("bool", "The items lack fields: look each job up.", False),
        "expand_when": Key(
            "[condition]",
            (
                "Look those items up of which one of these holds: the list does not say how they"
                " ended."
            ),
            [],
            (),
            "{path: status, equals: Completed}",
        ),
        "poll": Key("bool", "A wait for many jobs may ask this list instead of every job.", True),
        "full": Key(
            "bool",
            "The items hold all that the look-up of a job tells. Otherwise a wait looks up each"
            " ended job whose item lacks a key that the definition reads.",
            False,
        ),
        "poll_query": Key("{templates}", "Query parameters of such a poll, over `query`.", {}),
    },
    "items": {
        "path": Key("path", "The list (`jobs[]`) or the mapping of items.", "", (), "jobs[]"),
        "key_to": Key(
            "text",
            "The items are a mapping: the key goes to this field of each record.",
            None,
            (),
            "id",
        ),
        "when": Key(
            "[condition]",
            "Only items of which all of these hold; the others are left out, but count where pages"
            " are counted.",
            [],
            (),
            "{path: kind, equals: job}",
        ),
        "set": Key("{literal}", "Fields to put into each record.", {}, (), "{status: running}"),
        "as": Key("text", "What an item that is no object is.", "auto", ("auto", "id", "href")),
        "value_to": Key(
            "text",
            "The field for an item that is no object, where it is neither.",
            None,
            (),
            "status",
        ),
    },
    "messages": {
        **_ASKED,
        **_ITEMS,
        **_TOTAL,
        "level": Key("[path]", "Where the level is in an item.", ["level"]),
        "levels": Key(
            "{text}", "The system's level -> info, warning or error.", {}, (), "{3: error}"
        ),
        "text": Key("[path]", "Where the text is in an item.", ["message", "text"]),
        "source": Key("[path]", "Where the source is.", ["source"]),
        "time": Key("field", "Where the time is.", {"path": ["time"]}),
        "fallback": Key(
            "messages", "What to ask when this is refused (not permitted, or not there)."
        ),
    },
    "outputs": {
        **_ASKED,
        **_ITEMS,
        **_TOTAL,
        "fields": Key("{field}", "id, name, href, formats of an output.", {"id": {"path": ["id"]}}),
    },
    "result": {
        **_ASKED,
        "inline": Key("[path]", "The result is in the job's record, here.", []),
        "gather": Key(
            "[path]",
            "Each answer to a look at the job brings a part of the result, here (rows, while"
            " `get.moves` leads on); the parts are put together to one list.",
            [],
            (),
            "data",
        ),
        "href": Key(
            "[source]",
            "Where the answer of a finished job names the result's URL (of a 303: its Location).",
            [],
            (),
            "result.href",
        ),
        "items": Key("[path]", "The result comes in pages; its items are here.", []),
        "page": Key(
            "page", "How the result is paged: its `items`, or its parts of text.", {"type": "none"}
        ),
        "total": Key(
            "[source]",
            "Where the number of all items is (may be missing). A result that ends before it is not"
            " whole: this fails.",
            [],
        ),
        "answer_format": Key(
            "text",
            "What the result is, where its media type does not say so: ndjson (one JSON record a"
            " line), text (not parsed; with `page` put together from parts), or html (a page is"
            " refused otherwise: a sign-in page, mostly).",
            "auto",
            ("auto", "ndjson", "text", "html"),
            "text",
        ),
        "head_lines": Key(
            "count",
            "Lines at the head of each part of a text (of CSV: 1); where a later part repeats them,"
            " they are left out.",
            None,
            (),
            "1",
        ),
        "value": Key(
            "[path]",
            "Where the result is in the answer, which is an envelope around it. With `dest` a text"
            " is saved as it is, anything else as JSON.",
            [],
            (),
            "data.content",
        ),
        **_BEFORE,
        "not_ready": Key(
            "[condition]",
            "Any of these answers, errors too, means: the result is not there yet. It is asked for"
            " again until the end of `wait_timeout`; so is a GET in `before` of which it holds.",
            [],
            (),
            "{http_status: 202}",
        ),
        "absent": Key(
            "[condition]",
            "Any of these answers, errors too, means: the job has no result.",
            [],
            (),
            "{http_status: 404}",
        ),
        "each_output": Key(
            "bool", "One request per output: `{output.id}`, `{output.format}`.", False
        ),
    },
    "stop": {
        **_ASKED,
        **_BEFORE,
        **_GUARD,
        "stopped_as": Key("[state_name]", "States that a job stopped by us may end in.", []),
    },
    "delete": {**_ASKED, **_BEFORE, **_GUARD},
    "request": _ASKED,
    "detail": {
        **_ASKED,
        "when": Key(
            "[condition]",
            "Only where all of these hold in the record, whether the job has finished or not.",
            [],
            (),
            "[{path: status, equals: done}, {path: outcome, exists: false}]",
        ),
    },
    **ANSWERS,
}
SHORT = {
    "auth": "type",
    "condition": "path",
    "field": "path",
    "source": "path",
    "move": "header",
    "poll_after": "header",
    "reference": "path",
    "page": "type",
    "vanished": "state",
    "items": "path",
    "state": "path",
    "get": "path",
    "list": "path",
    "stop": "path",
    "delete": "path",
    "result": "path",
    "messages": "path",
    "outputs": "path",
    "request": "path",
    "detail": "path",
    "submit_step": "path",
    "login_request": "path",
}
