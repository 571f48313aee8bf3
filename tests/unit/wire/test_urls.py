# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs are joined as text, resolved within one origin, and never normalised behind our back."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import (
    ApiError,
    ConfigError,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire import base_url, urls


@pytest.mark.parametrize(
    ("base", "root", "path", "url"),
    [
        ("https://h:8443", "/api/v2", "orgs/1/jobs", "https://h:8443/api/v2/orgs/1/jobs"),
        ("https://h:8443", "/api/v2", "/orgs/1/jobs", "https://h:8443/api/v2/orgs/1/jobs"),
        ("https://h:8443/", "api/v2/", "orgs/1/jobs", "https://h:8443/api/v2/orgs/1/jobs"),
        ("https://h:8443/api/v2", "/api/v2", "/orgs/1", "https://h:8443/api/v2/orgs/1"),
        ("https://h:8443/api/v2/", "/api/v2", "/api/v2/orgs/1", "https://h:8443/api/v2/orgs/1"),
        ("https://h", "/api/v2", "api/v2/orgs/1?a=b", "https://h/api/v2/orgs/1?a=b"),
        ("https://h", "/api/v2", "/api/v2", "https://h/api/v2"),
        ("https://h", "/api/v2", "/api/v2?x", "https://h/api/v2?x"),
        ("https://h", "/api/v2", "/api/v20/x", "https://h/api/v2/api/v20/x"),
        ("https://h/webapi", "/v3", "/jobs/5/", "https://h/webapi/v3/jobs/5/"),
        ("https://h/webapi", "/v3", "/v3/jobs/5", "https://h/webapi/v3/jobs/5"),
        ("https://h/webapi", "/v3", "/webapi/v3/jobs/5", "https://h/webapi/v3/jobs/5"),
        ("https://h/webapi/v3", "/v3", "/webapi/v3/jobs/5", "https://h/webapi/v3/jobs/5"),
        (
            "https://h/webconsole/api",
            "",
            "Job?clientId=2",
            "https://h/webconsole/api/Job?clientId=2",
        ),
        ("https://h/webconsole/api", "", "/webconsole/api/Job", "https://h/webconsole/api/Job"),
        ("https://h", "/api", "/jobs/?next=../x&y=/./", "https://h/api/jobs/?next=../x&y=/./"),
        ("https://h", "/api", "", "https://h/api"),
        ("https://h", "/api", "?page=2", "https://h/api?page=2"),
        ("https://h", "", "//evil.example/x", "https://h/evil.example/x"),
        ("https://h", "/api", "a%2Fb/c%20d", "https://h/api/a%2Fb/c%20d"),
        ("https://h/xapi", "/api", "jobs", "https://h/xapi/api/jobs"),
    ],
)
def test_join(base: str, root: str, path: str, url: str) -> None:
    assert urls.join(base, root, path) == url


@pytest.mark.parametrize(
    "path",
    [
        "..",
        "a/../b",
        "/a/.",
        "%2e%2e/users",
        "/jobs/%2E%2E/users",
        "a/%2e",
        "a\\..\\b",
        "a%5c..",
        "a%2F..%2Fb",
        "a#b",
        "a\nb",
        "a\x00",
        "https://other.example/x",
        "a\ud800",
    ],
)
def test_paths_that_are_refused(path: str) -> None:
    with pytest.raises(ConfigError):
        urls.join("https://h", "/api", path)


letters = st.characters(min_codepoint=33, max_codepoint=0x2FF, blacklist_characters="/\\?#")
segments = st.text(letters, min_size=1, max_size=9)
paths = st.lists(segments, min_size=1, max_size=4).map("/".join)


@given(
    paths,
    st.sampled_from(["", "/api", "/api/v2"]),
    st.sampled_from(["https://h", "http://h:1/webapi", "https://[::1]:5/"]),
)
def test_joining_is_idempotent_and_keeps_the_text(path: str, root: str, base: str) -> None:
    try:
        url = urls.join(base, root, path)
    except ConfigError:
        assume(False)
    assert url.endswith("/" + path)
    assert url.startswith(base.rstrip("/") + root)
    site = base.rstrip("/").replace("/webapi", "")
    assert urls.join(base, root, "/" + path) == url
    assert urls.join(base, root, url[len(site) :]) == url
    assert urls.join(base.rstrip("/") + root, root, path) == url
    if not path.startswith("/"):
        assert urls.resolve(url, base, root, url) == url


