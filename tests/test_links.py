"""Which links are opened, which are the same article, and which addresses are public."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles.addresses import Reach, reach
from bot.articles.links import Allowed, canonical, check
from bot.errors import AddressRefused

PUBLIC = ["1.1.1.1", "8.8.8.8", "93.184.215.14", "172.15.0.1", "172.32.0.1", "100.63.0.1", "100.128.0.1", "192.0.1.1"]
PUBLIC_6 = ["2606:4700:4700::1111", "2a00:1450:4001:82b::200e", "2001:200::1", "::ffff:8.8.8.8", "2620:4f:8001::1"]
LOCAL = ["127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "::1", "fd12::1"]
NEVER = [
    "0.0.0.0",  # noqa: S104 nothing is bound to it
    "0.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "168.63.129.16",
    "169.254.0.1",
    "169.254.169.254",
    "192.0.0.1",
    "192.0.0.192",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:0:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::808:808",
    "64:ff9b:1::a00:1",
    "100::1",
    "2001::1",
    "2001:10::1",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
    "5f00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1%eth0",
    "fec0::1",
    "ff02::1",
]
NO_ADDRESSES = ["", "localhost", "127.1", "0177.0.0.1", "0x7f.0.0.1", "2130706433", "1.1.1.1 ", "01.1.1.1", "[::1]"]


@pytest.mark.parametrize("address", PUBLIC + PUBLIC_6)
def test_public_addresses(address: str) -> None:
    """What lies beside the special blocks is public, and so is a public IPv4 address written as IPv6."""
    assert reach(address) is Reach.PUBLIC


@pytest.mark.parametrize("address", [*LOCAL, "::ffff:127.0.0.1", "::ffff:10.0.0.1"])
def test_local_addresses(address: str) -> None:
    """Loopback and private networks: the only ones that the setting can open."""
    assert reach(address) is Reach.LOCAL


@pytest.mark.parametrize("address", NEVER + NO_ADDRESSES)
def test_addresses_that_are_never_dialled(address: str) -> None:
    """Link-local, metadata, multicast, tunnels, documentation, reserved, and whatever is no plain address."""
    assert reach(address) is Reach.NEVER


@given(st.ip_addresses(v=4))
def test_a_mapped_address_is_the_address_it_maps(address: IPv4Address) -> None:
    """IPv4 in IPv6's clothes is judged as IPv4."""
    assert reach(f"::ffff:{address}") is reach(str(address))


@given(st.ip_addresses(v=6))
def test_outside_global_unicast_nothing_is_public(address: IPv6Address) -> None:
    """Of IPv6 only 2000::/3 is given to public hosts."""
    if reach(str(address)) is Reach.PUBLIC:
        assert int(address) >> 125 == 1 or address.ipv4_mapped is not None


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://news.example.com/a?b=c#d", "https://news.example.com/a?b=c"),
        ("HTTPS://News.Example.COM/", "https://news.example.com/"),
        ("http://news.example.com:80/", "http://news.example.com/"),
        ("https://news.example.com:443/", "https://news.example.com/"),
        ("https://news.example.com:80/", "https://news.example.com:80/"),
        (" https://news.example.com/ \n", "https://news.example.com/"),
        ("https://bücher.example.com/", "https://xn--bcher-kva.example.com/"),
        ("https://bu\u0308cher.example.com/", "https://xn--bcher-kva.example.com/"),
        ("https://straße.example.com/", "https://xn--strae-oqa.example.com/"),
        ("https://xn--bcher-kva.example.com/", "https://xn--bcher-kva.example.com/"),
        ("https://例え.テスト.example.com/", "https://xn--r8jz45g.xn--zckzah.example.com/"),
        ("https://news.example.com/übernahme", "https://news.example.com/%C3%BCbernahme"),
        ("https://1und1.example.com/", "https://1und1.example.com/"),
        ("https://4chan.org/", "https://4chan.org/"),
    ],
)
def test_ordinary_links_pass(link: str, address: str) -> None:
    """http and https to a full host name, IDNA as ASCII, without the fragment."""
    assert str(check(link)) == address


@pytest.mark.parametrize(
    "link",
    [
        "",
        "news.example.com/a",
        "//news.example.com/a",
        "https://",
        "https:///a",
        "https:news.example.com",
        "ftp://news.example.com/",
        "file:///etc/passwd",
        "data:text/html,x",
        "ws://news.example.com/",
        "https://user@news.example.com/",
        "https://user:password@news.example.com/",
        "https://@news.example.com/",
        "https://:@news.example.com/",
        "https://news.example.com:8443/",
        "https://news.example.com:0/",
        "https://news.example.com:99999/",
        "https://news.example.com:x/",
        "https://news/",
        "https://1.1.1.1/",
        "https://[2606:4700:4700::1111]/",
        "https://[::1",
        "https://16843009/",
        "https://0x01010101/",
        "https://1.1.257/",
        "https://1.1.1.0x1/",
        "https://①.①.①.①/",
        "https://localhost/",
        "https://api.localhost/",
        "https://nas.local/",
        "https://wiki.corp/",
        "https://router.home.arpa/",
        "https://metadata.google.internal/",
        "https://metadata.goog/",
        "https://abc.onion/",
        "https://-news.example.com/",
        "https://news-.example.com/",
        "https://ne_ws.example.com/",
        "https://news..example.com/",
        "https://.example.com/",
        "https://news.example.com../",
        "https://news.example.c0m/",
        f"https://{'a' * 64}.example.com/",
        f"https://{'a.' * 130}com/",
        f"https://news.example.com/{'a' * 5000}",
        "https://news.example.com\\@1.1.1.1/",
        "https://news.example.com\\.evil.example.org/",
        "https://news.example.com /",
        "https://news.exa\tmple.com/",
        "https://news.example.com/\r\nHost: localhost",
        "https://news.example.com%2f@1.1.1.1/",
        "https://127%2e0%2e0%2e1/",
        "https://news.example.com%00.evil.example.org/",
        "https://news。example。com/",
        "https://ｎｅｗｓ.example.com/",
        "https://news.example.com\ud800/",
    ],
)
def test_odd_links_are_refused(link: str) -> None:
    """Other schemes, user-info, ports, IP literals however spelt, inner names, what two parsers read differently."""
    with pytest.raises(AddressRefused):
        check(link)


