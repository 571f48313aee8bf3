# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of background jobs, as events for Event-Driven Ansible."""

from __future__ import annotations

import asyncio
import concurrent.futures
import contextlib
import importlib
import logging
import pathlib
import sys
import threading
import types
from typing import Any

DOCUMENTATION = r"""
---
short_description: What becomes of background jobs of any supported system
description:
  - Watches the jobs of a system, and emits an event once for each thing that becomes of one. The jobs of
    Adverity, Alteryx, Commvault, Illumio, Log360, of every system of the catalogue, and of any other that is declared.
  - An event holds C(job), the job with the keys that all plugins of this collection share; C(event), one of
    V(job.new) (it was not seen before), V(job.changed), V(job.finished) (it has ended, C(event.job.state) tells how;
    also where it began and ended between two polls), V(job.lost) (it vanished); and C(previous), C(state), C(status), C(reason),
    C(finished) and C(succeeded) of the job as it was told before, null where it was not.
  - What counts as a change is another state, another word of status or another reason; of a job that has ended only another
    state. Progress alone is none.
  - One list tells of all jobs, over one connection. Jobs that the list does not show any more are looked at singly, within the system's
    budget of requests. Where O(job_id) names jobs, they are polled as M(asyncops.jobs.job_wait) does.
  - No trouble of the server ends the source. It says once in the log that the system cannot be read, and once that it can be again.
    Retry-After is honoured. A wrong option ends it with one sentence, before anything is sent.
  - It needs Python 3.10 and requests where ansible-rulebook runs, not ansible-core.
options:
  job_id:
    description:
      - The jobs to watch, by id or href. Unset, all jobs of the system's list are watched; a system without a list needs them named.
      - When all of them have ended, no more events come; the source stays, since its end would end the rulebook.
    type: list
    elements: raw
  filters:
    description:
      - What the list is narrowed by, with the provider's documented names, as in M(asyncops.jobs.job_info).
      - Not together with O(job_id).
    type: dict
  states:
    description:
      - Only events of jobs that are in one of these states now.
    type: list
    elements: str
    choices: [queued, running, waiting, stopping, unknown, succeeded, partial, failed, stopped, skipped, lost]
  interval:
    description:
      - Seconds between two lists, where the system does not ask for a longer pause; for the jobs of O(job_id) the longest
        pause between two looks where it says nothing.
    type: float
    default: 30.0
  replay:
    description:
      - Whether what is there at first is told as if it had just come. Otherwise events are told from the first list on, which is
        the one that the system answers first.
    type: bool
    default: false
  state_file:
    description:
      - A file that remembers which events were told, so that a restart tells none again and loses none. Mode 0600;
        it holds states of jobs, and no secret. Without it a source begins from now.
      - A source that is killed between an event and the note of it tells that one event again.
      - One source uses a file at a time, for one system and the same filters. A file that is damaged, or about something else,
        is refused.
    type: path
  feedback:
    description:
      - Whether an event counts as told only when the rules have seen it, and not when it was put into their queue.
      - Needs a version of ansible-rulebook that has this.
    type: bool
    default: false
  # begin of what tools/generate.py writes
  provider:
    description:
      - The system whose jobs are meant.
      - One of V(adverity), V(alteryx), V(commvault), V(illumio), V(log360), a definition that ships
        with the collection (C(slurm), say; M(asyncops.jobs.provider_info) lists them), or the name
        in O(provider_definition).
      - R(The catalogue, ansible_collections.asyncops.jobs.docsite.catalogue) has a page for each that
        ships.
      - Falls back to the environment variable E(ASYNCOPS_PROVIDER). So does every other connection
        option but O(env_prefix), each to its own variable C(ASYNCOPS_<OPTION>); an empty variable counts
        as unset.
    type: str
    required: true
  provider_definition:
    description:
      - A job API declared as data, for any system that is not built in.
      - R(Your own system in ten minutes, ansible_collections.asyncops.jobs.docsite.declaring) shows
        how.
    type: dict
  base_url:
    description:
      - Scheme, host, port and any path prefix of the system, for example V(https://pce.example.com:8443).
      - The API root is added by the provider; a URL that already ends in it is accepted as well.
    type: str
    required: true
  api_version:
    description: Version of the API, where the system has several. The provider's default where unset.
    type: str
  org_id:
    description: Organisation of an Illumio PCE.
    type: int
    default: 1
  username:
    description: User name; for an Illumio PCE the API key id.
    type: str
  password:
    description: Password; for an Illumio PCE the API key secret. A Commvault login is done with it
      where O(token) is unset.
    type: str
  token:
    description: A ready token.
    type: str
  token_type:
    description:
      - The scheme word of O(token), where the system has several.
      - Adverity takes V(Token) (the default) for keys made with user credentials, and V(Bearer) for
        keys made in the web interface.
    type: str
  client_id:
    description: Client id of OAuth2 client credentials (Alteryx).
    type: str
  client_secret:
    description: Client secret of OAuth2 client credentials (Alteryx).
    type: str
  headers:
    description:
      - More request headers. They are treated as secret.
      - They are laid over the provider's own, so that C(Accept) or C(Prefer) can be changed.
    type: dict
  validate_certs:
    description: Whether the server's certificate is checked. Applies to every request, whatever the
      environment says.
    type: bool
    default: true
  ca_path:
    description: File or folder of CA certificates to trust instead of the usual ones.
    type: path
  client_cert:
    description: Client certificate (PEM; may hold the key as well).
    type: path
  client_key:
    description: Key of O(client_cert).
    type: path
  use_proxy:
    description: Whether proxies named in the environment are used. C(.netrc) is never read.
    type: bool
    default: true
  request_timeout:
    description: Seconds that one request may take to connect, then to be answered, then for each KiB
      of its answer.
    type: float
    default: 30.0
  request_retries:
    description:
      - How often one request that is safe to repeat is repeated, after a failure of transport or an
        HTTP code 408, 425, 429, 500, 502, 503 or 504.
      - Retry-After is honoured; otherwise the pauses grow, with jitter.
      - A request that is not safe to repeat is sent again only after a 429, or when no connection was
        made.
    type: int
    default: 4
  result_hosts:
    description:
      - Hosts besides that of O(base_url) that a result may be fetched from, as systems that answer
        presigned links to a storage service need it. V(storage.example.com) (any port), V(storage.example.com:8443),
        or V(*.example.com) (all hosts below it).
      - A link or a redirect to another host is refused; the message names it.
      - Such a result is asked for with GET, over https where O(base_url) is https, and without any
        credential, cookie, client certificate or header of yours.
    type: list
    elements: str
  env_prefix:
    description:
      - What the names of the environment variables begin with that the options fall back to, where
        a play reaches several systems.
      - With V(ASYNCOPS_SOURCE), say, C(ASYNCOPS_SOURCE_BASE_URL) is read for O(base_url) and C(ASYNCOPS_SOURCE_TOKEN)
        for O(token), and so on for all options that fall back to a variable; C(ASYNCOPS_BASE_URL) and
        C(ASYNCOPS_TOKEN) are not read then.
      - Where no such variable is set, the task fails.
      - V(ASYNCOPS) where unset.
    type: str
  # end of what tools/generate.py writes
requirements:
  - python >= 3.10
  - requests >= 2.25
  - jmespath >= 1.0 (for definitions with JMESPath expressions)
  - PyYAML (for definitions of the catalogue)
seealso:
  - ref: ansible_collections.asyncops.jobs.docsite.events
    description: Rulebooks, what an event holds, exactly once, how much it asks.
  - ref: ansible_collections.asyncops.jobs.docsite.troubleshooting
    description: From the words of a message to its cause.
author:
  - asyncops contributors (@asyncops)
"""

