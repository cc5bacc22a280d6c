"""A programme: what it is called and says, its infographic, and where it works."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leerkring.core.versioned import VersionedForm
from leerkring.core.vocabulary import own_word

from ..actions.area import understand_area
from ..models import Area, Programme
from .area import propose_area

WORDS = {"leerkring": "leerkringen", "leergemeenschap": "leergemeenschappen"}
OWN = "own"
MOST_AREAS = 50


class ProgrammeForm(VersionedForm):
    """Name, introduction, own words, and who may start a circle in it."""

    name = forms.CharField(
        label=gettext_lazy("Name of the programme"),
        max_length=200,
        help_text=gettext_lazy("As the network is known. For example: Krachtige Leerkringen Rijn & Waal."),
    )
    description = forms.CharField(
        label=gettext_lazy("Introduction"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("What is it about, and for whom? Two or three sentences. More can follow in blocks."),
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
    )
    words = forms.ChoiceField(
        label=gettext_lazy("What do you call your groups?"),
        choices=[
            ("leerkring", "leerkring"),
            ("leergemeenschap", "leergemeenschap"),
            (OWN, gettext_lazy("A word of our own")),
        ],
        initial="leerkring",
        widget=forms.RadioSelect,
        help_text=gettext_lazy("This word then stands on all pages of the programme."),
    )
    noun_singular = forms.CharField(
        label=gettext_lazy("Your word for one group"),
        validators=[own_word],
        max_length=40,
        required=False,
        help_text=gettext_lazy("A Dutch word with “de”, such as werkplaats: then all sentences stay right."),
        widget=forms.TextInput(attrs={"data-show-when": "words=own", "autocapitalize": "none"}),
    )
    noun_plural = forms.CharField(
        label=gettext_lazy("Your word for more groups"),
        validators=[own_word],
        max_length=40,
        required=False,
        help_text=gettext_lazy("For example: werkplaatsen."),
        widget=forms.TextInput(attrs={"data-show-when": "words=own", "autocapitalize": "none"}),
    )
    who = forms.ChoiceField(
        label=gettext_lazy("Who may start a circle in it?"),
        choices=[
            ("everyone", gettext_lazy("Everybody with an account")),
            ("team", gettext_lazy("Only the team of the programme")),
        ],
        initial="everyone",
        widget=forms.RadioSelect,
    )
    parent = forms.ChoiceField(
        label=gettext_lazy("Part of"),
        required=False,
        help_text=gettext_lazy("Of another programme that you coordinate. Most programmes stand by themselves."),
    )

    use_required_attribute = False

    def __init__(self, *args: Any, parents: list[Programme], texts_only: bool = False, **kwargs: Any) -> None:
        """With ``texts_only`` what coordinators decide is left as it is: who may start, and what it is part of."""
        super().__init__(*args, **kwargs)
        self.parents = {str(row.pk): row for row in parents}
        if texts_only:
            del self.fields["who"]
        if parents and not texts_only:
            choices = [("", _("Nothing: it stands by itself")), *((pk, row.name) for pk, row in self.parents.items())]
            self.fields["parent"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["parent"]
        if not self.is_bound:
            self._ask_for_own_words()

    def _ask_for_own_words(self) -> None:
        """Show no "optional" beside these: who chooses a word of their own needs both."""
        self.fields["noun_singular"].required = self.fields["noun_plural"].required = True

    def clean_name(self) -> str:
        """A name stands on one line."""
        return " ".join(self.cleaned_data["name"].split())

    def clean(self) -> dict[str, Any]:
        """Return the fields as the programme has them."""
        cleaned = super().clean() or {}
        one, more = self._nouns(cleaned)
        self._ask_for_own_words()
        facts: dict[str, Any] = {"noun_singular": one, "noun_plural": more}
        if "who" in self.fields:
            facts["is_open"] = cleaned.get("who") != "team"
        if "parent" in self.fields:
            facts["parent"] = self.parents.get(cleaned.get("parent", ""))
        kept = {name: cleaned[name] for name in ("name", "description", "version") if name in cleaned}
        return kept | facts

    def _nouns(self, cleaned: dict[str, Any]) -> tuple[str, str]:
        words = cleaned.get("words", "")
        if words in WORDS:
            return words, WORDS[words]
        one, more = (cleaned.get(name, "").strip() for name in ("noun_singular", "noun_plural"))
        if words == OWN and not one:
            self.add_error("noun_singular", _("Fill in your word for one group."))
        if words == OWN and not more:
            self.add_error("noun_plural", _("Fill in your word for more groups."))
        return one, more


def initial_of(programme: Programme) -> dict[str, Any]:
    """Return what stands in the form for a programme that exists."""
    known = WORDS.get(programme.noun_singular) == programme.noun_plural
    return {
        "name": programme.name,
        "description": programme.description,
        "words": programme.noun_singular if known else OWN,
        "noun_singular": "" if known else programme.noun_singular,
        "noun_plural": "" if known else programme.noun_plural,
        "who": "everyone" if programme.is_open else "team",
        "parent": str(programme.parent_id or ""),
        "version": programme.version,
    }


class PictureWidget(forms.FileInput):
    """Offers pictures first when the device asks which file."""

    def __init__(self) -> None:
        super().__init__(attrs={"accept": "image/jpeg,image/png,image/webp"})


class InfographicForm(VersionedForm):
    """A picture that explains the programme, and the same in words."""

    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        required=False,
        help_text=gettext_lazy("A JPEG, PNG or WebP of at most 5 MB."),
        widget=PictureWidget(),
    )
    text = forms.CharField(
        label=gettext_lazy("What the infographic says"),
        max_length=5000,
        help_text=gettext_lazy("All that stands in the picture, in words: for who can't see it, and for searching."),
        widget=forms.Textarea(attrs={"rows": 6, "data-autogrow": True}),
    )

    def __init__(self, *args: Any, has_picture: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["picture"].required = not has_picture
        if has_picture:
            self.fields["picture"].label = _("Another picture")


class AreasForm(forms.Form):
    """Places as people type them, one to a line."""

    places = forms.CharField(
        label=gettext_lazy("Areas to add"),
        max_length=5000,
        help_text=gettext_lazy(
            "Provinces, municipalities or neighbourhoods, each on its own line. "
            "For a neighbourhood type both: Brakkenstein, Nijmegen."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "data-autogrow": True}),
    )

    def clean_places(self) -> list[Area]:
        """Return the areas that are meant; says of each line that isn't known what might be."""
        lines = [line.strip() for line in self.cleaned_data["places"].splitlines() if line.strip()]
        if len(lines) > MOST_AREAS:
            raise ValidationError(_("Add at most 50 areas at a time."))
        found = [(line, understand_area(line)) for line in lines]
        unknown = [
            _("We don't know “%(text)s”.") % {"text": line} + propose_area(line)
            for line, area in found
            if area is None
        ]
        if unknown:
            raise ValidationError(unknown)
        return [area for _line, area in found if area]
