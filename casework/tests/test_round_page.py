"""What somebody who is asked sees of pictures and notes, and who hears that a round ended."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from casework import round_mails as mails
from casework.actions import feedback as actions
from casework.actions.feedback import ENDED, tell_ended
from casework.actions.figure import add_figure
from casework.actions.freeze import freeze_concept
from casework.models import FeedbackRound, OutcomeAuthor, OutcomeVersion
from casework.shown.feedback import passages
from communities.models import Membership
from leerkring.notifications.kinds import Mail, Skip
from leerkring.notifications.models import Message

from .rounds import ask, end, link, start
from .test_pictures import drawn

NOTES = "Een zin.[^1] Nog een.[^b]\n\n- Een punt.[^1]\n\n[^1]: De *noot*.\n[^b]: Twee."


@pytest.fixture
def figure(outcome, member):
    picture = SimpleUploadedFile("a.jpg", drawn("JPEG"), content_type="image/jpeg")
    return add_figure(outcome, picture, by=member).file


@pytest.fixture
def asked(outcome, member, figure):
    """Somebody from outside, asked about a version with a picture."""
    type(outcome).objects.update(body=f"Tekst.\n\n![Bord]({figure.get_absolute_url()})")
    version = freeze_concept(outcome, by=member, version=outcome.version, number="0.1", change_note="")
    return ask(start(version, member), member)


def test_notes_have_their_marks_and_stand_where_they_were_written(outcome):
    rows = passages(OutcomeVersion(outcome=outcome, body=NOTES), [])

    assert [str(row.html).strip() for row in rows] == [
        "<p>Een zin.<sup>1</sup> Nog een.<sup>b</sup></p>",
        "<ul>\n<li>Een punt.<sup>1</sup></li>\n</ul>",
        "<p><strong>Noot 1.</strong> De <em>noot</em>.\n<strong>Noot b.</strong> Twee.</p>",
    ]


def test_somebody_from_outside_sees_the_pictures_of_their_version(visitor, asked, figure):
    page = visitor.get(link(asked))
    address = f"{link(asked)}afbeelding/{figure.pk}/"

    assert f'src="{address}"' in page.text and "/bestanden/" not in page.text
    answer = visitor.get(address)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("what", ["another file", "of another text", "closed long ago", "no such link"])
def test_link_shows_no_other_picture(visitor, asked, figure, member, outcome, what):
    token, key = link(asked), str(figure.pk)
    if what == "another file":
        picture = SimpleUploadedFile("b.jpg", drawn("JPEG"), content_type="image/jpeg")
        key = str(add_figure(outcome, picture, by=member).file.pk)
    if what == "of another text":
        outcome.figures.all().delete()
    if what == "closed long ago":
        end(asked.round, days=400)
    if what == "no such link":
        token = token[:-3] + "/"

    assert visitor.get(f"{token}afbeelding/{key}/").status_code == 404


def test_member_sees_pictures_at_their_own_address(as_user, asked, host, member, figure):
    actions.invite_members(asked.round, [host], by=member)

    page = as_user(host).get(url_of(asked.round))

    assert f'src="{figure.get_absolute_url()}"' in page.text


def url_of(row):
    return f"/feedback/{row.pk}/lezen/"


def prepared():
    messages = list(Message.objects.filter(kind=ENDED).select_related("recipient"))
    return {message.recipient.given_name: mails.prepare_ended(messages)[message.pk] for message in messages}


def test_authors_hear_once_that_a_round_ended(asked, coordinator):
    now = timezone.now()
    assert tell_ended(now) == 0

    end(asked.round)
    assert tell_ended(now) == 2
    assert tell_ended(now) == 0

    answers = prepared()
    assert set(answers) == {"Daan", "Marit"}
    assert all(isinstance(mail, Mail) and mail.context["waiting"] == 0 for mail in answers.values())


@pytest.mark.parametrize("what", ["closed", "moved", "left", "long ago"])
def test_end_that_is_no_news_is_not_told(asked, member, what):
    end(asked.round, days=2 if what == "long ago" else 0)
    tell_ended(timezone.now())
    if what == "long ago":
        assert not Message.objects.filter(kind=ENDED).exists()
    if what == "closed":
        actions.close_round(asked.round, by=member)
    if what == "moved":
        FeedbackRound.objects.update(closes_at=timezone.now() + timedelta(days=1))
    if what == "left":
        Membership.objects.update(left_at=timezone.now())
        OutcomeAuthor.objects.update(user=None)

    assert all(isinstance(answer, Skip) for answer in prepared().values())


@pytest.mark.parametrize("number", [1, 3])
def test_telling_asks_the_same_number_of_questions(asked, member, coordinator, number, django_assert_num_queries):
    audiences = ["practice", "policy", "residents"][:number]
    for audience in audiences:
        end(start(asked.round.version, member, audience=audience))

    with django_assert_num_queries(7):
        assert tell_ended(timezone.now()) == 2 * number
