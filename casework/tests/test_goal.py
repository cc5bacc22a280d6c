"""Learning goals, what a reflection says about them, chains, and the page that shows one's own learning."""

from uuid import uuid4

import pytest
from django.urls import reverse

from casework.actions import goal as goals
from casework.actions import reflection as actions
from casework.actions.sheet import Conflict, Sheet
from casework.models import GoalProgress, LearningGoal, Reflection
from casework.shown.learning import picture_of
from leerkring.core.errors import Refused


@pytest.fixture
def goal(member) -> LearningGoal:
    return goals.add_goal({"title": "Ik vraag door"}, by=member, page=uuid4())


def write(reflection, by, **values):
    levels = values.pop("levels", None)
    row = Reflection.objects.get(pk=reflection.pk)
    return actions.save_reflection(row, values, by=by, sheet=Sheet(uuid4(), row.version), levels=levels)


def another(community, by, **begun) -> Reflection:
    return actions.start_reflection(community, by=by, page=uuid4(), **begun)


# --- What happens -----------------------------------------------------------------------------------------------


def test_add_goal_twice_from_one_page_is_one_goal(member):
    page = uuid4()
    first = goals.add_goal({"title": "Een"}, by=member, page=page)
    assert goals.add_goal({"title": "Twee"}, by=member, page=page) == first


def test_change_goal_conflicts_when_it_was_changed_elsewhere(goal, member):
    goals.change_goal(goal, {"title": "Anders"}, by=member, version=1)
    with pytest.raises(Conflict):
        goals.change_goal(goal, {"title": "Nog anders"}, by=member, version=1)


def test_nobody_else_changes_a_goal(goal, host):
    with pytest.raises(Refused):
        goals.change_goal(goal, {"title": "x"}, by=host, version=1)
    with pytest.raises(Refused):
        goals.delete_goal(goal, by=host)


def test_reach_goal_can_be_taken_back(goal, member):
    assert goals.reach_goal(goal, by=member).is_reached
    assert not goals.reach_goal(goal, by=member).is_reached


def test_saving_says_how_far_and_a_second_time_says_otherwise(goal, reflection, member):
    write(reflection, member, levels={goal.pk: 2})
    write(reflection, member, levels={goal.pk: 3})
    assert list(GoalProgress.objects.values_list("reflection", "goal", "level")) == [(reflection.pk, goal.pk, 3)]
    write(reflection, member, levels={goal.pk: None})
    assert not GoalProgress.objects.exists()


def test_a_goal_of_somebody_else_is_left_out(reflection, member, host):
    theirs = goals.add_goal({"title": "Van de ander"}, by=host, page=uuid4())
    write(reflection, member, levels={theirs.pk: 2})
    assert not GoalProgress.objects.exists()


def test_deleting_a_goal_leaves_its_reflections(goal, reflection, member):
    write(reflection, member, levels={goal.pk: 2})
    goals.delete_goal(goal, by=member)
    assert Reflection.objects.get().answers == reflection.answers
    assert not GoalProgress.objects.exists()


def test_saving_after_the_goal_was_deleted_on_another_page_loses_nothing(as_user, goal, reflection, member):
    goals.delete_goal(goal, by=member)
    data = {"title": "Blijft", "page": uuid4(), "version": reflection.version, "task": "Getypt", f"goal_{goal.pk}": 3}
    answer = as_user(member).post(reverse("casework:reflection_change", kwargs={"pk": reflection.pk}), data)
    reflection.refresh_from_db()
    assert answer.url == reflection.get_absolute_url()
    assert (reflection.title, reflection.answers) == ("Blijft", {"task": "Getypt"})


def test_a_chain_is_shown_from_each_of_its_links(community, member):
    first = another(community, member, title="Een")
    second = another(community, member, title="Twee", previous=first)
    third = another(community, member, title="Drie", previous=second)
    for row in (first, second, third):
        assert [link.title for link in actions.chain_of(row)] == ["Een", "Twee", "Drie"]
    assert [link.is_later for link in actions.chain_of(second)] == [False, False, True]


def test_a_chain_can_make_no_circle(community, member):
    first = another(community, member)
    second = another(community, member, previous=first)
    first.refresh_from_db()
    for previous in (first, second):
        with pytest.raises(Refused):
            write(first, member, previous=previous)


def test_deleting_a_link_leaves_the_next_one(community, member):
    first = another(community, member)
    second = another(community, member, previous=first)
    actions.delete_reflection(first, by=member)
    second.refresh_from_db()
    assert second.previous is None


# --- Pages ------------------------------------------------------------------------------------------------------


def test_a_goal_is_written_read_and_changed(as_user, member):
    client = as_user(member)
    made = client.post(reverse("casework:goal_create"), {"title": "Ik wacht", "page": uuid4(), "version": 1})
    goal = LearningGoal.objects.get()
    assert made.url == goal.get_absolute_url()
    address = reverse("casework:goal_change", kwargs={"pk": goal.pk})
    client.post(address, {"title": "Ik wacht langer", "page": uuid4(), "version": 1})
    assert "Ik wacht langer" in client.get(goal.get_absolute_url()).text


