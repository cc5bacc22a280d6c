"""A story: its steps, its picture, whom it quotes, and what who reviews it answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import User, one_line

from ..models import Story
from .desk import DeskForm
from .programme import PictureWidget


def _step(label: Any, help_text: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4, "data-autogrow": True})
    return forms.CharField(label=label, help_text=help_text, max_length=4000, required=False, widget=widget)


class StoryForm(DeskForm):
    """The title and the five steps; a draft may lack some."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=160,
        validators=[one_line],
        help_text=gettext_lazy("What came of it, in one line."),
    )
    activity = _step(
        gettext_lazy("What did you do?"),
        gettext_lazy("With whom, where and when. Nothing by which a client can be recognised."),
    )
    gained = _step(gettext_lazy("What did it give you?"), gettext_lazy("An idea, a contact, a way of looking."))
    applied = _step(gettext_lazy("What did you do with it?"), gettext_lazy("In your work, your study or your street."))
    result = _step(
        gettext_lazy("What was the result?"),
        gettext_lazy("As concrete as you can: for whom, how many, what is otherwise. A good example needs this."),
    )
    insight = _step(
        gettext_lazy("What do you see differently now?"), gettext_lazy("About the question, the others or yourself.")
    )


class PictureForm(DeskForm):
    """A picture, and the same in words."""

    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        required=False,
        help_text=gettext_lazy("A JPEG, PNG or WebP of at most 5 MB. Ask who is in the picture whether they agree."),
        widget=PictureWidget(),
    )
    picture_text = forms.CharField(
        label=gettext_lazy("What the picture shows"),
        max_length=300,
        validators=[one_line],
        help_text=gettext_lazy(
            "One sentence, for who can't see it. For example: students at a kitchen table in Elst."
        ),
    )


class QuoteForm(DeskForm):
    """What somebody said, and how it is known that they agree."""

    text = forms.CharField(
        label=gettext_lazy("What was said"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
    )
    said_by = forms.CharField(
        label=gettext_lazy("Said by"),
        max_length=200,
        validators=[one_line],
        help_text=gettext_lazy("Name and role, or only the role. For example: Riet, resident of Huissen."),
    )
    person = forms.ModelChoiceField(
        label=gettext_lazy("Somebody of this circle?"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("Somebody else"),
        help_text=gettext_lazy(
            "They get a mail, and are quoted once they agree. They can take that back at any time."
        ),
    )
    consent_note = forms.CharField(
        label=gettext_lazy("If it is somebody else: when and how did they agree?"),
        max_length=300,
        required=False,
        validators=[one_line],
        help_text=gettext_lazy(
            "For example: on paper, at the meeting of 14 January. Only who handles the story sees it."
        ),
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = people
        field.label_from_instance = lambda person: person.full_name


class ReviewForm(DeskForm):
    """Publish it, for whom, and as what; or give it back."""

    publish = forms.TypedChoiceField(
        label=gettext_lazy("What do you answer?"),
        choices=[("yes", gettext_lazy("Publish")), ("no", gettext_lazy("Give it back to the author"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("Everybody may read it, also who isn’t in the circle"), required=False
    )
    is_good_example = forms.BooleanField(
        label=gettext_lazy("It is a good example: there is a concrete result that others can use"), required=False
    )
    remark = forms.CharField(
        label=gettext_lazy("If you give it back: what can the author still do?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
    )


def initial_of(story: Story) -> dict[str, Any]:
    """Return what stands in any of these forms."""
    names = ("title", *Story.STEPS, "picture_text", "is_public", "is_good_example", "version")
    return {name: getattr(story, name) for name in names}
