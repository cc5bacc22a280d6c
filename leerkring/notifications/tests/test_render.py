"""From a row to a mail: language, zone, headers, parts."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes

import pytest
from django.core.mail import BadHeaderError
from django.utils.html import escape

from leerkring.core.vocabulary import Words
from leerkring.notifications.kinds import Attachment, Kind, Mail, Shared
from leerkring.notifications.render import address_of, build_email, message_id
from leerkring.notifications.tokens import Subscription, read_token

CARD = Kind("tests.postcard", "postcards", lambda messages: {})
NEWS = Kind("tests.news", "news", lambda messages: {}, bulk=True)


@pytest.fixture
def build(write):
    def build_one(recipient, kind=CARD, *, attachments=(), thread="", language="", **context):
        message = write(recipient)
        message.language = language
        return build_email(message, Mail("postcard", context, attachments=attachments, thread=thread), kind)

    return build_one


def html_of(email):
    return email.alternatives[0][0]


def test_mail_has_html_and_text_with_styles_inlined(build, member):
    email = build(member, text="A & B <i>")

    assert "Hi Daan & friends,\n\nA & B <i>\n" in email.body
    assert "A &amp; B &lt;i&gt;" in html_of(email)
    assert re.search(r'<a class="button" href="https://example.nl/a/" style="[^"]*background: #0B6A6A', html_of(email))
    assert "@media (prefers-color-scheme: dark)" in html_of(email)
    assert email.to == ["Daan Willems <daan.willems@example.nl>"]


def test_mail_speaks_the_readers_language_and_zone(build, member):
    moment = datetime(2027, 1, 14, 8, 30, tzinfo=UTC)
    assert "donderdag 09:30" in build(member, when=moment).body

    member.language, member.time_zone = "en", "America/Paramaribo"
    member.save()
    assert "Thursday 05:30" in build(member, when=moment).body
    assert '<html lang="en">' in html_of(build(member))


def test_mail_to_an_address_speaks_the_language_of_the_row(build):
    moment = datetime(2027, 1, 14, 8, 30, tzinfo=UTC)

    email = build("Guest@example.nl", language="en", when=moment)

    assert email.to == ["guest@example.nl"]
    assert "Thursday 09:30" in email.body
    assert "/meldingen/" not in email.body


def test_mail_tells_time_of_the_portal_when_the_zone_is_unknown(build, member):
    member.time_zone = "Mars/Olympus"
    member.save()
    assert "donderdag 09:30" in build(member, when=datetime(2027, 1, 14, 8, 30, tzinfo=UTC)).body


def test_subject_is_one_line_whatever_is_in_it(build, member):
    assert build(member, subject_text="One\r\nBcc: x@example.nl\n").subject == "One Bcc: x@example.nl"


def test_recipient_is_one_line_whatever_the_name(write, member):
    member.given_name = "Daan\nBcc: x@example.nl"
    member.save()
    assert "\n" not in address_of(write(member))


def test_mail_says_why_it_comes_and_where_to_change_that(write, member):
    reason, url = "You get this because you & I meet.", "https://example.nl/change/"
    mail = Mail("postcard", {}, reason=reason, change_url=url)

    email = build_email(write(member), mail, CARD)

    assert f"\n{reason}\n\n-- \n" in email.body
    assert f"Waarom komt dit altijd?: {url}\n" in email.body
    assert "You get this because you &amp; I meet." in html_of(email)
    assert re.search(rf'<a [^>]*href="{url}"[^>]*>Waarom komt dit altijd\?</a>', html_of(email))


def test_mail_without_a_reason_has_no_empty_lines_for_it(build, member):
    email = build(member)
    assert "Waarom komt dit altijd?" not in email.body + html_of(email)


def test_message_id_stays_the_same_and_differs_per_row(write, member):
    first, second = write(member), write(member)
    again = type(first).objects.get(pk=first.pk)

    assert message_id(first) == message_id(again)
    assert message_id(first) != message_id(second)
    assert re.fullmatch(r"<\d+\.\d{20}@127\.0\.0\.1>", message_id(first))


def test_headers_say_it_is_automatic_and_what_it_belongs_to(build, member):
    one, two = build(member, thread="meeting:1"), build(member, thread="meeting:1")

    assert one.extra_headers["Auto-Submitted"] == "auto-generated"
    assert one.extra_headers["References"] == two.extra_headers["In-Reply-To"]
    assert "Precedence" not in one.extra_headers
    assert "References" not in build(member).extra_headers
    assert build(member, thread="meeting:2").extra_headers["References"] != one.extra_headers["References"]


def test_bulk_mail_can_be_stopped_with_one_click(build, member):
    email = build(member, NEWS)

    [link] = re.findall(r"^<(http.*)>$", email.extra_headers["List-Unsubscribe"])
    assert read_token(link.rstrip("/").rpartition("/")[2]) == Subscription(member.pk, "tests.news")
    assert email.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in email.body
    assert link in html_of(email)


def test_mail_that_is_needed_has_no_unsubscribe(build, member):
    email = build(member)
    assert "List-Unsubscribe" not in email.extra_headers
    assert "uitzetten" not in email.body + html_of(email)
    assert "/meldingen/" in email.body


def test_calendar_keeps_its_method(build, member):
    calendar = Attachment("invite.ics", b"BEGIN:VCALENDAR\r\n", "text/calendar; method=REQUEST; charset=utf-8")

    part = list(build(member, attachments=[calendar]).message().walk())[-1]

    assert part["Content-Type"] == 'text/calendar; method="REQUEST"; charset="utf-8"'
    assert part.get_payload(decode=True) == b"BEGIN:VCALENDAR\r\n"
    assert part.get_filename() == "invite.ics"


def test_calendar_that_asks_is_a_form_of_the_mail_too_so_that_mail_programs_show_buttons(build, member):
    content = b"BEGIN:VCALENDAR\r\nX:\xc3\xa9\r\n"
    calendar = Attachment("invite.ics", content, "text/calendar; method=REQUEST; charset=utf-8")
    mail = message_from_bytes(build(member, attachments=[calendar]).message().as_bytes())
    [body, _file] = mail.get_payload()

    assert body.get_content_type() == "multipart/alternative"
    *_texts, form = body.get_payload()
    assert (form.get_content_type(), form.get_param("method")) == ("text/calendar", "REQUEST")
    assert form.get_content_charset() == "utf-8" and "Content-Disposition" not in form
    assert form.get_payload(decode=True).split() == content.split()


def test_calendar_to_download_is_a_file_only(build, member):
    calendar = Attachment("kring.ics", b"BEGIN:VCALENDAR", "text/calendar; method=PUBLISH; charset=utf-8")
    assert len(build(member, attachments=[calendar]).alternatives) == 1


def test_token_is_refused_when_altered_or_old(member, time_machine):
    from leerkring.notifications.tokens import make_token

    token = make_token(Subscription(member.pk, "tests.news"))
    assert read_token(token + "x") is None
    assert read_token("nonsense") is None
    time_machine.move_to("2035-01-01")
    assert read_token(token) is None


def test_shared_mail_is_written_once_and_each_reader_finds_what_is_theirs_in_it(write, member, make):
    """The frame is one; name, links and pieces are each reader's own, and nobody's name opens a gap."""
    other = make.user("Bo")
    other.given_name = "⟦mute_url⟧ <b>"
    written = {}

    def build_shared(reader, text):
        row = write(reader)
        row.recipient, row.scope = reader, 7
        own = {"text": lambda: (text, f"<i>{text}</i>")}
        return build_email(row, Mail("postcard_shared", {}, shared=Shared("same", written, own)), NEWS)

    first, second = build_shared(member, "een"), build_shared(other, "twee")

    assert len(written) == 1
    assert "⟦" not in html_of(first) + first.body
    assert "<i>een</i>" in html_of(first) and "een\n" in first.body and "twee" not in first.body
    assert f"Hi {other.given_name}" in second.body and f"Hi {escape(other.given_name)}" in html_of(second)
    links = [set(re.findall(r"/meldingen/uitzetten/([^/\s]+)/", mail.body)) for mail in (first, second)]
    assert [len(found) for found in links] == [2, 2] and not links[0] & links[1]
    tokens = [read_token(token) for token in sorted(links[0])]
    assert {(token.user_id, token.kind, token.scope) for token in tokens} == {
        (member.pk, NEWS.name, 0),
        (member.pk, "", 7),
    }


def test_shared_mail_is_written_anew_for_another_language_and_other_words(write, member, make):
    english = make.user("Emma", language="en")
    written = {}
    mail = Mail("postcard_shared", {}, shared=Shared("same", written, {"text": lambda: ("", "")}))
    own = replace(mail, words=Words("leergemeenschap", "leergemeenschappen"))

    texts = [
        build_email(write(who), each, NEWS).body for who, each in ((member, mail), (english, mail), (member, own))
    ]

    assert len(written) == len(set(texts)) == 3


def test_header_of_two_lines_is_refused_and_takes_no_other_header_along(build, member):
    email = build(member)
    email.extra_headers["X-Said"] = "One\nBcc: somebody@example.nl"
    with pytest.raises(BadHeaderError):
        email.written()
    email.attach("a.txt", "a", "text/plain")
    with pytest.raises(BadHeaderError):
        email.written()
