"""What somebody tells about themselves, and to whom."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _

from leerkring.accounts.models import one_line

from ..models import Profile, Theme
from ..models.sector import Sector
from ..orcid import is_orcid, plain_orcid
from .area import AreaField
from .desk import DeskForm
from .options import options

Visibility = Profile.Visibility


def _readers() -> list[tuple[str, str]]:
    return [(str(value), capfirst(str(label))) for value, label in Visibility.choices]


def _open_choices(choices: Any) -> Any:
    return lambda: [("", gettext("I don’t say")), *options(choices)()]


def _photo_readers() -> list[tuple[str, str]]:
    """Whom one meets in a circle sees the photo; who shows it to nobody takes it away."""
    return [row for row in _readers() if row[0] != Visibility.NOBODY]


def _visibility(choices: Any = _readers) -> forms.ChoiceField:
    return forms.ChoiceField(label=gettext_lazy("Who sees this?"), choices=choices, initial=Visibility.CIRCLES)


class ProfileForm(DeskForm):
    """Each part has its own readers."""

    function = forms.CharField(
        label=gettext_lazy("Function"),
        max_length=120,
        required=False,
        validators=[one_line],
        help_text=gettext_lazy("For example: district nurse."),
    )
    organisation = forms.CharField(
        label=gettext_lazy("Organisation"),
        max_length=200,
        required=False,
        validators=[one_line],
        help_text=gettext_lazy("Where you work or study. You can leave it empty."),
        widget=forms.TextInput(attrs={"list": "suggestions", "autocomplete": "organization"}),
    )
    organisation_for = _visibility()
    brings = forms.CharField(
        label=gettext_lazy("What I bring"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("What can others ask you for? Experience, a network, a way of working."),
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
    )
    brings_for = _visibility()
    seeks = forms.CharField(
        label=gettext_lazy("What I look for"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("What do you want to learn, or whom do you want to meet?"),
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
    )
    seeks_for = _visibility()
    themes = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Themes"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    themes_for = _visibility()
    orcid = forms.CharField(
        label=gettext_lazy("ORCID"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("The number that researchers are known by. For example 0000-0002-1825-0097."),
    )
    orcid_for = _visibility()
    photo_for = _visibility(_photo_readers)
    is_listed = forms.BooleanField(
        label=gettext_lazy("Name me on the page with people"),
        required=False,
        help_text=gettext_lazy(
            "The whole world reads it, search engines too: your name, sector and area, and what you show to everybody "
            "above. Take the tick away and you are gone from it at once."
        ),
    )
    is_findable = forms.BooleanField(
        label=gettext_lazy("Others may find me when they look for help"),
        required=False,
        help_text=gettext_lazy(
            "Everybody with an account can then be told of you, with your name, what stands below, and what you show "
            "to everybody with an account above. Nobody gets your address until you say yes to an introduction."
        ),
    )
    sector = forms.ChoiceField(
        label=gettext_lazy("Where do you stand?"), required=False, choices=_open_choices(Sector)
    )
    area = AreaField(
        label=gettext_lazy("Where are you active?"),
        help_text=gettext_lazy("A municipality, a neighbourhood or a province. For example: Lingewaard."),
        widget=forms.TextInput(attrs={"list": "areas", "autocomplete": "off"}),
    )
    capacity = forms.ChoiceField(
        label=gettext_lazy("How much time do you have for questions of others?"),
        required=False,
        choices=_open_choices(Profile.Capacity),
    )

    def __init__(self, *args: Any, themes: QuerySet[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["themes"].choices = [(theme.pk, theme.name) for theme in themes]  # type: ignore[attr-defined]

    def _shown(self, name: str, value: Any) -> Any:
        if name != "themes":
            return super()._shown(name, value)
        words = dict(self.fields["themes"].choices)  # type: ignore[attr-defined]
        return ", ".join(words[pk] for pk in value if pk in words)

    def clean_orcid(self) -> str:
        """Take what was pasted, and see that no digit was mistyped."""
        text = self.cleaned_data["orcid"].strip()
        orcid = plain_orcid(text) if text else ""
        if orcid and not is_orcid(orcid):
            raise forms.ValidationError(
                _("This is no ORCID. It has sixteen characters, like 0000-0002-1825-0097; look for a typing error.")
            )
        return orcid

    def clean(self) -> dict[str, Any]:
        """Who may be found says from which sector."""
        cleaned = super().clean() or {}
        if cleaned.get("is_findable") and not cleaned.get("sector") and "sector" not in self.errors:
            self.add_error("sector", _("Say where you stand: others look for people from another sector."))
        return cleaned

    def parts(self) -> list[dict[str, Any]]:
        """Return the fields in parts, each with who sees it."""
        parts = [
            (_("Function and organisation"), ["function", "organisation"], "organisation_for"),
            (_("What I bring"), ["brings"], "brings_for"),
            (_("What I look for"), ["seeks"], "seeks_for"),
            (_("Themes"), ["themes"], "themes_for"),
            (_("ORCID"), ["orcid"], "orcid_for"),
            (_("Photo"), [], "photo_for"),
            (_("Being found"), ["is_listed", "is_findable", "sector", "area", "capacity"], ""),
        ]
        return [
            {
                "title": title,
                "fields": [self[name] for name in names],
                "readers": self[readers] if readers else None,
                "name": readers,
            }
            for title, names, readers in parts
            if "themes" not in names or self.fields["themes"].choices  # type: ignore[attr-defined]
        ]


def initial_of(profile: Profile) -> dict[str, Any]:
    """Return what stands in the form."""
    names = [name for name in ProfileForm.base_fields if name not in {"organisation", "themes", "area"}]
    return {name: getattr(profile, name) for name in names} | {
        "area": profile.area.label if profile.area else "",
        "organisation": profile.organisation.name if profile.organisation else "",
        "themes": [theme.pk for theme in profile.themes.all()] if profile.pk else [],
    }
