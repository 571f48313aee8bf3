# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an event source knows of each job. Private to asyncops.jobs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Callable, Optional

from .._model.errors import SaveError
from .events import Known
from .state_file import StateFile


class KnownJobs:
    """As little of each job as tells whether it has changed; with a file, over restarts.

    :param file: where it is remembered; None: nowhere.
    :param tell: takes a sentence for the log.
    :param may_keep: whether an id may stand in the file: a system may call a job by a secret.
    :ivar has_begun: whether what was there at first has been taken in: what comes then is new.
    """

    def __init__(
        self,
        file: Optional[StateFile],
        tell: Callable[[str], None],
        may_keep: Callable[[str], bool] = lambda job_id: True,
    ) -> None:
        self._file = file
        self._tell = tell
        self._may_keep = may_keep
        self._withheld: set[str] = set()  # from the file
        self._jobs: dict[str, Known] = file.jobs if file is not None else {}
        self._has_told = False
        self._is_noted = False  # something was, since the last flush
        self.has_begun = file is not None and file.has_begun

    def __contains__(self, job_id: object) -> bool:
        return job_id in self._jobs

    def __len__(self) -> int:
        return len(self._jobs)

    def get(self, job_id: str) -> Optional[Known]:
        """What is known of a job."""
        return self._jobs.get(job_id)

    def items(self) -> list[tuple[str, Known]]:
        """All of them, as they are now."""
        return list(self._jobs.items())

    def put(self, job_id: str, known: Known) -> None:
        """Takes in what a job is now."""
        if self._jobs.get(job_id) == known:
            return
        self._jobs[job_id] = known
        self._note(job_id, known)

    def forget(self, job_id: str) -> None:
        """Knows a job no longer."""
        del self._jobs[job_id]
        self._note(job_id, None)

    def begin(self) -> None:
        """From now on what is not known is new."""
        if self.has_begun:
            return
        self.has_begun = True
        if self._file is not None:
            with self._telling():
                self._file.begin()

    def flush(self) -> None:
        """Brings to the disk what is to be remembered, and keeps the file small."""
        if self._file is None or not self._is_noted:
            return
        with self._telling():
            self._file.mend(
                {key: one for key, one in self._jobs.items() if key not in self._withheld}
                if self._withheld
                else self._jobs
            )
            self._file.sync()
            self._is_noted = self._has_told = False

    def close(self) -> None:
        """Lets the file go."""
        if self._file is not None:
            self._file.close()

    def _note(self, job_id: str, known: Optional[Known]) -> None:
        self._is_noted = True
        if self._file is not None and not self._may_keep(job_id):
            self._withheld.add(job_id)
        elif self._file is not None:
            with self._telling():
                self._file.note(job_id, known)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """A file that cannot be written to ends nothing: it is said once, and tried again."""
        try:
            yield
        except SaveError as exc:
            self._is_noted = True
            if not self._has_told:
                self._has_told = True
                self._tell("%s; a restart now may tell events again" % exc.message)
