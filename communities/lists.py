"""What the portal must know of invitations and of lists that are read in; called once, from ``apps.py``."""

from django.utils.translation import gettext_lazy as _

from leerkring.files.purposes import CSV, TEXT, XLSX, Purpose, register_purpose
from leerkring.notifications.kinds import Kind, Needed, register_kind
from leerkring.notifications.schedule import register_finder

from .actions.answer import CLAIM_ANSWERED, CLAIMED
from .actions.import_job import PURPOSE, take_up_imports
from .actions.invitation import KIND
from .actions.invitation_reminder import REMINDER, remind_invited
from .forms import organisation_import, people_import
from .imports import register_import
from .mails import claim, invitation
from .permissions.import_job import own_file

MAX_BYTES = 5 * 1024 * 1024


def register() -> None:
    """Register their mails, the purpose of their files and what each tick looks for."""
    register_kind(Kind(KIND, _("Invitations to circles"), prepare=invitation.prepare_invitations))
    register_kind(Kind(REMINDER, _("Reminders of invitations to circles"), prepare=invitation.prepare_reminders))
    asked, answered = _("Somebody asks to join with an invitation"), _("Answers to my question to join")
    register_kind(Kind(CLAIMED, asked, prepare=claim.prepare_claims, needed=Needed.QUESTION))
    register_kind(Kind(CLAIM_ANSWERED, answered, prepare=claim.prepare_claim_answers, needed=Needed.ANSWER))
    register_purpose(Purpose(PURPOSE, frozenset({CSV, TEXT, XLSX}), MAX_BYTES, own_file))
    register_import(people_import.KIND)
    register_import(organisation_import.KIND)
    register_finder("communities.imports", take_up_imports)
    register_finder("communities.invitation_reminders", remind_invited)
