"""What was typed in a form that can't be kept (any more): given back, with the reason for who may know it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from communities.actions.closing import close_community
from communities.models import Community, Membership
from meetings.models import Meeting

from .access import EVERYBODY, PAGES, ROLES, VISITOR, address
from .test_access import AREAS, Nothing, ask, names_of, plain

TYPED = "Vraag de buurvrouw mee, zij kent iedereen."
WORDS = {"words": TYPED}

LEADS_TO = re.compile(r'btn-primary" href="([^"]+)"')


def sends(part_of_portal):
    """Yield each address of something that is not open to everybody who sends a form there."""
    for name in names_of(part_of_portal):
        page = PAGES[name]
        if page.of and page.post is not None and page.post != EVERYBODY and "token" not in page.of:
            yield name, page


def wrong_answers(world, name, page, nothing):
    """Yield who is told of something whose page they can't open, or is not given back what they typed."""
    path, data = address(name, world), page.data | WORDS
    for role in ROLES:
        if role in page.post or role == VISITOR:
            continue
        answer = ask(world, role, "post", path, data)
        if TYPED not in answer.text_now.decode():
            yield name, role, "lost"
        if answer.status_code == 403:
            leads_to = LEADS_TO.search(answer.text_now.decode())
            if leads_to is None or ask(world, role, "get", leads_to[1]).status_code != 200:
                yield name, role, "told"
        elif not nothing.looks_like(answer, name, role, "post", data):
            yield name, role, answer.status_code


@pytest.mark.once
@pytest.mark.parametrize("part_of_portal", AREAS)
def test_what_is_hidden_looks_missing_also_when_something_was_typed(part_of_portal, world):
    nothing = Nothing(world)
    assert [wrong for name, page in sends(part_of_portal) for wrong in wrong_answers(world, name, page, nothing)] == []


@pytest.mark.parametrize("status", ["draft", "archived"])
@pytest.mark.parametrize("name", ["about_change", "contact_person_create", "invitation_create", "join_request_list"])
def test_outsider_finds_nothing_in_a_circle_that_is_hidden(name, status, world, community):
    at = None if status == "draft" else community.started_at
    facts = {"closed_at": None, "phase": "explore"} if status == "draft" else {"closed_at": at, "phase": "finished"}
    Community.objects.filter(pk=community.pk).update(status=status, started_at=at, **facts)
    path, missing = (reverse(f"communities:{name}", kwargs={"slug": slug}) for slug in (community.slug, "nergens"))

    answer, nothing = (ask(world, "outsider", "post", each, WORDS) for each in (path, missing))

    assert (answer.status_code, nothing.status_code) == (404, 404)
    assert plain(answer.text_now, path) == plain(nothing.text_now, missing)


# --- Who still sees it reads why ------------------------------------------------------------------------------

CLOSED = "Deze leerkring is afgesloten."
FORMS_OF_A_CIRCLE = [
    "about_change", "contact_person_create", "commitment_create", "community_rename", "invitation_create",
    "member_bulk", "join_link_list", "phase_detail", "handover_create", "module_list",
]  # fmt: skip


@pytest.mark.parametrize("name", FORMS_OF_A_CIRCLE)
@pytest.mark.parametrize("who", ["coordinator", "alumnus"])
def test_who_is_in_a_circle_that_was_closed_meanwhile_reads_so(name, who, community, coordinator, member, as_user):
    close_community(community, by=coordinator)
    me = {"coordinator": coordinator, "alumnus": member}[who]

    answer = as_user(me).post(reverse(f"communities:{name}", kwargs={"slug": community.slug}), WORDS)

    assert answer.status_code == 403
    assert CLOSED in answer.text
    assert f"readonly>{TYPED}</textarea>" in answer.text
    assert f'href="{community.get_absolute_url()}"' in answer.text


def test_visitor_who_writes_to_a_circle_that_was_closed_meanwhile_keeps_the_message(community, coordinator, visitor):
    close_community(community, by=coordinator)

    answer = visitor.post(f"/leerkringen/{community.slug}/contact/", {"message": TYPED})

    assert answer.status_code == 403
    assert CLOSED in answer.text
    assert TYPED in answer.text


def _cancelled(meeting):
    Meeting.objects.filter(pk=meeting.pk).update(status="cancelled", cancelled_at=timezone.now())


def _over(meeting):
    past = {"starts_at": timezone.now() - timedelta(hours=7), "ends_at": timezone.now() - timedelta(hours=1)}
    Meeting.objects.filter(pk=meeting.pk).update(**past)


def _closed(meeting):
    now = timezone.now()
    Community.objects.filter(pk=meeting.cycle.community_id).update(status="closed", phase="finished", closed_at=now)


