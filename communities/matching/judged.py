"""How good the suggestions are: tried on questions and organisations of which people judged who could help."""

import json
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from django.utils import timezone

from leerkring.accounts.models import User

from ..actions.matching import index_organisations
from ..actions.organisation import complete
from ..models import Area, Commitment, Community, Organisation, Programme, Theme
from .ask import Ask
from .page import suggest_organisations

PAIRS = Path(__file__).resolve().parent.parent / "data" / "matching_pairs.json"
FIRST = 5
# So many times everything is put in an arbitrary order, to know what chance would find.
DRAWS = 200


@dataclass(frozen=True)
class Precision:
    """Which part of the first five could really help: by the reasons, by the same theme alone, and by chance."""

    reasons: float
    theme: float
    chance: float
    pairs: int


def measure_precision(user: User) -> Precision:
    """Make the judged organisations and questions, and rank; the caller takes the rows back."""
    data = read_pairs()
    programme = Programme.objects.create(name="Beoordeelde paren", slug="beoordeelde-paren")
    organisations = {row["name"]: _organisation(row, programme) for row in data["organisations"]}
    index_organisations([row.pk for row in organisations.values()])
    names = sorted(organisations)
    themes = {row["name"]: row["themes"] for row in data["organisations"]}
    random, sums = Random(1), [0.0, 0.0, 0.0]
    for issue in data["issues"]:
        right, others = set(issue["relevant"]), [name for name in names if name != issue["home"]]
        ask = _ask(issue, programme, organisations)
        ranked = [one.name for one in suggest_organisations(ask, user) if one.name in organisations]
        sums[0] += _share(ranked, right)
        sums[1] += _share(sorted(others, key=lambda name: issue["theme"] not in themes[name]), right)
        sums[2] += sum(_share(random.sample(others, FIRST), right) for _draw in range(DRAWS)) / DRAWS
    number = len(data["issues"])
    reasons, theme, chance = (total / number for total in sums)
    return Precision(reasons, theme, chance, pairs=number * len(names))


def read_pairs() -> dict[str, Any]:
    """Return the questions and organisations as they were judged."""
    found: dict[str, Any] = json.loads(PAIRS.read_text(encoding="utf-8"))
    return found


def _share(ranked: list[str], right: set[str]) -> float:
    return len(set(ranked[:FIRST]) & right) / FIRST


def _organisation(row: dict[str, Any], programme: Programme) -> Organisation:
    """Make one, committed to a circle on each of its themes."""
    facts = {name: row[name] for name in ("kind", "sector", "expertise", "description")}
    organisation = complete([Organisation(name=f"{row['name']}", area=_area(row["area"]), **facts)])[0]
    organisation.save()
    for name in row["themes"]:
        theme, _made = Theme.objects.get_or_create(programme=programme, name=name)
        circle = {"programme": programme, "name": name, "kind": "thematic", "theme": theme, "status": "active"}
        slug = f"paren-{theme.pk}"
        community, _made = Community.objects.get_or_create(slug=slug, defaults=circle | {"started_at": timezone.now()})
        Commitment.objects.create(community=community, organisation=organisation)
    return organisation


def _area(name: str) -> Area:
    area = Area.objects.filter(name=name, kind=Area.Kind.MUNICIPALITY).select_related("parent").first()
    return area or Area.objects.create(name=name, kind=Area.Kind.MUNICIPALITY)


def _ask(issue: dict[str, Any], programme: Programme, organisations: dict[str, Organisation]) -> Ask:
    theme, _made = Theme.objects.get_or_create(programme=programme, name=issue["theme"])
    circle = Community(pk=0, programme=programme, name=issue["title"], kind="regional")
    return Ask(issue["title"], issue["text"], circle, organisations[issue["home"]], theme, _area(issue["area"]))
