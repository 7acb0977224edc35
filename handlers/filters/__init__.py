"""Filters in a question, `min:1bn since:2024 sector:"cold storage"`, in English or German.

keys       found in the text            reading    what they ask for, as a query of the store
periods    spans of days                amounts    money                      choices    kinds, statuses, shares
"""

from handlers.filters.amounts import amount as amount_of
from handlers.filters.keys import Filter, Key, split
from handlers.filters.reading import Problem, Understood, Why, understood

__all__ = ["Filter", "Key", "Problem", "Understood", "Why", "amount_of", "split", "understood"]
