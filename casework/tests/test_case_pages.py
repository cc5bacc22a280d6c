"""Pages of cases."""

from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from casework.actions import case as actions
from casework.models import Case, CaseReading
from communities.models import Community
from conftest import CLOSED

S = Case.Status


def url(name, case):
    return reverse(f"casework:{name}", kwargs={"pk": case.pk})


@pytest.fixture
def create_url(community):
    return reverse("casework:case_create", kwargs={"slug": community.slug})


@pytest.fixture
def list_url(community):
    return reverse("casework:case_list", kwargs={"slug": community.slug})


def test_list_names_who_may_not_read_a_case_its_owner_only(as_user, list_url, submitted, member, coordinator):
    page = as_user(coordinator).get(list_url).text

    assert "Kanarie titel" not in page
    assert url("case_second_reader", submitted) in page
    assert member.full_name in page


def test_case_leads_to_the_agreement_first_and_from_there_back(as_user, case, host, community):
    client = as_user(host)

    asked = client.get(case.get_absolute_url(), follow=True)
    assert asked.redirect_chain[-1][0] == reverse("casework:agreement", args=[community.slug]) + f"?casus={case.pk}"
    assert "Kanarie titel" not in asked.text
    missed = client.post(asked.redirect_chain[-1][0], {"number": "1"})
    assert missed.status_code == 422
    read = client.post(asked.redirect_chain[-1][0], {"number": "1", "agreed": "on"}, follow=True)

    assert "Kanarie situatie" in read.text
    assert CaseReading.objects.get().reader == host


def test_second_reader_releases_on_the_page(as_user, submitted, coordinator, all_agreed):
    client = as_user(coordinator)

    assert url("case_release", submitted) in client.get(submitted.get_absolute_url()).text
    client.post(url("case_release", submitted))

    assert Case.objects.get().status == S.RELEASED


def test_second_reader_sends_back_with_a_remark_that_its_owner_reads(as_user, submitted, coordinator, member, agreed):
    agreed(coordinator)
    client = as_user(coordinator)

    assert client.post(url("case_return", submitted), {"remark": ""}).status_code == 422
    client.post(url("case_return", submitted), {"remark": "De straat staat erin."})

    for page in ("case_detail", "case_change"):
        assert "De straat staat erin." in as_user(member).get(url(page, submitted)).text


def test_coordinator_names_another_second_reader_without_reading(as_user, submitted, coordinator, host, member):
    client = as_user(coordinator)
    page = client.get(url("case_second_reader", submitted))
    choices = {person.pk for person in page.context["form"].fields["person"].queryset}

    client.post(url("case_second_reader", submitted), {"person": host.pk})

    assert choices == {coordinator.pk, host.pk}
    assert ("anarie" in page.text, Case.objects.get().second_reader) == (False, host)


