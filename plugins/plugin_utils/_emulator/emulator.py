# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator as a whole: the faces, each behind a listener of its own."""

from __future__ import annotations

import os
import ssl
from collections.abc import Iterable, Iterator
from types import TracebackType
from typing import Any

from .adverity import Adverity
from .alteryx import Alteryx
from .clock import RealClock
from .commvault import Commvault
from .control import control
from .face import Face
from .illumio import Illumio
from .log360 import Log360
from .server import Listener
from .world import Clock

FACES: dict[str, type[Face]] = {
    face.name: face for face in (Adverity, Alteryx, Commvault, Illumio, Log360)
}


class Emulator:
    """All systems, or those named, each on a port of its own.

    with Emulator(clock=ManualClock()) as emulator:
        face = emulator["illumio"]
    """

    def __init__(
        self,
        systems: Iterable[str] | None = None,
        *,
        speed: float = 1.0,
        clock: Clock | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: tuple[str, str] | None = None,
    ) -> None:
        """Prepare; nothing listens yet.

        `port` 0 takes free ports, P takes P, P+1, ... in the order of `systems`. `tls` is
        (certificate file, key file) and makes every system speak https. ValueError for an unknown
        system, OSError or ssl.SSLError for files that cannot be used.
        """
        names = list(FACES) if systems is None else list(systems)
        unknown = [name for name in names if name not in FACES]
        if unknown:
            raise ValueError(f"no system {unknown[0]!r}: {', '.join(FACES)}")
        if not 0 <= port <= 65536 - len(names):
            raise ValueError(f"port must be between 0 and {65536 - len(names)}, not {port}")
        self.clock: Clock = RealClock(speed) if clock is None else clock
        self.host = host
        self.port = port
        self.faces: dict[str, Face] = {name: FACES[name](self.clock) for name in names}
        self._listeners: list[Listener] = []
        self._tls: ssl.SSLContext | None = None
        if tls is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(*tls)
            for face in self.faces.values():
                face.ca_path = os.path.abspath(tls[0])

    def start(self) -> Emulator:
        """Listen; OSError when an address cannot be had (then nothing listens)."""
        try:
            for index, face in enumerate(self.faces.values()):
                port = self.port + index if self.port else 0
                listener = Listener(face, (self.host, port), control, self._tls)
                self._listeners.append(listener)
                face.root = listener.root
                listener.start()
        except OSError:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Hang up and stop listening; the faces, their jobs and logs stay to be looked at."""
        while self._listeners:
            self._listeners.pop().stop()

    def __enter__(self) -> Emulator:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def __getitem__(self, name: str) -> Face:
        return self.faces[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.faces)

    def add_many(self, system: str, n: int, **what: Any) -> list[str]:
        """Make `n` alike jobs of `system` cheaply (options: `jobs.Plan`); return their ids."""
        return self.faces[system].add_many(n, **what)

    def describe(self) -> dict[str, dict[str, Any]]:
        """Return, for each system, its `base_url` and the `options` that reach it."""
        return {
            name: {"base_url": face.base_url, "options": face.options}
            for name, face in self.faces.items()
        }
