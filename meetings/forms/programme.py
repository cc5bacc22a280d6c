"""The items of a programme, and their order."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.choices import flatten_choices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import User

from ..actions.meeting import members_of
from ..actions.programme import MOST_ITEMS, ItemFacts
from ..models import Guest, Meeting, ProgrammeItem

Party = ProgrammeItem.Responsible
# Longer than any day on which people meet; what is longer is a typing error.
MOST_MINUTES = 480
MOST_TABLES = 20

# Who takes care of an item words it; the host also says how it goes and how long it takes.
OWN_FIELDS = ("title", "materials")
HOST_FIELDS = ("title", "working_form", "minutes", "materials")


class PartyField(forms.ChoiceField):
    """Who takes care of an item, in one choice: a party, or somebody of it by name (``member:12``)."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=gettext_lazy("Who takes care of it"), required=False, **kwargs)
        self.people: dict[str, User | Guest] = {}

    def offer(self, meeting: Meeting, item: ProgrammeItem | None) -> None:
        """Fill the choices with who can be asked, and with who does it now although they are no more among them."""
        members = members_of(meeting.cycle.community) + ([item.member] if item and item.member else [])
        guests = [*meeting.guests.listed(), *([item.guest] if item and item.guest else [])]
        named = {f"member:{user.pk}": user for user in sorted(members, key=lambda user: user.full_name)}
        asked = {f"guest:{guest.pk}": guest for guest in guests}
        self.people = named | asked
        host = _("host: %(name)s") % {"name": meeting.host.name} if meeting.host else Party.HOST.label
        groups = [
            ("", _("nobody yet")),
            (Party.HOST, host),
            (Party.PROGRAMME, Party.PROGRAMME.label),
            (Party.CO_ORGANISER, Party.CO_ORGANISER.label),
            (Party.GUEST, _("a guest expert, not known yet")),
            (Party.MEMBER, _("a member, not known yet")),
        ]
        by_name = [(_("Guests"), asked), (_("Members"), named)]
        self.choices = groups + [
            (label, [(key, person.full_name) for key, person in people.items()]) for label, people in by_name if people
        ]

    def clean(self, value: Any) -> dict[str, Any]:
        """Return the columns of the item."""
        key = super().clean(value)
        kind, person = key.partition(":")[0], self.people.get(key)
        if isinstance(person, Guest) and person.kind == Guest.Kind.CO_ORGANISER:
            kind = Party.CO_ORGANISER
        return {
            "responsible": str(kind),
            "member": person if isinstance(person, User) else None,
            "guest": person if isinstance(person, Guest) else None,
        }


def key_of(item: ProgrammeItem) -> str:
    """Return the choice of ``PartyField`` that an item holds."""
    for kind, pk in (("member", item.member_id), ("guest", item.guest_id)):
        if pk:
            return f"{kind}:{pk}"
    return item.responsible


class ItemForm(forms.Form):
    """What happens, for how long, and who takes care of it."""

    title = forms.CharField(label=gettext_lazy("What"), max_length=200)
    pillar = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ProgrammeItem.Pillar.choices)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"),
        min_value=5,
        max_value=MOST_MINUTES,
        error_messages={
            "min_value": gettext_lazy("An item takes at least 5 minutes."),
            "max_value": gettext_lazy("An item takes at most 480 minutes, that is eight hours."),
            "invalid": gettext_lazy("Write the minutes as a whole number, for example 45."),
        },
    )
    working_form = forms.ChoiceField(
        label=gettext_lazy("How you work"),
        choices=[("", gettext_lazy("not known yet")), *ProgrammeItem.Form.choices],
        required=False,
    )
    party = PartyField()
    tables = forms.IntegerField(
        label=gettext_lazy("Number of groups"),
        min_value=1,
        max_value=MOST_TABLES,
        required=False,
        help_text=gettext_lazy("In each group one case is talked through, with four to eight people."),
        widget=forms.NumberInput(attrs={"data-show-when": "pillar=consultation"}),
        error_messages={"max_value": gettext_lazy("There can be at most 20 groups.")},
    )
    materials = forms.CharField(
        label=gettext_lazy("What is needed"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-autogrow": ""}),
        help_text=gettext_lazy("For example a screen, or chairs in a circle. Only members read this."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(
        self, data: Any = None, *, meeting: Meeting, item: ProgrammeItem | None = None, only: Sequence[str] = ()
    ) -> None:
        super().__init__(data, initial=_initial(item) if item else {"minutes": 30})
        self.item = item
        if only:
            self.fields = {name: field for name, field in self.fields.items() if name in (*only, "version")}
        if item is None:
            del self.fields["version"]
        if "party" in self.fields:
            self._party.offer(meeting, item)

    @property
    def _party(self) -> PartyField:
        field = self.fields["party"]
        assert isinstance(field, PartyField)
        return field

    def facts(self) -> ItemFacts:
        """Return what the action asks."""
        data = dict(self.cleaned_data)
        data.pop("version", None)
        if "tables" in data and data["pillar"] != ProgrammeItem.Pillar.CONSULTATION:
            data["tables"] = None
        facts: Any = data | data.pop("party", {})
        return facts

    def differences(self) -> list[dict[str, Any]]:
        """Return what the item holds beside what was typed, field by field where they differ."""
        pairs = [(field, self._words(field, field.initial), self._words(field, field.data)) for field in self]
        return [
            {"label": field.label, "before": before, "after": after}
            for field, before, after in pairs
            if field.name != "version" and before != after
        ]

    def _words(self, field: forms.BoundField, value: Any) -> str:
        """Return what a reader sees of a value: a choice by its word."""
        kind, shown = field.field, "" if value is None else value
        choices: Any = kind.choices if isinstance(kind, forms.ChoiceField) else []
        words: dict[Any, Any] = dict(flatten_choices(choices))
        return str(words.get(shown, shown))


def _initial(item: ProgrammeItem) -> dict[str, Any]:
    names = ["title", "pillar", "minutes", "working_form", "materials", "tables", "version"]
    return {name: getattr(item, name) for name in names} | {"party": key_of(item)}


class OrderForm(forms.Form):
    """The whole order at once, and one step up or down for who does not drag."""

    version = forms.IntegerField(min_value=1)
    # An item and the way it goes: ``12:up``.
    step = forms.RegexField(r"\A\d{1,18}:(up|down)\Z", required=False)

    def clean(self) -> dict[str, Any]:
        """Return the order that is wanted: the items as they stand on the page, after the step."""
        data = super().clean() or {}
        sent: Any = self.data
        given = sent.getlist("order")[:MOST_ITEMS]
        if not all(pk.isdecimal() and len(pk) < 19 for pk in given):
            raise forms.ValidationError(_("This order could not be read. Try it again."))
        return data | {"order": _stepped([int(pk) for pk in given], data.get("step", ""))}


def _stepped(order: list[int], step: str) -> list[int]:
    """Return the order after one step; the first can't go up, nor the last down."""
    pk, _colon, way = step.partition(":")
    if not pk or int(pk) not in order:
        return order
    here = order.index(int(pk))
    there = here + (-1 if way == "up" else 1)
    if 0 <= there < len(order):
        order[here], order[there] = order[there], order[here]
    return order
