"""Which addresses lead inward: to this machine, its network, or what a cloud tells its machines. Pure."""

import ipaddress
import socket
import unicodedata
from collections.abc import Iterator
from typing import Final, TypeAlias

Ip: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

# Global by the registries (or by some Pythons), and yet only what stands inside: Azure's own server, IETF's
# protocols (Oracle's metadata among them), IPv6's old private range.
_INSIDE: Final = tuple(map(ipaddress.ip_network, ("168.63.129.16/32", "192.0.0.0/24", "fec0::/10")))
# What clouds tell their machines (AWS, Alibaba, Azure, Oracle): keys, among other things.
_METADATA: Final = tuple(
    map(ipaddress.ip_address, ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254"))
)
_NAT64: Final = (ipaddress.ip_network("64:ff9b::/96"), ipaddress.ip_network("64:ff9b:1::/48"))
_COMPATIBLE: Final = (ipaddress.ip_network("::/96"), ipaddress.ip_network("::ffff:0:0:0/96"))
_LOCAL_NAMES: Final = ("localhost", "local", "internal", "home.arpa")  # never names of the internet


def leads_inward(address: str) -> bool:
    """Whether an IP address (as a resolver gives it) is no public one, itself or what it wraps."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    return any(not _is_public(each) for each in _meant(found))


def leads_to_this_machine(address: str) -> bool:
    """Whether an address is this machine's own or its cloud's: no name of the internet means that."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return True
    return any(
        each.is_loopback or each.is_link_local or each.is_unspecified or each in _METADATA
        for each in (found, *_meant(found))
    )


def written_inward(host: str) -> bool:
    """Whether a host's name alone says that it is inside: for when a proxy, not we, asks for its address.

    In every spelling that a resolver takes for an address: short, decimal, octal, hexadecimal, IPv6 around IPv4,
    digits in circles or of full width.
    """
    signs = unicodedata.normalize("NFKC", host).replace("。", ".")  # as IDNA reads them
    name = signs.strip("[]").rstrip(".").lower()
    if any(name == local or name.endswith(f".{local}") for local in _LOCAL_NAMES):
        return True
    try:
        return leads_inward(socket.inet_ntoa(socket.inet_aton(name)))
    except (OSError, UnicodeError):
        return ":" in name and leads_inward(name)


def _meant(address: Ip) -> Iterator[Ip]:
    """The address, and those of IPv4 that IPv6 carries in it."""
    if not isinstance(address, ipaddress.IPv6Address):
        yield address
        return
    embedded = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
    if not embedded and any(address in network for network in (*_NAT64, *_COMPATIBLE)):
        embedded = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    yield embedded or address


def _is_public(address: Ip) -> bool:
    # Python's `is_global` leaves multicast in.
    return address.is_global and not address.is_multicast and not any(address in inside for inside in _INSIDE)
