# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendors' own clients and our verbs on one emulator, and one clock that only their sleeps
move.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import os
import pathlib
import sys
import time as real_time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

UNIT = pathlib.Path(__file__).resolve().parents[1] / "unit"


def _load(path: pathlib.Path) -> ModuleType:
    """Load a conftest of the unit tests: what it holds is the same here."""
    spec = importlib.util.spec_from_file_location(f"vendor_clients_{path.parent.name}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


only_loopback = _load(UNIT / "conftest.py").only_loopback
_jobs = _load(UNIT / "jobs" / "conftest.py")
world = _jobs.world
World = _jobs.World

# These clients read them, and a wrong CA bundle or log level of the person who runs the tests is
# not their subject.
for _name in [
    n for n in os.environ if n.endswith("_CA_BUNDLE") or n.startswith(("ALTERYX_", "SSL_CERT_"))
]:
    del os.environ[_name]


class Time:
    """Stands in for a client's module `time`: sleeping moves the emulator's clock, and nobody
    waits.
    """

    strftime = staticmethod(real_time.strftime)
    gmtime = staticmethod(real_time.gmtime)

    def __init__(self, world: Any) -> None:
        self._clock = world.clock
        self.naps: list[float] = []
        self.meanwhile: Callable[[], None] | None = None

    def sleep(self, seconds: float) -> None:
        """Let the time go by; `meanwhile` is what somebody else does then."""
        self.naps.append(seconds)
        self._clock.sleep(seconds)
        if self.meanwhile is not None:
            self.meanwhile()

    def time(self) -> float:
        """The emulator's time."""
        return float(self._clock.now())


@pytest.fixture
def nap(world: Any) -> Time:
    """The clock of the clients that sleep."""
    return Time(world)


@pytest.fixture(autouse=True)
def no_bug_in_the_emulator(world: Any) -> Iterator[None]:
    """At the end no request may have met a bug there."""
    yield
    assert [error for face in world.emulator.faces.values() for error in face.errors] == []


@contextlib.contextmanager
def wrong(package: str, fault: str, error: type[BaseException], says: str) -> Iterator[None]:
    """The call within is known to fail, and the vendor's page is against it: it must fail so, then
    the test is skipped.

    `says` is looked for in the error and in what caused it. A release of the client that mends the
    fault fails the test. What else a test has to say stands before the call.
    """
    with pytest.raises(error) as failed:
        yield
    chain: list[str] = []
    link: BaseException | None = failed.value
    while link is not None:
        chain.append(repr(link))
        link = link.__cause__ or link.__context__
    assert says in " <- ".join(chain)
    pytest.skip(f"{package} {importlib.metadata.version(package)} is wrong here: {fault}")


@pytest.fixture(name="wrong")
def wrong_fixture() -> Callable[..., Any]:
    """See `wrong`."""
    return wrong
