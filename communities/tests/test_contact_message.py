"""The contact form: for people, not for robots, and never a road to an address."""

import logging
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.core.signing import TimestampSigner
from django.urls import reverse
from django.utils import timezone

from communities.actions.contact_message import MOST_A_DAY, send_contact_message
from communities.actions.contact_person import add_contact_person
from communities.models import Community, ContactMessage, ContactPerson, Membership
from conftest import CLOSED
from leerkring.accounts.privacy.registry import periods_of
from leerkring.core.errors import Refused
from leerkring.core.robots import FEWEST_SECONDS, MOST_SECONDS, SALT
from leerkring.notifications.delivery import deliver_due
from leerkring.notifications.models import Message

pytestmark = pytest.mark.django_db
WORDS = {"sender_name": "Jan Vermeulen", "sender_email": "jan@example.nl", "text": "Mag ik een keer komen kijken?"}


@pytest.fixture
def contact(community, coordinator) -> ContactPerson:
    return add_contact_person(community, by=coordinator, name="Els Vonk", email="els@example.nl")


@pytest.fixture
def path(community):
    return reverse("communities:contact_message_create", kwargs={"slug": community.slug})


def stamp(seconds=60) -> str:
    """Return the stamp of a page that has been open so long."""
    return TimestampSigner(salt=SALT).sign(f"{timezone.now().timestamp() - seconds:.3f}")


def typed(to, **other):
    return WORDS | {"contact": to.pk, "nickname": "", "stamp": stamp()} | other


def delivered():
    deliver_due()
    return mail.outbox


# --- From form to mailbox ---------------------------------------------------------------------------------------


def test_message_reaches_the_contact_person_who_answers_to_the_sender(contact, visitor, path):
    page = visitor.post(path, typed(contact), follow=True)

    assert page.redirect_chain[0][1] == 302 and "jan@example.nl" not in page.text
    sent = delivered()[0]
    assert (sent.to, sent.reply_to) == (["els@example.nl"], ["Jan Vermeulen <jan@example.nl>"])
    assert "Mag ik een keer komen kijken?" in sent.body
    # No copy to the sender: that would be an open relay.
    assert len(mail.outbox) == 1


def test_message_to_a_member_goes_to_the_address_of_the_account(community, coordinator, member, visitor, path):
    contact = add_contact_person(community, by=coordinator, user=member)

    visitor.post(path, typed(contact))

    assert delivered()[0].to == ["Daan Willems <daan.willems@example.nl>"]


def test_message_stands_in_no_outbox_and_no_log(contact, visitor, path, caplog):
    with caplog.at_level(logging.DEBUG):
        visitor.post(path, typed(contact, text="Dit is geheim en dus van niemand anders."))
        delivered()

    row = Message.objects.get(kind="communities.contact")
    assert "geheim" not in f"{row.context}{row.key}{row.reason}" and "jan@" not in f"{row.context}{row.key}"
    assert "geheim" not in caplog.text


def test_message_sent_twice_is_one_mail(contact):
    first, second = (send_contact_message(contact, **WORDS) for _press in range(2))

    assert first.pk == second.pk
    assert Message.objects.count() == 1


def test_message_the_next_day_is_another_one(contact):
    send_contact_message(contact, **WORDS)
    with time_machine.travel(timezone.now() + timedelta(days=1), tick=False):
        send_contact_message(contact, **WORDS)

    assert ContactMessage.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        lambda contact: Community.objects.update(**CLOSED),
        lambda contact: contact.delete(),
        lambda contact: ContactPerson.objects.update(email="ander@example.nl"),
        lambda contact: ContactMessage.objects.all().delete(),
    ],
)
def test_message_is_not_passed_on_when_it_may_not_be_any_more(contact, change):
    send_contact_message(contact, **WORDS)
    change(contact)

    assert delivered() == []
    assert Message.objects.get().state == "skipped"


def test_message_is_not_passed_on_to_a_member_who_left(community, coordinator, member):
    send_contact_message(add_contact_person(community, by=coordinator, user=member), **WORDS)
    Membership.objects.filter(user=member).update(left_at=timezone.now())

    assert delivered() == []


@pytest.mark.parametrize("number", [1, 3])
def test_preparing_messages_takes_two_queries(contact, django_assert_num_queries, number):
    from communities.mails.contact import prepare_contact_messages

    for count in range(number):
        send_contact_message(contact, **WORDS | {"text": f"Bericht nummer {count}"})
    messages = list(Message.objects.select_related("recipient"))

    with django_assert_num_queries(2):
        assert len(prepare_contact_messages(messages)) == number


# --- What is refused --------------------------------------------------------------------------------------------


HIDDEN = [
    {"status": "draft", "started_at": None},
    CLOSED | {"status": "archived"},
]


@pytest.mark.parametrize("state", HIDDEN)
def test_form_of_a_circle_that_is_hidden_does_not_exist(community, contact, visitor, path, state):
    Community.objects.update(**state)

    assert visitor.get(path).status_code == 404
    assert visitor.post(path, typed(contact)).status_code == 404
    assert not Message.objects.exists()


def test_message_to_a_circle_that_was_closed_meanwhile_is_given_back_with_why(community, contact, visitor, path):
    Community.objects.update(**CLOSED)
    answer = visitor.post(path, typed(contact))

    assert visitor.get(path).status_code == 404
    assert answer.status_code == 403 and WORDS["text"] in answer.text
    assert not Message.objects.exists()


