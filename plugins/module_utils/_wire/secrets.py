# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets in all their forms, masked in every text. Private to asyncops.jobs."""

from __future__ import annotations

import base64
import html
import json
import re
import threading
from collections.abc import Iterable, Iterator
from typing import Any, Callable, Optional
from urllib.parse import quote, quote_plus

from .._model import text as texts
from .._model.errors import ConfigError
from .._model.path import XmlRecord
from .._model.result import OWN_KEYS

MASK = "********"
SHORTEST = 4  # masking "abc" would mask half of every text
_LONG = 4096  # characters of a secret that has no more than a few forms
_MOST = 65_536  # characters of a secret that are looked for; of more, the beginning
_OPAQUE = 20  # characters of a secret of which a piece is masked as well
_BLOCK, _MOST_BLOCKS = 6, 16  # a piece has two of these at the least
_FULL_FORMS = 12  # bytes from which it may come back in other cases, as hex, inside of base64
_HEAD = 6  # characters of a secret that tell it where the rest was cut off

_HAS_BOTH = re.compile("(?=[^0-9]*[0-9])[^A-Za-z]*[A-Za-z]")  # digits and letters
_SOFT = re.compile("[%s]" % texts.SOFT)
_PERCENT = re.compile(r"%[0-9A-F]{2}")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")


def check_header_value(name: str, value: str, option: str = "") -> None:
    """Refuses what HTTP cannot carry (RFC 9110 section 5.5).

    The HTTP library would quote it in clear.

    :param option: what the value was given in, if that is known.
    :raises ConfigError: without the value.
    """
    what = option or "the header %s" % name
    if not _HEADER_NAME.fullmatch(name):
        raise ConfigError("headers: a name may hold only letters, digits and -_.!#$%&'*+^`|~")
    if _CONTROL.search(value):
        raise ConfigError(
            "%s holds a line break or control character, which no HTTP header can carry" % what
        )
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        raise ConfigError("%s holds characters that HTTP headers cannot carry" % what) from None


