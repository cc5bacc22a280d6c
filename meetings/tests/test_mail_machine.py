"""Promise 2: no mail is stale, doubled or forbidden, however edits, moves, leaving, muting and time interleave.

``INTERLEAVINGS`` and ``INTERLEAVED_STEPS`` choose how many lives are lived through, and how long each is.
"""

import os

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from communities.models import Membership

from .mail_machine import MailMachine

# On PostgreSQL each deed takes longer, and its truth is the same.
LIVES = int(os.environ.get("INTERLEAVINGS", "12" if connection.vendor == "sqlite" else "4"))
STEPS = int(os.environ.get("INTERLEAVED_STEPS", "25"))


@pytest.mark.promise(2, 6)
@pytest.mark.django_db(transaction=True)
def test_no_mail_is_stale_doubled_or_forbidden(make, cycle, community, host_organisation, figure):
    coordinator = make.user("Marit", "Hoekstra")
    make.join(coordinator, community, Membership.Role.COORDINATOR)

    def make_world():
        meeting = make.meeting(cycle, days=9, place="Buurthuis", host=host_organisation)
        return community, coordinator, meeting

    class Life(MailMachine):
        pass

    Life.make_world = staticmethod(make_world)
    bounds = settings(
        max_examples=LIVES,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=LIVES <= 50,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Life, settings=bounds)
    # A machine that sends nothing would prove nothing.
    figure(f"{connection.display_name}: {LIVES} lives of {STEPS} deeds, {Life.mails} mails held against the truth")
    assert Life.mails > LIVES
