# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start the emulator, run playbooks/demo.yml with its address as the variable `emulator`, stop the
emulator.

Run by demo.sh with the Python of .venv. The exit code is ansible-playbook's, or 128 + the signal
that ended it.
"""

from __future__ import annotations

import contextlib
import json
import os
import pathlib
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parent.parent
START_TIMEOUT = 20.0  # seconds until the emulator must have said where it listens
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Interrupted(BaseException):
    """A signal asked us to end. Not an Exception: nothing on the way may swallow it."""


def interrupt(number: int, frame: object) -> None:
    """Signal handler: unwind, so that each context manager stops what it started.

    A second one changes nothing.
    """
    for other in SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    raise Interrupted(number)


@contextlib.contextmanager
def process(*command: str, **options: Any) -> Iterator[subprocess.Popen[str]]:
    """Run a command in a session of its own; whatever happens, end it and all that it started."""
    child = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, text=True, start_new_session=True, **options
    )
    try:
        yield child
    finally:
        # SIGINT first: that is what lets ansible-playbook end its own workers, which sit in other
        # sessions.
        for number, patience in (
            (signal.SIGINT, 5.0),
            (signal.SIGTERM, 3.0),
            (signal.SIGKILL, None),
        ):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(patience)


def first_line(child: subprocess.Popen[str]) -> str:
    """Return the first line that a process prints; exit with a sentence if none comes in time."""
    assert child.stdout is not None
    ready = select.select([child.stdout], [], [], START_TIMEOUT)[0]
    line = child.stdout.readline() if ready else ""
    if not line:
        sys.exit(f"demo: the emulator did not start (exit code {child.poll()})")
    return line


def environment(work: pathlib.Path, python: pathlib.Path) -> dict[str, str]:
    """Return the environment of ansible-playbook: this collection, no settings or proxies of the
    user, no notices.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ANSIBLE_", "ASYNCOPS_"))}
    return kept | {
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".venv" / "collections"),
        "ANSIBLE_CONFIG": str(work / "ansible.cfg"),
        "ANSIBLE_HOME": str(work / "ansible"),
        "ANSIBLE_PYTHON_INTERPRETER": str(python),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_DEPRECATION_WARNINGS": "false",
        "TMPDIR": str(
            work
        ),  # what the play leaves behind when it is interrupted goes with the work folder
        "LC_ALL": "C.UTF-8",
        "NO_PROXY": "127.0.0.1,::1,localhost",
        "no_proxy": "127.0.0.1,::1,localhost",
    }


def run(work: pathlib.Path, arguments: list[str]) -> int:
    """Run the demo in a work folder that is removed afterwards; return ansible-playbook's exit
    code.
    """
    # Ansible starts modules by an unquoted path of the interpreter: ours must have no blank in it,
    # the tree's may.
    (work / "venv").symlink_to(ROOT / ".venv")
    python = work / "venv" / "bin" / "python"
    (work / "ansible.cfg").touch()
    facts = work / "emulator.json"
    playbook = ROOT / "playbooks" / "demo.yml"
    with process(
        sys.executable, str(ROOT / "tools" / "emulator.py"), "--speed", "2", stdout=subprocess.PIPE
    ) as emulator:
        facts.write_text(json.dumps({"emulator": json.loads(first_line(emulator))}))
        command = [
            str(python),
            "-m",
            "ansible",
            "playbook",
            str(playbook),
            "-e",
            f"@{facts}",
            *arguments,
        ]
        with process(*command, cwd=ROOT, env=environment(work, python)) as demo:
            return demo.wait()


def main() -> int:
    """Run the demo; signals end it tidily."""
    for number in SIGNALS:
        signal.signal(number, interrupt)
    try:
        with tempfile.TemporaryDirectory(prefix="asyncops-demo-") as work:
            return run(pathlib.Path(work), sys.argv[1:])
    except Interrupted as signalled:
        print(
            f"\ndemo: ended by {signal.Signals(signalled.args[0]).name}; the emulator is stopped",
            file=sys.stderr,
        )
        return 128 + int(signalled.args[0])


if __name__ == "__main__":
    sys.exit(main())
