"""Every kind of what is confidential can be opened in an emergency, and can be reported; none is forgotten."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import models
from django.urls import reverse
from django.utils import timezone

from casework.actions.incident import close_incident
from casework.actions.portfolio import add_link, link_url
from casework.actions.report import REPORTS
from casework.confidential import CONFIDENTIAL
from casework.methods import find_built_in
from casework.models import (
    Assessment,
    Case,
    CaseIncident,
    CaseOpening,
    IncidentAccess,
    Portfolio,
    Reflection,
    ReflectionOpening,
    ReflectionShare,
    SealedOpening,
    Seat,
    Session,
    Submission,
)
from communities.mails.discussion import collect_discussions, prepare_posted
from communities.models import Post, Topic, TopicReader
from leerkring.accounts.privacy.registry import all_processings
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.kinds import Skip
from leerkring.notifications.models import Message

CONTACT = "fg@example.nl"
WORD = "Kanariewoord"
# What is done with words of people that not the whole circle reads.
PROCESSINGS = ("cases", "tables", "reflections", "assessment", "talk")
# Words in those that hang on no confidential kind, and why that is right.
BESIDE = {
    "casework.Agreement": "the circle's own rules",
    "casework.LearningGoal": "of its owner alone; others see it in a reflection or a portfolio",
    "casework.Finding": "for the whole circle",
    "casework.FindingMove": "for the whole circle",
    "casework.Method": "a way of working",
    "casework.CaseIncident": "the report itself",
    "casework.SealedOpening": "the log itself",
    "communities.ProgrammeBlock": "a public page",
    "communities.Story": "a public page, once who is in it agrees",
    "communities.StoryQuote": "a public page, once who said it agrees",
}


def test_each_kind_has_break_glass_and_incidents():
    own_pages = {CaseOpening: "case", ReflectionOpening: "reflection"}
    openers = {*own_pages.values(), *SealedOpening.Kind.values}

    assert all(model._meta.get_field(name).related_model is not None for model, name in own_pages.items())
    assert set(CONFIDENTIAL) == openers == set(CaseIncident.ABOUT) == set(REPORTS)
    for name, kind in CONFIDENTIAL.items():
        assert CaseIncident._meta.get_field(name).related_model is kind.model
        assert (kind.texts is None) == (name in own_pages.values())


def _is_or_hangs_on_confidential(model, seen=()):
    kinds = {kind.model for kind in CONFIDENTIAL.values()}
    parents = {field.related_model for field in model._meta.concrete_fields if field.is_relation}
    return model in kinds or any(
        _is_or_hangs_on_confidential(parent, (*seen, model))
        for parent in parents
        if parent not in seen and parent._meta.app_label in ("casework", "communities") and parent is not model
    )


def test_words_of_people_hang_on_a_kind_that_can_be_opened_and_reported():
    declared = [held.model_class for each in all_processings() if each.name in PROCESSINGS for held in each.models]
    words = [model for model in declared if any(type(field) is models.TextField for field in model._meta.fields)]

    beside = {model._meta.label for model in words if not _is_or_hangs_on_confidential(model)}

    assert len(words) > 10
    assert beside <= BESIDE.keys()


@pytest.fixture
def things(case, reflection, community, meeting, member, host, all_agreed):
    """One of each kind: the member's, or with words of the member; the host reads it."""
    now = timezone.now()
    ReflectionShare.objects.create(reflection=reflection, person=host)
    facts = {"kind": "formative", "scale": "passed", "title": "T", "copy": []}
    handed_in = Submission.objects.create(author=member, community=community, **facts)
    Assessment.objects.create(submission=handed_in, assessor=host)
    times = {"status": "finished", "began_at": now, "ended_at": now}
    table = Session.objects.create(meeting=meeting, plan=find_built_in("gossip").as_json(), **times)
    for person, role in ((member, "owner"), (host, "participant")):
        Seat.objects.create(session=table, user=person, role=role)
    topic = Topic.objects.create(community=community, title=WORD, started_by=member, last_posted_at=now, post_count=1)
    Post.objects.create(topic=topic, number=1, author=member, text=WORD, posted_at=now, key=uuid4())
    portfolio = Portfolio.objects.create(owner=member, title="P", introduction=WORD)
    named = {"case": case, "reflection": reflection, "submission": handed_in, "portfolio": portfolio}
    return named | {"session": table, "topic": topic}


VIEW = {
    "case": "casework.view_case",
    "reflection": "casework.view_reflection",
    "submission": "casework.view_submission",
    "session": "casework.view_session",
    "topic": "communities.view_topic",
}


@pytest.mark.parametrize("kind", VIEW)
def test_report_hides_each_kind_at_once_and_tells_who_has_to_act(
    kind, things, host, member, coordinator, settings, as_user, mailoutbox
):
    settings.PRIVACY_CONTACT = CONTACT
    Message.objects.all().delete()
    thing, client = things[kind], as_user(host)
    assert has_permission(host, VIEW[kind], thing)
    address = reverse(f"casework:{kind}_report", args=[thing.pk])
    assert WORD not in client.get(address).text

    client.post(address, {"what": f"{WORD} in regel 3"})

    incident = CaseIncident.objects.get()
    assert (incident.about, incident.reported_by, incident.is_open) == (thing, host, True)
    assert host in {row.person for row in IncidentAccess.objects.all()}
    assert not has_permission(host, VIEW[kind], type(thing)._default_manager.get(pk=thing.pk))
    assert client.post(address).status_code == 404
    deliver_due()
    told = {mail.to[0].rpartition("<")[2].strip(">") for mail in mailoutbox}
    owner = {member.email} if kind in CaseIncident.OF_ONE else set()
    assert told == {coordinator.email, CONTACT} | owner
    assert not any(WORD in mail.body or WORD in mail.subject for mail in mailoutbox)
    page = as_user(coordinator).get(incident.get_absolute_url()).text
    assert str(thing.pk) in page and "Kanarie " not in page
    # Of a table or a conversation nobody knows who read it, and there is no case to hand in again.
    assert ("kon hem lezen, deed het niet" in page) == (kind in CaseIncident.OF_ONE and incident.is_logged)


