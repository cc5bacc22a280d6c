"""Forms that anybody can send without an account, and robots better not.

Robots are kept out without asking a third party: a field that people leave empty, a signed moment that says how long
the page was open, and limits per network and address (in the view). Whoever is stopped reads why and how to go on.
"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SALT = "leerkring.robots"
# Nobody reads a page and fills it in in less time.
FEWEST_SECONDS = 3
# A page that is left open over lunch, or overnight, still works.
MOST_SECONDS = 24 * 60 * 60


class PeopleForm(forms.Form):
    """A form for people. Its page shows ``stamp``, and ``nickname`` out of sight."""

    nickname = forms.CharField(
        label=gettext_lazy("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    too_old: str | Promise = gettext_lazy(
        "This page was open for a long time. Look at it once more and send it again."
    )
    too_fast: str | Promise = gettext_lazy("That went very fast. Look at it once more and send it again.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["stamp"] = new_stamp()

    def clean_nickname(self) -> str:
        """A field that only programs fill in; it comes into sight, as a program may have filled it in for a person."""
        if self.cleaned_data["nickname"]:
            raise ValidationError(_("Leave this field empty, so that we know you are not a robot."))
        return ""

    def clean(self) -> dict[str, Any]:
        """See how long the page was open."""
        cleaned = super().clean() or {}
        try:
            made = float(TimestampSigner(salt=SALT).unsign(cleaned.get("stamp", ""), max_age=MOST_SECONDS))
        except (SignatureExpired, BadSignature, ValueError):
            self.data = dict(self.data.items()) | {"stamp": new_stamp()}
            raise ValidationError(str(self.too_old)) from None
        if timezone.now().timestamp() - made < FEWEST_SECONDS:
            raise ValidationError(str(self.too_fast))
        return cleaned


def new_stamp() -> str:
    """Return the moment of now, signed."""
    return TimestampSigner(salt=SALT).sign(f"{timezone.now().timestamp():.3f}")
