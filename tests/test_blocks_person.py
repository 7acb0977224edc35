"""A person as one line and as a card, and moves as sentences."""

from dataclasses import replace

import pytest

from handlers.blocks.message import messages
from handlers.blocks.person import person_card, person_headline, person_sentence
from handlers.blocks.sentences import move_sentence
from handlers.blocks.words import ENGLISH, GERMAN
from handlers.blocks.words.roles import role_in
from storage.records import Evidence, Move, MoveKind, Person, PersonFacts, PersonObservation
from tests.deal_records import BOUGHT, PAPER, PASTED, WANG, deal, shown

EARLIER = PersonFacts(
    name="Alexandr Wang",
    role="founder",
    organisation="Scale AI",
    evidence=(Evidence("role", "Alexandr Wang founded Scale AI.", 0, 31),),
)


def person(*observations: PersonObservation) -> Person:
    return Person("p1", "T1", "Alexandr Wang", observations, (deal(),))


WANG_NOW = person(PersonObservation(WANG, PAPER))
WANG_TWICE = person(PersonObservation(WANG, PAPER), PersonObservation(EARLIER, PASTED))


def test_a_person_is_one_line_and_one_sentence() -> None:
    """Role and age in brackets, the move in words; several sources are counted."""
    assert person_headline(WANG_NOW, ENGLISH) == "*Alexandr Wang* (chief executive, 28) moves from Scale AI to Meta"
    assert person_headline(WANG_TWICE, GERMAN) == (
        "*Alexandr Wang* (CEO, 28) wechselt von Scale AI zu Meta · 2 Quellen"
    )
    assert person_sentence(WANG_NOW, ENGLISH) == "Alexandr Wang (chief executive, 28) moves from Scale AI to Meta."


def test_a_card_tells_posts_moves_and_deals_over_time() -> None:
    """Newest first, each with its day, its sentence and link; what one sentence tells stands together."""
    (message,) = messages([person_card(WANG_TWICE, ENGLISH)], ENGLISH)
    place = "<https://paper.example/deals?id=7&amp;page=2|paper.example, 13 June 2025>"

    assert shown(message) == [
        "*Alexandr Wang* (chief executive, 28) moves from Scale AI to Meta · 2 sources",
        "*18 June 2025* founder, Scale AI\n> Alexandr Wang founded Scale AI. — pasted text, 18 June 2025",
        "*13 June 2025* (chief executive) moves from Scale AI to Meta\n"
        f"> Its 28-year-old chief executive, Alexandr Wang, goes to Meta. — {place}",
        f"*13 June 2025* Deal: *Meta → Scale AI* · 49 % · ~$15bn · announced\n> {BOUGHT} — {place}",
        f"Sources: | {place} | pasted text, 18 June 2025",
    ]


@pytest.mark.parametrize(
    ("role", "organisation", "english"),
    [
        ("Lumen-Chefin", "Lumen Optics", "Alexandr Wang (chief executive) stays with Lumen Optics."),
        ("Scale-AI-Chefin", "Scale AI", "Alexandr Wang (chief executive) stays with Scale AI."),
        ("Vize-Chefin", "Lumen Optics", "Alexandr Wang (Vize-Chefin) stays with Lumen Optics."),
    ],
)
def test_a_company_is_named_once_beside_a_person(role: str, organisation: str, english: str) -> None:
    """By the move where that names it, and not within the post again."""
    facts = PersonFacts("Alexandr Wang", role, organisation, move=Move(MoveKind.STAYS))
    assert person_sentence(person(PersonObservation(facts, PAPER)), ENGLISH) == english


def test_well_known_posts_are_told_in_the_answers_language() -> None:
    """Both ways; what stands for more than a known post is told as the article writes it."""
    assert role_in("Finanzchef", "en") == "chief financial officer"
    assert role_in("Chef und Mitgründerin", "en") == "chief executive and co-founder"
    told = person(PersonObservation(PersonFacts("Alexandr Wang", "CEO, founder", "Acme"), PAPER))
    assert person_sentence(told, GERMAN) == "Alexandr Wang (CEO und Gründer, Acme)."
    moved = PersonFacts("Kim Lee", move=Move(MoveKind.APPOINTED, None, "Acme", "chief executive"))
    assert move_sentence(moved, GERMAN) == "Kim Lee wird CEO bei Acme"
    for role in ("CEO", "Leiterin der Abteilung für Pumpen", "Chef der Chefs", "founder and wizard", ""):
        assert role_in(role, "en") == role_in(role, "de") == role


@pytest.mark.parametrize(
    ("move", "english", "german"),
    [
        (Move(MoveKind.JOINS, None, "Meta", "adviser"), "joins Meta as adviser", "kommt als adviser zu Meta"),
        (Move(MoveKind.JOINS, "Scale", "Meta"), "moves from Scale to Meta", "wechselt von Scale zu Meta"),
        (Move(MoveKind.APPOINTED, None, "Meta", "CFO"), "becomes CFO of Meta", "wird CFO bei Meta"),
        (Move(MoveKind.APPOINTED, None, None, "CFO"), "becomes CFO", "wird CFO"),
        (Move(MoveKind.LEAVES, "Scale"), "leaves Scale", "verlässt Scale"),
        (Move(MoveKind.LEAVES), "leaves Acme", "verlässt Acme"),
        (Move(MoveKind.STEPS_DOWN), "steps down as CEO at Acme", "tritt als CEO bei Acme ab"),
        (Move(MoveKind.STAYS, None, None, "chair"), "stays with Acme as chair", "bleibt als chair bei Acme"),
        (Move(MoveKind.FOUNDER), "is a founder of Acme", "hat Acme gegründet"),
        (Move(MoveKind.JOINS), "moves", "wechselt"),
    ],
)
def test_moves_are_told_in_words(move: Move, english: str, german: str) -> None:
    """Who leaves or stays does so where they are."""
    told = PersonFacts("Kim Lee", role="CEO", organisation="Acme", move=move)

    assert move_sentence(told, ENGLISH) == f"Kim Lee {english}"
    assert move_sentence(told, GERMAN) == f"Kim Lee {german}"


@pytest.mark.parametrize("kind", MoveKind)
def test_every_move_can_be_told_of_somebody_of_whom_nothing_is_known(kind: MoveKind) -> None:
    """Without organisations and role the sentence still stands, with the name first."""
    told = move_sentence(PersonFacts("Kim Lee", move=Move(kind)), GERMAN)

    assert told.startswith("Kim Lee ")
    assert "{" not in told


def test_a_person_without_a_move_is_where_they_work() -> None:
    """No move, no verb."""
    stays = person(PersonObservation(replace(WANG, move=None), PAPER))

    assert person_sentence(stays, ENGLISH) == "Alexandr Wang (chief executive, Scale AI, 28)."
    assert move_sentence(replace(WANG, move=None), ENGLISH) == ""
