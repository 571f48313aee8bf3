# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The part of the vocabulary that says how a submitted job is known again. Private to
asyncops.jobs.
"""

from __future__ import annotations

from .key import FIND_NAMES, Key

# Keys of the section `submit`.
SUBMIT = {
    "once": Key(
        "once",
        "Where the key of the option `once` goes, in a system that starts one job for one key."
        " Without it the collection remembers in its own journal.",
        None,
        (),
        "{header: Idempotency-Key}",
        names=("once", "part"),
    ),
    "find": Key(
        "[find]",
        "How the job of a submit is found in the list, where no answer names it; of several, the"
        " first whose `path` matches. A job that the list had before is never taken, nor one of"
        " several.",
        [],
        (),
        "{match: {path: workflow.id, equals: '{body.workflow}'}}",
        names=FIND_NAMES,
    ),
}

SECTIONS: dict[str, dict[str, Key]] = {
    "once": {
        "header": Key("text", "The header that takes the key."),
        "query": Key("text", "The query parameter that takes it."),
        "body": Key(
            "text",
            "The place in the body that takes it; `conf.run_id` is a key in a key.",
            None,
            (),
            "dag_run_id",
        ),
        "taken": Key(
            "[condition]",
            "Any of these answers, errors too, means: the key has a job already.",
            [],
            (),
            "{http_status: 409}",
        ),
        "path": Key(
            "regex",
            "Found in the path of the submit (below the API root, beginning with a slash); its"
            " named groups are `{part.NAME}` in `id`.",
            None,
            (),
            "^/dags/(?P<dag>[^/]+)/",
        ),
        "id": Key(
            "template",
            "The id of that job, where the answer does not name it.",
            "{once}",
            (),
            "'run-{once}'",
        ),
    },
    "find": {
        "path": Key(
            "regex",
            "Which submits it is for: those in whose path (below the API root, beginning with a"
            " slash, without the query) this is found. Its named groups are `{part.NAME}`.",
            None,
            (),
            "^/datastreams/(?P<stream>[^/]+)/",
        ),
        "kind": Key("text", "The kind of job (`kinds`) whose list is asked.", None, (), "report"),
        "filters": Key(
            "{template}",
            "Filters that the list is asked with. `{since}` is the time from which on the job may"
            " have begun, `{age}` the seconds since then.",
            {},
            (),
            "{start: '{since}'}",
        ),
        "match": Key(
            "[match]",
            "What the job has of the request; all of these. What was not in the request is not"
            " compared, unless it is `needed`.",
            [],
            (),
            "{path: datastream_id, equals: '{part.stream}'}",
        ),
        "owner": Key(
            "[path]",
            "Where a record says whose job it is. Who we are is learnt from the jobs of the list"
            " that the journal of `once` knows: one of somebody else is not taken. Without such a"
            " job it is not compared.",
            [],
            (),
            "requested_by.href",
        ),
        "only_once": Key(
            "bool",
            "Only for a rerun with the option `once` after a task that was killed: an answer that"
            " names no job fails the task.",
            False,
        ),
    },
    "match": {
        "path": Key(
            "[path]",
            "Where the value is in the record of the list; the first that is there.",
            None,
            (),
            "workflow.id",
            True,
        ),
        "equals": Key(
            "template",
            "What it equals (texts in any case; times as times).",
            None,
            (),
            "'{part.workflow}'",
            True,
        ),
        "words": Key(
            "{[text]}",
            "What the record calls the values of the request, where it calls them otherwise.",
            {},
            (),
            "{Backup: [2, BACKUP]}",
        ),
        "needed": Key(
            "bool",
            "Whether the body has to say it, in one value: else it is not looked for by this entry"
            " of `find`, but by the next whose `path` matches.",
            False,
        ),
    },
}
