"""Feedback on reflections, the desk of who guides students, and what coordinators may know."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.actions import reflection as reflections
from casework.actions import response as actions
from casework.models import Reflection, ReflectionResponse, ReflectionShare
from casework.shown.desk import counts_of
from communities.models import Membership
from leerkring.core.errors import Refused
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message

DESK = "casework:desk"


@pytest.fixture
def lecturer(make, community):
    person = make.user("Loes", "Wennekes")
    make.join(person, community, Membership.Role.AREA_LECTURER, sector="education")
    return person


@pytest.fixture
def shared(reflection, member, lecturer) -> Reflection:
    reflections.share_reflection(reflection, by=member, person=lecturer)
    return reflection


def url(name, row, **more):
    return reverse(f"casework:{name}", kwargs={"pk": row.pk, **more})


# --- What happens -----------------------------------------------------------------------------------------------


def test_respond_tells_the_author_once_without_a_word(shared, lecturer, member, mailoutbox):
    first = actions.respond(shared, "Wat voelde je?", by=lecturer)
    again = actions.respond(shared, "Wat voelde je?", by=lecturer)
    assert first == again
    assert Message.objects.filter(kind="casework.responded", recipient=member).count() == 1
    deliver_due()
    mail = next(mail for mail in mailoutbox if member.email in mail.to[0])
    assert "Wat voelde je" not in str(mail.message()) and "Loes Wennekes" in mail.body


def test_the_author_answers_whom_they_spoke_with(shared, lecturer, member, host):
    actions.respond(shared, "Wat voelde je?", by=lecturer)
    answer = actions.respond(shared, "Schrik.", by=member, to=lecturer)
    assert (answer.is_by_author, answer.reader) == (True, lecturer)
    with pytest.raises(Refused):
        actions.respond(shared, "Hoi", by=member, to=host)


def test_who_it_is_not_shared_with_says_nothing(shared, host):
    with pytest.raises(Refused):
        actions.respond(shared, "Ik lees mee", by=host)


def test_feedback_is_refused_once_sharing_stopped(shared, lecturer, member):
    reflections.revoke_share(shared, by=member, share=ReflectionShare.objects.get().pk)
    with pytest.raises(Refused):
        actions.respond(shared, "Te laat", by=lecturer)


def test_responding_counts_as_seen_and_a_change_makes_it_wait_again(as_user, shared, lecturer, member):
    client = as_user(lecturer)
    assert len(client.get(reverse(DESK)).context["desk"].waiting) == 1
    actions.respond(shared, "Mooi", by=lecturer)
    assert client.get(reverse(DESK)).context["desk"].waiting == []
    Reflection.objects.update(version=shared.version + 5)
    assert len(client.get(reverse(DESK)).context["desk"].waiting) == 1


def test_mail_of_a_response_is_skipped_once_sharing_stopped(shared, lecturer, member, mailoutbox):
    actions.respond(shared, "Wat voelde je?", by=lecturer)
    actions.respond(shared, "Schrik.", by=member, to=lecturer)
    reflections.revoke_share(shared, by=member, share=ReflectionShare.objects.get().pk)
    deliver_due()
    assert [member.email in mail.to[0] for mail in mailoutbox] == [True]


def test_feedback_stays_with_the_author_when_the_account_of_the_reader_goes(as_user, shared, lecturer, member):
    actions.respond(shared, "Wat voelde je?", by=lecturer)
    lecturer.delete()
    assert "Wat voelde je?" in as_user(member).get(shared.get_absolute_url()).text


# --- Pages ------------------------------------------------------------------------------------------------------


def test_reader_and_author_talk_on_the_page(as_user, shared, lecturer, member):
    reader, author = as_user(lecturer), as_user(member)
    reader.post(url("reflection_respond", shared), {"text": "Wat voelde je?", "may_be_quoted": "on"})
    author.post(url("reflection_respond", shared), {"text": "Schrik.", "reader": lecturer.pk})
    assert "Schrik." in reader.get(shared.get_absolute_url()).text
    assert ReflectionResponse.objects.get(is_by_author=False).may_be_quoted


def test_readers_do_not_see_what_others_said(as_user, shared, lecturer, member, host):
    reflections.share_reflection(shared, by=member, person=None)
    actions.respond(shared, "Alleen voor Daan", by=lecturer)
    assert "Alleen voor Daan" not in as_user(host).get(shared.get_absolute_url()).text
    assert "Alleen voor Daan" in as_user(member).get(shared.get_absolute_url()).text


def test_empty_feedback_says_so(as_user, shared, lecturer):
    page = as_user(lecturer).post(url("reflection_respond", shared), {"text": " "})
    assert page.status_code == 200
    assert set(page.context["response_form"].errors) == {"text"}


def test_reading_marks_what_was_said_as_seen(as_user, shared, lecturer, member):
    actions.respond(shared, "Wat voelde je?", by=lecturer)
    as_user(member).get(shared.get_absolute_url())
    assert ReflectionResponse.objects.get().seen_at is not None


def test_an_open_page_learns_that_it_is_no_longer_shared(as_user, shared, lecturer, member):
    client = as_user(lecturer)
    assert client.get(url("reflection_still", shared)).status_code == 204
    reflections.revoke_share(shared, by=member, share=ReflectionShare.objects.get().pk)
    assert client.get(url("reflection_still", shared)).status_code == 404
    assert client.get(shared.get_absolute_url()).status_code == 404
    assert str(shared) not in client.get(reverse(DESK)).text


def test_only_who_wrote_feedback_says_whether_it_is_quoted(as_user, shared, lecturer, member):
    response = actions.respond(shared, "Mooi", by=lecturer)
    assert as_user(member).post(url("response_quote", response), {"may_be_quoted": "on"}).status_code == 404
    as_user(lecturer).post(url("response_quote", response), {"may_be_quoted": "on"})
    assert ReflectionResponse.objects.get().may_be_quoted
    as_user(lecturer).post(url("response_quote", response))
    assert not ReflectionResponse.objects.get().may_be_quoted


def test_desk_shows_my_students_also_those_who_shared_nothing(as_user, shared, lecturer, make, community):
    other = make.user("Noor", "Peeters")
    make.join(other, community, "student", sector="education", study_year=2)
    desk = as_user(lecturer).get(reverse(DESK)).context["desk"]
    assert [(str(row.person), len(row.shared)) for row in desk.students] == [("Daan Willems", 1), ("Noor Peeters", 0)]


def test_desk_of_a_coordinator_shows_nobody(as_user, shared, coordinator):
    desk = as_user(coordinator).get(reverse(DESK)).context["desk"]
    assert (desk.students, desk.waiting) == ([], [])


@pytest.mark.parametrize("number", [1, 3])
def test_desk_asks_the_same_number_of_questions(
    as_user, community, lecturer, member, django_assert_num_queries, number
):
    for _count in range(number):
        row = reflections.start_reflection(community, by=member, page=uuid4())
        reflections.share_reflection(row, by=member, person=lecturer)
        actions.respond(row, "Mooi", by=lecturer)
    client = as_user(lecturer)
    with django_assert_num_queries(7):
        client.get(reverse(DESK))


# --- What coordinators may know ---------------------------------------------------------------------------------


def test_counts_say_no_number_of_fewer_than_three_people(community, meeting, reflection, member, host, coordinator):
    for person in (member, host):
        reflections.start_reflection(community, by=person, page=uuid4(), meeting=meeting)
    assert {row["people"] for row in counts_of(community)} == {"minder dan drie"}
    reflections.start_reflection(community, by=coordinator, page=uuid4(), meeting=meeting)
    about = next(row for row in counts_of(community) if row["title"] == str(meeting))
    assert (about["count"], about["people"]) == ("3", "3 mensen")


@pytest.mark.parametrize(("who", "status"), [("coordinator", 200), ("member", 404), ("host", 404), ("staff", 404)])
def test_counts_are_for_coordinators_and_hold_no_word(request, as_user, community, reflection, who, status):
    page = as_user(request.getfixturevalue(who)).get(
        reverse("casework:reflection_counts", kwargs={"slug": community.slug})
    )
    assert page.status_code == status
    assert "Kanarie" not in page.text and "Daan" not in page.text.partition("<main")[2].partition("</main")[0]


# --- Who may read, by state ------------------------------------------------------------------------------------

STATES = {
    "draft": {"author"},
    "shared": {"author", "lecturer"},
    "shared with circle": {"author", "lecturer", "other lecturer", "peer", "coordinator"},
    "submitted": {"author"},
    "revoked": {"author"},
    "assessed": {"author"},
}


@pytest.fixture
def people(member, lecturer, coordinator, make, community, staff, former_member, outsider):
    def joined(name, role, **fields):
        person = make.user(name)
        make.join(person, community, role, sector="education", **fields)
        return person

    return {
        "author": member,
        "lecturer": lecturer,
        "other lecturer": joined("Joris", Membership.Role.LECTURER),
        "peer": joined("Noor", Membership.Role.STUDENT),
        "assessor": joined("Femke", Membership.Role.PROFESSOR, alumnus_since=None),
        "coordinator": coordinator,
        "administrator": staff,
        "alumnus": joined("Kees", Membership.Role.STUDENT, alumnus_since=timezone.now()),
        "removed": former_member,
        "outsider": outsider,
    }


def brought_to(state, reflection, people):
    """Bring the reflection of the author in this state."""
    from casework.actions import submission as submissions

    author = people["author"]
    if state in ("shared", "revoked"):
        share = reflections.share_reflection(reflection, by=author, person=people["lecturer"])
        if state == "revoked":
            reflections.revoke_share(reflection, by=author, share=share.pk)
    if state == "shared with circle":
        reflections.share_reflection(reflection, by=author, person=None)
    if state in ("submitted", "assessed"):
        two = [people["assessor"], people["other lecturer"]]
        made = submissions.submit(reflection, by=author, kind="summative", scale="passed", assessors=two)
        if state == "assessed":
            submissions.assess(made, {"result": "passed"}, by=two[0], version=1, is_final=True)


@pytest.mark.parametrize(("state", "readers"), STATES.items())
def test_who_reads_a_reflection_per_role_and_state(as_user, reflection, people, state, readers):
    brought_to(state, reflection, people)
    if state == "shared with circle":
        readers = readers | {"assessor"}
    for role, person in people.items():
        client = as_user(person)
        assert client.get(reflection.get_absolute_url()).status_code == (200 if role in readers else 404), role
        writes = client.get(url("reflection_change", reflection)).status_code
        assert writes == (200 if role == "author" else 404), role
