"""Links: which are opened at all (`check`), and which lead to the same article (`canonical`)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from unicodedata import normalize
from urllib.parse import unquote_plus, urlsplit

from yarl import URL

from bot.errors import AddressRefused

MAX_LENGTH = 4096  # characters; browsers and servers stop between 2,000 and 8,000

_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# A top-level domain holds a letter first and, unless it is IDNA, nothing but letters. So no spelling of an IP address
# (decimal, octal, hexadecimal, with fewer dots) is ever taken for a name.
_TOP_LEVEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
# Names that mean something only inside a network (RFC 6761, 6762, 8375, 9476 and common practice), and those of cloud
# metadata services.
_INSIDE = """
localhost localdomain local internal intranet private lan home corp onion alt home.arpa in-addr.arpa ip6.arpa
metadata.goog metadata.tencentyun.com metadata.packet.net metadata.platformequinix.com
"""
_INSIDE_NAMES = frozenset(_INSIDE.split())
_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029\ud800-\udfff]")

# Parameters that say where a click came from, never which article it is: the analytics and advertising services' own
# documentation, and the lists that browsers strip by (Firefox query stripping, Brave, AdGuard).
_TRACKING = """
fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid igshid igsh li_fat_id epik s_kwcid
mc_cid mc_eid mkt_tok _hsenc _hsmi __hstc __hssc __hsfp hsctatracking vero_id vero_conv oly_enc_id oly_anon_id
wickedid rb_clickid ml_subscriber ml_subscriber_hash bsft_clkid bsft_uid dm_i ef_id irclickid _branch_match_id
_ga _gl _openstat xtor wt_mc wt_zmc wt_mc_o smid smtyp sr_share cmpid ocid ncid sref taid soc_src soc_trk
guccounter guce_referrer guce_referrer_sig ref_src ref_url __twitter_impression
"""
_TRACKING_NAMES = frozenset(_TRACKING.split())
_TRACKING_PREFIXES = ("utm_", "mtm_", "matomo_", "piwik_", "pk_", "hsa_", "at_medium", "at_campaign", "at_custom")
_AMP_PARAMETERS = frozenset({("amp", ""), ("amp", "1"), ("amp", "true"), ("outputtype", "amp"), ("output", "amp")})
_AMP_VIEWER = re.compile(r"https?://www\.google\.[a-z.]{2,6}/amp/(s/)?(.+)")
_AMP_CACHE = re.compile(r"https?://[a-z0-9-]+\.cdn\.ampproject\.org/[a-z]/(s/)?(.+)")
_AMP_YEAR = re.compile(r"^/amp(?=/20\d\d/)")
_AMP_SUFFIX = re.compile(r"\.amp(?=$|\.html?$)")
_MOBILE_WIKIPEDIA = re.compile(r"^([a-z-]+)\.m\.(wikipedia\.org)$")


class Allowed:
    """Hosts that the settings except from the rules on addresses, for tests and local use.

    An entry is `host` or `host:port`, as in "127.0.0.1", "localhost:8080" or "[::1]:80". Such a host may be an IP
    literal or a name without dots, have any port (the one given, if one is given) and lie in a loopback or private
    network. All else stays: schemes, user-info, link-local and metadata addresses, and every host not named.
    """

    def __init__(self, entries: Iterable[str] = ()) -> None:
        self._entries = frozenset(_entry(entry) for entry in entries)

    def __contains__(self, url: URL) -> bool:
        host = _bare(url.raw_host or "")
        return (host, None) in self._entries or (host, url.port) in self._entries


def _entry(entry: str) -> tuple[str, int | None]:
    host, colon, port = entry.strip().lower().rpartition(":")
    if colon and port.isdecimal() and (":" not in host or host.startswith("[")):
        return _bare(host), int(port)
    return _bare(entry.strip().lower()), None


def _bare(host: str) -> str:
    return host.strip("[]").removesuffix(".")


NOTHING = Allowed()


def check(url: str, allow: Allowed = NOTHING) -> URL:
    """The address to open, without its fragment: the first of three gates, asked again at every redirect.

    http and https on ports 80 and 443 to a full host name: no user-info, no IP literal in whatever spelling, no name
    that is only known inside a network. yarl, which aiohttp dials by, and urlsplit must read the same host in it.

    Raises `AddressRefused`.
    """
    text = url.strip(" \t\r\n")
    if not text or len(text) > MAX_LENGTH or _CONTROL.search(text):
        raise AddressRefused("not an address")
    address = _agreed(text)
    if address not in allow:
        _check_port(address)
        _check_host(_bare(address.raw_host or ""))
    return address


def _agreed(text: str) -> URL:
    """The address as both parsers read it."""
    try:
        address, other = URL(text), urlsplit(text)
        host, port = other.hostname or "", other.port
        port_read, hosts_read = address.explicit_port, (address.host, address.raw_host)
    except (ValueError, UnicodeError) as wrong:
        raise AddressRefused("not an address") from wrong
    if address.scheme not in ("http", "https") or other.scheme != address.scheme:
        raise AddressRefused("neither http nor https")
    if "@" in other.netloc or address.raw_user is not None or address.raw_password is not None:
        raise AddressRefused("user-info")
    if not host or normalize("NFC", host) not in hosts_read or port != port_read:
        raise AddressRefused("two parsers read two hosts")
    return address.with_fragment(None)


def _check_port(address: URL) -> None:
    if address.port not in (80, 443):
        raise AddressRefused("port")


def _check_host(host: str) -> None:
    labels = host.split(".")
    if len(host) > 253 or len(labels) < 2 or not _TOP_LEVEL.fullmatch(labels[-1]):
        raise AddressRefused("not a public host name")
    if not all(_LABEL.fullmatch(label) for label in labels):
        raise AddressRefused("not a host name")
    if any(".".join(labels[start:]) in _INSIDE_NAMES for start in range(len(labels))):
        raise AddressRefused("a name of an inner network")


def canonical(url: str) -> str:
    """One spelling for all links to an article: the key that pages are cached and sources counted by.

    Scheme and host in lower case, IDNA as ASCII; default port, fragment, tracking parameters and AMP markers dropped;
    the other parameters stay, in their order. What is no http address comes back as it is. It opens nothing and
    trusts nothing: a link still has to pass `check`.
    """
    text = _without_viewer(url.strip())
    if len(text) > MAX_LENGTH:
        return text
    try:
        address = URL(text)
        host = address.raw_host
    except (ValueError, UnicodeError):
        return text
    if address.scheme not in ("http", "https") or not host:
        return text
    return str(
        URL.build(
            scheme=address.scheme,
            host=_MOBILE_WIKIPEDIA.sub(r"\1.\2", host.removesuffix(".")),
            port=None if address.is_default_port() else address.explicit_port,
            user=address.raw_user,
            password=address.raw_password,
            path=_path(address.raw_path),
            query_string="&".join(_kept(address.raw_query_string)),
            encoded=True,
        )
    )


def _without_viewer(url: str) -> str:
    """The article's own address instead of the one of Google's AMP viewer or cache."""
    inner = _AMP_VIEWER.fullmatch(url) or _AMP_CACHE.fullmatch(url)
    return f"http{'s' if inner[1] else ''}://{inner[2]}" if inner else url


def _path(path: str) -> str:
    path = _AMP_YEAR.sub("", path)
    before, _, last = path.rstrip("/").rpartition("/")
    if last == "amp" and _is_slug(before.rpartition("/")[2]):
        path = before
    return _AMP_SUFFIX.sub("", path) or "/"


def _is_slug(segment: str) -> bool:
    """Whether a part of a path is an article's name, and no section's: /markets/amp may be a company's own page."""
    return segment.count("-") >= 2 or any(char.isdigit() for char in segment)


def _kept(query: str) -> list[str]:
    return [part for part in query.split("&") if part and not _is_tracking(part)]


def _is_tracking(part: str) -> bool:
    name, _, value = part.partition("=")
    name = unquote_plus(name).lower()
    return name in _TRACKING_NAMES or name.startswith(_TRACKING_PREFIXES) or (name, value.lower()) in _AMP_PARAMETERS
