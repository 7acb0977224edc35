"""How a digest reads, where the deals have little to say of themselves."""

from zoneinfo import ZoneInfo

from handlers.blocks.digest import digest
from storage.bulletins import DealNews, MoveNews, News
from storage.records import DealFacts, DealType, PersonObservation
from tests.deal_records import NOW, PAPER, TODAY, WANG, shown
from tests.digests import euros

UTC = ZoneInfo("UTC")


def deal(target: str, **facts: object) -> DealNews:
    told = DealFacts(DealType.ACQUISITION, acquirers=("Alpha",), targets=(target,), **facts)  # type: ignore[arg-type]
    return DealNews(target, told, None, (PAPER,), 1, TODAY)


def told(lang: str = "en", **news: object) -> str:
    return shown(digest(News(NOW, NOW, **news), UTC, lang, TODAY).anchor)[0]  # type: ignore[arg-type]


def test_the_headline_names_the_largest_deal_new_or_known() -> None:
    """Not the first new one, when what changed is larger."""
    known = DealNews("k", deal("Known", amount=euros(9)).facts, deal("Known").facts, (PAPER,), 1, TODAY)
    assert "Largest: *Alpha → Known* · €9bn" in told(new=(deal("New", amount=euros(2)),), changed=(known,))


def test_none_is_called_the_largest_where_no_amount_is_known() -> None:
    """In either language."""
    both = (deal("Beta"), deal("Gamma"))
    assert "Among them: *Alpha → Beta*" in told(new=both)
    assert "Darunter: *Alpha → Beta*" in told("de", new=both)


def test_where_only_people_move_the_headline_names_one() -> None:
    """With the paper it stands in."""
    moves = (MoveNews(PersonObservation(WANG, PAPER), (PAPER,)),)
    assert told(moves=moves) == (
        "*Deal digest, Friday 20 June 2025*\n1 person moves\n*Alexandr Wang* (chief executive) moves from Scale AI to"
        " Meta · <https://paper.example/deals?id=7&amp;page=2|paper.example, 13 June 2025>"
    ).replace("(chief executive)", "(chief executive, 28)")


def test_more_than_a_message_holds_is_split_between_deals_and_cut_with_a_word() -> None:
    """Each part says which it is; the largest ones stay."""
    many = tuple(deal(f"Target {number} " + "x" * 70, amount=euros(900 - number)) for number in range(200))
    rendered = digest(News(NOW, NOW, new=many), UTC, "en")
    lines = [line for part in rendered.details for block in shown(part) for line in block.splitlines()]
    deals = [line for line in lines if line.startswith("• ")]
    assert len(deals) == 40
    assert all(line.endswith(">") for line in deals)
    assert "_The first 40; 160 more are left out._" in lines
    assert rendered.anchor.text.startswith("Deal digest, as asked for: 200 new deals.")
