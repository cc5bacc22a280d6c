"""Who sits at which table when cases are talked through."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from leerkring.core.permissions import PermittedQuerySet
from meetings.models import ProgrammeItem


class TableDivision(models.Model):
    """How the people of one item of peer consultation are divided. It counts once it is fixed."""

    item = models.OneToOneField(ProgrammeItem, on_delete=models.CASCADE, related_name="division")
    # From then on a table knows its people: they read its cases, and its session can begin.
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    # One more for each change, so that two people who divide at once do not undo each other.
    version = models.PositiveIntegerField(default=1)

    objects = PermittedQuerySet.as_manager()

    class Meta:
        verbose_name = _("division over tables")
        verbose_name_plural = _("divisions over tables")

    def __str__(self) -> str:
        return str(self.item_id)

    @property
    def is_frozen(self) -> bool:
        """Whether it counts."""
        return self.frozen_at is not None


class TableSeatQuerySet(PermittedQuerySet["TableSeat"]):
    """Seats, by whether they count."""

    def frozen(self) -> "TableSeatQuerySet":
        """Seats of divisions that count."""
        return self.filter(item__division__frozen_at__isnull=False)

    def beside(self, person: int) -> "TableSeatQuerySet":
        """Seats of active others at the tables where somebody sat, of divisions that count; the newest first."""
        mine = TableSeat.objects.frozen().filter(member=person, item=OuterRef("item"), table=OuterRef("table"))
        others = self.frozen().filter(Exists(mine), member__is_active=True).exclude(member=person)
        return others.select_related("item__meeting", "member").order_by("-item__meeting__starts_at", "-item", "pk")


class TableSeat(models.Model):
    """One member at one table of an item."""

    class Part(models.TextChoices):
        FACILITATOR = "facilitator", _("facilitator")
        PARTICIPANT = "participant", _("participant")
        NOTE_TAKER = "note_taker", _("note-taker")
        TIMEKEEPER = "timekeeper", _("timekeeper")
        OBSERVER = "observer", _("observer")

    item = models.ForeignKey(ProgrammeItem, on_delete=models.CASCADE, related_name="seats")
    table = models.PositiveSmallIntegerField(_("group"))
    # A seat without its person is empty.
    member = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="table_seats")
    # The case owner is who brought the case that is talked through; that follows from the case.
    part = models.CharField(_("part"), max_length=20, choices=Part, default=Part.PARTICIPANT)

    objects = TableSeatQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat at a table")
        verbose_name_plural = _("seats at tables")
        ordering = ["table", "pk"]
        constraints = [
            # Nobody sits at two tables at once.
            models.UniqueConstraint(fields=["item", "member"], name="one_seat_per_member"),
            models.UniqueConstraint(
                fields=["item", "table"], condition=Q(part="facilitator"), name="one_facilitator_per_table"
            ),
            models.CheckConstraint(condition=Q(table__gte=1), name="seat_counts_tables_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.table}"
