"""What makes the programmes of the demo into networks."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from communities.actions.area import keep_area, understand_area
from communities.actions.programme import PICTURE
from communities.models import Community, Organisation, Programme, ProgrammeFollow, Recognition
from leerkring.accounts.models import User
from leerkring.files.actions import store_bytes
from leerkring.files.models import File
from leerkring.files.purposes import WEBP

Row = dict[str, Any]
PICTURES = Path(__file__).resolve().parent / "pictures"


def load_networks(
    rows: list[Row],
    programmes: dict[str, Programme],
    users: dict[str, User],
    organisations: dict[str, Organisation],
    now: datetime,
) -> None:
    """Give each programme its story, themes, areas, partners and years; what stands there already stays."""
    year = timezone.localtime(now).year
    for row in rows:
        programme = programmes[row["slug"]]
        if parent := programmes.get(row.get("parent", "")):
            Programme.objects.filter(pk=programme.pk).update(parent=parent)
        _themes(programme, row.get("themes", {}), users)
        areas = [keep_area(understand_area(name)) for name in row.get("areas", [])]
        programme.areas.add(*[area for area in areas if area])
        _page(programme, row)
        _partners(programme, row.get("partners", []), organisations, year)
        _years(programme, row, year)
        for name in row.get("followers", []):
            ProgrammeFollow.objects.get_or_create(programme=programme, user=users[name])


def _themes(programme: Programme, themes: Row, users: dict[str, User]) -> None:
    for name, row in themes.items():
        facts = {"description": row["about"], "lead": users.get(row.get("lead", ""))}
        facts["lead_name"] = row.get("lead_name", "")
        programme.themes.filter(name=name, description="", lead=None).update(**facts)


def _page(programme: Programme, row: Row) -> None:
    for position, (title, url) in enumerate(row.get("links", []), start=1):
        programme.links.get_or_create(url=url, defaults={"title": title, "position": position})
    if "infographic" in row and not programme.infographic_text:
        facts = {"infographic": _picture(row["infographic"]), "infographic_text": row["infographic_text"].strip()}
        Programme.objects.filter(pk=programme.pk).update(**facts)
    if programme.blocks.exists():
        return
    for position, block in enumerate(row.get("blocks", []), start=1):
        texts = {name: text.strip() for name, text in block.items() if name != "picture"}
        picture = _picture(block["picture"]) if "picture" in block else None
        programme.blocks.create(position=position, picture=picture, **texts)


def _picture(name: str) -> File:
    content = (PICTURES / name).read_bytes()
    return store_bytes(content, name=name, content_type=WEBP, by=None, purpose=PICTURE)


def _partners(programme: Programme, rows: list[Row], organisations: dict[str, Organisation], year: int) -> None:
    for row in rows:
        programme.partnerships.get_or_create(
            organisation=organisations[row["organisation"]],
            defaults={
                "starts_on": date(year + row["since"], 1, 1),
                "ends_on": date(year + row["until"], 12, 31) if "until" in row else None,
                "contribution": row.get("contribution", "none"),
                "note": row.get("note", ""),
            },
        )


def _years(programme: Programme, row: Row, year: int) -> None:
    for years, name in row.get("cohorts", []):
        first, last = date(year + years, 9, 1), date(year + years + 1, 7, 15)
        programme.cohorts.get_or_create(name=name, defaults={"starts_on": first, "ends_on": last})
    for slug, name in row.get("circles", {}).items():
        cohort = programme.cohorts.get(name=name)
        Community.objects.filter(slug=slug, cohort=None).update(cohort=cohort)
    if recognition := row.get("recognition"):
        facts = {"reason": recognition["reason"], "starts_on": date(year + recognition["since"], 3, 1)}
        words = {"title": recognition["title"], "issuer": recognition["issuer"]}
        Recognition.objects.get_or_create(programme=programme, **words, defaults=facts)
