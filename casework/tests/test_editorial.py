"""What editors look at before everybody can read it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from casework import editorial_mails as mails
from casework.actions import editorial as actions
from casework.actions import outcome as outcome_actions
from casework.actions.outcome import Author
from casework.actions.publication import Terms
from casework.actions.sheet import Conflict
from casework.editors import needs_review
from casework.models import EditorialReview, Outcome
from communities.models import ProgrammeMember
from leerkring.core.errors import Refused
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from .conftest import OUTCOME
from .test_permissions import people, who_may  # noqa: F401 (a fixture)

State = EditorialReview.State
TERMS = {"access": "open", "licence": "cc-by", "next_step": "Proberen in Gendt."}
CHECKED = dict.fromkeys(("has_consent", "is_unrecognisable", "need_not_wait"), "on")
AGREE = {"publish": "1", "need_not_wait": "on"}


def url(name, outcome):
    return reverse(f"casework:{name}", kwargs={"slug": outcome.slug})


def fresh(outcome) -> Outcome:
    return Outcome.objects.get(pk=outcome.pk)


def handed_in(outcome, by, **more) -> EditorialReview:
    facts = {"version": outcome.version, "terms": Terms(), "next_step": "Proberen in Gendt."}
    facts["unsigned_why"] = "Op reis tot mei."
    return actions.hand_in(outcome, by=by, **facts | more)


# --- Who --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [None, *State.values])
def test_only_editors_review_and_only_while_it_waits(people, outcome, member, editor, state):  # noqa: F811
    if state:
        handed_in(outcome, member)
        decided = {} if state == State.WAITING else {"decided_at": timezone.now()}
        EditorialReview.objects.update(state=state, **decided)

    expected = {"editor"} if state == State.WAITING else set()
    assert who_may(people | {"editor": editor}, "casework.review_outcome", outcome) == expected


def test_nobody_reviews_what_they_wrote_or_handed_in(outcome, member, coordinator, editor, programme):
    for person in (member, coordinator):
        programme.team.create(user=person, role=ProgrammeMember.Role.EDITOR)
    handed_in(outcome, coordinator)
    texts = Outcome.objects

    assert not texts.permitted(member, "casework.review_outcome").exists()
    assert not texts.permitted(coordinator, "casework.review_outcome").exists()
    assert texts.permitted(editor, "casework.review_outcome").exists()


def test_editor_of_another_programme_reviews_nothing(outcome, member, editor, outsider):
    other = type(outcome.community.programme).objects.create(name="Andere", slug="andere")
    other.team.create(user=outsider, role=ProgrammeMember.Role.EDITOR)
    handed_in(outcome, member)

    assert not Outcome.objects.permitted(outsider, "casework.review_outcome").exists()


def test_text_needs_a_review_where_somebody_else_can_give_it(outcome, member, editor):
    assert needs_review(outcome, by=member)
    assert not needs_review(outcome, by=editor)

    editor.is_active = False
    editor.save()

    assert not needs_review(outcome, by=member)


# --- Handing in -------------------------------------------------------------------------------------------------


def test_publishing_past_the_editors_is_refused(outcome, member, editor):
    with pytest.raises(Refused, match="redactie"):
        outcome_actions.publish_outcome(outcome, by=member, version=outcome.version)

    assert fresh(outcome).status == Outcome.Status.DRAFT


def test_handing_in_twice_is_once_and_asks_each_editor_once(outcome, member, editor):
    first = handed_in(outcome, member)
    second = handed_in(outcome, member)

    assert first == second
    assert list(Message.objects.filter(kind=actions.HANDED_IN).values_list("recipient", flat=True)) == [editor.pk]


def test_two_reviews_can_never_wait(outcome, member, editor):
    review = handed_in(outcome, member)

    with pytest.raises(IntegrityError), transaction.atomic():
        EditorialReview.objects.create(outcome=outcome, asked_at=review.asked_at, next_step="x", access="open")


@pytest.mark.parametrize("text", Outcome.TEXTS)
def test_handing_in_is_refused_when_something_lacks(outcome, member, editor, text):
    Outcome.objects.update(**{text: " "})

    with pytest.raises(Refused):
        handed_in(fresh(outcome), member)
    assert not EditorialReview.objects.exists()


def test_handing_in_a_published_text_without_new_words_is_refused(published, member, editor):
    with pytest.raises(Refused):
        handed_in(published, member)


def test_handing_in_another_text_than_was_looked_at_is_a_conflict(outcome, member, editor):
    with pytest.raises(Conflict):
        handed_in(outcome, member, version=outcome.version - 1)


def test_taken_back_waits_no_longer_and_twice_is_harmless(outcome, member, editor):
    handed_in(outcome, member)

    actions.take_back(outcome, by=member)
    actions.take_back(outcome, by=member)

    assert EditorialReview.objects.get().state == State.TAKEN_BACK
    with pytest.raises(Refused):
        actions.publish_reviewed(outcome, by=editor, version=outcome.version)
    assert handed_in(outcome, member).is_waiting


# --- What editors say -------------------------------------------------------------------------------------------


def test_editor_publishes_on_the_terms_that_were_asked(outcome, member, editor):
    terms = Terms(Outcome.Access.RESTRICTED, None, Outcome.Licence.CC0)
    handed_in(outcome, member, terms=terms)

    version = actions.publish_reviewed(outcome, by=editor, version=outcome.version)

    row = fresh(outcome)
    assert (version.number, version.frozen_by) == ("1.0", member)
    assert (row.access, row.licence, row.next_step) == ("restricted", "cc0", "Proberen in Gendt.")
    review = EditorialReview.objects.get()
    assert (review.state, review.decided_by) == (State.PUBLISHED, editor)


def test_embargo_that_ended_while_it_waited_means_open(outcome, member, editor):
    handed_in(outcome, member, terms=Terms(Outcome.Access.EMBARGOED, timezone.localdate(), "cc-by"))

    actions.publish_reviewed(outcome, by=editor, version=outcome.version)

    assert (fresh(outcome).access, fresh(outcome).embargo_until) == ("open", None)


def test_text_that_changed_behind_the_page_of_the_editor_is_not_published(outcome, member, editor):
    handed_in(outcome, member)
    looked_at = outcome.version
    outcome_actions.save_outcome(outcome, OUTCOME | {"body": "Iets anders."}, [], by=member, version=looked_at)

    with pytest.raises(Conflict):
        actions.publish_reviewed(outcome, by=editor, version=looked_at)

    assert EditorialReview.objects.get().is_waiting and fresh(outcome).status == "draft"


def test_second_editor_hears_that_somebody_was_first(outcome, member, editor):
    handed_in(outcome, member)
    actions.send_back(outcome, by=editor, remark="Leg uit wat een leerkring is.")

    with pytest.raises(Refused, match="redactie"):
        actions.send_back(outcome, by=editor, remark="Nog iets.")
    assert EditorialReview.objects.get().remark == "Leg uit wat een leerkring is."


def test_authors_hear_what_the_editors_said(outcome, member, coordinator, editor):
    authors = [Author.of(member), Author.of(coordinator)]
    row = outcome_actions.save_outcome(outcome, OUTCOME, authors, by=member, version=outcome.version)
    handed_in(row, member)
    actions.send_back(row, by=editor, remark="Geheim woord: kanarie.")

    told = Message.objects.filter(kind=actions.REVIEWED)
    assert set(told.values_list("recipient", flat=True)) == {member.pk, coordinator.pk}
    mail = mails.prepare_reviewed(list(told))[told[0].pk]
    assert isinstance(mail, Mail) and "kanarie" not in str(mail.facts if hasattr(mail, "facts") else mail)


@pytest.mark.parametrize("what", ["taken back", "no longer an editor", "deleted"])
def test_editor_is_not_asked_what_waits_no_more(outcome, member, editor, what):
    handed_in(outcome, member)
    if what == "taken back":
        actions.take_back(outcome, by=member)
    elif what == "deleted":
        outcome_actions.delete_outcome(outcome, by=member)
    else:
        ProgrammeMember.objects.all().delete()
    message = Message.objects.get(kind=actions.HANDED_IN)

    assert isinstance(mails.prepare_handed_in([message])[message.pk], Skip)


# --- Pages ------------------------------------------------------------------------------------------------------


def test_author_hands_in_sees_it_waits_and_reads_the_remark(as_user, outcome, member, editor):
    client = as_user(member)
    assert "Hand in" not in client.get(url("outcome_publish", outcome)).text

    client.post(url("outcome_publish", outcome), TERMS | CHECKED | {"version": outcome.version})
    assert EditorialReview.objects.get().next_step == TERMS["next_step"]
    assert "Terugnemen" in client.get(url("outcome_publish", outcome)).text

    as_user(editor).post(url("outcome_review", outcome), {"remark": "Leg uit wat een leerkring is."})
    assert "Leg uit wat een leerkring is." in client.get(url("outcome_publish", outcome)).text


@pytest.mark.parametrize("name", [*CHECKED, "next_step"])
def test_what_was_not_checked_does_not_go_out(as_user, outcome, member, name):
    answer = TERMS | CHECKED | {"version": outcome.version}
    page = as_user(member).post(url("outcome_publish", outcome), {**answer, name: ""})

    assert page.status_code == 200 and fresh(outcome).status == "draft"
    assert page.context["form"].errors.keys() == {name}


def test_what_the_privacy_check_found_must_have_been_seen(as_user, outcome, member, host):
    Outcome.objects.update(body=f"{host.full_name} vertelde het op 3 mei 2026.")
    client, post = as_user(member), TERMS | CHECKED | {"version": outcome.version}

    unseen = client.post(url("outcome_publish", outcome), post)
    assert unseen.context["form"].errors.keys() == {"is_unrecognisable"} and "3 mei 2026" in unseen.text

    client.post(url("outcome_publish", outcome), post | {"seen": unseen.context["form"].data["seen"]})
    assert fresh(outcome).is_published


def test_citizen_service_number_never_goes_out(as_user, outcome, member):
    Outcome.objects.update(abstract="Het gaat om 111222333.")
    page = as_user(member).get(url("outcome_publish", outcome))
    post = TERMS | CHECKED | {"version": outcome.version, "seen": page.context["form"].initial["seen"]}

    page = as_user(member).post(url("outcome_publish", outcome), post)

    assert "burgerservicenummer" in page.text.lower() and fresh(outcome).status == "draft"


def test_editor_reads_and_publishes(as_user, outcome, member, editor):
    handed_in(outcome, member)
    client = as_user(editor)
    assert OUTCOME["title"] in client.get(reverse("casework:review_list")).text
    assert OUTCOME["abstract"] in client.get(url("outcome_review", outcome)).text

    answer = client.post(url("outcome_review", outcome), AGREE | {"version": outcome.version})

    assert answer.status_code == 302 and fresh(outcome).is_published
    assert client.post(url("outcome_review", outcome), AGREE | {"version": "1"}).status_code == 404
    assert OUTCOME["title"] not in client.get(reverse("casework:review_list")).text


@pytest.mark.parametrize("version", ["", "x", "²", "9" * 40, "-1"])
def test_strange_version_publishes_nothing(as_user, outcome, member, editor, version):
    handed_in(outcome, member)

    answer = as_user(editor).post(url("outcome_review", outcome), AGREE | {"version": version})

    assert answer.status_code == 409 and fresh(outcome).status == "draft"


def test_editor_who_sends_back_without_a_word_keeps_the_page(as_user, outcome, member, editor):
    handed_in(outcome, member)

    page = as_user(editor).post(url("outcome_review", outcome), {"remark": "  "})

    assert page.status_code == 422 and EditorialReview.objects.get().is_waiting


def test_dashboard_of_the_editor_says_what_waits(as_user, outcome, member, editor):
    handed_in(outcome, member)

    page = as_user(editor).get(reverse("dashboard"))

    assert url("outcome_review", outcome) in page.text
    assert url("outcome_review", outcome) not in as_user(member).get(reverse("dashboard")).text


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_reviews_takes_as_many_queries_however_many(
    as_user, community, member, editor, rows, django_assert_num_queries
):
    for number in range(rows):
        row = outcome_actions.create_outcome(
            community, OUTCOME | {"title": f"Paper {number}"}, [Author.of(member)], by=member
        )
        handed_in(row, member)
    client = as_user(editor)
    client.get(reverse("casework:review_list"))

    with django_assert_num_queries(3):
        page = client.get(reverse("casework:review_list"))
    assert len(page.context["reviews"]) == rows
