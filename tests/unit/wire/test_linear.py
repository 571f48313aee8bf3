# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a server sends is read in time proportional to its length: no deadline holds while a text is read."""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest

from ansible_collections.asyncops.jobs.plugins import module_utils
from ansible_collections.asyncops.jobs.plugins.module_utils._jobs import bodies
from ansible_collections.asyncops.jobs.plugins.module_utils._model import (
    hints,
    retry_after,
    times,
    values,
    words,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model import text as texts
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.field import READERS
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.page.link_header import (
    next_link,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.source import cut_out
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.view import View
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import AsyncopsError
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider
from ansible_collections.asyncops.jobs.plugins.module_utils._wire import (
    charset,
    codecs,
    content_encoding,
    redirects,
    sniff,
    urls,
    xml,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.request import Request
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.response import Response
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.secrets import Secrets

# What a pattern may begin, repeat, or end with.
ATOMS = (
    "<", "<!--", "<!---->", "<?xml ", "<title", "<style>", "<script>", "<br ", "<a>; ", " ", "\n", "\t ",
    "0", "1.", "1 ", "1%", ",", "1 ,", "/", "//", "//a@", "?", "a", "=", "%", "\x1b", "\x1b[", "\x1b]",
    "\x9b0", "&#1", "&", ";", '"', '\\"', ' rel="', " rel=", ";rel=next ", "[", "[[],", "{", "charset", "charset= ",
    "\u202e", "\u2026", "tok3", "T1:",
)  # fmt: skip
BEFORE = ("", "1")

# Patterns that only meet what the user or a definition wrote.
OWN_TEXTS = {"_AGE", "_STEP", "_COMPARISON", "PLACE", "_SAVED"}

SHORT, LONG = 3_000, 24_000
NO_TIME = 0.05  # seconds of CPU that need no explanation
# Eight times the text takes eight times as long; with a pattern that is quadratic, 64 times.
MOST = 30


def is_linear(read: Callable[[str], object], atom: str, before: str = "") -> bool:
    """Whether the time of a long text is that of a short one times their lengths, roughly."""

    def seconds(length: int) -> float:
        text = (before + atom * (length // len(atom) + 1))[:length]
        started = time.process_time()
        try:
            read(text)
        except (AsyncopsError, ValueError):
            pass
        return time.process_time() - started

    if seconds(LONG) < NO_TIME:
        return True
    return any(seconds(LONG) < MOST * max(seconds(SHORT), NO_TIME / MOST) for _again in range(3))


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    top = Path(module_utils.__path__[0])
    for file in sorted(top.rglob("*.py")):
        parts = file.relative_to(top).with_suffix("").parts
        if parts[0] != "_task" and parts[-1] != "__init__":
            module = importlib.import_module(".".join((module_utils.__name__, *parts)))
            for name, value in vars(module).items():
                if isinstance(value, re.Pattern) and name not in OWN_TEXTS:
                    yield "%s.%s" % (".".join(parts), name), value


@pytest.mark.parametrize(("name", "pattern"), list(patterns()))
def test_every_pattern_of_ours(name: str, pattern: re.Pattern[Any]) -> None:
    def read(text: str) -> None:
        subject: Any = text.encode() if isinstance(pattern.pattern, bytes) else text
        # `match` alone is enough for what is anchored; `search` tries each place.
        use = (
            pattern.match
            if name.rpartition(".")[2] in ("_SCHEME", "_ABSOLUTE", "_BYTES")
            else pattern.search
        )
        use(subject)
        pattern.fullmatch(subject)

    slow = [
        (before, atom) for atom in ATOMS for before in BEFORE if not is_linear(read, atom, before)
    ]
    assert not slow, slow


@pytest.mark.gate
def test_the_measure_would_notice() -> None:
    assert not is_linear(re.compile(r"<!--[^>]*>").findall, "<!--")


JOB = Provider(
    {
        "name": "acme",
        "get": "/{id}",
        "kinds": {"other": {"match": "a*x", "definition": {"get": "/other/{id}"}}},
        "state": {
            "path": "status",
            "words": {"running": "on"},
            "rules": [{"when": {"path": "status", "matches": " *,"}, "state": "failed"}],
        },
        "job": {
            "id": "id",
            "href": "href",
            "name": "text",
            "reason": "text",
            "progress": "text",
            "duration": "text",
            "started_at": "text",
            "messages": {"path": "list", "fields": {"text": "text", "level": "text"}},
            "outputs": {"path": "list", "fields": {"name": "text", "formats": "text"}},
        },
    }
)
SECRETS = Secrets(["tok3n-0123456789abcdef", "pa<ss>word"])


def read_job(text: str) -> None:
    record = {"href": text, "status": text, "text": text, "list": [{"text": text}]}
    JOB.job.read(View(record))


def read_refusal(text: str) -> None:
    body = SECRETS.scrub_tree({"message": text, "errors": {str(text): [text]}})
    words.words_of(body)
    words.request_id_of({"requestId": text})


def read_redirect(text: str) -> None:
    request = Request("POST", "http://localhost/a")
    redirects.redirected(request, Response(302, {"Location": text}, b"", request.url), 0, SECRETS)


TEXT_READERS: dict[str, Callable[[str], object]] = {
    "a page": lambda text: (sniff.is_html(text), sniff.without_scripts(text)),
    "what it is": lambda text: sniff.describe(text, text),
    "a body": lambda text: codecs.decode(text.encode(), "application/json"),
    "a string": lambda text: codecs.decode(b'"' + text.encode(), "application/json"),
    "xml": lambda text: codecs.decode(text.encode(), "text/xml"),
    "an element": lambda text: xml.to_record("<a>%s</a>" % text),
    "its charset": lambda text: charset.read(b"\xff" + text.encode(), text),
    "its encoding": content_encoding.content_encoding,
    "its line": lambda text: bodies.as_line(Response(500, {}, text.encode())),
    "a line": lambda text: (texts.one_line(text), texts.printable(text), values.one_line([text])),
    "secrets": SECRETS.scrub,
    "a number": lambda text: [read(text) for name, read in READERS.items() if name != "text"],
    "a time": times.to_iso,
    "a hint": lambda text: [hints.seconds_of(kind, text, text, 0.0) for kind in hints.WORDS],
    "Retry-After": lambda text: retry_after.parse_received(text, text, 0.0),
    "Link": lambda text: (next_link(View({}, {"Link": text})), next_link(View({}, {"Link": "<a>;" + text}))),
    "a URL": lambda text: urls.resolve(text, "http://localhost", "/api", "http://localhost/api/"),
    "a redirect": read_redirect,
    "an id": lambda text: JOB.job.id_of("/" + text),
    "a kind": JOB.kind_of,
    "a job": read_job,
    "a refusal": read_refusal,
    "a pattern": lambda text: cut_out(re.compile(" *,"), text),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXT_READERS)
def test_every_reader_of_text(name: str) -> None:
    read = TEXT_READERS[name]
    slow = [atom for atom in ATOMS if not is_linear(read, atom) or not is_linear(read, atom, "1")]
    assert not slow, slow


@pytest.mark.parametrize(
    "read", [values.one_line, words.words_of, words.shown, read_job, read_refusal]
)
@pytest.mark.parametrize("key", ["message", "errors", "text", "detail", "other"])
def test_what_is_nested_is_read_once(read: Callable[[Any], object], key: str) -> None:
    value: Any = {}
    for _level in range(60):
        value = {key: value, "level": [{}]}
    read(value)  # in 2^60 steps it would not end


def test_what_is_wide_is_read_in_part() -> None:
    value: Any = "x"
    for _level in range(6):
        value = [value] * 1000
    assert len(values.one_line(value) or "") == 1000
    assert len(words.words_of({"message": value}) or "") <= 1000
    assert words.shown([[[[[{}] * 20] * 20] * 20] * 20] * 20) is None
