# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page: what it says, what it leaves out, and that nothing of others becomes markup. tests/browser looks at it."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytest.importorskip("jinja2")  # where ansible-core is

from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import STATES  # noqa: E402
from ansible_collections.asyncops.jobs.plugins.plugin_utils._report.write import write  # noqa: E402
from ansible_collections.asyncops.jobs.tests.unit.report import hostile  # noqa: E402
from ansible_collections.asyncops.jobs.tests.unit.report.pages import (  # noqa: E402
    TEMPLATE,
    Node,
    Page,
    page_of,
)

ELEMENTS = re.compile(
    "html|head|meta|link|title|style|body|svg|defs|g|path|circle|rect|pattern|use|main|header|h1|h2|p|time|ul|li|b|section|"
    "table|caption|thead|tbody|tr|th|td|bdi|span|figure|figcaption|desc|line|text|tspan|footer|dl|div|dt|dd"
)


def job(number: int, state: str = "succeeded", **more: Any) -> dict[str, Any]:
    """A job of which everything is known."""
    began = "2026-11-29T%02d:%02d:00Z" % (number // 60 % 24, number % 60)
    known = {"name": f"job {number}", "provider": "sys", "started_at": began, "duration": 60.0}
    return {"id": str(number), "state": state, **known, **more}


def rows(page: Page) -> list[Node]:
    """The jobs in the tables."""
    tables = [one for one in page.root.every("table") if str(one["class"]).startswith("jobs")]
    return [row for table in tables for row in table.one("tbody").every("tr")]


ONE_OF_EACH = [job(number, state) for number, state in enumerate(STATES)]
PAGES = {
    "none": [],
    "one": [job(1)],
    "each state": ONE_OF_EACH,
    "hostile": hostile.jobs(),
    "many": [job(number, STATES[number % 11], host=f"h{number % 3}") for number in range(300)],
    "no times": [{"id": "1", "state": "failed"}],
    "notes": [{"failed": True, "complete": False, "msg": "refused", "system": "east", "jobs": []}],
}


@pytest.fixture(scope="module", params=PAGES)
def page(request: pytest.FixtureRequest) -> Page:
    """Each page."""
    return page_of(PAGES[request.param], title="Title & <b>")


@pytest.mark.gate
def test_nothing_but_what_the_template_has(page: Page) -> None:
    for node in page.root.every():
        assert ELEMENTS.fullmatch(node.name)
        assert not [name for name in node.attributes if name.startswith("on")]
        for name in ("href", "src", "xlink:href", "action"):
            assert (node[name] or "#").startswith("#") or node[name] == "data:,"


def test_no_network(page: Page) -> None:
    policy = next(one for one in page.root.every("meta") if one["http-equiv"])
    assert str(policy["content"]).startswith("default-src 'none'; style-src 'unsafe-inline';")
    css = page.root.one("style").text
    assert not re.search(r"url\((?!#)|@import|@font-face|https?:", css)


def test_a_screen_reader_finds_its_way(page: Page) -> None:
    assert page.root.one("html")["lang"] == "en"
    headings = [int(one.name[1]) for one in page.root.every("h1", "h2", "h3")]
    assert headings[0] == 1 and headings.count(1) == 1
    assert all(after <= before + 1 for before, after in zip(headings, headings[1:]))
    ids = [one["id"] for one in page.root.every() if one["id"]]
    assert len(ids) == len(set(ids))
    for node in page.root.every():
        for known in (node["aria-labelledby"] or "").split():
            assert known in ids
    for table in page.root.every("table"):
        assert next(iter(table.every("caption"))).text
        heads = list(table.one("thead").every("th"))
        assert heads and all(one["scope"] == "col" and one.text for one in heads)
        for row in table.one("tbody").every("tr"):
            cells = list(row.every("th", "td"))
            assert len(cells) == len(heads)
            assert [one["scope"] for one in row.every("th")] == ["row"]
            named = [one["data-label"] for one in cells]
            assert all(label in (None, head.text) for label, head in zip(named, heads))
    for svg in page.root.every("svg"):
        pictures = svg["role"] == "img" and next(svg.every("title")) and next(svg.every("desc"))
        assert pictures or svg["aria-hidden"] == "true" or svg["viewbox"]


def test_it_fits_phones_and_printers_and_asks_for_no_colours(page: Page) -> None:
    views = [one["content"] for one in page.root.every("meta") if one["name"] == "viewport"]
    assert views == ["width=device-width, initial-scale=1"]
    css = page.root.one("style").text
    for wanted in ("@media print", "(forced-colors: active)", "(prefers-color-scheme: dark)"):
        assert wanted in css
    for row in rows(page):
        state = next(one for one in row.every("td") if "state" in str(one["class"]))
        assert state.text in STATES  # a word
        (sign,) = state.every("use")  # and a shape
        assert sign["href"] == f"#{state.text}"


def test_every_state_has_a_sign_of_its_own() -> None:
    page = page_of(ONE_OF_EACH)
    shapes = {
        one["id"]: [child.attributes for child in one.every()] for one in page.root.every("g")
    }
    assert all(shapes[state] for state in STATES)
    assert len({str(shapes[state]) for state in STATES}) == len(STATES)


def test_texts_of_systems_are_shown_as_texts() -> None:
    page = page_of(hostile.jobs(), rows=1000)
    cells = " ".join(one.text for one in page.root.every("bdi"))
    for name in (
        "script",
        "title",
        "attribute",
        "comment",
        "entity",
        "template",
        "statement",
        "raw",
        "lookup",
    ):
        assert hostile.TEXTS[name] in cells, name
    whole = page.root.text
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", whole
    )
    assert max(map(len, whole.split())) <= 600
    assert "(9,400 characters more)" in whole and "(9,840 characters more)" in whole


