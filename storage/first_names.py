"""First names that are short for one another, in English and German: hints that two people may be one, no more."""

from __future__ import annotations

_SHORT_FIRST_NAMES = (
    "alexander alexandr alexandra alex sascha sasha",
    "andreas andrew andy andi",
    "anthony antony tony",
    "benjamin ben",
    "charles charlie chuck",
    "christian christopher chris",
    "christina christine christiane tina",
    "daniel dan danny",
    "david dave",
    "edward eduard ed eddie",
    "elisabeth elizabeth liz beth lisa elise",
    "frederick friedrich fred fritz",
    "gregory greg",
    "hans johann johannes john jack",
    "heinrich heinz henry harry",
    "james jim jimmy jamie",
    "joachim jochen achim",
    "joseph josef joe jo sepp",
    "katharina katherine catherine kate kathy cathy katja",
    "kenneth ken",
    "lawrence larry laurence",
    "margaret margarete maggie peggy greta",
    "matthew matthias matt",
    "michael mike mick",
    "nicholas nikolaus nick klaus",
    "patricia pat patty",
    "peter pete",
    "philip philipp phil",
    "richard rick dick rich",
    "robert bob rob bobby",
    "ronald ron",
    "samuel sam",
    "samantha sam",
    "stephen steven stefan stephan steve",
    "susan susanne sue susi",
    "theodore theodor ted theo",
    "thomas tom",
    "timothy tim",
    "ulrich uli",
    "walter walt",
    "wilhelm william bill will willi",
    "wolfgang wolf",
)


def short_for(one: str, other: str) -> bool:
    """Whether two first names, as `person_key` has them, can be one person's: equal, an initial, or short forms."""
    short, full = sorted((one, other), key=len)
    initial = len(short) == 1 and full.startswith(short)
    return one == other or initial or any({one, other} <= set(names.split()) for names in _SHORT_FIRST_NAMES)
