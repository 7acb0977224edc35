"""Trains the two small spaCy pipelines the product ships: `python -m bot.extraction.train CORPORA OUT`.

Corpora stay outside the project; the weights made of them go into `bot/extraction/models` with their card and NOTICE.
Nothing here is needed at run time. It needs the extra `train` (spacy-lookups-data, for the Brown clusters).
"""
