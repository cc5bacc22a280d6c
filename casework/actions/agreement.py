"""The confidentiality agreement of a circle."""

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from communities.models import Community
from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Agreement, AgreementAcceptance


def default_text() -> str:
    """Return the text every circle begins with, in the language of the portal: it is one text for all members."""
    with translation.override(settings.LANGUAGE_CODE):
        return _(
            "What we hear and read about cases stays in this circle.\n\n"
            "- I tell nobody outside the circle who brought which case, or about whom it is.\n"
            "- I copy, photograph and record nothing of a case, and I put nothing of it in other programs.\n"
            "- I do not try to find out who somebody in a case is. Do I recognise somebody? Then I say so, and leave "
            "the table.\n"
            "- When somebody can be recognised, I report it at once with the button on the case.\n"
            "- What I learn myself I may take along, without anything of the people in the case.\n"
            "- This also holds when I am no longer in this circle."
        )


def current_agreement(community: Community) -> Agreement:
    """Return the agreement as it stands now; not saved yet while nobody has accepted or changed it."""
    known = Agreement.objects.filter(community=community, is_current=True).first()
    return known or Agreement(community=community, number=1, text=default_text())


@transaction.atomic
def accept_agreement(community: Community, *, by: User, number: int) -> AgreementAcceptance:
    """Accept the version that was read; ``Overtaken`` when there is a newer text. Twice is once."""
    agreement = _lock(community)
    if agreement.number != number:
        raise Overtaken(_("The text was changed while you read it. Read the new text, and accept that."))
    return AgreementAcceptance.objects.get_or_create(agreement=agreement, user=by)[0]


@transaction.atomic
def change_agreement(community: Community, *, by: User, text: str, number: int) -> Agreement:
    """Make a new version, which everybody is asked again; the same text changes nothing."""
    agreement = _lock(community)
    if agreement.number != number:
        raise Overtaken(_("Somebody else changed this text in the meantime. Look at it, and change it again."))
    if not text.strip():
        raise Refused(_("An agreement without words asks nothing of anybody. Write a text."))
    if text.strip() == agreement.text.strip():
        return agreement
    Agreement.objects.filter(pk=agreement.pk).update(is_current=False)
    # Who writes it has read it.
    new = Agreement.objects.create(community=community, number=number + 1, text=text.strip(), created_by=by)
    AgreementAcceptance.objects.create(agreement=new, user=by)
    return new


def _lock(community: Community) -> Agreement:
    """Lock the circle, and return its agreement; the first one is made here."""
    Community.objects.select_for_update().get(pk=community.pk)
    agreement = current_agreement(community)
    if agreement.pk is None:
        agreement.save()
    return agreement
