"""Methods of a circle or a programme: copied, changed, ordered, and used at a table."""

import pytest
from django.urls import reverse

from casework.actions import method as actions
from casework.methods import find_built_in, said
from casework.models import Method, Session
from leerkring.core.errors import Overtaken, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("all_agreed")]


@pytest.fixture
def method(community, coordinator):
    return actions.create_method(community, by=coordinator, title="Onze manier", source=find_built_in("ten_steps"))


def titles(method):
    return list(method.steps.order_by("position").values_list("title", flat=True))


def path(method, name, **more):
    return reverse(f"casework:{name}", kwargs={"pk": method.pk, **more})


def test_copy_asks_the_same_as_what_it_was_copied_from(method):
    copy, source = method.plan(), find_built_in("ten_steps")
    same = ("active", "silent", "minutes", "input", "hidden", "about")
    assert [[getattr(step, name) for name in same] for step in copy.steps] == [
        [getattr(step, name) for name in same] for step in source.steps
    ]
    assert [said(step.title) for step in copy.steps] == [said(step.title) for step in source.steps]


def test_same_title_twice_is_the_same_method(method, community, coordinator):
    assert actions.create_method(community, by=coordinator, title="Onze manier") == method


def test_step_moves_up_and_down_and_at_the_end_stays(method, coordinator):
    first, second = list(method.steps.order_by("position"))[:2]
    actions.move_step(method, by=coordinator, version=1, step=second.pk, up=True)
    assert titles(method)[:2] == [second.title, first.title]
    actions.move_step(method, by=coordinator, version=2, step=second.pk, up=True)
    assert titles(method)[0] == second.title


def test_who_saw_an_older_method_changes_nothing(method, coordinator):
    step = method.steps.first()
    actions.remove_step(method, by=coordinator, version=1, step=step.pk)
    with pytest.raises(Overtaken):
        actions.move_step(method, by=coordinator, version=1, step=step.pk, up=True)
    with pytest.raises(Refused):
        actions.move_step(method, by=coordinator, version=2, step=step.pk, up=True)


def test_step_that_rates_lines_which_now_come_later_asks_nothing(method, coordinator):
    rating = method.steps.get(position=3)
    for version in (1, 2):
        actions.move_step(method, by=coordinator, version=version, step=rating.pk, up=True)
    step = Method.objects.get(pk=method.pk).plan().steps[0]
    assert (step.input, step.about) == ("none", 0)


def test_pages_take_a_coordinator_from_a_copy_to_a_table(community, coordinator, meeting, as_user):
    browser = as_user(coordinator)
    data = {"source": "five_steps", "place": f"circle:{community.pk}", "title": "Kort en goed"}
    browser.post(reverse("casework:method_create"), data)
    method = Method.objects.get()
    step = {"title": "Stilte", "instruction": "Wees stil.", "active": "all", "silent": "all", "minutes": "3"}
    browser.post(path(method, "method_step_add"), step | {"input": "none", "hidden": "", "version": "1"})
    added = method.steps.last()
    browser.post(path(method, "method_step_move"), {"move": f"{added.pk}:up", "version": "2"})
    assert titles(method)[-2:] == ["Stilte", "Evaluatie"]
    start = reverse("casework:session_start", kwargs={"pk": meeting.pk})
    assert "Kort en goed" in browser.get(start).content.decode()
    browser.post(start, {"method": method.key, "minutes": "60"})
    session = Session.objects.get()
    assert (len(session.method.steps), session.method.minutes) == (6, 60)
    actions.remove_method(method, by=coordinator)
    assert len(Session.objects.get().method.steps) == 6


def test_step_page_says_what_is_missing_and_keeps_what_was_typed(method, coordinator, as_user):
    data = {
        "title": "Kiezen",
        "instruction": "Kies.",
        "active": "all",
        "minutes": "0",
        "input": "vote",
        "version": "1",
    }
    page = as_user(coordinator).post(path(method, "method_step_add"), data)
    assert page.status_code == 422
    assert "Kies de stap" in page.content.decode()
    assert 'value="Kiezen"' in page.content.decode()


def test_change_page_refuses_what_somebody_else_overtook(method, coordinator, as_user):
    browser, here = as_user(coordinator), path(method, "own_method_change")
    data = {"title": "Anders", "about": "", "least": "4", "most": "8", "version": "1"}
    assert browser.post(here, data).status_code == 302
    late = browser.post(here, data | {"title": "Te laat"})
    assert late.status_code == 422
    assert Method.objects.get().title == "Anders"


def test_own_method_prints(method, member, as_user):
    response = as_user(member).get(path(method, "own_method_as_pdf"))
    assert response.content.startswith(b"%PDF-")


@pytest.mark.parametrize(("role", "status"), [("coordinator", 200), ("member", 404), ("outsider", 404)])
def test_only_coordinators_make_methods(role, status, request, as_user):
    person = request.getfixturevalue(role)
    assert as_user(person).get(reverse("casework:method_create")).status_code == status


def test_method_of_a_programme_is_read_in_its_circles(programme, community, member, outsider, coordinator, as_user):
    method = actions.create_method(programme, by=coordinator, title="Van het netwerk")
    assert as_user(member).get(path(method, "own_method_detail")).status_code == 200
    assert as_user(outsider).get(path(method, "own_method_detail")).status_code == 404
