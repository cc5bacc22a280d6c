"""The page of a circle: what everybody sees, what its people see, in how many questions."""

import re
import time

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from communities.actions.commitment import add_commitment
from communities.actions.contact_person import add_contact_person
from communities.actions.recognition import add_recognition
from communities.models import Community, FormerName, Membership, Organisation, Partnership
from conftest import CLOSED
from leerkring.core.visitors import MINUTE, forget_pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(community):
    return community.get_absolute_url()


def fill(community, coordinator, number, make):
    """Let ``number`` of everything stand on the page."""
    today = timezone.localdate()
    for count in range(number):
        add_contact_person(community, by=coordinator, name="N", email=f"n{count}@example.nl")
        add_commitment(community, by=coordinator, organisation=f"Organisatie {count}")
        facts = {"issuer": "Zorgpact", "starts_on": today, "reason": "Goed."}
        add_recognition(community, by=coordinator, title=f"Koploper {count}", **facts)
        partner = Organisation.objects.create(name=f"Partner {count}", slug=f"partner-{count}")
        Partnership.objects.create(programme=community.programme, organisation=partner, starts_on=today)
        make.join(make.user(f"Lid{count}"), community, Membership.Role.STUDENT, sector="education")
        alumnus = make.join(make.user(f"Oud{count}"), community, Membership.Role.STUDENT, sector="education")
        Membership.objects.filter(pk=alumnus.pk).update(alumnus_since=timezone.now())


# Session and account, community and triangle; of members people and alumni; of coordinators contacts, commitments,
# recognitions and partners, which others share for a minute. Of a visitor only whether they may see it.
@pytest.mark.parametrize(("who", "questions"), [(None, 1), ("outsider", 4), ("member", 6), ("coordinator", 10)])
@pytest.mark.parametrize("number", [1, 3])
def test_page_takes_the_same_questions_for_any_number_of_rows(
    page,
    community,
    coordinator,
    member,
    make,
    as_user,
    visitor,
    request,
    django_assert_num_queries,
    who,
    questions,
    number,
):
    fill(community, coordinator, number, make)
    client = as_user(request.getfixturevalue(who)) if who else visitor
    client.get(page)

    with django_assert_num_queries(questions):
        assert client.get(page).status_code == 200


def commit(community, coordinator):
    signed = {"signed_by": "Wim de Bruin", "signed_on": timezone.localdate()}
    add_commitment(community, by=coordinator, organisation="Samen Sterk", **signed)


def test_public_part_shows_what_changed_to_its_coordinator_at_once_and_to_members_within_a_minute(
    page, community, coordinator, member, outsider, as_user
):
    readers = [as_user(member), as_user(outsider)]
    for client in [*readers, as_user(coordinator)]:
        assert "Samen Sterk" not in client.get(page).text

    commit(community, coordinator)

    assert "Samen Sterk" in as_user(coordinator).get(page).text
    with time_machine.travel(time.time() + MINUTE + 1):
        assert all("Samen Sterk" in client.get(page).text for client in readers)


def test_public_part_is_made_once_for_all_members(
    page, community, coordinator, member, host, as_user, django_assert_num_queries
):
    commit(community, coordinator)
    as_user(member).get(page)
    client = as_user(host)

    with django_assert_num_queries(6):
        assert "Samen Sterk" in client.get(page).text


@pytest.mark.parametrize("first", ["member", "outsider"])
def test_public_part_of_members_is_no_other_readers(page, community, coordinator, member, outsider, as_user, first):
    commit(community, coordinator)
    order = [member, outsider] if first == "member" else [outsider, member]

    texts = {person: as_user(person).get(page).text for person in order}

    assert "Wim de Bruin" in texts[member] and "Wim de Bruin" not in texts[outsider]
    mute = reverse("notifications:mute_settings", kwargs={"scope": community.pk})
    assert mute in texts[member] and mute not in texts[outsider]


def test_public_part_speaks_the_language_of_its_reader(page, community, coordinator, member, host, as_user):
    commit(community, coordinator)
    dutch, english = as_user(host), as_user(member)
    english.cookies["django_language"] = "en"
    for client, heading in ((dutch, "Betrokken organisaties"), (english, "Committed organisations")):
        assert heading in client.get(page).text


def test_public_part_changes_at_once_with_the_circle_itself(page, community, member, as_user):
    client = as_user(member)
    client.get(page)
    Community.objects.update(domain_about="Over thuis wonen.")
    assert "Over thuis wonen." in client.get(page).text


def test_public_part_forgets_whom_the_portal_forgets(page, community, coordinator, member, as_user):
    contact = add_contact_person(community, by=coordinator, name="Els Oud", email="els@example.nl")
    client = as_user(member)
    assert "Els Oud" in client.get(page).text

    contact.delete()
    forget_pages()

    assert "Els Oud" not in client.get(page).text


def test_page_tells_the_three_sides_and_the_modules(page, visitor):
    Community.objects.update(
        domain_about="Over thuis wonen.", community_about="Buren.", practice_about="Meelopen.", modules=["research"]
    )

    text = visitor.get(page).text

    for words in ("Over thuis wonen.", "Buren.", "Meelopen.", "In deze leerkring ook"):
        assert words in text


