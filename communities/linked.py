"""What search engines read of circles, programmes and organisations: schema.org, of what everybody may see."""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.text import Truncator

from leerkring.core.linked_data import data_block
from leerkring.core.links import absolute_url

from .models import Community, Organisation, Programme

MOST_LETTERS = 300


def linked_data_of(row: Community | Programme | Organisation) -> SafeString:
    """Return the block of data about one of them; a circle with its programme and area loaded."""
    facts = {"@type": "Organization", "name": row.name, "url": absolute_url(row.get_absolute_url())}
    return data_block(facts | _more(row))


def _more(row: Community | Programme | Organisation) -> dict[str, Any]:
    if isinstance(row, Community):
        return {
            "description": row.question or Truncator(row.common_interest).chars(MOST_LETTERS),
            "areaServed": row.area.label if row.area else "",
            "parentOrganization": {
                "@type": "Organization",
                "name": row.programme.name,
                "url": absolute_url(row.programme.get_absolute_url()),
            },
        }
    about = {"description": Truncator(row.description).chars(MOST_LETTERS)}
    if isinstance(row, Organisation):
        same = [row.website] if row.website else []
        return about | {"sameAs": same + ([f"https://ror.org/{row.ror}"] if row.ror else [])}
    return about
