"""Asking people in: the field to paste in, the file, and the places of who is on the list."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..actions.invitation import Invitee
from ..models import Invitation, Membership
from ..models.sector import Sector
from .options import options
from .people_reader import MOST_PEOPLE, Reading, read_people
from .people_upload import MAX_BYTES, read_upload

MOST_ERRORS = 20


class PeopleForm(forms.Form):
    """Addresses pasted or in a file. Right lines are in ``invitees``, also when others are wrong."""

    people = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        required=False,
        strip=False,
        max_length=MAX_BYTES,
        help_text=gettext_lazy("Each on its own line, or with a comma between them. With or without a name."),
        widget=forms.Textarea(attrs={"rows": 5, "placeholder": "Noor Peeters <noor@example.nl>"}),
    )
    file = forms.FileField(
        label=gettext_lazy("Or a list as a file (CSV)"),
        required=False,
        allow_empty_file=True,
        help_text=gettext_lazy(
            "With the names of the columns in the first row: name, e-mail, and if you like role, sector, organisation."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv,text/plain"}),
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

    @property
    def invitees(self) -> list[Invitee]:
        """The people of all lines that are right."""
        return [person for reading in self.readings for person in reading.people]

    def clean(self) -> dict[str, Any]:
        """Read field and file, with the role and sector chosen for lines that name none."""
        cleaned = super().clean() or {}
        role, sector = cleaned.get("role"), cleaned.get("sector", "")
        if not role:
            return cleaned
        for name, text in (("people", cleaned.get("people", "")), ("file", self._file_text())):
            if text.strip():
                self._read(name, text, role, sector)
        return cleaned

    def _file_text(self) -> str:
        upload: UploadedFile | None = self.cleaned_data.get("file")
        if upload is None:
            return ""
        try:
            # One byte more than allowed is enough to know.
            return read_upload(upload.read(MAX_BYTES + 1))
        except ValidationError as error:
            self.add_error("file", error)
            return ""

    def _read(self, name: str, text: str, role: str, sector: str) -> None:
        reading = read_people(text, role=role, sector=sector)
        if len(reading.lines) > MOST_PEOPLE:
            self.add_error(name, _("This list has more than 5,000 people. Send it in parts."))
        elif not reading.lines:
            self.add_error(name, _("There are no people in this list."))
        else:
            self.readings.append(reading)
            # Wrong lines of a file go into the field too, where they can be mended.
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
        for error in self.errors.get("file", []):
            again.add_error("file", error)
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
