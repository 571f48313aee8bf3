# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server under the systems: HTTP as it is, faults on demand, nothing that takes it down."""

from __future__ import annotations

import gzip
import http.client
import json
import pathlib
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator import (
    Emulator,
    ManualClock,
    RealClock,
)
from ansible_collections.asyncops.jobs.plugins.plugin_utils._emulator.emulator import FACES

JOBS = "/RestAPI/v1/jobs"


@pytest.fixture
def log360(web: Callable[[str], Any]) -> Any:
    return web("log360")


def raw(web: Any, data: bytes) -> bytes:
    """Send bytes, return what comes until the server hangs up."""
    with socket.create_connection(web.host.split(":"), timeout=10) as wire:
        wire.sendall(data)
        return b"".join(iter(lambda: wire.recv(65536), b""))


# The whole.


def test_all_systems_on_ports_of_their_own(clock: ManualClock) -> None:
    with Emulator(clock=clock) as emulator:
        found = emulator.describe()
        assert list(found) == list(emulator) == sorted(FACES)
        roots = {name: system["base_url"].split("/", 3) for name, system in found.items()}
        assert len({root[2] for root in roots.values()}) == len(FACES)
        paths = {name: "/".join(root[3:]) for name, root in roots.items()}
        assert paths == {name: face.base_path.strip("/") for name, face in FACES.items()}
        assert (paths["alteryx"], paths["illumio"]) == ("webapi", "")
        assert all(system["options"]["provider"] == name for name, system in found.items())


def test_given_ports_follow_each_other(clock: ManualClock) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    try:
        with Emulator(["illumio", "log360"], clock=clock, port=port) as emulator:
            assert [face.base_url for face in emulator.faces.values()] == [
                f"http://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}",
            ]  # fmt: skip
            with pytest.raises(OSError, match="in use"):
                Emulator(["illumio"], clock=clock, port=port).start()
    except OSError:
        pytest.skip("somebody else took the port")


@pytest.mark.parametrize(
    "wrong",
    [{"systems": ["pulp"]}, {"speed": 0}, {"speed": float("nan")}, {"port": -1}, {"port": 65535}],
)
def test_wrong_options(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        Emulator(**wrong)


def test_closing_is_quick_even_with_open_connections(clock: ManualClock) -> None:
    emulator = Emulator(["log360"], clock=clock).start()
    port = int(emulator["log360"].root.rpartition(":")[2])
    wires = [socket.create_connection(("127.0.0.1", port)) for _number in range(20)]
    emulator["log360"].fault(delay=60)
    wires[0].sendall(b"GET / HTTP/1.1\r\n\r\n")
    before = time.perf_counter()
    emulator.stop()
    assert time.perf_counter() - before < 1
    for wire in wires:
        wire.close()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


# HTTP.


def test_https(clock: ManualClock) -> None:
    folder = pathlib.Path(__file__).resolve().parent.parent / "wire" / "tls"
    server = str(folder / "server.pem")
    with Emulator(["illumio"], clock=clock, tls=(server, server)) as emulator:
        face = emulator["illumio"]
        assert face.options["ca_path"] == server and face.base_url.startswith("https://127.0.0.1:")
        with socket.create_connection(("127.0.0.1", int(face.base_url.rpartition(":")[2]))) as wire:
            wire.sendall(b"GET / HTTP/1.1\r\n\r\n")  # Plain HTTP harms nobody.
        trust = ssl.create_default_context(cafile=str(folder / "ca.pem"))
        with urllib.request.urlopen(
            f"{face.base_url}/api/v2/node_available", context=trust
        ) as answer:
            assert answer.status == 200
        with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
            urllib.request.urlopen(
                f"{face.base_url}/api/v2/node_available", context=ssl.create_default_context()
            )
    with pytest.raises(OSError):
        Emulator(tls=("/no.pem", "/no.pem"))


def test_one_connection_serves_many_requests(log360: Any) -> None:
    log360.get(JOBS)
    port = log360.wire.sock.getsockname()
    for _number in range(50):
        log360.get(JOBS)
    assert log360.wire.sock.getsockname() == port
    assert log360("GET", JOBS, Connection="close").headers["Connection"] == "close"


def test_head_has_no_body(log360: Any) -> None:
    answer = log360("HEAD", JOBS)
    assert (answer.status, answer.body) == (200, b"") and int(answer.headers["Content-Length"]) > 0


def test_chunked_bodies_and_continue(log360: Any) -> None:
    token = log360.face.token.encode()
    head = (
        b"POST /RestAPI/v1/search/async HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer "
        + token
    )
    chunked = (
        head
        + b'\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"que\r\n8;x=y\r\nry":"*"}\r\n0\r\nTrailer: 1\r\n\r\n'
    )
    assert b'"request_id"' in raw(log360, chunked)
    assert log360.face.log[-1].json() == {"query": "*"}
    assert raw(
        log360, head + b"\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}"
    ).startswith(b"HTTP/1.1 100 ")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/2\r\n\r\n", 505),
        (b"GET / SPDY/1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 201 + b"\r\n", 431),
        (b"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nContent-Length: 9999999999\r\n\r\n", 413),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400),
        (b"GET /" + b"x" * 70000 + b" HTTP/1.1\r\n\r\n", 400),
    ],
)
def test_what_is_not_http(log360: Any, data: bytes, status: int) -> None:
    assert int(raw(log360, data).split()[1]) == status
    assert log360("GET", JOBS).status == 200


