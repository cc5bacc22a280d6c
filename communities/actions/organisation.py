"""Organisations: by the name that people type, made, changed, deleted."""

from collections.abc import Iterable, Iterator
from functools import reduce
from itertools import islice
from operator import or_
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Case, Count, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import User
from leerkring.core.errors import Overtaken, Refused
from leerkring.core.text import free_slug
from leerkring.files.actions import delete_file, store
from leerkring.search.sources import index

from ..models import Organisation, OrganisationContact
from ..organisation_name import NameIndex, beginnings, likeness, plain_name, plain_text
from .area import keep_area
from .matching import index_organisations

LOGO = "communities.logo"
# By what name the search over everything knows organisations; matching keeps words of its own.
INDEXED = "communities.directory"
# Of a person at an organisation.
CONTACT_FIELDS = ("level", "name", "function", "email", "phone")

CHUNK = 500
# Of names that share a word with a typed one.
MOST_COMPARED = 400
# These stand where the address of an organisation would.
TAKEN_BY_PAGES = frozenset({"nieuw", "lijst", "inlezen"})
ENDINGS = ("", *(f"-{number}" for number in range(2, 10)))


def ensure_organisation(name: str) -> Organisation | None:
    """Return the organisation of that name, made when it is new; None for no name."""
    return ensure_organisations([name]).get(_typed(name))


def find_organisation(name: str) -> Organisation | None:
    """Return the organisation of that name; None when we don't know it, and nothing is made."""
    return _known({_typed(name): " ".join(name.split())}).get(_typed(name)) if name.strip() else None


def ensure_organisations(names: Iterable[str]) -> dict[str, Organisation]:
    """Return organisations by the typed name in small letters; new ones are made, in four queries per 500 names.

    *Welzijn de Linge* finds *Stichting Welzijn De Linge*: names are compared without capitals, accents and legal form.
    """
    wanted = {_typed(name): " ".join(name.split())[:200] for name in names if name.strip()}
    found: dict[str, Organisation] = {}
    for typed in _by_chunk(wanted):
        chunk = {key: wanted[key] for key in typed}
        found |= _known(chunk)
        new = {plain_name(name): Organisation(name=name) for key, name in chunk.items() if key not in found}
        if new:
            add_organisations(new.values())
            found |= _known(chunk)
    return found


def _typed(name: str) -> str:
    return " ".join(name.split()).casefold()


def _by_chunk(keys: Iterable[str]) -> Iterator[list[str]]:
    left = iter(keys)
    while chunk := list(islice(left, CHUNK)):
        yield chunk


def _known(wanted: dict[str, str]) -> dict[str, Organisation]:
    """Return which of the names we know: the very name first, else the one that is plainly the same."""
    plain = {key: plain_name(name) for key, name in wanted.items()}
    rows = Organisation.objects.filter(Q(plain_name__in=set(plain.values())) | Q(name__in=wanted.values()))
    by_plain: dict[str, Organisation] = {}
    by_name: dict[str, Organisation] = {}
    for row in rows.order_by("pk"):
        by_plain.setdefault(row.plain_name, row)
        by_name[_typed(row.name)] = row
    found = {key: by_name.get(key) or by_plain.get(plain[key]) for key in wanted}
    return {key: row for key, row in found.items() if row}


# --- Names and addresses


def add_organisations(organisations: Iterable[Organisation]) -> None:
    """Insert new organisations with an address and what they are found by; a name that exists is left as it is."""
    rows = list(organisations)
    complete(rows)
    with transaction.atomic():
        Organisation.objects.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)
        show_in_search(Organisation.objects.filter(name__in=[row.name for row in rows]))


def show_in_search(organisations: Iterable[Organisation]) -> None:
    """Let search find organisations that were saved many at once."""
    index(INDEXED, [row.pk for row in organisations])


