"""Proxies and certificates, as the environment names them: read once, told if no library here could use them."""

import ipaddress
import os
import ssl
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from bot.errors import SettingsError

PROXIES: Final = ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY")
_SPOKEN: Final = ("http", "https")  # what every library here can talk to a proxy with


def check_environment(environment: Mapping[str, str] = os.environ) -> None:
    """Raises SettingsError with the variable that names a proxy or certificates that cannot be used."""
    for name in (*PROXIES, *(name.lower() for name in PROXIES)):
        if value := environment.get(name, ""):  # as it is: spaces are not cut off where it is used
            _check_proxy(name, value)
    for name in ("NO_PROXY", "no_proxy"):
        for host in environment.get(name, "").split(","):
            if host.strip() and not _can_be_a_host(host.strip()):
                raise SettingsError(
                    f"{name} names a host that cannot be one: give names or addresses with commas between."
                )
    _check_certificates(environment)


def proxy_for(url: str) -> str | None:
    """The address of the proxy that requests to `url` go through, None without one."""
    there = urlsplit(url)
    if there.hostname and proxy_bypass(there.hostname):
        return None
    found = getproxies()
    named = found.get(there.scheme) or found.get("all")
    return (named if "://" in named else f"http://{named}") if named else None


def certificates(environment: Mapping[str, str] = os.environ) -> ssl.SSLContext:
    """What https is checked with; it takes a moment to read, so it is read once."""
    return _certificates(environment.get("SSL_CERT_FILE", ""), environment.get("SSL_CERT_DIR", ""))


@cache
def _certificates(file: str, folder: str) -> ssl.SSLContext:
    """As httpx would: the file, else the folder, else those that it brings."""
    if file:
        return ssl.create_default_context(cafile=file)
    return ssl.create_default_context(capath=folder) if folder else httpx.create_ssl_context(trust_env=False)


def _check_proxy(name: str, value: str) -> None:
    """The value is not repeated: it may hold a password."""
    address = value if "://" in value else f"http://{value}"
    try:
        parts = urlsplit(address)
        scheme, host, _port = parts.scheme.lower(), parts.hostname, parts.port
        httpx.URL(address)  # what stands before and behind the brackets of an address, urlsplit leaves out
    except (ValueError, httpx.InvalidURL):
        scheme, host = "", None
    if scheme not in {"", *_SPOKEN}:
        raise SettingsError(
            f"{name} names a proxy of the kind {scheme}, which Paperboy cannot use: set it to an "
            f"http:// or https:// proxy, or leave it out (env -u {name} paperboy …)."
        )
    if not scheme or not host or not _can_be_a_host(host) or any(c.isspace() for c in address):
        raise SettingsError(f"{name} is no address of a proxy: write it as http://host:port, or leave it out.")


def _can_be_a_host(text: str) -> bool:
    """Read as httpx reads it, which refuses to start over the rest."""
    try:
        ipaddress.ip_network(text, strict=False)
    except ValueError:
        pass
    else:
        return True
    try:
        httpx.URL(text if "://" in text else f"all://*{text}")
    except (httpx.InvalidURL, ValueError):
        return False
    return True


def _check_certificates(environment: Mapping[str, str]) -> None:
    keys = environment.get("SSLKEYLOGFILE", "")  # Python's own library writes there, or no connection is made
    if keys and not _can_be_written(Path(keys)):
        raise SettingsError(
            f"SSLKEYLOGFILE names {keys}, which cannot be written: name another file, or leave it out."
        )
    folder = environment.get("SSL_CERT_DIR", "")
    if (
        folder
        and not environment.get("SSL_CERT_FILE", "")
        and not any(map(_holds_files, folder.split(os.pathsep)))
    ):
        raise SettingsError(
            f"SSL_CERT_DIR names {folder}, which holds no certificates: set it to another folder, or leave it out."
        )
    path = environment.get("SSL_CERT_FILE", "")
    if not path:
        return
    try:
        certificates(environment)
    except OSError as error:  # an ssl.SSLError is one, too
        why = "holds no certificates" if isinstance(error, ssl.SSLError) else f"cannot be read ({error.strerror})"
        raise SettingsError(
            f"SSL_CERT_FILE names {path}, which {why}: set it to a file of certificates (PEM), or leave it out."
        ) from None


def _can_be_written(path: Path) -> bool:
    return os.access(path, os.W_OK) and not path.is_dir() if path.exists() else os.access(path.parent, os.W_OK)


def _holds_files(folder: str) -> bool:
    try:
        return any(Path(folder).iterdir())
    except OSError:
        return False
