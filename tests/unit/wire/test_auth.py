# Copyright (c) 2026, asyncops contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authentication: which section is taken, what is sent, when it is renewed, and what is kept
secret."""

from __future__ import annotations

import base64
import threading
from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.request import (
    RequestTemplate,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.sections import AuthSpec
from ansible_collections.asyncops.jobs.plugins.module_utils._model.compiled.view import View
from ansible_collections.asyncops.jobs.plugins.module_utils._model.errors import (
    ApiError,
    AuthError,
    ConfigError,
    DecodeError,
    RateLimited,
    TransportError,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._model.provider import Provider
from ansible_collections.asyncops.jobs.plugins.module_utils._providers.registry import (
    NAMES,
    provider_of,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.auth.scheme import (
    Authentication,
    Setup,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.auth.schemes import (
    SCHEMES,
    authentication_for,
    choose,
    needed_options,
)
from ansible_collections.asyncops.jobs.plugins.module_utils._wire.secrets import MASK, Secrets
from ansible_collections.asyncops.jobs.tests.unit.systems import SYSTEMS

LOGIN = {
    "type": "login",
    "headers": {"Authtoken": "{saved.token}"},
    "token": ["token", "data.token"],
    "request": {
        "method": "POST",
        "path": "/Login",
        "body": {"username": "{username}", "password": "{password:base64}"},
    },
}
USER = {"username": "admin", "password": "pass word"}
CLIENT = {"client_id": "my-key", "client_secret": "shhh-shhh"}


def specs(auth: Any) -> list[AuthSpec]:
    """Auth sections as the engine gets them."""
    base = {"name": "x", "get": "/j/{id}", "state": {"path": "s", "words": {"failed": "f"}}}
    return Provider({**base, "auth": auth}).auth


class System:
    """Answers logins from a list (the last one for ever), on a clock that only tests move."""

    def __init__(self, *answers: Any) -> None:
        self.answers, self.now = list(answers), 0.0
        self.asked: list[tuple[RequestTemplate, Any]] = []

    def login(self, template: RequestTemplate, names: Mapping[str, Any], _wanted: Any = ()) -> View:
        self.asked.append((template, template.body.fill(names) if template.body else None))
        found = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(found, Exception):
            raise found
        return found if isinstance(found, View) else View(found)

    def clock(self) -> float:
        return self.now


def make(auth: Any, options: Any, *answers: Any) -> tuple[Authentication, System, Secrets]:
    system, secrets = System(*answers), Secrets()
    setup = Setup(options, secrets, system.login, system.clock)
    return authentication_for(specs(auth), setup), system, secrets


def refuse(*_args: Any) -> Any:
    raise AssertionError("no login is due here")


def headers(auth: Any, options: Any) -> dict[str, str]:
    """The headers of a scheme that needs no login."""
    setup = Setup(options, Secrets(), refuse, lambda: 0.0)
    return dict(authentication_for(specs(auth), setup).proof().headers)


# Which section


@pytest.mark.parametrize(
    ("auth", "needed"),
    [
        ("none", []),
        ("basic", ["username", "password"]),
        ("bearer", ["token"]),
        ("oauth2", ["client_id", "client_secret"]),
        (
            {"type": "header", "headers": {"X-Key": "{client_id}:{token}", "X-User": "{username}"}},
            ["username", "token", "client_id"],
        ),
        ({"type": "header", "headers": {"X-Fixed": "yes"}}, []),
        (LOGIN, ["username", "password"]),
        (
            {**LOGIN, "request": {"path": "/login/{username}", "query": {"k": "{client_secret}"}}},
            ["username", "client_secret"],
        ),
        ({**LOGIN, "request": {"path": "/login", "headers": {"X": "{token}"}}}, ["token"]),
    ],
)
def test_needed_options(auth: Any, needed: list[str]) -> None:
    assert sorted(needed_options(specs(auth)[0])) == sorted(needed)


SEVERAL = ["bearer", LOGIN, "oauth2"]


@pytest.mark.parametrize(
    ("options", "chosen"),
    [
        ({"token": "t"}, "bearer"),
        ({"token": "t", **USER, **CLIENT}, "bearer"),
        (USER, "login"),
        ({**USER, "token": ""}, "login"),
        ({**USER, **CLIENT}, "login"),
        (CLIENT, "oauth2"),
        ({"username": "u", **CLIENT}, "oauth2"),
        ({**USER, "password": None, **CLIENT}, "oauth2"),
    ],
)
def test_the_first_section_whose_options_are_all_given(options: Any, chosen: str) -> None:
    found = choose(specs(SEVERAL), options)
    assert found is not None and found.type == chosen


@pytest.mark.parametrize(
    ("auth", "options", "sentence"),
    [
        ("bearer", {}, "authentication needs token"),
        ("basic", {"username": "u"}, "authentication needs username and password"),
        ("basic", {"username": "u", "password": ""}, "authentication needs username and password"),
        (
            SEVERAL,
            {"client_id": "x"},
            "authentication needs token, or username and password, or client_id and client_secret",
        ),
        (
            {"type": "header", "headers": {"X": "{token}"}},
            {"username": "u"},
            "authentication needs token",
        ),
    ],
)
def test_what_is_missing_is_named(auth: Any, options: Any, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        make(auth, options)
    assert caught.value.message == sentence


@pytest.mark.parametrize("name", NAMES)
def test_what_the_built_in_systems_need(name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        choose(provider_of(name).auth, {})
    assert caught.value.message == "authentication needs " + SYSTEMS[name].needs


def test_a_definition_without_auth() -> None:
    assert choose([], {"token": "t"}) is None
    auth, system, _secrets = make([], {"token": "t"}, None)
    assert (
        auth.proof().headers == {}
        and auth.renew(auth.proof()) is False
        and not auth.schemes
        and not system.asked
    )
    assert headers("none", {}) == {}


# What is sent


@pytest.mark.parametrize(
    ("user", "password", "plain"),
    [
        ("api_1", "shhh", b"api_1:shhh"),
        ("u", "a:b:c", b"u:a:b:c"),
        ("j\u00fcrgen", "p\u00e4ss", "j\u00fcrgen:p\u00e4ss".encode()),
        ("u", " blank ", b"u: blank "),
    ],
)
def test_basic(user: str, password: str, plain: bytes) -> None:
    sent = headers("basic", {"username": user, "password": password})
    assert list(sent) == ["Authorization"]
    assert base64.b64decode(sent["Authorization"].partition("Basic ")[2]) == plain


def test_basic_cannot_carry_a_colon_in_the_name() -> None:
    with pytest.raises(ConfigError, match="^username must not hold a colon: ") as caught:
        headers("basic", {"username": "a:b-secret", "password": "pw-secret"})
    assert "secret" not in caught.value.message


COMMVAULT = {"type": "bearer", "header": "Authtoken", "schemes": ["QSDK", "SAML", "Bearer"]}
ADVERITY = {"type": "bearer", "schemes": ["Token", "Bearer"]}
BARE = {"type": "bearer", "header": "X-Key", "schemes": []}


@pytest.mark.parametrize(
    ("auth", "options", "header"),
    [
        ("bearer", {"token": "abc"}, ("Authorization", "Bearer abc")),
        ("bearer", {"token": " abc\n"}, ("Authorization", "Bearer abc")),
        ("bearer", {"token": "Bearer abc"}, ("Authorization", "Bearer abc")),
        ("bearer", {"token": "bearer abc"}, ("Authorization", "bearer abc")),
        ("bearer", {"token": "Bearerabc"}, ("Authorization", "Bearer Bearerabc")),
        ("bearer", {"token": "Token abc"}, ("Authorization", "Bearer Token abc")),
        (ADVERITY, {"token": "abc"}, ("Authorization", "Token abc")),
        (ADVERITY, {"token": "abc", "token_type": None}, ("Authorization", "Token abc")),
        (ADVERITY, {"token": "abc", "token_type": "Token"}, ("Authorization", "Token abc")),
        (ADVERITY, {"token": "abc", "token_type": "bearer"}, ("Authorization", "Bearer abc")),
        (ADVERITY, {"token": "Token abc", "token_type": "Token"}, ("Authorization", "Token abc")),
        (ADVERITY, {"token": "Bearer abc"}, ("Authorization", "Bearer abc")),
        (COMMVAULT, {"token": "abc"}, ("Authtoken", "QSDK abc")),
        (COMMVAULT, {"token": "QSDK abc"}, ("Authtoken", "QSDK abc")),
        (COMMVAULT, {"token": "SAML abc"}, ("Authtoken", "SAML abc")),
        (COMMVAULT, {"token": "abc", "token_type": "saml"}, ("Authtoken", "SAML abc")),
        (BARE, {"token": "abc"}, ("X-Key", "abc")),
        (BARE, {"token": "Bearer abc"}, ("X-Key", "Bearer abc")),
    ],
)
def test_bearer(auth: Any, options: Any, header: tuple[str, str]) -> None:
    assert headers(auth, options) == dict([header])


@pytest.mark.parametrize(
    ("auth", "wanted", "sentence"),
    [
        (ADVERITY, "Basic", "token_type must be one of Token, Bearer, not 'Basic'"),
        ("bearer", "Token", "token_type must be one of Bearer, not 'Token'"),
        (BARE, "Token", "token_type must not be set: the system has no such word, not 'Token'"),
    ],
)
def test_token_type_is_one_of_the_systems_words(auth: Any, wanted: str, sentence: str) -> None:
    with pytest.raises(ConfigError) as caught:
        headers(auth, {"token": "abcdef", "token_type": wanted})
    assert caught.value.message == sentence


def test_scheme_words_are_told_for_the_message_of_a_401() -> None:
    assert list(make(ADVERITY, {"token": "t"})[0].schemes) == ["Token", "Bearer"]
    assert not make("basic", USER)[0].schemes


def test_header() -> None:
    auth = {
        "type": "header",
        "headers": {"X-Key": "{token}", "X-User": "{username:base64}", "X-Fixed": "yes"},
    }
    assert headers(auth, {"token": " abc ", "username": "u"}) == {
        "X-Key": "abc",
        "X-User": "dQ==",
        "X-Fixed": "yes",
    }


@pytest.mark.parametrize(
    "bad",
    [
        "line\nbreak-secret",
        "car\rriage-secret",
        "nul\x00-secret",
        "del\x7f-secret",
        "\u65e5-secret",
    ],
)
@pytest.mark.parametrize(
    "auth",
    ["bearer", COMMVAULT, {"type": "header", "headers": {"X-Key": "{token}"}}],
    ids=["bearer", "named", "header"],
)
def test_a_token_that_http_cannot_carry_is_refused_without_being_shown(auth: Any, bad: str) -> None:
    with pytest.raises(ConfigError, match="^token holds ") as caught:
        headers(auth, {"token": bad})
    assert "secret" not in caught.value.message


# Logins


def test_login() -> None:
    auth, system, _secrets = make(LOGIN, USER, {"data": {"token": "QSDK won-1"}})
    assert system.asked == []  # nothing is sent before it is needed
    assert auth.proof().headers == {"Authtoken": "QSDK won-1"}
    assert auth.proof().headers == {"Authtoken": "QSDK won-1"}
    assert [body for _template, body in system.asked] == [
        {"username": "admin", "password": "cGFzcyB3b3Jk"}
    ]
    template = system.asked[0][0]
    assert template.path
    assert (template.method, template.path.source) == ("POST", "/Login")


def test_oauth2() -> None:
    auth, system, _secrets = make(
        {"type": "oauth2", "scope": "jobs"},
        CLIENT,
        {"access_token": "won-1", "token_type": "bearer"},
    )
    assert auth.proof().headers == {"Authorization": "Bearer won-1"}
    template, body = system.asked[0]
    assert template.path and template.root
    assert (template.method, template.path.source, template.root.source) == (
        "POST",
        "/oauth2/token",
        "",
    )
    assert template.body_format == "form"
    assert body == {
        "grant_type": "client_credentials",
        "client_id": "my-key",
        "client_secret": "shhh-shhh",
        "scope": "jobs",
    }


@pytest.mark.parametrize(
    ("expires_in", "asked_again_at"), [(3600, 3570), ("3600", 3570), (60.0, 30), (10, 5), (1, 0.5)]
)
def test_oauth2_renews_before_the_end(expires_in: Any, asked_again_at: float) -> None:
    answers = [{"access_token": "won-%d" % turn, "expires_in": expires_in} for turn in (1, 2)]
    auth, system, _secrets = make("oauth2", CLIENT, *answers)
    assert auth.proof().headers["Authorization"] == "Bearer won-1"
    system.now = asked_again_at - 0.25
    assert auth.proof().headers["Authorization"] == "Bearer won-1"
    system.now = asked_again_at
    assert auth.proof().headers["Authorization"] == "Bearer won-2"
    system.now += asked_again_at - 0.25
    assert auth.proof().headers["Authorization"] == "Bearer won-2"
    assert len(system.asked) == 2


@pytest.mark.parametrize("expires_in", [None, 0, -5, "soon", True, [], float("nan")])
def test_oauth2_without_a_usable_end_is_kept(expires_in: Any) -> None:
    auth, system, _secrets = make(
        "oauth2", CLIENT, {"access_token": "won-1", "expires_in": expires_in}
    )
    auth.proof()
    system.now = 1e9
    assert auth.proof().headers["Authorization"] == "Bearer won-1"
    assert len(system.asked) == 1


@pytest.mark.parametrize(
    ("auth", "options", "key"), [(LOGIN, USER, "token"), ("oauth2", CLIENT, "access_token")]
)
def test_a_401_is_met_with_one_new_login(auth: Any, options: Any, key: str) -> None:
    made, system, _secrets = make(auth, options, {key: "won-1"}, {key: "won-2"})
    stale = made.proof()
    assert made.renew(stale) is True
    fresh = made.proof()
    assert fresh != stale and len(system.asked) == 2
    # Another request that was sent with the old token: there is a new one already.
    assert made.renew(stale) is True
    assert made.proof() == fresh and len(system.asked) == 2


@pytest.mark.parametrize(("auth", "options"), [("bearer", {"token": "t"}), ("basic", USER)])
def test_a_fixed_secret_is_not_renewed(auth: Any, options: Any) -> None:
    made = authentication_for(specs(auth), Setup(options, Secrets(), refuse, lambda: 0.0))
    assert made.renew(made.proof()) is False


@pytest.mark.parametrize(
    "answer",
    [None, {}, {"token": ""}, {"token": None}, {"token": {"a": 1}}, {"token": ["x"]}, [], "text"],
)
def test_a_login_without_a_token(answer: Any) -> None:
    made, _system, _secrets = make(LOGIN, USER, answer)
    with pytest.raises(AuthError, match="^the login was answered without a token$"):
        made.proof()


@pytest.mark.parametrize(
    "error",
    [
        AuthError("h/Login answered HTTP 401", status=401),
        ApiError("h/Login answered HTTP 200: bad password", status=200),
        ApiError("h/Login answered HTTP 400", status=400),
        ApiError("no facts"),
    ],
)
def test_a_login_that_is_refused(error: ApiError) -> None:
    made, system, _secrets = make(LOGIN, USER, error, {"token": "won-1"})
    with pytest.raises(AuthError) as caught:
        made.proof()
    assert caught.value.message == "the login was refused: " + error.message
    assert caught.value.facts() == error.facts()
    assert made.proof().headers == {"Authtoken": "won-1"}  # the next request tries again


@pytest.mark.parametrize(
    "error",
    [
        TransportError("no route", sent=False),
        RateLimited("slow down", status=429, retry_after=5),
        ApiError("broken", status=503),
        DecodeError("an HTML page"),
    ],
)
def test_a_login_that_did_not_happen_is_no_refusal(error: Exception) -> None:
    """A wait goes on after these; an AuthError would end it."""
    made, _system, _secrets = make(LOGIN, USER, error, {"token": "won-1"})
    with pytest.raises(type(error)) as caught:
        made.proof()
    assert caught.value is error
    assert made.proof().headers == {"Authtoken": "won-1"}


def test_a_renewal_that_fails_is_tried_again() -> None:
    made, _system, _secrets = make(
        "oauth2",
        CLIENT,
        {"access_token": "won-1", "expires_in": 100},
        TransportError("gone"),
        {"access_token": "won-2"},
    )
    stale = made.proof()
    with pytest.raises(TransportError):
        made.renew(stale)
    assert made.proof().headers == {"Authorization": "Bearer won-2"}


@pytest.mark.parametrize("token", ["won\n1", "won\x001"])
def test_a_token_from_the_system_that_http_cannot_carry(token: str) -> None:
    made, _system, secrets = make(LOGIN, USER, {"token": token + "-secret"})
    with pytest.raises(ConfigError) as caught:
        made.proof()
    assert "-secret" not in caught.value.message


def test_a_number_or_a_padded_text_is_a_token() -> None:
    assert make(LOGIN, USER, {"token": 12345})[0].proof().headers == {"Authtoken": "12345"}
    assert make("oauth2", CLIENT, {"access_token": " won \n"})[0].proof().headers == {
        "Authorization": "Bearer won"
    }


def test_many_threads_log_in_once_and_renew_once() -> None:
    entered = threading.Barrier(8)
    made, system, _secrets = make(
        LOGIN, USER, {"token": "won-1"}, {"token": "won-2"}, {"token": "won-3"}
    )
    seen: list[dict[str, str]] = []

    def work() -> None:
        entered.wait()
        stale = made.proof()
        entered.wait()
        made.renew(stale)
        seen.append(dict(made.proof().headers))

    threads = [threading.Thread(target=work) for _turn in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert seen == [{"Authtoken": "won-2"}] * 8
    assert len(system.asked) == 2


# Secrets


@pytest.mark.parametrize(
    ("auth", "options", "answer", "told"),
    [
        ("basic", USER, None, ["pass word", base64.b64encode(b"admin:pass word").decode()]),
        ("bearer", {"token": "tok-en-1"}, None, ["tok-en-1"]),
        (COMMVAULT, {"token": "QSDK tok-en-1"}, None, ["QSDK tok-en-1", "tok-en-1"]),
        (
            {"type": "header", "headers": {"X": "{token}"}},
            {"token": "tok-en-1"},
            None,
            ["tok-en-1"],
        ),
        (
            LOGIN,
            USER,
            {"token": "QSDK won-1"},
            ["QSDK won-1", "won-1", "pass word", "cGFzcyB3b3Jk"],
        ),
        ("oauth2", CLIENT, {"access_token": "won-token"}, ["won-token", "shhh-shhh"]),
        ("bearer", {"token": "tok-en-1", **USER}, None, ["tok-en-1", "pass word"]),
    ],
)
def test_secrets_are_registered(auth: Any, options: Any, answer: Any, told: list[str]) -> None:
    made, _system, secrets = make(auth, options, answer)
    made.proof()
    for one in told:
        assert secrets.scrub("it says %s!" % one) == "it says %s!" % MASK


@pytest.mark.parametrize("client", ["body", "basic"])
def test_where_the_client_s_id_and_secret_go(client: str) -> None:
    auth, system, _secrets = make(
        {"type": "oauth2", "client": client}, CLIENT, {"access_token": "won"}
    )
    assert auth.proof().headers == {"Authorization": "Bearer won"}
    template, body = system.asked[0]
    in_body = {"client_id": "my-key", "client_secret": "shhh-shhh"} if client == "body" else {}
    assert body == {"grant_type": "client_credentials", **in_body}
    assert ("Authorization" in template.headers) is (client == "basic")


def test_a_token_may_come_in_a_header_and_bring_others_along() -> None:
    login = {**LOGIN, "token": {"header": "X-Subject-Token"},
             "headers": {"X-Auth-Token": "{saved.token}", "X-Crumb": "{saved.crumb}"}}  # fmt: skip
    login["request"] = {**LOGIN["request"], "save": {"crumb": "crumb"}}  # type: ignore[dict-item]
    auth, _system, _secrets = make(login, USER, View({"crumb": 7}, {"x-subject-token": "won-1"}))
    assert auth.proof().headers == {"X-Auth-Token": "won-1", "X-Crumb": "7"}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_has_both_doors(scheme: str) -> None:
    module = SCHEMES[scheme]()
    assert callable(module.needed_options) and callable(module.create)


def test_who_is_asking_is_no_secret() -> None:
    """A user name and a client id are shown; the pair that basic authentication makes of one is
    not."""
    made, _system, secrets = make(
        {"type": "oauth2", "client": "basic"}, CLIENT, {"access_token": "won"}
    )
    assert secrets.scrub("my-key") == "my-key"
    made.proof()
    pair = base64.b64encode(b"my-key:shhh-shhh").decode()
    assert secrets.scrub(pair) == MASK
