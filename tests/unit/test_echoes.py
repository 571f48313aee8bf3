# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A server that sends every secret and every escape sequence back, in every place of every answer of every verb.

The conversations, and what must hold of them, are those of the fuzz (tests/fuzz/), without chance.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest

pytest.importorskip("hypothesis")
pytest.importorskip("yaml")

from ansible_collections.asyncops.jobs.tests.fuzz import conversation, oracle  # noqa: E402
from ansible_collections.asyncops.jobs.tests.fuzz.mutations import Draft  # noqa: E402

pytestmark = pytest.mark.gate

ESCAPES = "\x1b]0;pwned\x07\x1b[31mred\x9b1m\x07\u202eevil\u2066\u200b\ufeff\x85\u2028end"
NUMBERS = range(2)  # jobs of different fates for each verb of each system
CASES = [case for case in conversation.cases() if case[1] != "explain"]


def poison(draft: Draft) -> str:
    """All that the server knows, in the forms that are easy to read."""
    forms = []
    for secret in draft.echoes:
        middle = len(secret) // 2
        code = base64.b64encode(secret.encode()).decode()
        forms += [
            secret,
            quote(secret, safe=""),
            code,
            f"<b>{secret}</b>",
            "&#%d;%s" % (ord(secret[0]), secret[1:]),
        ]
        forms += [
            f"{secret[:middle]}\x1b[0m{secret[middle:]}",
            f"{secret[:middle]}\u200b{secret[middle:]}",
        ]
    return " ".join([ESCAPES, *forms])


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The places of all texts, numbers and nulls in a tree."""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from leaves(one, (*path, key))
    elif isinstance(value, list):
        for place, one in enumerate(value[:3]):
            yield from leaves(one, (*path, place))
    else:
        yield path


def put(value: Any, path: tuple[Any, ...], text: str) -> Any:
    """The tree with a text in one place."""
    if not path:
        return text
    holder = value
    for key in path[:-1]:
        holder = holder[key]
    holder[path[-1]] = text
    return value


def tree_of(draft: Draft) -> Any:
    """A JSON body as data; None where it is none."""
    try:
        return json.loads(draft.body)
    except ValueError:
        return None


class Alone:
    """One leaf of the body, as long as there are such."""

    def __init__(self, place: int) -> None:
        self.place, self.is_over = place, False

    def __call__(self, draft: Draft) -> None:
        value = tree_of(draft)
        paths = list(leaves(value))
        self.is_over = value is None or self.place >= len(paths)
        if not self.is_over:
            value = put(value, paths[self.place], poison(draft))
            draft.body = json.dumps(value).encode()


def all_values(draft: Draft) -> None:
    """Every leaf but those by which the job is known."""
    value = tree_of(draft)
    if value is None:
        text = re.sub(
            rb">[^<>]+<", b">" + poison(draft).replace("\x1b", "").encode() + b"<", draft.body
        )
        draft.body = text
        return
    for path in list(leaves(value)):
        if not re.search("id|status|state|href", str(path[-1] if path else "").lower()):
            value = put(value, path, poison(draft))
    draft.body = json.dumps(value).encode()


def all_keys(draft: Draft) -> None:
    """One more key of every mapping."""
    text = json.dumps(poison(draft))
    draft.body = draft.body.replace(b"{", b"{%s: 1, " % text.encode()).replace(b", }", b"}")


def headers(draft: Draft) -> None:
    """Every header, the reason phrase, and headers that were not there."""
    text = re.sub("[\x00-\x08\x0a-\x1a\x1c-\x1f]", "", poison(draft)).encode().decode("latin-1")
    # As the bytes of UTF-8, which is how such a text travels.
    draft.reason = text
    draft.headers = [
        (name, text if name.lower() not in ("content-type",) else value)
        for name, value in draft.headers
    ]
    draft.headers += [
        (name, text) for name in ("X-Request-Id", "Retry-After", "Warning", "Link", "Deprecation")
    ]


def refusal(draft: Draft) -> None:
    """A refusal with all of it."""
    draft.status = 400
    draft.body = json.dumps(
        {
            "message": poison(draft),
            "errors": [{"message": poison(draft)}],
            "errorMessage": poison(draft),
            poison(draft): 1,
        }
    ).encode()


def page(draft: Draft) -> None:
    """A page of HTML, and a text, with all of it."""
    draft.set("Content-Type", "text/html")
    draft.body = f"<html><title>{poison(draft)}</title>{poison(draft)}".encode(
        "utf-8", "surrogatepass"
    )


def text(draft: Draft) -> None:
    """No JSON, but all of it."""
    draft.set("Content-Type", "text/plain")
    draft.body = poison(draft).encode()


def elsewhere(draft: Draft) -> None:
    """A redirect to all of it."""
    draft.status = 302
    draft.set("Location", "http://elsewhere.invalid/?sig=" + quote(poison(draft)))


WHOLE = {
    one.__name__: one for one in (all_values, all_keys, headers, refusal, page, text, elsewhere)
}


def check(case: tuple[str, str], number: int, answer: int, spoil: Callable[[Draft], None]) -> int:
    """Holds a conversation whose n-th answer is spoilt; how many answers there were."""

    def at(draft: Draft, place: int) -> None:
        if place == answer:
            spoil(draft)

    talk = conversation.play(99, number, rate=0.0, case=case, spoil=at)
    wrong = oracle.judge(talk)
    assert not wrong, conversation.report(talk, wrong)
    return len(talk.log)


@pytest.mark.parametrize("way", WHOLE)
@pytest.mark.parametrize("case", CASES[::4], ids="-".join)
def test_some_of_it(case: tuple[str, str], way: str) -> None:
    check(case, 0, 1 if case[0] in ("alteryx", "commvault") else 0, WHOLE[way])


@pytest.mark.slow
@pytest.mark.parametrize("way", WHOLE)
@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_every_answer_of_every_verb(case: tuple[str, str], way: str) -> None:
    for number in NUMBERS:
        answer = 0
        while answer < 6 and check(case, number, answer, WHOLE[way]) > answer:
            answer += 1


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids="-".join)
def test_every_place_of_every_answer(case: tuple[str, str]) -> None:
    for answer in range(4):
        for place in range(40):
            spoil = Alone(place)
            if check(case, 0, answer, spoil) <= answer:
                return
            if spoil.is_over:
                break
