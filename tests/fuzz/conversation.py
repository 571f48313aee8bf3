# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One conversation: a verb, its options, a system whose answers are changed; and what came of it.

Everything is drawn from `seed` and `number`. Which systems and verbs there are is read from the
registry and the table of verbs (tests/unit/systems.py); the shipped definitions talk to canned
answers (tests/unit/jobs/test_truth.py).
"""

from __future__ import annotations

import contextlib
import functools
import json
import pathlib
import random
import re
import socket
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.context import Context
from ansible_collections.asyncops.jobs.plugins.module_utils._model.options import SECRETS
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import (
    NAMES,
    provider_of,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.secrets import Secrets
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator.emulator import FACES
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator.wire import Reply, Request
from ansible_collections.asyncops.jobs.tests.fuzz.mutations import MUTATIONS
from ansible_collections.asyncops.jobs.tests.fuzz.server import Clock, Exchange, Plan, Server, Spoil
from ansible_collections.asyncops.jobs.tests.unit.declared.conftest import content_of
from ansible_collections.asyncops.jobs.tests.unit.jobs.test_truth import SYSTEMS as CANNED
from ansible_collections.asyncops.jobs.tests.unit.jobs.test_truth import (
    provider as shipped_provider,
)
from ansible_collections.asyncops.jobs.tests.unit.systems import SYSTEMS, VERBS
from ansible_collections.asyncops.jobs.tests.unit.verbs import run

REQUEST_TIMEOUT = 0.3  # real seconds: what hangs costs that much
OLD = b"what was there before\n"
# Long enough that chance makes no such text.
HEADER_SECRET = "h3ader/Secr3t+value=="
GIVEN = {
    "username": "someone", "password": "p4ss/W0rd+with=signs", "token": "t0ken-with/+=&signs", "client_id": "client-1",
    "client_secret": "cl1ent/Secr3t+&=",
}  # fmt: skip


class Canned:
    """A shipped definition's system: each kind of request has its answers."""

    def __init__(self, name: str, dice: random.Random) -> None:
        self.system = CANNED[name]
        final = dice.choice(list(self.system.words))
        self.states = ["running"] * dice.randrange(3) + [final]
        self.root = ""

    def respond(self, request: Request) -> tuple[Reply, str]:
        """By the kind of request, as test_truth.py tells them apart."""
        line = f"{request.method} {request.path}"
        found = [kind for kind, form in self.system.requests.items() if re.fullmatch(form, line)]
        kind = found[0] if found else ""
        if kind == "submit":
            made = self.system.named
        elif kind == "look":
            state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
            made = self.system.look(self.system.number, self.system.words[state])
        elif kind in ("stop", "delete"):
            return Reply(204), "write"
        elif kind in ("result", "messages"):
            return Reply(200, b'{"value": 1}', "application/json"), "read"
        else:
            return Reply(404, b'{"detail": "Not found."}', "application/json"), _kind(request)
        headers = [(name, value.replace("BASE", self.root)) for name, value in made.headers.items()]
        body = content_of(made.body, self.root)
        return Reply(made.status, body, "application/json", headers), _kind(request)


def _kind(request: Request) -> str:
    return "read" if request.method in ("GET", "HEAD", "OPTIONS") else "write"


class Talk(NamedTuple):
    """What was done, and all that came of it.

    :ivar shown: every text that a person sees beside the result.
    :ivar others: hosts and ports besides the server's that were asked for.
    :ivar failure: the traceback of what `run` did not handle, in any thread.
    :ivar seconds: real ones; `passed`: those of the injected clock.
    :ivar left: the files of the folder in which `dest` lies, afterwards.
    """

    seed: int
    number: int
    system: str
    verb: str
    check_mode: bool
    params: Mapping[str, Any]
    provider: Any
    result: dict[str, Any]
    shown: list[str]
    log: list[Exchange]
    secrets: set[str]
    others: list[Any]
    failure: str
    seconds: float
    passed: float
    left: dict[str, bytes]
    had_file: bool

    @property
    def title(self) -> str:
        """In one line."""
        mode = ", check mode" if self.check_mode else ""
        return f"conversation {self.seed}/{self.number}: {self.verb} of {self.system}{mode}"


@functools.cache
def cases() -> list[tuple[str, str]]:
    """(system, verb): every verb of every system that has it."""
    found = [
        (name, verb) for name in NAMES for verb, case in VERBS.items() if case.needs in provider_of(name).verbs
    ]  # fmt: skip
    shipped = [name for name in CANNED if name not in NAMES]
    return found + [
        (name, verb) for name in shipped for verb, case in VERBS.items() if case.needs in _shipped(name).verbs
    ]  # fmt: skip


def _shipped(name: str) -> Any:
    return shipped_provider(CANNED[name].provider or name)