def complete(organisations: Iterable[Organisation]) -> list[Organisation]:
    """Give organisations what follows from their facts: an address where they have none, and what they are found by.

    Does not save. One query for the addresses, however many there are.
    """
    rows = list(organisations)
    bases = {id(row): slugify(row.name)[:60].strip("-") or "organisatie" for row in rows if not row.slug}
    candidates = [base + ending for base in set(bases.values()) for ending in ENDINGS]
    found = Organisation.objects.filter(slug__in=candidates) if candidates else Organisation.objects.none()
    taken = {str(row_slug) for row_slug in found.values_list("slug", flat=True)}
    for row in rows:
        if id(row) in bases:
            slug = row.slug = _free(bases[id(row)], taken)
            taken.add(slug)
        row.plain_name = plain_name(row.name)
        row.search_text = search_text(row)
    return rows


def _free(base: str, taken: set[str]) -> str:
    if all(base + ending in taken for ending in ENDINGS):
        return f"{base}-{get_random_string(8).lower()}"
    return free_slug(base, taken | TAKEN_BY_PAGES, fallback=base)


def search_text(organisation: Organisation) -> str:
    """Return what the directory searches in: name, expertise and place, as plain text."""
    area = organisation.area
    places = [area.name, area.parent.name if area.parent else ""] if area else []
    text = plain_text(" ".join([organisation.name, organisation.expertise, *places]))
    return text or organisation.name.casefold()


def complete_all() -> int:
    """Complete the organisations that another release, or a script, made without; return how many there were."""
    missing = Q(slug=None) | Q(plain_name="") | Q(search_text="")
    total = 0
    while rows := list(Organisation.objects.filter(missing).select_related("area__parent").order_by("pk")[:CHUNK]):
        Organisation.objects.bulk_update(complete(rows), ["slug", "plain_name", "search_text"])
        show_in_search(rows)
        total += len(rows)
    return total


def like(name: str, *, but: Organisation | None = None) -> Organisation | None:
    """Return the organisation whose name is the same or nearly so; ``but`` is the one that may have it."""
    plain = plain_name(name)
    near = Q(plain_name=plain)
    for beginning in beginnings(plain):
        near |= Q(plain_name__startswith=beginning) | Q(plain_name__contains=f" {beginning}")
    rows = Organisation.objects.filter(near).exclude(pk__in=[but.pk] if but else [])
    found = NameIndex(rows.order_by("pk").values_list("pk", "plain_name")).like(plain)
    return Organisation.objects.get(pk=found) if found else None


def named(name: str) -> Organisation | None:
    """Return the organisation that is called so, whatever its capitals, accents and legal form; None when none is."""
    return _known({_typed(name): name}).get(_typed(name))


def nearest(name: str, *, but: Organisation | None = None, most: int = 20) -> list[str]:
    """Return names that have a word in common with this one, the most alike first; one query."""
    plain = plain_name(name)
    shared = [Q(plain_name__contains=beginning) for beginning in sorted(beginnings(plain))]
    if not shared:
        return []
    rows = Organisation.objects.filter(reduce(or_, shared)).exclude(pk__in=[but.pk] if but else [])
    # Thousands begin with *gemeente*: those that share more words come first.
    count = sum((Case(When(each, then=1), default=0) for each in shared), Value(0))
    found = rows.order_by(-count, "plain_name").values_list("name", "plain_name")[:MOST_COMPARED]
    return [name for name, _other in sorted(found, key=lambda row: -likeness(plain, row[1]))[:most]]


# --- Keeping the directory

Contacts = list[dict[str, Any]]


@transaction.atomic
def create_organisation(*, by: User, name: str, contacts: Contacts | None = None, **fields: Any) -> Organisation:
    """Add an organisation; refused when that very name is taken. Whether one is nearly the same, the form asks."""
    row = Organisation(name=name, created_by=by, **_kept(fields))
    _insert(row)
    _keep_contacts(row, contacts or [])
    index_organisations([row.pk])
    return row


def _insert(row: Organisation, tries: int = 5) -> None:
    try:
        with transaction.atomic():
            _refuse_taken(row.name)
            complete([row])
            row.save()
    except IntegrityError:
        # Somebody took the name or the address at the same moment: now it can be seen.
        if tries == 1:
            raise
        row.slug = None
        _insert(row, tries - 1)


