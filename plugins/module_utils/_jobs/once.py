# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`once`: one key, one job, whatever ends the task. Private to asyncops.jobs.

The intent is on the disk before the request is sent, the references right after its answer
(journal.py). An intent without references is an unknown outcome: the job is looked for in the list
(finding.py) and taken up where it is the only one that it can be; a second one is started only
where the user says so (docs/contract.md, Once).
"""

from __future__ import annotations

import os
from collections.abc import Container, Mapping, Sequence
from typing import Any, Callable, NamedTuple, Optional
from urllib.parse import urlsplit

from .._model.errors import (
    ApiError,
    AsyncopsError,
    ConfigError,
    DecodeError,
    Interrupted,
    JobFailed,
    NotFound,
    SaveError,
    WaitTimeout,
)
from .._model.job import TERMINAL, Job
from .._model.text import label
from .._wire.atomic_file import sha256_of
from .client import Client
from .context import Context
from .finding import Finder, Window, finder_for, path_of, what_was_seen
from .journal import DEFAULT_FOLDER, Entry, Journal, hash_of
from .outcome import FAIL_ON, TIMEOUT, Outcome
from .poll import JobRef, PollResult
from .submission import Submission, Submitter

Params = Mapping[str, Any]
UNKNOWN = ("fail", "submit")
# What `once: true` comes as: a key that all tasks would share.
_SWITCHES = ("true", "false", "yes", "no", "on", "off")
# Seconds after an intent in which another job may still show up beside the one that was found.
_SETTLED = 10.0
# Seconds before an intent in which a job can have begun and be taken for a later one.
_RECENT = 3600.0
_TOO_SOON = (
    "once: a task with this key was ended before it learnt what came of its request, and its job"
    " may not be in the list yet: it is looked for until %g s after that, for which wait_timeout is"
    " too short (the journal's file is %s)"
)


class Known(NamedTuple):
    """What a look at the jobs of an entry shows."""

    polls: list[PollResult]
    gone: list[Job]  # which the system does not know any more, as far as they are known
    fresh: bool  # one may not be there yet


class Once:
    """The job of one key.

    :ivar resumed: whether it was there before.
    :ivar polls: the jobs of the key that were there before and still are.
    :ivar gone: those that the system does not know any more.
    :ivar fresh: whether one of them may not be there yet.
    :param result: of the verb.
    :raises ConfigError: an option is wrong; nothing was sent.
    """

    def __init__(
        self,
        client: Client,
        params: Params,
        context: Context,
        submitter: Submitter,
        result: dict[str, Any],
    ) -> None:
        self._result = result
        self._client = client
        self._context = context
        self._submitter = submitter
        self._fails = fails(params)
        self._may_submit = params.get("once_unknown") == "submit"
        fail_on = params.get("fail_on")
        self._fail_on: Container[str] = FAIL_ON if fail_on is None else fail_on
        self.resumed = False
        self.fresh = False
        self.polls: list[PollResult] = []
        self.gone: list[Job] = []
        self.entry: Optional[Entry] = None
        base = urlsplit(client.session.base_url)
        system = (client.provider.name, base._replace(netloc=base.netloc.lower()).geturl())
        user = str(params.get("username") or params.get("client_id") or "").strip()
        self._journal = Journal(
            params.get("once_dir") or DEFAULT_FOLDER,
            (*system, user, key_of(params)),
            system,
            user,
            context.now,
        )
        self._path = hash_of(submitter.order.method, path_of(client, submitter.order))
        self._finder: Optional[Finder] = finder_for(client, context, submitter)
        self._journal.check()

    # In check mode

    def foresee(self) -> None:
        """What the journal says would happen; sends and writes nothing."""
        entry = self._journal.read()
        if entry is None:
            return
        if entry.jobs is None:
            self._context.warn(
                "once: it is not known whether an earlier task has started the job of this key;"
                " outside of check mode it is looked for"
            )
            return
        states = [entry.ended.get(name, "unknown") for name in entry.jobs]
        if self._is_failed(states):
            return
        jobs = [self._told(name, state) for name, state in zip(entry.jobs, states)]
        self._tell_of_another_path(entry)
        self._result.update(changed=False, resumed=True, jobs=[job.to_dict() for job in jobs])

    # The decision

    def submission(self, submit: Callable[[], Submission]) -> Optional[Submission]:
        """Submits; None where the jobs of the key are taken up (see ``polls`` and ``gone``).

        :raises AsyncopsError: neither; the message says whether something was started.
        """
        clock, session = self._context.clock, self._client.session
        deadline = clock() + TIMEOUT if session.deadline is None else session.deadline
        with self._journal.locked(clock, self._context.sleep, deadline):
            entry = self._journal.read()
            session.auth.proof()  # a login that fails does so before anything is started
            known = None if entry is None else self._take_up(entry)
            if known is None:
                return self._start(submit, entry)
        self.resumed = True
        self.polls, self.gone, self.fresh = known
        return None

    def _take_up(self, entry: Entry) -> Optional[Known]:
        """The jobs of an entry; None where others are to be started."""
        if entry.jobs is None:
            found = self._look_for(entry)
            if found is None:
                return None
            entry = entry._replace(jobs=[self._name(found.ref)])
            self._journal.write(entry)
        self.entry = entry
        self._tell_of_another_path(entry)
        known = self._look_at(entry)
        states = [poll.job.state if poll.job else "unknown" for poll in known.polls]
        states += [job.state for job in known.gone]
        if self._is_failed(states):
            return None
        self._journal.used()
        return known

    def _is_failed(self, states: Sequence[str]) -> bool:
        """Whether jobs have all ended, one of them badly, so that others are to be started."""
        return all(state in TERMINAL for state in states) and self._fails(states)

    def _look_at(self, entry: Entry) -> Known:
        known = Known([], [], False)
        for name in entry.jobs or ():
            ref = self._ref(name)
            is_fresh = self._since(entry) < ref.provider.vanished.grace
            try:
                known.polls.append(self._client.poll(ref))
            except NotFound:
                if name not in entry.ended and is_fresh:
                    unseen = Job(ref.id, ref.provider.name, "queued", href=ref.href)
                    known.polls.append(PollResult(unseen, None, self._context.clock(), ref))
                    known = known._replace(fresh=True)
                    continue
                state = entry.ended.get(name, ref.provider.vanished.state)
                known.gone.append(self._told(name, state))
        return known

    def _since(self, entry: Entry) -> float:
        """Seconds since the request was sent; 0 where the clock has gone back since then."""
        return max(0.0, self._context.now() - entry.last)

    def _told(self, name: str, state: str) -> Job:
        """A job that is only known from the journal."""
        ref = self._ref(name)
        return Job(ref.id, ref.provider.name, state, href=ref.href)

    # An unknown outcome

    def _look_for(self, entry: Entry) -> Optional[PollResult]:
        """The job of an intent of which nobody knows what came; None: another is to be started.

        :raises ApiError: there is none, or there are several, and the user has not said what then.
        """
        seen = "provider %s has no list to look for it in" % self._client.provider.name
        if self._finder is not None and self._path != entry.path:
            seen = "it is a task with another path that knows how to look for it"
        elif self._finder is not None:
            try:
                found = self._candidates(self._finder, entry)
            except ApiError as exc:
                seen = "the list to look for it in cannot be had: %s" % exc.message
            else:
                if len(found) == 1:
                    return self._finder.poll_of(found[0])
                seen = what_was_seen(found)
        elif self._client.provider.list is not None:
            seen = "provider %s cannot find such a job in its list" % self._client.provider.name
        if self._may_submit:
            return None
        message = (
            "once: a task with this key was ended before it learnt what came of its request, and"
            " %s; nothing was sent: look whether there is a job of it, and set once_unknown: submit"
            " to have one started (the journal's file is %s)"
        )
        raise ApiError(message % (seen, self._journal.path))

    def _candidates(self, finder: Finder, entry: Entry) -> list[Job]:
        """What the list shows when it cannot show more."""
        before = None if entry.before is None else frozenset(entry.before)
        window = Window(entry.at, entry.last, before, entry.newest)
        pace = finder.pace()
        others, ours = (self._with_ids(jobs) for jobs in self._journal.others())
        begun, since = self._context.clock(), self._since(entry)
        while True:
            found, listed = finder.candidates(window, others, ours)
            left = min(finder.grace, _SETTLED) if found else finder.grace
            left -= since + self._context.clock() - begun
            if len(found) > 1 or left <= 0:
                return found
            pause = pace.after_response(listed.retry_after, self._context.clock())
            pause = left if found else min(pause, left)
            deadline = self._client.session.deadline
            if deadline is not None and self._context.clock() + pause > deadline:
                raise WaitTimeout(_TOO_SOON % (finder.grace, self._journal.path))
            self._context.sleep(pause)

    def _with_ids(self, jobs: set[str]) -> set[str]:
        """Names of jobs in the journal, and the ids in those that are hrefs."""
        id_of = self._client.provider.job.id_of
        return jobs | {id_of(name) for name in jobs if "/" in name}

    # A new job

    def _start(self, submit: Callable[[], Submission], old: Optional[Entry]) -> Submission:
        before, newest = self._snapshot()
        if before is not None and old is not None:
            before += [self._ref(name).id for name in old.jobs or ()]
        now = self._context.now()
        entry = Entry(now, now, self._path, before, newest)
        try:
            self._journal.write(entry)
        except SaveError as exc:
            raise SaveError("once: %s; nothing was sent" % exc.message) from exc
        self._journal.clear_old()
        self.entry = entry
        self._submitter.before_try = self._note_try
        try:
            submission = submit()
        except (AsyncopsError, Interrupted):
            if self._submitter.polls:
                self._note(self._submitter.polls)
            elif not self._submitter.may_have_started:
                self._forget()
            raise
        if submission.polls:
            self._note(submission.polls)
        elif submission.is_result:
            self._forget()  # there is no job to be taken up
        return submission

    def _snapshot(self) -> tuple[Optional[list[str]], Optional[float]]:
        """What the list holds before anything is sent. Where it may not be asked, an unknown
        outcome is one for the user.
        """
        if self._finder is None:
            return None, None
        try:
            return self._finder.snapshot(_RECENT)
        except (ApiError, DecodeError):
            return None, None

    def _note_try(self) -> None:
        """Before the request is sent once more, the intent says when."""
        entry, now = self.entry, self._context.now()
        if entry is not None and now - entry.last >= 1.0:
            self.entry = entry._replace(last=now)
            self._journal.write(self.entry)

    def _forget(self) -> None:
        try:
            self._journal.remove()
        except SaveError as exc:
            self._context.warn(exc.message)

    def _note(self, polls: Sequence[PollResult]) -> None:
        """Writes down which jobs were started. That it cannot is no reason to lose them."""
        if self.entry is None:
            return
        self.entry = self.entry._replace(jobs=[self._name(poll.ref) for poll in polls])
        try:
            self._journal.write(self.entry)
        except SaveError as exc:
            message = "once: %s; the next task with this key has to look for the job in the list"
            self._context.warn(message % exc.message)

    def ended(self, outcome: Outcome) -> None:
        """Writes down how jobs have ended, and what their results were saved as, so that this is
        known when the system has forgotten them.
        """
        jobs = outcome.jobs
        if self.entry is None or not all(job.finished for job in jobs):
            return
        names, ended = self.entry.jobs or [], dict(self.entry.ended)
        for place, (job, ref) in enumerate(zip(jobs, outcome.refs)):
            name = self._name(ref)
            if name not in names and len(names) == len(jobs):
                name = names[place]  # a queue item that has become a build
            ended[name] = job.state
        files = [
            [file["dest"], file["checksum_sha256"]] for file in self._result.get("files") or ()
        ]
        entry = self.entry._replace(ended=ended, files=files or self.entry.files)
        if entry == self.entry:
            return
        try:
            self._journal.write(entry)
        except SaveError as exc:
            self._context.warn("once: %s; how the job ended is not noted" % exc.message)

    def tell_gone(self, dest: Optional[str]) -> None:
        """What can be said of the jobs that the system does not know any more.

        :param dest: where their results are to be; None: nowhere.
        :raises JobFailed: they have not ended well, as far as is known.
        :raises NotFound: results are wanted that are not where they were saved.
        """
        names = "; ".join("job %s is %s" % (label(job.id), job.state) for job in self.gone)
        told = "once: %s, and the system does not know it any more" % names
        if any(job.state in self._fail_on for job in self.gone):
            raise JobFailed("%s; once_retry: true starts another" % told)
        self._result["jobs"] = [job.to_dict() for job in self.gone]
        if dest is None:
            self._context.warn("%s: its result cannot be had" % told)
            return
        files = _files_as_saved(self.entry, dest)
        if not files:
            message = "%s, so that its result cannot be saved; another key starts another job"
            raise NotFound(message % told)
        self._result.update(dest=dest, files=files)
        if len(files) == 1:
            self._result.update(size=files[0]["size"], checksum_sha256=files[0]["checksum_sha256"])

    # Names of jobs

    def _name(self, ref: JobRef) -> str:
        """What a job is noted by: its URL, unless that holds a secret."""
        href = ref.href
        if href is None or self._context.secrets.scrub(href) != href:
            return ref.id or ref.asked
        return href

    def _ref(self, name: str) -> JobRef:
        if name.startswith(("/", "http://", "https://")):
            return self._client.addressing.ref_at(name)
        return JobRef(name, name, None, self._client.provider.kind_of("/" + name))

    def _tell_of_another_path(self, entry: Entry) -> None:
        if entry.path != self._path:
            self._context.warn(
                "once: the job of this key was started by another request (its method or path"
                " differs); another key starts another job"
            )


def once_for(
    client: Client,
    params: Params,
    context: Context,
    submitter: Submitter,
    result: dict[str, Any],
) -> Optional[Once]:
    """What remembers the key of a task; None where the system does.

    :raises ConfigError: the key cannot be used; nothing was sent.
    """
    key, once, order = key_of(params), client.provider.submit.once, submitter.order
    if not client.provider.submit.starts_jobs(order.method):
        message = "once has no effect with method %s, which starts no job"
        raise ConfigError(message % order.method)
    if once is None:
        return Once(client, params, context, submitter, result)
    from .once_place import check

    check(once, order.query or {}, order.given, key)
    return None


def fails(params: Params) -> Callable[[Sequence[str]], bool]:
    """Whether jobs that have ended in these states make room for others."""
    fail_on = params.get("fail_on")
    given: Container[str] = FAIL_ON if fail_on is None else fail_on
    retries = params.get("once_retry") is not False
    return lambda states: retries and any(state in given for state in states)


def key_of(params: Params) -> str:
    """The key of a task.

    :raises ConfigError: it is empty.
    """
    key = str(params.get("once")).strip()
    if not key:
        raise ConfigError("once must not be empty: leave it out to start a job at each run")
    if key.lower() in _SWITCHES:
        message = "once is a key of your own, such as nightly-2026-11-29, and no switch (%s)"
        raise ConfigError(message % label(key))
    return key


def _files_as_saved(entry: Optional[Entry], dest: str) -> list[dict[str, Any]]:
    """The files of an entry, where all of them are in their place and as they were."""
    found = []
    for path, checksum in entry.files if entry is not None else ():
        is_there = dest in (path, os.path.dirname(path)) and os.path.isfile(path)
        if not is_there or sha256_of(path) != checksum:
            return []
        size = os.path.getsize(path)
        known = {"dest": path, "size": size, "checksum_sha256": checksum, "changed": False}
        found.append(known)
    return found