# What may be asked besides the least; each verb that is not here is asked the least only.
def _variants(verb: str, system: str, ids: list[str], dice: random.Random) -> dict[str, Any]:
    made = provider_of(system) if system in NAMES else _shipped(system)
    can_stop = "stop" in made.verbs
    timing = {
        **dice.choice([{"wait_timeout": seconds} for seconds in (0, 0.5, 5, 60, 600)] + [{"wait_timeout": 20, "wait_interval": 0.5}]),
        "on_timeout": dice.choice(["fail", "return", "stop" if can_stop else "fail"]),
    }  # fmt: skip
    some = dice.sample(ids, dice.randrange(1, len(ids) + 1))
    listed = system in SYSTEMS and "list" in made.verbs
    if verb == "info":
        more = {"messages": dice.random() < 0.5, "raw": dice.random() < 0.5}
        if listed and dice.random() < 0.5:
            return {**more, "filters": SYSTEMS[system].filters or None, "summary_only": dice.random() < 0.3,
                    "limit": dice.choice([None, None, 1, 3]), "states": dice.choice([None, ["failed", "succeeded"]])}  # fmt: skip
        return {**more, "job_id": some}
    if verb == "wait":
        until = dice.choice([None, None, None, ["running"]])
        return {
            **timing,
            "job_id": some,
            "wait_for": dice.choice(["all", "any"]),
            "wait_until": until,
        }
    if verb == "stop":
        return {
            **timing,
            "job_id": some,
            "wait": dice.random() < 0.6,
            "ignore_missing": dice.random() < 0.3,
        }
    if verb == "delete":
        if listed and dice.random() < 0.3:
            return {"job_id": None, "states": ["failed", "succeeded"], "max_jobs": 5}
        return {"job_id": some, "force": dice.random() < 0.6}
    if verb == "request":
        return {**timing, "wait": True}
    if verb == "result":
        one = some if dice.random() < 0.3 else some[:1]
        return {**timing, "job_id": one, "wait": dice.random() < 0.7}
    return {}


def _params(
    verb: str, system: str, ids: list[str], dice: random.Random, folder: pathlib.Path
) -> dict[str, Any]:
    if system in NAMES:
        params = VERBS[verb].params(system, ids[0])
    elif verb == "request":
        params = dict(CANNED[system].submit)
    else:
        params = VERBS[verb].params(NAMES[0], ids[0])
    params = {**params, **_variants(verb, system, ids, dice)}
    if params.pop("dest", None) is not None and dice.random() < 0.6:
        params["dest"] = str(folder / "result")
    if "delete_after" in params:
        params["delete_after"] = dice.choice(["never", "success", "always"])
    if verb == "request" and dice.random() < 0.2:
        params = {**params, "wait": False}
        params.pop("dest", None)
        params.pop("delete_after", None)
    return {name: value for name, value in params.items() if value is not None}


def _system(
    name: str, clock: Clock, dice: random.Random
) -> tuple[Any, list[str], Callable[[], Any], dict[str, Any]]:
    """What answers, the ids that it knows, what makes the provider, the options that reach it."""
    if name not in NAMES:
        canned = Canned(name, dice)
        options = {one: GIVEN[one] for one in canned.system.credentials}
        ids = [canned.system.job_id or canned.system.id]
        return canned, ids, lambda: _shipped(name), {**options, "provider": name}
    face: Any = FACES[name](clock)  # type: ignore[arg-type]
    ids = [
        face.add_job(outcome=dice.choice(list(face.outcomes)), duration=dice.choice([0.5, 4.0, 30.0]), age=dice.choice([0.0, 0.0, 2.0, 100.0]))
        for _each in range(dice.choice([1, 1, 2, 3]))
    ]  # fmt: skip
    face.next_job(
        outcome=dice.choice(list(face.outcomes)),
        duration=dice.choice([0.5, 4.0, 30.0]),
        sync=dice.random() < 0.2,
    )
    options = {key: value for key, value in face.options.items() if key != "base_url"}
    return face, ids, lambda: provider_of(name), options


def title_of(seed: int, number: int) -> str:
    """Which verb of which system a conversation is."""
    system, verb = random.Random(f"{seed}/{number}").choice(cases())
    return f"{verb} of {system}"


