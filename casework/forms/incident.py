"""Reports of a privacy problem, and the cases that administrators open."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import CaseRetention


class ReportForm(forms.Form):
    """What can be recognised; the case is hidden, also when nothing is said."""

    what = forms.CharField(
        label=_("What can be recognised?"),
        help_text=_("Say where it stands, without repeating it. Only who deals with the report reads this."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
    )


class CloseForm(forms.Form):
    """How a report ended."""

    done = forms.CharField(
        label=_("What was done?"),
        help_text=_("For example: with whom you talked, what was taken out, whether people were told."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "data-autogrow": ""}),
    )
    told_authority = forms.BooleanField(label=_("This was reported to the AP as a data leak."), required=False)


class OpeningForm(forms.Form):
    """Which case, and why."""

    number = forms.IntegerField(
        label=_("Number of the case"),
        help_text=_("It stands in the address of the case: /casussen/NUMBER/."),
        min_value=1,
        max_value=2**63 - 1,
    )
    reason = forms.CharField(
        label=_("Why is this needed?"),
        help_text=_("The owner of the case gets this at once, with your name."),
        min_length=20,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
    )


class RetentionForm(forms.ModelForm):
    """How long cases, notes and presence are kept."""

    class Meta:
        model = CaseRetention
        fields = ("months", "notes_months", "presence_years")
        labels = {
            "months": _("How many months after its session is the text of a case erased?"),
            "notes_months": _("How many months after the cycle are notes of consultations erased?"),
            "presence_years": _("How many years after the day is erased who was there?"),
        }
        help_texts = {
            "months": _("Between 1 and 12; 6 is usual. Owners get a mail a month and a week before."),
            "notes_months": _("Between 1 and 12; 12 is usual."),
            "presence_years": _("Between 5 and 7; 7 is usual, as registers of professionals look back."),
        }
