"""Other pipelines' label schemes become ours."""

from __future__ import annotations

from bot.extraction.labels import RELATIONS, Arc, RawArc, entity, mapping


def arcs(labels: list[str], *raw: tuple[str, int, str, str]) -> list[Arc]:
    return mapping(labels)([RawArc(*arc) for arc in raw])


def test_universal_dependencies_keep_their_heads() -> None:
    """Our own pipelines speak it: only names change."""
    found = arcs(["nsubj:pass"], ("nsubj:pass", 1, "PROPN", "harrow"), ("ROOT", 1, "VERB", "bought"))
    assert found == [Arc("subj_pass", 1), Arc("root", 1)]


def test_clearnlp_prepositions_give_their_noun_up() -> None:
    """ "bought by Northwind": the agent hangs on the verb, "by" on the agent."""
    found = arcs(
        ["dobj", "pobj"],
        ("nsubjpass", 1, "PROPN", "harrow"),
        ("ROOT", 1, "VERB", "bought"),
        ("agent", 1, "ADP", "by"),
        ("pobj", 2, "PROPN", "northwind"),
    )
    assert found == [Arc("subj_pass", 1), Arc("root", 1), Arc("case", 3), Arc("agent", 1)]


def test_tiger_auxiliaries_change_places_with_their_verb() -> None:
    """ "Harrow wird von Nordwind gekauft": the verb is the head, Harrow its passive subject."""
    found = arcs(
        ["sb", "oa"],
        ("sb", 1, "PROPN", "harrow"),
        ("ROOT", 1, "AUX", "wird"),
        ("sbp", 4, "ADP", "von"),
        ("nk", 2, "PROPN", "nordwind"),
        ("oc", 1, "VERB", "gekauft"),
    )
    assert found == [Arc("subj_pass", 4), Arc("aux_pass", 4), Arc("case", 3), Arc("agent", 4), Arc("root", 4)]


def test_every_relation_is_one_we_know() -> None:
    """A label nobody has seen becomes "dep"."""
    assert arcs(["nsubj"], ("reparandum", 0, "X", "uh"))[0].rel == "dep"
    assert "dep" in RELATIONS


def test_entities_of_other_schemes() -> None:
    """OntoNotes and WikiNER labels become ORG, PERSON, LOC or nothing."""
    assert [entity(label) for label in ("ORG", "PER", "GPE", "MISC", "CARDINAL")] == ["ORG", "PERSON", "LOC", "", ""]
