"""What was handed in, as it is read."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.template.defaultfilters import date as date_text
from django.utils.translation import gettext as _

from leerkring.accounts.models import User

from ..models import Submission


@dataclass(frozen=True)
class Text:
    """One text of the copy, with what others said about it under the names they have now."""

    title: str
    line: str
    about: list[str]
    parts: list[dict[str, Any]]
    url: str
    quotes: list[tuple[str, str]]


def texts_of(submission: Submission) -> list[Text]:
    """Return the texts of the copy in its order; one query where somebody is quoted."""
    people = {quote["person"] for item in submission.copy for quote in item.get("quotes", ()) if quote["person"]}
    names = {pk: person.full_name for pk, person in User.objects.in_bulk(people).items()} if people else {}
    return [_text(item, names) for item in submission.copy]


def _text(item: dict[str, Any], names: dict[int, str]) -> Text:
    day = item.get("day")
    said_on = date_text(date.fromisoformat(day), "j F Y") if day else ""
    return Text(
        title=item["title"],
        line=" · ".join(filter(None, [item.get("model"), said_on])),
        about=item.get("about", []),
        parts=item["parts"],
        url=item.get("url", ""),
        quotes=[(names.get(quote["person"], _("Somebody")), quote["text"]) for quote in item.get("quotes", ())],
    )
