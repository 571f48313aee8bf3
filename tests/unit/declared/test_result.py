# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""job_result of declared systems: wherever a result can be, whole or not at all, and refused before the
first byte of one is fetched."""

from __future__ import annotations

import copy
import json
import pathlib
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._jobs.saving import safe_name

DONE = {"id": 7, "status": "done"}
A = {"no": "a1", "file": "a.csv", "as": ["Csv", "Xlsx"]}
B = {"no": "b2", "file": "b.csv", "as": ["Csv"]}
C = {"no": "c3", "file": "c [1].txt", "as": ["Text", "Csv"]}
FILES = [A, B, C]
FIELDS = {"id": "no", "name": "file", "formats": "as"}
IN_RECORD = {"job": {"outputs": {"path": "files", "fields": FIELDS}}}
LISTED = {"outputs": {"path": "/jobs/{id}/files", "items": "[]", "fields": FIELDS}}
EACH = {"path": "/files/{output.id}", "query": {"format": "{output.format}"}, "each_output": True}
PAGES = {"path": "/r", "items": "rows", "page": {"type": "number"}}
CONTENTS = {
    "GET /files/a1": "A",
    "GET /files/a1?format=Xlsx": "X",
    "GET /files/b2": "B",
    "GET /files/c3": "C",
}

# Wherever a result can be: the record, more of the script, the definition, and what is there.
PLACES: dict[str, Any] = {
    "path": (DONE, {"GET /r": {"sum": 42}}, {"result": "/r"}, {"sum": 42}),
    "inline": ({**DONE, "out": [1]}, {}, {"result": {"inline": "out"}}, [1]),
    "href": ({**DONE, "at": "/r"}, {"GET /r": [[1]]}, {"result": {"href": "at"}}, [1]),
    "pages": (
        DONE,
        {"GET /r": [{"rows": [1, 2]}, {"rows": [3]}, {"rows": []}]},
        {"result": PAGES},
        [1, 2, 3],
    ),
    "outputs in the record": (
        {**DONE, "files": FILES},
        CONTENTS,
        {**IN_RECORD, "result": EACH},
        {"a.csv": "A", "b.csv": "B", "c [1].txt": "C"},
    ),
    "outputs in a list": (
        DONE,
        {**CONTENTS, "GET /jobs/7/files": [FILES[:2]]},
        {**LISTED, "result": EACH},
        {"a.csv": "A", "b.csv": "B"},
    ),
}
# Where there is none.
NOTHING: dict[str, Any] = {
    "inline": (DONE, {"result": {"inline": "out"}}),
    "href": (DONE, {"result": {"href": "at"}}),
    "outputs in the record": ({**DONE, "files": []}, {**IN_RECORD, "result": EACH}),
    "outputs in a list": (DONE, {**LISTED, "result": EACH}),
}


def fetched(person: Any) -> list[str]:
    """What was asked for besides the jobs and the lists of their outputs."""
    return [line for line in person.fake.lines if "/jobs/" not in line]


@pytest.mark.parametrize("place", sorted(PLACES))
def test_a_result_is_found_wherever_it_is(acme: Any, place: str) -> None:
    record, script, definition, value = PLACES[place]
    person = acme({"GET /jobs/7": record, **copy.deepcopy(script)}, **definition)
    assert person.ok("result", job_id=["7"])["result"] == value


@pytest.mark.parametrize("place", sorted(PLACES))
def test_it_is_saved_wherever_it_was(acme: Any, place: str, tmp_path: pathlib.Path) -> None:
    record, script, definition, value = PLACES[place]
    person = acme({"GET /jobs/7": record, **copy.deepcopy(script)}, **definition)
    saved = person.ok("result", job_id=["7"], dest="%s/" % tmp_path)["results"]
    names = [safe_name(one) for one in value] if "outputs" in place else ["7"]
    assert [pathlib.Path(one["dest"]).name for one in saved] == names
    assert [one["output"] for one in saved] == [*(value if "outputs" in place else [None])]
    texts = [pathlib.Path(one["dest"]).read_text() for one in saved]
    assert (texts if "outputs" in place else json.loads(texts[0])) == (
        [*value.values()] if "outputs" in place else value
    )


@pytest.mark.parametrize("dest", [True, False])
@pytest.mark.parametrize("place", sorted(NOTHING))
def test_a_job_without_a_result_fails_by_name(
    acme: Any, place: str, dest: bool, tmp_path: pathlib.Path
) -> None:
    record, definition = NOTHING[place]
    person = acme({"GET /jobs/7": record, "GET /jobs/7/files": [[]]}, **definition)
    more = {"dest": "%s/" % tmp_path} if dest else {}
    failed = person.fails("result", "not_found", job_id=["7"], **more)
    assert "job 7 is succeeded" in failed["msg"] and "no result to fetch" in failed["msg"]
    assert fetched(person) == [] and failed["jobs"][0]["state"] == "succeeded"


@pytest.mark.parametrize("wait", [True, False])
@pytest.mark.parametrize(("fail_on", "error"), [(None, "job_failed"), ([], "api")])
def test_a_job_that_failed_has_none(acme: Any, wait: bool, fail_on: Any, error: str) -> None:
    record = {"id": 7, "status": "error", "why": "no disk"}
    script = {"GET /jobs/7": record, "GET /jobs/8": {"id": 8, "status": "done"}, "GET /r": [[1]]}
    person = acme(script, result="/r", job={"reason": "why"})
    failed = person.fails("result", error, job_id=["8", "7"], wait=wait, fail_on=fail_on)
    assert "job 7 is failed" in failed["msg"] and "no disk" in failed["msg"]
    assert fetched(person) == [] and len(failed["jobs"]) == 2


@pytest.mark.parametrize(
    ("outputs", "names"),
    [
        (["a.csv"], ["a.csv"]),
        (["b2"], ["b.csv"]),
        (["*.csv"], ["a.csv", "b.csv"]),
        (["?3", "a*"], ["a.csv", "c [1].txt"]),
        (["c [1].txt"], ["c [1].txt"]),
        (["*", "a.csv"], ["a.csv", "b.csv", "c [1].txt"]),
    ],
)
@pytest.mark.parametrize("verb", ["result", "request"])
def test_outputs_are_chosen_by_id_name_or_glob(
    acme: Any, verb: str, outputs: list[str], names: list[str], tmp_path: pathlib.Path
) -> None:
    record = {**DONE, "files": FILES}
    submit = {"method": "POST", "path": "/run", "reference": {"path": "id"}}
    script = {"GET /jobs/7": record, "POST /run": {"id": 7}, **CONTENTS}
    person = acme(script, **IN_RECORD, result=EACH, submit=submit)
    params: dict[str, Any] = {"job_id": ["7"]} if verb == "result" else {}
    person.ok(verb, **params, outputs=outputs, dest="%s/" % tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [*map(safe_name, names)]


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"outputs": ["d.csv"]}, ["outputs", "d.csv", "a.csv (id a1)", "b.csv (id b2)"]),
        ({"outputs": ["*.csv", "*.pdf"]}, ["outputs", "*.pdf", "a.csv"]),
        ({"format": "Pdf"}, ["format", "Pdf", "a.csv", "Csv, Xlsx"]),
        ({"format": "Xlsx"}, ["format", "b.csv", "Csv"]),
        ({"dest": "one.csv"}, ["dest must be a folder", "3 results", "a.csv, b.csv"]),
        ({"dest": "one.csv", "outputs": ["*.csv"]}, ["dest must be a folder", "2 results"]),
    ],
)
def test_a_choice_that_is_not_there_is_refused_with_what_is(
    acme: Any, params: dict[str, Any], words: list[str], tmp_path: Any, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    person = acme({"GET /jobs/7": {**DONE, "files": FILES}}, **IN_RECORD, result=EACH)
    failed = person.fails("result", "api", job_id=["7"], **params)
    assert all(word in failed["msg"] for word in words), failed["msg"]
    assert fetched(person) == [] and not [*tmp_path.iterdir()]


def test_a_choice_that_fits_one_file_needs_no_folder(acme: Any, tmp_path: pathlib.Path) -> None:
    script = {"GET /jobs/7": {**DONE, "files": FILES}, **CONTENTS}
    person = acme(script, **IN_RECORD, result=EACH)
    dest = tmp_path / "one.xlsx"
    params = {"job_id": ["7"], "outputs": ["a1"], "format": "xlsx", "dest": str(dest)}
    (one,) = person.ok("result", **params)["results"]
    assert dest.read_text() == "X" and one["output"] == "a.csv"


@pytest.mark.parametrize("answered", ["drop", 404, 500])
def test_of_several_all_are_saved_or_none(acme: Any, answered: Any, tmp_path: pathlib.Path) -> None:
    script = {"GET /jobs/7": {**DONE, "files": FILES}, **CONTENTS, "GET /files/c3": answered}
    person = acme(script, **IN_RECORD, result=EACH, delete={"method": "DELETE", "path": "/j/{id}"})
    (tmp_path / "a.csv").write_text("old")
    params = {"dest": "%s/" % tmp_path, "delete_after": "always", "request_retries": 0}
    failed = person.run("result", job_id=["7"], **params)
    assert failed["failed"] and "its output c [1].txt was not fetched" in failed["msg"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.csv"]
    assert (tmp_path / "a.csv").read_text() == "old"
    assert (failed["results"], failed["deleted"], failed["changed"]) == ([], [], False)


def test_what_is_too_large_is_refused_by_name(acme: Any, tmp_path: pathlib.Path) -> None:
    script = {"GET /jobs/7": {**DONE, "files": FILES}, **CONTENTS, "GET /files/b2": "B" * 3000}
    person = acme(script, **IN_RECORD, result=EACH)
    for more in ({"dest": "%s/" % tmp_path}, {}):
        failed = person.fails("result", "decode", job_id=["7"], max_size="2k", **more)
        assert "output b.csv" in failed["msg"] and "max_size" in failed["msg"]
        assert not [*tmp_path.iterdir()]


def test_outputs_of_one_name_are_told_apart(acme: Any, tmp_path: pathlib.Path) -> None:
    files = [{**A, "file": "x.csv"}, {**B, "file": "x.csv"}]
    script = {"GET /jobs/7": {**DONE, "files": files}, **CONTENTS}
    person = acme(script, **IN_RECORD, result=EACH)
    assert person.ok("result", job_id=["7"])["result"] == {"x.csv": "A", "x-2.csv": "B"}
    saved = person.ok("result", job_id=["7"], dest="%s/" % tmp_path)["results"]
    assert [pathlib.Path(one["dest"]).name for one in saved] == ["x.csv", "x-2.csv"]


def test_a_job_that_never_was_is_not_waited_for(acme: Any) -> None:
    person = acme({"GET /jobs/8": DONE, "GET /r": [[1]]}, result="/r")
    failed = person.fails("result", "not_found", job_id=["8", "7"], wait=True)
    assert "job 7" in failed["msg"] and fetched(person) == []


def test_a_job_that_is_not_known_and_one_that_cannot_be_read(acme: Any) -> None:
    person = acme({"GET /jobs/8": DONE, "GET /jobs/9": 500}, result="/r")
    assert "job 7 is not known" in person.fails("result", "not_found", job_id=["8", "7"])["msg"]
    failed = person.fails("result", "api", job_id=["8", "9"], request_retries=0)
    assert "job 9 could not be looked at" in failed["msg"] and fetched(person) == []


def test_with_wait_it_waits_first(acme: Any) -> None:
    looks = [{"id": 7, "status": "running"}, {"id": 7, "status": "running"}, DONE]
    person = acme({"GET /jobs/7": looks, "GET /r": [[1]]}, result="/r")
    found = person.ok("result", job_id=["7"], wait=True)
    assert (found["result"], found["polls"], found["waited"] > 0) == ([1], 3, True)


@pytest.mark.parametrize(
    ("params", "ok"),
    [
        ({"wait_timeout": 0}, False),
        ({"wait_timeout": 0, "on_timeout": "return"}, True),
        ({"wait_until": ["running"]}, False),
    ],
)
def test_a_wait_that_ends_before_the_job_fetches_nothing(
    acme: Any, params: dict[str, Any], ok: bool, tmp_path: pathlib.Path
) -> None:
    person = acme({"GET /jobs/7": {"id": 7, "status": "running"}, "GET /r": [[1]]}, result="/r")
    ended = person.run("result", job_id=["7"], wait=True, dest=str(tmp_path / "x"), **params)
    assert bool(ended.get("failed")) is not ok and ended["results"] == []
    assert fetched(person) == [] and not [*tmp_path.iterdir()]


def test_an_answer_at_once_leaves_no_choice(acme: Any) -> None:
    submit = {"method": "POST", "path": "/run", "immediate": {"path": "rows", "exists": True}}
    person = acme({"POST /run": {"rows": [1]}}, **IN_RECORD, result=EACH, submit=submit)
    failed = person.fails("request", "api", outputs=["a1"])
    assert "outputs" in failed["msg"] and failed["result"] is None


def test_where_outputs_are_listed_the_result_of_the_record_is_none_of_them(acme: Any) -> None:
    record = {**DONE, "at": "/r"}
    told = acme({"GET /jobs/7": record}, result={"href": "at"}).job()["outputs"]
    assert [one["href"] for one in told] == ["/r"]
    person = acme(
        {"GET /jobs/7": record, "GET /jobs/7/files": [[A]]}, **LISTED, result={"href": "at"}
    )
    assert [one["id"] for one in person.job()["outputs"]] == ["a1"]
    running = {**record, "status": "running"}
    assert acme({"GET /jobs/7": running}, result={"href": "at"}).job()["outputs"] is None
