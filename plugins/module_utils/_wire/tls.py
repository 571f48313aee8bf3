# -*- coding: utf-8 -*-
# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One SSL context from the options. Private to asyncops.jobs."""

from __future__ import annotations

import os
import ssl
from typing import Optional

from .._model.errors import ConfigError

_default_context: list[ssl.SSLContext] = []  # at most one


def prepare() -> None:
    """Builds the context of the default options and keeps it (25 ms, most of it the trust store).

    An action plugin calls this before ansible-core forks its workers, so that none of them pays
    for it.
    """
    if not _default_context:
        _default_context.append(_build(True, None, None, None))


def build_context(
    validate_certs: bool = True,
    ca_path: Optional[str] = None,
    client_cert: Optional[str] = None,
    client_key: Optional[str] = None,
) -> ssl.SSLContext:
    """A client context, TLS 1.2 or newer.

    :raises ConfigError: it names the option whose file is wrong.
    """
    has_files = any((ca_path, client_cert, client_key))
    if _default_context and validate_certs and not has_files:
        return _default_context[0]
    return _build(validate_certs, ca_path, client_cert, client_key)


def _build(
    validate_certs: bool,
    ca_path: Optional[str],
    client_cert: Optional[str],
    client_key: Optional[str],
) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if not validate_certs:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if ca_path:
        _load_cas(context, ca_path)
    elif validate_certs:
        _load_default_cas(context)
    if client_cert:
        _load_client_cert(context, client_cert, client_key)
    elif client_key:
        raise ConfigError("client_key needs client_cert")
    return context


def _load_default_cas(context: ssl.SSLContext) -> None:
    """The system's store, as the rest of Ansible; else certifi's."""
    if _has_system_store():
        context.set_default_verify_paths()
        return
    import certifi  # comes with requests

    _load_cas(context, certifi.where())


def _has_system_store() -> bool:
    paths = ssl.get_default_verify_paths()
    if paths.cafile:
        return True
    try:
        return bool(paths.capath) and bool(os.listdir(paths.capath))
    except OSError:
        return False


def _load_cas(context: ssl.SSLContext, ca_path: str) -> None:
    """A file or folder of certificates, and no others."""
    path = _readable("ca_path", ca_path)
    try:
        if os.path.isdir(path):
            context.load_verify_locations(capath=path)
        else:
            context.load_verify_locations(cafile=path)
    except (ssl.SSLError, OSError):
        raise ConfigError("ca_path: %s holds no certificates in PEM form" % path) from None


def _load_client_cert(context: ssl.SSLContext, cert: str, key: Optional[str]) -> None:
    cert_path = _readable("client_cert", cert)
    key_path = _readable("client_key", key) if key else None
    asked: list[bool] = []

    def no_password() -> str:  # without it OpenSSL would ask at the terminal
        asked.append(True)
        return ""

    try:
        context.load_cert_chain(cert_path, key_path, no_password)
    except (ssl.SSLError, OSError, ValueError):
        option = "client_key" if key_path else "client_cert"
        reason = "no certificate and matching key in PEM form"
        if asked:
            reason = "the key has a passphrase; give one without"
        raise ConfigError("%s: %s (%s)" % (option, reason, key_path or cert_path)) from None


def _readable(option: str, path: str) -> str:
    path = os.path.expanduser(path)
    if not os.path.exists(path):
        raise ConfigError("%s: there is no file %s" % (option, path))
    if not os.access(path, os.R_OK):
        raise ConfigError("%s: the file %s cannot be read" % (option, path))
    return path
