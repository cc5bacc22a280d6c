"""How much two texts have in common: the words of a question that occur in what somebody tells, the rare ones most."""

from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property
from math import log

from leerkring.search.words import WORD, stem

# So many letters must two words share before one is taken as a part of the other: *eenzaam* in *vereenzamen*.
SHARED = 5
PART = 0.6
# Said of everything: that two texts have these in common says nothing of who can help.
EVERYDAY = """
    alle alleen anders beter bezig blijven brengen denken dingen doen eerder eerst eerste eigen elk elkaar enkele gaan
    geen gebeurt gebruiken geven goed graag groot haar helpen helpt hem hen hier hun iedereen iemand iets jaar jullie
    juist kennen klein komen krijgen kunnen laten leren maar maken mee meer mensen merken misschien moeten nemen nieuw
    niemand nodig omgeving ons pas raken samen soms staan steeds straks terwijl toch twee vaak vinden vragen vraag
    waarom wanneer want weer werken weten weinig welke wie willen zelf zetten zeggen zien zitten zoeken zodat zonder
    drie vier vijf zes zeven acht negen tien dag dagen week vijftien twintig
"""
NOTHING = frozenset(stem(word) for word in EVERYDAY.split())


class Likeness:
    """Weighs the words of one question against many texts.

    A word that many of the texts hold says little, wherever the question comes from: so no list of common words is
    needed, and the weight of a word follows from who came into view.
    """

    def __init__(self, terms: Iterable[str], texts: Mapping[int, str]) -> None:
        self._terms = [term for term in terms if term not in NOTHING]
        self._words = {key: _by_stem(text) for key, text in texts.items()}

    @cached_property
    def _hits(self) -> dict[int, dict[str, tuple[float, str]]]:
        """Per text the terms that it holds: how surely, and the word as it stands there."""
        vocabulary = {word for words in self._words.values() for word in words}
        alike = {term: _alike(term, vocabulary) for term in self._terms}
        found: dict[int, dict[str, tuple[float, str]]] = {key: {} for key in self._words}
        for key, words in self._words.items():
            for term, ways in alike.items():
                best = max(((sure, words[word]) for word, sure in ways.items() if word in words), default=None)
                if best:
                    found[key][term] = best
        return found

    @cached_property
    def _weights(self) -> dict[str, float]:
        counts = Counter(term for hits in self._hits.values() for term in hits)
        number = len(self._words)
        return {term: log(1 + number / count) for term, count in counts.items()}

    def of(self, key: int) -> tuple[float, list[str]]:
        """Return how much the text of ``key`` has in common with the question, and the words, the weightiest first."""
        scored = sorted(
            ((self._weights[term] * sure, word) for term, (sure, word) in self._hits[key].items()), reverse=True
        )
        return sum(score for score, _word in scored), list(dict.fromkeys(word for _score, word in scored))


def _by_stem(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for match in WORD.finditer(text):
        if len(match[0]) > 1 and (base := stem(match[0])):
            found.setdefault(base, match[0].lower())
    return found


def _alike(term: str, vocabulary: Iterable[str]) -> dict[str, float]:
    """Return the words that mean a term: the very stem, and words of which it is a part or that are a part of it."""
    found = {}
    for word in vocabulary:
        if word == term:
            found[word] = 1.0
        elif len(word) >= SHARED and len(term) >= SHARED and (word in term or term in word):
            found[word] = PART
    return found
