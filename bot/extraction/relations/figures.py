"""Which of an article's amounts and percentages belong to a deal, and as what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bot.extraction.lexicon import Lexicon
from bot.extraction.money import Amount, find_money
from bot.extraction.relations.assembly import Draft
from bot.extraction.sentences import Sentence
from bot.extraction.stakes import Share, Step, find_shares
from storage.records import AmountKind, Disclosed, Money, Stake, Valuation

_BEFORE, _AFTER = 60, 40  # characters beside an amount in which words tell what it is
_CONTEXT = 6  # sentences from the start that may give a primary deal's price without naming its parties
_FAR = 30  # sentences from the start in which a sentence on the price is looked for
_PER_SHARE = 2.0  # by how much the price of all is preferred to that of a share
_LEAST = Decimal(50_000)  # a whole company's price is never less in the news


@dataclass(frozen=True)
class _Candidate:
    amount: Amount
    sentence: Sentence
    score: float
    use: str  # price, other, valuation, fee, revenue, debt, earn_out


@dataclass(frozen=True)
class Figures:
    """A deal's money and share, each with the sentence it stands in."""

    amount: Money | None = None
    amount_in: Sentence | None = None
    others: tuple[Money, ...] = ()
    valuation: Valuation | None = None
    valuation_in: Sentence | None = None
    disclosed: Disclosed = Disclosed.NOT_STATED
    disclosed_in: Sentence | None = None
    percent: Decimal | None = None
    percent_in: Sentence | None = None
    stake: Stake | None = None


