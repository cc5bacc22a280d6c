"""Modules that are switched on and off."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from ..models import Community
from .desk import DeskForm
from .options import options

Module = Community.Module
HINTS = {
    Module.RESEARCH: gettext_lazy("You look for an answer together with researchers and students."),
    Module.TRAINING: gettext_lazy("A training made for what this circle wants to learn."),
    Module.STUDY_TRIP: gettext_lazy("You visit a place where they already do it."),
    Module.AGENDA: gettext_lazy("Everybody proposes issues, you weigh them together, and decide with reasons."),
    Module.ASSIGNMENTS: gettext_lazy("Questions from practice that students and professionals work on."),
    Module.DISCUSSION: gettext_lazy("Talking on between the meetings, for members only."),
    Module.FILES: gettext_lazy("A place for what you keep together, in folders and with earlier versions."),
    Module.GLOSSARY: gettext_lazy("Words and how each sector uses them; texts of the circle explain them."),
    Module.HEALTH: gettext_lazy("Members say anonymously how the circle is doing, in ten short questions."),
}


class ModuleForm(DeskForm):
    """Exactly what is ticked is switched on."""

    modules = forms.MultipleChoiceField(
        label=gettext_lazy("What do you do beside the meetings?"),
        choices=options(Module),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["modules"].choice_hints = HINTS  # type: ignore[attr-defined]

    def _shown(self, name: str, value: Any) -> Any:
        return ", ".join(label for code, label in options(Module)() if code in value)


def initial_of(community: Community) -> dict[str, Any]:
    """Return what stands in the form."""
    return {"modules": community.modules, "version": community.version}
