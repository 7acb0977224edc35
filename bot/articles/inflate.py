"""gzip and deflate with an upper limit: a few kilobytes can hold gigabytes."""

from __future__ import annotations

import zlib

from bot.errors import PageTooBig, PageUnavailable, UnreadablePage

_GZIP = zlib.MAX_WBITS | 16
_ZLIB = zlib.MAX_WBITS
_RAW = -zlib.MAX_WBITS
_MAX_MEMBERS = 100  # of one gzip stream; servers send one, or one a flushed block


class Body:
    """A response's body as it comes in, decoded; never more than `limit` bytes, raw or decoded."""

    def __init__(self, encoding: str, limit: int) -> None:
        """`encoding` is the Content-Encoding header. Raises `UnreadablePage` for one that was not asked for."""
        self._encoding = encoding.strip().lower()
        if self._encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise UnreadablePage("an encoding that was not asked for")
        self._limit = limit
        self._raw = 0
        self._decoded = bytearray()
        self._stream: zlib._Decompress | None = None
        self._members = 0

    def feed(self, chunk: bytes) -> None:
        """Raises `PageTooBig`, or `UnreadablePage` for a broken stream."""
        self._raw += len(chunk)
        if self._raw > self._limit:
            raise PageTooBig
        if self._encoding in ("", "identity"):
            self._decoded += chunk
            return
        try:
            self._inflate(chunk)
        except zlib.error as broken:
            raise UnreadablePage("a broken compressed stream") from broken

    def whole(self) -> bytes:
        """The decoded body. Raises `PageUnavailable` when the compressed stream stops short."""
        if self._stream is not None and not self._stream.eof:
            raise PageUnavailable("the compressed stream stops short")
        return bytes(self._decoded)

    def _inflate(self, data: bytes) -> None:
        while data:
            if self._stream is None:
                self._stream = self._start(data)
            elif self._stream.eof:
                data = self._next_member(data)
                continue
            self._decoded += self._stream.decompress(data, self._limit + 1 - len(self._decoded))
            if len(self._decoded) > self._limit:
                raise PageTooBig
            data = self._stream.unused_data

    def _start(self, data: bytes) -> zlib._Decompress:
        if self._encoding != "deflate":
            return zlib.decompressobj(_GZIP)
        # "deflate" should be zlib's format, some servers send the bare stream: RFC 9110, 8.4.1.2
        is_zlib = data[0] & 0x0F == zlib.DEFLATED and data[0] >> 4 <= 7
        return zlib.decompressobj(_ZLIB if is_zlib else _RAW)

    def _next_member(self, data: bytes) -> bytes:
        """What follows a finished stream: another gzip member, else padding that is left out."""
        self._members += 1
        if self._encoding == "deflate" or not data.startswith(b"\x1f") or self._members > _MAX_MEMBERS:
            return b""
        self._stream = zlib.decompressobj(_GZIP)
        return data
