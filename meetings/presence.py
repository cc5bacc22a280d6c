"""Being there: the code on the wall, and the time that counts."""

import base64
from collections.abc import Iterable
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from .models import Meeting, ProgrammeItem

# A code hangs on the wall this long, and works this long once more: for who is slow to take out a phone.
STEP_SECONDS = 30
# Who scanned and had to log in first has this long to do so.
PROOF_SECONDS = 15 * 60
# Who comes in this shortly after the start was there from the start: there was a queue at the door.
LATE_MINUTES = 15
CODE_SALT, SCAN_SALT, PROOF_SALT = "meetings.presence.code", "meetings.presence.scan", "meetings.presence.proof"

Break = tuple[int, int]


# --- The code on the wall ---------------------------------------------------------------------------------------
# Nothing of it is stored: it follows from the portal's key, the meeting and the clock.


def step_of(now: datetime) -> int:
    """Return which code hangs there at this moment."""
    return int(now.timestamp()) // STEP_SECONDS


def typed_code(meeting_pk: int, step: int) -> str:
    """Return the six digits that somebody types over; who guesses is held up by a limit (see the view)."""
    digest = _digest(CODE_SALT, meeting_pk, step)
    return f"{int.from_bytes(digest[:8]) % 1_000_000:06}"


def scanned_code(meeting_pk: int, step: int) -> str:
    """Return what stands in the QR code: too long to guess, so reading an address tells nobody whether it is right."""
    return base64.urlsafe_b64encode(_digest(SCAN_SALT, meeting_pk, step)[:15]).decode()


def _digest(salt: str, meeting_pk: int, step: int) -> bytes:
    return salted_hmac(salt, f"{meeting_pk}:{step}", algorithm="sha256").digest()


def is_typed_now(meeting_pk: int, code: str, now: datetime) -> bool:
    """Whether these are the digits on the wall, or those just before."""
    digits = "".join(code.split())
    return any(constant_time_compare(digits, typed_code(meeting_pk, step)) for step in _steps(now))


def is_scanned_now(meeting_pk: int, code: str, now: datetime) -> bool:
    """Whether this was in the QR code on the wall, or in the one just before."""
    return any(constant_time_compare(code, scanned_code(meeting_pk, step)) for step in _steps(now))


def _steps(now: datetime) -> tuple[int, int]:
    return step_of(now), step_of(now) - 1


def make_proof(meeting_pk: int) -> str:
    """Return what somebody who scanned takes along through logging in, while the code on the wall changes."""
    return signing.TimestampSigner(salt=PROOF_SALT, sep=".").sign(str(meeting_pk))


def is_proof(meeting_pk: int, proof: str) -> bool:
    """Whether this says that the code of this meeting was scanned shortly ago."""
    try:
        said = signing.TimestampSigner(salt=PROOF_SALT, sep=".").unsign(proof, max_age=PROOF_SECONDS)
    except signing.BadSignature:
        return False
    return said == str(meeting_pk)


# --- The time that counts ---------------------------------------------------------------------------------------


def minutes_of(clock: time) -> int:
    """Return the minutes since midnight on the clock of the place."""
    return clock.hour * 60 + clock.minute


def breaks_of(meeting: Meeting, items: Iterable[ProgrammeItem]) -> list[Break]:
    """Return from which to which minute of the day the programme has a break; the times follow from its minutes."""
    found, moment = [], minutes_of(meeting.start_time)
    for item in items:
        if item.pillar == ProgrammeItem.Pillar.BREAK:
            found.append((moment, moment + item.minutes))
        moment += item.minutes
    return found


def is_about(meeting: Meeting, clock: time) -> bool:
    """Whether somebody can have come or gone then: from when the doors open until they close."""
    opens = minutes_of(meeting.start_time) - meeting.DOORS_OPEN.total_seconds() / 60
    closes = minutes_of(meeting.end_time) + meeting.DOORS_CLOSE.total_seconds() / 60
    return opens <= minutes_of(clock) <= closes


def net_minutes(start: time, end: time, breaks: Iterable[Break]) -> int:
    """Return the contact time between two clock times: the minutes there, without the breaks that fall in them."""
    here = minutes_of(start), minutes_of(end)
    off = sum(max(0, min(here[1], last) - max(here[0], first)) for first, last in breaks)
    return max(0, here[1] - here[0] - off)


def arrival(meeting: Meeting, now: datetime) -> time:
    """Return from when somebody counts who says now that they are there, on the clock of the place.

    From the start for who is in time or nearly so, and for who scans when it is over: the code stayed on the wall.
    """
    late = (now - meeting.starts_at).total_seconds() / 60
    if late <= LATE_MINUTES or now >= meeting.ends_at:
        return meeting.start_time
    return now.astimezone(ZoneInfo(meeting.time_zone)).time().replace(second=0, microsecond=0)
