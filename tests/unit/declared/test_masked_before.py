# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a server says is masked before it is cleaned and cut: nothing is left of a secret that cleaning takes a part
out of, and none shows that something unseen stood in the middle of. In each field of a job, and in each sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._wire.secrets import Secrets

PLAIN = "tok3n7e151c232a31383f464d54"
OPEN = "p4ssW0rd<staple77"  # cleaning takes a tag for what follows "<"
# How a text may hold a secret: (the secret, what a server makes of it).
BROKEN: dict[str, tuple[str, Callable[[str], str]]] = {
    "as it is": (PLAIN, str),
    "a colour": (PLAIN, lambda text: text[:9] + "\x1b[31m" + text[9:] + "\x1b[0m"),
    "another colour": (PLAIN, lambda text: text[:9] + "\x9b31m" + text[9:]),
    "a title": (PLAIN, lambda text: text[:9] + "\x1b]0;x\x07" + text[9:]),
    "what eats a letter": (PLAIN, "\x1b[{}".format),
    "zero width": (PLAIN, "\u200b".join),
    "soft hyphens": (PLAIN, lambda text: text[:12] + "\xad" + text[12:]),
    "bidi": (PLAIN, lambda text: text[:12] + "\u202e" + text[12:] + "\u202c"),
    "a NUL": (PLAIN, lambda text: text[:12] + "\0" + text[12:]),
    "tags": (PLAIN, lambda text: text[:9] + "<b>" + text[9:15] + "</b>" + text[15:]),
    "word breaks": (PLAIN, lambda text: text[:9] + "<wbr/>" + text[9:]),
    "a line break": (PLAIN, lambda text: text[:12] + "<br>" + text[12:]),
    "lines": (PLAIN, lambda text: text[:9] + "\r\n   " + text[9:15] + "\n" + text[15:]),
    "entities": (PLAIN, lambda text: "".join("&#%d;" % ord(char) for char in text)),
    "an unseen entity": (PLAIN, lambda text: text[:12] + "&shy;" + text[12:]),
    "a tag behind": (OPEN, lambda text: text + " and> more"),
    "a tag as entities": (OPEN, lambda text: text.replace("<", "&#60;") + " and> more"),
    "unseen, then a tag": (OPEN, lambda text: text[:4] + "\u200b" + text[4:] + " and> more"),
    "a cut": (PLAIN, lambda text: "x" * 985 + text),
    "their cut": (PLAIN, lambda text: text[:20] + "..."),
    "a far cut": (OPEN, lambda text: "x" * 16_376 + text),
}
JOB = {
    "id": "id", "name": "name", "type": "type", "reason": "why", "messages": {
        "path": "log", "fields": {"level": "level", "text": "text", "source": "source"}},
}  # fmt: skip
DEFINITION: dict[str, Any] = {
    "auth": "bearer",
    "job": JOB,
    "list": {"path": "/jobs", "items": "jobs"},
    "messages": {"path": "/jobs/{id}/log", "text": "text", "level": "level", "source": "by"},
    "outputs": {"path": "/jobs/{id}/out", "fields": {"id": "id", "name": "name"}},
    "stop": {"method": "POST", "path": "/jobs/{id}/stop"},
    "error": {"message": "message"},
}


def pieces(secret: str, length: int = 8) -> set[str]:
    """What may not be seen of it."""
    return {secret[at : at + length] for at in range(len(secret) - length + 1)}


def seen(text: str) -> str:
    """What a person reads who looks at it on a screen or in a page."""
    for unseen in ("\u200b", "\xad", "\u202e", "\0", "\x1b[31m", "\x9b31m", "\x1b]0;x\x07",
                   "<b>", "</b>", "<wbr/>", "<br>", "&shy;", "\r\n   ", "\n"):  # fmt: skip
        text = text.replace(unseen, "")
    return text


def texts_of(value: Any) -> list[str]:
    """All texts of a tree."""
    if isinstance(value, dict):
        return [text for pair in value.items() for one in pair for text in texts_of(one)]
    if isinstance(value, (list, tuple)):
        return [text for one in value for text in texts_of(one)]
    return [seen(value)] if isinstance(value, str) else []


