"""The mail that a portal without a mail server keeps, and who may see it."""

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.urls import reverse

from leerkring.notifications.kept_mail import mail_names, read_mail

BACKEND = "leerkring.notifications.backends.FolderBackend"


@pytest.fixture
def folder(settings, tmp_path):
    settings.SHOW_KEPT_MAIL = True
    settings.EMAIL_BACKEND = BACKEND
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    return settings.EMAIL_FILE_PATH


def keep(subject="Één onderwerp", to="daan@example.nl", attachment=""):
    email = EmailMultiAlternatives(
        subject, "Kijk op https://x.nl/a/ & <b>", to=[to], connection=get_connection(BACKEND)
    )
    email.attach_alternative("<html><head></head><body><a href='https://x.nl/a/'>Open</a></body></html>", "text/html")
    if attachment:
        email.attach(attachment, b"inhoud", "text/calendar")
    email.send()
    return mail_names()[0]


def test_each_mail_is_a_whole_file(folder):
    names = [keep(f"Mail {number}") for number in range(3)]

    assert mail_names() == list(reversed(names))
    assert sorted(path.name for path in folder.iterdir()) == names
    mail = read_mail(names[0])
    assert (mail.subject, mail.to) == ("Mail 0", "daan@example.nl")


def test_unfinished_and_foreign_files_are_no_mail(folder):
    keep()
    (folder / "20270101T000000000000-12345678.eml.tmp").write_text("half")
    (folder / "notes.txt").write_text("no")
    assert len(mail_names()) == 1
    assert read_mail("../secret_key") is None
    assert read_mail("notes.txt") is None


def test_list_shows_newest_first_and_finds_an_address(folder, visitor, db):
    keep("Aan Daan")
    keep("Aan Anouk", to="anouk@example.nl")

    response = visitor.get("/dev/mail/")
    assert [mail.subject for mail in response.context["mails"]] == ["Aan Anouk", "Aan Daan"]
    response = visitor.get("/dev/mail/?to=DAAN")
    assert [mail.subject for mail in response.context["mails"]] == ["Aan Daan"]


def test_list_is_friendly_when_there_is_no_mail(folder, visitor, db):
    assert visitor.get("/dev/mail/").status_code == 200


def test_mail_shows_text_and_a_sandboxed_frame(folder, visitor, db):
    name = keep()
    page = visitor.get(reverse("notifications:kept_mail", kwargs={"name": name})).content.decode()

    assert "Één onderwerp" in page
    assert '<a href="https://x.nl/a/"' in page
    assert "&amp; &lt;b&gt;" in page
    assert "allow-scripts" not in page
    assert 'sandbox="allow-popups' in page


def test_frame_may_do_nothing_but_link_out(folder, visitor, db):
    response = visitor.get(reverse("notifications:kept_mail_html", kwargs={"name": keep()}))

    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox allow-popups" in policy
    assert "allow-same-origin" not in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert '<head><base target="_top">' in response.content.decode()


def test_attachment_is_a_download(folder, visitor, db):
    where = {"name": keep(attachment='uit"nodiging.ics'), "number": 0}
    response = visitor.get(reverse("notifications:kept_mail_attachment", kwargs=where))

    assert response.content == b"inhoud"
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"] == 'attachment; filename="uitnodiging.ics"'
    missing = reverse("notifications:kept_mail_attachment", kwargs=where | {"number": 7})
    assert visitor.get(missing).status_code == 404


@pytest.mark.parametrize("page", ["kept_mail_list", "kept_mail", "kept_mail_html", "kept_mail_attachment"])
def test_nothing_is_shown_on_a_portal_that_sends_its_mail(folder, visitor, as_user, staff, settings, page):
    where = {"name": keep(attachment="a.ics")} if page != "kept_mail_list" else {}
    where |= {"number": 0} if page == "kept_mail_attachment" else {}
    address = reverse(f"notifications:{page}", kwargs=where)
    assert visitor.get(address).status_code == 200

    settings.SHOW_KEPT_MAIL = False
    assert visitor.get(address).status_code == 404
    assert as_user(staff).get(address).status_code == 404


def test_unknown_mail_is_not_found(folder, visitor, db):
    for name in ("20270101T000000000000-12345678.eml", "..", "x"):
        assert visitor.get(f"/dev/mail/{name}/html/").status_code == 404
