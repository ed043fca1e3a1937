"""Addresses and names that a feed, a redirect or a name server could lead to, and that are inside."""

from adapters.sources.common.inward import leads_inward, leads_to_this_machine, written_inward
from tests.each_of import each_of


@each_of(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "0.1.2.3"),
        *("100.64.0.1", "100.100.100.200", "168.63.129.16", "192.0.0.192", "192.0.0.9", "192.0.2.1", "198.18.0.1"),
        *("198.51.100.1", "203.0.113.1", "192.88.99.1", "192.31.196.1", "192.52.193.1", "192.175.48.1"),
        *("224.0.0.1", "240.0.0.1", "255.255.255.255"),
        *("::1", "::", "::2", "fe80::1", "fe80::1%eth0", "fd00:ec2::254", "fc00::1", "fec0::1", "ff02::1"),
        *("2001:db8::1", "3fff::1", "3fff:fff::1", "5f00::1", "100::1", "100:0:0:1::1", "2620:4f:8000::1"),
        *("2001::1", "2001:2::1", "2001:10::1", "2001:20::1", "2001:1::1", "2001:3::1", "2001:4:112::1"),
        *("1::1", "200::1", "4000::1", "8000::1", "e000::1"),
        "nonsense",
    ],
)
def test_what_ianas_registries_keep_is_inside(address):
    assert leads_inward(address)


@each_of(
    "address",
    [
        *("::ffff:10.0.0.1", "::10.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::a00:1", "64:ff9b::5db8:d822:0:1"),
        *("2002:a00:1::", "2002:7f00:1::1", "2001:0:a00:1::f5ff:fffe"),
        *("64:ff9b:1::a00:1", "64:ff9b:1:a00:0:100::", "64:ff9b:1::808:808"),
        *("2a00:1450::5efe:10.0.0.1", "2a00:1450::200:5efe:127.0.0.1", "2606:4700:1:2:0:5efe:a9fe:a9fe"),
    ],
)
def test_what_ipv6_carries_inward_is_inside(address):
    assert leads_inward(address)


@each_of(
    "address",
    [
        *("127.0.0.1", "::1", "::", "169.254.169.254", "fe80::1", "::ffff:169.254.169.254", "64:ff9b::7f00:1"),
        *("100.100.100.200", "192.0.0.192", "168.63.129.16", "fd00:ec2::23", "fd20:ce::254", "fd00:42::42"),
        *("2a00:1450::5efe:169.254.169.254", "2002:7f00:1::1"),
        *(
            "64:ff9b:1::a9fe:a9fe",
            "64:ff9b:1:a9fe:a9:fe00::",
            "64:ff9b:1:a9:fe:a9fe::",
            "64:ff9b:1:0:a9:fea9:fe00::",
        ),
        "nonsense",
    ],
)
def test_what_means_this_machine_or_its_cloud(address):
    assert leads_to_this_machine(address)


@each_of("address", ["10.1.2.3", "fd12::1", "2a00:1450::5efe:10.0.0.1", "93.184.216.34", "64:ff9b:1::a00:1"])
def test_a_neighbour_is_not_this_machine(address):
    assert not leads_to_this_machine(address)


@each_of(
    "address",
    [
        *("93.184.216.34", "8.8.8.8", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"),
        *("2606:2800:220:1:248:1893:25c8:1946", "2a00:1450::200:5efe:8.8.8.8", "2001:4860:4860::8888", "2600::"),
    ],
)
def test_what_is_public(address):
    assert not leads_inward(address)
    assert not written_inward(address)


@each_of("host", ["①②⑦.⓪.⓪.①", "127。0。0。1", "127．0．0．1", "ⓛocalhost", "[::ⓕfff:10.0.0.1]"])
def test_an_address_in_other_signs_is_the_same_address(host):
    assert written_inward(host)


@each_of(
    "host",
    [
        *("localhost", "LOCALHOST.", "localhost.localdomain", "ip6-localhost", "ip6-loopback", "a.localhost"),
        *("metadata", "instance-data", "instance-data.ec2.internal", "metadata.google.internal", "metadata.goog"),
        *("printer.lan", "nas.local", "vault.internal", "tv.home.arpa", "wiki.corp", "a.intranet", "router.home"),
        *("intranet", "xn--mnchen-3ya", "0x7f000001", "127.1", "[3fff::1]", "[2a00::5efe:a00:1]"),
    ],
)
def test_a_name_that_says_that_it_is_inside_is_believed(host):
    assert written_inward(host)


@each_of(
    "host",
    [
        *("arxiv.org", "a.localhost.example", "ünicode.example", "1e100.net", "face.book", "huggingface.co."),
        *("metadata.google.com", "local.example", "lan.example", "planet.scot", "8.8.8.8", "[2600::]"),
    ],
)
def test_a_name_of_the_internet_is_none_of_inside(host):
    assert not written_inward(host)
