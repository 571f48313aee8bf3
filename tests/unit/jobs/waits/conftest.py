# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Waits in slow motion: a Waiter, a server of canned answers, and a clock that only sleep moves."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.client import Client
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.outcome import WaitOptions
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.poll import PollResult
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.tracked_job import TrackedJob
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.waiter import Waiter
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import provider_of
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.http import HttpTransport
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.secrets import Secrets
from ansible_collections.asyncops.jobs.tests.unit.declared.conftest import WORDS, Fake, answer
from ansible_collections.asyncops.jobs.tests.unit.verbs import run

START = 1_000_000.0
LIST = {"path": "/jobs", "items": "jobs[]"}


class ObservedTransport(HttpTransport):
    """The real one; it keeps the options of what is sent, and lets a test step in before."""

    def __init__(self, scene: Scene, connection: Any, retry_after: Any) -> None:
        super().__init__(
            connection,
            secrets=Secrets(),
            clock=scene.clock,
            sleep=scene.sleep,
            random=lambda: scene.random,
            retry_after=retry_after,
        )
        self.scene = scene

    def send(self, request: Any, options: Any = None, classifier: Any = None) -> Any:
        """Sends it, unless the test raises something."""
        self.scene.options.append(options)
        if self.scene.before_sending is not None:
            self.scene.before_sending(request)
        return super().send(request, options, classifier)


class Scene:
    """One server, one definition, one clock, and what happened on it."""

    def __init__(self, script: dict[str, Any], definition: dict[str, Any]) -> None:
        self.time = START
        self.random = 0.0
        self.sleeps: list[float] = []
        self.progress: list[Any] = []
        self.warnings: list[str] = []
        self.options: list[Any] = []
        self.credentials: dict[str, str] = {}
        self.happened: list[tuple[float, str]] = []
        self.before_sending: Callable[[Any], None] | None = None
        self.before_sleeping: Callable[[float], None] | None = None
        self.definition = definition
        self._lock = threading.Lock()
        self.fake = Fake({})
        for line, found in script.items():
            self.script(line, found)
        self.context = Context(
            warn=self.warnings.append,
            progress=self.progress.append,
            clock=self.clock,
            now=self.clock,
            sleep=self.sleep,
            random=lambda: self.random,
            make_transport=lambda *given: ObservedTransport(self, *given),
        )
        self._client: Client | None = None

    def script(self, line: str, found: Any) -> None:
        """The answers to `GET /jobs/7`: one, or a list of which the last stays."""
        answers = list(found) if isinstance(found, list) else [found]

        def respond(sent: Any) -> Any:
            with self._lock:
                self.happened.append((round(self.time - START, 5), line))
                one = answers.pop(0) if len(answers) > 1 else answers[0]
            return one(sent) if callable(one) else one

        self.fake.script[line] = respond

    def clock(self) -> float:
        """The present instant."""
        return self.time

    def sleep(self, seconds: float) -> None:
        """What the waiter calls instead of time.sleep."""
        if self.before_sleeping is not None:
            self.before_sleeping(seconds)
        self.sleeps.append(seconds)
        self.time += seconds

    def takes(self, seconds: float, found: Any) -> Callable[[Any], Any]:
        """An answer that comes after so many seconds."""

        def respond(sent: Any) -> Any:
            self.time += seconds
            return found

        return respond

    @property
    def lines(self) -> list[str]:
        """What was sent, in order."""
        return [line for _at, line in self.happened]

    def at(self, line: str = "GET /jobs/7") -> list[float]:
        """When this was sent, in seconds from the start."""
        return [at for at, one in self.happened if one == line]

    @property
    def params(self) -> dict[str, Any]:
        """The options that reach the server."""
        return {"base_url": self.fake.base_url, "use_proxy": False, **self.credentials}

    @property
    def client(self) -> Client:
        """A Client of the server, always the same."""
        if self._client is None:
            self._client = self.context.connect(provider_of("acme", self.definition), self.params)
        return self._client

    def waiter(self, *ids: str, **options: Any) -> Waiter:
        """A Waiter for jobs of these ids, which were not submitted just now."""
        waiter = Waiter(self.client, WaitOptions(**options), self.context)
        for one in ids:
            self.add(waiter, one)
        return waiter

    def add(self, waiter: Waiter, one: str = "7", **known: Any) -> TrackedJob:
        """One more job; ``submitted``, ``job``, ``retry_after``, ``received`` tell of it."""
        submitted = known.pop("submitted", False)
        told = {"job": None, "retry_after": None, "received": self.time, **known}
        return waiter.add(PollResult(ref=self.client.ref(one), **told), submitted)

    def run(self, verb: str, **params: Any) -> dict[str, Any]:
        """A verb as a module runs it."""
        options = {**self.params, **params}
        return run(verb, lambda: provider_of("acme", self.definition), options, self.context)


@pytest.fixture
def scene() -> Iterator[Callable[..., Scene]]:
    """Starts a server from a script (`GET /jobs/7`: answers) for a definition."""
    scenes: list[Scene] = []

    def start(script: dict[str, Any], **definition: Any) -> Scene:
        state = {"path": "status", "words": WORDS}
        whole = {"name": "acme", "auth": "none", "get": "/jobs/{id}", "state": state}
        scenes.append(Scene(script, {**whole, "job": {"id": "id"}, **definition}))
        return scenes[-1]

    yield start
    for one in scenes:
        one.fake.shutdown()
        one.fake.server_close()


@pytest.fixture
def say() -> Callable[..., Any]:
    """Makes canned answers: `say({"id": 7}, 503, Retry_After="5")`."""
    return answer


@pytest.fixture
def threads_end() -> Callable[[str], None]:
    """Returns when the threads have ended whose names begin so."""

    def wait(prefix: str) -> None:
        for _time in range(3000):
            threads = [one for one in threading.enumerate() if one.name.startswith(prefix)]
            if not threads:
                return
            for one in threads:
                # A signal may come while a thread is being started, which cannot be joined then.
                if not one._started.is_set():
                    threading.Event().wait(0.01)
                else:
                    one.join(0.1)
        raise AssertionError("threads of %s do not end" % prefix)

    return wait
