"""The one place that maps label schemes of spaCy pipelines to ours, so that any pipeline can be plugged in.

Our own pipelines speak Universal Dependencies and ORG / PERSON / LOC. Official English ones speak ClearNLP labels and
OntoNotes entities, official German ones TIGER labels and WikiNER entities; in both of those a preposition heads its
noun, and in TIGER an auxiliary heads its verb, so heads move as well as names change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

# What the rest of the package knows. Anything else becomes "dep".
RELATIONS = frozenset(
    [
        "root",
        "subj",
        "subj_pass",
        "obj",
        "iobj",
        "obl",
        "agent",
        "nmod",
        "poss",
        "appos",
        "conj",
        "cc",
        "case",
        "det",
        "aux",
        "aux_pass",
        "cop",
        "compound",
        "flat",
        "prt",
        "amod",
        "nummod",
        "acl",
        "relcl",
        "xcomp",
        "ccomp",
        "advcl",
        "parataxis",
        "advmod",
        "mark",
        "punct",
        "dep",
    ]
)

_UD = {
    "ROOT": "root",
    "nsubj": "subj",
    "nsubj:outer": "subj",
    "csubj": "dep",
    "nsubj:pass": "subj_pass",
    "obj": "obj",
    "iobj": "iobj",
    "obl": "obl",
    "obl:arg": "obl",
    "obl:unmarked": "obl",
    "obl:tmod": "obl",
    "obl:agent": "agent",
    "nmod": "nmod",
    "nmod:desc": "nmod",
    "nmod:unmarked": "nmod",
    "nmod:poss": "poss",
    "det:poss": "poss",
    "flat:name": "flat",
    "compound:prt": "prt",
    "acl:relcl": "relcl",
    "advcl:relcl": "relcl",
    "aux:pass": "aux_pass",
    "cc:preconj": "cc",
}

_CLEARNLP = {
    "ROOT": "root",
    "nsubj": "subj",
    "nsubjpass": "subj_pass",
    "dobj": "obj",
    "dative": "iobj",
    "poss": "poss",
    "auxpass": "aux_pass",
    "attr": "obj",
    "npadvmod": "obl",
    "nmod": "nmod",
    "pcomp": "advcl",
    "prep": "case",
    "agent": "case",
    "oprd": "xcomp",
    "neg": "advmod",
    "predet": "det",
    "preconj": "cc",
    "nummod": "nummod",
    "quantmod": "advmod",
}

_TIGER = {
    "ROOT": "root",
    "sb": "subj",
    "sbp": "agent",
    "oa": "obj",
    "da": "iobj",
    "og": "obj",
    "op": "obl",
    "mo": "obl",
    "mnr": "nmod",
    "ag": "poss",
    "pg": "poss",
    "pnc": "flat",
    "nmc": "compound",
    "app": "appos",
    "cj": "conj",
    "cd": "cc",
    "rc": "relcl",
    "oc": "xcomp",
    "re": "advcl",
    "svp": "prt",
    "cp": "mark",
    "pm": "mark",
    "par": "parataxis",
    "pd": "xcomp",
    "nk": "amod",
    "ng": "advmod",
    "ac": "case",
    "cc": "nmod",
}

_ENTITIES = {
    "ORG": "ORG",
    "PERSON": "PERSON",
    "PER": "PERSON",
    "LOC": "LOC",
    "GPE": "LOC",
    "FAC": "LOC",
    "NORP": "",
    "PRODUCT": "",
    "MISC": "",
}


class Arc(NamedTuple):
    rel: str
    head: int


class RawArc(NamedTuple):
    """An arc as the pipeline drew it, with what a mapping needs to know about the word."""

    dep: str
    head: int
    pos: str
    lower: str


Mapping = Callable[[Sequence[RawArc]], list[Arc]]


def entity(label: str) -> str:
    """Our name for a pipeline's entity label; "" for kinds that are not used."""
    return _ENTITIES.get(label, "")


def mapping(labels: Sequence[str]) -> Mapping:
    """The mapping for a parser with these labels."""
    known = set(labels)
    if "dobj" in known or "pobj" in known:
        return _from_clearnlp
    if "sb" in known or "oa" in known:
        return _from_tiger
    return _from_ud


def _name(table: dict[str, str], dep: str) -> str:
    found = table.get(dep) or table.get(dep.split(":")[0]) or dep.split(":")[0]
    return found if found in RELATIONS else "dep"


def _from_ud(arcs: Sequence[RawArc]) -> list[Arc]:
    return [Arc(_name(_UD, arc.dep), arc.head) for arc in arcs]


def _from_clearnlp(arcs: Sequence[RawArc]) -> list[Arc]:
    """Prepositions give their noun up to their own head: "stake in X" becomes nmod(stake, X), case(X, in)."""
    out = [Arc(_name(_CLEARNLP, arc.dep), arc.head) for arc in arcs]
    for i, arc in enumerate(arcs):
        if arc.dep != "pobj":
            continue
        preposition = arcs[arc.head]
        above = preposition.head
        verbal = arcs[above].pos in ("VERB", "AUX")
        rel = "agent" if preposition.dep == "agent" else "obl" if verbal else "nmod"
        out[i] = Arc(rel, above)
        out[arc.head] = Arc("case", i)
    return out


def _from_tiger(arcs: Sequence[RawArc]) -> list[Arc]:
    """As for English, and the auxiliary changes places with the verb that it governs."""
    out = [Arc(_name(_TIGER, arc.dep), arc.head) for arc in arcs]
    for i, arc in enumerate(arcs):
        above = arcs[arc.head]
        if arc.dep in ("nk", "pnc") and above.pos == "ADP":
            verbal = arcs[above.head].pos in ("VERB", "AUX")
            rel = "agent" if above.dep == "sbp" else "poss" if above.dep == "pg" else "obl" if verbal else "nmod"
            out[i] = Arc(rel, above.head)
            out[arc.head] = Arc("case", i)
        elif arc.dep == "nk" and arc.pos in ("DET", "NUM", "PROPN"):
            out[i] = Arc({"DET": "det", "NUM": "nummod", "PROPN": "appos"}[arc.pos], arc.head)
        elif arc.dep == "mo" and arc.pos == "ADV":
            out[i] = Arc("advmod", arc.head)
    for i, arc in enumerate(arcs):
        if arc.dep == "oc" and arcs[arc.head].pos == "AUX":
            _raise_verb(arcs, out, i)
    return out


def _raise_verb(arcs: Sequence[RawArc], out: list[Arc], verb: int) -> None:
    aux = arcs[verb].head
    passive = arcs[aux].lower.startswith(("wird", "werden", "wurde", "worden", "geworden"))
    out[verb] = out[aux] if out[aux].head != aux else Arc("root", verb)
    out[aux] = Arc("aux_pass" if passive else "aux", verb)
    for k, arc in enumerate(out):
        if k != verb and arc.head == aux and arc.rel != "aux":
            out[k] = Arc("subj_pass" if passive and arc.rel == "subj" else arc.rel, verb)
