"""Introductions: two sides who say yes before either gets the other's address; and what an alliance broker keeps."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from leerkring.core.permissions import PermittedQuerySet

from .assignment import Assignment
from .community import Community
from .issue import Issue
from .organisation import Organisation
from .programme import Programme


class HelpQuestion(models.Model):
    """A circle asks the alliance broker for help: with its own question, an issue or an assignment."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="help_questions")
    issue = models.ForeignKey(Issue, on_delete=models.CASCADE, null=True, blank=True, related_name="help_questions")
    assignment = models.ForeignKey(
        Assignment, on_delete=models.CASCADE, null=True, blank=True, related_name="help_questions"
    )
    text = models.TextField(_("what do you look for?"))
    # Whoever is erased leaves the circle its question, without a name.
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(_("what came of it?"), blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("question to the alliance broker")
        verbose_name_plural = _("questions to the alliance broker")
        ordering = ["asked_at", "pk"]
        constraints = [
            # It is about one thing at a time; about neither, it is about the circle itself.
            models.CheckConstraint(
                condition=Q(issue__isnull=True) | Q(assignment__isnull=True), name="help_question_is_about_one_thing"
            ),
            # What is over ended somehow.
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | ~Q(outcome=""), name="help_question_ends_with_an_outcome"
            ),
        ]
        indexes = [
            # What is open in the circles of a programme.
            models.Index(fields=["community"], condition=Q(closed_at__isnull=True), name="open_help_questions"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("communities:match_circle", kwargs={"slug": self.community.slug})

    @property
    def title(self) -> str:
        """What it is about, in a line."""
        return str(self.issue or self.assignment or self.community.headline)

    @property
    def is_open(self) -> bool:
        """Whether somebody still looks for help."""
        return self.closed_at is None

    @property
    def subject(self) -> dict[str, Any]:
        """What it is about, as an address names it."""
        if self.issue_id:
            return {"vraagstuk": self.issue_id}
        return {"opdracht": self.assignment_id} if self.assignment_id else {}


class Introduction(models.Model):
    """Somebody of a circle would like to meet somebody else, or an organisation."""

    class Status(models.TextChoices):
        ASKED = "asked", _("waits for the other")
        ACCEPTED = "accepted", _("accepted by one side")
        INTRODUCED = "introduced", _("introduced")
        DECLINED = "declined", pgettext_lazy("introduction", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("introduction", "withdrawn")
        EXPIRED = "expired", pgettext_lazy("introduction", "expired")

    NEXT = {
        Status.ASKED: {Status.ACCEPTED, Status.DECLINED, Status.WITHDRAWN, Status.EXPIRED},
        Status.ACCEPTED: {Status.INTRODUCED, Status.DECLINED, Status.WITHDRAWN, Status.EXPIRED},
        Status.INTRODUCED: set(),
        Status.DECLINED: set(),
        Status.WITHDRAWN: set(),
        Status.EXPIRED: set(),
    }
    OPEN = (Status.ASKED, Status.ACCEPTED)

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="introductions")
    issue = models.ForeignKey(Issue, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    assignment = models.ForeignKey(Assignment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    # Both sides, and who brought it up (the asker, or a broker for them): null when that account was erased. What
    # both agreed on keeps its place in the record of the programme, without the name.
    asker = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="introductions_asked"
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="introductions_received",
    )
    # Or an organisation: the broker asks somebody there, and answers for them.
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="introductions"
    )
    # What came of it: the circle that one of them set up with it. A draft that is thrown away makes room again.
    circle = models.ForeignKey(Community, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    why = models.TextField(_("why do you want to meet?"))
    reply = models.TextField(_("what do you want to say along with it?"), blank=True)
    # Of an organisation: whom to speak to there, and how. Of a person it is the address of their account.
    contact = models.TextField(_("whom to speak to there, and how"), blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.ASKED)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    # Until when the next step may be waited for.
    expires_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("introduction of two sides")
        verbose_name_plural = _("introductions")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            # Two tabs ask once.
            models.UniqueConstraint(
                fields=["community", "asker", "person"],
                condition=Q(status__in=["asked", "accepted"]),
                name="one_open_introduction",
            ),
            # Nobody is introduced who did not say yes; what is over has a moment.
            models.CheckConstraint(
                condition=Q(status="asked", answered_at__isnull=True, ended_at__isnull=True)
                | Q(status="accepted", answered_at__isnull=False, ended_at__isnull=True)
                | Q(status="introduced", answered_at__isnull=False, ended_at__isnull=False)
                | Q(status__in=["declined", "withdrawn", "expired"], ended_at__isnull=False),
                name="introduction_goes_by_two_yeses",
            ),
            # To oneself is nothing.
            models.CheckConstraint(
                condition=Q(person__isnull=True) | Q(asker__isnull=True) | ~Q(person=models.F("asker")),
                name="introduction_to_somebody_else",
            ),
        ]
        indexes = [
            # What ran out, for the tick.
            models.Index(
                fields=["expires_at"], condition=Q(status__in=["asked", "accepted"]), name="introductions_that_wait"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.status}"

    def get_absolute_url(self) -> str:
        return reverse("communities:introduction_detail", kwargs={"pk": self.pk})

    @property
    def is_open(self) -> bool:
        """Whether it still waits for one of the sides."""
        return self.status in self.OPEN

    @property
    def is_void(self) -> bool:
        """Whether one of the sides is not in the portal any more."""
        sides = [self.asker, self.organisation or self.person]
        return any(side is None or not getattr(side, "is_active", True) for side in sides)

    @property
    def subject(self) -> str:
        """What it is about, in a line."""
        return str(self.issue or self.assignment or self.community.headline)

    @property
    def to(self) -> str:
        """Whom somebody wants to meet; empty when they are not in the portal any more."""
        if self.organisation:
            return self.organisation.name
        return self.person.full_name if self.person and self.person.is_active else ""


class ContactNote(models.Model):
    """One line in the contact log of a programme: only coordinators and alliance brokers of it read this."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("telephone")
        MAIL = "mail", _("e-mail")
        TALK = "talk", pgettext_lazy("contact", "talk")
        MEETING = "meeting", pgettext_lazy("contact", "meeting")
        OTHER = "other", pgettext_lazy("contact", "other")

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="contact_notes")
    introduction = models.ForeignKey(
        Introduction, on_delete=models.SET_NULL, null=True, blank=True, related_name="contact_notes"
    )
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    who = models.CharField(_("with whom"), max_length=200)
    note = models.TextField(_("note"), blank=True)
    # The log stays true without the name of who is erased; so do those who take the work over.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("line in the contact log")
        verbose_name_plural = _("lines in the contact log")
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.day}: {self.pk}"