PLACES = [
    "record",
    "list",
    "messages",
    "xml",
    "detail",
    "refusal",
    "page",
    "text",
    "broken",
    "stop",
]


def script(say: Any, place: str, text: str) -> dict[str, Any]:
    """A server that quotes a text."""
    one = {"text": text, "level": "error", "source": text, "by": text}
    job = {"id": "7", "name": text, "type": text, "why": text, "status": "error", "log": [one]}
    odd = {**job, "status": text}
    in_xml = text if "\x1b" not in text and "\0" not in text else "no characters of XML"
    xml = in_xml.replace("&", "&amp;").replace("<", "&lt;")
    answered: dict[str, Any] = {
        "record": job,
        "xml": say("<job><id>7</id><status>%s</status><why>%s</why></job>" % (xml, xml),
                   Content_Type="application/xml"),
        "refusal": say({"message": text}, 400),
        "page": say("<html><title>%s</title><p>%s</html>" % (text, text), Content_Type="text/html"),
        "text": say(text, Content_Type="text/plain"),
        "broken": say('{"why": "' + text),
    }  # fmt: skip
    return {
        "GET /jobs/7": answered.get(place, {"id": "7", "status": "running"}),
        "GET /jobs": {"jobs": [job, {**odd, "id": "8"}]},
        "GET /jobs/7/log": [one, text],
        "GET /jobs/7/out": [{"id": "1", "name": text}],
        "GET /jobs/7/more": {"why": text, "name": text},
        "POST /jobs/7/stop": say({"message": text}, 409),
    }


@pytest.mark.parametrize("how", BROKEN)
def test_nothing_is_left_of_a_secret(acme: Any, say: Any, how: str) -> None:
    secret, broken = BROKEN[how]
    text = "begins %s ends" % broken(secret)
    for place in PLACES:
        person = acme(script(say, place, text), **DEFINITION)
        more: dict[str, Any] = {"job_id": ["7"], "messages": place == "messages"}
        if place == "detail":
            detail = {"path": "/jobs/{id}/more"}
            person.definition["get"] = {"path": "/jobs/{id}", "detail": detail}
            person.definition["job"] = {**JOB, "reason": "detail.why", "name": "detail.name"}
        if place == "list":
            more = {"raw": True}
        verb = "stop" if place == "stop" else "info"
        more = {"job_id": ["7"]} if verb == "stop" else more
        result = person.run(verb, request_retries=0, token=secret, **more)
        told = [*texts_of(result), *texts_of(person.warnings)]
        left = [one for one in told for piece in pieces(secret) if piece in one]
        assert not left, (place, left[0][:300])
        assert "internal error" not in json.dumps(result)


def test_the_rest_of_a_text_stays(acme: Any, say: Any) -> None:
    text = "begins %s ends <b>so</b>" % BROKEN["a colour"][1](PLAIN)
    job = acme(script(say, "record", text), **DEFINITION).job(token=PLAIN)
    assert job["reason"] == job["name"] == job["messages"][0]["text"] == "begins ******** ends so"


def test_what_decides_is_read_as_it_came(acme: Any) -> None:
    """A word that is equal to a secret still says how a job stands, and a path still finds its key."""
    record = {"id": "7", "status": "error", "why": "error in reason"}
    job = acme({"GET /jobs/7": record}, **DEFINITION).job(token="error")
    assert (job["state"], job["status"], job["reason"]) == (
        "failed",
        "********",
        "******** in reason",
    )
    keys = {"id": "7", "status": "error", "why": "no space"}
    job = acme({"GET /jobs/7": keys}, **DEFINITION).job(token="status")
    assert (job["state"], job["status"], job["reason"]) == ("failed", "error", "no space")


def test_words_of_every_day_are_no_secret_in_pieces() -> None:
    secrets = Secrets(["toor", "password"])
    for text in ("go to\nor from", "to<br>or", "pass\twordy", "to &amp; or"):
        assert secrets.scrub(text) == text
    assert secrets.scrub_tree({"a": "pass<i>word</i> b"}) == {
        "a": "******** b".replace(" b", "</i> b")
    }
