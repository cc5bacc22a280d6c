"""What a page says about the thorough search."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from leerkring.core.privacy import Finding, Kind

from . import thorough
from .models import Case, CaseCheck

# After this no worker seems to be there; the tick goes on asking.
PATIENCE = timedelta(seconds=90)


@dataclass(frozen=True)
class ShownCheck:
    """How far it is (off, none, waiting, away, running, done), and what was found."""

    state: str
    found: list[Finding] = field(default_factory=list)

    @property
    def goes_on(self) -> bool:
        """Whether it is worth asking again."""
        return self.state in ("waiting", "running")


def shown_check(case: Case, check: CaseCheck | None) -> ShownCheck:
    """Return what there is to say of what is known of this very text (``check_of``)."""
    if not settings.THOROUGH_CHECK or not thorough.is_installed():
        return ShownCheck("off")
    if check is None:
        return ShownCheck("none")
    if check.state == CaseCheck.State.WAITING:
        return ShownCheck("waiting" if check.asked_at > timezone.now() - PATIENCE else "away")
    found = [Finding(Kind(kind), start, end, getattr(case, at)[start:end]) for at, start, end, kind in check.places]
    return ShownCheck(check.state, found)