def play(
    seed: int,
    number: int,
    rate: float | None = None,
    case: tuple[str, str] | None = None,
    spoil: Spoil | None = None,
) -> Talk:
    """Hold one conversation.

    :param rate: the share of answers that are changed, instead of one that is drawn.
    :param case: (system, verb), instead of one that is drawn.
    :param spoil: changes answers by their number, and by no chance.
    """
    dice = random.Random(f"{seed}/{number}")
    system, verb = dice.choice(cases())
    system, verb = case or (system, verb)
    names = list(MUTATIONS)
    plan = Plan(
        f"{seed}/{number}",
        dice.choice([0.2, 0.5, 0.8, 1.0]),
        dice.choice([0, 0, 1, 2, 3]),
        names if dice.random() < 0.5 else dice.sample(names, 3),
    )
    plan = plan if rate is None else plan._replace(rate=rate)
    clock = Clock()
    answers, ids, provider, options = _system(system, clock, dice)
    server = Server(plan, spoil)
    answers.root = server.origin
    server.answers = answers
    server.secrets = [str(options[name]) for name in SECRETS if options.get(name)]
    base_url = getattr(answers, "base_url", server.origin)
    check_mode = dice.random() < 0.15
    had_file = dice.random() < 0.5
    if dice.random() < 0.3:
        options["headers"] = {"X-Key": HEADER_SECRET}
        server.secrets.append(HEADER_SECRET)
    shown: list[str] = []
    chance = random.Random(f"{seed}/{number}/client")
    with tempfile.TemporaryDirectory(prefix="asyncops-fuzz-") as name:
        folder = pathlib.Path(name)
        if had_file:
            (folder / "result").write_bytes(OLD)
        params = {
            **options, "base_url": base_url, "use_proxy": False, "request_timeout": REQUEST_TIMEOUT,
            "request_retries": dice.choice([0, 1, 4]), **_params(verb, system, ids, dice, folder),
        }  # fmt: skip
        secrets = Secrets()
        context = Context(
            check_mode=check_mode, warn=shown.append, clock=clock.now, now=clock.now, sleep=clock.sleep, random=chance.random,
            progress=lambda one: shown.append(_line(one, secrets)), trace=lambda text: shown.append("trace: " + text), secrets=secrets,
        )  # fmt: skip
        began, then = time.monotonic(), clock.now()
        with _watched(server.port) as (others, raised):
            try:
                result = run(verb, provider, params, context)
            except Exception:  # noqa: BLE001 what nobody handles is what is looked for
                raised.append(traceback.format_exc())
                result = {}
        seconds, passed = time.monotonic() - began, clock.now() - then
        server.close()
        left = {one.name: one.read_bytes() for one in folder.iterdir() if one.is_file()}
    errors = getattr(answers, "errors", [])
    assert not errors, f"the emulator has a bug: {errors[0]}"
    return Talk(
        seed, number, system, verb, check_mode, params, provider(), result, shown, server.log, {*server.secrets, *server.tokens},
        others, "\n".join(raised), seconds, passed, left, had_file,
    )  # fmt: skip


def _line(progress: Any, secrets: Secrets) -> str:
    """What the in-process form prints of a wait (plugin_utils/_progress.py)."""
    jobs = " ".join(f"{job.id} {job.state}" for job in progress.jobs)
    return secrets.sentence(f"{jobs}; {progress.last_failure}; {progress.why}")


@contextlib.contextmanager
def _watched(port: int) -> Iterator[tuple[list[Any], list[str]]]:
    """Lets nobody talk but to this port, and notes who tries; notes what threads do not handle."""
    others: list[Any] = []
    raised: list[str] = []
    connect, look_up, hook = socket.socket.connect, socket.getaddrinfo, threading.excepthook

    def only_ours(self: socket.socket, address: Any) -> None:
        if tuple(address[:2]) != ("127.0.0.1", port):
            others.append(address)
            raise ConnectionRefusedError("only the server of this conversation may be reached")
        connect(self, address)

    def only_numbers(host: Any, *args: Any, **more: Any) -> Any:
        if host != "127.0.0.1":
            others.append(host)
            raise socket.gaierror(socket.EAI_NONAME, "no such host")
        return look_up(host, *args, **more)

    socket.socket.connect, socket.getaddrinfo = only_ours, only_numbers  # type: ignore[method-assign, assignment]
    threading.excepthook = lambda found: raised.append(
        "".join(traceback.format_exception(found.exc_type, found.exc_value, found.exc_traceback))
    )
    try:
        yield others, raised
    finally:
        socket.socket.connect, socket.getaddrinfo = connect, look_up  # type: ignore[method-assign]
        threading.excepthook = hook


def report(talk: Talk, complaints: list[str]) -> str:
    """All that helps to find out why."""
    lines = [talk.title, *(f"  * {one}" for one in complaints)]
    hidden = {
        name: "..." if name in (*SECRETS, "headers") else value
        for name, value in talk.params.items()
    }
    lines += [f"  options: {json.dumps(hidden, default=str)}"]
    lines += [f"  {one}" for one in talk.log[:40]]
    lines += [f"  said: {text[:300]!r}" for text in talk.shown[:10]]
    lines += [f"  result: {str(talk.result)[:3000]}"]
    return "\n".join(lines)