EXAMPLES = r"""
- name: Say which backups have failed
  hosts: localhost
  sources:
    - name: Commvault
      asyncops.jobs.job_events:
        provider: commvault
        base_url: https://cs.example.com/webconsole/api
        token: "{{ commvault_token }}"
        states: [failed, partial]
        state_file: /var/lib/eda/commvault.jobs
  rules:
    - name: A job has failed
      condition: event.event == "job.finished"
      action:
        debug:
          msg: "{{ event.job.name }} ({{ event.job.id }}): {{ event.job.reason }}"

- name: Two jobs of a system that is declared here
  hosts: localhost
  sources:
    - name: Acme
      asyncops.jobs.job_events:
        provider: acme
        provider_definition:
          name: acme
          auth: bearer
          get: /jobs/{id}
          state: {path: status, words: {running: busy, succeeded: done, failed: broken}}
        base_url: https://acme.example.com
        token: "{{ acme_token }}"
        job_id: [17, 18]
  rules:
    - name: One of them has ended
      condition: event.event is match("job.(finished|lost)")
      action:
        print_event:
"""

_FLOORS = "asyncops_jobs_module_utils"
PATIENCE = 5.0  # seconds that a cancelled source has to end
_log = logging.getLogger("asyncops.jobs.job_events")


def _floors(name: str) -> Any:
    """A file of plugins/module_utils. ansible-rulebook runs this file by its path, outside of any
    collection loader, so it is found by where this file lies; no entry of sys.path is needed.
    """
    if _FLOORS not in sys.modules:
        package = types.ModuleType(_FLOORS)
        folder = pathlib.Path(__file__).resolve().parents[4] / "plugins" / "module_utils"
        package.__path__ = [str(folder)]
        sys.modules[_FLOORS] = package
    return importlib.import_module("%s.%s" % (_FLOORS, name))


