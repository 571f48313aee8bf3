# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The controls over HTTP, and the program for people."""

from __future__ import annotations

import json
import pathlib
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import Emulator
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator.emulator import FACES

pytestmark = pytest.mark.gate

TOOL = pathlib.Path(__file__).resolve().parents[3] / "tools" / "emulator.py"
JOBS = "/RestAPI/v1/jobs"


@pytest.fixture
def log360(web: Callable[[str], Any]) -> Any:
    return web("log360")


def control(web: Any, verb: str, name: str, body: Any = None) -> Any:
    answer = web(verb, f"/_emulator{name}", body, auth=False)
    assert answer.status == 200, answer.text
    return answer.json()


def test_log_over_http_is_not_logged(log360: Any) -> None:
    log360("GET", f"{JOBS}?request_id=1")
    (entry,) = control(log360, "GET", "/log")
    assert (entry["method"], entry["path"], entry["query"]) == ("GET", JOBS, [["request_id", "1"]])
    assert (entry["status"], entry["kind"], entry["body"]) == (200, "read", "")
    assert ["Authorization", f"Bearer {log360.face.token}"] in entry["headers"]
    control(log360, "DELETE", "/log")
    assert control(log360, "GET", "/log") == []


def test_jobs_and_plans_over_http(log360: Any) -> None:
    found = control(
        log360, "POST", "/jobs", [{"n": 3, "status": "RUNNING"}, {"id": "mine", "status": "FAILED"}]
    )
    assert len(found["ids"]) == 4 and found["ids"][-1] == "mine"
    control(log360, "POST", "/next", {"outcome": "failed", "duration": 30})
    id = log360("POST", "/RestAPI/v1/search/async", {}).json()["request_id"]
    assert control(log360, "POST", "/advance", {"seconds": 30}) == {"now": log360.clock.now()}
    assert log360.get(f"{JOBS}?request_id={id}")["requests"][0]["status"] == "FAILED"


def test_faults_and_settings_over_http(log360: Any) -> None:
    control(log360, "POST", "/fault", {"status": 500, "times": 0})
    assert log360("GET", JOBS).status == 500
    control(log360, "DELETE", "/fault")
    control(log360, "POST", "/settings", {"page_size": 100, "v2_rate_limit": None})
    assert log360.get(f"{JOBS}?request_id=AYVTeCb0wPH5eWuO5jkC")["requests"][0]["total_pages"] == 1
    assert log360.face.v2_rate_limit is None
    assert control(log360, "GET", "")["options"] == log360.face.options


@pytest.mark.parametrize(
    ("verb", "name", "body"),
    [("POST", "/fault", {"colour": 1}), ("POST", "/jobs", "["), ("POST", "/next", [1]), ("GET", "/nothing", None),
     ("POST", "/settings", {"speed": 1}), ("POST", "/advance", {"seconds": -1}), ("POST", "/advance", {}),
     ("POST", "/jobs", {"outcome": "splendid"})],
)  # fmt: skip
def test_misuse_gets_one_sentence(log360: Any, verb: str, name: str, body: Any) -> None:
    answer = log360(verb, f"/_emulator{name}", body)
    assert answer.status == 400 and answer.json()["error"]


def test_the_real_clock_cannot_be_advanced() -> None:
    with Emulator(["log360"]) as emulator, pytest.raises(urllib.error.HTTPError) as error:
        urllib.request.urlopen(
            f"{emulator['log360'].base_url}/_emulator/advance", b'{"seconds": 1}'
        )
    assert "real clock" in json.load(error.value)["error"]
    error.value.close()


# The program.


@pytest.fixture
def tool() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Start tools/emulator.py, isolated from this checkout's environment; it never outlives the test."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-I", str(TOOL), *arguments]
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd="/"))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.skipif(sys.version_info < (3, 10), reason="the program needs Python 3.10")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_runs_until_it_is_interrupted(
    tool: Callable[..., subprocess.Popen[str]], number: int
) -> None:
    process = tool("--speed", "20")
    assert process.stdout is not None
    systems = json.loads(process.stdout.readline())
    assert set(systems) == set(FACES)
    assert all(system["base_url"] == system["options"]["base_url"] for system in systems.values())
    log360 = systems["log360"]
    header = {"Authorization": f"Bearer {log360['options']['token']}"}
    with urllib.request.urlopen(
        urllib.request.Request(log360["base_url"] + JOBS, headers=header)
    ) as answer:
        assert json.load(answer)["total"] == 4
    process.send_signal(number)
    assert process.communicate(timeout=10) == ("", "") and process.returncode == 0


@pytest.mark.skipif(sys.version_info < (3, 10), reason="the program needs Python 3.10")
@pytest.mark.parametrize(
    ("arguments", "word"),
    [(["--speed", "0"], "speed"), (["--port", "x"], "--port"), (["--certfile", "a.pem"], "--keyfile"),
     (["--certfile", "/no.pem", "--keyfile", "/no.pem"], "cannot"), (["--host", "no.such.host.invalid"], "cannot"),
     (["--port", "70000"], "port"), (["--colour", "red"], "--colour")],
)  # fmt: skip
def test_a_bad_option_gets_one_sentence(
    tool: Callable[..., subprocess.Popen[str]], arguments: list[str], word: str
) -> None:
    process = tool(*arguments)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (2, "")
    assert err.count("\n") == 1 and err.startswith("emulator: ") and word in err
