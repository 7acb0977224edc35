"""The App Home: published when somebody opens it, and again with an answer when they ask something there."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers import answers, queries
from handlers.asking_slack import conversations_of
from handlers.blocks import digest_settings, watching
from handlers.blocks.home import BACK, SEARCH, Home, answer_view, home_view
from handlers.blocks.words import Words, words_of
from handlers.pressed import Body
from handlers.services import Services
from storage import digests, search, watches
from storage.query import DealQuery, Page

log = logging.getLogger(__name__)

DEALS_SHOWN = 10


def register(app: AsyncApp, services: Services) -> None:
    @app.event("app_home_opened")
    async def opened(event: Mapping[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
        if event.get("tab", "home") == "home":
            await _publish_home(services, client, context.team_id or "", str(event.get("user", "")))

    @app.action(SEARCH)
    async def searched(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        await ack()
        team_id, user_id = context.team_id or "", str(body["user"]["id"])
        question = str(body["actions"][0].get("value") or "").strip()
        if not question:
            await _publish_home(services, client, team_id, user_id)
            return
        view = await _answered(services, team_id, user_id, question)
        await _publish(client, user_id, view, _hash(body))

    @app.action(BACK)
    async def back(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
        await ack()
        await _publish_home(services, client, context.team_id or "", str(body["user"]["id"]))


async def _publish_home(services: Services, client: AsyncWebClient, team_id: str, user_id: str) -> None:
    words = words_of(await services.locales.language_of(team_id, user_id))
    await _publish(client, user_id, home_view(await _home(services, client, team_id, user_id, words), words))


async def _home(services: Services, client: AsyncWebClient, team_id: str, user_id: str, words: Words) -> Home:
    audience = await services.visibility.of_person(team_id, user_id)
    found = await search.find_deals(services.store, audience, DealQuery(), Page(DEALS_SHOWN))
    asked = await watches.watches_asked_by(services.store, team_id, user_id)
    standing = await digests.running(services.store, [team_id])
    theirs = await _conversations(client, user_id) if standing else frozenset()
    return Home(
        deals=found.deals,
        watches=[watching.line(each) for each in asked],
        digests=[
            f"• {digest_settings.summary(each.digest, words.lang)}"
            for each in standing
            if each.digest.channel_id in theirs
        ],
    )


async def _conversations(client: AsyncWebClient, user_id: str) -> frozenset[str]:
    """Ids of those that a person is in, and the bot knows of; none while Slack does not say."""
    try:
        return frozenset([str(each["id"]) async for each in conversations_of(client, user_id)])
    except SlackApiError as refusal:
        log.warning("Slack does not say what %s is in: %s", user_id, refusal.response.get("error"))
        return frozenset()


async def _answered(services: Services, team_id: str, user_id: str, question: str) -> dict[str, Any]:
    words = words_of(await services.locales.language_of(team_id, user_id))
    audience = await services.visibility.of_person(team_id, user_id)
    query = await services.locales.told(queries.mention_query(question, ""), team_id, user_id)
    answer = await answers.answer(services.store, audience, query, services.now())
    return answer_view(answer.in_thread(), words)


async def _publish(client: AsyncWebClient, user_id: str, view: dict[str, Any], hash: str | None = None) -> None:
    """`hash` is that of the view which the person acted on; a newer one gives way, it was not what they saw."""
    try:
        await client.views_publish(user_id=user_id, view=view, hash=hash)
    except SlackApiError as refusal:
        if hash is None or refusal.response.get("error") != "hash_conflict":
            raise
        await client.views_publish(user_id=user_id, view=view)


def _hash(body: Body) -> str | None:
    view: Body = body.get("view") or {}
    return view.get("hash")