@given(st.text(alphabet="htps:/@.#?[]%\\ \t127ax-0。①üé\u200b\x00", max_size=40))
def test_no_text_breaks_the_gate(tail: str) -> None:
    """A link passes or is refused, and what passes is a dotted name on a usual port."""
    for link in (tail, f"http://{tail}", f"https://a.example.com{tail}"):
        try:
            address = check(link)
        except AddressRefused:
            continue
        assert address.port in (80, 443)
        assert address.user is None
        assert reach(address.raw_host or "") is Reach.NEVER  # no address, a name


@pytest.mark.parametrize(
    ("entry", "link"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080/a"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080/a"),
        ("localhost", "http://localhost:3000/a"),
        ("LocalHost:80", "http://localhost/a"),
        ("::1", "http://[::1]:8080/a"),
        ("[::1]:8080", "http://[::1]:8080/a"),
        ("[::1]", "http://[::1]/a"),
        ("wiki.corp", "https://wiki.corp./a"),
    ],
)
def test_named_hosts_are_excepted(entry: str, link: str) -> None:
    """A host, or a host with its port."""
    with pytest.raises(AddressRefused):
        check(link)
    assert check(link, Allowed([entry])).path == "/a"


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:8081/",
        "http://127.0.0.1/",
        "http://127.0.0.2:8080/",
        "http://[::ffff:127.0.0.1]:8080/",
        "http://2130706433:8080/",
        "http://127.1:8080/",
        "http://a.localhost/",
        "http://user@127.0.0.1:8080/",
        "ftp://localhost/",
        "file://localhost/etc/passwd",
    ],
)
def test_an_exception_reaches_no_further(link: str) -> None:
    """Not to other ports, hosts, spellings or schemes, and not to user-info."""
    with pytest.raises(AddressRefused):
        check(link, Allowed(["127.0.0.1:8080", "localhost"]))


@pytest.mark.parametrize(
    ("link", "key"),
    [
        ("HTTPS://News.Example.com:443/A/b?y=1&x=2#part", "https://news.example.com/A/b?y=1&x=2"),
        ("http://news.example.com:80", "http://news.example.com/"),
        ("http://news.example.com:8080/a", "http://news.example.com:8080/a"),
        ("https://news.example.com./a", "https://news.example.com/a"),
        ("https://news.example.com/a/", "https://news.example.com/a/"),
        ("https://news.example.com/a/../b/./c", "https://news.example.com/b/c"),
        ("https://bücher.example.com/ä", "https://xn--bcher-kva.example.com/%C3%A4"),
        ("https://news.example.com/%7euser/%c3%a4", "https://news.example.com/~user/%C3%A4"),
        (
            "https://news.example.com/a?utm_source=x&id=7&UTM_Medium=y&fbclid=z&b=&gclid=1",
            "https://news.example.com/a?id=7&b=",
        ),
        ("https://news.example.com/a?utm_source=x", "https://news.example.com/a"),
        ("https://news.example.com/a?utm%5Fsource=x&q=a%26b", "https://news.example.com/a?q=a%26b"),
        ("https://news.example.com/a?ref=front&page=2", "https://news.example.com/a?ref=front&page=2"),
        ("https://news.example.com/a?b=1&b=2&a=3", "https://news.example.com/a?b=1&b=2&a=3"),
        ("https://news.example.com/2025/06/meta-buys-stake/amp/", "https://news.example.com/2025/06/meta-buys-stake"),
        ("https://news.example.com/business-4711.amp", "https://news.example.com/business-4711"),
        ("https://news.example.com/art-4711.amp.html", "https://news.example.com/art-4711.html"),
        ("https://news.example.com/amp/2025/06/18/a.html", "https://news.example.com/2025/06/18/a.html"),
        ("https://news.example.com/a?amp=1&outputType=amp", "https://news.example.com/a"),
        ("https://news.example.com/markets/amp", "https://news.example.com/markets/amp"),
        ("https://news.example.com/amp/", "https://news.example.com/amp/"),
        ("https://news.example.com/a?amp=5000", "https://news.example.com/a?amp=5000"),
        ("https://www.google.com/amp/s/news.example.com/a?utm_source=x", "https://news.example.com/a"),
        ("https://www.google.de/amp/news.example.com/a", "http://news.example.com/a"),
        (
            "https://news-example-com.cdn.ampproject.org/v/s/news.example.com/a?amp=1",
            "https://news.example.com/a",
        ),
        ("https://de.m.wikipedia.org/wiki/Fusion", "https://de.wikipedia.org/wiki/Fusion"),
        ("mailto:desk@example.com", "mailto:desk@example.com"),
        ("not a link", "not a link"),
        ("http://[::1", "http://[::1"),
    ],
)
def test_links_to_one_article_have_one_key(link: str, key: str) -> None:
    """Case, ports, fragments, tracking and AMP don't count; everything that may name another article does."""
    assert canonical(link) == key


@given(st.text(alphabet="htps:/.?&=#%ampu_1-ä@[]", max_size=60))
def test_a_key_is_its_own_key(tail: str) -> None:
    """Canonical addresses stay as they are, and no text breaks the function."""
    key = canonical(f"https://news.example.com/{tail}")
    assert canonical(key) == key
