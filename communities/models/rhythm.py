"""What a programme and a circle choose about their rhythm of mail, and when it is silent."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet
from leerkring.notifications.rhythm import LINE_LENGTH, LONGEST_AFTER, Choice

from .community import Community
from .programme import Programme


class RhythmChoice(models.Model):
    """What one level says about one rule of the rhythm; what is empty it leaves to the level above.

    Apps above have levels too: they make a model of this one.
    """

    # The name of the rule; one that no app registers any more says nothing.
    rule = models.CharField(_("mail"), max_length=40)
    is_on = models.BooleanField(_("goes out"), null=True, blank=True)
    # How many days before or after; which of the two is up to the rule.
    days = models.PositiveSmallIntegerField(_("days"), null=True, blank=True)
    line = models.CharField(_("a line of your own"), max_length=LINE_LENGTH, blank=True)

    class Meta:
        abstract = True
        constraints = [
            # A mail on the day itself, or years from now, is a typing error.
            models.CheckConstraint(
                condition=Q(days__isnull=True) | Q(days__gte=1, days__lte=LONGEST_AFTER),
                name="%(class)s_days_are_sane",
            ),
        ]

    def __str__(self) -> str:
        return self.rule

    @property
    def choice(self) -> Choice:
        """The row as the rhythm reads it."""
        return Choice(self.is_on, self.days, self.line)


class ProgrammeRhythm(RhythmChoice):
    """What a programme chooses for all its circles."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="rhythm")

    objects = PermittedQuerySet.as_manager()

    class Meta(RhythmChoice.Meta):
        verbose_name = _("rhythm of a programme")
        verbose_name_plural = _("rhythms of programmes")
        constraints = [
            *RhythmChoice.Meta.constraints,
            # A level has one opinion.
            models.UniqueConstraint(fields=["programme", "rule"], name="one_choice_per_programme_and_rule"),
        ]


class CommunityRhythm(RhythmChoice):
    """What a circle chooses for all its meetings and outcomes."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="rhythm")

    objects = PermittedQuerySet.as_manager()

    class Meta(RhythmChoice.Meta):
        verbose_name = _("rhythm of a circle")
        verbose_name_plural = _("rhythms of circles")
        constraints = [
            *RhythmChoice.Meta.constraints,
            # A level has one opinion.
            models.UniqueConstraint(fields=["community", "rule"], name="one_choice_per_circle_and_rule"),
        ]


class RhythmBreak(models.Model):
    """A period in which the rhythm of a circle, or of all circles of a programme, is silent: the summer."""

    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, null=True, blank=True, related_name="rhythm_breaks"
    )
    community = models.ForeignKey(
        Community, on_delete=models.CASCADE, null=True, blank=True, related_name="rhythm_breaks"
    )
    starts_on = models.DateField(_("from"))
    # The last silent day.
    ends_on = models.DateField(_("until and with"))

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("break in the rhythm")
        verbose_name_plural = _("breaks in the rhythm")
        ordering = ["starts_on"]
        constraints = [
            # A break is of a programme or of a circle.
            models.CheckConstraint(
                condition=Q(programme__isnull=True) ^ Q(community__isnull=True), name="break_is_of_one_level"
            ),
            # Time runs forward.
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="break_ends_after_it_starts"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} – {self.ends_on}"


class RhythmSpread(models.Model):
    """A programme changed its rhythm, and its circles are told of it in batches: up to which circle that was done."""

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, primary_key=True, related_name="+")
    since = models.DateTimeField()
    # The key of the last circle that was told.
    after = models.PositiveBigIntegerField(default=0)

    class Meta:
        verbose_name = _("rhythm that is being spread")
        verbose_name_plural = _("rhythms that are being spread")

    def __str__(self) -> str:
        return f"{self.programme_id} ({self.after})"