class FiguresReader:
    def __init__(self, sentences: Sequence[Sentence], lexicon: Lexicon) -> None:
        self._sentences = sentences
        self._lang = lexicon.lang
        self._beside: dict[str, str] = lexicon.tables["money"]["beside"]

    def figures(self, draft: Draft, told: Sequence[Sentence], foreign: Sequence[Sentence], *, primary: bool) -> Figures:
        """The figures of a deal told in `told`; sentences that tell of other deals (`foreign`) lend it none."""
        candidates = self._candidates(draft, told, foreign, primary=primary)
        figures = self._money(draft, candidates)
        partial = draft.kind == "invest" or any(clue.share for clue in draft.clues)
        shared = primary and draft.kind in ("invest", "sell", "buy") and partial
        near = [s for s in self._sentences[: 2 * _CONTEXT] if s not in told and s not in foreign] if shared else []
        figures = self._shares(figures, [*told, *near])
        if figures.amount is None:
            return self._undisclosed(figures, [*told, *self._sentences[: 2 * _CONTEXT]])
        return self._undisclosed(figures, self._up_to(figures.amount_in))

    # -- money ---------------------------------------------------------------------------------------------------

    def _candidates(
        self, draft: Draft, told: Sequence[Sentence], foreign: Sequence[Sentence], *, primary: bool
    ) -> list[_Candidate]:
        places = [(sentence, 3.0 - 0.6 * min(rank, 4)) for rank, sentence in enumerate(told)]
        if primary:
            deal = re.compile(rf"\b(?:{self._beside['deal']})", re.I)
            for sentence in self._sentences[:_CONTEXT]:
                if sentence not in told and sentence not in foreign:
                    weight = 1.6 if deal.search(sentence.text) else 1.0
                    places += [(sentence, weight)]
        found = [
            self._candidate(amount, sentence, base, draft)
            for sentence, base in places
            for amount in find_money(sentence.text, self._lang, sentence.start)
        ]
        priced = any(candidate.use == "price" and candidate.score > 0 for candidate in found)
        return found if priced or not primary or foreign else [*found, *self._told_late(draft, told)]

    def _told_late(self, draft: Draft, told: Sequence[Sentence]) -> list[_Candidate]:
        """Amounts that a sentence further on gives as the price, in an article on one deal."""
        price = re.compile(self._beside["price"], re.I)
        late = [s for s in self._sentences[_CONTEXT:_FAR] if s not in told and price.search(s.text)]
        return [
            self._candidate(amount, sentence, 1.0, draft)
            for sentence in late
            for amount in find_money(sentence.text, self._lang, sentence.start)
        ]

    def _candidate(self, amount: Amount, sentence: Sentence, base: float, draft: Draft) -> _Candidate:
        at, end = amount.start - sentence.start, amount.end - sentence.start
        before, after = sentence.text[max(0, at - _BEFORE) : at], sentence.text[end : end + _AFTER]
        use = self._use(before, after, draft)
        score = base - self._distance(amount, sentence, draft) / 15
        score += 1.0 * self._hit("price_before", before) + 0.8 * self._hit("price_after", after)
        if amount.money.kind is AmountKind.PER_SHARE:
            score -= _PER_SHARE
        elif amount.money.value < _LEAST and not (amount.money.value == 1 and self._hit("price_before", before)):
            use = "other"
        return _Candidate(amount, sentence, score, use)

    def _use(self, before: str, after: str, draft: Draft) -> str:
        for use in ("fee", "revenue", "debt", "earn_out"):
            if f"{use}_before" in self._beside and self._hit(f"{use}_before", before):
                return use
        if "earn_out_after" in self._beside and self._hit("earn_out_after", after):
            return "earn_out"
        other = self._hit("other_before", before) or self._hit("other_after", after)
        if other and not self._hit("spent_after", after):
            return "other"
        partial = draft.kind in ("raise", "invest", "ipo", "float") or draft.clues[0].share
        if partial and (self._hit("valuation_before", before) or self._hit("valuation_after", after)):
            return "valuation"
        return "price"

    def _hit(self, cue: str, text: str) -> bool:
        return bool(re.search(self._beside[cue], text, re.I))

    def _distance(self, amount: Amount, sentence: Sentence, draft: Draft) -> int:
        place = sentence.word_at(amount.start)
        triggers = [clue.trigger for clue in draft.clues if clue.sentence is sentence]
        return min((abs(place - trigger) for trigger in triggers), default=20)

    def _money(self, draft: Draft, candidates: Sequence[_Candidate]) -> Figures:
        prices = [candidate for candidate in candidates if candidate.use == "price"]
        best = max(prices, key=lambda candidate: candidate.score, default=None)
        valued = next((c for c in candidates if c.use == "valuation"), None)
        figures = Figures()
        if valued:
            money = valued.amount.money
            figures = replace(
                figures,
                valuation=Valuation(money.value, money.currency, money.text),
                valuation_in=valued.sentence,
            )
        if best is None or best.score <= 0:
            return figures
        others = [self._other(c) for c in candidates if c is not best and c.sentence is best.sentence]
        return replace(
            figures,
            amount=self._kind(best.amount.money, draft),
            amount_in=best.sentence,
            others=tuple(dict.fromkeys(others)),
            disclosed=Disclosed.STATED,
        )

    def _kind(self, money: Money, draft: Draft) -> Money:
        if money.kind is AmountKind.PRICE and draft.kind in ("invest", "raise"):
            return replace(money, kind=AmountKind.INVESTMENT)
        return money

    def _other(self, candidate: _Candidate) -> Money:
        kinds = {
            "fee": AmountKind.BREAK_FEE,
            "revenue": AmountKind.REVENUE,
            "debt": AmountKind.DEBT,
            "earn_out": AmountKind.EARN_OUT,
            "other": AmountKind.OTHER,
        }
        money = candidate.amount.money
        return replace(money, kind=kinds[candidate.use]) if candidate.use in kinds else money

    def _up_to(self, sentence: Sentence | None) -> Sequence[Sentence]:
        """A sentence and the one before it: "the price stays secret; the market guesses at $1bn"."""
        return self._sentences[max(0, sentence.index - 1) : sentence.index + 1] if sentence else ()

    def _undisclosed(self, figures: Figures, places: Sequence[Sentence]) -> Figures:
        cue = re.compile(self._beside["undisclosed"], re.I)
        for sentence in places:
            if cue.search(sentence.text):
                return replace(figures, disclosed=Disclosed.UNDISCLOSED, disclosed_in=sentence)
        return figures

    # -- shares --------------------------------------------------------------------------------------------------

    def _shares(self, figures: Figures, told: Sequence[Sentence]) -> Figures:
        found = [(sentence, find_shares(sentence.text, self._lang, sentence.start)) for sentence in told]
        for sentence, shares in sorted(
            found, key=lambda each: _only_after(each[1]) and any(_both_ends(s) for _, s in found)
        ):
            if not shares:
                continue
            bought = next((share for share in shares if share.step is Step.BOUGHT), None)
            before = next((share for share in shares if share.step is Step.BEFORE), None)
            after = next((share for share in shares if share.step is Step.AFTER), None)
            percent = _changing(bought, before, after)
            if percent is None:
                continue
            stake = Stake(before.percent if before else None, after.percent if after else None, None, shares[0].text)
            return replace(figures, percent=percent, percent_in=sentence, stake=stake if before or after else None)
        return figures


def _only_after(shares: Sequence[Share]) -> bool:
    """ "lifts its stake to just under a third": where it ends, without where it began."""
    return bool(shares) and {share.step for share in shares} == {Step.AFTER}


def _both_ends(shares: Sequence[Share]) -> bool:
    return {share.step for share in shares} >= {Step.BEFORE, Step.AFTER}


def _changing(bought: Share | None, before: Share | None, after: Share | None) -> Decimal | None:
    """The share that changes hands: the step where both ends are given, else the one figure there is."""
    if bought:
        return bought.percent
    if before and after and after.percent > before.percent:
        return after.percent - before.percent
    return after.percent if after else None
