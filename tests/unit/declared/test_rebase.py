# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server behind a proxy that tells its inner address in Locations and links."""

from __future__ import annotations

from typing import Any

import pytest

INNER = "http://inner.example.com:8080"
DONE = {"id": 7, "status": "done"}
CALL = {"method": "POST", "path": "run"}


@pytest.mark.parametrize(
    "location",
    [
        INNER + "/jobs/7?x=1",
        "/jobs/7?x=1",
        "HTTPS://inner/jobs/7?x=1",
        "//inner/jobs/7?x=1",
        "jobs/7?x=1",
    ],
)
def test_a_location(acme: Any, say: Any, location: str) -> None:
    script = {"POST /run": say(None, 202, Location=location), "GET /jobs/7?x=1": DONE}
    rebased = {"reference": {"header": "Location", "rebase": True}}
    person = acme(script, submit=rebased, get="{href}")
    result = person.ok("request", **CALL)
    assert result["job"]["id"] == "7" and person.fake.lines[1] == "GET /jobs/7?x=1"
    if "//" in location:
        plain = acme(script, submit={"reference": {"header": "Location"}}, get="{href}")
        assert "not followed" in plain.fails("request", "api", **CALL)["msg"]


def test_below_a_prefix(acme: Any, say: Any) -> None:
    script = {
        "POST /outer/api/run": say(None, 202, Location=INNER + "/api/jobs/7"),
        "GET /outer/api/jobs/7": DONE,
    }
    rebased = {"reference": {"header": "Location", "rebase": True}}
    person = acme(script, submit=rebased, base="/api")
    person.ok("request", base_url=person.fake.base_url + "/outer", **CALL)
    assert person.fake.lines == ["POST /outer/api/run", "GET /outer/api/jobs/7"]


def test_moves_and_pages(acme: Any) -> None:
    running = {"id": 7, "status": "running", "next": INNER + "/jobs/8"}
    person = acme(
        {
            "GET /jobs/7": running,
            "GET /jobs/8": DONE,
            "GET /jobs": {"jobs": [DONE], "next": INNER + "/jobs?page=2"},
            "GET /jobs?page=2": {"jobs": [{"id": 9, "status": "done"}]},
        },
        get={"path": "{href}", "moves": {"path": "next", "rebase": True}},
        href="/jobs/{id}",
        list={
            "path": "/jobs",
            "items": "jobs[]",
            "page": {"type": "link", "next": "next", "rebase": True},
        },
    )
    assert person.ok("wait", job_id=["7"])["jobs"][0]["state"] == "succeeded"
    assert [job["id"] for job in person.listed()] == ["7", "9"]


@pytest.mark.parametrize("location", [INNER + "/a\\b", INNER + "/%2e%2e/b"])
def test_what_is_no_path_is_refused_as_ever(acme: Any, say: Any, location: str) -> None:
    rebased = {"reference": {"header": "Location", "rebase": True}}
    person = acme({"POST /run": say(None, 202, Location=location)}, submit=rebased, get="{href}")
    person.fails("request", "api", **CALL)
    assert len(person.fake.log) == 1


FOR_ALL = {
    "Location": {"POST /run": lambda say: say(None, 202, Location=INNER + "/jobs/7")},
    "a link in the answer": {"POST /run": lambda say: {"id": 7, "link": INNER + "/jobs/7"}},
}