def test_form_without_contact_persons_says_so(community, visitor, path):
    page = visitor.get(path)

    assert page.status_code == 200 and "<textarea" not in page.text


def test_message_is_refused_when_the_circle_got_too_many_today(contact):
    ContactMessage.objects.bulk_create(
        ContactMessage(contact=contact, **WORDS | {"text": str(number)}) for number in range(MOST_A_DAY)
    )

    with pytest.raises(Refused):
        send_contact_message(contact, **WORDS)


BAD = {
    "a robot fills in everything": ({"nickname": "x"}, "nickname"),
    "too quick": ({"stamp": "quick"}, "__all__"),
    "open since yesterday": ({"stamp": "old"}, "__all__"),
    "a stamp of their own": ({"stamp": "1:2:3"}, "__all__"),
    "no stamp": ({"stamp": ""}, "__all__"),
    "a line in the name": ({"sender_name": "Jan\r\nBcc: allen@example.nl"}, "sender_name"),
    "a line in the address": ({"sender_email": "jan@example.nl\nBcc: allen@example.nl"}, "sender_email"),
    "no address": ({"sender_email": "jan"}, "sender_email"),
    "5,001 characters": ({"text": "x" * 5001}, "text"),
    "only a link": ({"text": "https://koop.example/nu"}, "text"),
    "four links": ({"text": "Kijk hier eens naar, echt de moeite waard " + "www.a.nl " * 4}, "text"),
    "somebody else's contact person": ({"contact": "999999"}, "contact"),
    "nothing": ({"text": ""}, "text"),
}


@pytest.mark.parametrize("what", BAD)
def test_message_that_is_wrong_says_why_and_is_kept_on_the_page(contact, visitor, path, what):
    other, field = BAD[what]
    seconds = {"quick": FEWEST_SECONDS - 1, "old": MOST_SECONDS + 60}.get(other.get("stamp", ""))
    if seconds is not None:
        with time_machine.travel(timezone.now() - timedelta(seconds=seconds)):
            other = {"stamp": stamp(0)}

    page = visitor.post(path, typed(contact, **other))

    assert page.status_code == 200 and set(page.context["form"].errors) == {field}
    assert not ContactMessage.objects.exists()
    assert typed(contact, **other)["sender_name"].splitlines()[0] in page.text


def test_message_after_a_page_that_was_open_too_long_goes_with_its_new_stamp(contact, visitor, path):
    page = visitor.post(path, typed(contact, stamp=""))

    renewed = page.context["form"].data["stamp"]
    with time_machine.travel(timezone.now() + timedelta(seconds=FEWEST_SECONDS + 1)):
        assert visitor.post(path, typed(contact, stamp=renewed)).status_code == 302


def test_message_of_5000_characters_with_its_lines_as_a_browser_sends_them_is_taken(contact, visitor, path):
    text = ("x" * 49 + "\r\n") * 100

    assert visitor.post(path, typed(contact, text=text)).status_code == 302


def test_message_with_a_link_in_a_sentence_is_taken(contact, visitor, path):
    text = "Ik las over jullie op https://nieuws.example en wil graag meedoen."

    assert visitor.post(path, typed(contact, text=text)).status_code == 302


def test_sixth_message_from_one_address_waits_and_is_not_lost(contact, visitor, path):
    for number in range(5):
        assert visitor.post(path, typed(contact, text=f"Dit is bericht {number}")).status_code == 302

    page = visitor.post(path, typed(contact, text="Dit is bericht 6"))

    assert page.status_code == 429 and "Dit is bericht 6" in page.text
    assert ContactMessage.objects.count() == 5


def test_field_for_robots_comes_into_sight_when_it_was_filled_in(contact, visitor, path):
    assert 'class="visually-hidden"><div class="field' in visitor.get(path).text.replace("\n", "").replace("  ", "")
    page = visitor.post(path, typed(contact, nickname="x")).text.replace("\n", "").replace("  ", "")
    assert 'class="visually-hidden"><div class="field' not in page


def test_form_knows_who_is_signed_in(contact, outsider, as_user, path):
    form = as_user(outsider).get(path).context["form"]

    assert (form["sender_name"].value(), form["sender_email"].value()) == ("Riet Derksen", outsider.email)


@pytest.mark.parametrize("number", [1, 3])
def test_form_takes_two_questions(community, coordinator, visitor, path, django_assert_num_queries, number):
    for count in range(number):
        add_contact_person(community, by=coordinator, name="N", email=f"n{count}@example.nl")

    with django_assert_num_queries(2):
        assert len(visitor.get(path).context["contacts"]) == number


# --- Forgetting -------------------------------------------------------------------------------------------------


def test_messages_are_erased_after_thirty_days(contact):
    # The older one first: the same words again within ten minutes are one message.
    for days in (31, 29):
        with time_machine.travel(timezone.now() - timedelta(days=days), tick=False):
            send_contact_message(contact, **WORDS)

    (period,) = periods_of("communities.ContactMessage")
    assert period.hourly
    assert [period.keep(timezone.now(), dry=dry).erased for dry in (True, False, False)] == [1, 1, 0]

    assert ContactMessage.objects.count() == 1
