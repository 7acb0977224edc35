"""What users read: pure functions from records to messages.

mrkdwn       foreign text made safe, links              limits     Slack's limits, cutting at word ends
formats      numbers, money, days                       words      every word, English and German
sentences    a deal or a move as a sentence             citations  facts under the sentence that tells them
people       people as articles tell of them            message    blocks become messages within the limits
deal, doubts, person, colleagues, reading, notices      what is told of each
asking     buttons that ask and turn pages              filters, help, exporting    about a question, and how to ask
known        what is new in a deal that is known        updates, watching           what is told of watches, and to them
digest       what is new, once a day                    moments    days and times as people say them
digest_settings, channel_settings                       what is set for a conversation
buttons      what can be pressed on a card              modal      the frame of modals, and their entries
correct_form, deal_views, decided, naming, home         what people decide, and where they see what is theirs
"""

from handlers.blocks.message import Rendered
from handlers.blocks.reading import reading_reply

__all__ = ["Rendered", "reading_reply"]
