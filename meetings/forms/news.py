"""What a member puts forward under *actualiteiten*."""

from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from leerkring.accounts.models import one_line

from ..models import NewsItem


class WebAddressField(forms.URLField):
    """An address of a page on the web, and nothing else that a browser could open."""

    default_validators = [
        URLValidator(schemes=["http", "https"], message=_("Write a web address that begins with https://."))
    ]


class NewsForm(forms.Form):
    """Something to talk about, in a minute."""

    title = forms.CharField(
        label=_("What is it about?"),
        max_length=200,
        validators=[one_line],
        help_text=_("The title of the article, or your experience in one line."),
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=NewsItem.Kind.choices, initial=NewsItem.Kind.NEWS, widget=forms.RadioSelect
    )
    url = WebAddressField(
        label=_("Link"), max_length=500, required=False, assume_scheme="https", help_text=_("If it is on the web.")
    )
    text = forms.CharField(
        label=_("Why does it matter to us?"),
        max_length=2000,
        required=False,
        help_text=_("Two or three sentences. Only members of the circle read this."),
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": ""}),
    )


class NewsChangeForm(NewsForm):
    """Changing what was put forward."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: Any = None, *, item: NewsItem) -> None:
        names = ["title", "kind", "url", "text", "version"]
        super().__init__(data, initial={name: getattr(item, name) for name in names})
