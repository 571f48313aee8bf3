# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of a report in a real browser: it fits, asks for nothing, says nothing on the console, and reads well aloud.

The session `browser` of nox runs this, with Chromium. SHOTS=folder leaves pictures there, to be looked at.
"""

from __future__ import annotations

import os
import pathlib
import re
import shutil
from collections.abc import Iterator
from typing import Any

import pytest

playwright = pytest.importorskip("playwright.sync_api")

from ansible_collections.asyncops.jobs.plugins.module_utils._model.job import STATES  # noqa: E402
from ansible_collections.asyncops.jobs.plugins.plugin_utils._report.write import write  # noqa: E402
from ansible_collections.asyncops.jobs.tests.unit.report import hostile  # noqa: E402
from ansible_collections.asyncops.jobs.tests.unit.report.pages import TEMPLATE  # noqa: E402

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
)
PHONE, DESKTOP = 375, 1280


def job(number: int) -> dict[str, Any]:
    """One of a night of backups."""
    began = "2026-11-29T%02d:%02d:00Z" % (number // 60 % 6, number % 60)
    state = STATES[number % 11] if number % 3 else "succeeded"
    known = {
        "name": f"Backup of subclient {number}",
        "provider": "sys",
        "system": f"system {number % 4}",
    }
    times = {"started_at": began, "duration": 60.0 * (number % 47)}
    return {
        "id": str(4000 + number),
        "state": state,
        "reason": "a reason " * (number % 20),
        **known,
        **times,
    }


REFUSED = {"failed": True, "complete": False, "msg": "the connection was refused", "system": "east"}
REPORTS = {
    "none": [],
    "night": [*map(job, range(60)), REFUSED],
    "hosts": [{**job(number), "host": f"cell-{number % 5}.example.com"} for number in range(200)],
    "hostile": hostile.jobs(),
    "many": [job(number) for number in range(10_000)],
}


class Tab:
    """A page in the browser, and what it did."""

    def __init__(self, context: Any, file: pathlib.Path) -> None:
        self.said: list[str] = []
        self.asked: list[str] = []
        self.page = context.new_page()
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.goto(file.as_uri())

    def evaluate(self, script: str) -> Any:
        """The value of an expression."""
        return self.page.evaluate(script)

    def shoot(self, name: str) -> None:
        """A picture for somebody to look at."""
        if os.environ.get("SHOTS"):
            self.page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png", clip=self._top())

    def _top(self) -> dict[str, int]:
        """Of a long page the beginning."""
        height = min(6000, self.evaluate("document.documentElement.scrollHeight"))
        size = self.page.viewport_size
        self.page.set_viewport_size({"width": size["width"], "height": height})
        return {"x": 0, "y": 0, "width": size["width"], "height": height}


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One for all."""
    if not CHROMIUM:
        pytest.skip("there is no Chromium")
    with playwright.sync_playwright() as started:
        # Containers let no ordinary sandbox be made; the page is ours.
        running = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pathlib.Path]:
    """The pages."""
    folder = tmp_path_factory.mktemp("pages")
    for name, jobs in REPORTS.items():
        text = write(jobs, "html", TEMPLATE, title=f"Report {name}")
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in REPORTS}