@pytest.mark.parametrize(
    "data",
    [b"", b"GET", b"GET / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc", b"\x16\x03\x01\x02\x00\x01"],
)
def test_clients_that_go_away(log360: Any, data: bytes) -> None:
    with socket.create_connection(log360.host.split(":")) as wire:
        wire.sendall(data)
    assert log360("GET", JOBS).status == 200
    assert log360.face.log[-1].status == 200


def test_the_absolute_form_and_http_1_0(log360: Any) -> None:
    head = b"Authorization: Bearer " + log360.face.token.encode() + b"\r\n\r\n"
    answer = raw(log360, b"GET http://proxy.example/RestAPI/v1/jobs HTTP/1.0\r\n" + head)
    assert answer.startswith(b"HTTP/1.1 200") and b"Connection: close" in answer


def test_a_bug_is_an_answer_and_is_kept(clock: ManualClock) -> None:
    with Emulator(["log360"], clock=clock) as emulator:
        face: Any = emulator["log360"]
        face.jobs["broken"] = None
        wire = http.client.HTTPConnection(face.root[7:])
        for _time in range(2):
            wire.request("GET", JOBS, headers={"Authorization": f"Bearer {face.token}"})
            answer = wire.getresponse()
            assert (answer.status, b"bug" in answer.read()) == (500, True)
        wire.close()
        assert len(face.errors) == 2 and "Traceback" in face.errors[0]


# The log.


def test_log(log360: Any) -> None:
    log360("GET", f"{JOBS}?request_id=a%20b&request_id=c", X_Trace="1")
    log360("POST", "/RestAPI/v1/search/async", {"query": "*"})
    first, second = log360.face.log
    assert (first.method, first.path, first.status, first.at) == (
        "GET",
        JOBS,
        200,
        log360.clock.now(),
    )
    assert first.query == [("request_id", "a b"), ("request_id", "c")] and first.params() == {
        "request_id": "c"
    }
    assert (
        first.headers["x-TRACE"] == "1"
        and "X-Trace" in first.headers
        and first.headers.get("none") is None
    )
    assert second.json() == {"query": "*"} and log360.face.writes() == [second]
    log360.face.clear_log()
    assert log360.face.log == []


