"""Which IP addresses are public, by tables of our own.

The rows are those of the IANA special-purpose address registries (IPv4 and IPv6, with RFC 6890) plus multicast and
what cloud hosts answer their metadata on. `ipaddress.is_global` is no substitute: it says True for NAT64,
IPv4-compatible and multicast addresses, and its answers differ between Python 3.12 and 3.13.
"""

from __future__ import annotations

from enum import Enum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

IPAddress = IPv4Address | IPv6Address


class Reach(Enum):
    PUBLIC = "public"
    LOCAL = "local"  # loopback and private networks: reachable only for a host that the settings name
    NEVER = "never"  # link-local, metadata services, multicast, documentation, tunnels, reserved


_LOCAL_4 = tuple(
    IPv4Network(block)
    for block in (
        "10.0.0.0/8",
        "127.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
    )
)
_NEVER_4 = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "100.64.0.0/10",  # shared by carriers; Alibaba's metadata (100.100.100.200)
        "168.63.129.16/32",  # Azure's host, the one public address that is a metadata service
        "169.254.0.0/16",  # link-local; most clouds' metadata (169.254.169.254)
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata (192.0.0.192)
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays, deprecated
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_LOCAL_6 = (IPv6Network("::1/128"), IPv6Network("fc00::/7"))
# The cloud metadata services that live in the private range fc00::/7.
_METADATA_6 = (IPv6Address("fd00:ec2::254"), IPv6Address("fd20:ce::254"), IPv6Address("fd00:42::42"))
# Global unicast: whatever lies outside was never given to a public host. IPv4-compatible, NAT64 and link-local do.
_UNICAST_6 = IPv6Network("2000::/3")
_NEVER_6 = tuple(
    IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarks
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: any IPv4 address in disguise
        "2620:4f:8000::/48",  # AS112
        "3fff::/20",  # documentation
    )
)


def reach(address: str) -> Reach:
    """Where an IP address leads. What is no plain address (a name, a scope, an odd spelling) is `NEVER`."""
    try:
        ip = ip_address(address)
    except ValueError:
        return Reach.NEVER
    if isinstance(ip, IPv4Address):
        return _reach_4(ip)
    return _reach_6(ip)


def _reach_4(ip: IPv4Address) -> Reach:
    if any(ip in block for block in _NEVER_4):
        return Reach.NEVER
    return Reach.LOCAL if any(ip in block for block in _LOCAL_4) else Reach.PUBLIC


def _reach_6(ip: IPv6Address) -> Reach:
    if ip.ipv4_mapped is not None:
        return _reach_4(ip.ipv4_mapped)
    if ip.scope_id is not None or ip in _METADATA_6:
        return Reach.NEVER
    if any(ip in block for block in _LOCAL_6):
        return Reach.LOCAL
    public = ip in _UNICAST_6 and not any(ip in block for block in _NEVER_6)
    return Reach.PUBLIC if public else Reach.NEVER
