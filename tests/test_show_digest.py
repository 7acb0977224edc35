"""`python -m bot digest CHANNEL`: what a conversation's digest would say, without Slack."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from storage import digests
from storage.digests import Digest
from storage.schedules import EVERY_DAY, Schedule
from storage.store import Store
from tests.newsroom import TEAM, article, share, takeover
from tests.programs import ROOT, run


async def filled(path: Path) -> None:
    store, now = await Store.open(path), datetime.now(UTC)
    for number, target in enumerate(("Beta", "Gamma")):
        text = f"Alpha buys {target}."
        told = article(text, url=f"https://p.example/{target}", told=[takeover(text, "Alpha", target)])
        await share(store, told, ts=str(number), now=now - timedelta(hours=1))
    secret = article("Alpha buys Secret.", told=[takeover("Alpha buys Secret.", "Alpha", "Secret")])
    await share(store, secret, ts="9", now=now - timedelta(hours=1), channel_id="G1", channel_type="group")
    schedule = Schedule(time(8, 30), "Europe/Berlin", EVERY_DAY)
    await digests.keep(store, Digest(TEAM, "C1", schedule, "de", now, now, "U1"))
    await store.close()


async def test_it_prints_what_the_digest_would_say(tmp_path: Path) -> None:
    """In the channel's language, as that channel may know it, with the picture in words and the next one's time."""
    await filled(tmp_path / "deals.db")
    environ = {"DEALBOT_DB": str(tmp_path / "deals.db"), "PYTHONPATH": str(ROOT)}
    ended = await run(environ, tmp_path, "digest", "C1")
    assert ended.code == 0, ended.stderr
    for said in ("Deal-Überblick, ", "2 neue Deals", "Alpha → Beta", "Pfeile von Käufern", "Nächster Überblick: "):
        assert said in ended.stdout
    assert "Secret" not in ended.stdout
    asked = await run(environ, tmp_path, "digest", "G1", "--now")
    assert "Deal digest, as asked for" in asked.stdout
    assert "Secret" in asked.stdout
    assert "Next digest" not in asked.stdout


async def test_without_news_it_says_so(tmp_path: Path) -> None:
    """And that the conversation has no digest."""
    environ = {"DEALBOT_DB": str(tmp_path / "deals.db"), "PYTHONPATH": str(ROOT)}
    ended = await run(environ, tmp_path, "digest", "C1")
    assert (ended.code, ended.stderr) == (0, "")
    assert "Nothing new since" in ended.stdout
    assert "/digest on" in ended.stdout
