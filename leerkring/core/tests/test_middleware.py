"""What happens to every request."""

import pytest

pytestmark = pytest.mark.django_db


def test_page_is_dutch_when_the_browser_asks_for_english(client):
    response = client.get("/account/inloggen/", headers={"accept-language": "en"})

    assert response.headers["Content-Language"] == "nl"


def test_page_follows_the_cookie_when_a_language_was_chosen(client):
    client.cookies["django_language"] = "en"

    assert client.get("/account/inloggen/").headers["Content-Language"] == "en"


def test_page_follows_the_account_when_no_language_was_chosen(as_user, member):
    member.language = "en"
    member.save()

    assert as_user(member).get("/meldingen/").headers["Content-Language"] == "en"


def test_language_falls_back_when_the_cookie_holds_nonsense(client):
    client.cookies["django_language"] = "../../etc"

    assert client.get("/account/inloggen/").headers["Content-Language"] == "nl"


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_request_is_refused_when_no_column_can_hold_its_text(client, text):
    encoded = text.encode("utf-8", "surrogatepass")
    query = "".join(f"%{byte:02X}" for byte in encoded)

    response = client.get("/account/inloggen/", QUERY_STRING=f"next={query}")

    assert response.status_code == (400 if "\x00" in text else 200)


def test_form_is_refused_when_it_holds_a_nul(client):
    assert client.post("/account/inloggen/", {"login": "a\x00@example.nl"}).status_code == 400


def test_private_page_is_kept_by_nobody(as_user, member):
    assert as_user(member).get("/meldingen/").headers["Cache-Control"] == "private, no-store"


def test_page_for_visitors_reads_and_makes_no_session(client, django_assert_num_queries):
    client.get("/")

    with django_assert_num_queries(0):
        response = client.get("/")

    assert "sessionid" not in response.cookies


def test_csp_allows_nothing_inline_and_nothing_foreign(client):
    policy = client.get("/").headers["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
