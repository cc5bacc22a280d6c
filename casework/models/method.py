"""A method that a circle or a programme copied and changed, or wrote itself. The twelve built-in ones are data."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from communities.models import Community, Programme
from leerkring.core.permissions import PermittedQuerySet

from ..methods import Group, Hidden, Input, Plan, PlanStep

# How a session and an address name it, beside the keys of the built-in ones.
PREFIX = "eigen-"
MOST_STEPS = 20


class Method(models.Model):
    """One method, in the language of who wrote it."""

    # Exactly one of both: whose it is.
    community = models.ForeignKey(Community, on_delete=models.CASCADE, null=True, blank=True, related_name="methods")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, null=True, blank=True, related_name="methods")
    title = models.CharField(_("title"), max_length=120)
    about = models.TextField(_("what it is for"), blank=True, max_length=600)
    least = models.PositiveSmallIntegerField(_("from how many people"), default=4)
    most = models.PositiveSmallIntegerField(_("to how many people"), default=8)
    # The key of the built-in method it was copied from.
    origin = models.CharField(max_length=40, blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("method")
        verbose_name_plural = _("methods")
        ordering = ["title", "pk"]
        constraints = [
            # A method belongs to a circle or to a programme, so that one of both decides who changes it.
            models.CheckConstraint(
                condition=Q(community__isnull=False, programme__isnull=True)
                | Q(community__isnull=True, programme__isnull=False),
                name="method_belongs_to_one",
            ),
            models.CheckConstraint(condition=Q(least__lte=models.F("most")), name="method_least_is_not_above_most"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("casework:own_method_detail", kwargs={"pk": self.pk})

    @property
    def key(self) -> str:
        """How a session names it."""
        return f"{PREFIX}{self.pk}"

    def plan(self) -> Plan:
        """Return it as every session, page and paper knows methods; one query unless its steps were fetched."""
        steps = sorted(self.steps.all(), key=lambda step: step.position)
        numbers = {step.pk: number for number, step in enumerate(steps, 1)}
        return Plan(
            key=self.key,
            title=_text(self.title),
            about=_text(self.about),
            people=(self.least, self.most),
            steps=tuple(step.plan(numbers, number) for number, step in enumerate(steps, 1)),
        )


class MethodStep(models.Model):
    """One step of a method of one's own."""

    class Who(models.TextChoices):
        OWNER = Group.OWNER.value, _("the case owner")
        PARTICIPANTS = Group.PARTICIPANTS.value, _("the participants")
        BOTH = "both", _("participants and case owner")
        ALL = Group.ALL.value, _("everybody")

    class Silent(models.TextChoices):
        OWNER = Group.OWNER.value, _("the case owner only listens")
        PARTICIPANTS = Group.PARTICIPANTS.value, _("the participants only listen")
        ALL = Group.ALL.value, _("everybody is silent")

    class Writes(models.TextChoices):
        NONE = Input.NONE.value, _("nothing: this step is done by talking")
        TEXT = Input.TEXT.value, _("one text each")
        LIST = Input.LIST.value, _("one line or more each")
        RATING = Input.RATING.value, _("warm, neutral or cold for each line of an earlier step")
        VOTE = Input.VOTE.value, _("a vote for a line of an earlier step")

    class HiddenUntil(models.TextChoices):
        ALL = Hidden.UNTIL_ALL.value, _("until everybody has handed in")
        FACILITATOR = Hidden.UNTIL_SHOWN.value, _("until the facilitator shows it")

    method = models.ForeignKey(Method, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("title"), max_length=120)
    instruction = models.TextField(_("what the table does"), max_length=600)
    active = models.CharField(_("whose turn it is"), max_length=20, choices=Who, default=Who.PARTICIPANTS)
    silent = models.CharField(_("who is silent"), max_length=20, choices=Silent, blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=10, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    input = models.CharField(_("what is written"), max_length=20, choices=Writes, default=Writes.NONE)
    hidden = models.CharField(_("hidden"), max_length=20, choices=HiddenUntil, blank=True)
    rule = models.CharField(_("rule"), max_length=300, blank=True)
    # The earlier step whose lines it shows, rates or votes on.
    about = models.ForeignKey(
        "self",
        verbose_name=_("about the lines of"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = _("step of a method")
        verbose_name_plural = _("steps of methods")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def plan(self, numbers: dict[int, int], number: int) -> PlanStep:
        """Return it as a session knows it; what it is about must stand before it, else it is about nothing."""
        about = numbers.get(self.about_id or 0, 0)
        about = about if about < number else 0
        written = Input(self.input)
        if written in (Input.RATING, Input.VOTE) and not about:
            written = Input.NONE
        both = (Group.PARTICIPANTS, Group.OWNER)
        return PlanStep(
            title=_text(self.title),
            instruction=_text(self.instruction),
            active=both if self.active == self.Who.BOTH else (self.active,),
            silent=(self.silent,) if self.silent else (),
            minutes=self.minutes,
            rule=_text(self.rule) if self.rule else None,
            prompt=_text(self.title) if written in (Input.TEXT, Input.LIST) else None,
            input=written,
            hidden=self.hidden if written in (Input.TEXT, Input.LIST) else Hidden.NO,
            about=about,
        )


def _text(text: str) -> dict[str, str]:
    """What somebody wrote themselves is there in one language, and shown to all."""
    return {settings.LANGUAGE_CODE: text}
