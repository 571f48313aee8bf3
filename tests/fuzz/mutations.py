# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways in which an answer is changed: status, headers, body, framing, timing.

Each function takes a `Draft` and a source of chance, and changes the draft in one way. All that
chance decides comes from that source, so that a conversation can be repeated.
"""

from __future__ import annotations

import base64
import gzip
import html
import json
import random
import re
import zlib
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import quote

Dice = random.Random


class Draft:
    """An answer before it is written to the socket.

    :ivar echoes: secrets that the server may send back.
    :ivar others: bodies that it sent before, as answers to something else.
    :ivar framing: `length`, `chunked`, `close` (to the end of the connection) or `as it is` (the
        headers say something of their own).
    :ivar cut: bytes of the whole answer after which the connection is closed; None: all are sent.
    :ivar reset: whether it is closed by a reset.
    :ivar delay: real seconds before the first byte; `drip`: between single bytes, of the last ones.
    :ivar keep: whether the connection is kept.
    :ivar before: bytes before the status line.
    :ivar changes: what was done to it, for people.
    """

    def __init__(
        self,
        status: int,
        headers: Sequence[tuple[str, str]],
        body: bytes,
        echoes: Sequence[str] = (),
        others: Sequence[bytes] = (),
        origin: str = "",
    ) -> None:
        self.status: int | str = status
        self.reason = "Words"
        self.headers: list[tuple[str, str]] = list(headers)
        self.body = body
        self.echoes, self.others, self.origin = echoes, others, origin
        self.framing = "length"
        # How a body is cut into chunks: the size before each and what follows the last.
        self.size, self.pieces, self.trailer = "%x", 1, b"\r\n"
        self.cut: int | None = None
        self.reset = False
        self.delay = self.drip = 0.0
        self.keep = True
        self.before = b""
        self.changes: list[str] = []

    def set(self, name: str, value: str) -> None:
        """One header of that name."""
        self.headers = [pair for pair in self.headers if pair[0].lower() != name.lower()]
        self.headers.append((name, value))

    def head(self) -> bytes:
        """Status line and headers as they go over the wire."""
        lines = [f"HTTP/1.1 {self.status} {self.reason}"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        if self.framing == "length" and self.status not in (204, 304):
            lines.append(f"Content-Length: {len(self.body)}")
        elif self.framing == "chunked":
            lines.append("Transfer-Encoding: chunked")
        if not self.keep or self.framing == "close":
            lines.append("Connection: close")
        text = "\r\n".join(lines) + "\r\n\r\n"
        return self.before + text.encode("utf-8", "surrogateescape")

    def payload(self, method: str) -> bytes:
        """The body as it goes over the wire."""
        if method == "HEAD" or self.status in (204, 304):
            return b""
        if self.framing != "chunked":
            return self.body
        step = max(1, -(-len(self.body) // self.pieces))
        data = b""
        for start in range(0, len(self.body), step):
            piece = self.body[start : start + step]
            data += (self.size % len(piece)).encode() + b"\r\n" + piece + b"\r\n"
        return data + b"0\r\n" + self.trailer


STATUSES: list[int | str] = [
    200, 200, 200, 201, 202, 203, 204, 205, 206, 207, 226, 300, 301, 302, 303, 304, 307, 308, 399,
    400, 401, 401, 402, 403, 404, 404, 405, 406, 407, 408, 409, 409, 410, 411, 412, 413, 414, 415,
    418, 421, 422, 425, 426, 428, 429, 429, 431, 451, 499, 500, 500, 501, 502, 503, 503, 504, 505,
    507, 511, 520, 599, 600, 999, 1000, 99, 0, -1, "two hundred", "200.5", "2OO", "",
]  # fmt: skip
AFTER = [
    "0", "1", "3", "30", "299", "301", "86400", "9" * 30, "9" * 6000, "-1", "-5", "1.5", "1e3", "inf", "nan",
    "soon", "", " ", "\u0663", "0x10", "1,2", "1 2", "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "Fri, 31 Dec 9999 23:59:59 GMT",
    "Fri, 31 Dec 99999 23:59:59 GMT", "Thu, 01 Jan 1970 00:00:00 GMT", "2030-01-01T00:00:00Z", "Mon, 00 Foo 2030 99:99:99 GMT",
]  # fmt: skip
ELSEWHERE = [
    "https://elsewhere.invalid/jobs/7", "http://127.0.0.1:9/jobs/7", "//elsewhere.invalid/jobs/7", "ORIGIN@elsewhere.invalid/jobs/7",
    "http://[::1/jobs/7", "file:///etc/passwd", "ftp://elsewhere.invalid/x", "javascript:alert(1)", "http://169.254.169.254/latest/",
    "gopher://x", "data:text/plain,x", "http:///jobs/7", "http://", "://", "/\\elsewhere.invalid/jobs/7", "\\\\elsewhere.invalid\\x",
    "http://elsewhere.invalid:99999/", "http://elsewhere.invalid:x/", "http://ⓔlsewhere.invalid/", "http://xn--\u00fc.invalid/",
    "/..//..//jobs/7", "/jobs/../../7", "/jobs/%2e%2e/%2e%2e/x", "jobs/7", "", " ", "/", "?", "#", "/jobs/7#frag", "/jobs/7?x=1",
    "/jobs/\r\nX-Injected: 1", "/jobs/\x00", "/jobs/\x1b[2J", "/jobs/" + "9" * 20000, "/a" * 3000, "ORIGIN/jobs/7", "ORIGIN",
    "HTTP://127.0.0.1/x", "/jobs/{{ 7 }}", "/jobs/ 7", "/jobs/\u202e7", "/jobs/%zz", "https:/elsewhere.invalid", "mailto:a@b",
]  # fmt: skip
TEXTS = [
    "", " ", "null", "true", "0", "-0", "7", "done", "ok", "success", "Success?", "not completed", "\x1b[2J\x1b[31mred", "\x9b2J", "\u202eevil",
    "\u200b", "\ufeff", "a\x00b", "line\nline\r\nline", "{{ lookup('pipe', 'id') }}", "{% raw %}", "${7*7}", "%s%s%n", "<script>x</script>",
    "<!---->" * 40, "<" * 5000, "&" * 3000, "&amp;" * 2000, "x" * 70000, "../../etc/passwd", "a/b", "a?b=c", "a#b", "a%2fb", ".", "..", "%2e%2e",
    "\ud83d\ude00", "\u00fc" * 300, "9" * 400, "1e999", "NaN", "Infinity", "2026-13-45T99:99:99Z", "0000-00-00", "9999-12-31T23:59:59Z",
    "10000-01-01T00:00:00Z", "-1", "1.7976931348623157e308", "\u0664\u0665", '{"a": 1}', "[]", "\\", "'", '"', "' OR 1=1", "\t", "a" * 300,
]  # fmt: skip
# As they stand in the JSON: values that no writer of JSON would write, or only few readers can read.
RAW = [
    "NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1e-999", "-0", "-0.0", "9" * 400, "9" * 5000, "0." + "1" * 3000, "1E400",
    "[" * 200 + "]" * 200, "[" * 20000 + "]" * 20000, '{"message":' * 60 + '"x"' + "}" * 60, '"\\ud800"', '"\\udc00x"',
    '"\\u0000"', '{"id":1,"id":2}', '{"status":"done","status":"failed"}', '{"":null}', "[{},{}]", "[[]]", "[null]", "{}", "[]", "null",
    "true", "false", "0", "1", "-1", "3.5", "1e2", "100", "4294967296", "18446744073709551616", '{"__class__": "x"}', '{"a":{"a":{"a":1}}}',
    "[" + ",".join(["{}"] * 3000) + "]", '"' + "\\u200b" * 500 + '"',
]  # fmt: skip
BODIES: list[bytes] = [
    b"", b" ", b"\n", b"null", b"[]", b"{}", b"true", b"0", b'""', b"[[]]", b"[{}]", b"OK", b"done", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf",
    b"\xef\xbb\xbf{}", b"<html><head><title>Sign in</title></head><body>Success</body></html>",
    b"<!DOCTYPE html>" + b"<!---->" * 60, b'<?xml version="1.0"?><a/>', b"<a>", b"<a" + b" b='c'" * 3000 + b"/>", b"<a>" * 3000,
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><a>&c;</a>',
    b" " * 40000 + b"{}", b"{" * 3000, b"[" * 50000, b'{"a":' * 1000, b'"' * 999, b"\\u" * 500, b"%PDF-1.4", b"\x1f\x8b", b"\x1f\x8b\x08\x00", b"PK\x03\x04",
    b"access_token=S", b"a=b&c=d", b"id,status\n7,done\n", b'{"id": 7, "status": "don', b")]}',\n{}", b"{}{}", b"{}\n{}\n", b'{"error": "no"}',
    b'{"errors": [{"message": "no"}]}', b'{"message": "no"}', b'[{"token": "no", "message": "no"}]', b'{"status": "error"}', b'{"success": false}',
    b'{"jobs": []}', b'{"jobs": null}', b'{"jobs": {}}', b'{"jobs": "none"}', b"data: {}\n\n",
]  # fmt: skip


# Small on the wire, large in memory.
BOMBS = [gzip.compress(b"[" + b"{}," * 500_000 + b"{}]", 6), gzip.compress(b"0" * (3 << 20), 6)]


def secret_forms(secret: str, dice: Dice) -> str:
    """One of the ways in which a server may send a secret back."""
    data = secret.encode()
    middle = len(secret) // 2
    forms = [
        secret, secret, quote(secret, safe=""), base64.b64encode(data).decode(), html.escape(secret), json.dumps(secret)[1:-1],
        f"Authorization: Bearer {secret}", f"token={secret}&x=1", f"<b>{secret}</b>", f"{secret[:middle]}<b></b>{secret[middle:]}",
        f"{secret[:middle]}\x1b[0m{secret[middle:]}", f"{secret[:middle]}\u200b{secret[middle:]}", "".join(f"&#{ord(one)};" for one in secret),
        "x" * dice.choice([150, 190, 250, 395, 3980, 16375]) + secret, f"u:{secret}@h", f"a {secret} b " * 3, f"{{{{ '{secret}' }}}}",
    ]  # fmt: skip
    return dice.choice(forms)


# Status and headers.


def other_status(draft: Draft, dice: Dice) -> None:
    draft.status = dice.choice(STATUSES)


def other_reason(draft: Draft, dice: Dice) -> None:
    draft.reason = dice.choice(["", "\x1b[2J", "x" * 60000, "OK " * 9, *_echoes(draft, dice)])


def retry_after(draft: Draft, dice: Dice) -> None:
    draft.headers += [
        ("Retry-After", dice.choice(AFTER)) for _each in range(dice.choice([1, 1, 2]))
    ]
    if dice.random() < 0.5:
        draft.status = dice.choice([429, 503, 202, 425, 408, 500])


def location(draft: Draft, dice: Dice) -> None:
    draft.set("Location", _target(draft, dice))
    if dice.random() < 0.6:
        draft.status = dice.choice([301, 302, 303, 307, 308, 201, 202, 300, 304])


def link(draft: Draft, dice: Dice) -> None:
    draft.headers.append(("Link", dice.choice([
        f'<{_target(draft, dice)}>; rel="next"', "<" * 5000, "<" * 40000, ", ".join(["</x>; rel=next"] * 400), "</x>; " + "a=b; " * 3000, ">;<", ";" * 2000,
    ])))  # fmt: skip


def date(draft: Draft, dice: Dice) -> None:
    draft.set("Date", dice.choice(AFTER))


def content_type(draft: Draft, dice: Dice) -> None:
    draft.set("Content-Type", dice.choice([
        "text/html", "text/plain", "application/xml", "application/json", "application/json; charset=utf-16", "text/xml; charset=latin-1",
        "application/json; charset=rot13", "application/json; charset=zlib_codec", "application/json; charset=" + "x" * 5000, ";;;", "", "\x00",
        "application/octet-stream", "multipart/mixed; boundary=" + "-" * 900, "application/problem+json", "application/gzip", "json", "text/csv",
        "application/json; charset=idna", "application/json; charset=unicode_escape", "text/event-stream",
    ]))  # fmt: skip


def odd_header(draft: Draft, dice: Dice) -> None:
    draft.headers += dice.choice([
        [("Set-Cookie", f"a={quote(one)}; Path=/") for one in _echoes(draft, dice)[:1]], [("Set-Cookie", "a=b; Domain=elsewhere.invalid")],
        [("X-A", "y" * 70000)], [(f"X-{n}", "y") for n in range(150)], [("no colon here", "")], [("", "x")], [("X A", "b")],
        [("X-A", "\x1b[2J")], [("X-A", "\x00")], [("Connection", "close")], [("Connection", "upgrade"), ("Upgrade", "h2c")],
        [("WWW-Authenticate", "Digest realm=x, nonce=y")], [("WWW-Authenticate", "Negotiate")], [("WWW-Authenticate", "Basic realm=" + "x" * 9000)],
        [("ETag", '"' + "x" * 9000 + '"')], [("Content-Range", "bytes 5-9/10")], [("Accept-Ranges", "bytes")],
        [("Refresh", "0; url=http://elsewhere.invalid/")],
        [("Content-Disposition", "attachment; filename=../../evil")], [("Preference-Applied", "respond-async")], [("Keep-Alive", "timeout=0, max=0")],
        [("X-Token", one) for one in _echoes(draft, dice)[:1]], [("Strict-Transport-Security", "max-age=1")], [("Proxy-Authenticate", "Basic")],
    ])  # fmt: skip


def without_header(draft: Draft, dice: Dice) -> None:
    if draft.headers:
        draft.headers.pop(dice.randrange(len(draft.headers)))


# The body as a tree.


def tree(draft: Draft, dice: Dice) -> None:
    """Some places of a JSON body have other values, or are missing."""
    try:
        value = json.loads(draft.body)
    except (ValueError, RecursionError):
        return text_places(draft, dice)
    raws: list[str] = []
    for _each in range(dice.choice([1, 1, 2, 5])):
        value = _changed(value, draft, dice, raws)
    text = json.dumps(value, ensure_ascii=dice.random() < 0.7)
    for number, raw in enumerate(raws):
        text = text.replace(f'"@RAW{number}@"', raw, 1)
    draft.body = text.encode("utf-8", "surrogatepass")
    return None


def text_places(draft: Draft, dice: Dice) -> None:
    """Some texts of an XML body are others."""
    found = list(re.finditer(rb"(?<=[>\"])[^<>\"]+(?=[<\"])", draft.body))
    if not found:
        return
    match = dice.choice(found)
    raw = dice.choice([*TEXTS, *_echoes(draft, dice)]).encode("utf-8", "surrogatepass")
    draft.body = draft.body[: match.start()] + raw + draft.body[match.end() :]


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    items: Any = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value[:6])
    for key, one in items:
        found += _places(one, (*path, key))
    return found


def _changed(value: Any, draft: Draft, dice: Dice, raws: list[str]) -> Any:
    places = _places(value)
    place = dice.choice(places)
    if not place:
        return _other(value, draft, dice, raws)
    holder = value
    for key in place[:-1]:
        holder = holder[key]
    key = place[-1]
    how = dice.random()
    if how < 0.2:
        del holder[key]
    elif how < 0.27 and isinstance(holder, list):
        holder.append(holder[key])
    elif how < 0.3 and isinstance(holder, dict):
        holder[dice.choice([*TEXTS[:30], *_echoes(draft, dice)])] = holder.pop(key)
    else:
        holder[key] = _other(holder[key], draft, dice, raws)
    return value


def _other(value: Any, draft: Draft, dice: Dice, raws: list[str]) -> Any:
    """Another value in the place of one."""
    how = dice.randrange(8)
    if how == 0:
        return _target(draft, dice)
    if how in (1, 2):
        raws.append(dice.choice(RAW))
        return f"@RAW{len(raws) - 1}@"
    if how == 3 and draft.echoes:
        return dice.choice(_echoes(draft, dice))
    if how == 4:
        return dice.choice([[value], {"value": value}, str(value), None, [], {}, [value, value]])
    if how == 5 and isinstance(value, (int, float)) and not isinstance(value, bool):
        return dice.choice(
            [-value, value + 1, value * 10**9, value % 9 + 0.5, str(value), bool(value)]
        )
    if how == 6 and isinstance(value, str):
        return dice.choice(
            [
                value.upper(),
                value.lower(),
                value + " ",
                value[:-1],
                value * 2,
                value[::-1],
                value.swapcase(),
                "x" + value,
            ]
        )
    return dice.choice([*TEXTS, *_echoes(draft, dice)])


# The body as bytes.


def other_body(draft: Draft, dice: Dice) -> None:
    draft.body = dice.choice([*BODIES, *draft.others])


def swapped(draft: Draft, dice: Dice) -> None:
    if draft.others:
        draft.body = dice.choice(draft.others)


def half(draft: Draft, dice: Dice) -> None:
    draft.body = draft.body[: dice.randrange(len(draft.body) + 1)]


def flipped(draft: Draft, dice: Dice) -> None:
    data = bytearray(draft.body)
    for _each in range(min(len(data), dice.choice([1, 3, 20]))):
        data[dice.randrange(len(data))] = dice.randrange(256)
    draft.body = bytes(data)


def spliced(draft: Draft, dice: Dice) -> None:
    at = dice.randrange(len(draft.body) + 1)
    put = dice.choice([*BODIES, *(one.encode() for one in _echoes(draft, dice)), draft.body])
    draft.body = draft.body[:at] + put + draft.body[at:]


def recoded(draft: Draft, dice: Dice) -> None:
    text = draft.body.decode("utf-8", "replace")
    codec = dice.choice(["utf-16", "utf-16-le", "utf-32", "utf-8-sig", "latin-1", "cp037"])
    draft.body = text.encode(codec, "replace")


def echo(draft: Draft, dice: Dice) -> None:
    """A refusal that quotes a secret."""
    if not draft.echoes:
        return
    said = dice.choice(_echoes(draft, dice))
    draft.status = dice.choice([200, 400, 401, 403, 404, 409, 422, 429, 500, 503])
    draft.body = dice.choice([
        json.dumps({"message": said}), json.dumps({"errors": [{"message": said}]}), said, f"<title>{said}</title>", json.dumps({said: said}),
        json.dumps([{"token": "x", "message": said}]), json.dumps({"errorCode": 2, "errorMessage": said}), json.dumps({"error": {"message": said}}),
        json.dumps({"detail": said}), json.dumps({"ERROR_DESCRIPTION": said}), json.dumps({"access_token": said, "token": said}), json.dumps(said),
    ]).encode("utf-8", "surrogatepass")  # fmt: skip


def squeezed(draft: Draft, dice: Dice) -> None:
    """Content-Encoding, honest or not."""
    name = dice.choice(
        [
            "gzip",
            "deflate",
            "br",
            "x-gzip",
            "gzip, gzip",
            "identity",
            "zstd",
            "GZIP",
            "gzip;q=1",
            "compress",
            "",
        ]
    )
    squeeze: Callable[[bytes], bytes] = dice.choice([
        gzip.compress, lambda data: gzip.compress(gzip.compress(data)), zlib.compress, lambda data: data,
        lambda data: gzip.compress(data)[:-5], lambda data: BOMBS[0], lambda data: BOMBS[1],
        lambda data: gzip.compress(data) + b"rest", lambda data: b"",
    ])  # fmt: skip
    draft.body = squeeze(draft.body)
    draft.set("Content-Encoding", name)


# Framing and timing.


def framing(draft: Draft, dice: Dice) -> None:
    draft.framing = dice.choice(["chunked", "close", "as it is", "as it is"])
    if draft.framing == "chunked" and dice.random() < 0.6:
        draft.size = dice.choice(
            [
                "%x",
                "%x",
                "-%x",
                "+%x",
                "0x%x",
                "%X;a=b",
                "%x;" + "y" * 70000,
                "%d",
                "0%x",
                "f%015x",
                "%x z",
            ]
        )
        draft.pieces = dice.choice([1, 3, 1000])
        draft.trailer = dice.choice(
            [b"\r\n", b"", b"X: y\r\n\r\n", b"X: y\r\n" * 20000, b"\r\n\r\n", b"y" * 70000]
        )
    if draft.framing != "as it is":
        return
    size = len(draft.body)
    draft.headers += dice.choice([
        [("Content-Length", str(size + dice.choice([1, 100, 10**9])))], [("Content-Length", str(max(0, size - 3)))], [("Content-Length", "-1")],
        [("Content-Length", "0")], [("Content-Length", "x")], [("Content-Length", str(size)), ("Content-Length", str(size + 1))],
        [("Content-Length", f"{size}, {size}")], [("Content-Length", "+" + str(size))], [("Transfer-Encoding", "chunked")], [("Transfer-Encoding", "gzip")],
        [("Transfer-Encoding", "chunked"), ("Content-Length", str(size))], [("Content-Length", "9" * 400)], [("Content-Length", str(size) + " ")],
    ])  # fmt: skip


def cut(draft: Draft, dice: Dice) -> None:
    whole = len(draft.head()) + len(draft.body)
    draft.cut = dice.choice([0, dice.randrange(whole + 1), max(0, whole - 1), len(draft.head())])
    draft.reset = dice.random() < 0.5


def noise_before(draft: Draft, dice: Dice) -> None:
    draft.before = dice.choice([
        b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 102 Processing\r\n\r\n" * 40, b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n",
        b"HTTP/1.1 101 Switching\r\n\r\n", b"SSH-2.0-OpenSSH_9.2\r\n", b"\x15\x03\x01\x00\x02\x02\x46", b"\r\n", b"\r\n" * 500,
        b"HTTP/1.0 200 OK\r\n", b"\x00" * 99,
        b"HTTP/2 200 OK\r\n\r\n", b"ICY 200 OK\r\n\r\n",
    ])  # fmt: skip


def slow(draft: Draft, dice: Dice) -> None:
    """Later than anybody waits for it, or byte by byte."""
    if dice.random() < 0.5:
        draft.delay = dice.choice([0.05, 0.4])
    else:
        draft.drip = dice.choice([0.01, 0.05])


def close_after(draft: Draft, dice: Dice) -> None:
    """The connection is closed behind a whole answer that did not say so."""
    whole = len(draft.head()) + len(draft.body)
    draft.cut = whole
    draft.reset = dice.random() < 0.3


def _echoes(draft: Draft, dice: Dice) -> list[str]:
    return [secret_forms(one, dice) for one in draft.echoes]


def _target(draft: Draft, dice: Dice) -> str:
    paths = [f"/jobs/7?sig={one}" for one in draft.echoes] + [
        f"https://elsewhere.invalid/?token={one}" for one in draft.echoes
    ]
    return dice.choice([*ELSEWHERE, *paths]).replace("ORIGIN", draft.origin)


Mutation = Callable[[Draft, Dice], Any]
MUTATIONS: dict[str, Mutation] = {
    one.__name__: one
    for one in (
        other_status, other_reason, retry_after, location, link, date, content_type, odd_header, without_header, tree, text_places,
        other_body, swapped, half, flipped, spliced, recoded, echo, squeezed, framing, cut, noise_before, slow, close_after,
    )
}  # fmt: skip
# Trees are where most of the meaning is.
WEIGHTS = {"tree": 8, "other_status": 3, "other_body": 2, "echo": 3, "location": 2, "slow": 0.5}


def choose(dice: Dice, names: Sequence[str]) -> str:
    """One of these mutations."""
    return dice.choices(names, [WEIGHTS.get(name, 1) for name in names])[0]
