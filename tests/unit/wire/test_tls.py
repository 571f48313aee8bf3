# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS, client certificates and proxies: what is trusted is what the options say."""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import threading
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import (
    ConfigError,
    TransportError,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire import http, libraries, tls
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.connection import Connection
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.secrets import Secrets


@pytest.fixture
def ca(words: Any) -> str:
    return str(words.TLS / "ca.pem")


def failure(here: Any, base: str, method: str = "GET") -> TransportError:
    with pytest.raises(TransportError) as caught:
        here.ask(method, base + "/")
    return caught.value


def test_a_private_ca(
    serve: Any, transport: Any, words: Any, ca: str, tmp_path: Any, monkeypatch: Any
) -> None:
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(words.TLS / "stranger.pem"))
    server = serve(words.reply(), tls="server.pem")
    here = transport(server, ca_path=ca)
    for _each in range(3):
        assert here.ask("GET", server.base + "/").status == 200
    assert server.connections == 1
    # A folder must be one that `openssl rehash` has seen; this is the name that ca.pem gets.
    error = failure(transport(server, ca_path=str(tmp_path)), server.base)
    assert "certificate verify failed" in error.message
    shutil.copy(ca, tmp_path / "cec584ff.0")
    assert transport(server, ca_path=str(tmp_path)).ask("GET", server.base + "/").status == 200


@pytest.mark.parametrize(
    ("certificate", "trust", "reason"),
    [
        ("server.pem", "stranger.pem", "unable to get local issuer certificate"),
        ("server.pem", None, "unable to get local issuer certificate"),
        ("elsewhere.pem", "ca.pem", "match"),
        ("expired.pem", "ca.pem", "certificate has expired"),
    ],
)
def test_a_certificate_that_is_not_right_ends_it_at_once(
    serve: Any,
    transport: Any,
    words: Any,
    clock: Any,
    monkeypatch: Any,
    certificate: str,
    trust: Any,
    reason: str,
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(words.TLS / "ca.pem"))
    server = serve(words.reply(), tls=certificate)
    here = transport(server, ca_path=trust and str(words.TLS / trust))
    for method in ("GET", "POST"):
        error = failure(here, server.base, method)
        assert "certificate verify failed" in error.message
        assert reason in error.message
        assert "ca_path" in error.message
        assert (error.sent, error.tries) == (False, 1)
    assert (here.requests, clock.slept, server.requests) == (0, [], [])


def test_validate_certs_off_is_obeyed_in_silence(
    serve: Any, transport: Any, words: Any, monkeypatch: Any, recwarn: Any
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(words.TLS / "stranger.pem"))
    server = serve(words.reply(), tls="elsewhere.pem")
    assert transport(server, validate_certs=False).ask("GET", server.base + "/").status == 200
    assert [
        str(warning.message) for warning in recwarn if "certificate" in str(warning.message)
    ] == []


def test_a_client_certificate(serve: Any, transport: Any, words: Any, ca: str) -> None:
    server = serve(words.reply(), tls="server.pem", client_ca="ca.pem")
    both = str(words.TLS / "client.pem")
    assert (
        transport(server, ca_path=ca, client_cert=both).ask("GET", server.base + "/").status == 200
    )
    assert (
        transport(server, ca_path=ca, client_cert=both, client_key=both)
        .ask("GET", server.base + "/")
        .status
        == 200
    )
    error = failure(transport(server, ca_path=ca, request_retries=0), server.base)
    assert "failed:" in error.message


@pytest.mark.parametrize("option", ["ca_path", "client_cert", "client_key"])
def test_a_file_that_is_not_there_is_named(
    transport: Any, words: Any, tmp_path: Any, option: str
) -> None:
    options = {"client_cert": str(words.TLS / "client.pem"), option: str(tmp_path / "none.pem")}
    with pytest.raises(ConfigError, match="^%s: there is no file" % option):
        transport("https://127.0.0.1:1", **options)


