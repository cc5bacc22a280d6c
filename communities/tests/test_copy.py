"""Making a new circle after the example of another."""

import pytest

from communities.actions.copy import Part, copy_community
from communities.models import Community, Programme, ProgrammeMember
from communities.signals import community_copied
from conftest import CLOSED
from leerkring.core.errors import Refused
from leerkring.notifications.models import Message


@pytest.fixture
def example(community, coordinator, member, organisation):
    """A circle with something of everything in it."""
    facts = {"domain_about": "Eenzaamheid", "modules": ["discussion"], "common_interest": "Samen", "phase": "develop"}
    Community.objects.filter(pk=community.pk).update(**facts)
    community.contact_persons.create(name="Jan de Boer", email="jan@example.nl", function="adviseur", position=1)
    community.contact_persons.create(user=coordinator, position=2)
    community.contact_persons.create(user=member, position=3)
    community.commitments.create(
        organisation=organisation, interest="Rust", contributes="Uren", signed_by="B. Baas", signed_on="2026-01-01"
    )
    community.refresh_from_db()
    return community


def copy(example, by, **facts):
    return copy_community(example, by=by, **{"name": "Overbetuwe", "sector": "practice"} | facts)


def test_copy_is_a_draft_of_the_one_who_made_it(example, coordinator):
    made = copy(example, coordinator)
    made.refresh_from_db()
    assert (made.status, made.phase, made.slug, made.programme) == (
        "draft",
        "explore",
        "overbetuwe",
        example.programme,
    )
    assert [(row.user, row.role) for row in made.memberships.all()] == [(coordinator, "coordinator")]
    assert (made.kind, made.area, made.theme) == (example.kind, example.area, None)
    assert not Message.objects.exists()


def test_copy_brings_everything_along_but_people_and_signatures(example, coordinator):
    made = copy(example, coordinator)
    made.refresh_from_db()
    assert (made.question, made.domain_about, made.modules) == (example.question, "Eenzaamheid", ["discussion"])
    contacts = [(row.name, row.user, row.position) for row in made.contact_persons.all()]
    assert contacts == [("Jan de Boer", None, 1), ("", coordinator, 2)]
    promise = made.commitments.get()
    assert (promise.interest, promise.signed_by, promise.signed_on, promise.version) == ("Rust", "", None, 1)
    assert example.contact_persons.count() == 3


def test_copy_brings_only_what_was_chosen(example, coordinator):
    made = copy(example, coordinator, parts=[])
    made.refresh_from_db()
    assert (made.question, made.common_interest, made.domain_about, made.modules) == ("", "", "", [])
    assert not made.contact_persons.exists() and not made.commitments.exists()


def test_copy_of_the_team_brings_only_what_it_can_read(example, programme, outsider):
    ProgrammeMember.objects.create(programme=programme, user=outsider, role="editor")
    heard = []

    def hear(parts, **_more):
        heard.append(parts)

    community_copied.connect(hear)
    made = copy(example, outsider)
    assert not made.contact_persons.exists()
    assert heard == [frozenset({"texts", "modules", "organisations"})]


def test_copy_page_offers_the_team_only_what_it_can_read(example, programme, outsider, coordinator, as_user):
    ProgrammeMember.objects.create(programme=programme, user=outsider, role="editor")
    page = "/leerkringen/lingewaard/kopie/"
    forms = {person: as_user(person).get(page).context["form"] for person in (outsider, coordinator)}
    offered = {person: [value for value, _label in form.fields["parts"].choices] for person, form in forms.items()}
    assert offered == {outsider: ["texts", "modules", "organisations"], coordinator: list(Part)}
    posted = {"name": "Duiven", "sector": "education", "parts": ["texts", "contacts"]}
    assert as_user(outsider).post(page, posted).context["form"].errors["parts"]


def test_apps_above_hear_what_was_chosen(example, coordinator):
    heard = []

    def hear(source, copy, by, parts, **_more):
        heard.append((source.pk, copy.pk, by, parts))

    community_copied.connect(hear)
    made = copy(example, coordinator, parts=[Part.PLAN])
    assert heard == [(example.pk, made.pk, coordinator, frozenset({"plan"}))]


def test_copy_pressed_twice_is_one_draft(example, coordinator):
    first, second = copy(example, coordinator), copy(example, coordinator)
    assert first == second
    assert (first.contact_persons.count(), first.commitments.count(), Community.objects.count()) == (2, 1, 2)


def test_copy_of_a_closed_circle_is_a_draft_again(example, coordinator):
    Community.objects.filter(pk=example.pk).update(**CLOSED)
    made = copy(example, coordinator)
    made.refresh_from_db()
    assert (made.status, made.phase, made.closed_at) == ("draft", "explore", None)


def test_nothing_is_copied_in_a_programme_that_was_withdrawn(example, coordinator):
    Programme.objects.update(status="withdrawn")
    with pytest.raises(Refused):
        copy(example, coordinator)
