"""The confidentiality agreement."""

from django import forms
from django.utils.translation import gettext_lazy as _


class AcceptForm(forms.Form):
    """Saying yes to the text that was read."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    agreed = forms.BooleanField(
        label=_("I have read this, and I keep to it."),
        error_messages={"required": _("Tick this before you go on.")},
    )


class AgreementForm(forms.Form):
    """The words of the agreement; a new text is asked of everybody again."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What do members promise?"),
        help_text=_("Everybody is asked again when this changes, before they read another case."),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 14, "data-autogrow": ""}),
        error_messages={"required": _("An agreement without words asks nothing of anybody. Write a text.")},
    )
