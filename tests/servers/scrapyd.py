# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run a real Scrapyd on loopback, with a project of one spider, all state in one folder.

    python tests/servers/scrapyd.py --state DIR [--port 0]

Needs tests/servers/requirements-scrapyd.txt in the Python that runs it; without it: exit code 77
and one sentence. The first line on stdout is {"base_url", "username", "password", "version", ...};
SIGINT or SIGTERM ends it, and the crawls that still run.
"""

from __future__ import annotations

import importlib.metadata
import io
import json
import secrets
import sys
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

import children

HERE = Path(__file__).resolve().parent
CONFIG = """[scrapyd]
bind_address = 127.0.0.1
http_port = {port}
username = me
password = {password}
poll_interval = 0.5
max_proc = 2
items_dir = items
"""


def missing() -> str:
    """Why it cannot run here."""
    try:
        importlib.metadata.version("scrapyd")
    except importlib.metadata.PackageNotFoundError:
        return "scrapyd is not installed here: see tests/servers/requirements-scrapyd.txt"
    return ""


def egg() -> bytes:
    """The project as Scrapyd takes it: a ZIP file with an entry point."""
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w") as archive:
        for path in sorted((HERE / "scrapyd").rglob("*.py")):
            archive.write(path, path.relative_to(HERE / "scrapyd"))
        archive.writestr("EGG-INFO/PKG-INFO", "Metadata-Version: 1.0\nName: crawls\nVersion: 1\n")
        archive.writestr("EGG-INFO/entry_points.txt", "[scrapy]\nsettings = crawls.settings\n")
    return found.getvalue()


def upload(base_url: str, headers: dict[str, str]) -> None:
    """Add the project, as one form of parts."""
    parts: list[bytes] = []
    for name, value in {"project": b"crawls", "version": b"1", "egg": egg()}.items():
        more = '; filename="crawls.egg"' if name == "egg" else ""
        head = '--part\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n' % (name, more)
        parts += [head.encode(), value, b"\r\n"]
    body = b"".join([*parts, b"--part--\r\n"])
    kind = {"Content-Type": "multipart/form-data; boundary=part"}
    request = urllib.request.Request(base_url + "/addversion.json", body, {**headers, **kind})
    with children.LOOPBACK.open(request, timeout=60) as answer:
        said = json.load(answer)
    if said.get("spiders") != 1:
        raise children.StartError("the project was not taken: %s" % said)


def serve(started: children.Children, port: int) -> dict[str, Any]:
    """Start it, and add the project."""
    password = secrets.token_hex(12)
    config = CONFIG.format(port=port, password=password)
    (started.state / "scrapyd.conf").write_text(config, encoding="utf-8")
    started.start(
        "scrapyd", [sys.executable, "-m", "scrapyd", "--nodaemon", "--pidfile="], TZ="UTC"
    )
    base_url = "http://127.0.0.1:%d" % port
    headers = children.basic("me", password)
    started.wait_for(lambda: children.answers(base_url + "/daemonstatus.json", **headers))
    upload(base_url, headers)
    return {
        "base_url": base_url,
        "username": "me",
        "password": password,
        "version": importlib.metadata.version("scrapyd"),
    }


if __name__ == "__main__":
    sys.exit(children.main(__doc__, missing, serve))
