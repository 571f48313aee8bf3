# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every unit test: importable, repeatable, and no packet leaves this machine."""

from __future__ import annotations

import functools
import gc
import importlib.util
import ipaddress
import os
import pathlib
import re
import socket
import sys
from typing import Any

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HAS_ANSIBLE = importlib.util.find_spec("ansible") is not None
# What cannot be imported where ansible is absent, as on a managed node.
NEEDS_ANSIBLE = re.compile(
    r"^\s*(?:from|import)\s+(?:ansible[. ]|ansible_collections\S*(?:_task|plugins\.(?:modules|action|lookup)|_action))"
    r"|^\s*from ansible_collections\.asyncops\.jobs\.plugins import .*\b(?:modules|action|lookup)\b",
    re.MULTILINE,
)
# Where a row of a table is a conversation with a server: so many rows of each table are taken.
HOLD_CONVERSATIONS = {"declared", "documents", "jobs", "wire"}
ROWS = {"gate": 2, "slow": 6}  # who has more is marked so
ignored: list[str] = []


def _arrange_imports() -> None:
    """Make ansible_collections.asyncops.jobs importable when pytest was started by hand after one `sh test.sh`."""
    if importlib.util.find_spec("ansible_collections") is None:
        sys.path.insert(0, str(ROOT / ".venv" / "collections"))


def _arrange_environment() -> None:
    """Forget the user's own settings: ASYNCOPS_* are option defaults, a proxy would swallow calls to loopback."""
    for name in [
        n for n in os.environ if n.startswith("ASYNCOPS_") or n.lower().endswith("_proxy")
    ]:
        del os.environ[name]


def _arrange_hypothesis() -> None:
    """Same examples on each run, nothing written to disk, no verdict that depends on the machine's speed."""
    try:
        from hypothesis import HealthCheck, settings
    except ImportError:
        return
    alike: dict[str, Any] = {
        "derandomize": True,
        "database": None,
        "deadline": None,
        "suppress_health_check": [HealthCheck.too_slow],
    }
    settings.register_profile("quick", max_examples=6, **alike)
    settings.register_profile("thorough", max_examples=100, **alike)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def _arrange_yaml() -> None:
    """Read YAML by libyaml where PyYAML has it: ten times as fast, and pages and plugins are full of it."""
    try:
        import yaml
    except ImportError:
        return
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    yaml.safe_load = functools.partial(yaml.load, Loader=loader)
    yaml.safe_load_all = functools.partial(yaml.load_all, Loader=loader)


_arrange_imports()
_arrange_environment()
_arrange_hypothesis()
_arrange_yaml()


def pytest_configure(config: Any) -> None:
    """Here and not in pyproject.toml, which ansible-test does not read."""
    for marker in (
        "slow: takes seconds; the sessions slow-* of nox run it",
        "gate: takes part of a second; `sh test.sh` leaves it out, the sessions units-* run it",
    ):
        config.addinivalue_line("markers", marker)


@pytest.hookimpl(tryfirst=True)  # before -m selects
def pytest_collection_modifyitems(items: list[Any]) -> None:
    """Mark what a table has beyond a spread of its rows, where a row is a conversation with a
    server, and what starts processes of Ansible.
    """
    conversations: dict[str, list[Any]] = {}
    processes: dict[str, list[Any]] = {}
    for item in items:
        table = item.nodeid.partition("[")[0]
        if {"ansible", "workshop"} & set(getattr(item, "fixturenames", ())):
            item.add_marker("gate")
            processes.setdefault(table, []).append(item)
        elif HOLD_CONVERSATIONS & set(item.path.relative_to(ROOT).parts):
            conversations.setdefault(table, []).append(item)
    for rows in processes.values():
        _mark_beyond(rows, 1, "slow")
    for rows in conversations.values():
        for marker, most in ROWS.items():
            _mark_beyond(rows, most, marker)


def pytest_collection_finish() -> None:
    """The tests that were collected stay to the end: no collection of garbage walks through them."""
    gc.collect()
    gc.freeze()


def _mark_beyond(rows: list[Any], most: int, marker: str) -> None:
    for index in set(range(len(rows))) - spread(len(rows), most):
        rows[index].add_marker(marker)


def spread(count: int, most: int) -> set[int]:
    """Return at most so many indexes of so many rows, from the first to the last."""
    if count <= most:
        return set(range(count))
    return {number * (count - 1) // max(1, most - 1) for number in range(most)}


def pytest_make_parametrize_id(config: Any, val: Any, argname: str) -> str | None:
    """Bytes that nobody can read make no name: a time stamp in them would give each worker of xdist other tests."""
    return argname if isinstance(val, bytes) and not val.decode("latin-1").isprintable() else None


def pytest_ignore_collect(collection_path: pathlib.Path) -> bool | None:
    """Without ansible only the tests of floors 0 to 3 run: those run without it on a managed node, too."""
    if collection_path.name == "task" and not HAS_ANSIBLE:
        return True
    if (
        HAS_ANSIBLE
        or collection_path.suffix != ".py"
        or not collection_path.name.startswith("test_")
    ):
        return None
    if NEEDS_ANSIBLE.search(collection_path.read_text(encoding="utf-8")):
        ignored.append(collection_path.name)
        return True
    return None


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was left out."""
    if ignored:
        terminalreporter.write_line(
            f"without ansible, not collected: {', '.join(sorted(set(ignored)))}"
        )


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.split("%")[0]).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True, scope="session")
def only_loopback() -> Any:
    """Refuse every connection but to this machine: a unit test that would reach out fails here."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise AssertionError(f"a unit test tried to connect to {address!r}")
        real(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect)
        yield
