# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sections of a definition, each with what is a guess in it."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from . import words
from .document import Document, Operation, norm
from .operations import Found, Record, items_in, job_id, names_job, state_words, stop_body

_MOST_FILTERS = 12
# Not `started__gt`, `run_after_lte`: there are many, and older_than and newer_than compare times.
_FILTER = re.compile(r"(?!.*(__|_(gte?|lte?|pattern|prefix|contains)$))[\w.-]+")
_TYPES = {"integer": "int", "boolean": "bool", "array": "list"}


class Part(NamedTuple):
    """One key of a definition.

    :param guesses: sentences on what the document does not say; none: it says all of it.
    """

    key: str
    value: Any
    guesses: list[str]


class Proposal:
    """Makes the parts of a definition of what was found."""

    def __init__(self, document: Document, found: Found, name: str = "") -> None:
        self.document = document
        self.found = found
        self.record: Record = found.record
        self.name = name or re.sub(r"\W+", "_", document.title.lower()).strip("_") or "system"
        self.base = self._base()
        # Places of the look-up besides the job itself: parts of an id of several fields.
        self.above = found.get.places[:-1]
        self.is_href = len(found.get.segments) == 1 and found.get.ends_in_place

    def parts(self) -> list[Part]:
        """All that is proposed, in the order in which people write it."""
        made = [
            Part("name", self.name, []),
            Part("title", self.document.title, []),
            Part("base", self.base, []) if self.base else None,
            self._auth(),
            self._submit(),
            self._get(),
            self._id_parts(),
            self._list(),
            self._filters(),
            self._simple(
                "result", self.found.result, "a guess by its path: is it the job's result?"
            ),
            self._messages(),
            self._stop(),
            self._delete(),
            self._state(),
            self._job(),
            self._error(),
        ]
        return [part for part in made if part is not None]

    # Paths

    def _base(self) -> str:
        """The root: that of the server, and the version that all paths begin with."""
        get = self.found.get.path
        match = re.match(r"((?:/[^/{}]+)*?/v\d[\w.]*)(?=/)", get)
        version = match.group(1) if match else ""
        paths = [one.path for one in self._operations()]
        if not all(path.startswith(version + "/") for path in paths):
            version = ""
        return self.document.root + version

    def _operations(self) -> list[Operation]:
        found = self.found
        one_each = [
            found.get,
            found.listing,
            found.stop,
            found.delete,
            found.result,
            found.messages,
            *found.submits,
        ]
        return [one for one in one_each if one is not None]

    def _path(self, operation: Operation) -> str:
        """The path of an operation in the words of a definition."""
        path = operation.path
        version = self.base[len(self.document.root) :]
        if version and path.startswith(version):
            path = path[len(version) :]
        own = self.found.get.places[-1]
        if self.is_href and path.startswith("{%s}" % own):
            return "{href}" + path[len(own) + 2 :]
        for place in operation.places:
            if place == own:
                path = path.replace(
                    "{%s}" % place, "{id}" if not self.above else "{part.%s}" % _plain(place)
                )
            else:
                path = path.replace("{%s}" % place, "{part.%s}" % _plain(place))
        return path

    # Sections

    def _auth(self) -> Part | None:
        source = self.document.source
        schemes = (
            (source.get("components") or {}).get("securitySchemes")
            or source.get("securityDefinitions")
            or {}
        )
        wanted = [list(one) for one in source.get("security") or [] if one] or [
            list(one) for one in self.found.get.spec.get("security") or [] if one
        ]
        if not schemes:
            return Part("auth", "none", ["the document has no securitySchemes"])
        for names in [*wanted, *[[name] for name in schemes]]:
            made = self._scheme([self.document.resolve(schemes.get(name)) for name in names])
            if made is not None:
                others = ", ".join(sorted(set(schemes) - set(names)))
                return Part("auth", made, [f"the document also has: {others}"] if others else [])
        return Part("auth", "bearer", ["a guess: the document has no scheme that is known here"])

    def _scheme(self, specs: list[dict[str, Any]]) -> Any:
        kind, scheme = str(specs[0].get("type")), str(specs[0].get("scheme") or "").lower()
        if kind == "basic" or (kind == "http" and scheme == "basic"):
            return "basic"
        if kind == "http":
            return "bearer"
        if kind == "oauth2":
            flows = specs[0].get("flows") or {}
            flow = flows.get("clientCredentials")
            return (
                {"type": "oauth2", "path": flow["tokenUrl"]}
                if flow and flow.get("tokenUrl")
                else "bearer"
            )
        if kind == "apiKey":
            placed: dict[str, dict[str, str]] = {}
            for spec in specs:
                name = str(spec.get("name"))
                if spec.get("in") == "cookie":
                    return None
                place = "query" if spec.get("in") == "query" else "headers"
                placed.setdefault(place, {})[name] = (
                    "{username}"
                    if "user-name" in name.lower() or "username" in norm(name)
                    else "{token}"
                )
            return {"type": "query" if "query" in placed else "header", **placed}
        return None

    def _submit(self) -> Part | None:
        submits = self.found.submits
        if not submits:
            return None
        guesses, value = [], {}
        first = submits[0]
        fixed = len({one.path for one in submits}) == 1 and not first.places
        if fixed:
            value.update(method="POST", path=self._path(first))
        else:
            paths = ", ".join(one.path for one in submits[:3])
            guesses.append(f"the task names the path: {paths}{', ...' if len(submits) > 3 else ''}")
        statuses = self.document.statuses(first)
        prefer = next(
            (one for one in first.parameters if norm(str(one.get("name"))) == "prefer"), None
        )
        if prefer and "respond-async" in self.document.words(prefer.get("schema")):
            value["headers"] = {"Prefer": "respond-async"}
        started = [one for one in statuses if one in (201, 202)]
        if started:
            value["accepted"] = {"http_status": started}
            if 200 in statuses:
                value["immediate"] = {"http_status": 200}
                guesses.append("immediate: a guess, that 200 is the result itself")
        value["reference"], guess = self._reference(first)
        guesses += guess
        return Part("submit", value, guesses)

    def _reference(self, operation: Operation) -> tuple[list[Any], list[str]]:
        answers = self.document.answers(operation)
        places: list[Any] = []
        has_headers = any(
            "location" in {name.lower() for name in one.get("headers") or {}}
            for one in answers.values()
        )
        name = names_job(self.document, operation, self.record, self.found.get)
        if has_headers or not name:
            places.append({"header": "Location"})
        if name and self.above:
            places.append({"path": self._joined(), "as": "id"})
        elif name:
            places.append({"path": name})
        guesses = (
            []
            if name or has_headers
            else ["reference: a guess, since the document names no id in the answer"]
        )
        own = job_id(self.document, self.record, self.found.get)
        if not name and own:
            places.append({"path": own})
        return places, guesses

    def _joined(self) -> str:
        """The id of several fields, as a path."""
        names = [*self.above, self.found.get.places[-1]]
        keys = [words.named(self.record.properties, norm(name)) or name for name in names]
        return "join('/', [%s])" % ", ".join(keys)

    def _get(self) -> Part:
        record = self.record
        value: dict[str, Any] = {"path": "{href}" if self.is_href else self._path(self.found.get)}
        if record.path:
            value["record"] = record.path
        others = ", ".join(self.found.others)
        guesses = [f"a guess among several; also likely: {others} (--job PATH)"] if others else []
        return Part("get", value if record.path else value["path"], guesses)

    def _id_parts(self) -> Part | None:
        if not self.above:
            return None
        names = [_plain(one) for one in [*self.above, self.found.get.places[-1]]]
        groups = "/".join(f"(?P<{name}>[^/]+)" for name in names[:-1])
        return Part(
            "parts", f"^{groups}/(?P<{names[-1]}>.+)$", [f"a job's id is {'/'.join(names)}"]
        )

    def _list(self) -> Part | None:
        operation = self.found.listing
        if operation is None:
            return None
        path, guesses = self._path(operation), []
        for place in operation.places:
            path = path.replace("{part.%s}" % _plain(place), "{filters.%s}" % _plain(place))
        where, items = items_in(self.document, operation)
        if where is None:
            where = f"{norm(operation.segments[-1])}[]" if operation.segments else "[]"
            guesses.append("items: a guess, since the document does not describe the answer")
        value: dict[str, Any] = {"path": path, "items": where}
        page, told = self._page(operation)
        guesses += told
        if page:
            value["page"] = page
        total = words.named(
            self.document.properties(self.document.answer_of(operation)), words.TOTALS
        )
        if total and where != "[]":
            value["total"] = total
        if (
            items
            and self.record.status
            and self.record.status not in self.document.properties(items)
        ):
            value["expand"] = True
            guesses.append("expand: the items have no %s" % self.record.status)
        return Part("list", value, guesses)

    def _page(self, operation: Operation) -> tuple[dict[str, Any], list[str]]:
        names = [str(one.get("name")) for one in operation.query]
        answer = self.document.properties(self.document.answer_of(operation))
        limit = words.named(names, words.LIMITS)
        size = {"limit": limit} if limit else {"limit": ""}
        offset, number, cursor = (
            words.named(names, one) for one in (words.OFFSETS, words.NUMBERS, words.CURSORS)
        )
        following = words.named(answer, words.NEXTS)
        if offset:  # first: where a list has both, a cursor needs a first value
            return {"type": "offset", "offset": offset, **size}, []
        if cursor and following:
            return {"type": "cursor", "cursor": cursor, "next": following, **size}, []
        if number:
            return {"type": "number", "number": number, **size}, []
        if "links" in {norm(name) for name in answer} or not answer:
            guess = "page: a guess, that a next page is in links (rel: next)"
            return {"type": "link", "next": "links[?rel=='next'].href", "limit": ""}, [guess]
        if following and norm(following) in ("next", "nextlink"):
            return {"type": "link", "next": following, **size}, []
        return {}, []

    def _filters(self) -> Part | None:
        operation = self.found.listing
        if operation is None:
            return None
        filters: dict[str, Any] = {}
        for place in operation.places:
            filters[_plain(place)] = {"in": "path", "required": True}
        paging = (words.LIMITS, words.OFFSETS, words.NUMBERS, words.CURSORS)
        taken = {word for one in (*paging, words.NO_FILTERS) for word in one.split()}
        status = words.STATUS.split()
        # The states first: of many filters the last are left out.
        for one in sorted(
            operation.query, key=lambda one: norm(str(one.get("name"))) not in status
        ):
            name = str(one.get("name"))
            if norm(name) in taken or not _FILTER.fullmatch(name):
                continue
            if len(filters) >= _MOST_FILTERS:
                break
            filters[name] = self._filter(one)
        return Part("filters", filters, []) if filters else None

    def _filter(self, parameter: dict[str, Any]) -> dict[str, Any]:
        schema = parameter.get("schema") or parameter
        kind = self.document.kind(schema)
        spec: dict[str, Any] = {}
        if kind in _TYPES:
            spec["type"] = _TYPES[kind]
        if kind == "array" and parameter.get("explode", parameter.get("style", "form") == "form"):
            spec["repeat"] = True
        if any(one.get("format") == "date-time" for one in self.document.variants(schema)):
            spec["type"] = "time"
        choices = self.document.words(schema)
        if choices and kind != "array":
            spec["choices"] = choices
        if parameter.get("required"):
            spec["required"] = True
        return spec

    def _simple(self, key: str, operation: Operation | None, guess: str) -> Part | None:
        if operation is None:
            return None
        path = self._path(operation)
        return Part(key, path, [guess])

    def _messages(self) -> Part | None:
        operation = self.found.messages
        if operation is None:
            return None
        where, items = items_in(self.document, operation)
        properties = self.document.properties(items)
        text = words.named(properties, words.MESSAGES)
        if where is None or not text:
            return None
        return Part(
            "messages",
            {"path": self._path(operation), "items": where, "text": text},
            ["a guess by its path"],
        )

    def _stop(self) -> Part | None:
        operation = self.found.stop
        if operation is None:
            return None
        value: dict[str, Any] = {"method": operation.method.upper(), "path": self._path(operation)}
        body = (
            stop_body(self.document, operation, self.found)
            if operation.method in ("patch", "put")
            else None
        )
        if body:
            value["body"] = body
        return Part("stop", value, ["a guess by its words"])

    def _delete(self) -> Part | None:
        operation = self.found.delete
        if operation is None:
            return None
        value: dict[str, Any] = {"method": "DELETE", "path": self._path(operation)}
        if operation is self.found.stop:
            ended = ["succeeded", "failed", "stopped"]
            return Part(
                "delete",
                {**value, "states": ended},
                ["the same request as stop, kept to jobs that have ended"],
            )
        return Part("delete", value, [])

    def _state(self) -> Part:
        status, guesses = self.record.status, []
        if status is None:
            status = "status"
            guesses.append("path: a guess, since the document does not describe the record")
        listed = state_words(self.document, self.found)
        sorted_words, left = words.sort_words(listed)
        if left:
            guesses.append(
                "words that are not sorted (under which state do they belong?): " + ", ".join(left)
            )
        ended = [one for one in listed if norm(one) in words.ENDED.split()]
        if ended and "failed" not in sorted_words:
            guesses.append(
                f"no word is listed for failed: does {ended[0]} tell how a job ended? If not, it is"
                " `partial`, by a rule with a reason"
            )
        ends = {"succeeded", "failed", "partial", "stopped"} & set(sorted_words)
        if not ends:
            usual = words.usual_words()
            sorted_words = {
                state: [*sorted_words.get(state, []), *usual.get(state, [])]
                for state in (*usual, *sorted_words)
            }
            sorted_words = {
                state: list(dict.fromkeys(found)) for state, found in sorted_words.items()
            }
            guesses.append(
                "words: what systems usually say, since the document lists none; look its states up"
            )
        elif listed:
            guesses.append(
                "words: sorted by what they mean elsewhere; read its documentation on them"
            )
        ordered = {state: sorted_words[state] for state in words.STATES if state in sorted_words}
        return Part("state", {"path": status, "words": ordered}, guesses)

    def _job(self) -> Part:
        properties, guesses = self.record.properties, []
        fields: dict[str, Any] = {}
        own = job_id(self.document, self.record, self.found.get)
        if self.above:
            fields["id"] = self._joined()
        elif self.is_href:
            href = words.named(properties, norm(self.found.get.places[-1]) + " " + words.HREFS)
            fields["href"] = href or "href"
        elif own:
            fields["id"] = own
        else:
            fields["id"] = _plain(self.found.get.places[-1])
            guesses.append("id: a guess by the name of the path's place")
        for name, wanted in words.FIELDS.items():
            key = words.named(properties, wanted)
            if (
                key
                and key not in (own, self.record.status)
                and self.document.kind(properties[key]) != "array"
            ):
                fields[name] = key
        if not self.record.is_known:
            guesses.append(
                "the document does not describe the record: provider_info shows its other fields"
            )
        elif len(fields) > 1:
            guesses.append("found by their names")
        return Part("job", fields, guesses)

    def _error(self) -> Part | None:
        # What says no, else an answer that may have errors in it.
        answers = sorted(
            self.document.answers(self.found.get).items(), key=lambda at: at[0][0] == "2"
        )
        for status, answer in answers:
            if status[0] not in "245d":
                continue
            properties = self.document.properties(self.document.schema_in(answer))
            key = words.named(properties, words.MESSAGES)
            code = words.named(properties, "code errorcode errornumber")
            if key and status[0] != "2":
                return Part("error", {"message": key, **({"code": code} if code else {})}, [])
            for name, value in properties.items():
                inner = self.document.properties(
                    self.document.items(value)
                ) or self.document.properties(value)
                key = words.named(inner, words.MESSAGES + " error reason")
                if key and re.search("error|fault", norm(name)):
                    listed = bool(self.document.items(value))
                    return Part("error", {"message": f"{name}{'[0]' if listed else ''}.{key}"}, [])
        return None


def _plain(place: str) -> str:
    """A place as a name of the vocabulary."""
    return re.sub(r"\W", "_", place)


def whole(parts: list[Part]) -> dict[str, Any]:
    """The definition that parts make."""
    return {part.key: part.value for part in parts}
