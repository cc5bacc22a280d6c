"""Whether everybody who stands above a text agrees that it goes out."""

import pytest
from django.urls import reverse

from casework import editorial_mails as mails
from casework.actions import outcome as outcome_actions
from casework.actions import sign_off as actions
from casework.actions.outcome import Author
from casework.models import Outcome, OutcomeAuthor, SignOff
from communities.models import Membership
from leerkring.core.errors import Refused
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from .conftest import OUTCOME
from .test_editorial import CHECKED, TERMS, fresh, url
from .test_permissions import people, who_may  # noqa: F401 (a fixture)


@pytest.fixture
def shared(outcome, member, host) -> Outcome:
    """The draft of the member, with the host as second author and a name without an account."""
    authors = [Author.of(member), Author.of(host)]
    row = outcome_actions.save_outcome(outcome, OUTCOME, authors, by=member, version=outcome.version)
    OutcomeAuthor.objects.create(outcome=row, position=3, name="Werkgroep Linge")
    return row


def publish(outcome, by, **more):
    return outcome_actions.publish_outcome(outcome, by=by, version=fresh(outcome).version, **more)


def say(outcome, by, agrees, remark=""):
    return actions.sign(outcome, by=by, version=fresh(outcome).version, agrees=agrees, remark=remark)


@pytest.mark.parametrize("state", ["draft", "published", "withdrawn"])
def test_only_authors_say_whether_they_agree(people, shared, host, member, state):  # noqa: F811
    if state != "draft":
        publish(shared, member, unsigned_why="Haast.")
    if state == "withdrawn":
        Outcome.objects.update(status="withdrawn", withdrawn_at="2026-01-01T00:00Z")

    expected = set() if state == "withdrawn" else {"owner", "host"}
    assert who_may(people, "casework.sign_outcome", shared) == expected


def test_author_who_left_the_circle_still_says_it(shared, host):
    Membership.objects.filter(user=host).update(left_at="2026-01-01T00:00Z")

    assert Outcome.objects.permitted(host, "casework.sign_outcome").exists()


def test_asking_asks_each_author_with_an_account_once(shared, member, host):
    assert actions.ask_sign_offs(shared, by=member) == 1
    assert actions.ask_sign_offs(shared, by=member) == 0

    assert list(Message.objects.filter(kind=actions.QUESTION).values_list("recipient", flat=True)) == [host.pk]


def test_another_text_is_asked_about_anew(shared, member, host):
    actions.ask_sign_offs(shared, by=member)
    say(shared, host, True)
    outcome_actions.save_outcome(shared, OUTCOME | {"body": "Anders."}, [], by=member, version=shared.version)

    assert actions.ask_sign_offs(fresh(shared), by=member) == 1
    assert Message.objects.filter(kind=actions.QUESTION).count() == 2


def test_publishing_waits_for_who_said_nothing_unless_there_is_a_reason(shared, member, host):
    with pytest.raises(Refused, match=host.full_name):
        publish(shared, member)

    version = publish(shared, member, unsigned_why="Op reis tot mei.")

    assert version.signed == {"agreed": [], "without": [host.full_name], "why": "Op reis tot mei."}


def test_agreement_stands_with_the_version(shared, member, host):
    say(shared, host, True)

    assert publish(shared, member).signed == {"agreed": [host.full_name], "without": [], "why": ""}


def test_agreement_to_an_earlier_text_is_none_to_this_one(shared, member, host):
    say(shared, host, True)
    row = outcome_actions.save_outcome(shared, OUTCOME | {"body": "Anders."}, [], by=member, version=shared.version)

    with pytest.raises(Refused):
        publish(row, member)


def test_no_reason_passes_by_an_author_who_objects(shared, member, host):
    say(shared, host, False, "Mijn deel klopt niet.")

    with pytest.raises(Refused, match=host.full_name):
        publish(shared, member, unsigned_why="Haast.")

    say(shared, host, True)
    assert publish(shared, member)


def test_answer_about_a_text_that_changed_is_refused(shared, member, host):
    looked_at = shared.version
    outcome_actions.save_outcome(shared, OUTCOME | {"body": "Anders."}, [], by=member, version=looked_at)

    with pytest.raises(Refused):
        actions.sign(shared, by=host, version=looked_at, agrees=True)
    assert not SignOff.objects.exists()


@pytest.mark.parametrize(("answer", "is_told"), [(True, False), (False, True), (None, False)])
def test_who_asked_hears_of_an_objection(shared, member, host, answer, is_told):
    actions.ask_sign_offs(shared, by=member)
    for _time in range(2):
        if answer is not None:
            say(shared, host, answer, "Kanarie.")

    told = list(Message.objects.filter(kind=actions.OBJECTION))
    assert [message.recipient for message in told] == [member] * is_told
    for message in told:
        mail = mails.prepare_sign_off_objected([message])[message.pk]
        assert isinstance(mail, Mail) and "Kanarie" not in str(mail)


@pytest.mark.parametrize("what", ["answered", "changed", "deleted"])
def test_author_is_not_asked_what_is_over(shared, member, host, what):
    actions.ask_sign_offs(shared, by=member)
    if what == "answered":
        say(shared, host, True)
    elif what == "changed":
        outcome_actions.save_outcome(shared, OUTCOME | {"body": "Anders."}, [], by=member, version=shared.version)
    else:
        outcome_actions.delete_outcome(shared, by=member)
    message = Message.objects.get(kind=actions.QUESTION)

    assert isinstance(mails.prepare_sign_off_asked([message])[message.pk], Skip)


def test_pages_ask_answer_and_publish(as_user, shared, member, host):
    writer, reader = as_user(member), as_user(host)
    page = writer.get(url("outcome_publish", shared))
    assert "nog niet gevraagd" in page.text and host.full_name in page.text
    writer.post(url("sign_off_ask", shared))
    assert url("outcome_sign", shared) in reader.get(reverse("dashboard")).text

    post = {"version": shared.version, "agrees": "no"}
    assert reader.post(url("outcome_sign", shared), post).status_code == 422
    reader.post(url("outcome_sign", shared), post | {"remark": "Mijn deel klopt niet."})
    assert "Mijn deel klopt niet." in writer.get(url("outcome_publish", shared)).text
    refused = writer.post(url("outcome_publish", shared), TERMS | CHECKED | {"version": shared.version})
    assert fresh(shared).status == "draft" and host.full_name in refused.text

    reader.post(url("outcome_sign", shared), post | {"agrees": "yes"})
    writer.post(url("outcome_publish", shared), TERMS | CHECKED | {"version": shared.version})
    assert fresh(shared).is_published
    assert f"Akkoord: {host.full_name}" in writer.get(url("version_list", shared)).text


def test_answer_to_a_text_that_changed_shows_the_new_one_and_keeps_what_was_typed(as_user, shared, member, host):
    looked_at = shared.version
    outcome_actions.save_outcome(shared, OUTCOME | {"body": "Heel iets anders."}, [], by=member, version=looked_at)

    post = {"version": looked_at, "agrees": "no", "remark": "Mijn deel klopt niet."}
    page = as_user(host).post(url("outcome_sign", shared), post)

    assert page.status_code == 409 and "Heel iets anders." in page.text and "Mijn deel klopt niet." in page.text
    assert as_user(host).post(url("outcome_sign", shared), post | {"version": looked_at + 1}).status_code == 302