@pytest.mark.parametrize("place", FOR_ALL)
@pytest.mark.parametrize("prefix", ["", "/outer"])
def test_all_links_of_a_definition(acme: Any, say: Any, place: str, prefix: str) -> None:
    """The job, what it has become, its outputs, its messages, the next page."""
    more = {"log": INNER + "/log/7", "output": [{"n": "a", "at": INNER + "/files/a"}]}
    script = {
        "POST /run": FOR_ALL[place]["POST /run"](say),
        "GET /jobs/7": {"id": 7, "status": "queued", "built": INNER + "/built/7"},
        "GET /built/7": {**DONE, **more},
        "GET /files/a": say("a result", Content_Type="text/plain"),
        "GET /log/7": [{"message": "hello"}],
        "GET /jobs": {"jobs": [DONE], "next": INNER + "/jobs?page=2"},
        "GET /jobs?page=2": {"jobs": [{"id": 9, "status": "done"}]},
    }
    person = acme(
        {"%s %s%s" % (line.split()[0], prefix, line.split()[1]): one for line, one in script.items()},
        rebase=True,
        submit={"reference": [{"header": "Location"}, {"path": "link"}]},
        get={"path": "{href}", "follow": "built"},
        href="/built/{id}",
        messages={"path": "{record.log}"},
        list={"path": "/jobs", "items": "jobs[]", "page": {"type": "link", "next": "next"}},
        job={"outputs": {"path": "output", "fields": {"name": "n", "href": "at"}}},
        result={"path": "{output.href}", "each_output": True},
    )  # fmt: skip
    at = {"base_url": person.fake.base_url + prefix}
    assert person.ok("request", **CALL, **at)["result"] == "a result"
    told = person.ok("info", job_id=["7"], messages=True, **at)["job"]["messages"]
    assert [one["text"] for one in told] == ["hello"]
    assert [job["id"] for job in person.listed(**at)] == ["7", "9"]


@pytest.mark.parametrize("prefix", ["", "/outer"])
@pytest.mark.parametrize("base", ["", "/api"])
def test_a_redirect(acme: Any, say: Any, prefix: str, base: str) -> None:
    inner = INNER + base
    script = {
        "GET %s/jobs/7": say(None, 302, Location=inner + "/done/7"),
        "GET %s/done/7": DONE,
        "GET %s/jobs/7/r": say(None, 307, Location=inner + "/files/7"),
        "GET %s/files/7": say("ours", Content_Type="text/plain"),
    }
    script = {line % (prefix + base): one for line, one in script.items()}
    person = acme(script, rebase=True, base=base, result="/jobs/{id}/r")
    at = {"base_url": person.fake.base_url + prefix}
    assert person.ok("result", job_id=["7"], **at)["result"] == "ours"
    plain = acme(script, base=base)
    at = {"base_url": plain.fake.base_url + prefix}
    assert "not followed" in plain.run("info", job_id=["7"], **at)["msg"]


def test_a_redirect_to_a_host_that_is_named(acme: Any, say: Any) -> None:
    store = acme({"GET /r": say("stored", Content_Type="text/plain")}).fake
    script = {"GET /jobs/7": DONE, "GET /r/7": say(None, 302, Location=store.base_url + "/r")}
    script["GET /r"] = say("ours", Content_Type="text/plain")
    person = acme(script, rebase=True, result="/r/{id}")
    host = store.base_url.partition("//")[2]
    named = person.ok("result", job_id=["7"], result_hosts=[host])
    assert (named["result"], person.ok("result", job_id=["7"])["result"]) == ("stored", "ours")


def test_a_result_at_a_host_that_is_named_is_not_rebased(acme: Any, say: Any) -> None:
    store = acme({"GET /r": say("stored", Content_Type="text/plain")}).fake
    script = {"GET /jobs/7": {**DONE, "link": store.base_url + "/r"}}
    script["GET /r"] = say("ours", Content_Type="text/plain")
    person = acme(script, rebase=True, result="{record.link}")
    host = store.base_url.partition("//")[2]
    named = person.ok("result", job_id=["7"], result_hosts=[host])
    assert (named["result"], person.ok("result", job_id=["7"])["result"]) == ("stored", "ours")


def test_a_link_that_stops(acme: Any) -> None:
    running = {"id": 7, "status": "running", "kill": INNER + "/kill/7"}
    person = acme(
        {"GET /jobs/7": [running, {"id": 7, "status": "stopped"}], "POST /kill/7": 200},
        rebase=True,
        stop={"method": "POST", "path": "{record.kill}"},
    )
    assert person.ok("stop", job_id=["7"])["stopped"] == ["7"]


def test_a_url_that_the_definition_holds_is_not_rebased(acme: Any) -> None:
    person = acme({"GET /jobs/7": DONE}, rebase=True, get=INNER + "/jobs/{id}")
    assert "not followed" in person.run("info", job_id=["7"])["msg"] and not person.fake.log
