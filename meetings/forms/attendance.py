"""The answer to a meeting."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Self

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..actions.attendance import Details
from ..actions.needs import Wishes
from ..models import Attendance, Meeting

Choices = Sequence[tuple[str, str]]


class AnswerForm(forms.Form):
    """One button each: which one was pressed is the answer."""

    SHOWS_NEEDS = True

    answer = forms.ChoiceField(label=_("Your answer"), choices=Attendance.Answer.choices, widget=forms.RadioSelect)
    part = forms.ChoiceField(
        label=_("Which part of the day?"),
        choices=Attendance.Part.choices,
        required=False,
    )
    way = forms.ChoiceField(
        label=_("Where do you take part?"),
        choices=Attendance.Way.choices,
        required=False,
    )
    diet = forms.CharField(
        label=_("What don't you eat or drink?"),
        max_length=200,
        required=False,
        help_text=_(
            "For example no pork, or a nut allergy. Coordinators read this with your name; the host sees it without"
            " a name. We delete it 7 days after the meeting."
        ),
    )
    access = forms.CharField(
        label=_("What do you need to take part?"),
        max_length=200,
        required=False,
        help_text=_(
            "For example a seat near the screen, or a ramp. The same people read this, and we delete it then too."
        ),
    )
    remark = forms.CharField(
        label=_("Something the coordinator should know?"),
        max_length=300,
        required=False,
        help_text=_("For example that you come later. Only coordinators read this."),
    )

    def __init__(self, data: Any = None, *, meeting: Meeting, **options: Any) -> None:
        super().__init__(data, **options)
        if meeting.format != Meeting.Format.HYBRID:
            del self.fields["way"]

    @classmethod
    def of(cls, meeting: Meeting, known: Attendance | None, *, chosen: str = "") -> Self:
        """Return the form with what was answered before (read ``with_own_needs``), or the answer that was chosen."""
        if known is None:
            return cls(meeting=meeting, initial={"answer": chosen})
        given = {name: getattr(known, name) for name in ["answer", "part", "way", "remark"]}
        needs = {"diet": known.own_diet, "access": known.own_access} if cls.SHOWS_NEEDS else {}  # type: ignore[attr-defined]
        return cls(meeting=meeting, initial=given | needs | ({"answer": chosen} if chosen else {}))

    def cleaned_remark(self) -> str | None:
        """Return the remark; None when the page did not ask for one, so that what was written stays."""
        return self._asked("remark")

    def details(self) -> Details:
        """Return what goes with the answer; None for what the page did not ask for."""
        wishes = Wishes(self._asked("diet"), self._asked("access"))
        return Details(self._asked("part"), self._asked("way"), wishes)

    def _asked(self, name: str) -> str | None:
        return self.cleaned_data.get(name) if name in self.data else None


class AnswerPageForm(AnswerForm):
    """The answer on a page of its own, where it is chosen; who can't come is asked no more (site.js).

    What somebody told of their needs is not shown: a mail is passed on with its link, and a coordinator chooses the
    person later. So an empty field leaves it as it is.
    """

    SHOWS_NEEDS = False

    def __init__(self, data: Any = None, *, meeting: Meeting, **options: Any) -> None:
        super().__init__(data, meeting=meeting, **options)
        for name in self.fields.keys() & {"part", "way", "diet", "access"}:
            self.fields[name].widget.attrs["data-show-when"] = "answer=yes|maybe"
        told = _("Told before for this meeting? Leave this empty, and it stays.")
        self.fields["access"].help_text = format_lazy("{} {}", self.fields["access"].help_text, told)

    def details(self) -> Details:
        """Return what goes with the answer; what they said themselves of their needs stays unless it is replaced."""
        wishes = Wishes(self._asked("diet") or None, self._asked("access") or None)
        return replace(super().details(), needs=wishes)


class AnswerForForm(AnswerPageForm):
    """The answer of somebody else, by a coordinator who heard it otherwise."""

    SAID = {
        Attendance.Answer.YES: _("is coming"),
        Attendance.Answer.MAYBE: _("is not sure yet"),
        Attendance.Answer.NO: _("can't come"),
    }

    person = forms.ChoiceField(label=_("Who?"))

    field_order = ["person", "answer", "part", "way", "diet", "access", "remark"]

    def __init__(self, data: Any = None, *, meeting: Meeting, silent: Choices = (), answered: Choices = ()) -> None:
        super().__init__(data, meeting=meeting)
        groups = [(_("Not answered yet"), list(silent)), (_("Answered already"), list(answered))]
        field: Any = self.fields["person"]
        field.choices = [("", _("Choose somebody")), *((title, people) for title, people in groups if people)]
        answer: Any = self.fields["answer"]
        answer.label, answer.choices = _("Answer"), list(self.SAID.items())
        self.fields["remark"].label, self.fields["remark"].help_text = _("Remark"), ""
        self.fields["diet"].label, self.fields["access"].label = (
            _("What don't they eat or drink?"),
            _("What do they need to take part?"),
        )
        if "way" in self.fields:
            self.fields["way"].label = _("Where do they take part?")
