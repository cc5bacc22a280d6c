"""Asking people in: the field to paste in, the file, and the places of who is on the list."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.core.sheets import MAX_BYTES

from ..actions.import_job import SHORT
from ..actions.invitation import Invitee
from ..models import Invitation, Membership
from ..models.sector import Sector
from .options import options
from .people_reader import MOST_PEOPLE, Reading, read_people

MOST_ERRORS = 20
LIMIT = MAX_BYTES // 1024 // 1024
# What a field takes: some twenty thousand addresses.
MAX_TEXT = 1024 * 1024


class PeopleForm(forms.Form):
    """Addresses pasted or in a file. Right lines are in ``invitees``, also when others are wrong.

    A file, or more than ``SHORT`` lines, is in ``content``: too much to show in a field.
    """

    people = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        required=False,
        strip=False,
        max_length=MAX_TEXT,
        help_text=gettext_lazy("Each on its own line, or with a comma between them. With or without a name."),
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": "Noor Peeters <noor@example.nl>"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a list as a file (XLSX or CSV)"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy(
            "With the names of the columns in the first row: name, e-mail, and if you like role, sector, "
            "organisation, function, study programme, level, year and area. You see first what each row would do."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,text/csv,text/plain"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=options(Membership.Role), initial=Membership.Role.PROFESSIONAL
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("Sector"),
        required=False,
        choices=lambda: [("", _("Fits the role")), *options(Sector)()],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readings: list[Reading] = []
        # A list to look at row by row, with its name: a file, or more than fits a field.
        self.content, self.content_name = b"", ""

    @property
    def invitees(self) -> list[Invitee]:
        """The people of all lines that are right."""
        return [person for reading in self.readings for person in reading.people]

    @property
    def place(self) -> dict[str, str]:
        """Role and sector for lines that name none."""
        return {name: self.cleaned_data.get(name, "") for name in ("role", "sector")}

    def clean(self) -> dict[str, Any]:
        """Read the field; a file and a long list are left to a preview of their own."""
        cleaned = super().clean() or {}
        text = cleaned.get("people", "")
        self._take_file(cleaned.get("file"))
        if not cleaned.get("role") or not text.strip():
            return cleaned
        if text.strip().count("\n") >= SHORT and not self.content:
            self.content = text.encode()
        else:
            self._read(text)
        return cleaned

    def _take_file(self, upload: UploadedFile | None) -> None:
        if upload is None:
            return
        content = upload.read(MAX_BYTES + 1)
        if not content.strip():
            self.add_error("file", _("This file is empty."))
        elif len(content) > MAX_BYTES:
            self.add_error("file", _("This file is too large. A list may be %(limit)s MB.") % {"limit": LIMIT})
        else:
            self.content, self.content_name = content, (upload.name or "")[:200]

    def _read(self, text: str) -> None:
        reading = read_people(text, **self.place)
        if len(reading.lines) > MOST_PEOPLE:
            self.add_error("people", _("This list has more than 5,000 people. Send it in parts."))
        elif not reading.lines:
            self.add_error("people", _("There are no people in this list."))
        else:
            self.readings.append(reading)
            self._tell_what_is_wrong(reading)

    def _tell_what_is_wrong(self, reading: Reading) -> None:
        wrong = reading.wrong
        for line in wrong[:MOST_ERRORS]:
            self.add_error("people", f"{line.text[:80]}: {line.error}")
        if len(wrong) > MOST_ERRORS:
            self.add_error("people", _("And %(count)s more lines.") % {"count": len(wrong) - MOST_ERRORS})

    def with_wrong_lines(self) -> "PeopleForm":
        """Return the form to show again: only what still needs mending stands in the field, with its errors."""
        texts = [reading.wrong_text for reading in self.readings if reading.wrong]
        if not self.readings:
            texts = [self.data.get("people", "")]
        again = PeopleForm(dict(self.data.items()) | {"people": "\n".join(texts)})
        again.full_clean()
        for name in ("file", "people"):
            for error in self.errors.get(name, []):
                if error not in again.errors.get(name, []):
                    again.add_error(name, error)
        return again


class PlacesForm(forms.Form):
    """Role and sector of each prepared person on the page."""

    def __init__(self, data: Any, invitations: Iterable[Invitation]) -> None:
        super().__init__(data)
        self.invitations = list(invitations)
        for invitation in self.invitations:
            for name, choices in (("role", Membership.Role), ("sector", Sector)):
                # Not sent (another page of the list) means: as it is.
                self.fields[f"{name}-{invitation.pk}"] = forms.ChoiceField(choices=choices, required=False)

    @property
    def places(self) -> dict[int, tuple[str, str]]:
        """Sector and role by the id of the invitation, where they were changed to something that exists."""
        found = {}
        for row in self.invitations:
            sector = self.cleaned_data.get(f"sector-{row.pk}") or row.sector
            role = self.cleaned_data.get(f"role-{row.pk}") or row.role
            if (sector, role) != (row.sector, row.role):
                found[row.pk] = (sector, role)
        return found
