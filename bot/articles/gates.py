"""The second and third gate: what a name leads to, and which address a socket is opened towards.

aiohttp never asks its resolver about IP literals, and a resolver's answer is not yet a connection, so a guard in
one place alone lets attacks through; `links.check` is the first gate.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from ipaddress import ip_address
from threading import Thread
from typing import Any

from aiohttp.abc import AbstractResolver, ResolveResult

from bot.articles.addresses import Reach, reach
from bot.errors import AddressRefused

# (family, type, protocol, canonical name, socket address), as `socket.getaddrinfo` returns them
AddressInfo = tuple[int | socket.AddressFamily, int | socket.SocketKind, int, str, tuple[Any, ...]]
Lookup = Callable[[str], Sequence[str]]  # host name -> IP addresses; blocks; OSError when there are none


class RefusedAddress(OSError):
    """A socket was asked for towards an address that is never dialled."""


def look_up(host: str) -> Sequence[str]:
    """The IP addresses that the system's resolver knows for a name. Raises `OSError`."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(info[4][0]) for info in found))


def new_socket(info: AddressInfo) -> socket.socket:
    """An ordinary socket for an address."""
    family, kind, protocol, _, _ = info
    return socket.socket(family=family, type=kind, proto=protocol)


class Names:
    """Looks names up on threads of its own, so that a resolver that hangs starves nothing else.

    The threads are daemons: one that hangs does not hold up the program's end.
    """

    def __init__(self, lookup: Lookup = look_up, *, deadline: float = 5.0, threads: int = 8) -> None:
        self._lookup = lookup
        self._deadline = deadline  # seconds
        self._slots = asyncio.Semaphore(threads)

    async def addresses(self, host: str) -> Sequence[str]:
        """Raises `OSError`, as `TimeoutError` when the deadline passes."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout(self._deadline):
            await self._slots.acquire()
            answer: asyncio.Future[Sequence[str]] = loop.create_future()
            self._start(loop, host, answer)
            return await answer

    def _start(self, loop: asyncio.AbstractEventLoop, host: str, answer: asyncio.Future[Sequence[str]]) -> None:
        try:
            Thread(target=self._run, args=(loop, host, answer), name="look-up", daemon=True).start()
        except RuntimeError as no_threads:
            self._slots.release()
            raise OSError("no thread to look a name up on") from no_threads

    def _run(self, loop: asyncio.AbstractEventLoop, host: str, answer: asyncio.Future[Sequence[str]]) -> None:
        found: Sequence[str] | OSError
        try:
            found = self._lookup(host)
        except OSError as error:
            found = error
        except Exception as error:  # a name that the codec behind getaddrinfo cannot encode
            found = OSError(str(error))
        with suppress(RuntimeError):  # the loop has closed meanwhile
            loop.call_soon_threadsafe(self._settle, answer, found)

    def _settle(self, answer: asyncio.Future[Sequence[str]], found: Sequence[str] | OSError) -> None:
        self._slots.release()
        if answer.done():
            return
        if isinstance(found, OSError):
            answer.set_exception(found)
        else:
            answer.set_result(found)


class GuardedResolver(AbstractResolver):
    """Answers only when every address of a name is within reach; what it answers is what is dialled."""

    def __init__(self, names: Names, within: frozenset[Reach]) -> None:
        self._names = names
        self._within = within

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """Raises `AddressRefused` when one address or more is out of reach, `OSError` when there is none."""
        found = await self._names.addresses(host)
        if not found:
            raise OSError("the name has no address")
        if not all(reach(address) in self._within for address in found):
            raise AddressRefused("the name leads to an address that is never dialled")
        return [_result(host, address, port) for address in found]

    async def close(self) -> None:
        """Nothing is held between two calls."""


def _result(host: str, address: str, port: int) -> ResolveResult:
    family = socket.AF_INET if ip_address(address).version == 4 else socket.AF_INET6
    return ResolveResult(hostname=host, host=address, port=port, family=family, proto=0, flags=socket.AI_NUMERICHOST)


def guarded(
    open_socket: Callable[[AddressInfo], socket.socket], within: frozenset[Reach]
) -> Callable[[AddressInfo], socket.socket]:
    """`open_socket`, but only for addresses within reach; for others it raises `RefusedAddress`."""

    def guarded_socket(info: AddressInfo) -> socket.socket:
        if info[0] not in (socket.AF_INET, socket.AF_INET6) or reach(str(info[4][0])) not in within:
            raise RefusedAddress("an address that is never dialled")
        return open_socket(info)

    return guarded_socket
