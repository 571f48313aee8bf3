# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One row, prepared and judged: its server, its options, and what its result has to be."""

from __future__ import annotations

import base64
import json
import pathlib
import re
import ssl
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from ansible_collections.asyncops.jobs.tests.faults.server import Scripted
from ansible_collections.asyncops.jobs.tests.faults.table import (
    DEFINITION,
    GOOD,
    OLD,
    PARAMS,
    SECRET,
    TIMING,
    Row,
)

TLS = pathlib.Path(__file__).resolve().parents[1] / "unit" / "wire" / "tls"
WAITING = ("wait", "stop", "request")
CLASSES = {
    "config", "auth", "not_found", "conflict", "rate_limited", "transport", "decode", "api", "unsupported", "job_failed", "timeout",
}  # fmt: skip
SECRET_FORMS = {
    SECRET, quote(SECRET, safe=""), base64.b64encode(SECRET.encode()).decode().rstrip("="), SECRET.replace("/", "\\/"),
}  # fmt: skip


class Trial:
    """A row with a server of its own, and a folder."""

    def __init__(self, row: Row, elsewhere: str, folder: pathlib.Path) -> None:
        self.row, self.folder = row, folder
        context = None
        if row.tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(TLS / row.tls)
            if row.client_ca:
                context.load_verify_locations(TLS / row.client_ca)
                context.verify_mode = ssl.CERT_REQUIRED
        self.server = Scripted({**GOOD, **row.script}, elsewhere, context)
        folder.mkdir()
        (folder / "result").write_bytes(OLD)
        self.params = self._params(elsewhere)

    def _params(self, elsewhere: str) -> dict[str, Any]:
        row = self.row
        # Names that are no words of the table's text: where a row needs to say another origin.
        bases = {
            "HTTP": self.server.base.replace("https:", "http:"),
            "HTTPS": self.server.base.replace("http:", "https:"),
        }
        timing = TIMING if row.verb in WAITING else {}
        definition = {**DEFINITION, **row.definition}
        params: dict[str, Any] = {
            "provider": "acme", "provider_definition": {key: value for key, value in definition.items() if value is not None},
            "base_url": self.server.base, "use_proxy": False, **PARAMS, **timing, **row.params,
        }  # fmt: skip
        params["base_url"] = bases.get(params["base_url"], params["base_url"])
        if "dest" in params and not params["dest"].startswith("/"):
            params["dest"] = str(self.folder / params["dest"])
        files = {"CA": "ca.pem", "STRANGER": "stranger.pem", "CLIENT": "client.pem"}
        for name in ("ca_path", "client_cert"):
            if params.get(name) in files:
                params[name] = str(TLS / files[params[name]])
        if "job_id" in params:
            ids = params["job_id"]
            params["job_id"] = [
                one.replace("ELSEWHERE", elsewhere) if isinstance(one, str) else one for one in ids
            ]
        return {name: value for name, value in params.items() if value is not None}

    def judge(self, result: Mapping[str, Any], warnings: list[str]) -> list[str]:
        """What is wrong; empty: it was survived."""
        return [*self._common(result, warnings), *self._own(result, warnings)]

    def _common(self, result: Mapping[str, Any], warnings: list[str]) -> Iterator[str]:
        message = str(result.get("msg", ""))
        if (
            re.search("internal error|Traceback|MODULE FAILURE|unexpected", message)
            or "exception" in result
        ):
            yield f"an internal error: {message[:300]}"
        try:
            text = json.dumps(result, allow_nan=False, ensure_ascii=False)
            text.encode()
        except (ValueError, RecursionError) as error:
            yield f"no strict JSON: {error}"
            text = str(result)
        for form in SECRET_FORMS:
            if form in text or any(form in one for one in warnings):
                yield f"a secret is shown: ...{text[max(0, text.find(form) - 80) : text.find(form) + 90]}"
        if result.get("failed") and (
            result.get("error") not in CLASSES or not message or "\n" in message
        ):
            yield f"no class of errors, or no sentence: {result.get('error')} {message[:200]!r}"
        if result.get("error") == "config" and self.server.requests:
            yield f"error: config, but {self.server.lines} was sent"
        if [one for one in [message, *warnings] if not one.isprintable()]:
            yield "a sentence drives the screen"
        extra = [one.name for one in self.folder.iterdir() if one.name != "result"]
        if extra:
            yield f"left behind: {extra}"

    def _own(self, result: Mapping[str, Any], warnings: list[str]) -> Iterator[str]:
        row = self.row
        ended = result.get("error", "failed") if result.get("failed") else "ok"
        if ended not in row.ends.split("|"):
            yield f"ended with {ended}, not {row.ends}: {str(result.get('msg'))[:300]}"
            return
        if row.says and ended != "ok" and not re.search(row.says, result["msg"]):
            yield f"does not say {row.says!r}: {result['msg'][:300]}"
        count = self.server.lines.count(row.line) if row.line else 0
        if row.line and not row.least <= count <= row.most:
            yield f"{row.line} was sent {count} times, not {row.least} to {row.most}"
        states = {job["state"] for job in result.get("jobs", ())}
        if row.state and not states <= {
            *row.state.split("|"),
            *(["unknown"] if ended != "ok" else []),
        }:
            yield f"the jobs are {states}, not {row.state}"
        for key, value in row.has.items():
            if result.get(key) != value:
                yield f"{key} is {str(result.get(key))[:100]}, not {value}"
        if row.warns and not any(re.search(row.warns, one) for one in warnings):
            yield f"does not warn of {row.warns!r}: {warnings}"
        found = (self.folder / "result").read_bytes() if (self.folder / "result").exists() else b""
        wanted = OLD if row.file is None else row.file
        if found != wanted and not (ended == "ok" and "file" not in row.name and row.file is None):
            yield f"the file holds {found[:60]!r}, not {wanted[:60]!r}"
        if row.check_mode and [line for line in self.server.lines if not line.startswith("GET ")]:
            yield f"check mode sent {self.server.lines}"
