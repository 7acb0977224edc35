"""The Events API over HTTP: signed requests to the app's URL; the response is the ack."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientError, ClientSession, ClientTimeout

from bot.clock import Clock
from bot.playground.delivery import Envelope, NotAcknowledged, RetryPolicy
from bot.playground.payloads import VERIFICATION_TOKEN
from bot.playground.records import Answer, DispatchKind

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The v0 signature (docs.slack.dev/authentication/verifying-requests-from-slack)."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


class HttpEvents:
    """The app's request URL, for events, commands and interactions alike; a `Wire`."""

    def __init__(self, url: str, signing_secret: str, clock: Clock, session: ClientSession) -> None:
        self._url = url
        self._secret = signing_secret
        self._clock = clock
        self._session = session

    async def verify(self, timeout: float = 3.0) -> None:
        """The url_verification handshake. Raises `NotAcknowledged` when the challenge does not come back."""
        challenge = secrets.token_urlsafe(16)
        body = {"token": VERIFICATION_TOKEN, "challenge": challenge, "type": "url_verification"}
        answer = await self._post(json.dumps(body).encode(), JSON, {}, timeout)
        said = answer.payload or {}
        if challenge not in (said.get("challenge"), said.get("text")):
            raise NotAcknowledged("http_error")

    async def send(self, envelope: Envelope, policy: RetryPolicy) -> Answer:
        headers = {}
        if envelope.retry_attempt:
            headers["X-Slack-Retry-Num"] = str(envelope.retry_attempt)
            headers["X-Slack-Retry-Reason"] = envelope.retry_reason
        body, content_type = _encoded(envelope)
        return await self._post(body, content_type, headers, policy.ack_within)

    async def _post(self, body: bytes, content_type: str, headers: Mapping[str, str], timeout: float) -> Answer:
        try:
            async with self._session.post(
                self._url,
                data=body,
                headers={**headers, **self._signed(body), "Content-Type": content_type},
                timeout=ClientTimeout(total=timeout),
                allow_redirects=False,
            ) as response:
                text = await response.text()
                if response.status != 200:
                    raise NotAcknowledged("http_error", final=response.headers.get("X-Slack-No-Retry") == "1")
                return Answer(_said(text, response.content_type))
        except TimeoutError:
            raise NotAcknowledged("http_timeout") from None
        except ClientError as broken:
            raise NotAcknowledged("connection_failed") from broken

    def _signed(self, body: bytes) -> dict[str, str]:
        timestamp = str(int(self._clock.now().timestamp()))
        return {
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }


def _encoded(envelope: Envelope) -> tuple[bytes, str]:
    match envelope.kind:
        case DispatchKind.EVENT:
            return json.dumps(envelope.payload).encode(), JSON
        case DispatchKind.COMMAND:
            return urlencode(envelope.payload).encode(), FORM
        case DispatchKind.INTERACTION:
            return urlencode({"payload": json.dumps(envelope.payload)}).encode(), FORM


def _said(text: str, content_type: str) -> dict[str, Any] | None:
    if not text:
        return None
    if content_type == JSON:
        said = json.loads(text)
        return said if isinstance(said, dict) else None
    return {"text": text}
