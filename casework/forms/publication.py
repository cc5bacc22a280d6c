"""What is asked when something is published or taken back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..actions.publication import Terms
from ..models import Outcome


class TermsForm(forms.Form):
    """Who reads the text, from when, and what they may do with it."""

    access = forms.ChoiceField(
        label=_("Who reads the whole text?"),
        help_text=_("Title, authors and abstract can always be found."),
        choices=Outcome.Access.choices,
        widget=forms.RadioSelect,
    )
    embargo_until = forms.DateField(
        label=_("Open from"),
        help_text=_("Only for an embargo: from this day on everybody reads the text."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    licence = forms.ChoiceField(
        label=_("Licence"),
        help_text=_("With CC BY others may use it when they name you. Choose this one if you are not sure."),
        choices=Outcome.Licence.choices,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, outcome: Outcome, **kwargs: Any) -> None:
        kwargs["initial"] = {
            name: getattr(outcome, name) for name in ("access", "embargo_until", "licence", "version")
        }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        day = cleaned.get("embargo_until")
        if cleaned.get("access") == Outcome.Access.EMBARGOED and "embargo_until" not in self.errors:
            if day is None:
                self.add_error("embargo_until", _("Choose the day on which the text becomes open."))
            elif day <= timezone.localdate():
                self.add_error("embargo_until", _("Choose a day that is still to come, or choose “open”."))
        return cleaned

    @property
    def terms(self) -> Terms:
        """What was chosen."""
        return Terms(*(self.cleaned_data[name] for name in ("access", "embargo_until", "licence")))


class PublishForm(TermsForm):
    """The last look before everybody can find it."""

    change_note = forms.CharField(
        label=_("What has changed?"), help_text=_("One sentence for who knows the last version."), max_length=300
    )
    field_order = ("change_note",)

    def __init__(self, *args: Any, outcome: Outcome, **kwargs: Any) -> None:
        super().__init__(*args, outcome=outcome, **kwargs)
        if not outcome.is_published:
            del self.fields["change_note"]


class WithdrawForm(forms.Form):
    """Why something is taken back; everybody reads it."""

    why = forms.CharField(
        label=_("Why is it withdrawn?"),
        help_text=_("One or two sentences. They stand on the page that stays; name nobody who should not be named."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_why(self) -> str:
        why = " ".join(self.cleaned_data["why"].split())
        if not why:
            raise ValidationError(_("Write why."))
        return why