@pytest.mark.parametrize("option", ["ca_path", "client_cert", "client_key"])
def test_a_file_that_is_junk_is_named(
    transport: Any, words: Any, tmp_path: Any, option: str
) -> None:
    junk = tmp_path / "junk.pem"
    junk.write_text("junk")
    options = {"client_cert": str(words.TLS / "client.pem"), option: str(junk)}
    with pytest.raises(ConfigError, match="^%s: " % option):
        transport("https://127.0.0.1:1", **options)


def test_a_file_that_must_not_be_read_is_named(
    transport: Any, tmp_path: Any, monkeypatch: Any
) -> None:
    (tmp_path / "ca.pem").touch(0o000)
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may read everything
    with pytest.raises(ConfigError, match="^ca_path: the file .* cannot be read"):
        transport("https://127.0.0.1:1", ca_path=str(tmp_path / "ca.pem"))


def test_nobody_is_asked_for_a_passphrase(transport: Any, words: Any) -> None:
    options = {
        "client_cert": str(words.TLS / "client.pem"),
        "client_key": str(words.TLS / "locked.key"),
    }
    with pytest.raises(ConfigError, match="^client_key: the key has a passphrase"):
        transport("https://127.0.0.1:1", **options)
    with pytest.raises(ConfigError, match="client_key needs client_cert"):
        transport("https://127.0.0.1:1", client_key=options["client_key"])


def test_the_context_is_strict_and_built_once(words: Any, ca: str, monkeypatch: Any) -> None:
    context = tls.build_context(ca_path=ca)
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert context.check_hostname
    assert context.verify_mode == ssl.CERT_REQUIRED
    here = http.HttpTransport(Connection("https://127.0.0.1:1", ca_path=ca), secrets=Secrets())
    monkeypatch.setattr(tls, "build_context", None)
    here.reset()


def test_where_the_system_has_no_store_certifis_is_used(monkeypatch: Any) -> None:
    monkeypatch.setattr(tls, "_has_system_store", lambda: False)
    assert tls.build_context().cert_store_stats()["x509_ca"] > 50


