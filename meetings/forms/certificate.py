"""What people want on their certificates, and the number that somebody types to check one."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..models import CertificateChoices
from ..models.certificate import HALF, SIGNS

# Read aloud or from a blurred copy, these are taken for one another; the first never stands in a number.
MISTAKEN = str.maketrans("OIL", "011")


class ChoicesForm(forms.ModelForm):
    """The register of somebody, and whether others may name them."""

    class Meta:
        model = CertificateChoices
        fields = ("register", "register_number", "may_be_named")
        help_texts = {
            "register": gettext_lazy("For example SKJ, Registerplein or Kwaliteitsregister V&V."),
            "may_be_named": gettext_lazy(
                "Otherwise they only say how many people were there. You can change this at any time."
            ),
        }

    def clean(self) -> dict[str, Any]:
        """A number alone says nothing."""
        cleaned = super().clean() or {}
        if cleaned.get("register_number") and not cleaned.get("register") and "register" not in self.errors:
            self.add_error("register", ValidationError(_("Fill in of which register this is the number.")))
        return cleaned


class SerialForm(forms.Form):
    """The number on a certificate, with or without its dash."""

    serial = forms.CharField(
        label=gettext_lazy("Number of the certificate"),
        max_length=40,
        help_text=gettext_lazy("Ten letters and digits, for example 7F3KQ-9XQPM."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )

    def clean_serial(self) -> str:
        """Return the number as it is kept; spaces, dashes and small letters are fine."""
        typed = "".join(self.cleaned_data["serial"].upper().split()).replace("-", "").replace("–", "")
        serial: str = typed.translate(MISTAKEN)
        if len(serial) != 2 * HALF or not set(serial) <= set(SIGNS):
            raise ValidationError(_("A number has ten letters and digits. Look at it once more."))
        return serial
