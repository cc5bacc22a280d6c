"""What a circle does with its consultations, in figures; never a word of them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communities.figures import Figure
from communities.models import Community

from .models import FollowUp, Outcome, Session


@dataclass(frozen=True)
class ConsultationFigures:
    """How many tables were held, and of what was chosen there how much was done."""

    held: int
    chosen: int
    followed_through: int


def consultation_figures(community: Community) -> ConsultationFigures:
    """Return the figures of a circle; three queries."""
    rows = FollowUp.objects.filter(session__meeting__cycle__community=community)
    return ConsultationFigures(
        held=Session.objects.held().filter(meeting__cycle__community=community).count(),
        chosen=rows.count(),
        followed_through=rows.followed_through().count(),
    )


def figures_of_desk(community: Community) -> list[Figure]:
    """Return what stands on the desk of a circle: consultations, what was done with their advice, and outcomes."""
    found = consultation_figures(community)
    published = Outcome.objects.published().filter(community=community).count()
    figures = [Figure(str(found.held), ngettext("consultation held", "consultations held", found.held))]
    if found.chosen:
        share = _("%(done)s of %(chosen)s") % {"done": found.followed_through, "chosen": found.chosen}
        figures.append(Figure(share, _("chosen actions done")))
    return [*figures, Figure(str(published), ngettext("published outcome", "published outcomes", published))]
