"""Another name for a circle: what it was called before keeps leading to it."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused

from ..models import Community, FormerName
from .address import free_address


def rename_community(
    community: Community, *, by: User, name: str, version: int, new_address: bool = False
) -> Community:
    """Give a circle another name, and an address made of that name when wanted.

    The old name is found by search; the old address leads here, and no other circle can take it. Going back to an
    old name frees it. Raises ``Overtaken`` when somebody saved after ``version`` was read; a name that stands there
    already, with the address it should have, changes nothing.
    """
    try:
        return _rename(community, by=by, name=name, version=version, new_address=new_address)
    except IntegrityError:
        # Another circle took the same address at the same moment: now it can be seen, and the next free one is ours.
        return _rename(community, by=by, name=name, version=version, new_address=new_address)


@transaction.atomic
def _rename(community: Community, *, by: User, name: str, version: int, new_address: bool) -> Community:
    row = Community.objects.select_for_update().get(pk=community.pk)
    if row.is_over:
        raise Refused(_("This circle has been closed."))
    slug = free_address(name, of=row) if new_address else row.slug
    if (row.name, row.slug) == (name, slug):
        return row
    if row.version != version:
        raise Overtaken(_("Somebody else changed this circle while you were busy."))
    keep_former(row, name=name, slug=slug)
    row.name, row.slug = name, slug
    row.version += 1
    row.save(update_fields=["name", "slug", "version"])
    return row


def keep_former(row: Community, *, name: str, slug: str) -> None:
    """Remember what a circle is called before it gets ``name`` and ``slug``; a draft was known by nobody.

    The caller holds the lock on the circle.
    """
    if row.is_draft or (row.name, row.slug) == (name, slug):
        return
    former = row.former_names
    # What it is called again, and where it stands again, is former no more.
    former.filter(slug=slug).update(slug=None)
    former.filter(name=name, slug__isnull=True).delete()
    if slug != row.slug:
        FormerName.objects.create(community=row, name=row.name, slug=row.slug)
    elif name != row.name and not former.filter(name=row.name).exists():
        FormerName.objects.create(community=row, name=row.name, slug=None)
