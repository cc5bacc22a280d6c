"""Topics, and what is said in them."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy

from leerkring.accounts.models import one_line

from ..models import PostReaction, Topic, TopicReader
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


class ManyFiles(forms.FileField):
    """Any number of files, chosen at once."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files, each looked at as one alone is."""
        rows = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFiles, self).clean(row, initial) for row in rows]


class ManyFilesInput(forms.FileInput):
    """Lets a browser choose more than one."""

    allow_multiple_selected = True


class FilesForm(forms.Form):
    """Files that go along with a message."""

    files = ManyFiles(  # type: ignore[assignment]
        label=gettext_lazy("Files"),
        required=False,
        help_text=gettext_lazy("At most five: pictures, PDF, Word, Excel, PowerPoint or plain text, of up to 20 MB."),
        widget=ManyFilesInput(attrs={"multiple": True}),
    )


class PostForm(FilesForm, KeyForm, WordsForm):
    """A message in a topic that is there."""

    field_order = ("version", "title", "text", "files")


class TopicForm(FilesForm, KeyForm, TitleForm):
    """A new topic with its first message."""

    field_order = ("version", "title", "text", "files")
    text = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=LONGEST,
        help_text=HINT,
        widget=forms.Textarea(attrs={"rows": 8, "data-autogrow": True}),
    )


class ReasonForm(DeskForm):
    """Why a message is reported, or hidden."""

    reason = forms.CharField(
        label=gettext_lazy("What is wrong with it?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3, "data-autogrow": True}),
    )


class ReactionForm(forms.Form):
    """A reaction that is given, or one that is taken back: the button says which, so pressing twice is once."""

    give = forms.ChoiceField(choices=PostReaction.Kind.choices, required=False)
    take = forms.ChoiceField(choices=PostReaction.Kind.choices, required=False)

    def clean(self) -> dict[str, Any]:
        """Return what to set, when it is something."""
        given, taken = self.cleaned_data.get("give"), self.cleaned_data.get("take")
        if not given and not taken:
            raise forms.ValidationError("")
        return {"kind": given or taken, "is_on": bool(given)}


class ReadForm(forms.Form):
    """Up to which message somebody read."""

    number = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class WishForm(forms.Form):
    """Whether somebody wants to hear of a topic."""

    wish = forms.ChoiceField(choices=TopicReader.Wish.choices, required=False)


def initial_of(topic: Topic) -> dict[str, Any]:
    """Return what stands in the form of the title."""
    return {"title": topic.title, "version": topic.version}