@transaction.atomic
def change_organisation(
    organisation: Organisation, *, by: User, version: int, contacts: Contacts | None = None, **fields: Any
) -> Organisation:
    """Change what we know of an organisation; its address stays. ``contacts`` replace those there were.

    Raises ``Overtaken`` when somebody saved after ``version`` was read; refused when it was deleted or merged.
    """
    row = Organisation.objects.select_for_update().filter(pk=organisation.pk).first()
    if row is None:
        raise Refused(_("That organisation is gone: somebody else merged or deleted it."))
    if row.version != version:
        raise Overtaken(_("Somebody else changed this organisation while you were busy."))
    if "name" in fields:
        _refuse_taken(fields["name"], but=row.pk)
    for name, value in _kept(fields).items():
        setattr(row, name, value)
    row.version += 1
    complete([row])
    row.save()
    if contacts is not None:
        _keep_contacts(row, contacts)
    index_organisations([row.pk])
    return row


def _kept(fields: dict[str, Any]) -> dict[str, Any]:
    return fields | ({"area": keep_area(fields["area"])} if "area" in fields else {})


def _refuse_taken(name: str, *, but: int | None = None) -> None:
    if Organisation.objects.filter(name__iexact=name).exclude(pk__in=[but] if but else []).exists():
        raise Refused({"name": _("There is already an organisation of this name.")})


def _keep_contacts(organisation: Organisation, contacts: Contacts) -> None:
    """Make the contacts those of the list; one with the ``pk`` of a contact of another organisation is a new one."""
    known = {row.pk: row for row in organisation.contacts.all()}
    for facts in contacts:
        row = known.pop(facts.get("pk") or 0, None) or OrganisationContact(organisation=organisation)
        for name in CONTACT_FIELDS:
            setattr(row, name, facts.get(name, ""))
        row.save()
    organisation.contacts.filter(pk__in=known).delete()


@transaction.atomic
def set_logo(organisation: Organisation, *, by: User, picture: UploadedFile | None) -> Organisation:
    """Put a logo in the place of the one there was; without a picture it goes."""
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    old, row.logo = row.logo, store(picture, by=by, purpose=LOGO) if picture else None
    row.save(update_fields=["logo"])
    if old:
        delete_file(old)
    return row


@transaction.atomic
def delete_organisation(organisation: Organisation, *, by: User) -> None:
    """Delete an organisation that nothing refers to; refused with what does. A second time is harmless."""
    row = Organisation.objects.select_for_update().filter(pk=organisation.pk).first()
    if row is None:
        return
    if used := still_used(row):
        raise Refused(used)
    logo = row.logo
    row.delete()
    index_organisations([organisation.pk])
    if logo:
        delete_file(logo)


def still_used(organisation: Organisation) -> str:
    """Return a sentence that says what refers to an organisation; empty when it may be deleted."""
    where = ", ".join(f"{label} ({count})" for label, count in uses_of(organisation))
    said = _("It is still used: %(where)s. Merge it with another organisation, then everything moves along.")
    return said % {"where": where} if where else ""


def uses_of(organisation: Organisation) -> list[tuple[str, int]]:
    """Return what refers to an organisation, in any app: the words for it, and how many there are. One query."""
    relations = {f"uses_{number}": relation for number, relation in enumerate(references())}
    counted = {name: Coalesce(Subquery(_number_of(relation)), 0) for name, relation in relations.items()}
    row = Organisation.objects.filter(pk=organisation.pk).values(**counted).first()
    counts: dict[str, Any] = dict(row or {})
    return [
        (str(relations[name].related_model._meta.verbose_name_plural), count)
        for name, count in counts.items()
        if count
    ]


def _number_of(relation: Any) -> QuerySet[Any]:
    rows = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")}).order_by()
    return rows.values(relation.field.name).annotate(number=Count("pk")).values("number")


def references() -> list[Any]:
    """Return the relations that lead to an organisation, also from apps above; its contacts are its own."""
    fields = Organisation._meta.get_fields(include_hidden=True)
    return [field for field in fields if field.one_to_many and field.related_model is not OrganisationContact]
