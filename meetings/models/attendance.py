"""Who comes."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from communities.models import Membership
from leerkring.core.labels import label_of
from leerkring.core.permissions import PermittedQuerySet

from .meeting import Meeting


class AttendanceQuerySet(PermittedQuerySet["Attendance"]):
    """Answers, by what they mean for the places there are."""

    def of_members(self) -> "AttendanceQuerySet":
        """Answers of who takes part in the circle now; who left holds no place."""
        here = Membership.objects.active().filter(
            user=OuterRef("user"), community=OuterRef("meeting__cycle__community")
        )
        return self.filter(Exists(here), user__is_active=True)

    def coming(self) -> "AttendanceQuerySet":
        """Answers of who comes and has a place."""
        return self.filter(answer=Attendance.Answer.YES, is_waiting=False)

    def on_location(self) -> "AttendanceQuerySet":
        """Answers of who sits at the table: who takes part online in a hybrid meeting needs no chair."""
        return self.exclude(way=Attendance.Way.ONLINE, meeting__format=Meeting.Format.HYBRID)

    def with_own_needs(self, user: Any) -> "AttendanceQuerySet":
        """Answers; that of ``user`` tells what they need (``own_diet``, ``own_access``), those of others don't."""
        own = Q(user=user.pk, needs__isnull=False)
        marks = {name: Case(When(own, then=F(f"needs__{name}")), default=Value("")) for name in ("diet", "access")}
        return self.annotate(own_diet=marks["diet"], own_access=marks["access"])

    def waiting(self) -> "AttendanceQuerySet":
        """The waiting list; who said yes first is first."""
        return self.filter(answer=Attendance.Answer.YES, is_waiting=True).order_by("answered_at", "pk")


class Attendance(models.Model):
    """One person's answer to one meeting; no row means: not answered yet."""

    class Answer(models.TextChoices):
        YES = "yes", _("I am coming")
        MAYBE = "maybe", _("Maybe")
        NO = "no", _("I can't come")

    class Channel(models.TextChoices):
        SITE = "site", _("on the site")
        MAIL = "mail", _("from the mail")
        COORDINATOR = "coordinator", _("by a coordinator")
        CALENDAR = "calendar", _("from a calendar")

    class Part(models.TextChoices):
        WHOLE = "", _("the whole day")
        MORNING = "morning", _("only the morning")
        AFTERNOON = "afternoon", _("only the afternoon")

    class Way(models.TextChoices):
        LOCATION = "", _("on location")
        ONLINE = "online", _("online")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attendances")
    answer = models.CharField(_("answer"), max_length=10, choices=Answer)
    # Which part of the day they come, and whether they sit at the table or take part online (hybrid meetings).
    part = models.CharField(_("part of the day"), max_length=10, choices=Part, blank=True, db_default="")
    way = models.CharField(_("how"), max_length=10, choices=Way, blank=True, db_default="")
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.SITE)
    # The coordinator who answered for them; empty when they did it themselves.
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"))
    # One more for each changed answer; the confirmation mail of an older answer is not sent any more.
    revision = models.PositiveIntegerField(default=1)
    # Said yes when all places were taken. Means nothing beside another answer than yes: no constraint, since code from
    # before this column may still change the answer while the portal is upgraded.
    is_waiting = models.BooleanField(_("on the waiting list"), default=False, db_default=False)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        constraints = [
            # A person has one answer; the last one counts.
            models.UniqueConstraint(fields=["meeting", "user"], name="one_answer_per_person"),
        ]
        indexes = [
            # The tick asks each minute who waits; nearly everybody does not.
            models.Index(fields=["meeting"], name="meetings_waiting", condition=models.Q(is_waiting=True)),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.answer}"

    @property
    def waits(self) -> bool:
        """The row twin of ``waiting()``."""
        return self.answer == self.Answer.YES and self.is_waiting

    def is_online(self, meeting: Meeting) -> bool:
        """The row twin of ``on_location()``, turned round; ``meeting`` is that of the row."""
        return self.way == self.Way.ONLINE and meeting.format == Meeting.Format.HYBRID

    def details(self, meeting: Meeting) -> list[str]:
        """Return which part of the day they come and how, where that is worth saying."""
        if self.answer == self.Answer.NO:
            return []
        part = [label_of(self.Part, self.part)] if self.part else []
        return part + ([label_of(self.Way, self.way)] if self.is_online(meeting) else [])

    @property
    def words(self) -> str:
        """What was answered, and whether there is a place."""
        return gettext("on the waiting list") if self.waits else label_of(self.Answer, self.answer)