@pytest.mark.parametrize(
    ("reference", "url"),
    [
        ("https://h:8443/api/v2/orgs/1/jobs/5", "https://h:8443/api/v2/orgs/1/jobs/5"),
        ("HTTPS://H:8443/elsewhere", "https://h:8443/elsewhere"),
        ("//h:8443/x", "https://h:8443/x"),
        ("/api/v2/orgs/1/jobs/5?x=1#top", "https://h:8443/api/v2/orgs/1/jobs/5?x=1"),
        ("/orgs/1/jobs/5", "https://h:8443/api/v2/orgs/1/jobs/5"),
        (" /orgs/1/jobs/5 ", "https://h:8443/api/v2/orgs/1/jobs/5"),
        ("jobs/5", "https://h:8443/api/v2/orgs/1/jobs/5"),
        ("./jobs/5", "https://h:8443/api/v2/orgs/1/jobs/5"),
        ("../2/jobs/5", "https://h:8443/api/v2/orgs/2/jobs/5"),
        ("?page=2", "https://h:8443/api/v2/orgs/1/labels?page=2"),
        ("a%2Fb", "https://h:8443/api/v2/orgs/1/a%2Fb"),
    ],
)
def test_resolve(reference: str, url: str) -> None:
    base, current = "https://h:8443", "https://h:8443/api/v2/orgs/1/labels?page=1"
    assert urls.resolve(reference, base, "/api/v2", current) == url


def test_resolve_under_a_prefix() -> None:
    base, current = "https://h/webapi", "https://h/webapi/v3/jobs"
    for reference in (
        "/webapi/v3/jobs/5",
        "/v3/jobs/5",
        "/jobs/5",
        "jobs/5",
        "https://h:443/webapi/v3/jobs/5",
    ):
        assert (
            urls.resolve(reference, base, "/v3", current).replace(":443", "")
            == "https://h/webapi/v3/jobs/5"
        )


@pytest.mark.parametrize(
    "reference",
    [
        "http://h:8443/x",
        "https://h/x",
        "https://h:8444/x",
        "https://other:8443/x",
        "//other:8443/x",
        "https://u@h:8443/x",
        "https://u:p@h:8443/",
        "ftp://h:8443/x",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https:/x",
        "https:x",
        "/\\other/x",
        "https://h:8443\\@other/",
        "https://h:99999/",
        "",
        "  ",
        "#top",
        "/a b",
        "/a\r\nX: y",
        "/%2e%2e/x",
        "https://h:8443/%2e%2e/x",
        "https://h:8443@other/",
        "https://[h/x",
        "https://h\u3002example:8443/",
        "data:,x",
    ],
)
def test_references_that_are_not_followed(reference: str) -> None:
    try:
        url = urls.resolve(reference, "https://h:8443", "/api", "https://h:8443/api/jobs")
    except ApiError as exc:
        assert "\n" not in exc.message
        assert "u:p" not in exc.message
    else:
        # What a browser reads as a path on the same host is one.
        assert reference in ("https:/x", "https:x")
        assert url.startswith("https://h:8443/")


def test_the_message_names_both_origins() -> None:
    with pytest.raises(ApiError) as caught:
        urls.resolve(
            "http://evil.example/secret?token=x", "https://h", "/api", "https://h/api/jobs"
        )
    assert "http://evil.example:80" in caught.value.message
    assert "https://h:443" in caught.value.message
    assert "secret" not in caught.value.message


@given(st.text(max_size=60))
def test_whatever_the_server_says_the_origin_stays(reference: str) -> None:
    for text in (
        reference,
        "//" + reference,
        "/" + reference,
        "https://" + reference,
        "https://h" + reference,
    ):
        try:
            url = urls.resolve(text, "https://h", "/api", "https://h/api/jobs")
        except (ApiError, ConfigError):
            continue
        assert urls.origin(url) == ("https", "h", 443)
        assert not {".", ".."} & set(unquote(urlsplit(url).path).split("/"))


def test_segments() -> None:
    assert urls.path_segment("a/b?c#d e%41") == "a%2Fb%3Fc%23d%20e%2541"
    assert urls.path_segment("\u00e9~-_.x") == "%C3%A9~-_.x"
    assert urls.path_segment("x" * 512) == "x" * 512
    assert urls.path_segment("...") == "..."


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\t",
        ".",
        "..",
        "%2e",
        "%2E%2e",
        "a/../b",
        "..\\x",
        "a\nb",
        "a\x7f",
        "a\x85",
        "\ud800",
        "x" * 513,
    ],
)
def test_segments_that_are_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        urls.path_segment(text)