def test_requests_at_the_same_time(log360: Any) -> None:
    def ask() -> None:
        wire = http.client.HTTPConnection(log360.host, timeout=30)
        for _number in range(20):
            wire.request("POST", "/RestAPI/v1/search/async", "{}", log360.headers)
            wire.getresponse().read()
        wire.close()

    threads = [threading.Thread(target=ask) for _number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(log360.face.log) == 320 == len(log360.face.jobs) - 4


# Faults.


def test_canned_answers_are_for_some_requests_and_some_times(log360: Any) -> None:
    log360.face.fault(
        method="get", path=r"jobs\?request_id=7", times=2, after=1, status=503, retry_after=9
    )
    assert [log360("GET", f"{JOBS}?request_id=7").status for _time in range(4)] == [
        200,
        503,
        503,
        200,
    ]
    log360.face.fault(
        path="jobs", times=0, status=429, body={"why": "busy"}, headers={"Retry-After": "3"}
    )
    answers = [log360("GET", JOBS) for _time in range(5)]
    assert {(each.status, each.json()["why"], each.headers["Retry-After"]) for each in answers} == {
        (429, "busy", "3")
    }
    log360.face.clear_faults()
    assert log360("GET", JOBS).status == 200
    log360.face.fault(body="plain")
    assert log360("GET", JOBS).text == "plain"


def test_faults_that_only_dress_the_answer(log360: Any) -> None:
    log360.face.fault(
        headers=[["X-Odd", "1"], ["Content-Type", "text/html"]], retry_after=["2", "date-5"]
    )
    answer = log360("GET", JOBS)
    assert answer.json()["total"] == 4 and answer.headers["Content-Type"] == "text/html"
    assert answer.headers.get_all("Retry-After") == ["2", "Mon, 21 Sep 2026 14:13:15 GMT"]


@pytest.mark.parametrize(
    ("drop", "error"),
    [
        ("before", ConnectionError),
        ("after", http.client.RemoteDisconnected),
        ("body", http.client.IncompleteRead),
    ],
)
def test_drops(log360: Any, drop: str, error: Any) -> None:
    log360.face.fault(drop=drop)
    with pytest.raises(error):
        log360("POST", "/RestAPI/v1/search/async", {"query": "*"})
        raise AssertionError("an answer came")
    log360.wire.close()
    assert len(log360.face.jobs) == (4 if drop == "before" else 5), "all but the first took effect"
    assert log360.face.log[-1].status is None
    assert log360("GET", JOBS).status == 200


def test_drop_amid_the_headers(log360: Any) -> None:
    log360.face.fault(drop="headers")
    head = f"GET {JOBS} HTTP/1.1\r\nAuthorization: Bearer {log360.face.token}\r\n\r\n"
    answer = raw(log360, head.encode())
    # http.client takes such a torso for a whole answer without a body.
    assert answer.startswith(b"HTTP/1.1 200 OK\r\n") and b"\r\n\r\n" not in answer


def test_bodies_that_are_not_what_they_seem(log360: Any) -> None:
    log360.face.fault(malformed=True)
    log360.face.fault(html=True)
    log360.face.fault(gzip_bomb=5_000_000)
    with pytest.raises(json.JSONDecodeError):
        log360("GET", JOBS).json()
    assert "Sign in" in log360("GET", JOBS).text
    bomb = log360("GET", JOBS)
    assert (bomb.headers["Content-Encoding"], len(bomb.body) < 20_000) == ("gzip", True)
    assert len(json.loads(gzip.decompress(bomb.body))["data"]) > 4_900_000


def test_delay_and_drip_take_real_time(log360: Any) -> None:
    log360.face.fault(delay=0.05)
    log360.face.fault(drip=0.0001)
    for least in (0.05, 0.05):
        before = time.perf_counter()
        assert log360("GET", JOBS).status == 200
        assert time.perf_counter() - before >= least


def test_token_expiry(log360: Any) -> None:
    log360.face.fault(expire_token=True, after=1)
    assert [log360("GET", JOBS).status for _time in range(3)] == [200, 401, 401]


@pytest.mark.parametrize("wrong", [{"drop": "sometimes"}, {"path": "("}, {"colour": "red"}])
def test_a_fault_that_does_not_exist(log360: Any, wrong: dict[str, Any]) -> None:
    with pytest.raises((TypeError, ValueError)):
        log360.face.fault(**wrong)


# Clocks and plans.


def test_clocks() -> None:
    clock = ManualClock(100)
    clock.sleep(2.5)
    assert clock.now() == 102.5
    for wrong in (-1, float("nan"), float("inf")):
        with pytest.raises(ValueError):
            clock.advance(wrong)
    real = RealClock(2)
    assert abs(real.now() - time.time()) < 60 and real.speed == 2
    real.sleep(0)


def test_speed_makes_jobs_shorter() -> None:
    with Emulator(["illumio"], speed=10) as emulator:
        face = emulator["illumio"]
        job = face.jobs[face.add_job(duration=5)]
        assert job.timeline[-1].at - job.submitted == pytest.approx(0.5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": "splendid"},
        {"duration": [1, 2]},
        {"duration": -1},
        {"phases": [["RUNNING", float("nan")]]},
        {"colour": 1},
    ],
)
def test_a_plan_that_does_not_fit(log360: Any, wrong: dict[str, Any]) -> None:
    for use in (log360.face.next_job, log360.face.add_job):
        with pytest.raises((TypeError, ValueError)):
            use(**wrong)


def test_plans(log360: Any) -> None:
    def status(**what: Any) -> Any:
        id = log360.face.add_job(**what)
        return log360.get(f"{JOBS}?request_id={id}")["requests"][0]

    assert status(status="DREAMING")["status"] == "DREAMING"
    assert status(phases=[["ODD", 5]])["status"] == "ODD"
    assert status(status="SUCCESS", duration=60)["running_time_in_millis"] == 60000
    assert status(fields={"hits_done": None, "extra": [1]}).get("hits_done") is None
    assert status(id=7, duration=[0], fields={"status": "success"})["status"] == "success"