@pytest.mark.parametrize("kind", ["submission", "session", "topic"])
def test_it_is_read_again_once_the_report_is_closed(kind, things, host, member, coordinator):
    mends = coordinator if kind == "topic" else member
    REPORTS[kind](things[kind], by=host, what="")
    with pytest.raises(Refused):
        REPORTS[kind](things[kind], by=host, what="")
    assert has_permission(mends, VIEW[kind], things[kind])

    close_incident(CaseIncident.objects.get(), by=coordinator, done="Eruit.", told_authority=False)

    assert has_permission(host, VIEW[kind], things[kind])


def test_reported_conversation_is_in_no_list_search_digest_or_mail(things, host, member, coordinator, as_user):
    topic, place = things["topic"], reverse("communities:topic_list", args=["lingewaard"])
    post = topic.posts.get()
    TopicReader.objects.create(topic=topic, user=host, wish="follow")
    message = Message(pk=1, recipient=host, kind="k", key="k", context={"post": post.pk})
    window = (timezone.now() - timedelta(days=1), timezone.now() + timedelta(days=1))
    assert WORD in as_user(host).get(place).text and collect_discussions([topic.community_id], window)
    assert not isinstance(prepare_posted([message])[1], Skip)

    REPORTS["topic"](topic, by=host, what="")

    for person in (host, member):
        assert WORD not in as_user(person).get(place).text
        assert as_user(person).get(topic.get_absolute_url()).status_code == 404
        assert not Topic.objects.permitted(person, "communities.view_topic").exists()
        assert not Post.objects.permitted(person, "communities.read_post").exists()
        assert not Post.objects.permitted(person, "communities.change_post").exists()
    assert not collect_discussions([topic.community_id], window)
    assert isinstance(prepare_posted([message])[1], Skip)
    shown = as_user(coordinator).get(topic.get_absolute_url()).text
    assert WORD in shown and reverse("casework:incident_list") in shown


def test_case_owner_alone_reads_a_reported_table_and_is_told_why(things, host, member, as_user):
    table = things["session"]
    address = reverse("casework:session_report", args=[table.pk])
    assert address in as_user(host).get(table.get_absolute_url()).text

    REPORTS["session"](table, by=host, what="")

    page = as_user(member).get(table.get_absolute_url())
    assert page.context["is_reported"] and address not in page.text


def test_who_has_a_link_reports_a_portfolio_without_account_and_all_links_stop(
    things, member, staff, coordinator, client, as_user, mailoutbox, settings
):
    settings.PRIVACY_CONTACT = CONTACT
    today = timezone.localdate()
    first, second = (link_url(add_link(things["portfolio"], by=member, ends_on=today)) for _number in range(2))
    address = f"{first}privacyprobleem/"
    assert WORD in client.get(first).text and address.rpartition("/")[0].endswith("privacyprobleem")
    assert WORD not in client.get(address).text

    done = client.post(address, {"what": "Een kind."})

    assert (done.status_code, done["Referrer-Policy"]) == (200, "no-referrer")
    assert [client.get(url).status_code for url in (first, second, address)] == [404, 404, 404]
    assert client.post(address).status_code == 404
    incident = CaseIncident.objects.get()
    assert (incident.about, incident.reported_by, incident.community) == (things["portfolio"], None, None)
    assert sorted((row.by_link, row.times) for row in incident.access.all()) == [(True, 0), (True, 1)]
    deliver_due()
    told = {mail.to[0].rpartition("<")[2].strip(">") for mail in mailoutbox}
    assert told == {member.email, staff.email, CONTACT}
    with pytest.raises(Refused):
        add_link(things["portfolio"], by=member, ends_on=today)
    assert as_user(coordinator).get(incident.get_absolute_url()).status_code == 404
    assert as_user(member).get(incident.get_absolute_url()).status_code == 404
    assert "Een kind." in as_user(staff).get(incident.get_absolute_url()).text
    assert as_user(staff).get(reverse("casework:incident_list")).status_code == 200
    close_incident(incident, by=staff, done="Eruit.", told_authority=False)
    assert add_link(things["portfolio"], by=member, ends_on=today)


@pytest.mark.parametrize("who", ["coordinator", "former_member", "outsider", "staff"])
def test_nobody_reports_a_table_where_they_did_not_sit(who, things, request, as_user):
    address = reverse("casework:session_report", args=[things["session"].pk])
    assert as_user(request.getfixturevalue(who)).post(address).status_code == 404
    assert not CaseIncident.objects.exists()


def test_record_of_a_report_outlives_what_it_is_about(things, host):
    for kind, thing in things.items():
        REPORTS[kind](thing, by=host, what="")
    Reflection.objects.all().delete()
    Portfolio.objects.all().delete()
    Topic.objects.all().delete()
    Case.objects.all().delete()

    assert CaseIncident.objects.count() == len(CONFIDENTIAL)
    assert [incident.about for incident in CaseIncident.objects.filter(session=None, submission=None)] == [None] * 4
