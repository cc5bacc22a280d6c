"""The forms of a reflection: beginning it, writing it, and choosing who may read it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from communities.models import Assignment, Community, Membership
from leerkring.accounts.models import User
from leerkring.core.templatetags.ui import day
from meetings.models import ActionItem, Meeting, ProgrammeItem

from ..models import Case, GoalProgress, LearningGoal, Reflection, TableSeat
from ..reflection_models import Question, get_model
from ..subjects import named
from .steps import Difference, SheetForm

# Room for a text pasted from Word; beyond it somebody pasted the wrong thing.
LONGEST = 250_000
# Of peer consultations, those that are still fresh.
MOST_TABLES, MOST_SEATS = 3, 60
GUIDES = {Membership.Role.AREA_LECTURER, Membership.Role.LECTURER, Membership.Role.PROFESSOR}


def subjects(author: User, community: Community) -> dict[str, QuerySet[Any]]:
    """Return what a reflection in this circle may be about: only what its author may see now."""
    cases = Case.objects.permitted(author, "casework.view_case").filter(community=community)
    meetings = Meeting.objects.permitted(author, "meetings.view_meeting").filter(cycle__community=community)
    items = ActionItem.objects.permitted(author, "meetings.view_action_item").filter(community=community)
    assignments = Assignment.objects.permitted(author, "communities.reflect_assignment")
    own = Reflection.objects.permitted(author, "casework.change_reflection")
    return {
        "meeting": meetings.exclude(status=Meeting.Status.DRAFT).order_by("-starts_at"),
        "case": cases.exclude(~Q(owner=author), status=Case.Status.WITHDRAWN).order_by("-created_at"),
        "action_item": items.filter(owner=author).order_by("-pk"),
        "assignment": assignments.filter(community__programme=community.programme_id).order_by("-starts_on", "-pk"),
        "previous": own.order_by("-created_at"),
    }


class BeginForm(forms.Form):
    """What the address of a new page says of it: the model, and what it is about. What is strange is left out."""

    NAMES = {
        "bijeenkomst": "meeting",
        "casus": "case",
        "actiepunt": "action_item",
        "opdracht": "assignment",
        "na": "previous",
    }
    model = forms.CharField(required=False)

    def __init__(self, *args: Any, author: User, community: Community, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = subjects(author, community)
        for name, subject in self.NAMES.items():
            self.fields[name] = forms.ModelChoiceField(rows[subject], required=False)

    @property
    def begun(self) -> dict[str, Any]:
        """The fields of the reflection that these say."""
        self.is_valid()
        data = self.cleaned_data
        about = {subject: data[name] for name, subject in self.NAMES.items() if data.get(name)}
        return about | {"model_key": get_model(data.get("model", "")).key}


class SubjectField(forms.ModelChoiceField):
    """Something a reflection is about; a meeting with its day, an assignment that was withdrawn with that word."""

    def label_from_instance(self, obj: Any) -> str:
        if isinstance(obj, Assignment):
            return named(obj)
        return f"{day(obj.date)}: {obj}" if isinstance(obj, Meeting) else str(obj)


class ReflectionForm(SheetForm):
    """Asks what the model of the reflection asks; a title is all it needs."""

    all_optional = True

    class Meta:
        model = Reflection
        fields = ("title",)
        labels = {"title": _("What do you call this reflection?")}
        help_texts = {"title": _("A few words, so that you find it again.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.goals: list[LearningGoal] = []
        super().__init__(*args, **kwargs)
        required = self.fields["title"].required
        for part in self.scheme.parts:
            for question in part.questions:
                self._ask(question, part.title if part.is_grid else None)
        self._ask_subjects()
        self._ask_goals()
        self.fields["title"].required = required
        self.optional = frozenset(self.fields) - {"title", "page", "version"}

    @property
    def scheme(self) -> Any:
        """The model that is followed."""
        return self.instance.scheme

    @cached_property
    def screens(self) -> tuple[tuple[str, ...], ...]:  # type: ignore[override]
        """The title, a screen per question (a row of a grid stands together), what it is about, and the goals."""
        asked = [tuple(question.key for question in row) for part in self.scheme.parts for row in part.rows]
        goals = [tuple(f"goal_{goal.pk}" for goal in self.goals)] if self.goals else []
        return (("title",), *asked, tuple(Reflection.ABOUT), *goals)

    def _ask(self, question: Question, part: Any = None) -> None:
        self.fields[question.key] = forms.CharField(
            label=f"{part}: {_lower(question.title)}" if part else str(question.title),
            help_text=str(question.prompt or ""),
            required=False,
            max_length=LONGEST,
            widget=forms.Textarea(attrs={"rows": 4, "data-autogrow": ""}),
            initial=self.instance.answers.get(question.key, ""),
        )

    def _ask_subjects(self) -> None:
        rows = subjects(self.instance.author, self.instance.community)
        rows["previous"] = rows["previous"].exclude(pk=self.instance.pk)
        # What was withdrawn since can't be chosen any more; what was chosen stays.
        rows["assignment"] |= Assignment.objects.filter(pk=self.instance.assignment_id)
        labels = {
            "meeting": (_("Is it about a meeting?"), _("No meeting")),
            "case": (_("Is it about a case?"), _("No case")),
            "action_item": (_("Is it about something you promised to do?"), _("No action item")),
            "assignment": (_("Is it about an assignment that you do?"), _("No assignment")),
            "previous": (_("Does it follow from an earlier reflection?"), _("It stands by itself")),
        }
        for name, (label, empty) in labels.items():
            field = SubjectField(rows[name], label=label, empty_label=empty, required=False)
            field.initial = getattr(self.instance, f"{name}_id")
            self.fields[name] = field

    def _ask_goals(self) -> None:
        levels = dict(self.instance.goal_progress.values_list("goal", "level")) if self.instance.pk else {}
        mine = LearningGoal.objects.permitted(self.instance.author, "casework.change_goal")
        self.goals = list(mine.filter(Q(reached_at=None) | Q(pk__in=levels)))
        for goal in self.goals:
            self.fields[f"goal_{goal.pk}"] = forms.TypedChoiceField(
                label=goal.title,
                help_text=_("Is this reflection about this learning goal? Then say how far you are now."),
                choices=[("", _("It is not about this")), *GoalProgress.Level.choices],
                coerce=int,
                empty_value=None,
                required=False,
                initial=levels.get(goal.pk),
            )

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed, for saving."""
        data = self.cleaned_data
        answers = {question.key: data.get(question.key, "") for question in self.scheme.questions}
        kept = {key: text for key, text in answers.items() if text}
        return {name: data.get(name) for name in Reflection.ABOUT} | {"title": data["title"], "answers": kept}

    @property
    def levels(self) -> dict[int, int | None]:
        """How far the author says they are, by goal; None where it is not about that goal."""
        return {goal.pk: self.cleaned_data.get(f"goal_{goal.pk}") for goal in self.goals}

    def differences(self, stored: Any) -> list[Difference]:
        """Return the texts that were saved elsewhere with other words than were typed here."""
        was = {"title": stored.title} | {q.key: stored.answers.get(q.key, "") for q in self.scheme.questions}
        return [
            Difference(str(self.fields[name].label), text)
            for name, text in was.items()
            if text != self.cleaned_data.get(name)
        ]


