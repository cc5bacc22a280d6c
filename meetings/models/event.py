"""What a programme or a circle organises for more people than its members."""

import datetime as dt
import uuid
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Area, Community, Organisation, Programme
from leerkring.accounts.models import one_line
from leerkring.core.permissions import PermittedQuerySet
from leerkring.files.models import File

from .clock import OnTheClock, utc_moment


class EventQuerySet(PermittedQuerySet["Event"]):
    """Events, by when they are."""

    def published(self) -> "EventQuerySet":
        """Events that go on and may be seen."""
        return self.filter(status=Event.Status.PUBLISHED)

    def with_places(self) -> "EventQuerySet":
        """Count who has a place (``taken``), and read along whose it is; in the same query."""
        from .registration import Registration

        mine = Registration.objects.filter(event=OuterRef("pk")).coming().order_by()
        counted = mine.values("event").annotate(number=Count("pk")).values("number")
        taken = Coalesce(Subquery(counted, output_field=IntegerField()), 0)
        return self.annotate(taken=taken).select_related("programme", "community__programme")

    def open_to_people(self) -> "EventQuerySet":
        """Events one can come to; research has nothing to sign up for."""
        return self.exclude(kind=Event.Kind.RESEARCH)

    def of_programme(self, programme: Programme) -> "EventQuerySet":
        """Events of a programme itself and of its circles."""
        return self.filter(Q(programme=programme) | Q(community__programme=programme))

    def upcoming(self, now: datetime | None = None) -> "EventQuerySet":
        """Published events that are not over yet, soonest first."""
        return self.published().filter(ends_at__gt=now or timezone.now()).order_by("starts_at", "pk")


