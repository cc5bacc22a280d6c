"""Asking somebody into the team of a programme."""

from django import forms
from django.utils.translation import gettext_lazy

from ..models import ProgrammeMember
from .options import options

HINTS = {
    ProgrammeMember.Role.COORDINATOR: gettext_lazy("Sets everything up, and asks people into the team."),
    ProgrammeMember.Role.BROKER: gettext_lazy("Brings people and organisations together, and keeps the partners."),
    ProgrammeMember.Role.EDITOR: gettext_lazy("Writes and checks what the public reads."),
}


class TeamForm(forms.Form):
    """An address and a task."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Task"), choices=options(ProgrammeMember.Role), widget=forms.RadioSelect
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["role"].choice_hints = HINTS  # type: ignore[attr-defined]
