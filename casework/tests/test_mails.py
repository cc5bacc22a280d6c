"""Mail about cases, reflections and outcomes."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from casework import mails
from casework.actions import case as case_actions
from casework.actions import outcome as outcome_actions
from casework.actions import reflection as reflection_actions
from casework.actions.incident import close_incident
from casework.models import Case, Outcome, ReflectionShare
from communities.models import Membership
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message
from leerkring.notifications.render import render_mail

from .conftest import OUTCOME


def prepared(prepare, kind):
    """Return what would be sent, by given name."""
    messages = list(Message.objects.filter(kind=kind).select_related("recipient"))
    answers = prepare(messages)
    return {message.recipient.given_name: answers[message.pk] for message in messages}


def texts(mail, recipient):
    return " ".join(render_mail(mail.template, mail.context, recipient=recipient))


def leave(person):
    Membership.objects.filter(user=person).update(left_at=timezone.now())


def test_submitted_case_is_told_without_a_word_of_it(draft, member, coordinator, meeting):
    Case.objects.update(meeting=meeting)
    case_actions.submit_case(draft, by=member)

    mail = prepared(mails.prepare_submitted, "casework.case_submitted")["Marit"]

    assert isinstance(mail, Mail)
    assert "anarie" not in texts(mail, coordinator)
    assert meeting.theme in texts(mail, coordinator)
    assert mail.context["url"].endswith(draft.get_absolute_url())


@pytest.mark.parametrize("change", ["withdrawn", "deleted", "left", "no coordinator any more"])
def test_submitted_case_is_not_told_when_it_is_over(draft, member, coordinator, change):
    case = case_actions.submit_case(draft, by=member)
    if change in ("withdrawn", "deleted"):
        case_actions.withdraw_case(case, by=member)
    if change == "deleted":
        case_actions.delete_case(case, by=member)
    if change == "left":
        leave(coordinator)
    if change == "no coordinator any more":
        Membership.objects.filter(user=coordinator).update(role=Membership.Role.STUDENT)

    assert isinstance(prepared(mails.prepare_submitted, "casework.case_submitted")["Marit"], Skip)


@pytest.mark.parametrize("change", ["none", "another reader", "another facilitator"])
def test_second_reader_is_asked_only_while_it_is_them(draft, member, host, coordinator, meeting, change):
    meeting.facilitator = host
    meeting.save()
    Case.objects.update(meeting=meeting)
    case = case_actions.submit_case(draft, by=member)
    if change == "another reader":
        case_actions.name_second_reader(case, by=coordinator, person=coordinator)
    if change == "another facilitator":
        meeting.facilitator = coordinator
        meeting.save()

    answer = prepared(mails.prepare_submitted, "casework.case_submitted")["Anouk"]

    assert isinstance(answer, Mail if change == "none" else Skip)


@pytest.mark.parametrize("deed", ["returned", "released"])
@pytest.mark.parametrize("goes_on", [False, True])
def test_owner_is_told_what_their_second_reader_did_without_a_word(submitted, member, coordinator, deed, goes_on):
    if deed == "returned":
        case_actions.return_case(submitted, by=coordinator, remark="Kanarie")
    else:
        case_actions.release_case(submitted, by=coordinator)
    if goes_on:
        Case.objects.update(status="withdrawn")
    answer = prepared(getattr(mails, f"prepare_{deed}"), f"casework.case_{deed}")["Daan"]

    if goes_on:
        assert isinstance(answer, Skip)
    else:
        assert "anarie" not in texts(answer, member)


def test_report_is_told_to_owner_and_coordinator_without_a_word_of_the_case(case, member, coordinator, host):
    case_actions.report_case(case, by=host)

    answers = prepared(mails.prepare_reported, "casework.case_reported")

    assert answers["Daan"].context["url"].endswith(case.get_absolute_url())
    assert answers["Marit"].context["url"].endswith(f"/casussen/meldingen/{case.incidents.get().pk}/")
    for mail, reader in ((answers["Daan"], member), (answers["Marit"], coordinator)):
        assert "anarie" not in texts(mail, reader)


@pytest.mark.parametrize("change", ["mended", "left"])
def test_report_is_not_told_when_it_is_over(case, member, coordinator, host, change):
    case_actions.report_case(case, by=host)
    if change == "mended":
        case_actions.reopen_case(case, by=member)
        Case.objects.update(is_anonymous=True, is_unrecognisable=True, is_about_me=True)
        case_actions.submit_case(case, by=member)
        close_incident(case.incidents.get(), by=coordinator, done="De plaats is weg.", told_authority=False)
        case_actions.release_case(case, by=coordinator)
    else:
        leave(coordinator)

    assert isinstance(prepared(mails.prepare_reported, "casework.case_reported")["Marit"], Skip)


def test_shared_reflection_is_told_without_a_word_of_it(reflection, member, host):
    reflection_actions.share_reflection(reflection, by=member, person=host)

    mail = prepared(mails.prepare_shared, "casework.shared")["Anouk"]

    assert "anarie" not in texts(mail, host)
    assert mail.context["url"].endswith(reflection.get_absolute_url())


@pytest.mark.parametrize("change", ["revoked", "reader left", "author left"])
def test_shared_reflection_is_not_told_when_it_is_over(reflection, member, host, change):
    reflection_actions.share_reflection(reflection, by=member, person=host)
    if change == "revoked":
        ReflectionShare.objects.all().delete()
    else:
        leave(host if change == "reader left" else member)

    assert isinstance(prepared(mails.prepare_shared, "casework.shared")["Anouk"], Skip)


@pytest.mark.parametrize("number", [1, 3])
def test_preparing_takes_the_same_number_of_queries(
    draft, reflection, member, community, make, django_assert_num_queries, number
):
    case = case_actions.submit_case(draft, by=member)
    for count in range(number):
        person = make.user(f"Coordinator{count}")
        make.join(person, community, "coordinator")
        reflection_actions.share_reflection(reflection, by=member, person=person)
    case_actions.report_case(case, by=member)

    for kind, prepare in [
        ("casework.case_reported", mails.prepare_reported),
        ("casework.shared", mails.prepare_shared),
    ]:
        messages = list(Message.objects.filter(kind=kind).select_related("recipient"))
        assert len(messages) == number
        with django_assert_num_queries(2):
            prepare(messages)


# --- Digest -----------------------------------------------------------------------------------------------------


def window(days=7):
    now = timezone.now()
    return now - timedelta(days=days), now + timedelta(minutes=1)


def told(community, asked=None):
    """The lines that somebody with this window reads, in English."""
    asked = asked or window()
    lines = [news.line_for(asked) for news in mails.collect_outcomes([community.pk], window(30))]
    with translation.override("en"):
        return [(str(line.text), line.url) for line in lines if line]


def test_digest_tells_everybody_what_was_published(published, community):
    [news] = mails.collect_outcomes([community.pk], window())
    assert (news.circle, news.is_public) == (community.pk, True)
    address = f"http://127.0.0.1:8000{published.get_absolute_url()}"
    assert told(community) == [("Published: Groen licht voor de Linge (version 1.0)", address)]


def test_digest_tells_a_next_version_first_and_under_its_own_title(published, community, member):
    title = {"title": "Groener licht"}
    outcome_actions.save_outcome(published, OUTCOME | title, [], by=member, version=published.version)
    assert [text for text, _url in told(community)] == ["Published: Groen licht voor de Linge (version 1.0)"]
    outcome_actions.publish_outcome(published, by=member, version=Outcome.objects.get().version)
    assert told(community)[0][0] == "Published: Groener licht (version 1.1)"


def test_digest_tells_no_draft_and_nothing_from_before_its_window(outcome, community, member):
    assert told(community) == []
    outcome_actions.publish_outcome(outcome, by=member, version=outcome.version)
    later = timezone.now() + timedelta(minutes=2)
    assert told(community, (later, later + timedelta(days=7))) == []
    assert mails.collect_outcomes([], window()) == []


@pytest.mark.parametrize("number", [1, 3])
def test_digest_takes_one_query(published, community, django_assert_num_queries, number):
    with django_assert_num_queries(1):
        mails.collect_outcomes([community.pk, *range(900, 900 + number)], window())