class Event(OnTheClock, models.Model):
    """A café, masterclass, leersafari, feedback session, training, study trip or research of a circle."""

    class Kind(models.TextChoices):
        CAFE = "cafe", _("alliance café")
        MASTERCLASS = "masterclass", _("masterclass")
        SAFARI = "safari", _("learning safari")
        FEEDBACK = "feedback", _("feedback session")
        TRAINING = "training", pgettext_lazy("event", "training")
        STUDY_TRIP = "study_trip", _("study trip")
        RESEARCH = "research", _("applied research")

    # What a circle must have switched on before it has these.
    MODULES = {Kind.TRAINING: "training", Kind.STUDY_TRIP: "study_trip", Kind.RESEARCH: "research"}

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        CANCELLED = "cancelled", _("cancelled")

    # Changes that follow each other this quickly are told in one mail; how long before it people are reminded; how
    # long after it addresses are kept.
    FOLD = timedelta(minutes=2)
    REMINDER = timedelta(days=2)
    KEPT = timedelta(days=30)
    # What goes on for weeks, such as research, has days and no clock times.
    WHOLE_DAY = (time(9, 0), time(17, 0))

    NEXT = {Status.DRAFT: {Status.PUBLISHED}, Status.PUBLISHED: {Status.CANCELLED}, Status.CANCELLED: set()}

    class Audience(models.TextChoices):
        """For whom a feedback session is."""

        RESEARCHERS = "researchers", _("researchers")
        PRACTICE = "practice", _("professionals from practice")
        POLICY = "policy", _("policy makers")
        RESIDENTS = "residents", _("residents")
        EVERYBODY = "everybody", _("everybody")

    class Visibility(models.TextChoices):
        PUBLIC = "public", _("everybody")
        MEMBERS = "members", _("only who takes part")

    # Whose it is: one of the two, or a circle within its programme.
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, null=True, blank=True, related_name="events")
    community = models.ForeignKey(Community, on_delete=models.CASCADE, null=True, blank=True, related_name="events")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    title = models.CharField(_("title"), max_length=160, validators=[one_line])
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    lead = models.CharField(_("in one sentence"), max_length=300, blank=True)
    description = models.TextField(_("description"), blank=True)
    visibility = models.CharField(_("for"), max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    host = models.ForeignKey(
        Organisation, verbose_name=_("host"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    municipality = models.ForeignKey(
        Area, verbose_name=_("municipality"), on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    place = models.CharField(_("place"), max_length=200, blank=True)
    address = models.CharField(_("street, number and town"), max_length=200, blank=True)
    travel = models.TextField(_("getting there"), blank=True)
    # Sent to who has a place; it stands in no public page, feed or search engine.
    online_url = models.URLField(_("link to take part online"), max_length=500, blank=True)
    # Clock times of the place; the UTC moments follow from them (rule 11). A trip or training may last for days.
    date = models.DateField(_("date"))
    last_date = models.DateField(_("last day"))
    start_time = models.TimeField(_("from"))
    end_time = models.TimeField(_("until"))
    time_zone = models.CharField(_("time zone"), max_length=64, default="Europe/Amsterdam")
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    # Null: room for everybody.
    capacity = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    # Null: until it begins.
    registration_until = models.DateField(_("sign up until"), null=True, blank=True)
    costs = models.CharField(_("costs"), max_length=160, blank=True)
    # By kind: masterclass and training.
    lecturer = models.CharField(_("lecturer"), max_length=160, blank=True, validators=[one_line])
    lecturer_about = models.TextField(_("about the lecturer"), blank=True)
    learning_goals = models.TextField(_("what you learn"), blank=True)
    # Leersafari and study trip.
    route = models.TextField(_("route"), blank=True)
    # Feedback session: bound to one version of a document and one audience.
    document_title = models.CharField(_("document"), max_length=200, blank=True)
    document_version = models.CharField(_("version"), max_length=40, blank=True)
    document_url = models.URLField(_("link to the document"), max_length=500, blank=True)
    audience = models.CharField(_("audience"), max_length=20, choices=Audience, blank=True)
    # Research: the question, and who does it.
    question = models.TextField(_("question"), blank=True)
    researchers = models.CharField(_("who does it"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    cancel_reason = models.CharField(_("reason"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    next_reminder_at = models.DateTimeField(null=True, blank=True, editable=False)
    # What stood there before the changes that are told in one mail, and when the first of them was made.
    facts_before: models.JSONField = models.JSONField(null=True, blank=True, editable=False)
    facts_before_at = models.DateTimeField(null=True, blank=True, editable=False)
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # What a calendar compares (rule 13).
    sequence = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["starts_at", "pk"]
        constraints = [
            # Somebody organises it, and may change it.
            models.CheckConstraint(
                condition=Q(programme__isnull=False) | Q(community__isnull=False), name="event_has_an_organiser"
            ),
            # An event that ends before it begins would be past before it is due.
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_starts"),
            # Published and cancelled ones were shown; a draft was not.
            models.CheckConstraint(
                condition=Q(status="draft", published_at__isnull=True)
                | (~Q(status="draft") & Q(published_at__isnull=False)),
                name="published_event_has_a_moment",
            ),
        ]
        indexes = [
            # The overview, the home page and feeds ask what is to come.
            models.Index(fields=["starts_at"], name="events_published", condition=Q(status="published")),
            # The tick asks who is to be reminded.
            models.Index(
                fields=["next_reminder_at"],
                name="events_to_remind",
                condition=Q(status="published", next_reminder_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:event_detail", kwargs={"slug": self.slug})

    def set_times(self, first: dt.date, last: dt.date, start: time, end: time) -> None:
        """Set wall-clock times and the UTC moments that follow from them; does not save."""
        self.date, self.last_date, self.start_time, self.end_time = first, last, start, end
        self.starts_at = utc_moment(first, start, self.time_zone)
        self.ends_at = utc_moment(last, end, self.time_zone)

    @property
    def is_published(self) -> bool:
        """The row twin of ``published()``."""
        return self.status == self.Status.PUBLISHED

    @property
    def local_end(self) -> datetime:
        """Its end on the clock of the place."""
        return datetime.combine(self.last_date, self.end_time)

    @property
    def whereabouts(self) -> str:
        """Place and address on one line; empty while unknown."""
        return ", ".join(filter(None, [self.place, self.address]))

    @property
    def organiser(self) -> Community | Programme:
        """Whose it is: the circle, else the programme."""
        owner = self.community or self.programme
        assert owner is not None
        return owner

    @property
    def takes_registrations(self) -> bool:
        """Whether people sign up for it at all; research has a question and people, and no places."""
        return self.kind != self.Kind.RESEARCH

    @property
    def lasts_days(self) -> bool:
        """Whether it goes on for more than one day."""
        return self.last_date != self.date

    @property
    def closes_at(self) -> datetime:
        """Until when people sign up: the end of the last day for it, else its start."""
        if self.registration_until is None:
            return self.starts_at
        after = self.registration_until + timedelta(days=1)
        return min(self.starts_at, utc_moment(after, time.min, self.time_zone))

    @property
    def is_open(self) -> bool:
        """Whether people can sign up now."""
        return self.is_published and self.takes_registrations and timezone.now() < self.closes_at

    @property
    def erased_after(self) -> datetime:
        """From when addresses of who signed up are erased."""
        return self.ends_at + self.KEPT


class EventPart(models.Model):
    """A piece of an event: the vision an organisation shares in a café, a stop of a safari, a day of a trip."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField(_("position"))
    title = models.CharField(_("title"), max_length=160)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    person = models.CharField(_("who tells"), max_length=160, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    starts = models.TimeField(_("from"), null=True, blank=True)
    text = models.TextField(_("what happens there"), blank=True)
    # Counts what was written, not where it stands (rule 32).
    version = models.PositiveIntegerField(default=1, db_default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("part of an event")
        verbose_name_plural = _("parts of events")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["event", "position"], name="one_part_per_position"),
        ]

    def __str__(self) -> str:
        return self.title


class EventFile(models.Model):
    """Material of an event: slides, a reader. Seen by who sees the event."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="files")
    file = models.OneToOneField(File, on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=160)
    position = models.PositiveSmallIntegerField(_("position"), default=0, db_default=0)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("material of an event")
        verbose_name_plural = _("materials of events")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title
