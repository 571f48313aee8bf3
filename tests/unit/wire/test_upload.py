# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies that are read while they are sent."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import TransportError
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.request import Request
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.timeouts import RequestTimeout
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.upload import (
    FileSegment,
    Upload,
    segment_of,
)


@pytest.mark.parametrize("most", [1, 2, 3, 7, 1000])
def test_segments_in_pieces_of_any_size(tmp_path: Any, most: int) -> None:
    (tmp_path / "a").write_bytes(b"0123456789")
    (tmp_path / "b").touch()
    parts = [
        b"head",
        segment_of("a", str(tmp_path / "a")),
        b"",
        segment_of("b", str(tmp_path / "b")),
        b"tail",
    ]
    upload = Upload(parts)
    for _each in range(2):
        reader = upload.open()
        pieces = list(iter(lambda: reader.read(most), b""))  # noqa: B023
        assert b"".join(pieces) == b"head0123456789tail" and len(reader) == upload.size == 18
        assert max(map(len, pieces)) <= most and reader.read(most) == b""
    assert b"".join(upload.open()) == b"head0123456789tail"


def test_a_file_that_grows_or_shrinks_while_it_is_sent(
    serve: Any, transport: Any, words: Any, tmp_path: Any
) -> None:
    path = str(tmp_path / "a")
    (tmp_path / "a").write_bytes(b"0123456789")
    assert b"".join(Upload([FileSegment(path, 4)]).open()) == b"0123"
    server = serve(words.reply(), words.reply())
    short = Request("POST", server.base + "/", body=Upload([FileSegment(path, 2_000_000)]))
    with pytest.raises(TransportError) as caught:
        transport(server, request_retries=3).send(short)
    assert caught.value.sent is True  # and not once more: a server may have noticed what it got
    assert [one.body for one in server.requests] in ([], [b"0123456789"])
    whole = Request("POST", server.base + "/", body=Upload([b"x", FileSegment(path, 10)]))
    assert transport(server).send(whole).status == 200
    # The server may note the one that was cut short after this one.
    assert b"x0123456789" in [one.body for one in server.requests]


def test_an_empty_file_is_sent_as_one(
    serve: Any, transport: Any, words: Any, tmp_path: Any
) -> None:
    (tmp_path / "a").touch()
    server = serve(words.reply())
    upload = Upload([segment_of("a", str(tmp_path / "a"))])
    assert transport(server).send(Request("POST", server.base + "/", body=upload)).status == 200
    (request,) = server.requests
    assert (request.body, request.headers["content-length"]) == (b"", "0")
    assert "transfer-encoding" not in request.headers


def test_each_piece_has_the_time_of_a_request(clock: Any) -> None:
    timeout = RequestTimeout(clock, 30.0)
    for uploads in (False, True):
        timeout.uploads = uploads
        timeout.start("connect")
        timeout.start("send")
        clock.now += 20.0
        timeout.start("send")
        assert timeout.remaining() == (30.0 if uploads else 10.0)
