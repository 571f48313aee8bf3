# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The event source as ansible-rulebook runs it: by its path, in an event loop that is never blocked."""

from __future__ import annotations

import asyncio
import logging
import pathlib
import runpy
import subprocess
import sys
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

FILE = pathlib.Path(__file__).resolve().parents[3] / (
    "extensions/eda/plugins/event_source/job_events.py"
)
LIST = {"path": "/jobs", "items": "items", "full": True}
LONG = 30.0  # seconds after which a test has failed

pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 10), reason="ansible-rulebook needs Python 3.10"
)


class System:
    """Jobs of a scripted server; a list may be held back."""

    def __init__(self, acme: Any) -> None:
        self.jobs = {"1": "running"}
        self.asked, self.may_answer = threading.Event(), threading.Event()
        self.may_answer.set()
        self.person = acme({"GET /jobs": self.list}, list=LIST, job={"id": "id"})

    def list(self, sent: Any) -> Any:
        self.asked.set()
        self.may_answer.wait(LONG)
        return {"items": [{"id": key, "status": word} for key, word in self.jobs.items()]}

    def args(self, **options: Any) -> dict[str, Any]:
        return {
            "provider": "acme",
            "provider_definition": self.person.definition,
            "base_url": self.person.fake.base_url,
            "use_proxy": False,
            "interval": 0.01,
            **options,
        }


@pytest.fixture
def system(acme: Any) -> System:
    """A server with one job."""
    return System(acme)


@pytest.fixture
def main() -> Callable[..., Coroutine[Any, Any, None]]:
    """The source's main(), found as ansible-rulebook finds it."""
    found: Callable[..., Coroutine[Any, Any, None]] = runpy.run_path(str(FILE))["main"]
    return found


def run(test: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(test, LONG))


async def end(task: asyncio.Task[None]) -> None:
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    for thread in threading.enumerate():
        if thread.name == "asyncops-events":
            thread.join(LONG)
            assert not thread.is_alive()


def test_events_reach_the_queue(system: System, main: Any) -> None:
    async def test() -> None:
        queue: asyncio.Queue[Any] = asyncio.Queue()
        task = asyncio.create_task(main(queue, system.args(replay=True)))
        first = await queue.get()
        assert (first["event"], first["job"]["state"]) == ("job.new", "running")
        system.jobs["1"] = "error"
        last = await queue.get()
        assert (last["event"], last["job"]["state"]) == ("job.finished", "failed")
        await end(task)
        assert queue.empty()

    run(test())


def test_the_event_loop_is_never_blocked(system: System, main: Any) -> None:
    async def test() -> None:
        queue: asyncio.Queue[Any] = asyncio.Queue()
        system.may_answer.clear()
        task = asyncio.create_task(main(queue, system.args(replay=True)))
        while not system.asked.is_set():
            await asyncio.sleep(0)
        for _turn in range(1000):  # while the server does not answer
            await asyncio.sleep(0)
        assert queue.empty() and not task.done()
        system.may_answer.set()
        assert (await queue.get())["event"] == "job.new"
        await end(task)

    run(test())


def test_a_cancelled_source_ends_while_the_server_hangs(
    system: System, main: Any, tmp_path: pathlib.Path
) -> None:
    async def test() -> None:
        args = system.args(state_file=str(tmp_path / "state"))
        for _each in range(2):  # the second finds the file free
            system.asked.clear()
            system.may_answer.clear()
            task = asyncio.create_task(main(asyncio.Queue(), args))
            while not system.asked.is_set():
                await asyncio.sleep(0)
            await end(task)
            system.may_answer.set()

    run(test())


def test_a_rulebook_that_is_slow_is_waited_for(
    system: System, main: Any, tmp_path: pathlib.Path
) -> None:
    async def test() -> None:
        system.jobs = {str(number): "running" for number in range(50)}
        args = system.args(state_file=str(tmp_path / "state"), replay=True)
        queue: asyncio.Queue[Any] = asyncio.Queue(1)
        task = asyncio.create_task(main(queue, args))
        seen = [(await queue.get())["job"]["id"] for _each in range(10)]
        while not queue.full():
            await asyncio.sleep(0)
        assert len(system.person.fake.log) == 1  # it is asked for nothing more meanwhile
        await end(task)
        seen.append(queue.get_nowait()["job"]["id"])
        task = asyncio.create_task(main(queue, args))
        while len(seen) < 50:
            seen.append((await queue.get())["job"]["id"])
        await end(task)
        # The one that was waiting may come again: whether it was taken was not known.
        assert sorted(set(seen), key=int) == [str(number) for number in range(50)]

    run(test())


def test_feedback_of_the_rules_is_waited_for(
    system: System, main: Any, tmp_path: pathlib.Path
) -> None:
    async def test() -> None:
        args = system.args(state_file=str(tmp_path / "state"), replay=True, feedback=True)
        args["eda_feedback_queue"] = feedback = asyncio.Queue()
        queue: asyncio.Queue[Any] = asyncio.Queue()
        for _each in range(2):  # without feedback it is told again
            task = asyncio.create_task(main(queue, args))
            event = await queue.get()
            assert event["job"]["id"] == "1"
            await end(task)
        task = asyncio.create_task(main(queue, args))
        await feedback.put(await queue.get())
        system.jobs["1"] = "done"
        assert (await queue.get())["event"] == "job.finished"
        await end(task)

    run(test())


def test_a_wrong_option_ends_it_with_one_sentence(system: System, main: Any) -> None:
    async def test() -> None:
        with pytest.raises(Exception, match="did you mean interval") as caught:
            await main(asyncio.Queue(), system.args(intervall=3))
        assert type(caught.value).__name__ == "Refused" and "\n" not in str(caught.value)

    run(test())
    assert system.person.fake.log == []


def test_it_stays_when_all_named_jobs_have_ended(
    system: System, main: Any, caplog: pytest.LogCaptureFixture
) -> None:
    system.person.fake.script["GET /jobs/1"] = {"id": "1", "status": "done"}

    async def test() -> None:
        queue: asyncio.Queue[Any] = asyncio.Queue()
        task = asyncio.create_task(main(queue, system.args(job_id=["1"], replay=True)))
        assert (await queue.get())["event"] == "job.finished"
        while not caplog.records:
            await asyncio.sleep(0)
        assert not task.done()
        await end(task)

    with caplog.at_level(logging.WARNING):
        run(test())
    assert caplog.messages == [
        "all jobs that job_id names have ended, and no more events will come"
    ]


WITHOUT_ANSIBLE = """
import asyncio, runpy, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("ansible", "ansible_collections", "yaml", "jmespath"):
            raise ImportError(name)

sys.meta_path.insert(0, Absent())
main = runpy.run_path(sys.argv[1])["main"]
async def test():
    task = asyncio.create_task(main(asyncio.Queue(), {
        "provider": "log360", "base_url": "http://127.0.0.1:9", "token": "t"}))
    await asyncio.wait([task], timeout=0.3)
    assert not task.done(), task
    task.cancel()
asyncio.run(test())
print("ran")
"""


@pytest.mark.gate
def test_it_needs_nothing_but_requests(tmp_path: pathlib.Path) -> None:
    """Neither ansible-core nor the collection on any path."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_ANSIBLE, str(FILE)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        timeout=60,
        check=False,
    )
    assert done.stdout == "ran\n", done.stderr
