# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words that systems use: for states, fields of a job, pages, verbs."""

from __future__ import annotations

import re

from .document import norm

# state -> words, as norm() leaves them
STATES = {
    "queued": (
        "queued pending accepted created submitted scheduled enqueued waiting new ready"
        " notstarted initializing requested"
    ),
    "running": (
        "running active started inprogress processing executing busy working completing"
        " configuring retrying restarting"
        " upforretry starting preparing ongoing signaling stageout requeued"
    ),
    "waiting": (
        "paused suspended onhold held deferred blocked actionrequired interrupted"
        " upforreschedule throttled sleeping"
    ),
    "stopping": "stopping canceling cancelling terminating aborting killing",
    "succeeded": "succeeded success successful completed complete done finished ok passed",
    "partial": (
        "partial partiallysucceeded partiallycompleted completedwitherrors"
        " completedwithwarnings succeededwithissues unstable"
    ),
    "failed": (
        "failed failure error errored fatal crashed timeout timedout invalid rejected faulted"
        " bootfail nodefail outofmemory"
        " deadline expired broken upstreamfailed"
    ),
    "stopped": (
        "stopped canceled cancelled aborted killed terminated revoked dismissed preempted deleted"
    ),
    "skipped": "skipped discarded ignored notrun removed",
    "lost": "lost missing disappeared",
}
# What is proposed where a document lists none. `done` and `finished` are not among them: many
# systems say so of jobs that failed, too.
_USUAL = {
    "queued": "queued pending accepted created submitted scheduled waiting",
    "running": "running active started in_progress processing",
    "succeeded": "succeeded success successful completed complete",
    "failed": "failed failure error errored timeout",
    "stopped": "stopped canceled cancelled aborted killed dismissed",
}
# They tell that a job has ended; how, only where another word says that one failed.
ENDED = "finished done ended complete completed closed"
_STATE_OF = {word: state for state, words in STATES.items() for word in words.split()}

# field of a job -> names, the best first
FIELDS = {
    "name": "name title displayname jobname",
    "type": "type kind jobtype runtype processid tasktype",
    "progress": "progress percent percentcomplete percentage progresspercent completion",
    "submitted_at": (
        "submittedat submitted submittime createdat created createtime creationtime"
        " creationtimestamp createdon"
        " datecreated queuedat pulpcreated enqueuedat requestedat"
    ),
    "started_at": "startedat started starttime startdate begintime begin startedon startat",
    "finished_at": (
        "finishedat finished finishtime completedat completed completiontime endtime ended"
        " enddate endedat end"
        " closedat finishedon"
    ),
    "updated_at": (
        "updatedat updated updatetime lastupdated lastmodified modifiedat modified"
        " pulplastupdated lastupdatetime"
    ),
    "duration": "duration elapsed elapsedseconds runtime",
    "reason": (
        "errormessage statusmessage failurereason statereason statusreason reason error"
        " message statusdescription"
    ),
}
STATUS = "status state jobstate jobstatus phase runstate lifecyclestate executionstatus taskstatus"
IDS = "id uuid uid jobid taskid runid guid executionid operationid identifier"
HREFS = "href pulphref selflink self url uri selfuri"
JOBS = re.compile(
    r"(job|task|run|execution|operation|build|process|workflow|import|export|request|report|scan"
    r"|query|queries)(s|es)?$"
)
# What is about something that jobs are made of.
NOT_JOBS = re.compile(
    r"definition|template|schedule(?!r)|config|type|trigger|instance|plugin|schema"
)

STOPS = re.compile(r"cancel|stop|abort|kill|terminat|dismiss|revoke|interrupt")
REMOVES = re.compile(r"delete|remov|purge")
RESULTS = re.compile(r"(get|download)?(result|output|download|content|artifact|file|data)s?$")
LOGS = re.compile(r"(get)?(log|message|event)s?$")
STARTS = re.compile(r"(submit|execut\w*|trigger|start|launch|run|dispatch|invoke|create)s?$")

LIMITS = "limit pagesize perpage size maxitems maxresults count top rows pagelimit first"
OFFSETS = "offset start skip startindex from pageoffset"
NUMBERS = "page pagenumber pageno pagenum"
CURSORS = (
    "nexttoken pagetoken cursor continuationtoken continue marker after startingafter nextcursor"
)
NEXTS = "nexttoken nextpagetoken nextcursor nextmarker nextlink next cursor continuationtoken"
TOTALS = "totalcount total totalentries count totalresults totalrecords numbermatched totalitems"
NO_FILTERS = (
    "sort sortby orderby order ordering format f fields excludefields expand include pretty"
)
MESSAGES = "message detail title error description errormessage msg"


def state_of(word: str) -> str | None:
    """The state that a word means; None where it is not known."""
    plain = norm(word)
    if plain in _STATE_OF:
        return _STATE_OF[plain]
    if re.search(r"with(error|warning|issue)|partial", plain):
        return "partial"
    for end in ("failed", "error", "timeout"):
        if plain.endswith(end):
            return "failed"
    for end in ("succeeded", "success"):
        if plain.endswith(end) and not plain.startswith(("un", "not")):
            return "succeeded"
    if plain.startswith(("waiting", "pending", "queued")):
        return "waiting" if plain.startswith("waiting") else "queued"
    return None


def sort_words(words: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """(state -> words, the words that fit nowhere)."""
    sorted_words: dict[str, list[str]] = {}
    left = []
    for word in words:
        state = state_of(word)
        if state is None:
            left.append(word)
        else:
            sorted_words.setdefault(state, []).append(word)
    return sorted_words, left


def usual_words() -> dict[str, list[str]]:
    """What systems mostly say, for a document that does not."""
    return {state: words.split() for state, words in _USUAL.items()}


def named(names: dict[str, object] | list[str], wanted: str) -> str | None:
    """Of several names the one that comes first among those that are wanted."""
    by_norm = {norm(name): name for name in reversed(list(names))}
    return next((by_norm[word] for word in wanted.split() if word in by_norm), None)