def test_page_shows_numbers_to_everybody_and_names_to_its_people(page, member, host, outsider, as_user, visitor):
    for client in (visitor, as_user(outsider)):
        text = client.get(page).text
        assert "Anouk Thijssen" not in text and "50%" in text
    assert "Anouk Thijssen" in as_user(member).get(page).text


def test_page_shows_alumni_apart(page, member, host, as_user):
    Membership.objects.filter(user=host).update(alumnus_since=timezone.now())

    context = as_user(member).get(page).context

    assert [person.full_name for person in context["alumni"]] == ["Anouk Thijssen"]
    assert [row.name for group in context["groups"] for row in group.people] == ["Daan Willems"]


@pytest.mark.parametrize(
    ("who", "asked"), [("coordinator", True), ("member", False), ("outsider", False), (None, False)]
)
def test_questions_about_balance_are_for_coordinators(
    page, coordinator, member, as_user, visitor, request, who, asked
):
    client = as_user(request.getfixturevalue(who)) if who else visitor

    assert ("Er doet nog niemand mee uit onderzoek." in client.get(page).text) == asked


def test_page_names_partners_of_the_programme_once_and_only_now(page, community, coordinator, visitor):
    today = timezone.localdate()
    for name, period in {
        "Nu": {"starts_on": today},
        "Straks": {"starts_on": today + timezone.timedelta(days=9)},
        "Vroeger": {"starts_on": today - timezone.timedelta(days=9), "ends_on": today - timezone.timedelta(days=1)},
        "Betrokken": {"starts_on": today},
    }.items():
        partner = Organisation.objects.create(name=name, slug=name.lower())
        Partnership.objects.create(programme=community.programme, organisation=partner, **period)
    add_commitment(community, by=coordinator, organisation="Betrokken")

    context = visitor.get(page).context

    assert context["partners"] == ["Nu"]
    assert [row.organisation.name for row in context["commitments"]] == ["Betrokken"]


def test_page_says_what_the_circle_was_called_before(page, community, visitor):
    FormerName.objects.create(community=community, name="Linge Noord", slug="linge-noord")

    assert "Voorheen: Linge Noord" in visitor.get(page).text


def test_page_of_a_closed_circle_offers_no_contact_form(page, community, coordinator, visitor):
    add_contact_person(community, by=coordinator, name="Els", email="els@example.nl")
    contact = reverse("communities:contact_message_create", kwargs={"slug": community.slug})
    assert contact in visitor.get(page).text

    Community.objects.update(**CLOSED, closing_words="Dank aan iedereen.")

    text = visitor.get(page).text
    assert contact not in text and "Dank aan iedereen." in text


def test_page_of_a_draft_shows_nothing_that_is_not_there_yet(page, community, coordinator, as_user):
    Community.objects.update(status="draft", started_at=None)

    text = as_user(coordinator).get(page).text

    assert reverse("communities:sheet_detail", kwargs={"slug": community.slug}) not in text


def test_picture_of_the_people_has_words_and_a_table(page, member, host, visitor):
    text = visitor.get(page).text

    assert re.search(
        r'<svg class="triangle-figure"[^>]* role="img" aria-label="Doen mee: onderwijs en praktijk."', text
    )
    assert "triangle-empty" in text


def test_picture_of_the_people_stands_right_under_the_question(page, member, as_user, visitor):
    for client in (visitor, as_user(member)):
        text = client.get(page).content.decode()
        assert text.index("</h1>") < text.index("triangle-figure") < text.index('class="page-content"')


def test_texts_are_changed_by_coordinators_and_not_lost_to_each_other(community, coordinator, as_user):
    client, path = as_user(coordinator), reverse("communities:about_change", kwargs={"slug": community.slug})
    form = client.get(path).context["form"]
    version = form["version"].value()

    client.post(path, {"domain_about": "Eerst", "version": version})
    page = client.post(path, {"domain_about": "Daarna", "version": version})

    assert page.status_code == 409 and "Eerst" in page.text and "Daarna" in page.text
    community.refresh_from_db()
    assert community.domain_about == "Eerst"


def test_page_names_the_first_five_of_each_sector_and_counts_the_rest(page, community, member, make, as_user):
    """As a Dutch list sorts, on the last name without its prefix; who left or only reads on is not counted."""
    for family in ("Zwart", "de Boer", "Aarts", "Mol", "Kok", "van Ek", "Pol"):
        *prefix, name = family.split()
        user = make.user("An", family_name=name, tussenvoegsel=" ".join(prefix))
        make.join(user, community, Membership.Role.STUDENT, sector="education")
    Membership.objects.filter(user__family_name="Mol").update(left_at=timezone.now())
    Membership.objects.filter(user__family_name="Kok").update(alumnus_since=timezone.now())
    make.join(make.user("Rosa", family_name="Quist"), community, Membership.Role.RESEARCHER, sector="research")

    [education] = [part for part in as_user(member).get(page).text.split('<ul class="plain">') if "Aarts" in part]

    names = re.findall(r"<li[^>]*>([^<]+)", education.partition("</ul>")[0])
    assert names == ["An Aarts", "An de Boer", "An van Ek", "An Pol", member.full_name, "en nog 1"]
