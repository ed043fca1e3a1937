"""Which addresses lead inward: to this machine, its network, or what a cloud tells its machines. Pure."""

import ipaddress
import socket
import unicodedata
from collections.abc import Iterator
from typing import Final, TypeAlias

Ip: TypeAlias = ipaddress.IPv4Address | ipaddress.IPv6Address

# Special by IANA's registry, yet global to some Python: IETF's protocols (Oracle's metadata among them), relays
# of AS112, multicast and 6to4: https://www.iana.org/assignments/iana-ipv4-special-registry. The last is Azure's.
_INSIDE_IPV4: Final = (
    *map(ipaddress.IPv4Network, ("192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24")),
    *map(ipaddress.IPv4Network, ("192.88.99.0/24", "168.63.129.16")),
)
# Of IPv6 this alone is given to anybody; not segments (5f00::/16), what is to be discarded (100::/32) and so on:
# https://www.iana.org/assignments/ipv6-address-space
_GLOBAL_UNICAST: Final = ipaddress.IPv6Network("2000::/3")
# And in it are special: IETF's protocols with Teredo, documentation twice, AS112's relays:
# https://www.iana.org/assignments/iana-ipv6-special-registry
_INSIDE_IPV6: Final = tuple(
    map(ipaddress.IPv6Network, ("2001::/23", "2001:db8::/32", "3fff::/20", "2620:4f:8000::/48"))
)
# What clouds tell their machines (Alibaba, Azure, Oracle; AWS, Google, Scaleway): keys, among other things.
_METADATA: Final = tuple(
    map(
        ipaddress.ip_network,
        ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::/32", "fd20:ce::/32", "fd00:42::/32"),
    )
)
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_LOCAL_NAT64: Final = ipaddress.ip_network("64:ff9b:1::/48")
_COMPATIBLE: Final = (ipaddress.ip_network("::/96"), ipaddress.ip_network("::ffff:0:0:0/96"))
_ISATAP: Final = (0x5EFE, 0x0200_5EFE)  # before the IPv4: https://www.rfc-editor.org/rfc/rfc5214#section-6.1
# Never names of the internet, by https://www.iana.org/assignments/special-use-domain-names or by use
# (https://www.rfc-editor.org/rfc/rfc6762#appendix-G), and what clouds name their metadata.
_LOCAL_NAMES: Final = (
    *("localhost", "localdomain", "local", "internal", "home.arpa"),
    *("lan", "home", "corp", "private", "intranet"),
    *("metadata.goog", "metadata.tencentyun.com"),
)


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
        each.is_loopback or each.is_link_local or each.is_unspecified or any(each in known for known in _METADATA)
        for each in _meant(found)
    )


def written_inward(host: str) -> bool:
    """Whether a host's name alone says that it is inside: for when a proxy, not we, asks for its address.

    In every spelling that a resolver takes for an address: short, decimal, octal, hexadecimal, IPv6 around IPv4,
    digits in circles or of full width.
    """
    signs = unicodedata.normalize("NFKC", host).replace("。", ".")  # as IDNA reads them
    name = signs.strip("[]").rstrip(".").lower()
    if ":" in name:
        return leads_inward(name)
    if any(name == local or name.endswith(f".{local}") for local in _LOCAL_NAMES):
        return True
    try:
        return leads_inward(socket.inet_ntoa(socket.inet_aton(name)))
    except (OSError, UnicodeError):
        return "." not in name  # a resolver adds its own network's domain, or finds the machine in its own list


def _meant(address: Ip) -> Iterator[Ip]:
    """The address, and those of IPv4 that IPv6 carries in it."""
    yield address
    if isinstance(address, ipaddress.IPv6Address):
        yield from map(ipaddress.IPv4Address, _embedded(address))


def _embedded(address: ipaddress.IPv6Address) -> Iterator[ipaddress.IPv4Address | int]:
    bits = int(address)
    last = bits & 0xFFFFFFFF
    yield from filter(None, (address.ipv4_mapped, address.sixtofour, *(address.teredo or ())))
    in_the_end = any(address in network for network in (_NAT64, *_COMPATIBLE))
    if in_the_end or bits >> 32 & 0xFFFFFFFF in _ISATAP:
        yield last
    if address in _LOCAL_NAT64:
        # However long its prefix is: https://www.rfc-editor.org/rfc/rfc6052#section-2.2
        without_octet = (bits >> 64) << 56 | bits & (1 << 56) - 1
        yield from filter(None, (last, *(without_octet >> shift & 0xFFFFFFFF for shift in (40, 32, 24))))


def _is_public(address: Ip) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        # Python's `is_global` leaves multicast in.
        inside = any(address in network for network in _INSIDE_IPV4)
        return address.is_global and not address.is_multicast and not inside
    if address.ipv4_mapped or address in _NAT64:
        return True  # if what they carry is
    return address in _GLOBAL_UNICAST and not any(address in network for network in _INSIDE_IPV6)