def test_the_page_can_be_saved_whatever_it_holds() -> None:
    write(hostile.jobs(), "html", TEMPLATE, title="\ud83d{{ 1 }}").encode("utf-8")
    write(hostile.jobs(), "csv").encode("utf-8")


@pytest.mark.parametrize(
    ("states", "verdict"),
    [
        ([], "There are no jobs to report."),
        (["succeeded"], "The one job succeeded."),
        (["succeeded"] * 3, "All 3 jobs succeeded."),
        (["failed"], "Of 1 job: 1 failed."),
        (["succeeded", "failed", "partial", "lost"], "Of 4 jobs: 1 failed, 1 lost, 1 partial."),
        (["succeeded", "running", "unknown"], "Of 3 jobs: 2 not at an end."),
    ],
)
def test_the_first_sentence(states: list[str], verdict: str) -> None:
    page = page_of([job(number, state) for number, state in enumerate(states)])
    assert next(one.text for one in page.root.every("p") if one["class"] == "verdict") == verdict


def test_what_needs_somebody_comes_first_and_what_has_no_room_is_told() -> None:
    given = [job(number, "succeeded") for number in range(30)]
    given += [job(number, "failed") for number in range(100, 120)]
    given += [job(number, "running") for number in range(200, 210)]
    page = page_of(given, rows=25, bars=7)
    states = [next(row.every("td")).text for row in rows(page)]
    assert states == ["failed"] * 20 + ["running"] * 5
    text = page.root.text
    assert "Failed, stopped or incomplete 20" in text and "Not at an end 10" in text
    assert "The first 5 of 10 jobs; 5 more are in the JSON and the CSV" in text
    assert "30 jobs, in the JSON and the CSV of this report only." in text
    assert "Not drawn: 53 more jobs without a bar of their own." in text


@pytest.mark.gate
def test_ten_thousand_jobs_are_a_page_that_a_browser_likes() -> None:
    given = [job(number, STATES[number % 11], duration=float(number)) for number in range(10_000)]
    text = write(given, "html", TEMPLATE)
    assert len(text) < 600_000
    assert len(rows(Page(text))) == 500
    assert "Of 10,000 jobs:" in text.replace("\u00a0", " ")


