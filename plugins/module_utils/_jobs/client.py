# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Client: the verbs of one job API; answers are Jobs. Private to asyncops.jobs."""
from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any, Callable, Optional

from .._model import paths, read, rules, template
from .._model.errors import ApiError, AuthError, ConfigError, Conflict, DecodeError, NotFound, TransportError
from .._model.job import Job
from .._model.provider import Provider
from .._model.rules import View
from .._wire import urls
from .exchange import Exchange, Reply
from .listing import Listing, walk
from .ref import Look, Ref

_FOLLOWS = 5


class Client:
    """One system. Everything network goes through ``exchange``; ``warn`` takes one sentence for the user."""

    def __init__(self, exchange: Exchange, warn: Callable[[str], None]) -> None:
        self.exchange, self.provider, self.warn = exchange, exchange.provider, warn
        self._unknown: set[str] = set()

    def ref(self, asked: Any) -> Ref:
        """A job id or href, as the user gives it, as a Ref.

        :raises ConfigError: an empty id, or one that is no path segment; nothing was sent.
        """
        text = paths.text_of(asked) if asked is not None else ""
        if text.startswith(("/", "http://", "https://")):
            self.exchange.given("job_id", text)
            return self.ref_at(text)
        if not text:
            raise ConfigError("job_id must not be empty")
        if "/" not in text:
            urls.segment(text)
        elif any(part in ("", ".", "..") for part in text.split("/")):
            raise ConfigError("job_id %r is not an id" % text)
        return Ref(text, text, None, self.provider.kind_of("/" + text))

    def ref_at(self, href: str, asked: str = "", current: Optional[str] = None) -> Ref:
        """The Ref of a job's URL in any form: absolute, under the API root, relative to ``current``.

        :raises ApiError: the URL is of another origin.
        """
        url = self.exchange.resolve(href, current)
        if not href.startswith(("/", "http://", "https://")):
            href = url  # relative to an answer that is soon forgotten
        provider = self.provider.kind_of(href)
        job_id = provider.id_of(href)
        return Ref(asked or job_id, job_id, href, provider)

    def names(self, ref: Ref, job: Optional[Job] = None, **more: Any) -> dict[str, Any]:
        """What templates may use for a job."""
        parts = ref.provider.parts_of(ref.id)
        if parts is None:
            raise NotFound("job %s is not known: an id has the form %s" % (ref.asked, ref.provider["parts"]))
        names: dict[str, Any] = {"id": ref.id, "part": parts, "href": ref.href or (job.href if job else None), **more}
        if not names["href"] and ref.provider["href"]:
            names["href"] = template.render(ref.provider["href"], {**self.exchange.names, **names}, urls.segment)
        if job is not None:
            names["record"] = job.raw or {}
        return names

    def look(self, ref: Ref, url: Optional[str] = None, **send: Any) -> Look:
        """One look at one job.

        :param url: a long-poll URL to ask instead.
        :raises NotFound: the system does not know it.
        """
        for _hop in range(_FOLLOWS):
            section = ref.provider.require("get")
            if section["from_list"]:
                return self._look_in_list(ref, send)
            reply = self.exchange.ask(section, self.names(ref), provider=ref.provider, url=url, repeatable=True,
                                      **send)
            if reply.answer.status in section["unchanged"]:
                return Look(None, self.hint(ref.provider, reply), reply.answer.received, ref)
            record = self._record(section, ref, reply)
            onward = paths.find(record, section["follow"]) if section["follow"] else None
            if not onward or onward == ref.href:
                return self._look(ref, reply, record, send)
            ref, url = self.ref_at(str(onward), ref.asked, reply.answer.url), None
        raise ApiError("job %s leads from one URL to the next without end" % ref.asked)

    def get(self, ref: Ref, **send: Any) -> Job:
        """The job; raises NotFound where the system does not know it."""
        look = self.look(ref, **send)
        if look.job is None:
            raise DecodeError("the system answered that job %s has not changed, although it was not asked before" % ref.asked)
        return look.job

    def jobs(self, filters: Optional[Mapping[str, Any]] = None, page_size: Optional[int] = None,
             wanted: Optional[Container[str]] = None, provider: Optional[Provider] = None, **send: Any) -> Listing:
        """Lists jobs, page by page; iterate over it. See Listing for ``complete``.

        :param wanted: a poll for these ids; others are passed over unread.
        """
        return Listing(self, provider or self.provider, dict(filters or {}), page_size, wanted, send)

    def messages(self, ref: Ref, job: Job, **send: Any) -> list[dict[str, Any]]:
        """The job's messages; where they are refused, what the job itself holds, with a warning."""
        section = ref.provider["messages"]
        if not section:
            return job.messages or []
        section = {"path": section["path"] or ref.provider["get"]["path"], **{k: v for k, v in section.items() if k != "path"}}
        try:
            items = list(self.pages(section, self.names(ref, job), ref.provider, **send))
        except (AuthError, NotFound) as exc:
            if not section["instead"]:
                raise
            self.warn("messages of job %s were refused (%s); what the job itself holds is shown" % (ref.asked, exc.message))
            section = section["instead"]
            items = list(self.pages(section, self.names(ref, job), ref.provider, **send))
        return [read.message(one, paths.find(one, section["level"]), paths.find(one, section["text"]),
                             paths.find(one, section["source"]), read.field(one, section["time"], "time"), section["levels"])
                for one in items]

    def outputs(self, ref: Ref, job: Job, **send: Any) -> list[dict[str, Any]]:
        """What can be downloaded of the job."""
        section = ref.provider["outputs"]
        if not section or job.outputs:
            return job.outputs or []
        return [read.output(one, section["fields"]) for one in self.pages(section, self.names(ref, job), ref.provider, **send)]

    def pages(self, section: Mapping[str, Any], names: Mapping[str, Any], provider: Provider, **send: Any) -> Iterator[Any]:
        """The items of a paged section (messages, outputs, result)."""
        return (item for page, _reply in walk(self.exchange, provider, section, names, **send) for item in page)

    def stop(self, ref: Ref, job: Job, **send: Any) -> bool:
        """Asks the system to stop an active job; False when it says that the job had already ended."""
        return self._act("stop", ref, job, send)

    def delete(self, ref: Ref, job: Job, **send: Any) -> bool:
        """Removes a job; False when it was already gone."""
        return self._act("delete", ref, job, send)

    def _act(self, verb: str, ref: Ref, job: Job, send: dict[str, Any]) -> bool:
        section = ref.provider.require(verb)
        try:
            reply = self.exchange.ask(section, self.names(ref, job), provider=ref.provider, expect="loose",
                                      judge=False, **send)
            if rules.any_holds(section["already"], reply.view):
                return False
            self.exchange.judge(ref.provider, section, reply)
        except NotFound:
            return False
        except TransportError as exc:
            if exc.sent:
                exc.message = "%s; it is not known whether job %s got the %s, and it was not sent again: look with job_info" % (
                    exc.message.rstrip("."), ref.asked, verb)
            raise
        except ApiError as exc:
            if isinstance(exc, Conflict) and self._ended(ref):
                return False
            exc.message = "job %s: %s" % (ref.asked, exc.message)
            raise
        return True

    def _ended(self, ref: Ref) -> bool:
        """After a conflict: True when the job has meanwhile ended by itself."""
        try:
            look = self.look(ref)
        except NotFound:
            return True
        return look.job is not None and look.job.finished

    def hint(self, provider: Provider, reply: Reply) -> Optional[float]:
        """Seconds until the system wants to be asked again, if it says so; capped like Retry-After."""
        for source in provider["hint"]:
            if source["header"] and source["header"].lower() == "retry-after":
                found: Optional[float] = reply.answer.hint(self.warn)
            else:
                value = reply.answer.header(source["header"]) if source["header"] else paths.find(reply.body, source["path"])
                found = read.number(value)
                found = float(found) / 1000.0 if found is not None and source["type"] == "ms" else found
            if found is not None and found >= 0:
                return min(found, float(self.exchange.transport.retry_after_max))
        return None

    def read(self, ref: Ref, record: Any, reply: Reply, only: Optional[Container[str]] = None) -> Job:
        """A record -> a Job; a status word that the provider does not list is warned of once."""
        view = View(record, reply.answer.headers, reply.answer.status)
        job = read.read_job(ref.provider, view, ref.href, ref.id or None, only)
        if job.result_href and not job.result_href.startswith(("/", "http://", "https://")):
            job.result_href = self.exchange.resolve(job.result_href, reply.answer.url)
        if job.state == "unknown":
            status = job.status or rules.state_of(ref.provider, view)[1] or ""
            if status not in self._unknown:
                self._unknown.add(status)
                self.warn(rules.unlisted(ref.provider, status))
        return job

    def _record(self, section: Mapping[str, Any], ref: Ref, reply: Reply) -> Any:
        names = {**self.exchange.names, **self.names(ref)}
        record: Any = reply.body
        if section["record"] and isinstance(reply.body, (dict, list)):
            found = (paths.find_all(reply.body, path, lambda text: template.render(text, names)) for path in section["record"])
            record = next((one for several in found for one in several), None)
            if record is None:
                raise NotFound("job %s is not known: the answer of %s holds no such job" % (ref.asked, self.exchange.told(reply.answer)),
                               **self.exchange.facts(reply.answer))
        if record is None and reply.answer.status not in (200, 206) and ref.provider.reads_answers:
            record = {}  # nothing but headers and a code: for rules to read
        if not isinstance(record, dict):
            raise DecodeError("%s did not answer a job" % self.exchange.told(reply.answer), **self.exchange.facts(reply.answer))
        return record

    def _look(self, ref: Ref, reply: Reply, record: Any, send: dict[str, Any]) -> Look:
        job = self.read(ref, record, reply)
        fields = ref.provider["job"]
        told = read.field(record, fields.get("id")) or read.field(record, fields.get("href"))
        if told and not paths.same(ref.provider.id_of(told) if "/" in told else told, ref.id) and not paths.same(told, ref.id):
            raise DecodeError("asked for job %s, but the answer is about job %s" % (ref.asked, told))
        job.id = ref.id or job.id
        job = self.detailed(ref, job, reply, send)
        return Look(job, self.hint(ref.provider, reply), reply.answer.received, ref, self._poll_url(ref, job, reply))

    def detailed(self, ref: Ref, job: Job, reply: Reply, send: dict[str, Any]) -> Job:
        """A finished job with the outcome that only a second call tells, where the definition has one."""
        section = ref.provider["get"]["detail"]
        if not job.finished or not section:
            return job
        detail = self.exchange.ask(section, self.names(ref, job), provider=ref.provider, repeatable=True, **send).body
        return self.read(ref, {**(job.raw or {}), "detail": detail}, reply)

    def _poll_url(self, ref: Ref, job: Job, reply: Reply) -> Optional[str]:
        """The URL that answers when something changes, if there is one."""
        section = ref.provider["get"]
        if section["poll_path"]:
            names = {**self.exchange.names, **self.names(ref, job)}
            return self.exchange.url({"path": section["poll_path"], "root": None}, names)
        named = paths.find(job.raw, section["poll"]) if section["poll"] else None
        return self.exchange.resolve(str(named), reply.answer.url) if named else None

    def _look_in_list(self, ref: Ref, send: dict[str, Any]) -> Look:
        listing = self.jobs(provider=ref.provider, wanted={ref.id}, **send)
        for job in listing:
            if paths.same(job.id, ref.id):
                return Look(job, listing.hint, listing.received, ref)
        raise NotFound("job %s is not known: it is not in the list" % ref.asked)
