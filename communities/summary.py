"""What our own steps of setting up hold so far."""

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .actions.community import missing_facts
from .models import Community
from .models.sector import Sector
from .setup import Fact


def circle_facts(community: Community) -> list[Fact]:
    """Return what the circle is about."""
    facts = [(_("Name"), community.name), (_("Question"), community.question), (_("Programme"), community.programme)]
    if community.kind == Community.Kind.THEMATIC:
        facts.append((_("Theme"), community.theme))
    else:
        facts.append((_("Area"), community.area.label if community.area else ""))
    return [{"label": label, "value": value} for label, value in facts if value]


def circle_missing(community: Community) -> list[str]:
    """Return what must still be filled in, as sentences."""
    return [str(sentence) for sentence in missing_facts(community)]


def people_facts(community: Community) -> list[Fact]:
    """Return how many people are going to be asked, and from which corners of the triangle."""
    counts = dict(community.invitations.prepared().values_list("sector").annotate(Count("pk")).order_by())
    total = sum(counts.values())
    if not total:
        return []
    people = ngettext("%(count)s person", "%(count)s people", total) % {"count": total}
    corners = ", ".join(f"{sector.label}: {counts[sector.value]}" for sector in Sector if sector.value in counts)
    return [{"label": _("To invite"), "value": f"{people} ({corners})"}]


def nothing_missing(community: Community) -> list[str]:
    """A circle may start with its coordinator alone; people can be asked in later."""
    return []
