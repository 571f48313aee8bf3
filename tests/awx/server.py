# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A little of AWX's API, as far as the modules of awx.awx ask for it: objects by their endpoints, in memory.

It refuses what AWX refuses: a credential type that breaks its rules, a credential with fields that its type does not have,
a template without what it needs, a survey with a question of no type, a rule of a schedule without a start.
"""

from __future__ import annotations

import http.server
import json
import re
import threading
import urllib.parse
from typing import Any

from ansible_collections.asyncops.jobs.tests.unit.awx_rules import faults

ENCRYPTED = "$encrypted$"
NEEDED = {
    "credential_types": {"name", "kind"},
    "credentials": {"name", "organization", "credential_type"},
    "projects": {"name", "organization", "scm_type"},
    "inventories": {"name", "organization"},
    "hosts": {"name", "inventory"},
    "job_templates": {"name", "inventory", "project", "playbook"},
    "schedules": {"name", "rrule", "unified_job_template"},
}
QUESTION = {
    "question_name", "question_description", "variable", "type", "required", "choices", "default", "min", "max",
    "new_question",
}  # fmt: skip
TYPES = {"text", "textarea", "password", "multiplechoice", "multiselect", "integer", "float"}


class Refused(Exception):
    """What AWX would answer with 400."""


class Awx:
    """The objects, and what was asked."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[int, dict[str, Any]]] = {name: {} for name in NEEDED}
        self.objects["organizations"] = {1: {"name": "Default"}}
        self.parts: dict[str, Any] = {}  # surveys and the credentials of templates, by their path
        self.changes: list[str] = []
        self.lock = threading.Lock()

    def found(self, endpoint: str, **wanted: Any) -> list[dict[str, Any]]:
        """The objects that have these values, as AWX shows them."""
        return [
            self.shown(endpoint, number)
            for number, one in self.of(endpoint).items()
            if all(
                str({"id": number, **one}.get(key)) == str(value) for key, value in wanted.items()
            )
        ]

    def of(self, endpoint: str) -> dict[int, dict[str, Any]]:
        """The objects of an endpoint; a template of any kind is one of ours."""
        return self.objects["job_templates" if endpoint == "unified_job_templates" else endpoint]

    def shown(self, endpoint: str, number: int) -> dict[str, Any]:
        """One object: secrets are not shown."""
        one = dict(self.of(endpoint)[number])
        url = f"/api/v2/{endpoint}/{number}/"
        if endpoint == "credentials":
            secret = self.fields(one["credential_type"], secret=True)
            one["inputs"] = {k: ENCRYPTED if k in secret else v for k, v in one["inputs"].items()}
        related = {name: f"{url}{name}/" for name in ("survey_spec", "credentials")}
        shown = {"status": "successful", "scm_revision": "", "summary_fields": {}}
        return {**shown, **one, "id": number, "url": url, "type": endpoint[:-1], "related": related}

    def fields(self, kind: int, secret: bool = False) -> set[str]:
        """The fields of a credential type."""
        fields = self.objects["credential_types"][int(kind)]["inputs"]["fields"]
        return {field["id"] for field in fields if field.get("secret") or not secret}

    def check(self, endpoint: str, one: dict[str, Any]) -> None:
        """Refuse what AWX refuses."""
        lacking = NEEDED[endpoint] - set(one)
        if lacking:
            raise Refused(f"{endpoint}: {sorted(lacking)} is required")
        if endpoint == "credential_types":
            told = faults(
                {k: one[k] for k in ("name", "description", "kind", "inputs", "injectors")}
            )
            if told:
                raise Refused("; ".join(told))
        if endpoint == "credentials":
            unknown = set(one["inputs"]) - self.fields(one["credential_type"])
            if unknown:
                raise Refused(f"Additional properties are not allowed: {sorted(unknown)}")
        if endpoint == "schedules" and not re.match(
            r"DTSTART\S*:\d{8}T\d{6}Z? RRULE:FREQ=", one["rrule"]
        ):
            raise Refused("Valid DTSTART required in rrule")


def check_survey(survey: dict[str, Any]) -> None:
    """Refuse a survey that AWX refuses."""
    variables = [question["variable"] for question in survey["spec"]]
    if len(set(variables)) != len(variables) or not variables:
        raise Refused("'variable' duplicated, or no question")
    for question in survey["spec"]:
        if question["type"] not in TYPES or set(question) != QUESTION:
            raise Refused(f"{question['variable']}: not a question")
        if question["type"] == "multiplechoice" and question["default"] not in question["choices"]:
            raise Refused(f"{question['variable']}: default is not one of the choices")
        if (
            question["type"] == "integer"
            and not question["min"] <= question["default"] <= question["max"]
        ):
            raise Refused(f"{question['variable']}: default is out of bounds")


class Handler(http.server.BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    awx: Awx

    def do_GET(self) -> None:
        """Objects, or a part of one."""
        url = urllib.parse.urlsplit(self.path)
        endpoint, number, part = self.place(url.path)
        with self.awx.lock:
            if part == "survey_spec":
                self.answer(200, self.awx.parts.get(url.path, {}))
            elif part:
                numbers = self.awx.parts.get(url.path, [])
                self.answer_list([self.awx.shown(part, one) for one in numbers])
            elif number:
                self.answer(200, self.awx.shown(endpoint, number))
            else:
                wanted = dict(urllib.parse.parse_qsl(url.query))
                self.answer_list(self.awx.found(endpoint, **wanted))

    def do_POST(self) -> None:
        """A new object, or a part of one."""
        path = urllib.parse.urlsplit(self.path).path
        endpoint, number, part = self.place(path)
        given = self.read()
        with self.awx.lock:
            self.awx.changes.append(f"POST {path}")
            try:
                if part == "survey_spec":
                    check_survey(given)
                    self.awx.parts[path] = given
                    self.answer(200, {})
                elif part:
                    numbers = self.awx.parts.setdefault(path, [])
                    numbers.remove(given["id"]) if given.get("disassociate") else numbers.append(
                        given["id"]
                    )
                    self.answer(204, None)
                else:
                    self.awx.check(endpoint, given)
                    number = len(self.awx.of(endpoint)) + 1
                    self.awx.of(endpoint)[number] = given
                    self.answer(201, self.awx.shown(endpoint, number))
            except Refused as exc:
                self.answer(400, {"detail": str(exc)})

    def do_PATCH(self) -> None:
        """A change of an object."""
        endpoint, number, _part = self.place(self.path)
        given = self.read()
        with self.awx.lock:
            self.awx.changes.append(f"PATCH {self.path}")
            self.awx.of(endpoint)[number].update(given)
            self.answer(200, self.awx.shown(endpoint, number))

    def place(self, path: str) -> tuple[str, int, str]:
        """Endpoint, number and part of a path; 0 and empty where there is none."""
        parts = path.strip("/").split("/")[2:] + ["", ""]
        return parts[0], int(parts[1] or 0), parts[2]

    def read(self) -> dict[str, Any]:
        """The body."""
        given: dict[str, Any] = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        return given

    def answer_list(self, results: list[dict[str, Any]]) -> None:
        """A page that is the only one."""
        self.answer(
            200, {"count": len(results), "next": None, "previous": None, "results": results}
        )

    def answer(self, status: int, body: Any) -> None:
        """Send it."""
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("X-API-Product-Name", "AWX")
        self.send_header("X-API-Product-Version", "24.6.1")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_arguments: Any) -> None:
        """Nothing is printed."""


def serve(awx: Awx) -> http.server.ThreadingHTTPServer:
    """A server of these objects; shut it down at the end."""
    handler = type("Bound", (Handler,), {"awx": awx})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
