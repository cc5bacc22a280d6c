"""Who reads what is published, from when, and taking it back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from casework.actions import outcome as outcome_actions
from casework.actions import publication as actions
from casework.actions.publication import Terms
from casework.actions.sheet import Conflict
from casework.actions.version import make_version_pdf
from casework.models import Outcome, OutcomeRevision
from leerkring.core.errors import Refused
from leerkring.core.permissions import has_permission
from leerkring.files.models import File
from leerkring.notifications.schedule import all_finders

from .conftest import OUTCOME
from .test_permissions import people, who_may  # noqa: F401 (a fixture)

# What it takes to index some outcomes: PostgreSQL replaces in one statement.
INDEXING = {"sqlite": 9, "postgresql": 4}[connection.vendor]

A = Outcome.Access
EVERYBODY = {"owner", "coordinator", "host", "former_member", "outsider", "staff", "visitor"}
CIRCLE = {"owner", "coordinator", "host"}


def tomorrow():
    return timezone.localdate() + timedelta(days=1)


def url(name, outcome, **more):
    return reverse(f"casework:{name}", kwargs={"slug": outcome.slug, **more})


def on(outcome, by, **terms) -> Outcome:
    """Put the outcome on these terms."""
    return actions.change_terms(outcome, Terms(**terms), by=by, version=outcome.version)


# --- Who --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "readers", "managers"),
    [
        ({"status": "draft", "published_at": None}, set(), set()),
        ({"access": A.OPEN}, EVERYBODY, {"owner", "coordinator"}),
        ({"access": A.EMBARGOED, "embargo_until": "2099-01-01"}, CIRCLE, {"owner", "coordinator"}),
        ({"access": A.RESTRICTED}, CIRCLE, {"owner", "coordinator"}),
        ({"access": A.METADATA}, CIRCLE, {"owner", "coordinator"}),
        ({"status": "withdrawn", "withdrawn_at": timezone.now()}, set(), set()),
    ],
    ids=["draft", "open", "embargoed", "restricted", "metadata", "withdrawn"],
)
def test_who_reads_and_who_manages_per_state(people, published, state, readers, managers):  # noqa: F811
    Outcome.objects.update(**state)

    assert who_may(people, "casework.read_outcome", published) == readers
    assert who_may(people, "casework.manage_publication", published) == managers


@pytest.mark.parametrize("access", [A.EMBARGOED, A.RESTRICTED, A.METADATA])
def test_closed_text_and_file_are_for_the_circle(visitor, as_user, host, published, member, access):
    make_version_pdf(published.versions.get().pk)
    on(published, member, access=access, embargo_until=tomorrow() if access == A.EMBARGOED else None)
    pdf = url("version_pdf", published, number="1.0")
    file = File.objects.get().get_absolute_url()

    for address in [published.get_absolute_url(), url("version_detail", published, number="1.0")]:
        page = visitor.get(address)
        assert OUTCOME["abstract"] in page.text and "Waarom</h2>" not in page.text
        assert "Waarom</h2>" in as_user(host).get(address).text
    assert visitor.get(pdf).status_code == 403
    assert visitor.get(file).status_code == 404
    inside = as_user(host).get(pdf)
    assert inside.status_code == 200 and inside.headers["Cache-Control"] == "private, no-store"


def test_page_that_a_visitor_has_seen_closes_at_once(visitor, published, member):
    assert "Waarom</h2>" in visitor.get(published.get_absolute_url()).text

    on(published, member, access=A.RESTRICTED)

    assert "Waarom</h2>" not in visitor.get(published.get_absolute_url()).text


# --- Terms ------------------------------------------------------------------------------------------------------


def test_publishing_on_terms(outcome, member):
    terms = Terms(A.EMBARGOED, tomorrow(), Outcome.Licence.CC0)

    outcome_actions.publish_outcome(outcome, by=member, version=outcome.version, terms=terms)

    saved = Outcome.objects.get()
    assert (saved.access, saved.embargo_until, saved.licence) == (A.EMBARGOED, tomorrow(), "cc0")
    assert saved.stamped_at == saved.published_at


def test_change_of_terms_is_stamped_once(published, member):
    before = published.stamped_at

    changed = on(published, member, access=A.RESTRICTED)
    again = on(changed, member, access=A.RESTRICTED)

    assert before < changed.stamped_at == again.stamped_at
    assert changed.version == again.version == published.version + 1


def test_change_of_terms_on_a_page_that_was_overtaken_is_a_conflict(published, member):
    on(published, member, access=A.RESTRICTED)

    with pytest.raises(Conflict):
        on(published, member, access=A.OPEN)


def test_day_without_embargo_is_forgotten(published, member):
    assert on(published, member, access=A.OPEN, embargo_until=tomorrow()).embargo_until is None


def test_embargo_without_a_day_can_not_be_stored(published):
    with pytest.raises(IntegrityError), transaction.atomic():
        Outcome.objects.update(access=A.EMBARGOED)


@pytest.mark.parametrize(
    ("days", "error"), [(None, "embargo_until"), (0, "embargo_until"), (-1, "embargo_until"), (1, None)]
)
def test_embargo_needs_a_day_to_come(as_user, published, member, days, error):
    day = "" if days is None else str(timezone.localdate() + timedelta(days=days))
    data = {"access": A.EMBARGOED, "embargo_until": day, "licence": "cc-by", "version": published.version}

    page = as_user(member).post(url("outcome_terms", published), data)

    assert Outcome.objects.get().access == (A.OPEN if error else A.EMBARGOED)
    assert set(page.context["form"].errors if error else []) == ({error} if error else set())


def test_terms_that_somebody_else_changed_show_again_and_then_count(as_user, published, member):
    on(published, member, access=A.METADATA)
    client = as_user(member)
    data = {"access": A.RESTRICTED, "licence": "cc0", "version": published.version}

    page = client.post(url("outcome_terms", published), data)
    assert page.status_code == 409
    client.post(url("outcome_terms", published), data | {"version": page.context["form"]["version"].value()})

    assert Outcome.objects.get().access == A.RESTRICTED


# --- Embargo ----------------------------------------------------------------------------------------------------


def test_tick_lifts_an_embargo_on_its_day_once(visitor, published, member):
    on(published, member, access=A.EMBARGOED, embargo_until=tomorrow())
    lift = all_finders()["casework.embargoes"]
    now = timezone.now()

    assert lift(now) == 0
    assert "Waarom</h2>" not in visitor.get(published.get_absolute_url()).text
    assert lift(now + timedelta(days=1)) == 1
    assert lift(now + timedelta(days=1)) == 0

    saved = Outcome.objects.get()
    assert (saved.access, saved.stamped_at) == (A.OPEN, now + timedelta(days=1))
    assert "Waarom</h2>" in visitor.get(published.get_absolute_url()).text


@pytest.mark.parametrize("number", [1, 3])
def test_lifting_asks_the_same_number_of_questions(community, member, django_assert_num_queries, number):
    for count in range(number):
        outcome = outcome_actions.create_outcome(community, OUTCOME | {"title": f"P {count}"}, [], by=member)
        terms = Terms(A.EMBARGOED, tomorrow())
        outcome_actions.publish_outcome(outcome, by=member, version=outcome.version, terms=terms)

    with django_assert_num_queries(5 + INDEXING):
        assert actions.lift_embargoes(timezone.now() + timedelta(days=2)) == number


# --- Taking back ------------------------------------------------------------------------------------------------


def test_withdrawn_leaves_a_page_that_says_so(visitor, as_user, published, member):
    make_version_pdf(published.versions.get().pk)
    file = File.objects.get().get_absolute_url()
    outcome_actions.save_outcome(published, OUTCOME | {"body": "Nieuw"}, [], by=member, version=published.version)

    actions.withdraw_outcome(published, by=member, why="De cijfers kloppen niet.")

    for client in [visitor, as_user(member)]:
        for address in [published.get_absolute_url(), url("version_detail", published, number="1.0")]:
            page = client.get(address)
            assert page.status_code == 410
            assert "De cijfers kloppen niet." in page.text and OUTCOME["title"] in page.text
            assert "Waarom</h2>" not in page.text
        assert client.get(url("version_pdf", published, number="1.0")).status_code == 403
        assert client.get(file).status_code == 404
    assert OUTCOME["title"] not in visitor.get(reverse("casework:outcome_list")).text
    assert not OutcomeRevision.objects.exists()


def test_withdrawing_twice_keeps_the_first_reason(published, member):
    first = actions.withdraw_outcome(published, by=member, why="Eerst.")
    again = actions.withdraw_outcome(published, by=member, why="Later.")

    assert (again.withdrawn_why, again.version) == ("Eerst.", first.version)


def test_draft_is_not_withdrawn_and_what_is_withdrawn_is_not_written_on(outcome, member):
    with pytest.raises(Refused):
        actions.withdraw_outcome(outcome, by=member, why="x")
    outcome_actions.publish_outcome(outcome, by=member, version=outcome.version)
    gone = actions.withdraw_outcome(outcome, by=member, why="x")

    with pytest.raises(Refused):
        outcome_actions.save_outcome(gone, OUTCOME, [], by=member, version=gone.version)
    with pytest.raises(Refused):
        outcome_actions.publish_outcome(gone, by=member, version=gone.version)
    with pytest.raises(Refused):
        outcome_actions.delete_outcome(gone, by=member)
    assert not has_permission(member, "casework.change_outcome", gone)


@pytest.mark.parametrize("why", ["", "   "])
def test_withdrawing_asks_for_a_reason(as_user, published, member, why):
    page = as_user(member).post(url("outcome_withdraw", published), {"why": why})

    assert set(page.context["form"].errors) == {"why"}
    assert Outcome.objects.get().is_published


def test_withdrawing_on_the_page(as_user, published, member):
    client = as_user(member)
    assert client.get(url("outcome_withdraw", published)).status_code == 200

    answer = client.post(url("outcome_withdraw", published), {"why": "De cijfers\n kloppen niet."})

    assert answer.url == published.get_absolute_url()
    assert Outcome.objects.get().withdrawn_why == "De cijfers kloppen niet."
