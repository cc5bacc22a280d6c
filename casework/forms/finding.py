"""What is asked about a finding."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leerkring.core.privacy import find

from ..models import Finding


class FindingForm(forms.ModelForm):
    """The words of a finding; nobody can be recognised in what the whole circle reads."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Finding
        fields = ("text",)
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, names: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        self.fields["text"].help_text = _("The whole circle reads this. Write it without names, places and dates.")
        self.fields["version"].initial = self.instance.version

    def clean_text(self) -> str:
        """Refuse what makes somebody recognisable, and say what to write instead."""
        text: str = self.cleaned_data["text"]
        found = find(text, names=self.names)
        if found:
            words = {"text": found[0].text, "proposal": found[0].proposal}
            raise forms.ValidationError(_("“%(text)s” makes somebody recognisable. %(proposal)s") % words)
        return text


class MoveFindingForm(forms.Form):
    """To which stage, and why."""

    stage = forms.ChoiceField(choices=Finding.Stage.choices)
    version = forms.IntegerField()
    note = forms.CharField(max_length=300, required=False)