@given(st.text(min_size=1, max_size=20))
def test_a_segment_is_one_segment(text: str) -> None:
    try:
        quoted = urls.path_segment(text)
    except ConfigError:
        return
    assert unquote(quoted) == text
    assert urlsplit("https://h/" + quoted + "?q").path == "/" + quoted


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("https://h", "https://h"),
        (" https://h:8443/ ", "https://h:8443"),
        ("HTTP://h/webapi//", "http://h/webapi"),
        ("https://[::1]:8443/x", "https://[::1]:8443/x"),
    ],
)
def test_base_urls(text: str, base: str) -> None:
    assert base_url.check_base_url(text) == base


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        ("h:8443", "no scheme"),
        ("/api", "no scheme"),
        ("ftp://h", "http:// or https"),
        ("https://u:pass@h", "user or password"),
        ("https://h?a=b", "query"),
        ("https://h/#", "query or a fragment"),
        ("https://h?", "query"),
        ("https://", "no valid host"),
        ("https://:80", "no valid host"),
        ("https://h:0", "port"),
        ("https://h:99999", "port"),
        ("https://h:x", "port"),
        ("https://h:", "port"),
        ("https://a b", "white space"),
        ("https://h\n", ""),
        ("https://h/a/../b", "'.' or '..'"),
        ("https://[::1", "host or port"),
        ("https://h<x>", "host"),
        ("https:/h", "no scheme"),
        ("://h", "must begin with"),
    ],
)
def test_base_urls_that_are_refused(text: str, words: str) -> None:
    if text.endswith("\n"):
        assert base_url.check_base_url(text) == "https://h"
        return
    with pytest.raises(ConfigError) as caught:
        base_url.check_base_url(text)
    assert words in caught.value.message
    assert caught.value.message.startswith("base_url ")
    assert "pass" not in caught.value.message.replace("password", "")


def test_queries() -> None:
    assert urls.with_query("http://h/x", []) == "http://h/x"
    assert urls.with_query("http://h/x?", [("a", 1)]) == "http://h/x?a=1"
    assert (
        urls.with_query("http://h/x?a=1", [("a&", "+ =\u00e9"), ("b", False)])
        == "http://h/x?a=1&a%26=%2B%20%3D%C3%A9&b=false"
    )


NAMES = [
    ("http://h.example", "http://h.example."),
    ("https://h.example.:8443", "https://H.EXAMPLE:8443"),
    ("https://bücher.example", "https://xn--bcher-kva.example"),
    ("https://xn--bcher-kva.example", "https://BÜCHER.example."),
    ("https://bücher.example:443", "https://xn--BCHER-kva.example"),
    ("http://[fe80::1]:80", "http://[FE80::1]"),
]


@pytest.mark.parametrize(("ours", "theirs"), NAMES)
def test_two_names_of_one_host_are_one_origin(ours: str, theirs: str) -> None:
    base = base_url.check_base_url(ours + "/api")
    assert base.isascii()
    site = base.removesuffix("/api")
    for path in ("/jobs/5", "?x=1", "/"):
        assert urls.absolute(theirs + path, base + "/jobs") == site + path  # by our name


@pytest.mark.parametrize(
    "theirs",
    [
        "https://strasse.example/",
        "https://straße.example/",
        "https://h.example../",
        "https://h.example.evil.example/",
        "https://[fe80::1%25eth0]/",
        "https://h。example@evil.example/",
    ],
)
@pytest.mark.parametrize("ours", ["https://h.example", "https://xn--strae-oqa.example"])
def test_another_name_is_another_origin(ours: str, theirs: str) -> None:
    with pytest.raises(ApiError, match="not followed"):
        urls.absolute(theirs, ours + "/jobs")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("http://[fe80::1%25eth0]:80", "IPv6 zone"),
        ("http://[fe80::1%eth0]", "IPv6 zone"),
        ("https://straße.example", "xn--"),
        ("https://\u200cbücher.example", "xn--"),
        ("https://ü..example", "host"),
    ],
)
def test_a_host_that_is_understood_in_two_ways_is_refused(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        base_url.check_base_url(text)
