"""What is asked when something is published or taken back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..actions.publication import Terms
from ..models import Outcome
from ..shown_check import Looked


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


class LookForm(forms.Form):
    """Whether somebody looked at what the privacy check found: a "yes" to this is no yes to what is found later."""

    is_unrecognisable = forms.BooleanField(
        label=_("Nobody else can be recognised by it. I looked at what the privacy check found."),
        error_messages={"required": _("Tick this before it goes out.")},
    )
    need_not_wait = forms.BooleanField(
        label=_("The thorough privacy check is not ready yet. I do not wait for it."),
        error_messages={"required": _("Wait until the thorough check is ready, or tick this.")},
    )
    # What the check found when it was ticked.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, looked: Looked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.looked = looked
        self.initial["seen"] = looked.fingerprint
        if not looked.check.goes_on:
            del self.fields["need_not_wait"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.looked.blocks:
            self.add_error(None, _("A citizen service number (BSN) may not stand here. Take it out."))
        elif "is_unrecognisable" in cleaned and cleaned.get("seen") != self.looked.fingerprint:
            typed: Any = self.data
            self.data = typed = typed.copy()
            typed["seen"] = self.looked.fingerprint
            self.add_error("is_unrecognisable", _("Something else was found in the text since. Look at it once more."))
        return cleaned


class EditorForm(LookForm):
    """An editor agrees that it goes out."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    field_order = ("is_unrecognisable", "need_not_wait")

    def __init__(self, *args: Any, version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = version
        if not self.looked.found:
            # With nothing to look at there is nothing to say.
            del self.fields["is_unrecognisable"]


class PublishForm(LookForm, TermsForm):
    """The last look before everybody can find it: on which terms, and what its authors have checked.

    ``waits`` are the authors who did not say yet whether it may go out.
    """

    CHECKS = ("has_consent", "is_unrecognisable", "need_not_wait")

    next_step = forms.CharField(
        label=_("What is the next step?"),
        help_text=_("What you do with this, or ask others to do. Readers see it below the text."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    has_consent = forms.BooleanField(
        label=_("Who is quoted, named or can be seen in a picture, agreed to that."),
        error_messages={"required": _("Tick this before it goes out.")},
    )
    unsigned_why = forms.CharField(
        label=_("Why do you not wait for them?"),
        help_text=_("It is kept with this version."),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    change_note = forms.CharField(
        label=_("What has changed?"), help_text=_("One sentence for who knows the last version."), max_length=300
    )
    field_order = ("change_note", "access", "embargo_until", "licence", "next_step", *CHECKS, "unsigned_why")

    def __init__(self, *args: Any, outcome: Outcome, waits: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, outcome=outcome, **kwargs)
        if waits:
            words = _("%(names)s did not say yet whether this may go out. Why do you not wait?")
            self.fields["unsigned_why"].label = words % {"names": get_text_list(list(waits), gettext("and"))}
        else:
            del self.fields["unsigned_why"]
        self.initial["next_step"] = outcome.next_step
        if not outcome.is_published:
            del self.fields["change_note"]

    @property
    def checked(self) -> dict[str, Any]:
        """What the action is told beside the terms."""
        return {name: self.cleaned_data.get(name, "") for name in ("next_step", "change_note", "unsigned_why")}


class SendBackForm(forms.Form):
    """What has to become better before it is published."""

    remark = forms.CharField(
        label=_("What has to become better?"),
        help_text=_("Its authors read this."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5, "data-autogrow": ""}),
    )


class SignForm(forms.Form):
    """May this text go out with your name on it?"""

    agrees = forms.TypedChoiceField(
        label=_("May this text go out with your name on it?"),
        choices=[("yes", _("Yes, as it stands here")), ("no", _("Not yet"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    remark = forms.CharField(
        label=_("What has to become better?"),
        help_text=_("Only if you don't agree yet. Who asked you reads it, and the other authors."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-autogrow": ""}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("agrees") is False and not str(cleaned.get("remark", "")).strip():
            self.add_error("remark", _("Write what has to become better, so that the others can go on."))
        return cleaned


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
