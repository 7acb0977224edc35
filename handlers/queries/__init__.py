"""What people ask, as a query: the text of `/deal`, of `/who` and of a mention, in English and German.

query     what comes out            reading    how it is read: phrases round a name
phrases   price, share, kind, status, order     spans   when      places   where, and in what business
forms     who does what to whom     languages  which language it is      marks   a question while it is read
"""

from handlers.queries.query import MAX_NAME, MAX_TEXT, About, Asking, Query
from handlers.queries.reading import deal_query, mention_query, read, reread, who_query, with_name

__all__ = [
    "MAX_NAME",
    "MAX_TEXT",
    "About",
    "Asking",
    "Query",
    "deal_query",
    "mention_query",
    "read",
    "reread",
    "who_query",
    "with_name",
]
