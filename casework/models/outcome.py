"""What a circle hands on to others: papers and other knowledge products."""

from dataclasses import replace

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from communities.models import Community, Organisation
from communities.models.profile import orcid_id
from leerkring.core.labels import label_of
from leerkring.core.permissions import PermittedQuerySet

from ..citations import Person


class OutcomeQuerySet(PermittedQuerySet["Outcome"]):
    """Outcomes, by who may find them."""

    def published(self) -> "OutcomeQuerySet":
        """Outcomes that everybody can read."""
        return self.filter(status=Outcome.Status.PUBLISHED)

    def with_author_line(self) -> "OutcomeQuerySet":
        """Give each row ``author_line`` as it was published last; empty for a draft."""
        from .version import OutcomeVersion

        newest = OutcomeVersion.objects.filter(outcome=OuterRef("pk")).order_by("-frozen_at", "-pk")
        return self.annotate(
            author_line=Coalesce(
                Subquery(newest.values("author_line")[:1]), Value(""), output_field=models.TextField()
            ),
            number=Coalesce(Subquery(newest.values("number")[:1]), Value("")),
        )


class Outcome(models.Model):
    """A paper or other knowledge product.

    Its texts are what readers see: the draft, or what was published last. Once it is published, a next version is
    written in ``OutcomeRevision``, so that no list, search or feed can show unpublished words.
    """

    class Kind(models.TextChoices):
        PAPER = "paper", _("paper")
        ARTICLE = "article", _("article")
        POSITION_PAPER = "position_paper", _("position paper")
        REPORT = "report", pgettext_lazy("kind of outcome", "report")
        KNOWLEDGE = "knowledge", _("knowledge document")
        INSTRUMENT = "instrument", _("instrument")
        GOOD_PRACTICE = "good_practice", _("good practice")
        LIVING = "living", _("living document")
        STORY = "story", _("story")

    class Status(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    class Access(models.TextChoices):
        OPEN = "open", _("open: everybody reads the whole text")
        EMBARGOED = "embargoed", _("under embargo: the text follows on a day that you choose")
        RESTRICTED = "restricted", _("restricted: only the circle reads the text, others ask for it")
        METADATA = "metadata", _("described only: others read the title and the abstract")

    class Licence(models.TextChoices):
        CC_BY = "cc-by", "CC BY 4.0"
        CC_BY_SA = "cc-by-sa", "CC BY-SA 4.0"
        CC_BY_NC = "cc-by-nc", "CC BY-NC 4.0"
        CC_BY_ND = "cc-by-nd", "CC BY-ND 4.0"
        CC0 = "cc0", "CC0 1.0"
        RESERVED = "reserved", _("all rights reserved")

    LICENCE_URLS = {
        Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
        Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
        Licence.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
        Licence.CC_BY_ND: "https://creativecommons.org/licenses/by-nd/4.0/",
        Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    }
    # Publishing again freezes a next version; what is published does not become a draft again, and what is withdrawn
    # leaves a page that says so.
    NEXT = {Status.DRAFT: {Status.PUBLISHED}, Status.PUBLISHED: {Status.PUBLISHED, Status.WITHDRAWN}}
    TEXTS = ("title", "abstract", "body")

    # Public work outlives the circle it came from.
    community = models.ForeignKey(Community, on_delete=models.PROTECT, related_name="outcomes")
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.PAPER)
    title = models.CharField(_("title"), max_length=200)
    abstract = models.TextField(_("abstract"), blank=True)
    body = models.TextField(_("text"), blank=True)
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="nl")
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.DRAFT)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    access = models.CharField(
        _("who reads it"), max_length=20, choices=Access, default=Access.OPEN, db_default=Access.OPEN
    )
    # The first day on which everybody reads the text, in the portal's own zone.
    embargo_until = models.DateField(_("embargo until"), null=True, blank=True)
    licence = models.CharField(
        _("licence"), max_length=20, choices=Licence, default=Licence.CC_BY, db_default=Licence.CC_BY
    )
    # What its authors do next, or ask others to do.
    next_step = models.CharField(_("next step"), max_length=300, blank=True, default="", db_default="")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdrawn_why = models.CharField(_("reason"), max_length=300, blank=True, default="", db_default="")
    # Once it is registered (``OutcomeDoi``).
    doi = models.CharField(_("DOI"), max_length=100, blank=True, default="", db_default="", editable=False)
    # When something last changed that catalogues know; empty for a draft.
    stamped_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="outcomes_created"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # From when on a question about its uptake may be due: all before it has been dealt with; null when none is left.
    next_uptake_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)

    objects = OutcomeQuerySet.as_manager()

    class Meta:
        verbose_name = _("outcome")
        verbose_name_plural = _("outcomes")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="draft", published_at__isnull=True)
                | Q(status__in=["published", "withdrawn"], published_at__isnull=False),
                name="outcome_published_has_a_moment",
            ),
            # An embargo without a last day would never be lifted.
            models.CheckConstraint(
                condition=~Q(access="embargoed") | Q(embargo_until__isnull=False), name="embargo_has_a_day"
            ),
            # The page that stays says since when.
            models.CheckConstraint(
                condition=Q(status="withdrawn", withdrawn_at__isnull=False)
                | (~Q(status="withdrawn") & Q(withdrawn_at__isnull=True)),
                name="withdrawn_has_a_moment",
            ),
        ]
        indexes = [
            # The newest papers, for everybody.
            models.Index(fields=["-published_at"], name="outcomes_newest", condition=Q(status="published")),
            # The newest of one kind: a search with choices reads them from here alone.
            models.Index(
                fields=["kind", "access", "-published_at", "-id"],
                name="outcomes_by_choice",
                condition=Q(status="published"),
            ),
            # Catalogues ask what changed since they last came, page by page.
            models.Index(fields=["stamped_at", "id"], name="outcomes_by_stamp", condition=Q(stamped_at__isnull=False)),
            # Each tick asks which embargoes end.
            models.Index(fields=["embargo_until"], name="embargoes_by_day", condition=Q(access="embargoed")),
            # The tick asks each minute about which outcome a question is due; drafts and old ones stay outside.
            models.Index(
                fields=["next_uptake_at"],
                name="outcomes_to_ask_about",
                condition=Q(status="published", next_uptake_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        """The word of the kind."""
        return label_of(self.Kind, self.kind)

    def get_absolute_url(self) -> str:
        return reverse("casework:outcome_detail", kwargs={"slug": self.slug})

    @property
    def is_published(self) -> bool:
        """The row twin of ``published()``."""
        return self.status == self.Status.PUBLISHED

    @property
    def is_withdrawn(self) -> bool:
        """Whether only a page is left that says what stood here."""
        return self.status == self.Status.WITHDRAWN

    @property
    def licence_url(self) -> str:
        """Where the licence can be read; empty when all rights are reserved."""
        return self.LICENCE_URLS.get(self.Licence(self.licence), "")

    @property
    def working(self) -> "Outcome | OutcomeRevision":
        """What is being written now: the next version, else the outcome itself."""
        return getattr(self, "revision", None) or self


class OutcomeRevision(models.Model):
    """The next version of a published outcome while it is being written; publishing it deletes this row."""

    outcome = models.OneToOneField(Outcome, on_delete=models.CASCADE, primary_key=True, related_name="revision")
    title = models.CharField(_("title"), max_length=200)
    abstract = models.TextField(_("abstract"), blank=True)
    body = models.TextField(_("text"), blank=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("next version")
        verbose_name_plural = _("next versions")

    def __str__(self) -> str:
        return self.title


class OutcomeAuthor(models.Model):
    """Somebody who made it, in order. The name stands here too: what is published stays true when an account goes."""

    class Role(models.TextChoices):
        AUTHOR = "author", _("author")
        EDITOR = "editor", pgettext_lazy("role at a text", "editor")
        CONTRIBUTOR = "contributor", _("contributor")

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="authors")
    position = models.PositiveSmallIntegerField(_("position"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="authorships"
    )
    # In full, as readers see it. Its parts are what a reference list is made of; a group has a family name only.
    name = models.CharField(_("name"), max_length=180)
    given_name = models.CharField(_("first name"), max_length=80, blank=True, default="", db_default="")
    tussenvoegsel = models.CharField(_("name prefix"), max_length=20, blank=True, default="", db_default="")
    family_name = models.CharField(_("last name"), max_length=180, blank=True, default="", db_default="")
    role = models.CharField(_("part"), max_length=20, choices=Role, default=Role.AUTHOR, db_default=Role.AUTHOR)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
    )
    # Where somebody works who is in no organisation of the portal.
    affiliation = models.CharField(_("organisation"), max_length=200, blank=True, default="", db_default="")
    orcid = models.CharField(_("ORCID"), max_length=19, blank=True, validators=[orcid_id], default="", db_default="")

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["outcome", "position"], name="one_author_per_position"),
            models.UniqueConstraint(fields=["outcome", "user"], name="one_authorship_per_person"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_author(self) -> bool:
        """Whether references name this person; others are contributors."""
        return self.role == self.Role.AUTHOR

    @property
    def person(self) -> Person:
        """The author as references name them; needs ``organisation`` loaded."""
        parts = Person.parse(self.name)
        if self.family_name:
            parts = Person(self.family_name, self.given_name, self.tussenvoegsel)
        home = {"organisation": self.affiliation}
        if self.organisation:
            home = {"organisation": self.organisation.name, "ror": self.organisation.ror}
        return replace(parts, orcid=self.orcid, **home)
