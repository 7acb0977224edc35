"""Texts of our own on real deals' facts, and the pages they stand on."""

from html import escape

SCALE_DE = """Meta steigt bei Scale AI ein

13.06.2025

Der Facebook-Konzern Meta hat eine 49-prozentige Beteiligung an dem Datenspezialisten Scale AI für rund 15 Milliarden \
Dollar erworben. Das teilten beide Unternehmen am Freitag mit.

Alexandr Wang, der 28-jährige CEO von Scale AI, wechselt zu Meta. Wettbewerber wie OpenAI und Google beobachten das \
Geschäft genau."""

SCALE_EN = """Meta takes stake in Scale AI

Meta has acquired a 49% stake in data labelling startup Scale AI for about $14.3 billion, the companies said on Friday.

Alexandr Wang, the 28-year-old chief executive of Scale AI, will join Meta to work on its superintelligence effort. \
Rivals such as OpenAI declined to comment."""

NO_DEAL = """City opens new swimming pool

The new pool at the river was opened on Saturday with music and free ice cream. The mayor swam the first lane in the \
rain. Around two thousand visitors came, more than the organisers had expected for a cold weekend."""


FRENCH = """Le groupe Contoso rachète son rival

Le groupe Contoso a annoncé mardi le rachat de son concurrent Fabrikam pour un montant de trois milliards d'euros. \
L'opération doit encore être approuvée par les autorités de la concurrence, qui se prononceront avant la fin de \
l'année."""


def page(text: str) -> str:
    """A plain web page with the text as its article; the first line is the title."""
    title, *paragraphs = text.split("\n\n")
    body = "\n".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html><head><title>{escape(title)}</title>"
        f'<meta property="og:title" content="{escape(title)}">'
        '<meta property="og:site_name" content="The Daily Deal"></head>'
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{escape(title)}</h1>{body}</article></body></html>"
    )
