"""Topics, and what is said in them."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import one_line

from ..models import Topic, TopicReader
from .desk import DeskForm

LONGEST = 10_000
HINT = gettext_lazy("You can use Markdown: **bold**, *italic*, lists with - and links. Nothing about clients.")


class TitleForm(DeskForm):
    """What a topic is about."""

    title = forms.CharField(
        label=gettext_lazy("What is it about?"),
        max_length=160,
        validators=[one_line],
        help_text=gettext_lazy("In one line. A question works best. The title can stand in a mail to members."),
    )


class WordsForm(DeskForm):
    """What somebody says."""

    text = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=LONGEST,
        help_text=HINT,
        widget=forms.Textarea(attrs={"rows": 4, "data-autogrow": True}),
    )


class KeyForm(forms.Form):
    """Carries a key of its own, so that a form that is sent twice says one thing."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4

    def clean_key(self) -> Any:
        """A page without a key is one of its own."""
        return self.cleaned_data.get("key") or uuid4()


class PostForm(KeyForm, WordsForm):
    """A message in a topic that is there."""


class TopicForm(KeyForm, TitleForm):
    """A new topic with its first message."""

    text = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=LONGEST,
        help_text=HINT,
        widget=forms.Textarea(attrs={"rows": 8, "data-autogrow": True}),
    )


class ReadForm(forms.Form):
    """Up to which message somebody read."""

    number = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class WishForm(forms.Form):
    """Whether somebody wants to hear of a topic."""

    wish = forms.ChoiceField(choices=TopicReader.Wish.choices, required=False)


def initial_of(topic: Topic) -> dict[str, Any]:
    """Return what stands in the form of the title."""
    return {"title": topic.title, "version": topic.version}
