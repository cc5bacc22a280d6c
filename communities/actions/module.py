"""What a circle does beside its meetings: modules that are switched on and off."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Community


@transaction.atomic
def set_modules(community: Community, *, by: User, modules: Collection[str], version: int) -> Community:
    """Switch exactly these modules on. What was made in a module stays when it is switched off.

    Raises ``Overtaken`` when somebody saved something else after ``version`` was read.
    """
    row = Community.objects.select_for_update().get(pk=community.pk)
    if row.is_over:
        raise Refused(_("This circle has been closed."))
    # In the order in which they are shown; what is no module is let be.
    wanted = [module.value for module in Community.Module if module in modules]
    if row.modules == wanted:
        return row
    if row.version != version:
        raise Overtaken(_("Somebody else changed this circle while you were busy."))
    row.modules = wanted
    # Without an agenda there is nothing to propose for.
    row.takes_proposals = row.takes_proposals and Community.Module.AGENDA in wanted
    row.version += 1
    row.save(update_fields=["modules", "takes_proposals", "version"])
    return row