def test_a_conflict_keeps_what_was_typed(as_user, goal, member):
    goals.change_goal(goal, {"title": "Elders"}, by=member, version=1)
    address = reverse("casework:goal_change", kwargs={"pk": goal.pk})
    page = as_user(member).post(address, {"title": "Hier", "page": uuid4(), "version": 1})
    assert page.status_code == 409
    assert "Elders" in page.text and 'value="Hier"' in page.text


def test_a_reflection_is_tagged_and_linked_on_its_page(as_user, goal, reflection, community, meeting, member):
    client = as_user(member)
    data = {"title": "Vervolg", "page": uuid4(), "version": 1, "me_wanted": "Rust"}
    data |= {f"goal_{goal.pk}": 3, "meeting": meeting.pk, "previous": reflection.pk}
    address = reverse("casework:reflection_create", kwargs={"slug": community.slug})
    answer = client.post(f"{address}?model=korthagen", data)
    saved = Reflection.objects.get(title="Vervolg")
    assert answer.url == saved.get_absolute_url()
    assert (saved.model_key, saved.answers, saved.meeting, saved.previous) == (
        "korthagen",
        {"me_wanted": "Rust"},
        meeting,
        reflection,
    )
    page = client.get(saved.get_absolute_url()).text
    assert "Ik vraag door" in page and str(reflection) in page


def test_the_address_says_what_a_new_reflection_is_about(as_user, community, meeting, reflection, member):
    address = reverse("casework:reflection_create", kwargs={"slug": community.slug})
    page = as_user(member).get(f"{address}?model=gibbs&bijeenkomst={meeting.pk}&na={reflection.pk}")
    form = page.context["form"]
    assert (form.scheme.key, form["meeting"].value(), form["previous"].value()) == ("gibbs", meeting.pk, reflection.pk)


def test_what_may_not_be_seen_is_no_subject(as_user, community, reflection, host):
    address = reverse("casework:reflection_create", kwargs={"slug": community.slug})
    page = as_user(host).get(f"{address}?na={reflection.pk}&casus=999&model=x")
    assert page.context["form"]["previous"].value() is None
    assert str(reflection) not in page.text


def test_a_minute_after_a_meeting_is_a_reflection_about_it(as_user, meeting, member):
    address = reverse("casework:reflection_quick", kwargs={"pk": meeting.pk})
    client = as_user(member)
    assert client.get(address).status_code == 200
    client.post(address, {"page": uuid4(), "version": 1, "what": "Stilte", "so_what": "", "now_what": "Wachten"})
    saved = Reflection.objects.get()
    assert (saved.meeting, saved.model_key, saved.title) == (meeting, "rolfe", str(meeting)[:120])
    assert saved.answers == {"what": "Stilte", "now_what": "Wachten"}


def test_saving_by_itself_tells_the_page_where_it_stands_now(as_user, community, member):
    address = reverse("casework:reflection_create", kwargs={"slug": community.slug})
    answer = as_user(member).post(address, {"page": uuid4(), "version": 1, "task": "x", "automatic": "1"})
    assert f'data-at="{Reflection.objects.get().get_change_url()}"' in answer.text


def test_pasting_200_kilobytes_loses_nothing(as_user, reflection, member):
    text = "Een zin uit Word met “krullen” en 🌱. " * 5000
    address = reverse("casework:reflection_change", kwargs={"pk": reflection.pk})
    as_user(member).post(address, {"title": "Lang", "page": uuid4(), "version": 2, "task": text})
    reflection.refresh_from_db()
    assert reflection.answers["task"] == text.strip()


def test_pasting_far_too_much_says_so_and_keeps_it_on_the_page(as_user, reflection, member):
    address = reverse("casework:reflection_change", kwargs={"pk": reflection.pk})
    page = as_user(member).post(address, {"title": "Lang", "page": uuid4(), "version": 2, "task": "woord " * 50_000})
    assert set(page.context["form"].errors) == {"task"}
    assert "woord woord" in page.text


@pytest.mark.parametrize("number", [1, 3])
def test_my_learning_asks_the_same_number_of_questions(
    as_user, community, goal, member, django_assert_num_queries, number
):
    for _count in range(number):
        write(another(community, member), member, levels={goal.pk: 2})
    client = as_user(member)
    with django_assert_num_queries(5):
        client.get(reverse("casework:goal_list"))


def test_the_picture_says_in_words_what_it_shows(community, goal, member):
    first = another(community, member, answers={"task": "een twee drie"})
    write(first, member, levels={goal.pk: 1}, answers={"task": "een twee drie"})
    write(another(community, member, previous=first), member, levels={goal.pk: 3}, previous=first)
    picture = picture_of(member)
    assert "Ik vraag door" in picture.finding and "2" in picture.finding
    assert [bead.words for bead in picture.beads] == [3, 0]
    assert len(picture.arcs) == 1
    assert [(lane.count, len(lane.points)) for lane in picture.lanes] == [(2, 2)]
    assert picture.lanes[0].points[0].y > picture.lanes[0].points[1].y


def test_the_picture_of_who_wrote_nothing_is_empty(as_user, member):
    page = as_user(member).get(reverse("casework:goal_list"))
    assert page.status_code == 200
    assert "<figure" not in page.text
