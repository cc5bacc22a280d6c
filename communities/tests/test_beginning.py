"""A circle that begins with an introduction or a match: filled in, once, and nobody's address given away."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.urls import reverse

from communities.actions.beginning import begin_circle
from communities.actions.community import discard_draft, start_community
from communities.actions.introduction import answer_introduction, confirm_introduction
from communities.models import Community, Invitation, Programme
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.delivery import deliver_due

pytestmark = pytest.mark.django_db

CREATE = reverse("communities:community_create")


@pytest.fixture
def facts(programme, area) -> dict:
    return {"programme": programme, "name": "Samen", "kind": "regional", "sector": "practice", "area": area}


@pytest.fixture
def typed(programme, area) -> dict:
    question = "Wie ziet de mantelzorger?"
    form = {"programme": programme.pk, "name": "Samen verder", "kind": "regional", "sector": "practice"}
    return form | {"area": area.label, "question": question}


@pytest.fixture
def met_organisation(of_organisation, broker, member):
    row = answer_introduction(of_organisation, by=broker, version=1, answer="yes", contact="Anouk")
    return confirm_introduction(row, by=member)


def test_side_begins_with_the_other_asked_in(met, member, expert, facts):
    circle = begin_circle(by=member, people=[expert, member], introduction=met, **facts)
    met.refresh_from_db()
    assert (met.circle, circle.status, circle.memberships.get().user) == (circle, "draft", member)
    row = circle.invitations.get()
    assert (row.email, row.status, row.hides_address) == (expert.email, "prepared", False)


def test_broker_begins_without_seeing_an_address(met, broker, member, expert, facts, as_user):
    circle = begin_circle(by=broker, people=[member, expert], introduction=met, question="Wie?", **facts)
    assert set(circle.invitations.values_list("hides_address", flat=True)) == {True}
    browser, slug = as_user(broker), {"slug": circle.slug}
    pages = [browser.get(reverse("communities:invitation_setup", kwargs=slug)).content.decode()]
    start_community(circle, by=broker)
    pages.append(browser.get(reverse("communities:invitation_list", kwargs=slug)).content.decode())
    for page in pages:
        assert "Femke Baltussen" in page and "femke.baltussen@" not in page and "daan.willems@" not in page
    there = reverse("communities:invitation_list", kwargs=slug)
    assert not browser.get(f"{there}?q=femke.baltussen@").content.decode().count("Femke Baltussen")
    row = circle.invitations.get(email=expert.email)
    for deed in ("correct", "revoke"):
        page = browser.get(reverse(f"communities:invitation_{deed}", kwargs=slug | {"pk": row.pk}))
        assert "femke.baltussen@" not in page.content.decode()
    deliver_due()
    assert "femke.baltussen@example.nl" in {address for letter in mail.outbox for address in letter.recipients()}


def test_twice_is_once_and_a_draft_thrown_away_makes_room(met, member, expert, facts):
    circle = begin_circle(by=member, introduction=met, **facts)
    assert begin_circle(by=member, introduction=met, **facts | {"name": "Anders"}) == circle
    with pytest.raises(Refused, match="al een leerkring"):
        begin_circle(by=expert, introduction=met, **facts)
    discard_draft(circle, by=member)
    assert begin_circle(by=expert, introduction=met, **facts) != circle


@pytest.mark.parametrize("state", ["asked", "accepted"])
def test_nothing_begins_before_both_said_yes(state, request, member, facts):
    row = request.getfixturevalue(state)
    with pytest.raises(Refused):
        begin_circle(by=member, introduction=row, **facts)
    assert not Community.objects.filter(name="Samen").exists()


def test_organisation_comes_along_as_committed(met_organisation, broker, host_organisation, facts):
    circle = begin_circle(by=broker, organisations=[host_organisation], introduction=met_organisation, **facts)
    assert [row.organisation for row in circle.commitments.all()] == [host_organisation]


ROLES = ["member", "expert", "broker", "boss", "coordinator", "outsider", "former_member", "staff", "nobody"]
MAY = {"member": True, "expert": True, "broker": True, "boss": True}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", ["met", "accepted", "stopped"])
def test_who_begins_by_role_and_state(role, state, request, accepted, member, programme, boss, broker):
    row = accepted
    if state != "accepted":
        row = confirm_introduction(accepted, by=member)
    if state == "stopped":
        Programme.objects.filter(pk=programme.pk).update(status="withdrawn")
    somebody = AnonymousUser() if role == "nobody" else request.getfixturevalue(role)
    assert has_permission(somebody, "communities.begin_circle", row) == (state == "met" and MAY.get(role, False))


# --- The pages


def test_page_is_filled_in_and_keeps_what_was_typed(met, member, as_user, typed):
    browser, there = as_user(member), f"{CREATE}?kennismaking={met.pk}"
    page = browser.get(reverse("communities:introduction_detail", kwargs={"pk": met.pk})).content.decode()
    assert f"/leerkringen/nieuw/?kennismaking={met.pk}" in page
    form = browser.get(there).context["form"]
    assert form.initial["question"] == met.subject and form["along"].value() == [f"p{met.person_id}"]
    lost = browser.post(there, typed | {"area": "Nergenshuizen", "along": [f"p{met.person_id}"]})
    assert "Samen verder" in lost.content.decode() and lost.context["form"]["along"].value() == [f"p{met.person_id}"]
    assert browser.post(there, typed | {"along": [f"p{met.person_id}"]}).status_code == 302
    circle = Community.objects.get(name="Samen verder")
    assert circle.invitations.get().email == "femke.baltussen@example.nl"
    assert browser.post(there, typed).status_code == 302
    assert Community.objects.filter(name="Samen verder").count() == 1
    page = browser.get(reverse("communities:introduction_detail", kwargs={"pk": met.pk})).content.decode()
    assert circle.get_absolute_url() in page and "nieuw/?kennismaking" not in page


def test_who_is_not_ticked_stays_home(met, member, as_user, typed):
    as_user(member).post(f"{CREATE}?kennismaking={met.pk}", typed)
    assert not Invitation.objects.filter(community__name="Samen verder").exists()


def test_tampering_brings_nobody_else_along(met, member, outsider, as_user, typed):
    refused = as_user(member).post(f"{CREATE}?kennismaking={met.pk}", typed | {"along": [f"p{outsider.pk}"]})
    assert refused.status_code == 200 and not Community.objects.filter(name="Samen verder").exists()


def test_circle_of_a_match_takes_the_organisation_along(community, coordinator, host_organisation, as_user, typed):
    there = f"{CREATE}?uit={community.slug}&organisatie={host_organisation.pk}"
    browser = as_user(coordinator)
    assert browser.get(there).context["form"].initial["question"] == community.question
    assert browser.post(there, typed | {"along": [f"o{host_organisation.pk}"]}).status_code == 302
    circle = Community.objects.get(name="Samen verder")
    assert [row.organisation for row in circle.commitments.all()] == [host_organisation]


@pytest.mark.parametrize(
    "query",
    ["kennismaking=0", "kennismaking=x", "uit=nergens", "uit=leerkring&organisatie=x", "kennismaking=" + "9" * 30],
)
def test_beginning_with_what_is_not_there_is_no_page(query, member, as_user):
    assert as_user(member).get(f"{CREATE}?{query}").status_code == 404


def test_organisation_that_was_met_can_be_committed_or_asked_for_an_assignment(met_organisation, coordinator, as_user):
    there = reverse("communities:introduction_detail", kwargs={"pk": met_organisation.pk})
    assert as_user(coordinator).get(there).status_code == 404
    met_organisation.asker = coordinator
    met_organisation.save(update_fields=["asker"])
    page = as_user(coordinator).get(there).content.decode()
    for address in (
        "organisaties/nieuw/?organisatie=",
        f"opdrachten/nieuw/?organisatie={met_organisation.organisation_id}",
    ):
        assert address in page