def test_tls_to_a_plain_port_and_back(serve: Any, transport: Any, words: Any, ca: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:

        def answer() -> None:
            sock, _peer = plain.accept()
            with sock:
                sock.recv(65536)
                sock.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

        threading.Thread(target=answer, daemon=True).start()
        base = "https://127.0.0.1:%d" % plain.getsockname()[1]
        error = failure(transport(base, ca_path=ca), base)
    assert "does the port speak plain http?" in error.message
    assert (error.sent, error.tries) == (False, 1)
    server = serve(words.reply(), tls="server.pem")
    base = "http://127.0.0.1:%d" % server.port
    error = failure(transport(base, request_retries=0), base)
    assert error.message.endswith("; does the port speak https?")


@pytest.mark.parametrize("reset", [True, False])
@pytest.mark.parametrize("tls", [True, False])
def test_a_port_that_closes_may_speak_the_other_protocol(
    transport: Any, ca: str, reset: bool, tls: bool
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def close() -> None:
            sock, _peer = listener.accept()
            with sock:
                sock.recv(65536)
                if reset:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

        threading.Thread(target=close, daemon=True).start()
        base = "%s://127.0.0.1:%d" % ("https" if tls else "http", listener.getsockname()[1])
        error = failure(transport(base, ca_path=ca, request_retries=0), base)
    hint = "does the port speak plain http?" if tls else "does the port speak https?"
    assert "timed out" not in error.message
    assert error.message.endswith("; " + hint)
    assert error.sent is not tls


def test_a_port_that_says_nothing_in_a_handshake_may_speak_plain_http(
    transport: Any, ca: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:
        base = "https://127.0.0.1:%d" % plain.getsockname()[1]
        here = transport(base, ca_path=ca, request_retries=0, request_timeout=0.05)
        error = failure(here, base)
    assert "timed out" in error.message
    assert error.message.endswith(" in the TLS handshake; does the port speak plain http?")


def test_a_server_that_has_answered_once_gets_no_hint(
    serve: Any, transport: Any, words: Any
) -> None:
    server = serve(words.reply(), None)
    here = transport(server, request_retries=0)
    here.ask("GET", server.base)
    error = failure(here, server.base)
    assert error.message.endswith("closed the connection without a response")


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("proxy", ["http", "https"])
def test_a_dead_proxy_is_told_as_one(
    transport: Any, ca: str, monkeypatch: Any, scheme: str, proxy: str
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("%s_proxy" % scheme, "%s://me:secret@127.0.0.1:%d" % (proxy, port))
    here = transport("%s://example.invalid" % scheme, ca_path=ca, request_retries=0)
    error = failure(here, "%s://example.invalid/x" % scheme, "POST")
    assert "failed: the proxy 127.0.0.1:%d failed: connection refused" % port in error.message
    assert "use_proxy" in error.message
    assert "secret" not in error.message
    assert not error.sent


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("reply", [None, b"SSH-2.0-OpenSSH_9.2\r\n"])
def test_a_proxy_that_is_none_is_told_as_one(
    serve: Any, transport: Any, ca: str, monkeypatch: Any, scheme: str, reply: Any
) -> None:
    proxy = serve(reply)
    monkeypatch.setenv("%s_proxy" % scheme, proxy.base)
    here = transport("%s://example.invalid" % scheme, ca_path=ca, request_retries=0)
    message = failure(here, "%s://example.invalid/x" % scheme).message
    assert "the proxy 127.0.0.1:%d failed: " % proxy.port in message


def test_a_dead_server_behind_a_proxy_is_told_as_one(
    serve: Any, transport: Any, ca: str, monkeypatch: Any
) -> None:
    """Through a tunnel it is the server that is talked to."""
    with socket.create_server(("127.0.0.1", 0)) as plain:
        proxy = serve(proxy_to(plain.getsockname()[1], []))
        monkeypatch.setenv("https_proxy", proxy.base)
        here = transport("https://127.0.0.1:1", ca_path=ca, request_retries=0, request_timeout=0.1)
        error = failure(here, "https://127.0.0.1:1")
    assert "proxy" not in error.message
    assert "in the TLS handshake" in error.message


def test_a_handshake_obeys_the_deadline(transport: Any, ca: str, clock: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        base = "https://127.0.0.1:%d" % silent.getsockname()[1]
        here = transport(base, ca_path=ca)
        with pytest.raises(TransportError, match="timed out") as caught:
            here.ask("POST", base + "/", deadline=clock.now + 0.05, retries=0)
        assert not caught.value.sent


def proxy_to(port: int, seen: list[bytes]) -> Any:
    """A reply that answers CONNECT and then carries bytes both ways."""

    def carry(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(ConnectionError):  # either side may go without a word
            while data := source.recv(65536):
                seen.append(data)
                target.sendall(data)

    def reply(sock: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", port)) as far:
            sock.sendall(b"HTTP/1.1 200 Go\r\n\r\n")
            threading.Thread(target=carry, args=(far, sock), daemon=True).start()
            carry(sock, far)

    return reply


def test_a_proxy_for_https(
    serve: Any, transport: Any, words: Any, ca: str, monkeypatch: Any
) -> None:
    server = serve(words.reply(), tls="server.pem")
    seen: list[bytes] = []
    proxy = serve(proxy_to(server.port, seen))
    monkeypatch.setenv("https_proxy", "http://me:pa%%24sword@127.0.0.1:%d" % proxy.port)
    secrets = Secrets()
    here = transport(server, ca_path=ca, secrets=secrets, headers={"Authorization": "Bearer tok"})
    assert here.ask("GET", server.base + "/x").status == 200
    assert here.ask("GET", server.base + "/y").status == 200
    (connect,) = proxy.requests
    assert (connect.method, connect.target) == ("CONNECT", "127.0.0.1:%d" % server.port)
    assert connect.headers["proxy-authorization"] == "Basic bWU6cGEkc3dvcmQ="
    assert "authorization" not in connect.headers
    assert "proxy-authorization" not in server.requests[0].headers
    assert b"Bearer" not in b"".join(seen)
    assert secrets.scrub("pa$sword pa%24sword bWU6cGEkc3dvcmQ=") == "******** ******** ********"


def test_a_proxy_for_http(serve: Any, transport: Any, words: Any, monkeypatch: Any) -> None:
    proxy = serve(words.reply())
    monkeypatch.setenv("http_proxy", "127.0.0.1:%d" % proxy.port)
    base = "http://127.0.0.1:1"
    assert transport(base).ask("GET", base + "/x?y=1").status == 200
    assert proxy.requests[0].target == "http://127.0.0.1:1/x?y=1"


def test_the_login_of_a_proxy_for_http(
    serve: Any, transport: Any, words: Any, monkeypatch: Any
) -> None:
    proxy = serve(words.reply())
    monkeypatch.setenv("http_proxy", "http://m%%C3%%A9:%%E2%%82%%AC@127.0.0.1:%d" % proxy.port)
    base = "http://127.0.0.1:1"
    assert transport(base).ask("GET", base + "/x").status == 200
    login = base64.b64encode("m\u00e9:\u20ac".encode()).decode()
    assert proxy.requests[0].headers["proxy-authorization"] == "Basic " + login


def test_a_proxy_needs_requests(transport: Any, monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "requests.utils", None)
    transport("http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with pytest.raises(ConfigError, match="needs the Python library requests: .* use_proxy"):
        transport("http://127.0.0.1:1")


def test_no_proxy(serve: Any, transport: Any, words: Any, monkeypatch: Any) -> None:
    server, proxy = serve(words.reply()), serve(words.reply())
    monkeypatch.setenv("http_proxy", proxy.base)
    assert transport(server, use_proxy=False).ask("GET", server.base + "/").status == 200
    for hosts in ("127.0.0.1", "example.org, 127.0.0.0/8", "*"):
        monkeypatch.setenv("no_proxy", hosts)
        assert transport(server).ask("GET", server.base + "/").status == 200
    assert not proxy.requests
    here = transport(server)
    monkeypatch.delenv("no_proxy")
    here.ask("GET", server.base + "/")
    assert not proxy.requests


@pytest.mark.parametrize(("status", "tries"), [(407, 1), (403, 1), (502, 3)])
def test_a_proxy_that_refuses(
    serve: Any, transport: Any, words: Any, monkeypatch: Any, status: int, tries: int
) -> None:
    proxy = serve(lambda sock: sock.sendall(words.reply(status)))
    monkeypatch.setenv("https_proxy", proxy.base)
    here = transport("https://127.0.0.1:1", request_retries=2)
    error = failure(here, "https://127.0.0.1:1", "POST")
    assert "the proxy refused the connection with status %d" % status in error.message
    assert (error.sent, error.tries, here.requests) == (False, tries, 0)


def test_a_proxy_that_drips(
    serve: Any, transport: Any, words: Any, clock: Any, monkeypatch: Any
) -> None:
    monkeypatch.setenv(
        "https_proxy", serve(words.drip(clock, b"HTTP/1.1 200 OK\r\nX: ", b"y")).base
    )
    here = transport("https://127.0.0.1:1", request_timeout=5.0, request_retries=0)
    assert "timed out" in failure(here, "https://127.0.0.1:1").message


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "http://127.0.0.1:99999", "http://"])
def test_a_proxy_that_cannot_be_used(transport: Any, monkeypatch: Any, proxy: str) -> None:
    monkeypatch.setenv("all_proxy", proxy)
    with pytest.raises(ConfigError, match="use_proxy"):
        transport("http://127.0.0.1:1")
    transport("http://127.0.0.1:1", use_proxy=False)


def test_without_requests_the_message_says_so(transport: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(libraries, "MISSING", True)
    with pytest.raises(ConfigError, match=r"requests \(>= 2.25\) is needed on "):
        transport("http://127.0.0.1:1")


def test_the_client_is_imported_without_requests() -> None:
    heavy = {"requests", "urllib3", "ssl", "http.client"}
    code = "import sys, %s; print(sorted(%r & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code % (http.__name__, heavy)],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ["PATH"]},
    )
    assert done.stdout == "[]\n"
