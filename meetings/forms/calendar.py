"""Choosing of what to make a feed."""

from typing import Any

from django import forms

from communities.models import Community


class FeedForm(forms.Form):
    """One of the circles of whoever asks; none means all of them."""

    circle = forms.ModelChoiceField(Community.objects.none(), to_field_name="slug", required=False)

    def __init__(self, *args: Any, circles: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["circle"].queryset = circles  # type: ignore[attr-defined]
