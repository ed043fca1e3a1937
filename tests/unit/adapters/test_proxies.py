"""Proxies and certificates in the environment: usable ones are used, others are told by their variable's name."""

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.proxies import certificates, check_environment, proxy_for
from bot.errors import SettingsError
from tests.each_of import each_of


@each_of(
    ("name", "value", "why"),
    [
        ("ALL_PROXY", "socks5://127.0.0.1:1080", "names a proxy of the kind socks5, which Paperboy cannot use"),
        ("all_proxy", "socks://127.0.0.1:1080/", "names a proxy of the kind socks"),
        ("HTTPS_PROXY", "http://:3128", "is no address of a proxy"),
        ("HTTPS_PROXY", "http://host:port", "is no address of a proxy"),
        ("https_proxy", "http://[::1", "is no address of a proxy"),
        ("HTTPS_PROXY", "1[::]", "is no address of a proxy"),
        ("ALL_PROXY", "http://][::1", "is no address of a proxy"),
        ("HTTP_PROXY", "two words", "is no address of a proxy"),
        ("NO_PROXY", "localhost,[::1", "names a host that cannot be one"),
        ("SSL_CERT_FILE", "/nowhere/ca.pem", "which cannot be read"),
        ("SSL_CERT_DIR", "/nowhere", "which holds no certificates"),
        ("SSLKEYLOGFILE", "/nowhere/keys", "which cannot be written"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_name(name, value, why):
    with pytest.raises(SettingsError, match=why) as told:
        check_environment({name: value})
    assert told.value.sentence.startswith(name)


def test_a_password_in_a_proxys_address_is_never_repeated():
    with pytest.raises(SettingsError) as told:
        check_environment({"HTTPS_PROXY": "http://me:hunter2@host:port"})
    assert "hunter2" not in told.value.sentence


def test_a_file_without_certificates_is_told(tmp_path):
    (tmp_path / "ca.pem").write_text("nothing", encoding="utf-8")
    with pytest.raises(SettingsError, match="holds no certificates"):
        check_environment({"SSL_CERT_FILE": str(tmp_path / "ca.pem")})


@each_of(
    "environment",
    [
        {},
        {"HTTPS_PROXY": "proxy:3128", "NO_PROXY": "*"},
        {
            "HTTPS_PROXY": "http://me:secret@proxy.example:3128/",
            "NO_PROXY": "localhost, .example.com,::1,10.0.0.0/8",
        },
        {"ALL_PROXY": "https://proxy", "NO_PROXY": "127.0.0.1:8080,"},
    ],
)
def test_what_can_be_used_is_left_alone(environment):
    check_environment(environment)


@settings(max_examples=60)
@given(
    st.sampled_from(["HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"]),
    st.text(st.sampled_from("ahtps:/[].,@*1-% "), max_size=12).filter(lambda text: "\0" not in text),
)
def test_what_is_let_through_makes_a_client(name, value):
    with pytest.MonkeyPatch.context() as patch:
        for other in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
            patch.delenv(other, raising=False)
            patch.delenv(other.lower(), raising=False)
        patch.setenv(name, value)
        try:
            check_environment()
        except SettingsError:
            return
        httpx.AsyncClient(verify=certificates())


@pytest.mark.parametrize(
    ("environment", "url", "proxy"),
    [
        ({}, "https://discord.com/api", None),
        ({"HTTPS_PROXY": "http://proxy:1"}, "https://discord.com/api", "http://proxy:1"),
        ({"HTTPS_PROXY": "proxy:1"}, "https://discord.com/api", "http://proxy:1"),
        ({"HTTPS_PROXY": "http://proxy:1"}, "http://127.0.0.1:9/api", None),
        ({"ALL_PROXY": "http://proxy:1"}, "https://discord.com/api", "http://proxy:1"),
        ({"HTTPS_PROXY": "http://proxy:1", "NO_PROXY": "discord.com"}, "https://discord.com/api", None),
    ],
)
def test_the_proxy_of_an_address(monkeypatch, environment, url, proxy):
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(url) == proxy