class _Shell:
    """A watch in a thread, and the event loop that its events go to.

    HTTP blocks, and so does a disk: all that does either runs in the thread. It hands over one
    event at a time and waits until the rulebook has taken it; that is the back-pressure, and no
    more than one event is held. It is a daemon: the end of a process waits for no server.

    :param queue: of ansible-rulebook.
    :param feedback: tells of each event when the rules have seen it; None: nobody does.
    """

    def __init__(self, queue: asyncio.Queue[Any], feedback: asyncio.Queue[Any] | None) -> None:
        self._queue = queue
        self._feedback = feedback
        self._loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[BaseException | None] = self._loop.create_future()
        self._taken: concurrent.futures.Future[None] | None = None
        self._stop = threading.Event()
        self._stopped = _floors("_jobs.watch").Stopped

    def sleep(self, seconds: float) -> None:
        """Sleeps in the thread, until the source is cancelled."""
        if self._stop.wait(min(seconds, threading.TIMEOUT_MAX)):
            raise self._stopped

    async def run(self, watch: Any) -> None:
        """Hands over the events of a watch until it ends or this is cancelled."""
        name = "asyncops-events"
        threading.Thread(target=self._work, args=(watch,), name=name, daemon=True).start()
        try:
            defect = await asyncio.shield(self._ended)
        finally:
            self._stop.set()
            watch.stop()
            if self._taken is not None:
                self._taken.cancel()
            # Whoever starts the source anew finds its state file free.
            await asyncio.wait([self._ended], timeout=PATIENCE)
        if defect is not None:
            raise defect

    def _work(self, watch: Any) -> None:
        with contextlib.suppress(BaseException):  # the event loop raises it
            try:
                for event in watch.events():
                    self._deliver(event)
            finally:
                defect = sys.exc_info()[1]
                watch.jobs.close()
                self._loop.call_soon_threadsafe(self._end, defect)

    def _end(self, defect: BaseException | None) -> None:
        is_stopped = isinstance(defect, (self._stopped, concurrent.futures.CancelledError))
        if not self._ended.done():
            self._ended.set_result(None if is_stopped else defect)

    def _deliver(self, event: dict[str, Any]) -> None:
        """Returns when the rulebook has the event."""
        self._taken = asyncio.run_coroutine_threadsafe(self._put(event), self._loop)
        if self._stop.is_set():
            self._taken.cancel()
        self._taken.result()

    async def _put(self, event: dict[str, Any]) -> None:
        await self._queue.put(event)
        if self._feedback is not None:
            await self._feedback.get()


def _close(making: asyncio.Future[Any]) -> None:
    """Lets go of the state file of a watch that nobody waits for any more."""
    if not making.cancelled() and making.exception() is None:
        making.result().jobs.close()


async def main(queue: asyncio.Queue[Any], args: dict[str, Any]) -> None:
    """Watches jobs until it is cancelled.

    When all jobs that `job_id` names have ended, it stays: the end of a source ends the rulebook.
    """
    source = _floors("_task.event_source")
    shell = _Shell(queue, args.get(source.FEEDBACK) if args.get("feedback") else None)
    # In a thread: files are read for the options, and the libraries of a definition are loaded.
    making = asyncio.ensure_future(
        asyncio.to_thread(source.watch_for, args, _log.warning, shell.sleep)
    )
    try:
        watch = await asyncio.shield(making)
    except asyncio.CancelledError:
        making.add_done_callback(_close)
        raise
    await shell.run(watch)
    _log.warning("all jobs that job_id names have ended, and no more events will come")
    await asyncio.get_running_loop().create_future()