def _not_coordinator(meeting):
    Membership.objects.filter(community=meeting.cycle.community_id, role="coordinator").update(role="professional")


MEANWHILE = {
    "Deze bijeenkomst gaat niet door.": _cancelled,
    "Deze bijeenkomst is voorbij.": _over,
    CLOSED: _closed,
    "Je mag dit niet (meer) doen": _not_coordinator,
}


@pytest.mark.parametrize("reason", MEANWHILE)
@pytest.mark.parametrize("page", ["wijzigen", "afgelasten", "programma", "plekken"])
def test_coordinator_reads_what_happened_to_a_meeting_meanwhile(reason, page, meeting, coordinator, as_user):
    MEANWHILE[reason](meeting)

    answer = as_user(coordinator).post(f"/bijeenkomsten/{meeting.pk}/{page}/", WORDS)

    assert answer.status_code == 403
    assert reason in answer.text
    assert TYPED in answer.text
    assert f'href="/bijeenkomsten/{meeting.pk}/"' in answer.text


def test_who_was_let_go_meanwhile_finds_nothing_but_keeps_what_they_typed(meeting, coordinator, as_user):
    Membership.objects.filter(user=coordinator).update(left_at=timezone.now())

    answer = as_user(coordinator).post(f"/bijeenkomsten/{meeting.pk}/wijzigen/", WORDS)

    assert answer.status_code == 404
    assert TYPED in answer.text
    assert "bijeenkomsten/" not in answer.text.split("<main", 1)[1].split("</main>", 1)[0]


def test_what_a_colleague_took_away_meanwhile_leads_to_the_circle(community, coordinator, as_user):
    answer = as_user(coordinator).post(f"/leerkringen/{community.slug}/contactpersonen/987/", WORDS)

    assert answer.status_code == 403
    assert "iemand anders was je voor" in answer.text
    assert TYPED in answer.text


def test_page_speaks_the_words_of_the_programme(community, coordinator, as_user):
    close_community(community, by=coordinator)
    community.programme.noun_singular, community.programme.noun_plural = "leergemeenschap", "leergemeenschappen"
    community.programme.save()

    answer = as_user(coordinator).post(f"/leerkringen/{community.slug}/over/", WORDS)

    assert "Deze leergemeenschap is afgesloten." in answer.text


def test_page_escapes_what_was_typed(community, coordinator, as_user):
    close_community(community, by=coordinator)

    answer = as_user(coordinator).post(f"/leerkringen/{community.slug}/over/", {"x": "</textarea><script> a</script>"})

    assert "<script> a" not in answer.text


def test_a_button_without_words_finds_nothing_as_ever(community, coordinator, as_user):
    close_community(community, by=coordinator)

    assert as_user(coordinator).post(f"/leerkringen/{community.slug}/over/", {"up": "1"}).status_code == 404


def test_reading_is_answered_as_ever(community, coordinator, as_user):
    close_community(community, by=coordinator)

    assert as_user(coordinator).get(f"/leerkringen/{community.slug}/over/?q=twee+woorden").status_code == 404


# --- Refused after all, by the action -------------------------------------------------------------------------


def test_remark_is_given_back_when_the_answer_is_refused(meeting, member, as_user):
    _over(meeting)

    answer = as_user(member).post(f"/bijeenkomsten/{meeting.pk}/antwoord/", {"answer": "no", "remark": TYPED})

    assert answer.status_code == 409
    assert f"readonly>{TYPED}</textarea>" in answer.text
    assert f'href="/bijeenkomsten/{meeting.pk}/"' in answer.text


def test_last_words_are_given_back_when_something_stands_in_the_way_of_closing(meeting, coordinator, as_user):
    path = reverse("communities:community_close", kwargs={"slug": meeting.cycle.community.slug})

    answer = as_user(coordinator).post(path, {"words": TYPED})

    assert answer.status_code == 409
    assert TYPED in answer.text


def test_refusal_is_a_message_on_the_page_before_when_nothing_was_typed(meeting, member, as_user):
    _over(meeting)

    answer = as_user(member).post(f"/bijeenkomsten/{meeting.pk}/antwoord/", {"answer": "no"}, follow=True)

    assert answer.redirect_chain == [(f"/bijeenkomsten/{meeting.pk}/", 302)]
    assert "toast" in answer.text


# --- Behind a link --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/uitnodiging/{invitation_token}/nee/", "/bijeenkomsten/gast/weg/vertellen/", "/bijeenkomsten/antwoord/weg/"],
)
def test_link_that_ended_gives_back_what_was_typed(path, world, community):
    community.invitations.update(status="revoked")

    answer = ask(world, VISITOR, "post", path.format(invitation_token=world.invitation_token), WORDS)

    assert answer.status_code in (404, 410)
    assert TYPED in answer.text_now.decode()