LOOKS: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": DESKTOP, "height": 900}},
    "tablet": {"viewport": {"width": 768, "height": 1024}},
    "phone": {"viewport": {"width": PHONE, "height": 812}},
    "narrow": {"viewport": {"width": 320, "height": 600}},
    "dark": {"viewport": {"width": 1000, "height": 900}, "color_scheme": "dark"},
    "forced": {"viewport": {"width": 1000, "height": 900}, "forced_colors": "active"},
}
# What stands out of its element, but for what is hidden on purpose.
TOO_WIDE = """[...document.querySelectorAll('main *, footer *')].filter(e => !e.closest('svg') && !e.closest('thead')
  && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(e => e.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize(
    ("name", "look"),
    [(name, look) for name in REPORTS for look in LOOKS if name != "many" or look == "phone"],
)
def test_it_fits_and_asks_for_nothing(
    browser: Any, files: dict[str, pathlib.Path], name: str, look: str
) -> None:
    context = browser.new_context(**LOOKS[look])
    tab = Tab(context, files[name])
    width = LOOKS[look]["viewport"]["width"]
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.evaluate(TOO_WIDE) == []
    assert tab.said == []
    assert [url for url in tab.asked if url not in (files[name].as_uri(), "data:,")] == []
    assert tab.evaluate("document.scripts.length + document.images.length") == 0
    if look == "phone" and name == "night":
        small = "[...document.querySelectorAll('td, th, p, li')].filter(e => e.offsetParent && parseFloat(getComputedStyle(e).fontSize) < 12)"
        assert tab.evaluate(f"{small}.length") == 0
    tab.shoot(f"{name}-{look}")
    context.close()


def aloud(tab: Tab) -> str:
    """What a screen reader is told: role and name of each thing."""
    return str(tab.page.locator("body").aria_snapshot())


@pytest.mark.parametrize("look", ["desktop", "phone"])
def test_it_reads_well_aloud(browser: Any, files: dict[str, pathlib.Path], look: str) -> None:
    """Also where tables are laid out as lists: browsers forget then that they are tables, unless told."""
    context = browser.new_context(**LOOKS[look])
    tab = Tab(context, files["night"])
    told = aloud(tab)
    levels = [int(level) for level in re.findall(r"heading .*\[level=(\d)\]", told)]
    assert levels[:2] == [1, 2] and levels.count(1) == 1 and len(levels) >= 7
    for title in ("What could not be read", "Systems", "Timeline", "Failed, stopped or incomplete"):
        assert f'- heading "{title}' in told
    assert told.count("- table") == 4
    for head in ("System", "Jobs", "State", "Job", "Began (UTC)", "Took", "Progress", "Reason"):
        assert f'columnheader "{head}"' in told, head
    assert len(re.findall(r'rowheader "Backup of subclient \d+ \d+"', told)) == 60
    assert 'img "Timeline of jobs, 1 of 4"' in told and 'img "Jobs at a time"' in told
    assert re.search(r'- list "Jobs by state"', told)
    context.close()


def test_colours_can_be_read(browser: Any, files: dict[str, pathlib.Path]) -> None:
    """Every text against its page: 4.5 to 1, in both schemes."""
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        tab = Tab(context, files["night"])
        colours = tab.evaluate(
            "[...new Set([...document.querySelectorAll('main *')].map(e => getComputedStyle(e).color))]"
        )
        paper = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        assert len(colours) >= 6
        for colour in colours:
            assert contrast(colour, paper) >= 4.5, (scheme, colour)
        context.close()


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, as WCAG 2 has it."""
    lights = sorted((luminance(one), luminance(other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of `rgb(r, g, b)`."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_signs_are_seen_where_colours_are_forced(
    browser: Any, files: dict[str, pathlib.Path]
) -> None:
    """Bars and signs take the colours of the person."""
    context = browser.new_context(**LOOKS["forced"])
    tab = Tab(context, files["night"])
    fills = tab.evaluate(
        "[...new Set([...document.querySelectorAll('.bar:not(.open)')].map(e => getComputedStyle(e).fill))]"
    )
    assert fills == [tab.evaluate("getComputedStyle(document.body).color")]
    context.close()


@pytest.mark.parametrize("name", ["night", "hostile"])
def test_it_can_be_printed(
    browser: Any, files: dict[str, pathlib.Path], name: str, tmp_path: pathlib.Path
) -> None:
    """On white, also from a dark screen; tables are tables; nothing is cut off at the right."""
    context = browser.new_context(color_scheme="dark", viewport={"width": 700, "height": 1000})
    tab = Tab(context, files[name])
    tab.page.emulate_media(media="print")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert tab.evaluate("document.documentElement.scrollWidth") <= 700
    tab.page.pdf(path=str(tmp_path / "page.pdf"), format="A4")
    assert (tmp_path / "page.pdf").stat().st_size > 10_000
    context.close()


def test_ten_thousand_jobs_are_there_at_once(browser: Any, files: dict[str, pathlib.Path]) -> None:
    """A few thousand elements, not a few hundred thousand."""
    context = browser.new_context(**LOOKS["phone"])
    tab = Tab(context, files["many"])
    assert tab.evaluate("document.getElementsByTagName('*').length") < 12_000
    assert "Of 10,000 jobs" in tab.page.locator(".verdict").inner_text().replace("\u00a0", " ")
    context.close()
