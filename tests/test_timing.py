"""What `/digest` is told, in every form that people write it in."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.timing import Order, Problem, ProblemKind, Verb, read_order, zone_named
from storage.schedules import EVERY_DAY, WEEKDAYS

EIGHT, HALF_PAST = time(8), time(8, 30)
BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Order(Verb.STATUS)),
        ("status", Order(Verb.STATUS)),
        ("on", Order(Verb.ON, lang="en")),
        ("an", Order(Verb.ON, lang="de")),
        ("OFF", Order(Verb.OFF, lang="en")),
        ("aus", Order(Verb.OFF, lang="de")),
        ("now", Order(Verb.NOW, lang="en")),
        ("jetzt", Order(Verb.NOW, lang="de")),
        ("help", Order(Verb.HELP, lang="en")),
        ("hilfe", Order(Verb.HELP, lang="de")),
        ("on 08:30 Europe/Berlin weekdays", Order(Verb.ON, HALF_PAST, BERLIN, WEEKDAYS, lang="en")),
        ("weekdays europe/berlin 8:30", Order(Verb.ON, HALF_PAST, BERLIN, WEEKDAYS, lang="en")),
        ("on 8am New York daily", Order(Verb.ON, EIGHT, NEW_YORK, EVERY_DAY, lang="en")),
        ("on at 8 on weekdays", Order(Verb.ON, EIGHT, None, WEEKDAYS, lang="en")),
        ("an um 8 Uhr täglich", Order(Verb.ON, EIGHT, None, EVERY_DAY, lang="de")),
        ("an 8 Uhr 30 werktags Wien", Order(Verb.ON, HALF_PAST, "Europe/Vienna", WEEKDAYS, lang="de")),
        ("Mo-Fr 8.30", Order(Verb.ON, HALF_PAST, None, WEEKDAYS, lang="de")),
        ("on mon - thu 9 p.m.", Order(Verb.ON, time(21), None, frozenset((1, 2, 3, 4)), lang="en")),
        ("an montags, mittwochs und freitags", Order(Verb.ON, None, None, frozenset((1, 3, 5)), lang="de")),
        ("an Fr bis Mo mittags", Order(Verb.ON, time(12), None, frozenset((5, 6, 7, 1)), lang="de")),
        ("on every day 0830", Order(Verb.ON, HALF_PAST, None, EVERY_DAY, lang="en")),
        ("on 12am", Order(Verb.ON, time(0), lang="en")),
        ("on 12pm UTC", Order(Verb.ON, time(12), "UTC", lang="en")),
        ("picture off", Order(Verb.CHANGE, picture=False, lang="en")),
        ("bild an", Order(Verb.CHANGE, picture=True, lang="de")),
        ("empty on", Order(Verb.CHANGE, tells_empty=True, lang="en")),
        ("leer aus", Order(Verb.CHANGE, tells_empty=False, lang="de")),
        ("lang de", Order(Verb.CHANGE, digest_lang="de", lang="en")),
        ("on 8:30 picture off lang de", Order(Verb.ON, HALF_PAST, picture=False, digest_lang="de", lang="en")),
    ],
)
def test_every_part_is_read_in_any_order(text: str, expected: Order) -> None:
    """English and German, all of it optional."""
    assert read_order(text) == expected


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("on 25:00", Problem(ProblemKind.TIME, "25:00", "01:00")),
        ("on 8:75", Problem(ProblemKind.TIME, "8:75", "08:59")),
        ("on 24:00", Problem(ProblemKind.TIME, "24:00", "00:00")),
        ("on 99:99", Problem(ProblemKind.TIME, "99:99", "23:59")),
        ("an um 25 Uhr", Problem(ProblemKind.TIME, "25Uhr", "01:00")),
        ("on Europe/Berlyn", Problem(ProblemKind.ZONE, "Europe/Berlyn", BERLIN)),
        ("on Berlyn", Problem(ProblemKind.ZONE, "Berlyn", BERLIN)),
        ("on Mars/Olympus_Mons", Problem(ProblemKind.ZONE, "Mars/Olympus_Mons")),
        ("on wekdays", Problem(ProblemKind.WORD, "wekdays", "weekdays")),
        ("an werktgas", Problem(ProblemKind.WORD, "werktgas", "werktags")),
        ("on 8:30 9:30", Problem(ProblemKind.TWICE, "9:30")),
        ("on Berlin London", Problem(ProblemKind.TWICE, "London")),
        ("picture perhaps", Problem(ProblemKind.WORD, "picture perhaps", "picture on")),
        ("bild", Problem(ProblemKind.WORD, "bild", "bild an")),
        ("lang fr", Problem(ProblemKind.WORD, "lang fr", "lang de")),
        ("qqq", Problem(ProblemKind.WORD, "qqq")),
    ],
)
def test_what_is_wrong_is_named_with_the_nearest_that_is_right(text: str, problem: Problem) -> None:
    """So that nobody has to guess."""
    assert read_order(text).problems == (problem,)


def test_a_city_stands_for_its_zone() -> None:
    """In whatever case; what is no place stands for none."""
    assert [zone_named(each) for each in ("tokyo", "NEW YORK", "München", "nowhere", "")] == [
        "Asia/Tokyo",
        NEW_YORK,
        BERLIN,
        None,
        None,
    ]


WORDS = ("on", "8", "Uhr", "am", "pm", "mo", "-", "fr", ":", "25:00", "bild", "lang", "/", "an", "8:30", "Berlin")


@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS)).map(" ".join))
def test_any_words_make_an_order_or_a_problem(text: str) -> None:
    """Nothing that is typed breaks it."""
    order = read_order(text)
    assert order.verb or order.problems