def test_the_order_of_what_is_given_makes_no_difference() -> None:
    given = hostile.jobs() + ONE_OF_EACH
    for format in ("html", "json", "csv"):
        assert write(given, format, TEMPLATE) == write(given[::-1], format, TEMPLATE)


def test_systems_are_counted_those_with_most_trouble_first() -> None:
    given = [
        job(1, system="calm"),
        job(2, "failed", system="worst"),
        job(3, "stopped", system="worst"),
    ]
    (table,) = (one for one in page_of(given).root.every("table") if one["class"] == "systems")
    lines = [
        [cell.text for cell in row.every("th", "td")] for row in table.one("tbody").every("tr")
    ]
    assert lines == [
        ["worst", "2", "0", "2", "0", "1 min", "2 min"], ["calm", "1", "1", "0", "0", "1 min", "1 min"],
    ]  # fmt: skip


def test_hosts_are_a_column_only_where_there_are_several() -> None:
    one, two = page_of([job(1, host="a")]), page_of([job(1, host="a"), job(2, host="b")])
    heads = [[head.text for head in page.root.every("th")] for page in (one, two)]
    assert "Host" not in heads[0] and heads[1].count("Host") == 2


def test_times() -> None:
    given = [job(1, updated_at="2026-11-29T09:00:00Z")]
    page = page_of(given, time="2026-11-30T10:00:00+01:00")
    (line,) = (one.text for one in page.root.every("p") if "Made" in one.text)
    assert line == (
        "1 system. Made 2026-11-30 09:00 UTC. As of 2026-11-29 09:00 UTC, the latest time that a job tells."
    )
    assert "Made" not in page_of(given).root.text


def test_a_job_that_tells_nothing() -> None:
    page = page_of([{"id": "1", "state": "failed"}])
    (row,) = rows(page)
    assert row.text == "failed job 1 not told not told not told"
    assert not list(page.root.every("figure"))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"format": "pdf"}, "format must be one of html, json, csv, not 'pdf'"),
        ({"time": "today"}, "time must be an ISO 8601 time, not 'today'"),
        ({"rows": -1}, "rows must be a number from 0 up, not '-1'"),
        ({"bars": "many"}, "bars must be a number from 0 up"),
        ({"rows": True}, "rows must be a number from 0 up"),
        ({"template": ""}, "template must be given for html"),
        ({"template": "\n{{ report.nope }}"}, "the template cannot be rendered: .*nope"),
        ({"template": "\n{% if %}"}, r"the template cannot be rendered: .* \(line 2\)"),
        ({"template": "{{ report.title.__class__.mro() }}"}, "the template cannot be rendered"),
    ],
)
def test_options_that_cannot_be(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        write([job(1)], **{"format": "html", "template": TEMPLATE, **options})


def test_a_template_of_ones_own_escapes_too() -> None:
    mine = "{% for row in report.sections[0].rows %}{{ row.name }}{% endfor %}"
    assert write([job(1, name="<b>")], "html", mine) == "&lt;b&gt;"


def test_nothing_in_the_template_of_the_role_is_safe_by_word() -> None:
    assert not re.search(r"\|\s*safe|autoescape|Markup", TEMPLATE)


@pytest.mark.parametrize("told", [
    {"duration": 1e308},
    {"duration": 10**400},
    {"started_at": "9999-12-31T23:59:59Z", "duration": 5e9},
    {"started_at": "0001-01-01T00:00:00Z", "finished_at": "9999-12-31T23:59:59Z"},
])  # fmt: skip
def test_times_that_no_calendar_holds(told: dict[str, Any]) -> None:
    """A system may tell any number: the page is written all the same."""
    assert "job 2" in write([job(1, **told), job(2)], "html", TEMPLATE)
