# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every verb of every system against servers whose answers are changed at random.

    sh test.sh --co -q >/dev/null                              # prepares .venv, once
    .venv/bin/python tests/fuzz/run.py --seconds 60            # another minute: --seed 2
    .venv/bin/python tests/fuzz/run.py --seconds 3600 --jobs 2 # an hour
    .venv/bin/python tests/fuzz/run.py --repeat 1/278          # one conversation, shown whole

The true answers come from the emulator (and from canned ones for the shipped definitions); status,
headers, bodies, framing and timing of some are changed on the way (mutations.py). The client is the
real one, with its real transport, over loopback; sleeping skips time. What must hold whatever was
answered is in oracle.py: no hang, no uncaught or internal error, no success that no answer says,
strict JSON, no secret in the result or beside it, no other origin, no change in check mode, a
submit sent once, files whole or as they were.

A conversation is drawn from the seed and its number alone. What remains to chance is the order in
which threads get on. Conversations are held in a process of their own, so that one that hangs (in
a regular expression, say) is found, shown with its stack, and passed over.

The last line says how many there were; the exit code is 1 where something was wrong with one.
"""

from __future__ import annotations

import argparse
import collections
import faulthandler
import importlib.util
import multiprocessing
import os
import pathlib
import random
import signal
import sys
import time
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]
HANGS = 60.0  # seconds after which a conversation is given up
MOST_SHOWN = 20
if importlib.util.find_spec("ansible_collections") is None:
    sys.path.insert(0, str(ROOT / ".venv" / "collections"))


def hold(connection: Any, seed: int, numbers: range) -> None:
    """The worker: holds conversations until it is ended, and says how each went."""
    from ansible_collections.asyncops.jobs.tests.fuzz.conversation import play, report
    from ansible_collections.asyncops.jobs.tests.fuzz.oracle import judge

    faulthandler.register(signal.SIGUSR1, all_threads=True)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the one who started it ends it
    for number in numbers:
        connection.send((number, None, None))
        talk = play(seed, number)
        wrong = judge(talk)
        outcome = str(talk.result.get("error", "well"))
        connection.send((number, outcome, report(talk, wrong) if wrong else ""))


class Lane:
    """A worker, and what it is doing."""

    def __init__(self, seed: int, first: int, step: int) -> None:
        self.seed, self.step = seed, step
        self.start(first)

    def start(self, first: int) -> None:
        """Begin with this conversation."""
        self.number, self.since = first, time.monotonic() + HANGS  # it has to import first
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe(duplex=False)
        numbers = range(first, sys.maxsize, self.step)
        self.process = context.Process(target=hold, args=(theirs, self.seed, numbers), daemon=True)
        self.process.start()
        theirs.close()

    def news(self) -> list[tuple[int, str, str]]:
        """(number, outcome, report) of what has ended; a report is empty where all was well."""
        found = []
        try:
            while self.connection.poll(0.05):
                number, outcome, text = self.connection.recv()
                self.number, self.since = number, time.monotonic()
                if outcome is not None:
                    found.append((number, outcome, text))
        except EOFError:
            self.process.join()
            text = f"conversation {self.seed}/{self.number}: its process ended ({self.process.exitcode})"
            found.append((self.number, "died", text))
            self.start(self.number + self.step)
        if time.monotonic() - self.since > HANGS:
            os.kill(self.process.pid or 0, signal.SIGUSR1)  # prints its stacks
            time.sleep(1.0)
            self.end()
            text = f"conversation {self.seed}/{self.number}: hangs for {HANGS:g} s"
            found.append((self.number, "hangs", text))
            self.start(self.number + self.step)
        return found

    def end(self) -> None:
        """End the worker."""
        self.process.kill()
        self.process.join()


def repeat(which: str) -> int:
    """Hold one conversation and show all of it."""
    from ansible_collections.asyncops.jobs.tests.fuzz.conversation import play, report
    from ansible_collections.asyncops.jobs.tests.fuzz.oracle import judge

    seed, _slash, number = which.partition("/")
    talk = play(int(seed), int(number))
    wrong = judge(talk)
    print(report(talk, wrong))
    print(*(f"  beside it: {text}" for text in talk.shown), sep="\n")
    return 1 if wrong else 0


def main() -> int:
    """Run; return the exit code."""
    parser = argparse.ArgumentParser(description="Conversations with mutated answers.")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=None, help="default: another one each time")
    parser.add_argument("--first", type=int, default=0, help="number of the first conversation")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--repeat", metavar="SEED/NUMBER", help="one conversation, shown whole")
    asked = parser.parse_args()
    if asked.repeat:
        return repeat(asked.repeat)
    seed = random.SystemRandom().randrange(10**6) if asked.seed is None else asked.seed
    print(
        f"seed {seed}; one conversation again: tests/fuzz/run.py --repeat {seed}/NUMBER", flush=True
    )
    end = time.monotonic() + asked.seconds
    lanes = [Lane(seed, asked.first + place, asked.jobs) for place in range(asked.jobs)]
    outcomes: collections.Counter[str] = collections.Counter()
    wrong = 0
    try:
        while time.monotonic() < end and wrong < MOST_SHOWN:
            for lane in lanes:
                for _number, outcome, text in lane.news():
                    outcomes[outcome] += 1
                    wrong += bool(text)
                    if text:
                        print(text, end="\n\n", flush=True)
    finally:
        for lane in lanes:
            lane.end()
    print("ended:", ", ".join(f"{name} {count}" for name, count in outcomes.most_common()))
    total = sum(outcomes.values())
    print(f"{total} conversations, {wrong} went wrong, seed {seed}")
    return 1 if wrong or not total else 0


if __name__ == "__main__":
    sys.exit(main())
