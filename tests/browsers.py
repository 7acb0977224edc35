"""Debian's chromium, driven by playwright: the page is tried where people use it."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import PlaygroundServer, Workspace
from bot.playground.browser import furnished
from bot.playground.page_server import PageServer
from tests.slack_apps import AT_ONCE, app_for, in_socket_mode

NAMES = ("chromium", "chromium-browser", "google-chrome")
MISSING = "no browser: `apt-get install chromium` brings the one these tests run in"
ARGUMENTS = (
    "--no-sandbox",  # containers run as root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
)
PATIENCE = 30_000  # milliseconds; a safety net, nothing waits this long
expect.set_options(timeout=PATIENCE)
ACKS = replace(AT_ONCE, ack_within=2.0)  # a busy machine's app is no silent one


def chromium() -> str | None:
    """Where the browser is."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def needed() -> str:
    """Where the browser is; the test is skipped without one, but for CI, where it fails."""
    path = chromium()
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(MISSING)
    if path is None:
        pytest.skip(MISSING)
    return path


@asynccontextmanager
async def launched(path: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@dataclass(frozen=True)
class Stage:
    """A furnished workspace, the app in it, and a browser window of whoever is asked for."""

    workspace: Workspace
    app: AsyncApp
    url: str
    window: Callable[..., Awaitable[Page]]

    @property
    def client(self) -> AsyncWebClient:
        return self.app.client

    async def post(self, **message: Any) -> str:
        """Post as the app in #deals and return the ts."""
        channel = self.workspace.channel("deals").id
        return str((await self.client.chat_postMessage(**{"channel": channel, "text": "x"} | message))["ts"])


@asynccontextmanager
async def staged(browser: Browser) -> AsyncIterator[Stage]:
    """Errors in the page's scripts fail the test."""
    workspace, errors = furnished(), list[str]()
    async with PlaygroundServer(workspace, policy=ACKS) as server, PageServer(workspace) as page_server:
        app = app_for(server)

        async def window(person: str = "you", **options: Any) -> Page:
            page = await browser.new_page(**options)
            page.set_default_timeout(PATIENCE)
            page.on("pageerror", lambda error: errors.append(str(error)))
            await page.goto(f"{page_server.url}?as={person}")
            await expect(page.get_by_role("heading", level=1)).to_have_text("#deals")
            return page

        async with in_socket_mode(server, app):
            yield Stage(workspace, app, page_server.url, window)
        for context in browser.contexts:
            await context.close()
    assert errors == []


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, str]:
    return {"type": "mrkdwn", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


def button(action_id: str, text: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain(text)} | more


def note_actions(app: AsyncApp, *names: str) -> list[dict[str, Any]]:
    """Make the app acknowledge and note what is done with these elements."""
    actions: list[dict[str, Any]] = []

    async def note(ack: Any, action: dict[str, Any]) -> None:
        await ack()
        actions.append(action)

    for name in names:
        app.action(name)(note)
    return actions
