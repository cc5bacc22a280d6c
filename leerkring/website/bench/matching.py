"""What it takes to see who could help, among 100,000 people who may be found; and how good the suggestions are.

Everything happens in a transaction that is taken back, so that a second run measures the same.
"""

import json
import os
import sys
import time
from functools import partial
from itertools import accumulate
from random import Random
from statistics import median
from typing import Any

from .library import _analyse, milliseconds

NUMBER = 100_000
CHUNK = 5_000
TURNS = 15
# What people say they bring: some words nearly everybody uses, and many that few do, as in any language.
COMMON = """
    ervaring ouderen wijk zorg welzijn eenzaamheid mantelzorg bewoners netwerk studenten onderzoek jongeren armoede
    dementie taal schulden wonen sport technologie ontmoeting vrijwilligers gezinnen herstel gemeente buurthuis
"""
RARE = 20_000
LENGTH = 25
QUESTION = {
    "name": "Bench",
    "question": "Hoe blijven ouderen in het dorp langer thuis zonder te vereenzamen?",
    "common_interest": "Vrijwilligers en wijkverpleging zien eenzaamheid, maar mantelzorgers vragen laat om hulp. "
    "Wat helpt bij dementie, geldzorgen en ontmoeting in het buurthuis, en wat kan technologie doen?",
}


def measure(number: int = NUMBER) -> dict[str, Any]:
    """Return per list the queries and milliseconds of its first page, and the precision of the judged pairs."""
    from django.db import transaction

    from communities.matching.judged import measure_precision
    from leerkring.accounts.models import User

    with transaction.atomic():
        reader = User.objects.create(email="bench-match@example.nl", given_name="Bench")
        precision = measure_precision(reader)
        transaction.set_rollback(True)
    with transaction.atomic():
        begin = time.perf_counter()
        circle, reader = _fill(number)
        found: dict[str, Any] = {"profiles": number, "filled": time.perf_counter() - begin}
        found["lists"] = {
            name: _first_page(circle, reader, query)
            for name, query in {
                "people": "wie=mensen",
                "people, narrowed": "wie=mensen&sector=education&dichtbij=provincie",
                "organisations": "",
            }.items()
        }
        transaction.set_rollback(True)
    found["precision"] = {name: getattr(precision, name) for name in ("reasons", "theme", "chance")}
    return found


def _fill(number: int) -> tuple[Any, Any]:
    """Let so many people, beside those who are there, tell what they bring; return a circle and somebody in it."""
    from communities.actions.matching import SOURCES
    from communities.models import Area, Community, Organisation, Profile, Theme
    from communities.models.sector import Sector
    from leerkring.accounts.models import User
    from leerkring.search.sources import reindex

    random = Random(9)
    words = [*COMMON.split(), *(f"vak{at}werk" for at in range(RARE))]
    weights = list(accumulate(1 / (place + 3) for place in range(len(words))))
    circle = Community.objects.select_related("programme").filter(slug="seed-1").get()
    areas = list(Area.objects.exclude(kind=Area.Kind.PROVINCE).values_list("pk", flat=True))
    organisations = list(Organisation.objects.values_list("pk", flat=True)[:2_000])
    themes = [Theme.objects.create(programme=circle.programme, name=f"Thema {at}") for at in range(30)]
    Community.objects.filter(pk=circle.pk).update(**QUESTION, theme=themes[3])
    Profile.objects.all().delete()
    for start in range(0, number, CHUNK):
        people = User.objects.bulk_create(
            User(email=f"bench-{at}@example.nl", given_name="Bench", family_name=f"Persoon {at}", password="!")
            for at in range(start, min(start + CHUNK, number))
        )
        profiles = Profile.objects.bulk_create(
            Profile(
                user=person,
                is_findable=True,
                function="adviseur",
                brings=" ".join(random.choices(words, cum_weights=weights, k=LENGTH)),
                sector=random.choice(Sector.values),
                area_id=random.choice(areas),
                organisation_id=random.choice(organisations),
                capacity=random.choice(["", *Profile.Capacity.values]),
                **dict.fromkeys(("brings_for", "themes_for", "organisation_for"), "members"),
            )
            for person in people
        )
        link = Profile.themes.through
        link.objects.bulk_create(link(profile=row, theme=random.choice(themes)) for row in profiles)
    for source in SOURCES:
        for _done, _total in reindex(source):
            pass
    _analyse()
    return Community.objects.get(pk=circle.pk), User.objects.get(email="proef-0000001@example.nl")


def _first_page(circle: Any, reader: Any, query: str) -> dict[str, float]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    look = partial(_look, circle, reader, query)
    look()
    with CaptureQueriesContext(connection) as queries:
        look()
    turns = []
    for _turn in range(TURNS):
        begin = time.perf_counter()
        look()
        turns.append((time.perf_counter() - begin) * 1000)
    return {"queries": len(queries), "milliseconds": milliseconds(look), "clock": median(turns)}


def _look(circle: Any, reader: Any, query: str) -> None:
    from django.test import RequestFactory

    from communities.views.matching import match_circle

    request: Any = RequestFactory().get(f"/leerkringen/{circle.slug}/hulp/?{query}")
    request.user, request.session = reader, {}
    response = match_circle(request, circle.slug)
    if response.status_code != 200 or b'class="reasons"' not in response.content:
        raise LookupError(f"{query} suggests nobody.")


def main() -> None:
    """Measure, and print one line of JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "leerkring.settings")
    import django

    django.setup()
    sys.stdout.write(json.dumps(measure()))


if __name__ == "__main__":
    main()
