"""What people do with what the bot shows: press, choose, type, submit, close, and the app's shortcuts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.playground import interactive
from bot.playground.block_rules import check_view
from bot.playground.elements import (
    Choice,
    Name,
    action,
    carried_over,
    chosen,
    find_element,
    options_in,
    with_block_ids,
)
from bot.playground.entries import complaints
from bot.playground.records import Delivery, DispatchKind, Ephemeral, Json, Message, SlackError, User, View
from bot.playground.sights import YOU, Sights
from bot.playground.view_methods import pushed_modal, updated_modal

TROUBLE = "We had some trouble connecting. Try again?"
MOST_SUGGESTIONS = 100


class Interactions(Sights):
    """The part of `Workspace` that deals with blocks, modals and shortcuts.

    Elements are named by their action_id; where several have the same one by their block's id, or by (block_id,
    action_id). What is chosen in a menu is named by the option's value: a text, several texts, or None for nothing.
    """

    async def click(self, ts: str, action_id: Name, *, user: str = YOU, value: Choice = None) -> Delivery:
        """Press a button, or choose or type `value`, in a message or an ephemeral message, and wait for the ack.

        Raises `LookupError` when the message has no such element or the element no such option.
        """
        who = self.state.user(user)
        shown = self._shown(ts, who)
        block_id, element = find_element(shown.blocks, action_id)
        state = self._chosen(element, value)
        values = carried_over(shown.blocks, self.state.entered.get((ts, who.id), {}))
        self.state.entered[ts, who.id] = values
        if element["action_id"] in values.get(block_id, {}):
            values[block_id][element["action_id"]] = state
        url = self._response_url(shown.channel_id, who, shown)
        pressed = action(block_id, element, state)
        return await self._interact(interactive.click_payload(self.state, shown, pressed, who, url, values))

    async def act(self, view_id: str, action_id: Name, value: Choice = None) -> Delivery:
        """Do the same in a modal or Home tab, with what stands in an input block only if it has `dispatch_action`.

        Raises `LookupError` also for an element whose use the app does not hear of: see `fill`.
        """
        view = self._view(view_id)
        block_id, element = find_element(self._blocks(view), action_id)
        if not self._dispatches(view, block_id):
            raise LookupError(f"the app does not hear of {action_id!r} before the modal is submitted")
        state = self._chosen(element, value)
        view = self._enter(view, block_id, element, state)
        pressed = action(block_id, element, state)
        who = self.state.users[view.user_id]
        return await self._interact(interactive.click_payload(self.state, view, pressed, who, "", {}))

    async def suggest(self, place: str, action_id: Name, typed: str, *, user: str = YOU) -> list[Json]:
        """Type into a menu with an external source, in a message (its ts) or view (its id): the options offered.

        They can be chosen from then on. Nothing is offered when the app doesn't answer, or wrongly.
        """
        shown, who = self._place(place, self.state.user(user))
        block_id, element = find_element(self._blocks(shown), action_id)
        delivery = await self._interact(
            interactive.suggestion_payload(self.state, shown, block_id, element, typed, who)
        )
        answer = delivery.answer.payload if delivery.answer else None
        options = options_in(answer or {})[:MOST_SUGGESTIONS]
        self.state.offered[element["action_id"]] = [*self.state.offered.get(element["action_id"], ()), *options]
        return options

    def fill(self, view_id: str, choices: Mapping[str, Choice] | Mapping[tuple[str, str], Choice]) -> None:
        """Fill in a modal's elements; the app hears of it with the submission. Raises `LookupError`."""
        view = self._view(view_id)
        for name, choice in choices.items():
            block_id, element = find_element(self._blocks(view), name)
            view = self._enter(view, block_id, element, self._chosen(element, choice))

    async def submit_view(self, view_id: str, values: Mapping[str, Mapping[str, Any]] | None = None) -> Delivery:
        """Submit an open modal with what is filled in, and wait for the ack.

        `values` are elements' states by block_id and action_id, in place of what is filled in there. The modal closes
        unless the ack's `response_action` says otherwise. Where Slack's client refuses an entry nothing is sent: the
        view's `errors` say why, and the delivery has no attempts.
        """
        view = self.state.views[view_id]
        merged = {**view.values, **{block: dict(actions) for block, actions in (values or {}).items()}}
        view = replace(view, values=merged, errors={}, trouble="")
        payload = interactive.submission_payload(self.state, view, self.state.users[view.user_id])
        if errors := complaints(view):
            self.state.show_view(replace(view, errors=errors))
            return Delivery("", DispatchKind.INTERACTION, payload, finished=True)
        self.state.views[view_id] = view
        delivery = await self._interact(payload)
        self._after_submission(view, None if delivery.answer is None else delivery.answer.payload or {})
        return delivery

    async def close_view(self, view_id: str, *, all: bool = False) -> list[Delivery]:
        """Close a modal, or `all` of the stack; the app hears of those that asked for it by `notify_on_close`."""
        view = self.state.views[view_id]
        who = self.state.users[view.user_id]
        gone = self.views(who.id)[::-1] if all or view.definition.get("clear_on_close") else [view]
        told = []
        for each in gone:
            payload = interactive.closed_payload(self.state, each, who, cleared=len(gone) > 1)
            self.state.close_view(each)
            if each.definition.get("notify_on_close"):
                told.append(await self._interact(payload))
        return told

    async def shortcut(self, callback_id: str, *, user: str = YOU) -> Delivery:
        """Run a global shortcut and wait for the ack."""
        return await self._interact(interactive.shortcut_payload(self.state, callback_id, self.state.user(user)))

    async def message_shortcut(self, ts: str, callback_id: str, *, user: str = YOU) -> Delivery:
        """Run a shortcut from a message's menu, wherever the message is, and wait for the ack."""
        message, who = self.state.find(ts), self.state.user(user)
        url = self._response_url(message.channel_id, who)
        return await self._interact(interactive.message_shortcut_payload(self.state, message, callback_id, who, url))

    async def interact_again(self, delivery: Delivery) -> Delivery:
        """Send an interaction once more, as Slack does that had no answer in time."""
        return await self._interact(dict(delivery.payload))

    async def _interact(self, payload: Json) -> Delivery:
        return await self._dispatch(DispatchKind.INTERACTION, payload)

    def _response_url(self, channel_id: str, user: User, shown: Message | Ephemeral | None = None) -> str:
        return self.state.base_url + self.response_urls.issue(channel_id, user.id, shown)

    def _chosen(self, element: Mapping[str, Any], choice: Choice) -> Json:
        return chosen(element, choice, self.state.offered.get(element["action_id"], ()))

    def _enter(self, view: View, block_id: str, element: Mapping[str, Any], state: Json) -> View:
        """The view with the element's new state; buttons have none."""
        if element["type"] in ("button", "overflow"):
            return view
        actions = {**view.values.get(block_id, {}), element["action_id"]: state}
        entered = replace(view, values={**view.values, block_id: actions})
        shelf, key = (self.state.homes, view.user_id) if view.type == "home" else (self.state.views, view.id)
        shelf[key] = entered
        return entered

    def _view(self, view_id: str) -> View:
        view = self.state.view(view_id)
        if view is None:
            raise LookupError(f"no view has the id {view_id!r}")
        return view

    def _place(self, place: str, user: User) -> tuple[Message | Ephemeral | View, User]:
        try:
            view = self._view(place)
        except LookupError:
            return self._shown(place, user), user
        return view, self.state.users[view.user_id]

    def _blocks(self, shown: Message | Ephemeral | View) -> tuple[Mapping[str, Any], ...]:
        return tuple(shown.definition["blocks"]) if isinstance(shown, View) else shown.blocks

    def _dispatches(self, view: View, block_id: str) -> bool:
        block = next(block for block in with_block_ids(self._blocks(view)) if block["block_id"] == block_id)
        return block["type"] != "input" or bool(block.get("dispatch_action"))

    def _shown(self, ts: str, user: User) -> Message | Ephemeral:
        for ephemeral in self.state.ephemerals:
            if (ephemeral.ts, ephemeral.user_id) == (ts, user.id):
                return ephemeral
        return self.state.find(ts)

    def _after_submission(self, view: View, said: Mapping[str, Any] | None) -> None:
        """What the app's answer makes of the modal; with none, or a wrong one, it stays and Slack says so."""
        current = self.state.views.get(view.id)
        if current is None:  # closed meanwhile
            return
        try:
            self._obey(current, said)
        except SlackError:
            self.state.show_view(replace(current, trouble=TROUBLE))

    def _obey(self, view: View, said: Mapping[str, Any] | None) -> None:
        match said.get("response_action", "close") if said is not None else "":
            case "close":
                self.state.close_view(view)
            case "clear":
                for each in self.views(view.user_id)[::-1]:
                    self.state.close_view(each)
            case "errors":
                self.state.show_view(replace(view, errors=_errors(view, said or {})))
            case "update":
                self.state.show_view(updated_modal(self.state, view, _modal(said or {})))
            case "push":
                self.state.show_view(pushed_modal(self.state, view, _modal(said or {})))
            case _:
                raise SlackError("invalid_response_action")


def _modal(said: Mapping[str, Any]) -> Mapping[str, Any]:
    definition = said.get("view")
    if not isinstance(definition, Mapping) or definition.get("type") != "modal":
        raise SlackError("invalid_arguments")
    check_view(definition)
    return definition


def _errors(view: View, said: Mapping[str, Any]) -> Mapping[str, str]:
    """Slack shows errors only under input blocks that there are."""
    errors = said.get("errors")
    blocks: Sequence[Json] = with_block_ids(view.definition["blocks"])
    inputs = {block["block_id"] for block in blocks if block["type"] == "input"}
    if not isinstance(errors, Mapping) or not errors or not set(errors) <= inputs:
        raise SlackError("invalid_arguments")
    return errors
