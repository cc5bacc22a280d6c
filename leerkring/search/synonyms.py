"""Words of the field that mean the same: who looks for one of them finds the others too.

Looked up when somebody searches: the index holds only what was written, and a group that changes needs no new one.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache

from .words import stems

# One group a line; what is written as several words is found where all of them stand. Only what can stand for each
# other in a question: *mantelzorg* and *mantelzorger* are two things, and who looks for one does not want the other.
GROUPS = """
leerkring, leergemeenschap, learning circle, learning community
intervisie, casusbespreking, peer consultation, peer supervision
alliantiemakelaar, alliance broker
wijkdocent, neighbourhood lecturer
docent, leraar, leerkracht, lecturer, teacher
inwoner, bewoner, burger, resident, citizen
ervaringsdeskundige, expert by experience
mantelzorger, informal carer, caregiver
vrijwilliger, volunteer
ouderen, senioren, bejaarden, older people, elderly
jongeren, jeugd, young people, youth
kinderen, children
eenzaamheid, vereenzamen, vereenzaming, loneliness
laaggeletterdheid, laaggeletterd, low literacy
dementie, alzheimer, dementia
beperking, handicap, disability
armoede, poverty
schulden, geldzorgen, debts
onbegrepen gedrag, verward gedrag
statushouder, vergunninghouder
nieuwkomer, newcomer
huisarts, general practitioner
wijkverpleegkundige, wijkzuster, district nurse, community nurse
thuiszorg, wijkverpleging, home care
verpleeghuis, verpleegtehuis, nursing home
ggz, geestelijke gezondheidszorg, mental health
wmo, wet maatschappelijke ondersteuning
hogeschool, hbo, university of applied sciences
onderwijs, education
onderzoek, research
praktijk, werkveld, practice
gemeente, municipality
wijk, buurt, neighbourhood, neighborhood
dorp, village
wonen, huisvesting, housing
zorg, care
welzijn, wellbeing
opdracht, assignment
casus, case
reflectie, reflection
bijeenkomst, meeting
evenement, event
verhaal, story
opbrengst, outcome
goed voorbeeld, good practice
belemmering, obstacle
erkenning, recognition
"""
Phrase = tuple[str, ...]


@lru_cache(maxsize=1)
def _known() -> dict[Phrase, list[Phrase]]:
    """Return for each word or phrase of the groups, in stems, those that mean the same."""
    known: dict[Phrase, list[Phrase]] = {}
    for line in GROUPS.strip().splitlines():
        group = list(dict.fromkeys(tuple(stems(form)) for words in line.split(",") for form in _forms(words.strip())))
        for phrase in group:
            known[phrase] = [other for other in group if other != phrase]
    return known


def _forms(words: str) -> tuple[str, str]:
    """Return what was written, and its plural in English, which a Dutch stem does not know."""
    return words, f"{words[:-1]}ies" if words.endswith("y") else f"{words}s"


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, _known()))


def asked(terms: Sequence[str]) -> list[list[Phrase]]:
    """Return what must all be found, in order: each word or phrase of the stems, with after it what means the same."""
    found: list[list[Phrase]] = []
    at = 0
    while at < len(terms):
        parts = (tuple(terms[at : at + length]) for length in range(min(_longest(), len(terms) - at), 0, -1))
        phrase = next((part for part in parts if part in _known()), (terms[at],))
        found.append([phrase, *_known().get(phrase, [])])
        at += len(phrase)
    return found


def every_stem(terms: Iterable[str]) -> frozenset[str]:
    """Return the stems with those of all that means the same, to mark in a text."""
    return frozenset(stem for ways in asked(list(terms)) for phrase in ways for stem in phrase)