def test_owner_takes_consent_back(as_user, case, member, host, all_agreed):
    reader = as_user(host)
    assert reader.get(case.get_absolute_url()).status_code == 200

    as_user(member).post(url("case_grade", case), {"grade": "table"})

    assert reader.get(case.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("who", ["outsider", "staff", "former_member"])
@pytest.mark.parametrize("page", ["list", "create", "case_detail", "case_change", "case_report", "case_delete"])
def test_pages_do_not_exist_for_others(request, as_user, case, list_url, create_url, who, page):
    addresses = {"list": list_url, "create": create_url}
    client = as_user(request.getfixturevalue(who))

    assert client.get(addresses.get(page) or url(page, case)).status_code == 404
    assert client.post(addresses.get(page) or url(page, case)).status_code in (404, 405)


def test_visitors_are_asked_to_sign_in(visitor, case, list_url):
    for address in (list_url, url("case_detail", case)):
        assert visitor.get(address).status_code == 302


def make_cases(make, community, number):
    for count in range(number):
        owner = make.user(f"Lid{count}", f"Naam{count}")
        make.join(owner, community, "student", sector="education")
        Case.objects.create(
            community=community,
            owner=owner,
            title=f"Casus {count}",
            status=S.RELEASED,
            grade="circle",
            is_anonymous=True,
            is_unrecognisable=True,
            is_about_me=True,
        )


@pytest.mark.parametrize("number", [1, 3])
def test_list_asks_the_same_number_of_questions(
    as_user, list_url, make, community, member, agreed, django_assert_num_queries, number
):
    agreed(member)
    make_cases(make, community, number)
    client = as_user(member)

    with django_assert_num_queries(6):
        assert client.get(list_url).status_code == 200


def test_empty_list_has_one_button(as_user, list_url, create_url, member):
    assert create_url in as_user(member).get(list_url).text


def test_new_page_makes_nothing_yet(as_user, create_url, member):
    page = as_user(member).get(create_url)

    assert page.status_code == 200
    assert page.context["form"].steps[0].number == 1
    assert Case.objects.count() == 0


def test_saving_a_draft_asks_for_nothing(as_user, create_url, list_url, member):
    answer = as_user(member).post(create_url, {"page": uuid4(), "version": 1, "title": "Half", "save": "1"})

    assert answer.url == list_url
    assert (Case.objects.get().title, Case.objects.get().status) == ("Half", S.DRAFT)


def test_the_same_page_twice_is_one_case(as_user, create_url, member, case_data):
    data, client = case_data(title="Een", save="1"), as_user(member)

    client.post(create_url, data)
    client.post(create_url, data | {"title": "Twee"})

    assert Case.objects.get().title == "Twee"


@pytest.mark.parametrize("how", ["left", "closed"])
def test_page_of_another_circle_opens_no_way_into_this_one(how, as_user, draft, member, make, community, case_data):
    elsewhere = Community.objects.create(
        programme=community.programme,
        slug="elders",
        name="Elders",
        question=community.question,
        kind=community.kind,
        area=community.area,
        status=Community.Status.ACTIVE,
        started_at=community.started_at,
    )
    make.join(member, elsewhere, "student", sector="education")
    if how == "left":
        community.memberships.filter(user=member).update(left_at=timezone.now())
    else:
        Community.objects.filter(pk=community.pk).update(**CLOSED)
    address = reverse("casework:case_create", kwargs={"slug": elsewhere.slug})
    data = case_data(page=str(draft.page), version=draft.version, title="Toch", submit="1")

    assert as_user(member).get(url("case_change", draft)).status_code == 404
    assert as_user(member).post(address, data).status_code == 404
    assert (Case.objects.get().title, Case.objects.get().status) == ("Kanarie titel", S.DRAFT)


def test_page_saves_by_itself_and_learns_its_version(as_user, create_url, member, case_data):
    data, client = case_data(situation="Eerst", automatic="1"), as_user(member)

    first = client.post(create_url, data)
    second = client.post(create_url, data | {"version": first.context["version"], "situation": "Dan"})

    assert (first.context["version"], second.context["version"]) == (2, 3)
    assert Case.objects.get().situation == "Dan"
    assert 'id="sheet-state"' in second.text


def test_page_that_saves_by_itself_says_when_another_page_was_first(as_user, draft, member, case_data):
    answer = as_user(member).post(url("case_change", draft), case_data(title="Anders", automatic="1"))

    assert answer.context["is_conflict"]
    assert Case.objects.get().title == "Kanarie titel"


def test_handing_in_a_whole_case_leaves_it_to_the_second_reader(as_user, draft, member, case_data):
    answer = as_user(member).post(url("case_change", draft), case_data(version=draft.version, submit="1"))

    assert answer.url == draft.get_absolute_url()
    assert Case.objects.get().status == S.SUBMITTED


def test_handing_in_a_new_case_at_once(as_user, create_url, member, meeting, case_data):
    as_user(member).post(create_url, case_data(meeting=meeting.pk, submit="1"))

    assert (Case.objects.get().status, Case.objects.get().meeting) == (S.SUBMITTED, meeting)


def test_handing_in_half_a_case_saves_it_and_says_what_lacks(as_user, create_url, member, case_data):
    page = as_user(member).post(create_url, case_data(difficulty="", submit="1"))

    assert set(page.context["form"].errors) == {"difficulty"}
    assert (Case.objects.get().situation, Case.objects.get().status) == (case_data()["situation"], S.DRAFT)
    assert case_data()["situation"] in page.text


def test_handing_in_shows_what_makes_somebody_recognisable_and_asks(as_user, draft, member, host, case_data):
    client, address = as_user(member), url("case_change", draft)
    data = case_data(version=draft.version, submit="1", situation=f"Zij belde {host.given_name} op 06-12345678.")

    page = client.post(address, data)

    assert Case.objects.get().status == S.DRAFT
    assert f"<mark>{host.given_name}</mark>" in page.text
    assert "<mark>06-12345678</mark>" in page.text
    assert Case.objects.get().situation == data["situation"]

    form = page.context["form"]
    client.post(address, data | {"version": form["version"].value(), "seen": form.fingerprint})

    assert Case.objects.get().status == S.SUBMITTED


def test_a_yes_to_what_was_found_is_no_yes_to_what_came_later(as_user, draft, member, case_data):
    client, address = as_user(member), url("case_change", draft)
    data = case_data(version=draft.version, submit="1", situation="Bel 06-12345678.")
    form = client.post(address, data).context["form"]

    more = {"version": form["version"].value(), "seen": form.fingerprint, "my_role": "Op 3 maart 2024."}
    client.post(address, data | more)

    assert Case.objects.get().status == S.DRAFT


def test_a_citizen_service_number_stops_the_case(as_user, draft, member, case_data):
    data = case_data(version=draft.version, submit="1", situation="Nummer 111222333.")
    client, address = as_user(member), url("case_change", draft)

    form = client.post(address, data).context["form"]
    client.post(address, data | {"version": form["version"].value(), "seen": form.fingerprint})

    assert set(form.errors) == {"situation"}
    assert Case.objects.get().status == S.DRAFT


def test_owners_may_name_themselves(as_user, draft, member, case_data):
    data = case_data(version=draft.version, submit="1", my_role=f"Ik ben {member.given_name}.")

    as_user(member).post(url("case_change", draft), data)

    assert Case.objects.get().status == S.SUBMITTED


def test_conflict_shows_both_texts_and_a_second_save_counts(as_user, draft, member, case_data):
    client, address = as_user(member), url("case_change", draft)
    client.post(address, case_data(version=draft.version, situation="Van de andere pagina"))

    page = client.post(address, mine := case_data(version=draft.version, situation="Van mij"))

    assert page.status_code == 409
    assert "Van de andere pagina" in page.text
    assert "Van mij" in page.text

    client.post(address, mine | {"version": page.context["form"]["version"].value()})

    assert Case.objects.get().situation == "Van mij"


def test_pages_without_their_marks_do_not_overwrite_each_other(as_user, draft, member, case_data):
    data, client = case_data(page="", version=draft.version, save="1"), as_user(member)

    client.post(url("case_change", draft), data | {"title": "Eerst"})
    answer = client.post(url("case_change", draft), data | {"title": "Dan"})

    assert answer.status_code == 409
    assert Case.objects.get().title == "Eerst"


def test_text_too_long_keeps_what_was_typed(as_user, draft, member, case_data):
    page = as_user(member).post(url("case_change", draft), case_data(version=draft.version, title="x" * 200))

    assert set(page.context["form"].errors) == {"title"}
    assert "x" * 200 in page.text


def test_saving_after_handing_in_is_refused_and_keeps_the_text(as_user, create_url, member, case_data):
    client, data = as_user(member), case_data(submit="1")
    client.post(create_url, data)

    page = client.post(create_url, data | {"situation": "Nog iets"})

    assert page.status_code == 409
    assert "Nog iets" in page.text


def test_detail_logs_who_reads_and_shows_it_to_the_owner(as_user, case, member, host, all_agreed):
    as_user(host).get(case.get_absolute_url())
    as_user(host).get(case.get_absolute_url())
    page = as_user(member).get(case.get_absolute_url())

    assert CaseReading.objects.count() == 2
    assert [reader["times"] for reader in page.context["readers"]] == [2]
    assert "readers" not in as_user(host).get(case.get_absolute_url()).context


@pytest.mark.parametrize("readers", [1, 3])
def test_detail_asks_the_same_number_of_questions(
    as_user, case, member, make, community, django_assert_num_queries, readers
):
    for count in range(readers):
        actions.log_reading(case, by=make.user(f"Lezer{count}"))
    client = as_user(member)

    with django_assert_num_queries(6):
        client.get(case.get_absolute_url())


def test_form_asks_few_questions(as_user, draft, member, make, cycle, django_assert_num_queries):
    for number in (1, 2, 3):
        make.meeting(cycle, number)
    client = as_user(member)

    with django_assert_num_queries(6):
        client.get(url("case_change", draft))


DEEDS = [
    ("case_withdraw", "member", S.WITHDRAWN),
    ("case_reopen", "member", S.DRAFT),
    ("case_discuss", "coordinator", S.DISCUSSED),
    ("case_report", "host", S.INCIDENT),
]


@pytest.mark.parametrize(("name", "who", "status"), DEEDS)
def test_deeds_ask_on_get_and_do_on_post(request, as_user, case, name, who, status, all_agreed):
    client = as_user(request.getfixturevalue(who))

    assert client.get(url(name, case)).status_code == 200
    assert Case.objects.get().status == S.RELEASED

    assert client.post(url(name, case)).status_code == 302
    assert Case.objects.get().status == status


@pytest.mark.parametrize(("name", "who", "status"), DEEDS)
def test_deeds_are_closed_to_members_without_the_right(as_user, case, make, name, who, status):
    stranger = make.user("Petra")

    assert as_user(stranger).post(url(name, case)).status_code == 404


def test_delete_leads_back_to_the_list(as_user, draft, member, list_url):
    assert as_user(member).post(url("case_delete", draft)).url == list_url
    assert Case.objects.count() == 0


def test_deed_that_came_too_late_is_said(as_user, case, member, monkeypatch):
    monkeypatch.setattr("casework.actions.case.Case.NEXT", {status: set() for status in S})

    page = as_user(member).post(url("case_withdraw", case), follow=True)

    assert [message.level_tag for message in page.context["messages"]] == ["error"]


def test_operator_finds_no_case_reflection_or_version_in_the_admin():
    from django.contrib import admin

    assert not [model for model in admin.site._registry if model._meta.app_label == "casework"]
