"""Reflections: what happens to them, and their pages."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.actions import reflection as actions
from casework.actions.sheet import Conflict, Sheet
from casework.models import Reflection, ReflectionReading, ReflectionShare, TableDivision, TableSeat
from communities.models import Membership
from leerkring.core.errors import Refused
from leerkring.notifications.models import Message
from meetings.models import ProgrammeItem


def url(name, reflection, **more):
    return reverse(f"casework:{name}", kwargs={"pk": reflection.pk, **more})


# --- What happens -----------------------------------------------------------------------------------------------


def test_start_reflection_makes_one_per_open_page(community, member):
    page = uuid4()

    first = actions.start_reflection(community, by=member, page=page)

    assert actions.start_reflection(community, by=member, page=page) == first


def test_save_reflection_conflicts_when_another_page_saved(reflection, member):
    actions.save_reflection(
        reflection, {"answers": {"task": "een"}}, by=member, sheet=Sheet(uuid4(), reflection.version)
    )

    with pytest.raises(Conflict):
        actions.save_reflection(
            reflection, {"answers": {"task": "twee"}}, by=member, sheet=Sheet(uuid4(), reflection.version)
        )


def test_save_reflection_is_refused_to_somebody_else(reflection, host):
    with pytest.raises(Refused):
        actions.save_reflection(
            reflection, {"answers": {"task": "x"}}, by=host, sheet=Sheet(uuid4(), reflection.version)
        )


def test_share_with_a_person_tells_them_once_without_a_word(reflection, member, host):
    first = actions.share_reflection(reflection, by=member, person=host)
    again = actions.share_reflection(reflection, by=member, person=host)

    assert first == again
    message = Message.objects.get()
    assert (message.recipient, message.kind, message.context) == (host, "casework.shared", {"share": first.pk})


def test_share_with_the_circle_is_one_share_and_no_mail(reflection, member, host):
    actions.share_reflection(reflection, by=member, person=None)
    actions.share_reflection(reflection, by=member, person=None)

    assert [share.person for share in ReflectionShare.objects.all()] == [None]
    assert Message.objects.count() == 0


@pytest.mark.parametrize("who", ["outsider", "former_member", "staff", "member"])
def test_share_is_refused_with_somebody_outside_my_circles(request, reflection, member, who):
    with pytest.raises(Refused):
        actions.share_reflection(reflection, by=member, person=request.getfixturevalue(who))


@pytest.fixture
def table(meeting, member, host, coordinator, make, community):
    """The member sat at one table with the host, and not with the coordinator."""
    facts = {"title": "Intervisie", "pillar": "consultation", "minutes": 60, "tables": 2, "position": 1}
    item = ProgrammeItem.objects.create(meeting=meeting, **facts)
    TableDivision.objects.create(item=item, frozen_at=timezone.now())
    for number, person in [(1, member), (1, host), (2, coordinator)]:
        TableSeat.objects.create(item=item, table=number, member=person)
    return item


def test_share_with_my_table_is_a_share_per_person_that_is_told_once(reflection, member, host, table):
    for _press in range(2):
        shares = actions.share_with_table(reflection, by=member, item=table.pk)

    assert [share.person for share in shares] == [host]
    assert [message.recipient for message in Message.objects.all()] == [host]


@pytest.mark.parametrize("how", ["left", "not fixed", "not my table", "inactive"])
def test_share_with_a_table_is_refused_when_nobody_of_it_is_there(reflection, member, host, table, how):
    if how == "left":
        Membership.objects.filter(user=host).update(left_at=timezone.now())
    if how == "not fixed":
        TableDivision.objects.update(frozen_at=None)
    if how == "not my table":
        TableSeat.objects.filter(member=member).delete()
    if how == "inactive":
        type(host).objects.filter(pk=host.pk).update(is_active=False)

    with pytest.raises(Refused):
        actions.share_with_table(reflection, by=member, item=table.pk)
    assert not ReflectionShare.objects.exists()


def test_table_is_chosen_on_the_page_by_who_sat_there(as_user, reflection, member, host, coordinator, table):
    client = as_user(member)
    groups = dict(client.get(reflection.get_absolute_url()).context["share_form"].fields["person"].choices[2:])
    [(value, label)] = groups["Je intervisietafels"]
    assert label.endswith(": Anouk")

    client.post(url("reflection_share", reflection), {"person": value})

    assert as_user(host).get(reflection.get_absolute_url()).status_code == 200
    assert as_user(coordinator).get(reflection.get_absolute_url()).status_code == 404
    assert "Je intervisietafels" not in client.get(reflection.get_absolute_url()).text


def test_revoke_share_closes_it_and_a_second_time_is_harmless(reflection, member, host):
    share = actions.share_reflection(reflection, by=member, person=host)

    actions.revoke_share(reflection, by=member, share=share.pk)
    actions.revoke_share(reflection, by=member, share=share.pk)

    assert not Reflection.objects.permitted(host, "casework.view_reflection").exists()


def test_sharing_again_after_revoking_tells_again(reflection, member, host):
    share = actions.share_reflection(reflection, by=member, person=host)
    actions.revoke_share(reflection, by=member, share=share.pk)
    actions.share_reflection(reflection, by=member, person=host)

    assert Message.objects.filter(kind="casework.shared").count() == 2


def test_revoke_share_leaves_the_shares_of_another_reflection(reflection, community, member, host):
    other = actions.start_reflection(community, by=host, page=uuid4())
    share = actions.share_reflection(other, by=host, person=member)

    actions.revoke_share(reflection, by=member, share=share.pk)

    assert ReflectionShare.objects.filter(pk=share.pk).exists()


def test_delete_reflection_takes_all_along_and_is_refused_twice(reflection, member, host):
    actions.share_reflection(reflection, by=member, person=host)
    actions.log_reading(reflection, by=host)

    actions.delete_reflection(reflection, by=member)

    assert (ReflectionShare.objects.count(), ReflectionReading.objects.count()) == (0, 0)
    with pytest.raises(Refused):
        actions.delete_reflection(reflection, by=member)


# --- Pages ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["host", "coordinator", "outsider", "staff", "former_member"])
@pytest.mark.parametrize("page", ["reflection_detail", "reflection_change", "reflection_delete"])
def test_private_reflection_does_not_exist_for_others(request, as_user, reflection, who, page):
    assert as_user(request.getfixturevalue(who)).get(url(page, reflection)).status_code == 404


def test_visitors_are_asked_to_sign_in(visitor, reflection):
    assert visitor.get(reverse("casework:reflection_list")).status_code == 302
    assert visitor.get(reflection.get_absolute_url()).status_code == 302


def test_list_tells_mine_from_what_is_shared_with_me(as_user, reflection, member, host):
    actions.share_reflection(reflection, by=member, person=host)

    mine = as_user(member).get(reverse("casework:reflection_list")).context
    theirs = as_user(host).get(reverse("casework:reflection_list")).context

    assert (mine["mine"], mine["shared"]) == ([reflection], [])
    assert (theirs["mine"], theirs["shared"]) == ([], [reflection])


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_same_number_of_questions(as_user, community, member, django_assert_num_queries, number):
    for _count in range(number):
        actions.start_reflection(community, by=member, page=uuid4())
    client = as_user(member)

    with django_assert_num_queries(5):
        client.get(reverse("casework:reflection_list"))


def test_list_without_a_circle_shows_the_way(as_user, outsider):
    page = as_user(outsider).get(reverse("casework:reflection_list"))

    assert reverse("communities:community_list") in page.text


def test_writing_and_saving(as_user, community, member):
    address = reverse("casework:reflection_create", kwargs={"slug": community.slug})
    client = as_user(member)
    assert client.get(address).status_code == 200

    answer = client.post(address, {"page": uuid4(), "version": 1, "title": "Mijn dag", "task": "Luisteren"})

    saved = Reflection.objects.get()
    assert answer.url == saved.get_absolute_url()
    assert (saved.title, saved.answers, saved.author) == ("Mijn dag", {"task": "Luisteren"}, member)


def test_saving_by_itself_needs_no_title(as_user, community, member):
    address = reverse("casework:reflection_create", kwargs={"slug": community.slug})

    as_user(member).post(address, {"page": uuid4(), "version": 1, "task": "Luisteren", "automatic": "1"})

    assert Reflection.objects.get().answers == {"task": "Luisteren"}
    assert str(Reflection.objects.get())


def test_saving_without_a_title_says_so_and_keeps_the_text(as_user, reflection, member):
    page = as_user(member).post(url("reflection_change", reflection), {"page": uuid4(), "version": 2, "task": "Blijf"})

    assert set(page.context["form"].errors) == {"title"}
    assert "Blijf" in page.text


def test_conflict_shows_both_texts(as_user, reflection, member):
    client, address = as_user(member), url("reflection_change", reflection)
    data = {"title": "T", "version": reflection.version}
    client.post(address, data | {"page": uuid4(), "task": "Van de andere"})

    page = client.post(address, data | {"page": uuid4(), "task": "Van mij"})

    assert page.status_code == 409
    assert "Van de andere" in page.text
    assert "Van mij" in page.text


def test_detail_logs_readers_for_the_author(as_user, reflection, member, host):
    actions.share_reflection(reflection, by=member, person=host)

    page = as_user(host).get(reflection.get_absolute_url())
    mine = as_user(member).get(reflection.get_absolute_url())

    assert "readers" not in page.context
    assert [reader["times"] for reader in mine.context["readers"]] == [1]


@pytest.mark.parametrize("shares", [1, 3])
def test_detail_asks_the_same_number_of_questions(
    as_user, reflection, member, make, community, django_assert_num_queries, shares
):
    for count in range(shares):
        person = make.user(f"Lezer{count}")
        make.join(person, community, "student", sector="education")
        actions.share_reflection(reflection, by=member, person=person)
    client = as_user(member)

    with django_assert_num_queries(12):
        client.get(reflection.get_absolute_url())


def test_sharing_and_stopping_on_the_page(as_user, reflection, member, host):
    client = as_user(member)

    client.post(url("reflection_share", reflection), {"person": host.pk})
    share = ReflectionShare.objects.get()
    assert as_user(host).get(reflection.get_absolute_url()).status_code == 200

    client.post(url("reflection_revoke", reflection, share=share.pk))
    assert as_user(host).get(reflection.get_absolute_url()).status_code == 404


def test_sharing_with_the_circle_on_the_page(as_user, reflection, member, coordinator):
    as_user(member).post(url("reflection_share", reflection), {"person": "circle"})

    assert as_user(coordinator).get(reflection.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("who", ["", "999", "x"])
def test_sharing_with_nobody_says_so(as_user, reflection, member, who):
    page = as_user(member).post(url("reflection_share", reflection), {"person": who}, follow=True)

    assert [message.level_tag for message in page.context["messages"]] == ["error"]
    assert ReflectionShare.objects.count() == 0


def test_sharing_with_who_left_meanwhile_says_so(as_user, reflection, member, host):
    Membership.objects.filter(user=host).update(left_at=timezone.now())
    page = as_user(member).post(url("reflection_share", reflection), {"person": host.pk}, follow=True)

    assert "zit in geen van je leerkringen meer" in page.text
    assert ReflectionShare.objects.count() == 0


@pytest.mark.parametrize("who", ["host", "coordinator", "staff"])
def test_nobody_else_shares_or_stops(request, as_user, reflection, member, host, who):
    share = actions.share_reflection(reflection, by=member, person=None)
    client = as_user(request.getfixturevalue(who))

    assert client.post(url("reflection_share", reflection), {"person": "circle"}).status_code == 404
    assert client.post(url("reflection_revoke", reflection, share=share.pk)).status_code == 404


@pytest.mark.parametrize("name", ["reflection_share", "reflection_revoke"])
def test_a_get_shares_nothing(as_user, reflection, member, name):
    more = {"share": 1} if name == "reflection_revoke" else {}

    assert as_user(member).get(url(name, reflection, **more)).status_code == 405


def test_author_who_left_keeps_their_reflection_but_shares_no_more(as_user, reflection, member):
    Membership.objects.filter(user=member).update(left_at=timezone.now())
    client = as_user(member)

    assert client.get(reflection.get_absolute_url()).status_code == 200
    assert client.post(url("reflection_share", reflection), {"person": "circle"}).status_code == 404


def test_delete_asks_and_then_does(as_user, reflection, member):
    client = as_user(member)
    assert client.get(url("reflection_delete", reflection)).status_code == 200
    assert Reflection.objects.exists()

    assert client.post(url("reflection_delete", reflection)).url == reverse("casework:reflection_list")
    assert not Reflection.objects.exists()
