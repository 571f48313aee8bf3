# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What must not be shown: a set of secrets in all their forms, and text of others made harmless. Private to
asyncops.jobs."""
from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote, quote_plus

from .._model.errors import ConfigError

MASK = "********"
SHORTEST = 4  # masking "abc" would mask half of every text

_PERCENT = re.compile(r"%[0-9A-F]{2}")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")


def check_header_value(name: str, value: str, option: str = "") -> None:
    """Raises ConfigError, without the value, if HTTP cannot carry it (the HTTP library would quote it in clear).

    :param option: what the value was given in, if that is known.
    """
    what = option or "The header %s" % name
    if not _NAME.fullmatch(name):
        raise ConfigError("headers: a name may hold only letters, digits and -_.!#$%&'*+^`|~.")
    if _CONTROL.search(value):
        raise ConfigError("%s holds a line break or control character, which no HTTP header can carry." % what)
    try:
        value.encode("latin-1")
    except UnicodeEncodeError:
        raise ConfigError("%s holds characters that HTTP headers cannot carry." % what) from None


def _forms(value: str) -> set[str]:
    """All forms in which a value may come back at us."""
    data = value.encode("utf-8", "surrogatepass")
    quoted = {quote(data, safe=""), quote(data), quote_plus(data)}
    forms = {value, " ".join(value.split())} | quoted
    forms |= {_PERCENT.sub(lambda found: found.group().lower(), text) for text in quoted}
    for code in (base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode()):
        forms |= {code, code.rstrip("="), quote(code, safe="")}
    for text in (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]):
        forms |= {text, text.replace("/", "\\/")}
    forms |= {repr(value)[1:-1], ascii(value)[1:-1]}
    # repr chooses its quotes by what the value holds, and a nested repr escapes them
    forms |= {repr(value + '"')[1:-2], repr("'\"" + value)[4:-1]}
    return forms


class Secrets:
    """The secrets of one run; grows as tokens are won. Safe to use from several threads."""

    def __init__(self, values: Iterable[Any] = ()) -> None:
        self._lock = threading.Lock()
        self._added: set[str] = set()  # as they were given
        self._known: set[str] = set()  # in all their forms
        self._pattern: re.Pattern[str] | None = None  # of all forms; made when one was seen, since that takes a millisecond
        self._seeds: tuple[str, ...] = ()  # where one of the other forms occurs, one of these occurs in it
        self._json_seeds: tuple[str, ...] = ()  # as they stand in a JSON text
        self._short = False
        for value in values:
            self.add(value)

    def add(self, value: Any) -> None:
        """Registers a secret in all its forms, trimmed and untrimmed. None and blanks are nothing to hide."""
        if value is None or isinstance(value, bool):
            return
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
        for form in {text, text.strip()} - self._added:
            self._register(form)

    def add_basic(self, user: Any, secret: Any) -> None:
        """Registers a secret and the base64 of ``user:secret`` as the Basic scheme sends it."""
        self.add(secret)
        if secret is None or len(str(secret).strip()) < SHORTEST:
            return
        names = {str(user or ""), str(user or "").strip()}
        for pair in {name + ":" + text for name in names for text in (str(secret), str(secret).strip())}:
            for coding in ("utf-8", "latin-1"):
                data = pair.encode(coding, "replace")
                self._keep({base64.b64encode(data).decode(), base64.b64encode(data).decode().rstrip("=")})

    def _register(self, text: str) -> None:
        self._added.add(text)
        if not text.strip():
            return
        if len(text.strip()) < SHORTEST:
            self._short = True
            return
        self._keep(_forms(text))

    def _keep(self, forms: set[str]) -> None:
        forms = {form for form in forms if len(form) >= SHORTEST}
        with self._lock:
            if forms <= self._known:
                return
            self._known |= forms
            seeds: list[str] = []
            for form in sorted(self._known, key=len):
                if not any(seed in form for seed in seeds):
                    seeds.append(form)
            self._pattern, self._seeds = None, tuple(seeds)
            self._json_seeds = tuple(json.dumps(seed, ensure_ascii=False)[1:-1] for seed in seeds)

    def _compiled(self) -> re.Pattern[str]:
        with self._lock:
            if self._pattern is None:
                # The longest first: a form may be the beginning of another.
                ordered = sorted(self._known, key=lambda form: (-len(form), form))
                self._pattern = re.compile("|".join(map(re.escape, ordered)))
            return self._pattern

    @property
    def short(self) -> bool:
        """Whether there was a secret too short to be masked (say so, without printing it)."""
        return self._short

    @property
    def forms(self) -> set[str]:
        """Every known form, for ``module.no_log_values``."""
        with self._lock:
            return set(self._known)

    def scrub(self, text: Any) -> str:
        """The text with every known form of every secret replaced."""
        text = text if isinstance(text, str) else str(text)
        return self._compiled().sub(MASK, text) if any(seed in text for seed in self._seeds) else text

    def scrub_tree(self, value: Any) -> Any:
        """Nested dicts and lists with all texts scrubbed, keys too; a copy, unless there is nothing to scrub."""
        return self._scrub_tree(value) if self._seeds and self._may_hold(value) else value

    def _may_hold(self, value: Any) -> bool:
        """Whether a form occurs anywhere in a tree: one look at all of it, five times faster than at each text."""
        try:
            text = json.dumps(value, ensure_ascii=False)
        except (TypeError, ValueError, RecursionError):
            return True
        return any(seed in text for seed in self._json_seeds)

    def _scrub_tree(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.scrub(value)
        if isinstance(value, dict):
            return {
                (self.scrub(key) if isinstance(key, str) else key): self._scrub_tree(item)
                for key, item in value.items()
            }
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self._scrub_tree(item) for item in value]
        if isinstance(value, (int, float)) and not isinstance(value, bool) and str(value) in self._known:
            return MASK
        return value
