"""What is asked about a method of one's own."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..methods import built_in, said
from ..models import Method, MethodStep


class CreateMethodForm(forms.Form):
    """From what, for whom, and what it is called."""

    source = forms.ChoiceField(label=_("Begin with"), required=False)
    place = forms.ChoiceField(label=_("For"))
    title = forms.CharField(label=_("What do you call it?"), max_length=120)

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sources = [("", _("An empty method")), *((plan.key, said(plan.title)) for plan in built_in())]
        self.fields["source"].choices = sources  # type: ignore[attr-defined]
        self.fields["place"].choices = places  # type: ignore[attr-defined]


class MethodForm(forms.ModelForm):
    """Its title, and for whom it is."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Method
        fields = ("title", "about", "least", "most")
        widgets = {"about": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    def clean(self) -> dict[str, Any]:
        """Refuse more people at least than at most."""
        data = super().clean() or {}
        if (data.get("least") or 0) > (data.get("most") or 0):
            self.add_error("most", _("This is fewer than the least. Choose a higher number."))
        return data


class MethodStepForm(forms.ModelForm):
    """One step; its place follows from the buttons up and down."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = MethodStep
        fields = ("title", "instruction", "active", "silent", "minutes", "input", "hidden", "about", "rule")
        widgets = {"instruction": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, method: Method, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = method.version
        earlier = method.steps.filter(input__in=["text", "list"]).exclude(pk=self.instance.pk)
        if self.instance.pk:
            earlier = earlier.filter(position__lt=self.instance.position)
        self.fields["about"].queryset = earlier  # type: ignore[attr-defined]
        self.fields["about"].empty_label = _("no earlier step")  # type: ignore[attr-defined]
        self.fields["silent"].choices = [("", _("nobody")), *MethodStep.Silent.choices]  # type: ignore[attr-defined]
        self.fields["hidden"].choices = [("", _("no: everybody reads it")), *MethodStep.HiddenUntil.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Rating and voting need lines."""
        data = super().clean() or {}
        if data.get("input") in ("rating", "vote") and not data.get("about"):
            self.add_error("about", _("Choose the step whose lines are rated or chosen from."))
        return data


class MoveStepForm(forms.Form):
    """Which step goes where."""

    move = forms.RegexField(r"^\d+:(up|down|away)$")
    version = forms.IntegerField()

    def step(self) -> tuple[int, str]:
        """Return the step, and up, down or away."""
        number, _colon, way = self.cleaned_data["move"].partition(":")
        return int(number), way
