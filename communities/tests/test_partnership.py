"""Partners and cohorts of a programme."""

from datetime import date

import pytest
from django.urls import reverse

from communities.actions.cohort import add_cohort, change_cohort, remove_cohort
from communities.actions.community import create_draft
from communities.actions.partnership import add_partner, change_partner, remove_partner
from communities.actions.programme import create_programme, publish_programme
from communities.models import Cohort, Community, Organisation, Partnership, Programme, ProgrammeMember
from leerkring.core.errors import Overtaken, Refused

pytestmark = pytest.mark.django_db
START, END = date(2025, 1, 1), date(2025, 12, 31)


@pytest.fixture
def mine(outsider) -> Programme:
    draft = create_programme(by=outsider, name="Learning Lab", description="Samen leren in de wijk.")
    return publish_programme(draft, by=outsider)


@pytest.fixture
def partner(mine, outsider, organisation) -> Partnership:
    return add_partner(mine, by=outsider, organisation=organisation.name, starts_on=START, note="Factuur volgt.")


def page(name, programme, **parts) -> str:
    return reverse(f"communities:{name}", kwargs={"programme_slug": programme.slug} | parts)


# --- Partners


def test_partner_is_the_organisation_of_that_name_or_a_new_one(partner, mine, outsider, organisation):
    add_partner(mine, by=outsider, organisation="Nieuw Welzijn", starts_on=START)

    assert partner.organisation == organisation
    assert Organisation.objects.filter(name="Nieuw Welzijn").exists()


def test_partner_twice_at_the_same_time_is_refused(partner, mine, outsider, organisation):
    with pytest.raises(Refused):
        add_partner(mine, by=outsider, organisation=organisation.name.upper(), starts_on=END)


def test_partner_who_comes_back_gets_a_new_period(partner, mine, outsider, organisation):
    change_partner(partner, by=outsider, version=1, starts_on=START, ends_on=END)

    add_partner(mine, by=outsider, organisation=organisation.name, starts_on=date(2026, 1, 1))

    assert mine.partnerships.count() == 2


def test_change_partner_is_refused_when_overtaken(partner, outsider):
    change_partner(partner, by=outsider, version=1, starts_on=START, ends_on=None, contribution="paid")

    with pytest.raises(Overtaken):
        change_partner(partner, by=outsider, version=1, starts_on=START, ends_on=None, contribution="none")


def test_remove_partner_twice_is_harmless_and_leaves_the_organisation(partner, outsider, organisation):
    for _time in range(2):
        remove_partner(partner, by=outsider)

    assert Organisation.objects.filter(pk=organisation.pk).exists()


def test_world_reads_the_name_and_nothing_of_the_contribution(visitor, as_user, partner, mine, outsider):
    Partnership.objects.update(contribution="invoiced")

    text = visitor.get(mine.get_absolute_url()).content.decode()

    assert partner.organisation.name in text
    assert "Factuur volgt." not in text
    assert "Factuur volgt." in as_user(outsider).get(page("partner_list", mine)).content.decode()


def test_former_partner_is_not_on_the_page(visitor, partner, mine, outsider):
    change_partner(partner, by=outsider, version=1, starts_on=START, ends_on=END)

    assert partner.organisation.name not in visitor.get(mine.get_absolute_url()).content.decode()


def test_editor_sees_partners_and_changes_none(as_user, partner, mine, member):
    ProgrammeMember.objects.create(programme=mine, user=member, role="editor")
    browser = as_user(member)

    assert browser.get(page("partner_list", mine)).status_code == 200
    assert browser.post(page("partner_list", mine), {"organisation": "X"}).status_code == 404
    assert browser.get(page("partner_change", mine, pk=partner.pk)).status_code == 404


def test_broker_adds_a_partner_in_the_browser(as_user, mine, member):
    ProgrammeMember.objects.create(programme=mine, user=member, role="broker")
    data = {"organisation": "De Brink", "starts_on": "2026-01-01", "ends_on": "2025-01-01", "contribution": "none"}
    browser = as_user(member)

    wrong = browser.post(page("partner_list", mine), data)
    browser.post(page("partner_list", mine), data | {"ends_on": ""})

    assert list(wrong.context["form"].errors) == ["ends_on"]
    assert mine.partnerships.get().organisation.name == "De Brink"


