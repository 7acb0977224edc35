"""What nobody foresaw, in any listener: it is logged, and whoever waits for an answer is told so in a sentence.

Events are not acknowledged then, so Slack sends them again. Clicks, commands and entries it sends once.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext, AsyncRespond
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.modal import notice
from handlers.blocks.words.failing import FAILING
from handlers.services import Services

log = logging.getLogger(__name__)
Body = Mapping[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.error
    async def failed(
        error: Exception, body: Body, context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
    ) -> BoltResponse | None:
        log.error("a listener failed: %s", error, exc_info=error)
        if "event" in body:
            return None
        try:
            lang = await services.locales.language_of(context.team_id or "", context.user_id or "")
            return await _told(body, lang, client, respond)
        except Exception as failure:  # Slack itself marks what was not acknowledged
            log.error("nor could it be told: %s", failure, exc_info=failure)
            return None


async def _told(body: Body, lang: str, client: AsyncWebClient, respond: AsyncRespond) -> BoltResponse:
    """Say it where the person looks, and acknowledge."""
    sentence, view = FAILING.of(lang)["failed"], body.get("view") or {}
    if "command" in body:
        return BoltResponse(status=200, body=sentence)
    match body.get("type"):
        case "view_submission":
            return BoltResponse(status=200, body=_in_modal(view, sentence, lang))
        case "block_suggestion":
            return BoltResponse(status=200, body={"options": []})
    if body.get("response_url"):
        thread_ts = (body.get("container") or {}).get("thread_ts")
        await respond(text=sentence, response_type="ephemeral", replace_original=False, thread_ts=thread_ts)
    elif view:
        show = client.views_push if view.get("type") == "modal" else client.views_open
        await show(trigger_id=str(body.get("trigger_id")), view=notice(lang, sentence, title="failed_title"))
    return BoltResponse(status=200)


def _in_modal(view: Body, sentence: str, lang: str) -> dict[str, Any]:
    """Under its first entry, so that what was typed stays; in place of a modal that has none."""
    for block in view.get("blocks") or ():
        if block.get("type") == "input":
            return {"response_action": "errors", "errors": {block["block_id"]: sentence}}
    return {"response_action": "update", "view": notice(lang, sentence, title="failed_title")}
