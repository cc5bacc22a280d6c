"""Break-glass for what is confidential beside cases and reflections: a reason, a log, a notice and an end."""

from datetime import timedelta
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from casework.actions.sealed_opening import open_sealed
from casework.models import Line, Portfolio, PrivateText, SealedOpening, Seat, Session, Submission
from communities.models import Post, Topic
from leerkring.core.errors import Refused
from leerkring.notifications.delivery import deliver_due

REASON = "De politie vraagt met een bevel om deze tekst."
WORD = "Kanariewoord"


@pytest.fixture
def things(community, meeting, member, host):
    """One of each kind, with a private word of the member in it; the host sits at the table and wrote nothing."""
    now = timezone.now()
    copy = [{"title": "S", "parts": [{"title": "K", "text": WORD}, {"title": "R", "rows": [[["Wat", WORD]]]}]}]
    facts = {"kind": "formative", "scale": "passed", "community": community}
    table = Session.objects.create(
        meeting=meeting, plan=[], status="closed", began_at=now, ended_at=now, closed_at=now
    )
    for person, role in ((member, "owner"), (host, "participant")):
        Seat.objects.create(session=table, user=person, role=role)
    Line.objects.create(session=table, author=member, position=1, text=WORD, key=uuid4(), is_hidden=True)
    PrivateText.objects.create(session=table, user=member, position=1, text=WORD)
    topic = Topic.objects.create(community=community, title="T", started_by=member, last_posted_at=now)
    Post.objects.create(topic=topic, number=1, author=member, text=WORD, posted_at=now, key=uuid4())
    return {
        "submission": Submission.objects.create(author=member, title="T", copy=copy, **facts),
        "portfolio": Portfolio.objects.create(owner=member, title="P", introduction=WORD),
        "session": table,
        "topic": topic,
    }


@pytest.mark.parametrize("kind", SealedOpening.Kind.values)
def test_administrator_reads_for_an_hour_and_whose_it_is_are_told(
    kind, things, member, coordinator, host, staff, as_user, mailoutbox
):
    Authenticator.objects.create(user=staff, type="totp", data={"secret": "x"})
    client, address = as_user(staff), reverse("casework:sealed_opening_list")
    asked = {"kind": kind, "number": things[kind].pk}
    assert client.post(address, asked | {"reason": "Kort"}).status_code == 422

    opened = client.post(address, asked | {"reason": REASON})

    assert WORD in client.get(opened.url).text
    assert f"{things[kind].pk}" in client.get(address).text and WORD not in client.get(address).text
    deliver_due()
    told = {"session": {member, host}, "topic": {member, coordinator}}.get(kind, {member})
    assert {mail.to[0] for mail in mailoutbox} == {f"{person.full_name} <{person.email}>" for person in told}
    assert all(REASON in mail.body and WORD not in mail.body for mail in mailoutbox)
    SealedOpening.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert client.get(opened.url).status_code == 404


def test_what_was_opened_is_read_by_nobody_else(things, staff, member, make, as_user):
    opening = open_sealed("portfolio", things["portfolio"].pk, by=staff, reason=REASON)
    address = reverse("casework:sealed_opening_detail", args=[opening.pk])
    other = make.user("Beheer", is_staff=True)
    for person in (staff, other, member):
        # The one who opened it without a second proof, too.
        assert as_user(person).get(address).status_code == 404
    Authenticator.objects.create(user=other, type="totp", data={"secret": "x"})
    assert as_user(other).get(address).status_code == 404


@pytest.mark.parametrize("how", ["missing", "no reason", "no administrator"])
def test_opening_is_refused(things, staff, outsider, how):
    by, reason = (outsider if how == "no administrator" else staff), ("Kort" if how == "no reason" else REASON)
    with pytest.raises(Refused):
        open_sealed("topic", 0 if how == "missing" else things["topic"].pk, by=by, reason=reason)
    assert not SealedOpening.objects.exists()
