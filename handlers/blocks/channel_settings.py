"""The modal of `/deal settings`, and what is read from it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import CheckboxesElement, Option, RadioButtonsElement, StaticSelectElement

from handlers.blocks import limits
from handlers.blocks.message import Rendered, rendered, section
from handlers.blocks.modal import entry, label, modal
from handlers.blocks.words.channel_settings import CHANNEL_SETTINGS
from storage.channels import Answers, ChannelSettings

CALLBACK = "channel.settings"
LANGUAGES = {"": "like_article", "en": "en", "de": "de"}
_LIKE_ARTICLE = "like_article"  # Slack takes no empty value
_READS_APPS = "reads_apps"


@dataclass(frozen=True, slots=True)
class Opened:
    """Of which channel the modal is, and in which language."""

    channel_id: str
    lang: str

    def metadata(self) -> str:
        return json.dumps({"channel_id": self.channel_id, "lang": self.lang})


def settings_modal(current: ChannelSettings, opened: Opened) -> dict[str, Any]:
    """Filled in with what holds now, and what each choice means."""
    texts = CHANNEL_SETTINGS.of(opened.lang)
    answers = [_option(each.value, texts[each.value], texts[f"{each.value}_means"]) for each in Answers]
    langs = [_option(lang or _LIKE_ARTICLE, texts[key]) for lang, key in LANGUAGES.items()]
    apps = _option(_READS_APPS, texts["reads_apps"], texts["reads_apps_means"])
    radio = RadioButtonsElement(
        action_id="answers", options=answers, initial_option=_of(answers, current.answers.value)
    )
    menu = StaticSelectElement(
        action_id="lang", options=langs, initial_option=_of(langs, current.lang or _LIKE_ARTICLE)
    )
    boxes = CheckboxesElement(action_id="apps", options=[apps], initial_options=[apps] if current.reads_apps else None)
    blocks = [
        section(texts["intro"].format(channel=f"<#{opened.channel_id}>")),
        entry("answers", texts["answers"], radio, optional=False),
        entry("lang", texts["lang"], menu, optional=False),
        entry("apps", texts["reads_apps_label"], boxes),
    ]
    return modal(CALLBACK, opened.lang, texts["title"], blocks, submit=texts["submit"], metadata=opened.metadata())


def opened_as(view: Mapping[str, Any]) -> Opened:
    """From the modal as Slack sends it back."""
    kept = json.loads(str(view["private_metadata"]))
    return Opened(str(kept["channel_id"]), str(kept["lang"]))


def settings_in(view: Mapping[str, Any]) -> ChannelSettings:
    """What was chosen in a submitted modal."""
    values = view["state"]["values"]
    lang = str(values["lang"]["lang"]["selected_option"]["value"])
    return ChannelSettings(
        answers=Answers(values["answers"]["answers"]["selected_option"]["value"]),
        lang="" if lang == _LIKE_ARTICLE else lang,
        reads_apps=bool(values["apps"]["apps"].get("selected_options")),
    )


def said(key: str, lang: str, **filled: str) -> Rendered:
    """One of the sentences about settings."""
    sentence = CHANNEL_SETTINGS.of(lang)[key].format(**filled)
    return rendered(sentence, section(sentence))


def saved(settings: ChannelSettings, lang: str) -> Rendered:
    """What holds from now on, for whoever set it."""
    texts = CHANNEL_SETTINGS.of(lang)
    what = [texts[settings.answers.value], f"{texts['lang']}: {texts[LANGUAGES[settings.lang]]}"]
    if settings.reads_apps:
        what.append(texts["reads_apps"])
    return said("saved", lang, what=" · ".join(what))


def _option(value: str, text: str, description: str | None = None) -> Option:
    explained = label(description, limits.OPTION) if description else None
    return Option(value=value, text=label(text, limits.OPTION), description=explained)


def _of(options: list[Option], value: str) -> Option:
    return next(each for each in options if each.value == value)