# --- Cohorts


@pytest.fixture
def cohort(mine, outsider) -> Cohort:
    return add_cohort(mine, by=outsider, name="2025–2026", starts_on=START, ends_on=END)


def test_cohort_has_a_name_of_its_own(cohort, mine, outsider):
    with pytest.raises(Refused):
        add_cohort(mine, by=outsider, name="2025–2026", starts_on=START)

    assert change_cohort(cohort, by=outsider, version=1, name="2025–2026", starts_on=START).ends_on is None


def test_cohort_that_somebody_changed_or_removed_meanwhile_is_not_changed(cohort, outsider):
    change_cohort(cohort, by=outsider, version=1, name="Eerst", starts_on=START)
    with pytest.raises(Overtaken):
        change_cohort(cohort, by=outsider, version=1, name="Daarna", starts_on=START)

    remove_cohort(cohort, by=outsider)
    with pytest.raises(Refused):
        change_cohort(cohort, by=outsider, version=2, name="Daarna", starts_on=START)


def test_cohort_page_shows_both_texts_when_overtaken(as_user, cohort, mine, outsider):
    change_cohort(cohort, by=outsider, version=1, name="Van de ander", starts_on=START)
    typed = {"name": "Van mij", "starts_on": f"{START:%Y-%m-%d}", "version": 1}
    browser = as_user(outsider)

    answer = browser.post(page("cohort_change", mine, pk=cohort.pk), typed)

    assert answer.status_code == 409
    assert "Van de ander" in answer.text and 'value="Van mij"' in answer.text and 'value="2"' in answer.text
    browser.post(page("cohort_change", mine, pk=cohort.pk), typed | {"version": 2})
    assert mine.cohorts.get().name == "Van mij"


def test_removed_cohort_leaves_its_circles(cohort, mine, outsider, area):
    circle = create_draft(by=outsider, programme=mine, name="A", kind="regional", sector="practice", cohort=cohort)

    for _time in range(2):
        remove_cohort(cohort, by=outsider)

    circle.refresh_from_db()
    assert circle.cohort is None


def test_cohort_page_adds_one_and_explains_a_wrong_period(as_user, mine, outsider):
    data = {"name": "Derde jaar", "starts_on": "2026-09-01", "ends_on": "2026-08-01"}
    browser = as_user(outsider)

    wrong = browser.post(page("cohort_list", mine), data)
    browser.post(page("cohort_list", mine), data | {"ends_on": "2027-07-01"})

    assert list(wrong.context["form"].errors) == ["ends_on"]
    assert mine.cohorts.get().name == "Derde jaar"


def test_circle_chooses_a_cohort_only_where_there_are_any(as_user, mine, outsider, cohort, area):
    browser = as_user(outsider)
    address = reverse("communities:community_create")
    data = {
        "name": "A",
        "programme": mine.pk,
        "kind": "regional",
        "area": area.name,
        "question": "?",
        "sector": "practice",
    }

    browser.post(address, data | {"cohort": cohort.pk})

    assert Community.objects.get().cohort == cohort
    remove_cohort(cohort, by=outsider)
    assert "cohort" not in browser.get(address).context["form"].fields


def test_cohort_of_another_programme_is_refused(as_user, mine, outsider, cohort, area, programme):
    data = {"name": "A", "programme": programme.pk, "kind": "regional", "area": area.name, "question": "?"}
    data |= {"sector": "practice", "cohort": cohort.pk}

    answer = as_user(outsider).post(reverse("communities:community_create"), data)

    assert list(answer.context["form"].errors) == ["cohort"]


@pytest.mark.parametrize(("name", "cost"), [("partner_list", 6), ("cohort_list", 4), ("team_list", 6)])
def test_lists_cost_the_same_for_one_and_three(as_user, mine, outsider, make, django_assert_num_queries, name, cost):
    browser = as_user(outsider)
    for number in (1, 2, 3):
        add_partner(mine, by=outsider, organisation=f"O{number}", starts_on=START)
        add_cohort(mine, by=outsider, name=f"C{number}", starts_on=START)
        ProgrammeMember.objects.create(programme=mine, user=make.user(f"Wim{number}"), role="editor")
        if number != 2:
            with django_assert_num_queries(cost):
                browser.get(page(name, mine))
