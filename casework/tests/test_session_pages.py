"""Pages at a table: each sees what their role may do, and nothing hidden is in any answer."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from casework.actions import line as line_actions
from casework.actions import session as actions
from casework.models import Line, Mark, PrivateText, Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_agreed")]
LIVE = {"HTTP_X_LIVE": "1"}


def path(session, name="detail", **more):
    return reverse(f"casework:{name if '_' in name else f'session_{name}'}", kwargs={"pk": session.pk, **more})


def html(browser, session, name="detail", **headers):
    response = browser.get(path(session, name), **headers)
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def browsers(sitters, as_user):
    return [as_user(person) for person in sitters]


def write(session, by, position, text="Tekst"):
    return line_actions.write_line(session, by=by, position=position, text=text, key=uuid4())


def test_page_leads_from_starting_to_a_running_table(meeting, as_user, member, host):
    starter, other = as_user(member), as_user(host)
    data = {"method": "gossip", "minutes": "45"}
    response = starter.post(reverse("casework:session_start", kwargs={"pk": meeting.pk}), data)
    session = Session.objects.get()
    assert response["Location"] == path(session)
    other.post(path(session, "join"))
    roles = {f"role-{member.pk}": "owner", f"role-{host.pk}": "facilitator"}
    starter.post(path(session, "roles"), roles)
    other.post(path(session, "begin"))
    assert "Vraagintroductie" in html(starter, session)
    assert 'value="next"' in html(other, session)
    assert 'value="next"' not in html(starter, session)


def test_start_page_says_what_is_wrong_and_keeps_what_was_chosen(meeting, as_user, member):
    data = {"method": "ten_steps", "minutes": "5"}
    response = as_user(member).post(reverse("casework:session_start", kwargs={"pk": meeting.pk}), data)
    assert response.status_code == 422
    assert "minstens 10 minuten" in response.content.decode()
    assert re.search(r'value="ten_steps"[^>]*checked', response.content.decode())


def test_owner_has_a_notepad_and_no_input_in_the_gossip_round(table, step_to, browsers):
    session = step_to(table(), 3)
    owner, participant = html(browsers[0], session), html(browsers[2], session)
    assert 'id="notepad"' in owner
    assert 'id="text-' not in owner
    assert 'id="notepad"' not in participant


def test_notepad_is_read_by_its_writer_alone(table, step_to, browsers):
    session = step_to(table(), 3)
    browsers[0].post(path(session, "private_text_save"), {"position": "0", "text": "Dit raakt mij"})
    pages = [html(browser, session, name) for browser in browsers for name in ("detail", "wall")]
    assert [place for place, page in enumerate(pages) if "Dit raakt mij" in page] == [0]


def test_hidden_text_is_in_no_answer_but_that_of_its_writer_until_it_is_shown(table, step_to, browsers, sitters):
    session = step_to(table("ten_steps", minutes=120), 6)
    write(session, sitters[2], 6, "Verborgen zin")

    def seen():
        answers = [
            browser.get(path(session, name), **headers).content.decode()
            for browser in browsers
            for name in ("detail", "wall")
            for headers in ({}, LIVE)
        ]
        return {place // 4 for place, page in enumerate(answers) if "Verborgen zin" in page}

    assert seen() == {2}
    actions.move_session(session, by=sitters[1], deed="show", turn=Session.objects.get(pk=session.pk).turn)
    assert seen() == set(range(6))


def test_wall_shows_the_step_and_nothing_that_was_written(table, step_to, browsers, sitters):
    session = step_to(table(), 2)
    write(session, sitters[2], 2, "Mag dit op de muur?")
    page = html(browsers[3], session, "wall")
    assert "Verkenning" in page
    assert "Mag dit" not in page


def test_what_is_refused_comes_back_in_the_box(table, step_to, browsers):
    session = step_to(table(), 2)
    for number in range(3):
        data = {"position": "2", "key": str(uuid4()), "text": f"Vraag {number}"}
        browsers[2].post(path(session, "line_write"), data)
    response = browsers[2].post(
        path(session, "line_write"), data | {"key": str(uuid4()), "text": "Een vierde"}, **LIVE
    )
    assert response.status_code == 409
    assert "Je hebt je 3 regels al geschreven." in response.content.decode()
    assert PrivateText.objects.get().text == "Een vierde"


def test_text_without_anything_in_it_is_explained(table, step_to, browsers):
    session = step_to(table(), 2)
    data = {"position": "2", "key": str(uuid4()), "text": "  "}
    response = browsers[2].post(path(session, "line_write"), data, follow=True)
    assert "Schrijf eerst iets." in response.content.decode()


def test_draft_comes_back_after_a_reload_also_when_the_table_went_on(table, step_to, browsers):
    session = step_to(table(), 2)
    data = {"position": "2", "text": "Half af", "automatic": "1"}
    assert browsers[2].post(path(session, "private_text_save"), data).status_code == 204
    assert "Half af" in html(browsers[2], session)
    step_to(session, 4)
    late = html(browsers[2], session)
    assert "Half af" in late
    assert "Dit was je nog aan het schrijven" in late
    assert "Half af" not in html(browsers[3], session)


def test_second_tap_shows_where_the_table_is_without_a_word(table, browsers):
    session = table()
    data = {"deed": "next", "turn": str(session.turn)}
    answers = [browsers[1].post(path(session, "move"), data, **LIVE) for _tap in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert Session.objects.get(pk=session.pk).step == 2


def test_only_who_leads_moves_the_table(table, browsers):
    session = table()
    response = browsers[2].post(path(session, "move"), {"deed": "next", "turn": str(session.turn)}, **LIVE)
    assert response.status_code == 409
    assert Session.objects.get(pk=session.pk).step == 1


def test_rating_shows_warm_questions_first_in_the_next_step(table, step_to, browsers, sitters):
    session = step_to(table("ten_steps", minutes=120), 2)
    cold, warm = write(session, sitters[2], 2, "Koude vraag"), write(session, sitters[3], 2, "Warme vraag")
    step_to(session, 3)
    for line, value in ((cold, "cold"), (warm, "warm")):
        browsers[0].post(path(session, "line_mark"), {"position": "3", "line": line.pk, "value": value})
    step_to(session, 4)
    page = html(browsers[4], session)
    assert page.index("Warme vraag") < page.index("Koude vraag")
    assert Mark.objects.count() == 2


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_as_many_questions_at_any_number_of_lines(
    number, table, step_to, browsers, sitters, django_assert_num_queries
):
    session = step_to(table(), 2)
    for line in range(number):
        write(session, sitters[2], 2, f"Vraag {line}")
    with django_assert_num_queries(8):
        html(browsers[3], session, **LIVE)


def test_late_comer_needs_the_code_and_then_stands_where_the_others_are(table, step_to, as_user, member):
    session, late = step_to(table(), 3), as_user(member)
    assert late.get(path(session)).status_code == 404
    assert late.post(path(session, "join"), {"code": "FOUT"}).status_code == 422
    assert late.post(path(session, "join"), {"code": session.code}).status_code == 302
    assert "Roddelen" in html(late, session)


# --- The poll


def test_phone_hears_only_that_something_changed(table, client, sitters, django_assert_num_queries):
    session = table()
    here = reverse("casework:session_state", kwargs={"key": session.poll_key})
    with django_assert_num_queries(1):
        first = client.get(here)
    assert (first.status_code, first.content) == (200, str(session.version).encode())
    with django_assert_num_queries(1):
        same = client.get(here, headers={"If-None-Match": first["ETag"]})
    assert (same.status_code, same.content) == (304, b"")
    actions.move_session(session, by=sitters[1], deed="next", turn=session.turn)
    assert client.get(here, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("key", ["bestaat-niet", "x" * 60, "%00"])
def test_key_of_no_table_is_missing(key, client):
    assert client.get(f"/intervisie/stand/{key}/").status_code in (400, 404)


def test_poll_answers_before_sign_in_and_session(table, client, settings):
    session = table()
    settings.MIDDLEWARE = ["casework.polling.PollMiddleware"]
    assert client.get(f"/intervisie/stand/{session.poll_key}/").status_code == 200


def test_everything_a_table_wrote_goes_with_an_account(table, step_to, sitters):
    session = step_to(table(), 2)
    write(session, sitters[2], 2)
    line_actions.save_private_text(session, by=sitters[2], position=0, text="Voor mij")
    sitters[2].delete()
    assert (Line.objects.count(), PrivateText.objects.count(), session.seats.count()) == (0, 0, 5)


def test_who_has_not_promised_to_be_silent_is_asked_first_and_comes_back(table, as_user, make, community):
    session, stranger = table(begun=False), make.user("Nieuw")
    make.join(stranger, community, "student")
    browser, here = as_user(stranger), path(session, "join")
    asked = browser.get(f"{here}?code={session.code}")["Location"]
    assert f"tafel={session.pk}" in asked
    page = browser.get(asked).content.decode()
    number = re.search(r'name="number" value="(\d+)"', page)[1]
    back = browser.post(asked, {"number": number, "agreed": "on"})["Location"]
    assert back == f"{here}?code={session.code}"
    browser.post(back, {"code": session.code})
    assert session.seats.filter(user=stranger).exists()