class Secrets:
    """The secrets of one run; grows as tokens are won. Safe to use from several threads."""

    def __init__(self, values: Iterable[object] = ()) -> None:
        self._lock = threading.Lock()
        self._added: set[str] = set()  # as they were given
        self._forms: set[str] = set()  # as they may come back
        # Of all forms; made when one was seen, since that takes a millisecond.
        self._pattern: Optional[re.Pattern[str]] = None
        # The forms that hold no other form: where any form occurs, one of these does.
        self._seeds: tuple[str, ...] = ()
        self._json_seeds: tuple[str, ...] = ()  # the same as they stand in a JSON text
        self._heads: frozenset[str] = frozenset()  # how the forms begin
        # Those of which a piece is masked, too, with parts of which each such piece has one.
        self._opaque: dict[str, list[str]] = {}
        self._short = False
        for value in values:
            self.add(value)

    @property
    def short(self) -> bool:
        """Whether there was a secret too short to be masked (say so, without printing it)."""
        return self._short

    @property
    def forms(self) -> set[str]:
        """Every known form, for ``module.no_log_values``."""
        with self._lock:
            return set(self._forms)

    def add(self, value: object) -> None:
        """Registers a secret in all its forms, trimmed and untrimmed; None and blanks are none."""
        if value is None or isinstance(value, bool):
            return
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
        text = text[:_MOST]
        for variant in {text, text.strip()} - self._added:
            self._added.add(variant)
            self._register(variant)

    def add_token(self, value: object) -> None:
        """The same of what says who we are: a piece of it is masked as well, which is left where a
        server cuts it without a mark.
        """
        self.add(value)
        for part in str(value or "").split():
            self._cut_up(part)

    def add_basic(self, user: Optional[str], secret: Optional[str]) -> None:
        """Registers a secret, and the base64 of ``user:secret`` (RFC 7617)."""
        self.add(secret)
        if secret is None or len(secret.strip()) < SHORTEST:
            return
        forms: set[str] = set()
        for name in _trimmed_too(user or ""):
            for password in _trimmed_too(secret):
                forms |= _basic_credentials(name, password)
        self._remember(forms)
        for form in forms:
            self._cut_up(form)

    def scrub(self, text: object) -> str:
        """The text with every known form of every secret masked."""
        text = text if isinstance(text, str) else str(text)
        if any(seed in text for seed in self._seeds):
            text = self._compiled().sub(MASK, text)
        if self._seeds and _may_be_broken(text):
            from .broken import without_broken

            text = without_broken(text, self._seeds, self._compiled, MASK)
        if self._has_piece(text):
            from .partial import without_pieces

            text = without_pieces(text, self._opaque, MASK)
        return self._without_halves(text) if self._may_be_cut(text) else text

    def scrub_message(self, text: object) -> str:
        """The same of a sentence, which needs no signed URL either."""
        from .partial import without_grants

        return without_grants(self.scrub(text), MASK)

    def sentence(self, text: object) -> str:
        """A whole sentence as a person may see it: masked, cleaned and cut; and masked again, since
        a control character in the middle of a secret hides it as long as it stands there.
        """
        return self.scrub(texts.printable(self.scrub_message(text)))

    def scrub_tree(self, value: Any) -> Any:
        """Nested dicts and lists with all texts scrubbed, keys too.

        A copy, unless there is nothing to scrub.
        """
        if not self.may_be_in(value):
            return value
        return self._scrub_tree(value, self._scrub_key)

    def scrub_answer(self, value: Any) -> Any:
        """The same of what a server says, before anything of it is cleaned or cut, and so may no
        more be known for a secret. Keys stay, since paths lead along them.
        """
        if not self.may_be_in(value):
            return value
        return self._scrub_tree(value, _as_it_is)

    def _register(self, text: str) -> None:
        length = len(text.strip())
        if length >= SHORTEST:
            self._remember(_forms_of(text))
        elif length:
            self._short = True

    def _remember(self, forms: set[str]) -> None:
        forms = {form for form in forms if len(form) >= SHORTEST}
        with self._lock:
            if forms <= self._forms:
                return
            self._forms |= forms
            self._pattern = None
            self._seeds = _without_longer(self._forms)
            self._json_seeds = tuple(_json_text(seed) for seed in self._seeds)
            self._heads = frozenset(form[:_HEAD] for form in self._forms if len(form) > _HEAD)

    def _cut_up(self, text: str) -> None:
        """Has pieces of a long secret masked that looks like a token."""
        if len(text) < _OPAQUE or not _HAS_BOTH.match(text) or text in self._opaque:
            return
        size = max(_BLOCK, -(-len(text) // _MOST_BLOCKS))
        blocks = [text[at : at + size] for at in range(0, len(text) - size + 1, size)]
        with self._lock:
            self._opaque = {**self._opaque, text: blocks}

    def _compiled(self) -> re.Pattern[str]:
        with self._lock:
            if self._pattern is None:
                # The longest first: a form may be the beginning of another.
                ordered = sorted(self._forms, key=lambda form: (-len(form), form))
                self._pattern = re.compile("|".join(map(re.escape, ordered)))
            return self._pattern

    def may_be_in(self, value: Any) -> bool:
        """Whether a form may occur anywhere in a tree.

        One look at all of it is five times faster than one at each text.
        """
        if not self._seeds:
            return False
        try:
            text = json.dumps(value, ensure_ascii=False)
        except (TypeError, ValueError, RecursionError):
            return True
        if any(seed in text for seed in self._json_seeds) or self._may_be_cut(text):
            return True
        if self._has_piece(text):
            return True
        if "\\" not in text and not _may_be_broken(text):
            return False
        from .broken import is_broken_in_json

        return is_broken_in_json(text, self._json_seeds)

    def _has_piece(self, text: str) -> bool:
        """Whether a piece of a secret may stand in a text, or in that text as JSON."""
        return any(block in text for blocks in self._opaque.values() for block in blocks)

    def _may_be_cut(self, text: str) -> bool:
        """Whether a text that was cut somewhere may hold the beginning of a secret."""
        if "\u2026" not in text and "..." not in text:
            return False
        return any(head in text or _json_text(head) in text for head in self._heads)

    def _without_halves(self, text: str) -> str:
        """A text was cut before it came here, by us or by the server: what stands before the mark
        of the cut may be the first half of a secret.
        """
        from .partial import without_halves

        return without_halves(text, self.forms, self._heads, MASK)

    def _scrub_tree(self, value: Any, of_key: Callable[[Any], Any]) -> Any:
        if isinstance(value, str):
            return self.scrub(value)
        if isinstance(value, dict):
            items = ((of_key(key), self._scrub_tree(item, of_key)) for key, item in value.items())
            return XmlRecord(items) if isinstance(value, XmlRecord) else dict(items)
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self._scrub_tree(item, of_key) for item in value]
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return MASK if str(value) in self._forms else value
        return value

    def _scrub_key(self, key: Any) -> Any:
        # Our own keys say nothing of a secret that is equal to one, and are what a playbook reads.
        return self.scrub(key) if isinstance(key, str) and key not in OWN_KEYS else key


def _as_it_is(key: Any) -> Any:
    return key


def _may_be_broken(text: str) -> bool:
    """Whether a text holds anything that may stand in the middle of a secret."""
    if "<" in text or "&" in text or "%" in text or "\\" in text or not text.isprintable():
        return True
    return not text.isascii() and _SOFT.search(text) is not None


def _trimmed_too(text: str) -> set[str]:
    return {text, text.strip()}


def _without_longer(forms: Iterable[str]) -> tuple[str, ...]:
    """The forms that hold no other form."""
    kept: list[str] = []
    for form in sorted(forms, key=len):
        if not any(shorter in form for shorter in kept):
            kept.append(form)
    return tuple(kept)


def _json_text(text: str, ascii_only: bool = False) -> str:
    """A text as it stands in JSON, without the quotes."""
    return json.dumps(text, ensure_ascii=ascii_only)[1:-1]


def _basic_credentials(user: str, password: str) -> set[str]:
    pair = "%s:%s" % (user, password)
    codes = (base64.b64encode(pair.encode(charset, "replace")) for charset in ("utf-8", "latin-1"))
    forms: set[str] = set()
    for code in codes:
        forms |= {code.decode(), code.decode().rstrip("=")}
    return forms


def _inside_base64(data: bytes) -> Iterator[str]:
    """What is the same in the base64 of whatever holds the secret (a header, a body): one text for
    each place where it may begin in a group of three bytes.
    """
    for before in range(3):
        code = base64.b64encode(b"\0" * before + data).decode()
        inside = code[(before * 8 + 5) // 6 : (before + len(data)) * 8 // 6]
        yield inside
        yield inside.replace("+", "-").replace("/", "_")


def _forms_of(value: str) -> set[str]:
    """All forms in which a value may come back at us."""
    data = value.encode("utf-8", "surrogatepass")
    if len(value) > _LONG:
        code = base64.b64encode(data).decode()
        return {value, " ".join(value.split()), _json_text(value), quote(data, safe=""), code}
    forms = {value, " ".join(value.split()), texts.one_line(value), texts.clean(value)}
    for quoted in (quote(data, safe=""), quote(data), quote_plus(data)):
        forms |= {quoted, _PERCENT.sub(lambda found: found.group().lower(), quoted)}
    for code in (base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode()):
        forms |= {code, code.rstrip("="), quote(code, safe="")}
    for text in (_json_text(value), _json_text(value, ascii_only=True)):
        forms |= {text, text.replace("/", "\\/")}
    forms |= {repr(value)[1:-1], ascii(value)[1:-1]}
    # As a page quotes it, and as what is left of it when the tags are taken out.
    for text in (value, texts.unescape(value)):
        forms |= {html.escape(text), html.escape(text, quote=False), texts.clean(text)}
    forms.add(html.escape(value).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"))
    # JSON as a text in JSON.
    forms.add(_json_text(_json_text(value)))
    forms.add(quote(quote(data, safe=""), safe=""))
    if len(data) >= _FULL_FORMS:
        for code in (data.hex(), data.hex(":"), data.hex(" ")):
            forms |= {code, code.upper()}
        forms |= {value.lower(), value.upper()}
        for inside in (
            data,
            _json_text(value, ascii_only=True).encode(),
            value.encode("utf-16-le", "surrogatepass"),
        ):
            forms |= set(_inside_base64(inside))
    # repr chooses its quotes by what the value holds, and a nested repr escapes them.
    forms |= {repr(value + '"')[1:-2], repr("'\"" + value)[4:-1]}
    return forms