class QuickReflectionForm(ReflectionForm):
    """Three short questions on one screen, right after a meeting."""

    @cached_property
    def screens(self) -> tuple[tuple[str, ...], ...]:  # type: ignore[override]
        """All of it at once."""
        return (tuple(question.key for question in self.scheme.questions),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["title"]

    def _ask_subjects(self) -> None:
        """It is about the meeting."""

    def _ask_goals(self) -> None:
        """A minute is short."""

    @property
    def typed(self) -> dict[str, Any]:
        """What was typed; the rest is known."""
        data = self.cleaned_data
        return {"answers": {q.key: data[q.key] for q in self.scheme.questions if data.get(q.key)}}

    def differences(self, stored: Any) -> list[Difference]:
        """Return the answers that were saved elsewhere with other words."""
        was = {question.key: stored.answers.get(question.key, "") for question in self.scheme.questions}
        return [
            Difference(str(self.fields[name].label), text)
            for name, text in was.items()
            if text != self.cleaned_data.get(name)
        ]


class ShareForm(forms.Form):
    """With whom: the whole circle, those of a table of peer consultation, or one person of the author's circles."""

    CIRCLE, TABLE = "circle", "table-"
    person = forms.ChoiceField(
        label=_("Share with"),
        error_messages={
            "required": _("Choose who may read it."),
            "invalid_choice": _("This person is in none of your circles any more. Choose somebody else."),
        },
    )

    def __init__(self, *args: Any, reflection: Reflection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        guides, others = people_around(reflection.author_id)
        self.people = {str(person.pk): person for person in [*guides, *others]}
        shared = {share.person_id for share in reflection.shares.all()}
        circle = [] if None in shared else [(self.CIRCLE, _("Everybody in this circle"))]
        groups = [
            (_("Your tables of peer consultation"), self._tables(reflection.author_id, shared)),
            (_("Who guides you"), _choices(guides, shared)),
            (_("Others in your circles"), _choices(others, shared)),
        ]
        choices: Any = self.fields["person"]
        people = [group for group in groups if group[1]]
        choices.choices = [("", _("Choose who may read it")), *circle, *people]

    def _tables(self, author_id: int, shared: set[int | None]) -> list[tuple[str, str]]:
        """Return the author's newest tables with who sat there and can't read it yet."""
        tables: dict[ProgrammeItem, list[User]] = {}
        for seat in TableSeat.objects.beside(author_id)[:MOST_SEATS]:
            if str(seat.member_id) in self.people and seat.member_id not in shared:
                tables.setdefault(seat.item, []).append(seat.member)
        return [
            (f"{self.TABLE}{item.pk}", f"{day(item.meeting.date)}: {', '.join(one.given_name for one in people)}")
            for item, people in list(tables.items())[:MOST_TABLES]
        ]

    @property
    def table(self) -> int | None:
        """The item of peer consultation at whose table they sat; None when that was not chosen."""
        chosen = self.cleaned_data["person"]
        return int(chosen.removeprefix(self.TABLE)) if chosen.startswith(self.TABLE) else None

    @property
    def chosen(self) -> User | None:
        """The person, or None for the circle."""
        return self.people.get(self.cleaned_data["person"])


def _choices(people: Iterable[User], shared: set[int | None]) -> list[tuple[str, str]]:
    return [(str(person.pk), person.full_name) for person in people if person.pk not in shared]


def people_around(author_id: int) -> tuple[list[User], list[User]]:
    """Return who guides students in the circles of the author, and everybody else there; each sorted by name."""
    mine = Membership.objects.active().filter(user=author_id).values("community")
    around = Membership.objects.active().filter(community__in=mine, user__is_active=True).exclude(user=author_id)
    people: dict[int, tuple[User, bool]] = {}
    for membership in around.select_related("user"):
        known = people.get(membership.user_id, (membership.user, False))
        people[membership.user_id] = (known[0], known[1] or bool({membership.role, membership.second_role} & GUIDES))
    rows = sorted(people.values(), key=lambda row: row[0].full_name.casefold())
    return [person for person, guides in rows if guides], [person for person, guides in rows if not guides]


def _lower(text: Any) -> str:
    words = str(text)
    return words[:1].lower() + words[1:]
