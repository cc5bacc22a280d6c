"""Words as the index knows them: without accents, brought back to their stem, without words that say nothing.

Stemmed here and not by the database, so that PostgreSQL and SQLite find the same, and what marks the words in an
excerpt marks the same. The path not taken: PostgreSQL's own ``dutch`` dictionary, which SQLite does not have.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

WORD = re.compile(r"\w+")
MOST_WORDS = 8
LONGEST = 40
# Words in nearly every text: looking for them costs much and says nothing.
SMALL = """
    aan als bij dan dat de den der des deze die dit door een en er ge had hebben heeft het hij hoe ik in is je kan met
    mijn naar niet nog nu of om omdat ons onze ook op over te tot uit van veel voor waar was wat we wel werd wie wij
    worden wordt zal ze zich zij zijn zo zou
    a an and are as at be by for from has have i it its on or that the their they this to were which will with you
"""
EMPTY = frozenset(SMALL.split())

# The Dutch of Porter, as PostgreSQL has it too.
_dutch = snowballstemmer.stemmer("dutch_porter")


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return the stem of one word; ``""`` for a word that says nothing."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", word) if not unicodedata.combining(char)).lower()
    if plain in EMPTY:
        return ""
    if plain.isdecimal():
        # There is no end to numbers, and none has a stem to look for.
        return plain[:LONGEST]
    # Longer than any word: an address or a code, of which the beginning is enough.
    return str(_dutch.stemWord(plain[:LONGEST]))


def plain_words(text: str) -> list[str]:
    """Return the words of a name in small letters without accents; none is left out, as people type them all."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return WORD.findall(plain.lower().replace("_", " "))


def stems(text: str) -> Iterator[str]:
    """Yield the stems of a text, in order."""
    for match in WORD.finditer(text):
        if found := stem(match[0]):
            yield found


def wanted(text: str) -> list[str]:
    """Return the stems somebody looks for, each once, at most eight: nothing of their syntax reaches a database."""
    found: list[str] = []
    for each in stems(text):
        # An underscore alone is a letter to Python, and no word to a database.
        if each not in found and each.strip("_"):
            found.append(each)
    return found[:MOST_WORDS]
