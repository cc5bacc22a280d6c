"""The status page of operators."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from leerkring.accounts.models import ErasureRequest
from leerkring.notifications.claims import KEEP_CONTEXT
from leerkring.notifications.health import note_tick
from leerkring.notifications.models import Message, Pulse
from leerkring.notifications.onhold import HELD, held_since
from leerkring.website.pulses import BACKUP, KEEP
from leerkring.website.tasks import keep

pytestmark = pytest.mark.django_db
# Session, person and second factor; and what there is to see. PostgreSQL is asked for its size too.
STATUS_QUERIES = 12 + bool(settings.DATABASE_URL)
PATHS = ["/beheer/status/", "/beheer/status/post-vrijgeven/", "/beheer/status/opnieuw/"]


@pytest.fixture
def operator(staff, as_user):
    TOTP.activate(staff, generate_totp_secret())
    return as_user(staff)


def write(person, key, *, state="dead", erase=KEEP_CONTEXT, **fields):
    now = timezone.now()
    facts = {"send_after": now, "erase_after": now + erase if erase else None, "reason": "550 nobody here"}
    return Message.objects.create(recipient=person, kind="tests.gone", key=key, state=state, **facts | fields)


@pytest.mark.parametrize("path", PATHS)
def test_status_is_for_operators_with_a_second_factor_only(path, visitor, as_user, coordinator, staff):
    assert visitor.post(path)["Location"].startswith("/beheer/login/")
    assert as_user(coordinator).post(path).status_code == 404
    assert as_user(staff).post(path, follow=True).redirect_chain[-1][0] == reverse("mfa_index")


@pytest.mark.parametrize("count", [1, 3])
def test_status_shows_what_failed_in_as_many_queries_for_one_as_for_three(
    count, operator, member, django_assert_num_queries
):
    note_tick(timezone.now())
    for number in range(count):
        write(member, f"gone:{number}")

    with django_assert_num_queries(STATUS_QUERIES):
        page = operator.get(PATHS[0]).content.decode()

    assert page.count("550 nobody here") == count
    assert page.count("kijk hiernaar") == 0
    assert "Mail staat stil" not in page


@pytest.mark.parametrize(("hours", "shown"), [(5, 0), (7, 1)])
def test_status_tells_of_an_erasure_that_did_not_happen(operator, member, hours, shown):
    due = timezone.now() - timedelta(hours=hours)
    ErasureRequest.objects.create(user=member, asked_at=due - ErasureRequest.REGRET, due_at=due)
    note_tick(timezone.now())

    page = operator.get(PATHS[0]).content.decode()

    assert page.count("kijk hiernaar") == shown


def test_status_points_at_what_somebody_should_look_at(operator, monkeypatch):
    monkeypatch.setattr(settings, "GROWN", True)
    note_tick(timezone.now() - timedelta(minutes=4))
    Pulse.objects.create(name=KEEP, at=timezone.now() - timedelta(days=3))

    page = operator.get(PATHS[0]).content.decode()

    # The tick, the retention, and the backup that was never made.
    assert page.count("kijk hiernaar") == 3


def test_operator_sends_again_what_can_still_go(operator, member):
    kept, erased = write(member, "kept"), write(member, "erased", erase=None)

    assert operator.post(PATHS[2]).status_code == 302

    kept.refresh_from_db(), erased.refresh_from_db()
    assert (kept.state, erased.state) == ("due", "dead")


@pytest.mark.parametrize(("data", "left"), [({}, "due"), ({"drop": "1"}, "skipped")])
def test_operator_lets_mail_go_again(data, left, operator, member):
    Pulse.objects.create(name=HELD, at=timezone.now())
    message = write(member, "due", state="due", erase=None, try_after=timezone.now())
    assert "Mail staat stil" in operator.get(PATHS[0]).content.decode()

    operator.post(PATHS[1], data)

    message.refresh_from_db()
    assert (held_since(), message.state) == (None, left)


def test_status_knows_when_retention_and_backup_last_ran(operator):
    keep()
    Pulse.objects.create(name=BACKUP, at=timezone.now())

    assert set(Pulse.objects.values_list("name", flat=True)) == {KEEP, BACKUP}
    assert "nog niet" in operator.get(PATHS[0]).content.decode()
