"""Which assignment an outcome came from."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from communities.forms.desk import DeskForm
from communities.models import Assignment


class OriginForm(DeskForm):
    """One of the assignments that the writer sees, or none."""

    assignment = forms.ModelChoiceField(
        label=gettext_lazy("From which assignment did it come?"),
        queryset=Assignment.objects.none(),
        required=False,
        empty_label=gettext_lazy("From no assignment"),
    )

    def __init__(self, *args: Any, assignments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assignment"]
        field.queryset = assignments
        field.label_from_instance = lambda row: f"{row.title} ({row.organisation.name})"
